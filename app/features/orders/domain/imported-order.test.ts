import { describe, expect, it } from "vitest";
import { type ImportedOrderRow, orderFromRows } from "./imported-order.ts";
import { factsFromOrder } from "./order-state.ts";

const ROW: ImportedOrderRow = {
  line: 2,
  number: "W-1001",
  customerId: null,
  email: "a@example.com",
  phone: null,
  orderedAt: new Date("2019-05-01T00:00:00Z"),
  currency: null,
  total: "24.9500",
  subtotal: "20.00",
  refunded: null,
  product: "Lantern",
  quantity: 2n,
};
const CONTEXT = { currency: "GBP", broughtAt: new Date("2026-01-01T00:00:00Z"), earnsPoints: false };
const idOf = (...words: string[]) => -BigInt(words.join("").length);
const orderOf = (...rows: [ImportedOrderRow, ...ImportedOrderRow[]]) => orderFromRows(rows, CONTEXT, idOf);

describe("an order of another platform", () => {
  it("has its amounts in whole minor units, and a line for each row", () => {
    const order = orderOf(ROW, { ...ROW, product: "Candle", quantity: null });
    expect(order).toMatchObject({
      totalMinor: 2495n,
      subtotalMinor: 2000n,
      financialStatus: "paid",
      channel: "other",
    });
    expect(order.id).toBeLessThan(0n);
    expect(order.lines.map(({ title, quantity }) => [title, quantity])).toEqual([
      ["Lantern", 2],
      ["Candle", 1],
    ]);
  });

  it.each([
    ["5.00", "partially_refunded", 500n],
    ["24.95", "refunded", 2000n],
  ])("of which %s came back is %s", (refunded, status, goodsMinor) => {
    const order = orderOf({ ...ROW, refunded });
    expect(order.financialStatus).toBe(status);
    expect(order.refunds).toMatchObject([{ goodsMinor }]);
  });

  it("whose amount can be read in two ways is refused", () => {
    expect(() => orderOf({ ...ROW, total: "12.500" })).toThrow(RangeError);
    expect(orderOf({ ...ROW, total: "0.500" }).totalMinor).toBe(50n);
    expect(
      orderFromRows([{ ...ROW, total: "12.500" }], { ...CONTEXT, currency: "KWD" }, idOf).totalMinor,
    ).toBe(12_500n);
  });

  it("is history without points, unless the merchant says so", () => {
    const paid = (earnsPoints: boolean) =>
      factsFromOrder(orderFromRows([ROW], { ...CONTEXT, earnsPoints }, idOf)).find(
        ({ kind }) => kind === "order.paid",
      );
    expect(paid(false)?.data).toMatchObject({ earnsNoPoints: true });
    expect(paid(true)?.data).not.toHaveProperty("earnsNoPoints");
    expect(paid(true)?.happenedAt).toEqual(ROW.orderedAt);
  });
});
