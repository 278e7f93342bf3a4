import fc from "fast-check";
import { expect, it } from "vitest";
import { createTestStore, NOW } from "#simulator/test-store.ts";
import { combine } from "./discount-status.ts";
import { forgetCodes } from "./indexes.ts";
import type { DiscountItems, DiscountTerms } from "./model.ts";
import { newDiscount } from "./model/discounts.ts";
import { priceCart } from "./pricing.ts";

const LINES = 3;

interface Plan {
  isCode: boolean;
  kind: "order" | "product" | "shipping" | "gift";
  isPercentage: boolean;
  size: number;
  product: number;
  minimum: number;
  combinesWith: { orderDiscounts: boolean; productDiscounts: boolean; shippingDiscounts: boolean };
}

const plan: fc.Arbitrary<Plan> = fc.record({
  isCode: fc.boolean(),
  kind: fc.constantFrom("order", "product", "shipping", "gift"),
  isPercentage: fc.boolean(),
  size: fc.integer({ min: 1, max: 100 }),
  product: fc.integer({ min: 0, max: LINES - 1 }),
  minimum: fc.constantFrom(0, 0, 1500, 3000),
  combinesWith: fc.record({
    orderDiscounts: fc.boolean(),
    productDiscounts: fc.boolean(),
    shippingDiscounts: fc.boolean(),
  }),
});

const quantities = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: LINES, maxLength: LINES });

type Store = ReturnType<typeof createTestStore>;

function termsOf(store: Store, { kind, isPercentage, size, product }: Plan): DiscountTerms {
  const items: DiscountItems = {
    kind: "products",
    productIds: [store.variants[product]!.productId],
    variantIds: [],
  };
  if (kind === "shipping") {
    return {
      kind: "freeShipping",
      maximumShippingPrice: null,
      countryCodes: null,
      includeRestOfWorld: false,
    };
  }
  if (kind === "gift") {
    return {
      kind: "buyXGetY",
      buys: { items: { kind: "all" }, minimum: { quantity: 1 } },
      gets: { items, quantity: 1, effect: { kind: "percentage", fraction: size / 100 } },
      usesPerOrderLimit: 1,
    };
  }
  return {
    kind: "basic",
    value: isPercentage
      ? { kind: "percentage", fraction: size / 100 }
      : { kind: "amount", amount: BigInt(size * 20), onEachItem: false },
    items: kind === "order" ? { kind: "all" } : items,
  };
}

function build(plans: Plan[]) {
  const store = createTestStore();
  const discounts = plans.map((each, index) =>
    newDiscount({
      id: BigInt(index + 1),
      title: `D${index}`,
      method: each.isCode ? "CODE" : "AUTOMATIC",
      codes: each.isCode
        ? [{ id: BigInt(index + 100), code: `D${index}`, usageCount: 0, createdAt: NOW }]
        : [],
      terms: termsOf(store, each),
      minimum: each.minimum === 0 ? null : { kind: "subtotal", amount: BigInt(each.minimum) },
      combinesWith: each.combinesWith,
      startsAt: NOW,
    }),
  );
  return { store, discounts };
}

function price({ store, discounts }: ReturnType<typeof build>, pieces: number[], codes: string[]) {
  store.shop.discounts.clear();
  for (const discount of discounts) store.shop.discounts.set(discount.id, discount);
  forgetCodes(store.shop);
  return priceCart({
    shop: store.shop,
    lines: pieces.map((quantity, index) => ({ variantId: store.variants[index]!.id, quantity })),
    discountCodes: codes,
    customerId: null,
    shipping: 395n,
    now: NOW,
  });
}

const codesOf = ({ discounts }: ReturnType<typeof build>): string[] =>
  discounts.flatMap((discount) => discount.codes.map((code) => code.code));

const sum = (amounts: bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);

it("never prices below zero, and the discounts on the lines and the shipping are those of the applications", () => {
  fc.assert(
    fc.property(fc.array(plan, { maxLength: 5 }), quantities, (plans, pieces) => {
      const built = build(plans);
      const cart = price(built, pieces, codesOf(built));
      expect(cart.lines.every((line) => line.total >= 0n && line.discount >= 0n)).toBe(true);
      expect(cart.shippingDiscount).toBeLessThanOrEqual(cart.shipping);
      expect(sum(cart.lines.map((line) => line.discount))).toBe(cart.linesTotal - cart.subtotal);
      for (const [index, application] of cart.discountApplications.entries()) {
        const onLines = cart.lines.flatMap((line) => line.discountAllocations);
        const allocated = sum(
          onLines.filter((each) => each.application === index).map((each) => each.amount),
        );
        expect(application.target === "SHIPPING_LINE" ? cart.shippingDiscount : allocated).toBe(
          application.amount,
        );
      }
      expect(cart.total).toBe(cart.subtotal + cart.shipping - cart.shippingDiscount);
    }),
    { numRuns: 200 },
  );
});

