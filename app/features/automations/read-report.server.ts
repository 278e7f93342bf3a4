/** What a journey did: from abandoned to recovered, and beside those who were kept without messages. */
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import {
  type Amounts,
  differenceOfMeans,
  differenceOfShares,
  holdoutStillNeeded,
  type Interval,
} from "./domain/effect.ts";
import type { JourneyRecord } from "./journeys-repository.server.ts";

export interface JourneyReport {
  /** People's carts (or other reasons) in the period; who entered, was reached, clicked, came back and bought. */
  funnel: { abandoned: number; entered: number; reached: number; clicked: number; recovered: number };
  /** Of recovered orders: net of refunds and of what the codes took off. Minor units. */
  recoveredMinor: bigint;
  /** What the recovery codes took off these orders. */
  discountsMinor: bigint;
  /** Why carts never entered, or people left before the end. */
  reasons: { reason: string; count: number }[];
  days: { day: string; abandoned: number; recovered: number }[];
  effect: JourneyEffect;
}

export interface JourneyEffect {
  treated: { people: number; buyers: number; meanMinor: number };
  holdout: { people: number; buyers: number; meanMinor: number };
  /** Of the shares who bought. */
  shares: Interval & { difference: number };
  /** Of the means per person, minor units; null = too few. */
  means: (Interval & { difference: number }) | null;
  /** About how many more without messages it takes; 0 = enough. */
  holdoutNeeded: number;
}

interface GroupRow {
  isHoldout: boolean;
  people: bigint;
  buyers: bigint;
  sum: number | null;
  squares: number | null;
}

/** Reads the report of a period, by when the carts were left. @param now whoever may still buy is not compared yet */
export async function readReport(
  scope: ShopScope,
  journey: JourneyRecord,
  { from, to, timeZone, now }: { from: Date; to: Date; timeZone: string; now: Date },
): Promise<JourneyReport> {
  const { db } = scope;
  const [totals] = await db.$queryRaw<
    Record<
      "abandoned" | "entered" | "reached" | "clicked" | "recovered" | "recoveredMinor" | "discountsMinor",
      bigint
    >[]
  >`
    SELECT count(*) AS abandoned, count(*) FILTER (WHERE e.entered_at IS NOT NULL) AS entered,
      count(*) FILTER (WHERE e.reached_at IS NOT NULL) AS reached, count(*) FILTER (WHERE e.clicked_at IS NOT NULL) AS clicked,
      count(*) FILTER (WHERE e.recovered_order_id IS NOT NULL) AS recovered,
      coalesce(sum(o.net) FILTER (WHERE e.recovered_order_id IS NOT NULL), 0)::bigint AS "recoveredMinor",
      coalesce(sum(o.discounts) FILTER (WHERE e.recovered_order_id IS NOT NULL AND o.has_code), 0)::bigint AS "discountsMinor"
    FROM enrolment e
    LEFT JOIN LATERAL (
      SELECT net_of_order(r.order_id, r.subtotal_minor) AS net, r.discounts_minor AS discounts,
        EXISTS (SELECT FROM recovery_code c WHERE c.shop_id = e.shop_id AND c.enrolment_id = e.enrolment_id
          AND upper(c.code) = ANY (SELECT upper(d) FROM unnest(r.discount_codes) d)) AS has_code
      FROM orders r WHERE r.shop_id = e.shop_id AND r.order_id = e.recovered_order_id
    ) o ON true
    WHERE e.shop_id = current_shop_id() AND e.journey_id = ${journey.id} AND e.anchor_at >= ${from} AND e.anchor_at < ${to}
      AND e.state <> 'pending'`;
  const reasons = await db.$queryRaw<{ reason: string; count: bigint }[]>`
    SELECT reason, count(*) AS count FROM enrolment
    WHERE shop_id = current_shop_id() AND journey_id = ${journey.id} AND anchor_at >= ${from} AND anchor_at < ${to}
      AND reason IS NOT NULL AND reason <> 'bought' GROUP BY reason ORDER BY 2 DESC, 1`;
  const days = await db.$queryRaw<{ day: string; abandoned: bigint; recovered: bigint }[]>`
    SELECT to_char(day, 'YYYY-MM-DD') AS day, count(e.enrolment_id) AS abandoned, count(e.recovered_order_id) AS recovered
    FROM generate_series((${from} AT TIME ZONE ${timeZone})::date, (${to} AT TIME ZONE ${timeZone})::date, interval '1 day') AS day
    LEFT JOIN enrolment e ON e.shop_id = current_shop_id() AND e.journey_id = ${journey.id} AND e.state <> 'pending'
      AND e.anchor_at >= ${from} AND e.anchor_at < ${to} AND (e.anchor_at AT TIME ZONE ${timeZone})::date = day
    GROUP BY day ORDER BY day`;
  const counts = totals!;
  return {
    funnel: {
      abandoned: Number(counts.abandoned),
      entered: Number(counts.entered),
      reached: Number(counts.reached),
      clicked: Number(counts.clicked),
      recovered: Number(counts.recovered),
    },
    recoveredMinor: counts.recoveredMinor,
    discountsMinor: counts.discountsMinor,
    reasons: reasons.map(({ reason, count }) => ({ reason, count: Number(count) })),
    days: days.map(({ day, abandoned, recovered }) => ({
      day,
      abandoned: Number(abandoned),
      recovered: Number(recovered),
    })),
    effect: await readEffect(scope, journey, { from, to, now }),
  };
}

