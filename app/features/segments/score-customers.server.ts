/** Scores by recency, frequency and money: the shop's limits, worked out nightly, and each customer's place among them. */
import { markDue, queueReactions } from "#app/features/events/index.server.ts";
import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { asksForScores } from "./domain/condition-tree.ts";
import {
  type Bought,
  type RfmGroup,
  type RfmLimits,
  type RfmScores,
  sameScores,
  scoresOf,
} from "./domain/rfm.ts";
import { withOuter } from "./domain/segment-order.ts";
import { languageOf, ownMembership, readSegments } from "./repository.server.ts";

/** Below so many customers with an order, fifths say nothing. */
export const MIN_SCORED_CUSTOMERS = 5;

const CUSTOMERS_AT_ONCE = 5_000;
const DAY_MS = 86_400_000;

export interface StoredLimits extends RfmLimits {
  /** With at least one order, when the limits were worked out. */
  customers: number;
  computedAt: Date | null;
  dueAt: Date;
}

/** The shop's limits; null = nothing has asked for them yet. */
export async function readLimits({ db, shopId }: ShopScope): Promise<StoredLimits | null> {
  const row = await db.segmentLimits.findUnique({ where: { shopId } });
  return row && { ...row, recencyAt: row.recencyAt, frequency: row.frequency, monetary: row.monetary };
}

/** Has the limits worked out soon, and nightly from then on. */
export async function requestScores(
  { db }: ShopScope,
  now: Date,
  options: { isUrgent?: boolean } = {},
): Promise<void> {
  const isUrgent = options.isUrgent ?? false;
  await db.$executeRaw`
    INSERT INTO segment_limits AS l (shop_id, recency_at, frequency, monetary, due_at)
    VALUES (current_shop_id(), '{}', '{}', '{}', ${now})
    ON CONFLICT (shop_id) DO UPDATE SET due_at = excluded.due_at WHERE ${isUrgent} AND l.due_at > excluded.due_at`;
}

/** Whether limits say anything. */
function usable(limits: StoredLimits | null): RfmLimits | null {
  return limits && limits.frequency.length === 4 ? limits : null;
}

interface ScoredRow extends Bought {
  id: bigint;
  recency: number | null;
  frequency: number | null;
  monetary: number | null;
  rfmGroup: RfmGroup | null;
}

/** Brings the scores of some customers up to date, by the limits as they stand. */
export async function refreshScores(scope: ShopScope, customerIds: readonly bigint[]): Promise<void> {
  const limits = await readLimits(scope);
  if (!limits) return;
  const rows = await scope.db.$queryRaw<ScoredRow[]>`
    SELECT g.id, coalesce(s.orders_count, 0) AS "ordersCount", s.last_order_at AS "lastOrderAt", coalesce(s.net_minor, 0) AS "netMinor",
      coalesce(p.no_automated_decisions, false) AS "isOptedOut", r.recency, r.frequency, r.monetary, r.rfm_group AS "rfmGroup"
    FROM unnest(${[...customerIds]}::bigint[]) AS g (id)
    LEFT JOIN customer_summary s ON s.shop_id = current_shop_id() AND s.customer_id = g.id
    LEFT JOIN customer_preference p ON p.shop_id = current_shop_id() AND p.customer_id = g.id
    LEFT JOIN segment_scores r ON r.shop_id = current_shop_id() AND r.customer_id = g.id`;
  await storeScores(scope, changedScores(rows, usable(limits)));
}

function changedScores(
  rows: readonly ScoredRow[],
  limits: RfmLimits | null,
): { id: bigint; scores: RfmScores | null }[] {
  return rows.flatMap((row) => {
    const { recency, frequency, monetary, rfmGroup } = row;
    const before =
      recency === null || frequency === null || monetary === null || rfmGroup === null
        ? null
        : { recency, frequency, monetary, rfmGroup };
    const scores = scoresOf(row, limits);
    return sameScores(before, scores) ? [] : [{ id: row.id, scores }];
  });
}

async function storeScores(
  { db }: ShopScope,
  changed: readonly { id: bigint; scores: RfmScores | null }[],
): Promise<void> {
  const gone = changed.flatMap(({ id, scores }) => (scores ? [] : [id]));
  const rows = changed.flatMap(({ id, scores }) => (scores ? [{ id: id.toString(), ...scores }] : []));
  if (gone.length > 0)
    await db.$executeRaw`
      DELETE FROM segment_scores WHERE shop_id = current_shop_id() AND customer_id = ANY(${gone}::bigint[])`;
  if (rows.length > 0)
    await db.$executeRaw`
      INSERT INTO segment_scores (shop_id, customer_id, recency, frequency, monetary, rfm_group)
      SELECT current_shop_id(), id, recency, frequency, monetary, "rfmGroup"
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS g (id bigint, recency smallint, frequency smallint, monetary smallint, "rfmGroup" text)
      ON CONFLICT (shop_id, customer_id) DO UPDATE SET recency = excluded.recency, frequency = excluded.frequency,
        monetary = excluded.monetary, rfm_group = excluded.rfm_group`;
}

