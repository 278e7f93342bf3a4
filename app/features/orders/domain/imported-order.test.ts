import { describe, expect, it } from "vitest";
import { AmountUnreadable, type ImportedOrderRow, orderFromRows } from "./imported-order.ts";
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
  discount: null,
  tax: null,
  shipping: null,
  presentmentCurrency: null,
  presentmentTotal: null,
  financialStatus: null,
  fulfillmentStatus: null,
  shippingAddress: null,
  product: "Lantern",
  sku: null,
  quantity: 2n,
  unitPrice: null,
  lineDiscount: null,
};
const LANTERN = { variantId: 11n, productId: 1n, productTitle: "Lantern of today" };
const CONTEXT = {
  currency: "GBP",
  broughtAt: new Date("2026-01-01T00:00:00Z"),
  earnsPoints: false,
  variants: new Map([["LAN-1", LANTERN]]),
};
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

  it("has goods by its lines' prices, less what was taken off", () => {
    const order = orderOf(
      {
        ...ROW,
        subtotal: null,
        total: "30.90",
        sku: "LAN-1",
        product: null,
        unitPrice: "10.00",
        lineDiscount: "-1.50",
      },
      {
        ...ROW,
        line: 3,
        subtotal: null,
        product: "Candle",
        quantity: 1n,
        unitPrice: "9.00",
        discount: "2.00",
        shipping: "3.90",
        tax: "5.00",
      },
    );
    expect(order).toMatchObject({
      subtotalMinor: 2_700n,
      discountsMinor: 200n,
      shippingMinor: 390n,
      taxMinor: 500n,
      totalMinor: 3_090n,
    });
    expect(order.lines).toMatchObject([
      {
        title: "Lantern of today",
        productId: "1",
        variantId: "11",
        unitPriceMinor: "1000",
        discountMinor: "150",
      },
      { title: "Candle", productId: null, sku: null, unitPriceMinor: "900", discountMinor: "0" },
    ]);
    // A line without a price: what is left of the total.
    expect(orderOf({ ...ROW, subtotal: null, shipping: "4.95" }).subtotalMinor).toBe(2_000n);
  });

  it.each([
    [null, "paid", true, false],
    ["pending", "pending", false, false],
    ["voided", "voided", false, true],
    ["refunded", "refunded", true, false],
  ])("that is %s stands as %s", (financialStatus, expected, isPaid, isCancelled) => {
    const order = orderOf({ ...ROW, financialStatus });
    expect([order.financialStatus, order.paidAt !== null, order.cancelledAt !== null]).toEqual([
      expected,
      isPaid,
      isCancelled,
    ]);
    expect(order.refunds.map(({ goodsMinor }) => goodsMinor)).toEqual(
      expected === "refunded" ? [2_000n] : [],
    );
  });

  it.each([
    // Two at 12.00 and 4.95 for shipping are the total: the tax is within.
    ["28.95", "4.82", true, "399"],
    // Here it came on top.
    ["33.77", "4.82", false, "0"],
    ["28.95", null, false, "0"],
  ])("of %s with a tax of %s: its prices contain it: %s", (total, tax, taxesIncluded, lineTaxMinor) => {
    const order = orderOf({ ...ROW, subtotal: null, unitPrice: "12.00", shipping: "4.95", total, tax });
    expect(order.taxesIncluded).toBe(taxesIncluded);
    expect(order.lines.map(({ taxMinor }) => taxMinor)).toEqual([lineTaxMinor]);
  });

  it("says what the shopper paid in, in that currency's units", () => {
    const order = orderOf({ ...ROW, presentmentCurrency: "JPY", presentmentTotal: "4700" });
    expect([order.presentmentCurrency, order.presentmentTotalMinor]).toEqual(["JPY", 4_700n]);
    expect(orderOf({ ...ROW, presentmentCurrency: "JPY" }).presentmentTotalMinor).toBeNull();
  });

  it("names line and field of an amount that cannot be read", () => {
    const rows = [ROW, { ...ROW, line: 3, unitPrice: "1.005" }] as const;
    expect(() => orderOf(...rows)).toThrow(
      expect.objectContaining({ line: 3, field: "unit_price" }) as Error,
    );
  });

  it("whose amount can be read in two ways is refused", () => {
    expect(() => orderOf({ ...ROW, total: "12.500" })).toThrow(AmountUnreadable);
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
