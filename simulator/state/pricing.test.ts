import { describe, expect, it } from "vitest";
import { createTestStore, NOW } from "#simulator/test-store.ts";
import type { Discount, DiscountItems, DiscountTerms, DiscountValue } from "./model.ts";
import { newDiscount } from "./model/discounts.ts";
import { newOrder } from "./model/orders.ts";
import { noteOrder } from "./indexes.ts";
import { priceCart } from "./pricing.ts";

type Store = ReturnType<typeof createTestStore>;

const ALL: DiscountItems = { kind: "all" };
const amount = (hundredths: bigint, onEachItem = false): DiscountValue => ({
  kind: "amount",
  amount: hundredths,
  onEachItem,
});
const percent = (fraction: number): DiscountValue => ({ kind: "percentage", fraction });
const basic = (value: DiscountValue, items: DiscountItems = ALL): DiscountTerms => ({
  kind: "basic",
  value,
  items,
});
const freeShipping = (maximumShippingPrice: bigint | null = null, countryCodes: string[] | null = null) =>
  ({ kind: "freeShipping", maximumShippingPrice, countryCodes, includeRestOfWorld: false }) as const;
const everything = { orderDiscounts: true, productDiscounts: true, shippingDiscounts: true };

function add(
  store: Store,
  code: string | null,
  terms: DiscountTerms,
  change: Partial<Discount> = {},
): Discount {
  const { allocate } = store.environment;
  const discount = newDiscount({
    id: allocate(),
    title: code ?? "Automatic",
    method: code === null ? "AUTOMATIC" : "CODE",
    codes: code === null ? [] : [{ id: allocate(), code, usageCount: 0, createdAt: NOW }],
    terms,
    startsAt: new Date(NOW.getTime() - 1000),
    ...change,
  });
  store.shop.discounts.set(discount.id, discount);
  return discount;
}

/** Prices pieces of the test store's products: candle 12.00, mug 8.50, towel 14.25, blanket 89.00, coaster 0.99. */
function price(
  store: Store,
  quantities: number[],
  codes: string[],
  more: { email?: string; countryCode?: string } = {},
) {
  return priceCart({
    shop: store.shop,
    lines: quantities.flatMap((quantity, index) =>
      quantity === 0 ? [] : [{ variantId: store.variants[index]!.id, quantity }],
    ),
    discountCodes: codes,
    customerId: null,
    shipping: 395n,
    now: NOW,
    ...more,
  });
}

const only = (store: Store, index: number): DiscountItems => ({
  kind: "products",
  productIds: [store.variants[index]!.productId],
  variantIds: [],
});

describe("amounts off", () => {
  it("takes an order discount off all lines in proportion", () => {
    const store = createTestStore();
    add(store, "REWARD", basic(amount(500n)));
    const cart = price(store, [1, 1], ["reward"]);
    expect(cart.lines.map((line) => line.discount)).toEqual([293n, 207n]);
    expect(cart).toMatchObject({
      subtotal: 1550n,
      total: 1945n,
      discounts: [{ code: "REWARD", amount: 500n }],
      discountApplications: [
        { kind: "CODE", code: "REWARD", target: "LINE_ITEM", selection: "ALL", allocation: "ACROSS" },
      ],
    });
  });

  it("takes a product discount off its products alone", () => {
    const store = createTestStore();
    add(store, "MUG", basic(percent(0.2), only(store, 1)));
    const cart = price(store, [1, 2], ["MUG"]);
    expect(cart.lines.map((line) => line.discountAllocations)).toEqual([
      [],
      [{ application: 0, amount: 340n }],
    ]);
    expect(cart.discountApplications[0]).toMatchObject({ selection: "ENTITLED", amount: 340n });
  });

  it("takes an amount off each piece, never more than it costs", () => {
    const store = createTestStore();
    add(
      store,
      "EACH",
      basic(amount(900n, true), { kind: "collections", collectionIds: [...store.shop.collections.keys()] }),
    );
    expect(price(store, [1, 2, 1], ["EACH"]).lines.map((line) => line.discount)).toEqual([0n, 1700n, 900n]);
  });

  it("rounds to whole yen", () => {
    const store = createTestStore();
    store.shop.currency = "JPY";
    for (const variant of store.variants) variant.price = 33_300n;
    add(store, "TENTH", basic(percent(0.15)));
    const cart = price(store, [1, 1, 1], ["TENTH"]);
    expect(cart.discounts).toEqual([{ code: "TENTH", amount: 15_000n }]);
    expect(cart.lines.every((line) => line.discount % 100n === 0n)).toBe(true);
  });

  it("gives one product discount on each line: the best for the shopper", () => {
    const store = createTestStore();
    add(store, "TEN", basic(percent(0.1), only(store, 0)), { combinesWith: everything });
    add(
      store,
      "TWENTY",
      basic(percent(0.2), {
        kind: "products",
        productIds: [store.variants[0]!.productId, store.variants[1]!.productId],
        variantIds: [],
      }),
      { combinesWith: everything },
    );
    const cart = price(store, [1, 1], ["TEN", "TWENTY"]);
    expect(cart.discounts).toEqual([{ code: "TWENTY", amount: 410n }]);
    expect(cart.rejectedCodes).toEqual([
      { code: "TEN", refusal: "TAKES_NO_MORE", reason: expect.stringContaining("no more off") },
    ]);
  });

  it("takes order discounts off what product discounts leave, all percentages of the same subtotal", () => {
    const store = createTestStore();
    add(store, "HALF", basic(percent(0.5), only(store, 3)), { combinesWith: everything });
    add(store, "TEN", basic(percent(0.1)), { combinesWith: everything });
    add(store, "TWENTY", basic(percent(0.2)), { combinesWith: everything });
    const cart = price(store, [0, 0, 0, 1], ["TEN", "TWENTY", "HALF"]);
    expect(cart.discounts).toEqual([
      { code: "HALF", amount: 4450n },
      { code: "TEN", amount: 445n },
      { code: "TWENTY", amount: 890n },
    ]);
  });
});

