/** Discounts in the Admin API. */
import { classOf, discountStatus, usesOf } from "#simulator/state/discount-status.ts";
import type { Discount } from "#simulator/state/model.ts";
import { graphqlTime } from "#simulator/time.ts";
import { discountGid } from "#simulator/webhooks/discount-payloads.ts";
import { type TypeModel, typed } from "../context.ts";
import { codeFields } from "./discount-codes.ts";
import { buysView, contextView, destinationView, getsView, minimumView } from "./discount-parts.ts";
import { shortSummary, summary } from "./discount-summary.ts";
import { metafieldFields } from "./metafield.ts";
import { money } from "./money.ts";

const KINDS = { basic: "Basic", freeShipping: "FreeShipping", buyXGetY: "Bxgy" } as const;

/** The discount with its GraphQL type, `DiscountCodeBasic` for one. */
export const discountView = (discount: Discount): object =>
  typed(
    `Discount${discount.method === "CODE" ? "Code" : "Automatic"}${KINDS[discount.terms.kind]}`,
    discount,
  );

const nodeFields: TypeModel = {
  id: discountGid,
  ...metafieldFields(discountGid),
};

const commonFields: TypeModel = {
  title: (discount: Discount) => discount.title,
  status: (discount: Discount, _args, context) => discountStatus(discount, context.clock()),
  summary: (discount: Discount, _args, context) => summary(discount, context.shop),
  discountClass: classOf,
  discountClasses: (discount: Discount) => [classOf(discount)],
  asyncUsageCount: usesOf,
  tags: (discount: Discount) => discount.tags,
  startsAt: (discount: Discount) => graphqlTime(discount.startsAt),
  endsAt: (discount: Discount) => discount.endsAt && graphqlTime(discount.endsAt),
  createdAt: (discount: Discount) => graphqlTime(discount.createdAt),
  updatedAt: (discount: Discount) => graphqlTime(discount.updatedAt),
  combinesWith: (discount: Discount) => ({
    ...discount.combinesWith,
    productDiscountsWithTagsOnSameCartLine: null,
  }),
  context: (discount: Discount, _args, context) =>
    contextView(discount, context, typed("DiscountBuyerSelectionAll", { all: "ALL" })),
};

const onlyOfCodes: TypeModel = {
  ...codeFields,
  appliesOncePerCustomer: (discount: Discount) => discount.appliesOncePerCustomer,
  usageLimit: (discount: Discount) => discount.usageLimit,
  hasTimelineComment: () => false,
  totalSales: (discount: Discount, _args, context) => money(discount.totalSales, context.shop.currency),
  customerSelection: (discount: Discount, _args, context) =>
    contextView(discount, context, typed("DiscountCustomerAll", { allCustomers: true })),
  shareableUrls: (discount: Discount, _args, context) =>
    discount.codes.slice(0, 1).map(({ code }) => ({
      title: "Home page",
      targetType: "HOME",
      targetItemImage: null,
      url: `${context.shop.primaryUrl}/discount/${encodeURIComponent(code)}`,
    })),
};

const withMinimum: TypeModel = {
  shortSummary: (discount: Discount, _args, context) => shortSummary(discount, context.shop),
  minimumRequirement: (discount: Discount, _args, context) => minimumView(discount, context),
};

const gets: TypeModel = {
  customerGets: (discount: Discount, _args, context) => getsView(discount, context),
};

const buys: TypeModel = {
  ...gets,
  customerBuys: (discount: Discount) => buysView(discount.terms),
  usesPerOrderLimit: ({ terms }: Discount) => (terms.kind === "buyXGetY" ? terms.usesPerOrderLimit : null),
};

const shipping: TypeModel = {
  destinationSelection: (discount: Discount) => destinationView(discount.terms),
  maximumShippingPrice: ({ terms }: Discount, _args, context) =>
    terms.kind !== "freeShipping" || terms.maximumShippingPrice === null
      ? null
      : money(terms.maximumShippingPrice, context.shop.currency),
  appliesOnOneTimePurchase: (discount: Discount) => discount.appliesOnOneTimePurchase,
  appliesOnSubscription: (discount: Discount) => discount.appliesOnSubscription,
};

const cyclesOfCode: TypeModel = { recurringCycleLimit: (discount: Discount) => discount.recurringCycleLimit };
const cyclesOfAutomatic: TypeModel = {
  recurringCycleLimit: (discount: Discount) => discount.recurringCycleLimit ?? 1,
};
const automaticCount: TypeModel = { usageCount: usesOf };

export const discountModels: Record<string, TypeModel> = {
  DiscountNode: { ...nodeFields, discount: discountView },
  DiscountCodeNode: { ...nodeFields, codeDiscount: discountView },
  DiscountAutomaticNode: { ...nodeFields, automaticDiscount: discountView },
  DiscountCodeBasic: { ...commonFields, ...onlyOfCodes, ...withMinimum, ...gets, ...cyclesOfCode },
  DiscountCodeBxgy: { ...commonFields, ...onlyOfCodes, ...buys },
  DiscountCodeFreeShipping: {
    ...commonFields,
    ...onlyOfCodes,
    ...withMinimum,
    ...shipping,
    ...cyclesOfCode,
  },
  DiscountAutomaticBasic: {
    ...commonFields,
    ...withMinimum,
    ...gets,
    ...automaticCount,
    ...cyclesOfAutomatic,
  },
  DiscountAutomaticBxgy: { ...commonFields, ...buys, ...automaticCount, id: discountGid },
  DiscountAutomaticFreeShipping: {
    ...commonFields,
    ...withMinimum,
    ...shipping,
    ...cyclesOfAutomatic,
    hasTimelineComment: () => false,
    totalSales: (discount: Discount, _args, context) => money(discount.totalSales, context.shop.currency),
  },
};
