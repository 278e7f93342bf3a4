/** What a cart costs: unit prices, discount codes, automatic discounts and shipping. */
import { classOf, combine } from "./discount-status.ts";
import { automaticDiscounts, customerByEmail, findCode } from "./indexes.ts";
import type { CartLine, Discount, DiscountApplication, Hundredths, ShopState } from "./model.ts";
import { share } from "./pricing-amounts.ts";
import { type Applied, bestCombination, type Candidate, type CartToPrice } from "./pricing-combinations.ts";
import { candidate, type Shopper } from "./pricing-eligibility.ts";
import { type CartItem, itemsOf, totalOf } from "./pricing-items.ts";
import { MOST_CODES, rejected as rejectedCode } from "./pricing-reasons.ts";
import type { PricedCart, PricedLine } from "./pricing-types.ts";

export { discountStatus } from "./discount-status.ts";
export { MOST_CODES } from "./pricing-reasons.ts";

/** The one flat rate of the simulated store. */
export const FLAT_RATE_SHIPPING: Hundredths = 395n;

export interface CartQuestion {
  shop: ShopState;
  lines: CartLine[];
  discountCodes: string[];
  customerId: bigint | null;
  /** Of a guest: finds the customer who has the address, for limits of one use per customer. */
  email?: string | null;
  /** Where the order goes; null = not known yet. */
  countryCode?: string | null;
  shipping: Hundredths;
  now: Date;
}

type Rejected = PricedCart["rejectedCodes"];

/** The codes that the shopper may use on this cart. */
function codeCandidates(
  question: CartQuestion,
  cart: CartToPrice,
  shopper: Shopper,
): { candidates: Candidate[]; rejected: Rejected } {
  const candidates: Candidate[] = [];
  const rejected: Rejected = [];
  let countable = 0;
  const codes = new Map(question.discountCodes.map((code) => [code.trim().toLowerCase(), code.trim()]));
  for (const code of codes.values()) {
    const found = findCode(question.shop, code);
    if (!found) {
      rejected.push(rejectedCode(code, "UNKNOWN"));
      continue;
    }
    const answer = candidate(cart, found, shopper);
    if ("refusal" in answer) {
      rejected.push(rejectedCode(found.code.code, answer.refusal));
    } else if (answer.candidate.kind !== "SHIPPING" && (countable += 1) > MOST_CODES) {
      rejected.push(rejectedCode(found.code.code, "TOO_MANY"));
    } else if (!candidates.some((each) => each.discount === found.discount)) {
      candidates.push(answer.candidate);
    } else {
      rejected.push(rejectedCode(found.code.code, "SAME_DISCOUNT"));
    }
  }
  return { candidates, rejected };
}

function automaticCandidates(cart: CartToPrice, shopper: Shopper): Candidate[] {
  return [...automaticDiscounts(cart.shop)].flatMap((discount) => {
    const answer = candidate(cart, { discount, code: null }, shopper);
    return "candidate" in answer ? [answer.candidate] : [];
  });
}

/** How the order's record names a discount and its value. */
function application({ candidate: { discount, code, kind }, amount }: Applied): DiscountApplication {
  const { terms } = discount;
  const isShipping = kind === "SHIPPING";
  return {
    kind: code === null ? "AUTOMATIC" : "CODE",
    code,
    discountId: discount.id,
    title: discount.title,
    target: isShipping ? "SHIPPING_LINE" : "LINE_ITEM",
    selection: isShipping || kind === "ORDER" ? "ALL" : "ENTITLED",
    allocation: isEach(discount) ? "EACH" : "ACROSS",
    value: valueOf(terms),
    amount,
  };
}

function isEach({ terms }: Discount): boolean {
  if (terms.kind !== "basic") return true;
  return terms.value.kind === "amount" ? terms.value.onEachItem : false;
}

function valueOf(terms: Discount["terms"]): DiscountApplication["value"] {
  if (terms.kind === "freeShipping") return { kind: "percentage", percentage: 100 };
  const value = terms.kind === "basic" ? terms.value : terms.gets.effect;
  return value.kind === "amount"
    ? { kind: "amount", amount: value.amount }
    : { kind: "percentage", percentage: Math.round(value.fraction * 1e6) / 1e4 };
}

/** The lines with what each discount takes off them; an order discount is shared by what the lines cost by then. */
function pricedLines(items: CartItem[], applied: Applied[], currency: string): PricedLine[] {
  const lines: PricedLine[] = items.map((item) => ({ ...item, discount: 0n, discountAllocations: [] }));
  for (const [index, each] of applied.entries()) {
    if (each.candidate.kind === "SHIPPING") continue;
    const parts =
      each.candidate.kind === "PRODUCT"
        ? each.offLines
        : share(
            each.amount,
            lines.map((line) => line.total),
            currency,
          );
    for (const [at, line] of lines.entries()) {
      const amount = parts[at] ?? 0n;
      if (amount === 0n) continue;
      line.discount += amount;
      line.total -= amount;
      line.discountAllocations.push({ application: index, amount });
    }
  }
  return lines;
}

/** Why codes that could be used are not among those that are. */
function passedOver(candidates: Candidate[], applied: Applied[]): Rejected {
  const taken = applied.map((each) => each.candidate);
  return candidates.flatMap((each) => {
    const { code } = each;
    if (code === null || taken.includes(each)) return [];
    const isCombined = taken.every((other) => combine(other.discount, each.discount));
    return [rejectedCode(code, isCombined ? "TAKES_NO_MORE" : "NOT_COMBINED")];
  });
}

/** Prices a cart. Lines of unknown variants or without quantity are left out. */
export function priceCart(question: CartQuestion): PricedCart {
  const { shop, customerId, email, now } = question;
  const items = itemsOf(shop, question.lines);
  const cart: CartToPrice = { shop, items, shipping: items.length === 0 ? 0n : question.shipping };
  const shopper: Shopper = {
    customer:
      (customerId === null ? null : shop.customers.get(customerId)) ??
      (email ? customerByEmail(shop, email) : null),
    countryCode: question.countryCode ?? null,
    now,
  };
  const codes = codeCandidates(question, cart, shopper);
  const { applied } = bestCombination([...codes.candidates, ...automaticCandidates(cart, shopper)], cart);
  const lines = pricedLines(items, applied, shop.currency);
  const subtotal = lines.reduce((sum, line) => sum + line.total, 0n);
  const shippingDiscount = applied.reduce(
    (sum, each) => (classOf(each.candidate.discount) === "SHIPPING" ? sum + each.amount : sum),
    0n,
  );
  return {
    lines,
    linesTotal: totalOf(items),
    subtotal,
    discountApplications: applied.map(application),
    discounts: applied.flatMap(({ candidate: { code }, amount }) =>
      code === null ? [] : [{ code, amount }],
    ),
    rejectedCodes: [...codes.rejected, ...passedOver(codes.candidates, applied)],
    shipping: cart.shipping,
    shippingDiscount,
    total: subtotal + cart.shipping - shippingDiscount,
  };
}
