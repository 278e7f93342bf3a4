import { expect, it } from "vitest";
import type { ApiContext } from "./context.ts";
import { orderVisible, visibleOrders } from "./order-age.ts";

const NOW = new Date("2026-07-01T09:30:00Z");
const daysAgo = (days: number) => ({ createdAt: new Date(NOW.getTime() - days * 86_400_000) });
const viewer = (...scopes: string[]) =>
  ({ installation: { scopes }, clock: () => NOW }) as unknown as Pick<ApiContext, "installation" | "clock">;

it.each([
  [["read_orders"], 59, true],
  [["read_orders"], 60, true],
  [["read_orders"], 61, false],
  [["write_orders"], 61, false],
  [["read_orders", "read_all_orders"], 900, true],
])("with %j an order of %d days ago is visible: %s", (scopes, days, expected) => {
  expect(orderVisible(viewer(...scopes), daysAgo(days))).toBe(expected);
  expect([...visibleOrders(viewer(...scopes), [daysAgo(days)])]).toHaveLength(expected ? 1 : 0);
});

it("copies nothing when all may be seen", () => {
  const orders = [daysAgo(1)];
  expect(visibleOrders(viewer("read_all_orders"), orders)).toBe(orders);
});
