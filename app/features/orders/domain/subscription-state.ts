/** A subscription contract as Shopify showed it, and the facts that it implies. */
import type { Fact } from "#app/shared/fact.ts";

/** What is delivered each time. */
export interface SubscriptionLine {
  lineId: string;
  productId: string | null;
  variantId: string | null;
  title: string;
  quantity: number;
  /** Price of one; minor units as decimal text. */
  unitPriceMinor: string;
}

/** What the Admin API tells and webhooks leave out. */
export interface SubscriptionDetails {
  nextBillingAt: Date | null;
  lines: SubscriptionLine[];
}

export interface SubscriptionState {
  id: bigint;
  /** Another one with each change. */
  revisionId: string | null;
  customerId: bigint | null;
  /** active | paused | cancelled | expired | failed */
  status: string;
  currency: string | null;
  /** day | week | month | year */
  interval: string | null;
  intervalCount: number | null;
  originOrderId: bigint | null;
  /** Told by the Admin API alone. */
  createdAt: Date | null;
  /** The state's age: Shopify's time of the change or, where a webhook tells none, the delivery's. */
  observedAt: Date;
  details: SubscriptionDetails | null;
}

/** What no source dates alike is filed under one month. */
export const FILED_UNDATED = new Date(0);

/** That a subscription was started, and each of its revisions. */
export function factsFromSubscription(state: SubscriptionState): Fact[] {
  const { id: contractId, status, interval, intervalCount, revisionId, createdAt, observedAt } = state;
  const shared = {
    filedAt: FILED_UNDATED,
    customerId: null,
    orderId: null,
    sourceUpdatedAt: observedAt,
    data: { status, interval, intervalCount },
  };
  const key = contractId.toString();
  const started: Fact = { ...shared, kind: "subscription.started", key, happenedAt: createdAt ?? observedAt };
  if (revisionId === null) return [started];
  return [
    started,
    { ...shared, kind: "subscription.changed", key: `${key}:${revisionId}`, happenedAt: observedAt },
  ];
}