describe("combinations", () => {
  it("needs the consent of both sides and else keeps what takes off more", () => {
    const store = createTestStore();
    add(store, "FIVE", basic(amount(500n)), { combinesWith: everything });
    const second = add(store, "TENTH", basic(percent(0.1)), { combinesWith: everything });
    expect(price(store, [0, 0, 0, 1], ["FIVE", "TENTH"]).discounts).toHaveLength(2);
    second.combinesWith = { ...everything, orderDiscounts: false };
    const cart = price(store, [0, 0, 0, 1], ["FIVE", "TENTH"]);
    expect(cart.discounts).toEqual([{ code: "TENTH", amount: 890n }]);
    expect(cart.rejectedCodes).toEqual([
      {
        code: "FIVE",
        refusal: "NOT_COMBINED",
        reason: "FIVE cannot be combined with another discount.",
      },
    ]);
  });

  it("applies automatic discounts by themselves, unless a code takes off more", () => {
    const store = createTestStore();
    add(store, null, basic(percent(0.05)));
    expect(price(store, [1], []).discountApplications).toMatchObject([
      { kind: "AUTOMATIC", code: null, title: "Automatic", amount: 60n },
    ]);
    add(store, "REWARD", basic(amount(500n)));
    expect(price(store, [1], ["REWARD"]).discountApplications).toMatchObject([
      { kind: "CODE", amount: 500n },
    ]);
  });

  it("leaves a product discount out when it would cost a larger order discount its minimum", () => {
    const store = createTestStore();
    add(store, "SMALL", basic(amount(100n), only(store, 0)), { combinesWith: everything });
    add(store, "LARGE", basic(amount(500n)), {
      combinesWith: everything,
      minimum: { kind: "subtotal", amount: 1200n },
    });
    expect(price(store, [1], ["SMALL", "LARGE"]).discounts).toEqual([{ code: "LARGE", amount: 500n }]);
  });

  it("takes five codes at most, and free shipping besides", () => {
    const store = createTestStore();
    const codes = ["A", "B", "C", "D", "E", "F"];
    for (const code of codes) add(store, code, basic(amount(10n)), { combinesWith: everything });
    add(store, "SHIP", freeShipping(), { combinesWith: { ...everything, shippingDiscounts: false } });
    const cart = price(store, [1], [...codes, "SHIP"]);
    expect(cart.discounts.map((each) => each.code)).toEqual(["A", "B", "C", "D", "E", "SHIP"]);
    expect(cart.rejectedCodes[0]?.reason).toContain("No more than 5");
  });

  it("stays fast when all automatic discounts combine", () => {
    const store = createTestStore();
    for (let index = 0; index < 25; index += 1) {
      add(store, null, basic(amount(1n)), { combinesWith: everything });
    }
    expect(price(store, [1], []).discountApplications).toHaveLength(25);
  });
});

describe("free shipping", () => {
  it.each([
    ["any rate", freeShipping(), {}, 395n],
    ["a rate within the maximum", freeShipping(395n), {}, 395n],
    ["a rate above the maximum", freeShipping(394n), {}, 0n],
    ["a country that is named", freeShipping(null, ["GB"]), { countryCode: "GB" }, 395n],
    ["a country that is not", freeShipping(null, ["GB"]), { countryCode: "FR" }, 0n],
    ["a country that is not known yet", freeShipping(null, ["GB"]), {}, 395n],
  ])("of %s", (_name, terms, more, shippingDiscount) => {
    const store = createTestStore();
    add(store, "SHIP", terms);
    const cart = price(store, [1], ["SHIP"], more);
    expect(cart).toMatchObject({
      shippingDiscount,
      shipping: 395n,
      subtotal: 1200n,
      total: 1595n - shippingDiscount,
    });
    expect(cart.rejectedCodes).toHaveLength(shippingDiscount === 0n ? 1 : 0);
  });
});

