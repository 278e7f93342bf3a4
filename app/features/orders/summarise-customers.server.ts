import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { derivedTable, markDue, queueReactions, type Reaction } from "#app/features/events/index.server.ts";
import type { Fact } from "#app/shared/fact.ts";
import { readSettings } from "#app/features/shops/index.server.ts";
import { type CustomerSummary, summaryOf } from "./domain/summary.ts";

/** The table that {@link summariseCustomers} makes. */
export const customerSummaries = derivedTable("customer_summary");

/** Adds up each customer's facts, and says at which stage the relationship stands now. */
export const summariseCustomers: Reaction = async (scope, customers) => {
  const { lifecycle } = await readSettings(scope);
  const now = new Date();
  const rows = customers.flatMap(({ customerId: id, facts }) => {
    const lastVisitAt = lastVisitOf(facts);
    // Nobody any more: merged into somebody else, or erased.
    if (facts.length === 0) return [];
    return [{ id, summary: summaryOf({ id, facts, lastVisitAt }, lifecycle, now) }];
  });
  await storeSummaries(scope, rows);
  const kept = new Set(rows.map(({ id }) => id));
  const gone = customers.flatMap(({ customerId }) => (kept.has(customerId) ? [] : [customerId]));
  if (gone.length > 0) await customerSummaries.clear(scope, gone);
};

/** When the customer was last seen in the storefront. Whose visits are given to them now are due for a reaction again. */
function lastVisitOf(facts: readonly Fact[]): Date | null {
  const times = facts.flatMap(({ kind, happenedAt }) =>
    kind.startsWith("visit.") ? happenedAt.getTime() : [],
  );
  return times.length === 0 ? null : new Date(times.reduce((a, b) => Math.max(a, b)));
}

async function storeSummaries(
  { db }: ShopScope,
  summaries: readonly { id: bigint; summary: CustomerSummary }[],
): Promise<void> {
  if (summaries.length === 0) return;
  const rows = summaries.map(
    ({ id, summary: { spentMinor, refundedMinor, discountsMinor, netMinor, ...rest } }) => ({
      ...rest,
      id: id.toString(),
      spent: spentMinor.toString(),
      refunded: refundedMinor.toString(),
      discounts: discountsMinor.toString(),
      net: netMinor.toString(),
    }),
  );
  await db.$executeRaw`
    INSERT INTO customer_summary AS s (shop_id, customer_id, orders_count, spent_minor, refunded_minor, discounts_minor, net_minor,
      first_order_at, last_order_at, last_seen_at, stage, stage_changes_at)
    SELECT current_shop_id(), id, "ordersCount", spent, refunded, discounts, net, "firstOrderAt", "lastOrderAt", "lastSeenAt",
      stage, "stageChangesAt"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (id bigint, "ordersCount" integer, spent bigint, refunded bigint,
      discounts bigint, net bigint, "firstOrderAt" timestamptz, "lastOrderAt" timestamptz, "lastSeenAt" timestamptz,
      stage text, "stageChangesAt" timestamptz)
    ON CONFLICT (shop_id, customer_id) DO UPDATE SET orders_count = excluded.orders_count, spent_minor = excluded.spent_minor,
      refunded_minor = excluded.refunded_minor, discounts_minor = excluded.discounts_minor, net_minor = excluded.net_minor,
      first_order_at = excluded.first_order_at, last_order_at = excluded.last_order_at, last_seen_at = excluded.last_seen_at,
      stage = excluded.stage, stage_changes_at = excluded.stage_changes_at
    WHERE (s.orders_count, s.spent_minor, s.refunded_minor, s.discounts_minor, s.first_order_at, s.last_order_at, s.last_seen_at,
        s.stage, s.stage_changes_at)
      IS DISTINCT FROM (excluded.orders_count, excluded.spent_minor, excluded.refunded_minor, excluded.discounts_minor,
        excluded.first_order_at, excluded.last_order_at, excluded.last_seen_at, excluded.stage, excluded.stage_changes_at)`;
}

const CUSTOMERS_AT_ONCE = 10_000;

/**
 * Has customers whose stage changes by itself looked at again, at the very instant, and plans the next time. Nothing
 * hangs on this job: what is due stands in the summaries.
 */
export async function advanceStages(shopId: ShopId): Promise<void> {
  await withShop(shopId, async (scope) => {
    const due = await scope.db.$queryRaw<{ id: bigint }[]>`
      SELECT customer_id AS id FROM customer_summary
      WHERE shop_id = current_shop_id() AND stage_changes_at <= ${new Date()} ORDER BY stage_changes_at LIMIT ${CUSTOMERS_AT_ONCE}`;
    await markDue(
      scope,
      due.map(({ id }) => id),
    );
    await planNextStage(scope);
    await queueReactions(scope);
  });
}

/** Queues {@link advanceStages} for the next instant at which somebody's stage changes. */
async function planNextStage(scope: ShopScope): Promise<void> {
  const rows = await scope.db.$queryRaw<{ at: Date | null }[]>`
    SELECT min(stage_changes_at) AS at FROM customer_summary
    WHERE shop_id = current_shop_id() AND stage_changes_at > ${new Date()}`;
  const at = rows[0]?.at;
  if (at) await enqueue(scope, "advance-stages", { runAt: at });
}

/** The same in a transaction of its own, for after the reactions. */
export async function planStages(shopId: ShopId): Promise<void> {
  await withShop(shopId, planNextStage);
}