/**
 * Works the limits out anew where that is due, and sees that whoever's score changes is looked at again: by the
 * reactions, or, the first time, right here. Cut off, it begins again.
 */
export async function refreshLimits(shopId: ShopId, now: Date): Promise<void> {
  const known = await withShop(shopId, readLimits);
  if (!known || known.dueAt > now) return;
  const isFirst = known.computedAt === null;
  const limits = await withShop(shopId, async (scope) => {
    await ownMembership(scope);
    if (isFirst) await buildScoredAgain(scope);
    return computeLimits(scope, now);
  });
  for (let afterId: bigint | null = null; ;) {
    const from: bigint | null = afterId;
    const batch = await withShop(shopId, async (scope) => {
      if (isFirst) await ownMembership(scope);
      const rows = await readScored(scope, from);
      const changed = changedScores(rows, limits);
      if (isFirst) await storeScores(scope, changed);
      else if (changed.length > 0) {
        await markDue(
          scope,
          changed.map(({ id }) => id),
        );
        await queueReactions(scope);
      }
      return rows;
    });
    afterId = batch.at(-1)?.id ?? null;
    if (batch.length < CUSTOMERS_AT_ONCE || afterId === null) break;
  }
  await withShop(shopId, async (scope) => {
    const dueAt = new Date(now.getTime() + DAY_MS);
    await scope.db.segmentLimits.update({ where: { shopId }, data: { dueAt } });
    await enqueue(scope, "build-segments", { runAt: dueAt });
  });
}

/** Segments that ask for scores, made after this job began, may have been built before there were any. */
async function buildScoredAgain(scope: ShopScope): Promise<void> {
  const segments = await readSegments(scope, await languageOf(scope));
  const scored = segments.filter(({ tree }) => asksForScores(tree));
  const ids = scored.flatMap(({ id }) => withOuter(segments, id).map((segment) => segment.id));
  await scope.db.$executeRaw`
    UPDATE segment SET state = 'waiting', built_to = NULL
    WHERE shop_id = current_shop_id() AND state <> 'failed' AND segment_id = ANY(${[...new Set(ids)]}::bigint[])`;
}

async function readScored({ db }: ShopScope, afterId: bigint | null): Promise<ScoredRow[]> {
  return db.$queryRaw<ScoredRow[]>`
    SELECT s.customer_id AS id, s.orders_count AS "ordersCount", s.last_order_at AS "lastOrderAt", s.net_minor AS "netMinor",
      coalesce(p.no_automated_decisions, false) AS "isOptedOut", r.recency, r.frequency, r.monetary, r.rfm_group AS "rfmGroup"
    FROM customer_summary s LEFT JOIN segment_scores r USING (shop_id, customer_id)
      LEFT JOIN customer_preference p USING (shop_id, customer_id)
    WHERE s.shop_id = current_shop_id() AND s.customer_id > ${afterId ?? -(2n ** 63n)}
    ORDER BY s.customer_id LIMIT ${CUSTOMERS_AT_ONCE}`;
}

/** Cuts the customers with an order into fifths; too few for that have no limits. */
async function computeLimits({ db, shopId }: ShopScope, now: Date): Promise<RfmLimits | null> {
  const [row] = await db.$queryRaw<
    { customers: number; recencyAt: Date[] | null; frequency: number[] | null; monetary: bigint[] | null }[]
  >`
    WITH fifths (at) AS (VALUES (ARRAY[0.2, 0.4, 0.6, 0.8]::float8[]))
    SELECT count(*)::int AS customers,
      percentile_disc((SELECT at FROM fifths)) WITHIN GROUP (ORDER BY last_order_at) AS "recencyAt",
      percentile_disc((SELECT at FROM fifths)) WITHIN GROUP (ORDER BY orders_count) AS frequency,
      percentile_disc((SELECT at FROM fifths)) WITHIN GROUP (ORDER BY net_minor) AS monetary
    FROM customer_summary WHERE shop_id = current_shop_id() AND orders_count > 0 AND last_order_at IS NOT NULL`;
  const customers = row?.customers ?? 0;
  const isEnough = customers >= MIN_SCORED_CUSTOMERS;
  const limits: { recencyAt: Date[]; frequency: number[]; monetary: bigint[] } = {
    recencyAt: isEnough ? (row?.recencyAt ?? []) : [],
    frequency: isEnough ? (row?.frequency ?? []) : [],
    monetary: isEnough ? (row?.monetary ?? []) : [],
  };
  await db.segmentLimits.update({ where: { shopId }, data: { ...limits, customers, computedAt: now } });
  return isEnough ? limits : null;
}

/** How many customers each cell of the grid of recency and value holds. */
export async function countCells({
  db,
}: ShopScope): Promise<
  { recency: number; frequency: number; monetary: number; customers: number; netMinor: bigint }[]
> {
  return db.$queryRaw`
    SELECT r.recency, r.frequency, r.monetary, count(*)::int AS customers, coalesce(sum(s.net_minor), 0)::bigint AS "netMinor"
    FROM segment_scores r LEFT JOIN customer_summary s USING (shop_id, customer_id)
    WHERE r.shop_id = current_shop_id() GROUP BY 1, 2, 3`;
}
