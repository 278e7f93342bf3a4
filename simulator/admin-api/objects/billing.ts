/** What the app charges, in the Admin API. */
import {
  balanceUsed,
  currentPeriodEnd,
  discountedPrice,
  remainingDiscountIntervals,
} from "#simulator/billing/periods.ts";
import { gid } from "#simulator/ids.ts";
import type {
  AppPurchase,
  AppSubscription,
  RecurringPricing,
  SubscriptionLineItem,
  UsageRecord,
} from "#simulator/state/model.ts";
import { graphqlTime } from "#simulator/time.ts";
import { connection } from "../connection.ts";
import { type ApiContext, type TypeModel, typed } from "../context.ts";
import { money } from "./money.ts";

/** A line item with the subscription it is part of. */
export interface PlacedLineItem {
  subscription: AppSubscription;
  lineItem: SubscriptionLineItem;
}

export const lineItemGid = ({ subscription, lineItem }: PlacedLineItem): string =>
  `${gid("AppSubscriptionLineItem", subscription.id)}?v=1&index=${lineItem.index}`;

/** The subscription and place in a line item's global id; null when it is none. */
export function readLineItemGid(value: unknown): { subscriptionId: bigint; index: number } | null {
  const match = /^gid:\/\/shopify\/AppSubscriptionLineItem\/(\d+)\?(?:.*&)?index=(\d+)/.exec(String(value));
  return match ? { subscriptionId: BigInt(match[1]!), index: Number(match[2]) } : null;
}

export const appSubscriptionModel: TypeModel = {
  id: (subscription: AppSubscription) => gid("AppSubscription", subscription.id),
  name: (subscription: AppSubscription) => subscription.name,
  status: (subscription: AppSubscription) => subscription.status,
  test: (subscription: AppSubscription) => subscription.test,
  trialDays: (subscription: AppSubscription) => subscription.trialDays,
  returnUrl: (subscription: AppSubscription) => subscription.returnUrl,
  createdAt: (subscription: AppSubscription) => graphqlTime(subscription.createdAt),
  currentPeriodEnd: (subscription: AppSubscription, _args, context) => {
    const end = currentPeriodEnd(subscription, context.clock());
    return end && graphqlTime(end);
  },
  lineItems: (subscription: AppSubscription): PlacedLineItem[] =>
    subscription.lineItems.map((lineItem) => ({ subscription, lineItem })),
};

function discount(subscription: AppSubscription, pricing: RecurringPricing, now: Date) {
  if (!pricing.discount) return null;
  const { value, intervals } = pricing.discount;
  return {
    durationLimitInIntervals: intervals,
    remainingDurationInIntervals: remainingDiscountIntervals(subscription, pricing, now),
    priceAfterDiscount: money(discountedPrice(pricing), pricing.currency),
    value:
      "amount" in value
        ? typed("AppSubscriptionDiscountAmount", { amount: money(value.amount, pricing.currency) })
        : typed("AppSubscriptionDiscountPercentage", { percentage: value.percentage }),
  };
}

function pricingDetails({ subscription, lineItem }: PlacedLineItem, now: Date): object {
  const { pricing } = lineItem;
  if (pricing.kind === "recurring") {
    return typed("AppRecurringPricing", {
      price: money(pricing.price, pricing.currency),
      interval: pricing.interval,
      planHandle: null,
      discount: discount(subscription, pricing, now),
    });
  }
  return typed("AppUsagePricing", {
    balanceUsed: money(balanceUsed(subscription, lineItem, now), pricing.currency),
    cappedAmount: money(pricing.cappedAmount, pricing.currency),
    interval: "EVERY_30_DAYS",
    terms: pricing.terms,
  });
}

/** A usage record with its line item. */
export interface PlacedUsageRecord {
  placed: PlacedLineItem;
  record: UsageRecord;
}

export const lineItemModel: TypeModel = {
  id: (placed: PlacedLineItem) => lineItemGid(placed),
  plan: (placed: PlacedLineItem, _args, context: ApiContext) => ({
    pricingDetails: pricingDetails(placed, context.clock()),
  }),
  usageRecords: (placed: PlacedLineItem, args, context, info) =>
    connection({
      items: placed.lineItem.usageRecords.map((record) => ({ placed, record })),
      args,
      context,
      info,
      idOf: ({ record }) => record.id,
    }),
};

export const usageRecordModel: TypeModel = {
  id: ({ record }: PlacedUsageRecord) => gid("AppUsageRecord", record.id),
  description: ({ record }: PlacedUsageRecord) => record.description,
  idempotencyKey: ({ record }: PlacedUsageRecord) => record.idempotencyKey,
  createdAt: ({ record }: PlacedUsageRecord) => graphqlTime(record.createdAt),
  price: ({ record, placed }: PlacedUsageRecord) => money(record.price, placed.lineItem.pricing.currency),
  subscriptionLineItem: ({ placed }: PlacedUsageRecord) => placed,
};

export const appPurchaseModel: TypeModel = {
  id: (purchase: AppPurchase) => gid("AppPurchaseOneTime", purchase.id),
  name: (purchase: AppPurchase) => purchase.name,
  status: (purchase: AppPurchase) => purchase.status,
  test: (purchase: AppPurchase) => purchase.test,
  price: (purchase: AppPurchase) => money(purchase.price, purchase.currency),
  createdAt: (purchase: AppPurchase) => graphqlTime(purchase.createdAt),
};
