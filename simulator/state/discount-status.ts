/** What can be said of a discount without a cart. */
import type { Discount, DiscountStatus } from "./model.ts";

export type DiscountClass = "PRODUCT" | "ORDER" | "SHIPPING";

/** ACTIVE, EXPIRED or SCHEDULED at a time. */
export function discountStatus(discount: Discount, now: Date): DiscountStatus {
  if (discount.endsAt && discount.endsAt <= now) return "EXPIRED";
  return discount.startsAt > now ? "SCHEDULED" : "ACTIVE";
}

/** The class that says what a discount combines with: of the whole order, of products, of the shipping. */
export function classOf({ terms }: Pick<Discount, "terms">): DiscountClass {
  if (terms.kind === "freeShipping") return "SHIPPING";
  if (terms.kind === "buyXGetY") return "PRODUCT";
  const onEachItem = terms.value.kind === "amount" && terms.value.onEachItem;
  return terms.items.kind === "all" && !onEachItem ? "ORDER" : "PRODUCT";
}

/** How often a discount was used, by all its codes. */
export const usesOf = (discount: Discount): number =>
  discount.codes.reduce((sum, code) => sum + code.usageCount, discount.automaticUsageCount);

function allows(discount: Discount, other: DiscountClass): boolean {
  if (other === "ORDER") return discount.combinesWith.orderDiscounts;
  return other === "PRODUCT"
    ? discount.combinesWith.productDiscounts
    : discount.combinesWith.shippingDiscounts;
}

/** Two discounts combine when each allows the other's class. There is one shipping discount at most. */
export function combine(left: Discount, right: Discount): boolean {
  const [leftClass, rightClass] = [classOf(left), classOf(right)];
  if (leftClass === "SHIPPING" && rightClass === "SHIPPING") return false;
  return allows(left, rightClass) && allows(right, leftClass);
}
