/** Which fields discounts are searched and sorted by. */
import { classOf, discountStatus, usesOf } from "#simulator/state/discount-status.ts";
import type { Discount } from "#simulator/state/model.ts";
import type { SortValue } from "../connection.ts";
import type { ApiContext } from "../context.ts";
import type { SearchFields } from "../search.ts";

/** `percentage`, `fixed_amount`, `free_shipping`, or the name of buy X get Y, which the two filters call differently. */
function typeOf({ terms }: Discount, buyXGetY: string): string {
  if (terms.kind === "freeShipping") return "free_shipping";
  if (terms.kind === "buyXGetY") return buyXGetY;
  return terms.value.kind === "amount" ? "fixed_amount" : "percentage";
}

function combinedClasses({ combinesWith }: Discount): string[] {
  const { orderDiscounts, productDiscounts, shippingDiscounts } = combinesWith;
  return [
    ...(orderDiscounts ? ["order_discounts"] : []),
    ...(productDiscounts ? ["product_discounts"] : []),
    ...(shippingDiscounts ? ["shipping_discounts"] : []),
  ];
}

const CONTEXTS = { all: "all", customers: "customer", segments: "segment" } as const;

/** The documented filters of `codeDiscountNodes`, `automaticDiscountNodes` and `discountNodes` together. */
export const discountSearch = (context: ApiContext, name: string): SearchFields<Discount> => ({
  name,
  fields: {
    id: (discount) => discount.id,
    title: (discount) => discount.title,
    // Discounts with many codes are found by `codeDiscountNodeByCode` only.
    code: (discount) => (discount.codes.length === 1 ? discount.codes[0]!.code : null),
    combines_with: combinedClasses,
    context: (discount) => CONTEXTS[discount.context.kind],
    customer_ids: (discount) => (discount.context.kind === "customers" ? discount.context.customerIds : []),
    segment_ids: (discount) => (discount.context.kind === "segments" ? discount.context.segmentIds : []),
    discount_class: (discount) => classOf(discount).toLowerCase(),
    discount_type: (discount) => typeOf(discount, "bogo"),
    type: (discount) => [typeOf(discount, "bxgy"), "all", "all_with_app"],
    method: (discount) => discount.method.toLowerCase(),
    status: (discount) => discountStatus(discount, context.clock()).toLowerCase(),
    tag: (discount) => discount.tags,
    times_used: usesOf,
    created_at: (discount) => discount.createdAt,
    starts_at: (discount) => discount.startsAt,
    ends_at: (discount) => discount.endsAt,
    updated_at: (discount) => discount.updatedAt,
  },
  text: (discount) => [
    discount.title,
    ...discount.codes.slice(0, 1).map((each) => each.code),
    ...discount.tags,
  ],
});

export function discountSortValue(sortKey: unknown): (discount: Discount) => SortValue {
  switch (sortKey) {
    case "CREATED_AT":
      return (discount) => discount.createdAt.getTime();
    case "STARTS_AT":
      return (discount) => discount.startsAt.getTime();
    case "ENDS_AT":
      return (discount) => discount.endsAt?.getTime() ?? Infinity;
    case "UPDATED_AT":
      return (discount) => discount.updatedAt.getTime();
    case "TITLE":
      return (discount) => discount.title.toLowerCase();
    default:
      return (discount) => discount.id;
  }
}
