/** What the clock alone decides about a recurring charge: trials, billing periods, lapsing. */
import type {
  AppSubscription,
  Hundredths,
  RecurringPricing,
  SubscriptionLineItem,
} from "#simulator/state/model.ts";

const DAY_MS = 24 * 3600 * 1000;
const INTERVAL_DAYS = { EVERY_30_DAYS: 30, ANNUAL: 365 } as const;

/** A charge that the merchant does not answer lapses after this. */
export const APPROVAL_MS = 2 * DAY_MS;

/** From this share of the cap on, the app is warned. */
const WARNING_SHARE_PERCENT = 90n;

const addDays = (date: Date, days: number): Date => new Date(date.getTime() + days * DAY_MS);

export const recurringOf = (subscription: AppSubscription): RecurringPricing | null => {
  for (const { pricing } of subscription.lineItems) if (pricing.kind === "recurring") return pricing;
  return null;
};

export interface BillingPeriod {
  start: Date;
  end: Date;
  /** 0 for the first, which the trial belongs to. */
  index: number;
}

/** When the trial ends; null when the subscription is not active. */
export function trialEnd(subscription: AppSubscription): Date | null {
  return subscription.activatedAt && addDays(subscription.activatedAt, subscription.trialDays);
}

/** The billing period that a time falls into; null when the subscription is not active. */
export function periodAt(
  subscription: AppSubscription,
  interval: keyof typeof INTERVAL_DAYS,
  now: Date,
): BillingPeriod | null {
  const begin = trialEnd(subscription);
  if (!begin || !subscription.activatedAt || subscription.status !== "ACTIVE") return null;
  const days = INTERVAL_DAYS[interval];
  const index = Math.max(0, Math.floor((now.getTime() - begin.getTime()) / (days * DAY_MS)));
  return {
    start: index === 0 ? subscription.activatedAt : addDays(begin, index * days),
    end: addDays(begin, (index + 1) * days),
    index,
  };
}

export function currentPeriodEnd(subscription: AppSubscription, now: Date): Date | null {
  const interval = recurringOf(subscription)?.interval ?? "EVERY_30_DAYS";
  return periodAt(subscription, interval, now)?.end ?? null;
}

/** What was used in the current 30 days. */
export function balanceUsed(
  subscription: AppSubscription,
  lineItem: SubscriptionLineItem,
  now: Date,
): Hundredths {
  const period = periodAt(subscription, "EVERY_30_DAYS", now);
  if (!period) return 0n;
  return lineItem.usageRecords
    .filter((record) => record.createdAt >= period.start && record.createdAt < period.end)
    .reduce((sum, record) => sum + record.price, 0n);
}

/** Whether a charge takes what was used from below 90 % of the cap to that or more. */
export function crossesWarning(before: Hundredths, after: Hundredths, cap: Hundredths): boolean {
  const isNear = (amount: Hundredths): boolean => amount * 100n >= cap * WARNING_SHARE_PERCENT;
  return !isNear(before) && isNear(after);
}

/** The price of an interval after the discount, never below zero. */
export function discountedPrice({ price, discount }: RecurringPricing): Hundredths {
  if (!discount) return price;
  const off =
    "amount" in discount.value
      ? discount.value.amount
      : BigInt(Math.round(Number(price) * discount.value.percentage));
  return off > price ? 0n : price - off;
}

/** Intervals that the discount still lasts; null when it lasts for ever. */
export function remainingDiscountIntervals(
  subscription: AppSubscription,
  pricing: RecurringPricing,
  now: Date,
): number | null {
  const intervals = pricing.discount?.intervals ?? null;
  if (intervals === null) return null;
  const period = periodAt(subscription, pricing.interval, now);
  const isTrial = (trialEnd(subscription)?.getTime() ?? 0) > now.getTime();
  const billed = !period || isTrial ? 0 : period.index + 1;
  return Math.max(0, intervals - billed);
}

/** Whether a subscription that the merchant agreed to waits for the end of the current one's billing period. */
export function isDeferred(current: AppSubscription, next: AppSubscription): boolean {
  const was = recurringOf(current);
  const becomes = recurringOf(next);
  if (!was || !becomes || was.currency !== becomes.currency) return false;
  switch (next.replacementBehavior) {
    case "APPLY_IMMEDIATELY":
      return false;
    case "APPLY_ON_NEXT_BILLING_CYCLE":
      return true;
    case "STANDARD":
      if (was.interval === "ANNUAL" && becomes.interval === "EVERY_30_DAYS") return true;
      if (was.interval === "ANNUAL" && becomes.price < was.price) return true;
      return isSameButDiscount(current, next);
  }
}

function isSameButDiscount(current: AppSubscription, next: AppSubscription): boolean {
  const terms = (subscription: AppSubscription): string =>
    subscription.lineItems
      .map(({ pricing }) =>
        pricing.kind === "recurring"
          ? `${pricing.interval} ${pricing.price}`
          : `usage ${pricing.cappedAmount} ${pricing.terms}`,
      )
      .join();
  return current.name === next.name && terms(current) === terms(next);
}
