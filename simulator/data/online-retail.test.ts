import { moneyOf } from "#simulator/state/refunds.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { loadOnlineRetail } from "./online-retail.ts";
import type { StoreSeed } from "./online-retail.ts";

const ENDS_ON = new Date("2026-11-20T09:00:00Z");
let store: StoreSeed;
beforeAll(() => {
  store = loadOnlineRetail({ endsOn: ENDS_ON });
});

describe("the demo store", () => {
  it("has the size of a real small shop", () => {
    expect(store.customers).toHaveLength(500);
    expect(store.products.length).toBeLessThanOrEqual(1500);
    expect(store.orders.length).toBeGreaterThan(2400);
    expect(store.orders.length).toBeLessThan(3100);
    expect(store.orders.filter((order) => order.customerId === null).length).toBeGreaterThan(50);
    expect(store.orders.filter((order) => order.refunds.length > 0).length).toBeGreaterThan(100);
    expect(store.orders.some((order) => order.cancelledAt)).toBe(true);
  });

  it("loads the same store every time", () => {
    expect(loadOnlineRetail({ endsOn: ENDS_ON })).toEqual(store);
  });

  it("ends on the day it was asked to end, with nothing later", () => {
    const times = store.orders.flatMap((order) => [
      order.updatedAt,
      ...order.refunds.map((refund) => refund.createdAt),
    ]);
    const last = new Date(Math.max(...times.map((time) => time.getTime())));
    expect(last.toISOString().slice(0, 10)).toBe("2026-11-20");
  });

  it("adds up: lines make the subtotal, with shipping the total, and the sale paid for it", () => {
    for (const order of store.orders) {
      const lines = order.lines.reduce(
        (sum, line) => sum + line.unitPrice * BigInt(line.quantity) - line.discount,
        0n,
      );
      expect(lines).toBe(order.subtotal);
      expect(order.subtotal + order.shipping).toBe(order.total);
      expect(order.transactions[0]).toMatchObject({ kind: "SALE", amount: order.total });
      expect(order.total > 0n).toBe(true);
    }
  });

  it("never refunds more than was bought or paid, and the status says how much came back", () => {
    for (const order of store.orders) {
      const quantities = new Map<bigint, number>();
      let returned = 0n;
      for (const refund of order.refunds) {
        expect(refund.createdAt >= order.createdAt).toBe(true);
        const lines = refund.lines.reduce((sum, line) => sum + line.subtotal, 0n);
        expect(moneyOf(order, refund)).toBe(lines + refund.shipping);
        returned += moneyOf(order, refund);
        for (const line of refund.lines)
          quantities.set(line.lineId, (quantities.get(line.lineId) ?? 0) + line.quantity);
      }
      for (const [lineId, quantity] of quantities) {
        expect(quantity).toBeLessThanOrEqual(order.lines.find((line) => line.id === lineId)?.quantity ?? 0);
      }
      const status = returned === 0n ? "PAID" : returned === order.total ? "REFUNDED" : "PARTIALLY_REFUNDED";
      expect(order.financialStatus).toBe(status);
      expect(order.cancelledAt === null || order.financialStatus === "REFUNDED").toBe(true);
    }
  });

  it("gives every record an id of its own, beyond what a double can hold", () => {
    const ids = [
      ...store.products.flatMap((product) => [
        product.id,
        ...product.variants.flatMap((one) => [one.id, one.inventoryItemId]),
      ]),
      ...store.collections.map((collection) => collection.id),
      ...store.customers.map((customer) => customer.id),
      ...store.orders.flatMap((order) => [
        order.id,
        ...order.lines.map((line) => line.id),
        ...order.transactions.map((transaction) => transaction.id),
        ...order.refunds.flatMap((refund) => [refund.id, ...refund.lines.map((line) => line.id)]),
      ]),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => id > 2n ** 53n)).toBe(true);
  });

  it("names people and products so that nothing collides", () => {
    expect(new Set(store.customers.map((customer) => customer.email)).size).toBe(store.customers.length);
    expect(store.customers.every((customer) => /^[a-z.]+\d*@example\.com$/.test(customer.email ?? ""))).toBe(
      true,
    );
    expect(new Set(store.products.map((product) => product.handle)).size).toBe(store.products.length);
    expect(
      store.customers.filter((customer) => customer.addresses[0]?.countryCode !== "GB").length,
    ).toBeGreaterThan(30);
  });

  it("sells in every collection, at a price, from stock", () => {
    for (const collection of store.collections) expect(collection.productIds.length).toBeGreaterThan(20);
    for (const product of store.products) {
      expect(product.variants[0]?.price).toBeGreaterThan(0n);
      if (!product.isGiftCard) expect(product.variants[0]?.inventoryQuantity).toBeGreaterThan(0);
    }
  });

  it("can be cut down to a few customers with whole histories", () => {
    const small = loadOnlineRetail({ endsOn: ENDS_ON, limitCustomers: 20 });
    expect(small.customers).toHaveLength(20);
    const emails = new Set(small.customers.map((customer) => customer.email));
    const whole = store.orders.filter((order) => order.email !== null && emails.has(order.email));
    expect(small.orders.filter((order) => order.customerId !== null)).toHaveLength(whole.length);
  });
});