describe("buy X get Y", () => {
  const terms = (
    store: Store,
    more: Partial<Extract<DiscountTerms, { kind: "buyXGetY" }>> = {},
  ): DiscountTerms => {
    const items: DiscountItems = {
      kind: "products",
      productIds: [store.variants[0]!.productId, store.variants[1]!.productId],
      variantIds: [],
    };
    return {
      kind: "buyXGetY",
      buys: { items, minimum: { quantity: 2 } },
      gets: { items, quantity: 1, effect: percent(1) },
      usesPerOrderLimit: null,
      ...more,
    };
  };

  it.each<[string, number[], Partial<Extract<DiscountTerms, { kind: "buyXGetY" }>>, bigint]>([
    ["gives the cheapest of three", [2, 1], {}, 850n],
    ["needs the given piece in the cart", [1, 1], {}, 0n],
    ["gives as often as enough is bought", [4, 2], {}, 1700n],
    ["keeps to the uses per order", [4, 2], { usesPerOrderLimit: 1 }, 850n],
    ["needs as many as it says", [5, 0], {}, 1200n],
  ])("%s", (_name, quantities, more, off) => {
    const store = createTestStore();
    add(store, "BOGO", terms(store, more));
    const cart = price(store, quantities, ["BOGO"]);
    expect(cart.linesTotal - cart.subtotal).toBe(off);
  });

  it("takes a part off what is got when enough is spent on something else", () => {
    const store = createTestStore();
    add(
      store,
      "SPEND",
      terms(store, {
        buys: { items: only(store, 3), minimum: { amount: 8000n } },
        gets: { items: only(store, 0), quantity: 2, effect: percent(0.5) },
      }),
    );
    expect(price(store, [3, 0, 0, 1], ["SPEND"]).lines[0]?.discount).toBe(1200n);
    expect(price(store, [1, 0, 0, 1], ["SPEND"]).discounts).toEqual([]);
  });
});

describe("codes that do not hold", () => {
  it.each<[string, Partial<Discount>, string]>([
    [
      "a spent code",
      { usageLimit: 1, codes: [{ id: 1n, code: "REWARD", usageCount: 1, createdAt: NOW }] },
      "usage limit",
    ],
    ["someone else's code", { context: { kind: "customers", customerIds: [1n] } }, "not available"],
    ["an old code", { endsAt: NOW }, "expired"],
    ["a code of tomorrow", { startsAt: new Date(NOW.getTime() + 1) }, "not active yet"],
    ["a small order", { minimum: { kind: "subtotal", amount: 100_000n } }, "larger order"],
    ["few pieces", { minimum: { kind: "quantity", quantity: 2 } }, "larger order"],
    ["subscriptions only", { appliesOnOneTimePurchase: false, appliesOnSubscription: true }, "subscriptions"],
    [
      "other products",
      { terms: basic(percent(0.1), { kind: "products", productIds: [1n], variantIds: [] }) },
      "not valid for the items",
    ],
  ])("refuses %s", (_name, change, reason) => {
    const store = createTestStore();
    add(store, "REWARD", basic(amount(500n)), change);
    const cart = price(store, [1], ["REWARD"], { email: store.customer.email! });
    expect(cart.rejectedCodes[0]?.reason).toContain(reason);
    expect(cart.discounts).toEqual([]);
  });

  it("counts the uses of each code by itself", () => {
    const store = createTestStore();
    add(store, "FIRST", basic(amount(500n)), {
      usageLimit: 1,
      codes: [
        { id: 1n, code: "FIRST", usageCount: 1, createdAt: NOW },
        { id: 2n, code: "SECOND", usageCount: 0, createdAt: NOW },
      ],
    });
    expect(price(store, [1], ["FIRST"]).discounts).toEqual([]);
    expect(price(store, [1], ["SECOND"]).discounts).toEqual([{ code: "SECOND", amount: 500n }]);
  });

  it("takes a code once per customer, who may be a guest with a known address, also after a cancellation", () => {
    const store = createTestStore();
    const discount = add(store, "ONCE", basic(amount(500n)), { appliesOncePerCustomer: true });
    const order = newOrder({
      id: 5n,
      number: 1,
      currency: "GBP",
      lines: [],
      createdAt: NOW,
      customerId: store.customer.id,
      cancelledAt: NOW,
    });
    order.discountApplications.push({
      kind: "CODE",
      code: "ONCE",
      discountId: discount.id,
      title: "",
      target: "LINE_ITEM",
      selection: "ALL",
      allocation: "ACROSS",
      value: { kind: "amount", amount: 500n },
      amount: 500n,
    });
    store.shop.orders.set(order.id, order);
    noteOrder(store.shop, order);
    expect(price(store, [1], ["ONCE"], { email: store.customer.email! }).rejectedCodes).toHaveLength(1);
    expect(price(store, [1], ["ONCE"], { email: "other@example.com" }).discounts).toHaveLength(1);
  });
});
