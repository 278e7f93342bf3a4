/** Code discounts in the Admin API. */
import { gid } from "#simulator/ids.ts";
import { formatMoney } from "#simulator/money.ts";
import type { Discount, ShopState } from "#simulator/state/model.ts";
import { discountStatus } from "#simulator/state/pricing.ts";
import { graphqlTime } from "#simulator/time.ts";
import { connection, type SortValue } from "../connection.ts";
import { type ApiContext, type TypeModel, typed } from "../context.ts";
import type { SearchFields } from "../search.ts";
import { metafieldFields } from "./metafield.ts";
import { money } from "./money.ts";

const used = (discount: Discount): number => discount.codes.reduce((sum, code) => sum + code.usageCount, 0);

function summary(discount: Discount, shop: ShopState): string {
  const value =
    discount.value.kind === "amount"
      ? formatMoney(discount.value.amount, shop.currency)
      : `${Math.round(discount.value.fraction * 10_000) / 100}%`;
  return `${value} off entire order`;
}

export const discountSearch = (context: ApiContext): SearchFields<Discount> => ({
  name: "codeDiscountNodes",
  fields: {
    id: (discount) => discount.id,
    title: (discount) => discount.title,
    code: (discount) => discount.codes.map((each) => each.code),
    status: (discount) => discountStatus(discount, context.clock()),
    times_used: used,
    created_at: (discount) => discount.createdAt,
    starts_at: (discount) => discount.startsAt,
    ends_at: (discount) => discount.endsAt,
    updated_at: (discount) => discount.updatedAt,
  },
  text: (discount) => [discount.title, ...discount.codes.map((each) => each.code)],
});

export function discountSortValue(sortKey: unknown): (discount: Discount) => SortValue {
  switch (sortKey) {
    case "CREATED_AT":
      return (discount) => discount.createdAt.getTime();
    case "STARTS_AT":
      return (discount) => discount.startsAt.getTime();
    case "UPDATED_AT":
      return (discount) => discount.updatedAt.getTime();
    case "TITLE":
      return (discount) => discount.title.toLowerCase();
    default:
      return (discount) => discount.id;
  }
}

export const discountCodeNodeModel: TypeModel = {
  id: (discount: Discount) => gid("DiscountCodeNode", discount.id),
  codeDiscount: (discount: Discount) => typed("DiscountCodeBasic", discount),
  ...metafieldFields((discount: Discount) => gid("DiscountCodeNode", discount.id)),
};

export const discountCodeBasicModel: TypeModel = {
  title: (discount: Discount) => discount.title,
  status: (discount: Discount, _args, context) => discountStatus(discount, context.clock()),
  summary: (discount: Discount, _args, context) => summary(discount, context.shop),
  shortSummary: (discount: Discount, _args, context) => summary(discount, context.shop),
  discountClass: () => "ORDER",
  discountClasses: () => ["ORDER"],
  appliesOncePerCustomer: (discount: Discount) => discount.appliesOncePerCustomer,
  asyncUsageCount: (discount: Discount) => used(discount),
  usageLimit: (discount: Discount) => discount.usageLimit,
  recurringCycleLimit: () => null,
  tags: () => [],
  startsAt: (discount: Discount) => graphqlTime(discount.startsAt),
  endsAt: (discount: Discount) => discount.endsAt && graphqlTime(discount.endsAt),
  createdAt: (discount: Discount) => graphqlTime(discount.createdAt),
  updatedAt: (discount: Discount) => graphqlTime(discount.updatedAt),
  combinesWith: (discount: Discount) => ({
    ...discount.combinesWith,
    productDiscountsWithTagsOnSameCartLine: null,
  }),
  codesCount: (discount: Discount) => ({ count: discount.codes.length, precision: "EXACT" }),
  codes: (discount: Discount, args, context, info) =>
    connection({
      items: discount.codes.map((code) => ({
        id: gid("DiscountRedeemCode", code.id),
        code: code.code,
        asyncUsageCount: code.usageCount,
      })),
      args,
      context,
      info,
      idOf: (code) => code.id,
      keepOrder: true,
    }),
  context: (discount: Discount, _args, context) =>
    discount.customerIds === null
      ? typed("DiscountBuyerSelectionAll", { all: "ALL" })
      : typed("DiscountCustomers", {
          customers: discount.customerIds.flatMap((id) => context.shop.customers.get(id) ?? []),
        }),
  customerGets: (discount: Discount, _args, context) => ({
    appliesOnOneTimePurchase: true,
    appliesOnSubscription: false,
    items: typed("AllDiscountItems", { allItems: true }),
    value:
      discount.value.kind === "amount"
        ? typed("DiscountAmount", {
            amount: money(discount.value.amount, context.shop.currency),
            appliesOnEachItem: false,
          })
        : typed("DiscountPercentage", { percentage: discount.value.fraction }),
  }),
  minimumRequirement: (discount: Discount, _args, context) =>
    discount.minimumSubtotal === null
      ? null
      : typed("DiscountMinimumSubtotal", {
          greaterThanOrEqualToSubtotal: money(discount.minimumSubtotal, context.shop.currency),
        }),
};
