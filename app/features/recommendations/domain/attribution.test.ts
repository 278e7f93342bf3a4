import { expect, it } from "vitest";
import { attributeSales, type Click, type Sale } from "./attribution.ts";

const DAY_MS = 86_400_000;
const at = (day: number) => new Date(Date.UTC(2026, 4, day));
const click = (day: number, rest: Partial<Click> = {}): Click => ({
  placement: "similar",
  customerId: 1n,
  productId: 7n,
  clickedAt: at(day),
  ...rest,
});
const sale = (day: number, rest: Partial<Sale> = {}): Sale => ({
  orderId: 1n,
  customerId: 1n,
  productId: 7n,
  boughtAt: at(day),
  netMinor: 500n,
  ...rest,
});

it("counts a sale once, for the last click before it on its product, within the window", () => {
  const clicks = [click(1), click(3, { placement: "cart" }), click(9), click(3, { productId: 8n })];
  const found = attributeSales(clicks, [sale(5)], 7 * DAY_MS);
  expect(found.cart).toEqual({ clicks: 1, orders: 1, revenueMinor: 500n });
  expect(found.similar).toEqual({ clicks: 3, orders: 0, revenueMinor: 0n });
});

it.each([
  ["after the window", sale(9)],
  ["before the click", sale(0)],
  ["of somebody else", sale(2, { customerId: 2n })],
  ["of another product", sale(2, { productId: 8n })],
  ["given back as a whole", sale(2, { netMinor: 0n })],
])("counts no sale %s", (_case, one) => {
  expect(attributeSales([click(1)], [one], 7 * DAY_MS).similar).toMatchObject({
    orders: 0,
    revenueMinor: 0n,
  });
});
