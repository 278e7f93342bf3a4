/**
 * A fact: something that happened, once. Facts come from the *state* that a delivery or an import shows, never from the
 * name of a webhook, and are merged so that a shop's facts are a set union: `happenedAt` is the earliest time any source
 * implies, `data` is that of the newest state. The order, number and delay of the sources make no difference.
 */
export interface Fact {
  kind: FactKind;
  /** With `kind`, the natural key: the id of the order, the refund, the redemption … */
  key: string;
  happenedAt: Date;
  /**
   * An instant that the natural key implies and that no later state changes (an order's creation, a refund's): it picks
   * the month that the fact is filed under. Left out: `happenedAt`, where that cannot change.
   */
  filedAt?: Date;
  /** Whom the state names: a customer at Shopify, or, below zero, a guest or a visitor. Left out: `customerId`. */
  subjectId?: bigint | null;
  /** Whom it belongs to today, merges followed. */
  customerId: bigint | null;
  orderId: bigint | null;
  data: FactData;
  /** Age of the state that `data` was read from. */
  sourceUpdatedAt: Date;
}

export type FactKind =
  | "customer.created"
  | "customer.deleted"
  | "consent.changed"
  | "preferences.changed"
  | "preferences.stated"
  | "order.placed"
  | "order.paid"
  | "order.transaction"
  | "order.edited"
  | "order.fulfilled"
  | "order.delivered"
  | "order.returned"
  | "order.refunded"
  | "order.cancelled"
  | "cart.changed"
  | "checkout.started"
  | "checkout.completed"
  | "subscription.started"
  | "subscription.changed"
  | "subscription.billed"
  | "points.adjusted"
  | "points.imported"
  | "points.redeemed"
  | "points.granted"
  | "points.voided"
  | "tier.imported"
  | "referral_code.imported"
  | "segment.joined"
  | "segment.left"
  | "message.sent"
  | "message.clicked"
  | "message.bounced"
  | "message.unsubscribed"
  | "recovery.clicked"
  | "recommendation.clicked"
  | VisitFactKind;

/** What a person did in the storefront, as the web pixel told. */
export type VisitFactKind =
  | "visit.page_viewed"
  | "visit.product_viewed"
  | "visit.collection_viewed"
  | "visit.search_submitted"
  | "visit.product_added_to_cart"
  | "visit.product_removed_from_cart"
  | "visit.cart_viewed"
  | "visit.checkout_started"
  | "visit.checkout_completed";

/** What a kind begins with: facts are filtered by it. */
export type FactGroup = FactKind extends `${infer Group}.${string}` ? Group : never;

/** Each group, in the order in which they are offered. A new kind of fact does not compile before its group is here. */
const GROUPS: Record<FactGroup, true> = {
  order: true,
  points: true,
  tier: true,
  referral_code: true,
  visit: true,
  cart: true,
  checkout: true,
  recovery: true,
  recommendation: true,
  subscription: true,
  consent: true,
  preferences: true,
  message: true,
  segment: true,
  customer: true,
};
export const FACT_GROUPS = Object.keys(GROUPS) as FactGroup[];

/**
 * Plain JSON. Amounts in minor units and ids are decimal strings, so that no reader can round them. Nothing personal:
 * names, addresses, e-mails and phones stand sealed in the records.
 */
export type FactData = Record<string, string | number | boolean | null>;