/**
 * What whoever entered bought within the window after the cart was left, with messages and without. One person counts
 * once, by the first time they entered in the period: the groups are of people, not of carts.
 */
async function readEffect(
  { db }: ShopScope,
  { id, definition }: JourneyRecord,
  { from, to, now }: { from: Date; to: Date; now: Date },
): Promise<JourneyEffect> {
  const windowMs = definition.attributionDays * 86_400_000;
  const settledBefore = new Date(now.getTime() - windowMs);
  const rows = await db.$queryRaw<GroupRow[]>`
    SELECT is_holdout AS "isHoldout", count(*) AS people, count(net) AS buyers, sum(coalesce(net, 0))::float8 AS sum,
      sum(coalesce(net, 0)::float8 ^ 2) AS squares
    FROM (
      SELECT DISTINCT ON (e.customer_id) e.is_holdout,
        (SELECT net_of_order(o.order_id, o.subtotal_minor) FROM orders o
         WHERE o.shop_id = e.shop_id AND o.order_id = e.order_id AND e.bought_at <= e.anchor_at + ${windowMs}::float8 * interval '1 millisecond') AS net
      FROM enrolment e
      WHERE e.shop_id = current_shop_id() AND e.journey_id = ${id} AND e.entered_at IS NOT NULL
        AND e.anchor_at >= ${from} AND e.anchor_at < least(${to}::timestamptz, ${settledBefore}::timestamptz)
      ORDER BY e.customer_id, e.anchor_at
    ) people GROUP BY is_holdout`;
  const groupOf = (isHoldout: boolean): Amounts & { buyers: number } => {
    const row = rows.find((one) => one.isHoldout === isHoldout);
    return {
      count: Number(row?.people ?? 0),
      buyers: Number(row?.buyers ?? 0),
      sum: row?.sum ?? 0,
      sumOfSquares: row?.squares ?? 0,
    };
  };
  const [treated, holdout] = [groupOf(false), groupOf(true)];
  const shown = (group: Amounts & { buyers: number }) => ({
    people: group.count,
    buyers: group.buyers,
    meanMinor: group.count === 0 ? 0 : group.sum / group.count,
  });
  const shares = [treated, holdout].map(({ buyers, count }) => ({ successes: buyers, total: count }));
  return {
    treated: shown(treated),
    holdout: shown(holdout),
    shares: differenceOfShares(shares[0]!, shares[1]!),
    means: differenceOfMeans(treated, holdout),
    holdoutNeeded: holdoutStillNeeded(shares[0]!, shares[1]!),
  };
}

export interface StepCount {
  step: string;
  waiting: number;
  taken: number;
}

/** How many people stand at each step now, and took it so far, over all versions. */
export async function countSteps({ db }: ShopScope, journeyId: number): Promise<StepCount[]> {
  const rows = await db.$queryRaw<{ step: string; waiting: bigint; taken: bigint }[]>`
    SELECT step, sum(waiting)::bigint AS waiting, sum(taken)::bigint AS taken FROM (
      SELECT coalesce(step, '') AS step, count(*) AS waiting, 0 AS taken FROM enrolment
      WHERE shop_id = current_shop_id() AND journey_id = ${journeyId} AND due_at IS NOT NULL GROUP BY 1
      UNION ALL
      SELECT s.step, 0, count(*) FROM enrolment e JOIN enrolment_step s ON s.shop_id = e.shop_id AND s.enrolment_id = e.enrolment_id
      WHERE e.shop_id = current_shop_id() AND e.journey_id = ${journeyId} GROUP BY 1
    ) counted GROUP BY step`;
  return rows.map(({ step, waiting, taken }) => ({ step, waiting: Number(waiting), taken: Number(taken) }));
}

/** Figures of every journey for the list. */
export async function countJourneys({
  db,
}: ShopScope): Promise<Map<number, { waiting: number; entered: number; recovered: number }>> {
  const rows = await db.$queryRaw<{ id: number; waiting: bigint; entered: bigint; recovered: bigint }[]>`
    SELECT journey_id AS id, count(*) FILTER (WHERE state = 'active') AS waiting, count(entered_at) AS entered,
      count(recovered_order_id) AS recovered
    FROM enrolment WHERE shop_id = current_shop_id() GROUP BY 1`;
  return new Map(
    rows.map(({ id, waiting, entered, recovered }) => [
      id,
      { waiting: Number(waiting), entered: Number(entered), recovered: Number(recovered) },
    ]),
  );
}