it("does not care for the order of the codes", () => {
  fc.assert(
    fc.property(fc.array(plan, { maxLength: 5 }), quantities, (plans, pieces) => {
      const built = build(plans);
      const codes = codesOf(built);
      const { rejectedCodes, ...cart } = price(built, pieces, codes);
      const { rejectedCodes: rejected, ...reversed } = price(built, pieces, codes.toReversed());
      expect(reversed).toEqual(cart);
      expect(new Set(rejected)).toEqual(new Set(rejectedCodes));
    }),
    { numRuns: 100 },
  );
});

it("never gets dearer by one more code", () => {
  fc.assert(
    fc.property(fc.array(plan, { minLength: 1, maxLength: 5 }), quantities, (plans, pieces) => {
      const built = build(plans);
      const codes = codesOf(built);
      expect(price(built, pieces, codes).total).toBeLessThanOrEqual(
        price(built, pieces, codes.slice(1)).total,
      );
    }),
    { numRuns: 100 },
  );
});

/** What the cart costs with exactly these discounts, all of which combine: an engine that has nothing to choose from. */
function forced(
  { store, discounts }: ReturnType<typeof build>,
  pieces: number[],
  chosen: number,
): bigint | null {
  const some = discounts.filter((_discount, index) => (chosen & (1 << index)) !== 0);
  if (some.some((a) => some.some((b) => a !== b && !combine(a, b)))) return null;
  const prices = pieces.map((quantity, index) => store.variants[index]!.price * BigInt(quantity));
  const alone = (index: number): bigint[] => {
    const cart = price({ store, discounts: [discounts[index]!] }, pieces, [`D${index}`]);
    const variants = store.variants.slice(0, LINES).map((variant) => variant.id);
    return variants.map((id) => cart.lines.find((line) => line.variantId === id)?.discount ?? 0n);
  };
  const isKind = (index: number, kinds: string[]): boolean =>
    some.includes(discounts[index]!) && kinds.includes(kindOf(discounts[index]!.terms));
  const indexes = [...discounts.keys()];
  const products = indexes.filter((index) => isKind(index, ["product", "buyXGetY"])).map(alone);
  const off = prices.map((_price, line) =>
    products.reduce((most, each) => (each[line]! > most ? each[line]! : most), 0n),
  );
  const subtotal = sum(prices) - sum(off);
  let left = subtotal;
  for (const index of indexes.filter((each) => isKind(each, ["order"]))) {
    const { terms, minimum } = discounts[index]!;
    if (terms.kind !== "basic" || (minimum?.kind === "subtotal" && subtotal < minimum.amount)) continue;
    const { value } = terms;
    left -=
      value.kind === "amount"
        ? value.amount
        : (subtotal * BigInt(Math.round(value.fraction * 100)) * 2n + 100n) / 200n;
  }
  if (left < 0n) left = 0n;
  const isFree = indexes.some((index) => {
    const { minimum } = discounts[index]!;
    return isKind(index, ["freeShipping"]) && !(minimum?.kind === "subtotal" && left < minimum.amount);
  });
  return left + (sum(pieces.map(BigInt)) === 0n || isFree ? 0n : 395n);
}

const kindOf = (terms: DiscountTerms): string =>
  terms.kind === "basic" ? (terms.items.kind === "all" ? "order" : "product") : terms.kind;

it("finds what trying out every allowed combination finds", () => {
  fc.assert(
    fc.property(fc.array(plan, { maxLength: 4 }), quantities, (plans, pieces) => {
      const built = build(plans);
      const cart = price(built, pieces, codesOf(built));
      const totals = Array.from({ length: 2 ** plans.length }, (_each, chosen) =>
        forced(built, pieces, chosen),
      );
      const least = totals.reduce((low, total) => (total !== null && total < low! ? total : low), totals[0]!);
      expect(cart.total).toBe(least);
    }),
    { numRuns: 150 },
  );
});
