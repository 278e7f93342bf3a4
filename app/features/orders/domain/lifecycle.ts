/** Where a relationship with a customer stands. */
export type LifecycleStage = "visitor" | "lead" | "first_time" | "repeat" | "loyal" | "at_risk" | "lapsed";

/** Every stage, from first contact on. */
export const LIFECYCLE_STAGES: readonly LifecycleStage[] = [
  "visitor",
  "lead",
  "first_time",
  "repeat",
  "loyal",
  "at_risk",
  "lapsed",
];

/** From when on a customer counts as what. Whole days of 24 hours since the last order. */
export interface LifecycleRules {
  /** Orders from which a customer is loyal. */
  loyalFromOrders: number;
  atRiskAfterDays: number;
  lapsedAfterDays: number;
}

const DAY_MS = 86_400_000;

/**
 * The stage at an instant, and the instant at which it changes by itself when nothing happens; null = never.
 *
 * Without an order: a visitor until somebody is known by name, a lead from then on. With orders: by their number while
 * the last one is recent, at risk when it is not, lapsed when it is long ago. A threshold is reached at its very instant.
 */
export function lifecycleOf(
  customer: {
    /** A customer of the shop, or somebody who left an e-mail or a phone number. */
    isKnown: boolean;
    ordersCount: number;
    lastOrderAt: Date | null;
  },
  rules: LifecycleRules,
  now: Date,
): { stage: LifecycleStage; changesAt: Date | null } {
  const { isKnown, ordersCount, lastOrderAt } = customer;
  if (ordersCount === 0 || !lastOrderAt) return { stage: isKnown ? "lead" : "visitor", changesAt: null };
  const atRiskAt = new Date(lastOrderAt.getTime() + rules.atRiskAfterDays * DAY_MS);
  const lapsedAt = new Date(lastOrderAt.getTime() + rules.lapsedAfterDays * DAY_MS);
  if (now >= lapsedAt) return { stage: "lapsed", changesAt: null };
  if (now >= atRiskAt) return { stage: "at_risk", changesAt: lapsedAt };
  const byNumber = ordersCount >= rules.loyalFromOrders ? "loyal" : ordersCount > 1 ? "repeat" : "first_time";
  return { stage: byNumber, changesAt: atRiskAt };
}
