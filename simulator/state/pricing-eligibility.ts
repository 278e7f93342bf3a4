/** Who may use a discount and when. */

import { classOf, discountStatus } from "./discount-status.ts";
import { findCode, ordersOfCustomer } from "./indexes.ts";
import type { Customer, Discount, DiscountCode, ShopState } from "./model.ts";
import type { Candidate, CartToPrice } from "./pricing-combinations.ts";
import { quantityOf, includes, totalOf } from "./pricing-items.ts";
import { offLines } from "./pricing-products.ts";
import type { RefusalKind } from "./pricing-reasons.ts";
import { isMember } from "./segments/members.ts";

export interface Shopper {
  customer: Customer | null;
  /** Where the order goes; null = not known yet. */
  countryCode: string | null;
  now: Date;
}

function wasUsedBy(shop: ShopState, discount: Discount, customer: Customer): boolean {
  return ordersOfCustomer(shop, customer.id).some(
    (order) =>
      order.discountApplications.some((each) => each.discountId === discount.id) ||
      order.discountCodes.some((each) => findCode(shop, each.code)?.discount === discount),
  );
}

function mayUse(shop: ShopState, { context }: Discount, { customer, now }: Shopper): boolean {
  if (context.kind === "all") return true;
  if (!customer) return false;
  return context.kind === "customers"
    ? context.customerIds.includes(customer.id)
    : context.segmentIds.some((id) => isMember(shop, id, customer, now));
}

function shipsTo(shop: ShopState, discount: Discount, countryCode: string | null): boolean {
  const { terms } = discount;
  if (terms.kind !== "freeShipping" || terms.countryCodes === null || countryCode === null) return true;
  if (terms.countryCodes.includes(countryCode)) return true;
  return terms.includeRestOfWorld && !shop.markets.some((market) => market.countryCode === countryCode);
}

/** Why a shopper cannot use a discount whatever is in the cart; null when they can. */
function refusal(
  shop: ShopState,
  found: { discount: Discount; code: DiscountCode | null },
  shopper: Shopper,
): RefusalKind | null {
  const { discount, code } = found;
  const status = discountStatus(discount, shopper.now);
  if (status === "EXPIRED") return "EXPIRED";
  if (status === "SCHEDULED") return "NOT_STARTED";
  if (code && discount.usageLimit !== null && code.usageCount >= discount.usageLimit) {
    return "USAGE_LIMIT";
  }
  if (!mayUse(shop, discount, shopper)) return "CUSTOMER";
  if (discount.appliesOncePerCustomer && shopper.customer && wasUsedBy(shop, discount, shopper.customer)) {
    return "ALREADY_USED";
  }
  if (!shipsTo(shop, discount, shopper.countryCode)) return "COUNTRY";
  return discount.appliesOnOneTimePurchase ? null : "SUBSCRIPTIONS_ONLY";
}

/** Why a discount that the shopper may use takes nothing off this cart. */
function misfit(cart: CartToPrice, discount: Discount): RefusalKind {
  const { shop, items } = cart;
  const { terms, minimum } = discount;
  const concerned =
    terms.kind === "basic" ? items.filter((item) => includes(shop, terms.items, item)) : items;
  const missed =
    minimum?.kind === "subtotal"
      ? totalOf(concerned) < minimum.amount
      : minimum !== null && quantityOf(concerned) < minimum.quantity;
  if (missed && concerned.length > 0) return "MINIMUM";
  if (terms.kind === "freeShipping" && items.length > 0) return "SHIPPING_RATE";
  return "ITEMS";
}

/** Whether a discount does anything to the cart on its own. */
function fits(cart: CartToPrice, candidate: Candidate): boolean {
  const { discount, kind } = candidate;
  if (kind === "PRODUCT") return candidate.offLines.some((amount) => amount > 0n);
  const { minimum, terms } = discount;
  if (terms.kind === "freeShipping" && terms.maximumShippingPrice !== null) {
    if (cart.shipping > terms.maximumShippingPrice) return false;
  }
  if (cart.items.length === 0 || minimum === null) return cart.items.length > 0;
  return minimum.kind === "subtotal"
    ? totalOf(cart.items) >= minimum.amount
    : quantityOf(cart.items) >= minimum.quantity;
}

/** The discount as a candidate, or why it is none. `code`: null = automatic. */
export function candidate(
  cart: CartToPrice,
  found: { discount: Discount; code: DiscountCode | null },
  shopper: Shopper,
): { candidate: Candidate } | { refusal: RefusalKind } {
  const { discount } = found;
  const refused = refusal(cart.shop, found, shopper);
  if (refused !== null) return { refusal: refused };
  const kind = classOf(discount);
  const made: Candidate = {
    discount,
    code: found.code?.code ?? null,
    kind,
    offLines: kind === "PRODUCT" ? offLines(cart.shop, discount, cart.items) : [],
  };
  if (fits(cart, made)) return { candidate: made };
  return { refusal: misfit(cart, discount) };
}
