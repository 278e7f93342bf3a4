/** What a cart costs: unit prices, discount codes and shipping, by Shopify's rules for order discounts. */
import { allocate } from "#simulator/money.ts";
import type { PricedCart, PricedLine } from "./commands.ts";
import type { CartLine, Customer, Discount, Hundredths, ShopState, Variant } from "./model.ts";

/** The one flat rate of the simulated store. */
export const FLAT_RATE_SHIPPING: Hundredths = 395n;

export function findVariant(shop: ShopState, variantId: bigint): Variant | null {
  for (const product of shop.products.values()) {
    const variant = product.variants.find((candidate) => candidate.id === variantId);
    if (variant) return variant;
  }
  return null;
}

/** Finds a discount by one of its codes; Shopify's codes ignore upper and lower case. */
export function findDiscount(shop: ShopState, code: string): Discount | null {
  const wanted = code.trim().toLowerCase();
  for (const discount of shop.discounts.values()) {
    if (discount.codes.some((candidate) => candidate.code.toLowerCase() === wanted)) return discount;
  }
  return null;
}

/** ACTIVE, EXPIRED or SCHEDULED at a time. */
export function discountStatus(discount: Discount, now: Date): Discount["status"] {
  if (discount.endsAt && discount.endsAt <= now) return "EXPIRED";
  return discount.startsAt > now ? "SCHEDULED" : "ACTIVE";
}

function usedBy(shop: ShopState, discount: Discount, customer: Customer): boolean {
  const codes = new Set(discount.codes.map((each) => each.code.toLowerCase()));
  for (const order of shop.orders.values()) {
    if (order.customerId !== customer.id) continue;
    if (order.discountCodes.some((each) => codes.has(each.code.toLowerCase()))) return true;
  }
  return false;
}

interface CodeQuestion {
  shop: ShopState;
  code: string;
  linesTotal: Hundredths;
  customer: Customer | null;
  now: Date;
}

/** Why a code does not hold for this cart; null when it does. */
function rejection(question: CodeQuestion, discount: Discount | null): string | null {
  const { shop, code, linesTotal, customer, now } = question;
  if (!discount) return `${code} is not a valid discount code.`;
  const status = discountStatus(discount, now);
  if (status === "EXPIRED") return `${code} has expired.`;
  if (status === "SCHEDULED") return `${code} is not active yet.`;
  const used = discount.codes.reduce((sum, each) => sum + each.usageCount, 0);
  if (discount.usageLimit !== null && used >= discount.usageLimit)
    return `${code} has reached its usage limit.`;
  if (discount.customerIds && !(customer && discount.customerIds.includes(customer.id))) {
    return `${code} is not available to this customer.`;
  }
  if (discount.appliesOncePerCustomer && customer && usedBy(shop, discount, customer)) {
    return `${code} has already been used by this customer.`;
  }
  if (discount.minimumSubtotal !== null && linesTotal < discount.minimumSubtotal) {
    return `${code} needs a larger order.`;
  }
  return null;
}

function worth(discount: Discount, linesTotal: Hundredths): Hundredths {
  if (discount.value.kind === "amount") {
    return discount.value.amount < linesTotal ? discount.value.amount : linesTotal;
  }
  return BigInt(Math.round(Number(linesTotal) * discount.value.fraction));
}

interface HeldCode {
  code: string;
  amount: Hundredths;
  discount: Discount;
}

/** Order discounts stack only when all of them allow it; otherwise the one worth most stays. */
function combine(held: HeldCode[]): { kept: HeldCode[]; dropped: HeldCode[] } {
  if (held.length < 2 || held.every((each) => each.discount.combinesWith.orderDiscounts)) {
    return { kept: held, dropped: [] };
  }
  const best = held.reduce((left, right) => (right.amount > left.amount ? right : left));
  return { kept: [best], dropped: held.filter((each) => each !== best) };
}

function lineOf(shop: ShopState, line: CartLine): PricedLine | null {
  const variant = findVariant(shop, line.variantId);
  const product = variant && shop.products.get(variant.productId);
  if (!product || line.quantity < 1) return null;
  return {
    variantId: variant.id,
    productId: product.id,
    title: product.title,
    sku: variant.sku,
    quantity: line.quantity,
    unitPrice: variant.price,
    discount: 0n,
    total: variant.price * BigInt(line.quantity),
  };
}

export interface CartQuestion {
  shop: ShopState;
  lines: CartLine[];
  discountCodes: string[];
  customerId: bigint | null;
  shipping: Hundredths;
  now: Date;
}

/** Prices a cart. Lines of unknown variants or without quantity are left out. */
export function priceCart(question: CartQuestion): PricedCart {
  const { shop, customerId, now } = question;
  const lines = question.lines.map((line) => lineOf(shop, line)).filter((line) => line !== null);
  const linesTotal = lines.reduce((sum, line) => sum + line.total, 0n);
  const customer = customerId === null ? null : (shop.customers.get(customerId) ?? null);
  const codes = new Map(question.discountCodes.map((code) => [code.trim().toLowerCase(), code.trim()]));
  const rejectedCodes: PricedCart["rejectedCodes"] = [];
  const held: HeldCode[] = [];
  for (const code of codes.values()) {
    const discount = findDiscount(shop, code);
    const reason = rejection({ shop, code, linesTotal, customer, now }, discount);
    if (reason !== null || !discount) rejectedCodes.push({ code, reason: reason ?? "" });
    else held.push({ code: spelling(discount, code), amount: worth(discount, linesTotal), discount });
  }
  const { kept, dropped } = combine(held);
  for (const each of dropped) {
    rejectedCodes.push({ code: each.code, reason: `${each.code} cannot be combined with another discount.` });
  }
  let left = linesTotal;
  const discounts = kept.map((each) => {
    const amount = each.amount < left ? each.amount : left;
    left -= amount;
    return { code: each.code, amount };
  });
  const shares = allocate(
    linesTotal - left,
    lines.map((line) => line.total),
  );
  for (const [index, line] of lines.entries()) {
    line.discount = shares[index] ?? 0n;
    line.total -= line.discount;
  }
  const shipping = lines.length === 0 ? 0n : question.shipping;
  return { lines, linesTotal, subtotal: left, discounts, rejectedCodes, shipping, total: left + shipping };
}

function spelling(discount: Discount, code: string): string {
  return discount.codes.find((each) => each.code.toLowerCase() === code.toLowerCase())?.code ?? code;
}
