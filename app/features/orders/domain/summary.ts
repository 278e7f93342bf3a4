import type { Fact, FactKind } from "#app/shared/fact.ts";
import { lifecycleOf, type LifecycleRules, type LifecycleStage } from "./lifecycle.ts";

/** What a customer's facts add up to. Amounts in minor units of the shop's currency. */
export interface CustomerSummary {
  /** Orders that were placed and not cancelled. */
  ordersCount: number;
  /** Paid for goods (after discounts, without shipping and tax), before refunds. */
  spentMinor: bigint;
  /** Given back for goods, of what was paid. */
  refundedMinor: bigint;
  /** Discounts on what was paid. */
  discountsMinor: bigint;
  netMinor: bigint;
  firstOrderAt: Date | null;
  lastOrderAt: Date | null;
  /** When the person last did something: came, ordered, filled a cart. */
  lastSeenAt: Date | null;
  stage: LifecycleStage;
  stageChangesAt: Date | null;
}

/** What a person does, as opposed to what is done for them. */
const DOINGS = new Set<FactKind>([
  "customer.created",
  "order.placed",
  "cart.changed",
  "checkout.started",
  "checkout.completed",
  "points.redeemed",
]);

/** Says that nobody is known by name: an anonymous browser has these, too. */
const ANONYMOUS = new Set<FactKind>(["cart.changed", "recommendation.clicked"]);

/**
 * Adds up a customer's facts. Orders of another currency than their shop's do not exist: Shopify tells every amount in
 * the shop's currency, too.
 *
 * @param customer `id` below zero = a guest or a visitor; `lastVisitAt` = when they were last in the storefront
 */
export function summaryOf(
  customer: { id: bigint; facts: readonly Fact[]; lastVisitAt: Date | null },
  rules: LifecycleRules,
  now: Date,
): CustomerSummary {
  const { id, facts, lastVisitAt } = customer;
  const cancelled = ordersWith(facts, "order.cancelled");
  const paid = ordersWith(facts, "order.paid");
  const placed = facts.filter((fact) => fact.kind === "order.placed" && !cancelled.has(fact.orderId));
  const refunds = facts.filter((fact) => fact.kind === "order.refunded" && paid.has(fact.orderId));
  const payments = facts.filter((fact) => fact.kind === "order.paid");
  const spentMinor = sumOf(payments, "goodsMinor");
  const refundedMinor = sumOf(refunds, "goodsMinor");
  const orderTimes = placed.map((fact) => fact.happenedAt.getTime());
  const lastOrderAt = dateOf(orderTimes.reduce((a, b) => Math.max(a, b), -Infinity));
  const seen = facts.flatMap((fact) => (DOINGS.has(fact.kind) ? seenAtOf(fact) : []));
  const lastSeen = [...seen, ...(lastVisitAt ? [lastVisitAt.getTime()] : [])].reduce(
    (a, b) => Math.max(a, b),
    -Infinity,
  );
  const isKnown = id > 0n || facts.some(({ kind }) => !ANONYMOUS.has(kind) && !kind.startsWith("visit."));
  const { stage, changesAt } = lifecycleOf({ isKnown, ordersCount: placed.length, lastOrderAt }, rules, now);
  return {
    ordersCount: placed.length,
    spentMinor,
    refundedMinor,
    discountsMinor: sumOf(payments, "discountsMinor"),
    netMinor: spentMinor - refundedMinor,
    firstOrderAt: dateOf(orderTimes.reduce((a, b) => Math.min(a, b), Infinity)),
    lastOrderAt,
    lastSeenAt: dateOf(lastSeen),
    stage,
    stageChangesAt: changesAt,
  };
}

/** Carts and checkouts say when they were last changed. */
function seenAtOf({ happenedAt, data }: Fact): number[] {
  const changedAt = data["changedAt"];
  const at = typeof changedAt === "string" ? Date.parse(changedAt) : happenedAt.getTime();
  return [at, happenedAt.getTime()];
}

function ordersWith(facts: readonly Fact[], kind: FactKind): ReadonlySet<bigint | null> {
  return new Set(facts.filter((fact) => fact.kind === kind).map(({ orderId }) => orderId));
}

function sumOf(facts: readonly Fact[], field: string): bigint {
  return facts.reduce((sum, { data }) => sum + BigInt(String(data[field] ?? "0")), 0n);
}

function dateOf(time: number): Date | null {
  return Number.isFinite(time) ? new Date(time) : null;
}
