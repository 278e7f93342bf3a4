import { describe, expect, it } from "vitest";
import { createTestStore, NOW } from "#simulator/test-store.ts";
import type { DiscountInput } from "./discounts.ts";
import { findCode } from "./indexes.ts";
import type { Discount } from "./model.ts";

type Store = ReturnType<typeof createTestStore>;

const INPUT: DiscountInput = {
  title: "Welcome",
  code: "WELCOME",
  startsAt: new Date("2026-06-01T00:00:00Z"),
  terms: { kind: "basic", value: { kind: "percentage", fraction: 0.1 }, items: { kind: "all" } },
  combinesWith: { orderDiscounts: true, productDiscounts: true, shippingDiscounts: true },
};

function created(store: Store, change: Partial<DiscountInput> = {}): Discount {
  const result = store.commands.createDiscount({ ...INPUT, ...change });
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.discount;
}

function order(store: Store, discountCodes: string[]) {
  const result = store.commands.placeOrder({
    customerId: store.customer.id,
    lines: [{ variantId: store.variants[0]!.id, quantity: 1 }],
    discountCodes,
  });
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.order;
}

describe("uses", () => {
  it("are counted by code and for automatic discounts when an order is placed, and stay when it is cancelled", () => {
    const store = createTestStore();
    const discount = created(store);
    store.commands.addDiscountCodes(discount.id, ["SECOND"]);
    const automatic = created(store, { title: "Automatic", code: null });
    const shipping = created(store, {
      code: "SHIP",
      terms: {
        kind: "freeShipping",
        maximumShippingPrice: null,
        countryCodes: null,
        includeRestOfWorld: false,
      },
      combinesWith: { orderDiscounts: true, productDiscounts: true, shippingDiscounts: false },
    });
    const placed = order(store, ["second", "SHIP"]);
    expect(discount.codes.map((code) => code.usageCount)).toEqual([0, 1]);
    expect(shipping.codes[0]!.usageCount).toBe(1);
    expect(automatic.automaticUsageCount).toBe(1);
    expect([discount, automatic, shipping].map((each) => each.totalSales)).toEqual([960n, 960n, 960n]);
    expect(placed).toMatchObject({ total: 960n, shippingDiscount: 395n });
    store.commands.cancelOrder({ orderId: placed.id, reason: "customer" });
    expect(discount.codes[1]!.usageCount).toBe(1);
  });
});

describe("codes", () => {
  it("are found by their new name after a change, and not at all after the discount is deleted", () => {
    const store = createTestStore();
    const discount = created(store);
    expect(findCode(store.shop, "welcome")?.discount).toBe(discount);
    store.commands.updateDiscount(discount.id, { code: "HELLO" });
    expect([findCode(store.shop, "WELCOME"), findCode(store.shop, "hello")?.discount]).toEqual([
      null,
      discount,
    ]);
    store.commands.deleteDiscount(discount.id);
    expect(findCode(store.shop, "HELLO")).toBeNull();
  });

  it("are free again after they were removed", () => {
    const store = createTestStore();
    const discount = created(store);
    store.commands.removeDiscountCodes(discount.id, [discount.codes[0]!.id]);
    expect(store.commands.createDiscount(INPUT).ok).toBe(true);
  });

  it("belong to one discount alone, also after an update", () => {
    const store = createTestStore();
    created(store);
    const other = created(store, { code: "OTHER" });
    expect(store.commands.updateDiscount(other.id, { code: "welcome" })).toMatchObject({
      ok: false,
      errors: [{ field: "code", code: "TAKEN" }],
    });
  });
});

describe("segments", () => {
  it("hold for their members alone", () => {
    const store = createTestStore();
    const id = store.environment.allocate();
    const query = "customer_tags CONTAINS 'vip'";
    store.shop.segments.set(id, { id, name: "VIP", query, createdAt: NOW, updatedAt: NOW });
    created(store, { context: { kind: "segments", segmentIds: [id] } });
    const lines = [{ variantId: store.variants[0]!.id, quantity: 1 }];
    const codes = () => store.commands.priceCart(lines, ["WELCOME"], store.customer.id).discounts;
    expect(codes()).toEqual([]);
    store.customer.tags.push("vip");
    expect(codes()).toEqual([{ code: "WELCOME", amount: 120n }]);
  });
});

it("prices a cart without looking at all discounts, however many there are", () => {
  const store = createTestStore();
  for (let index = 0; index < 5000; index += 1) created(store, { code: `REWARD-${index}` });
  const lines = [{ variantId: store.variants[0]!.id, quantity: 1 }];
  let reads = 0;
  const { discounts } = store.shop;
  store.shop.discounts = new Proxy(discounts, {
    get: (target, key) => {
      if (key === Symbol.iterator || key === "values" || key === "entries" || key === "forEach") reads += 1;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  store.commands.priceCart(lines, ["REWARD-4711"], null);
  expect(reads).toBe(0);
});
