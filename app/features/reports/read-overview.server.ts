import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { findCustomers } from "#app/features/customers/index.server.ts";
import { readWholeTables } from "./whole-tables.server.ts";

/** How the programme stands now. Points are whole numbers. */
export interface Overview {
  /** Customers with a points account. */
  members: number;
  /** What orders gave, less what refunds and cancellations took back. */
  issued: bigint;
  /** Points whose discount codes exist. */
  redeemed: bigint;
  /** Points that members can still spend. */
  outstanding: bigint;
  hasRedemption: boolean;
}

/** A week of points. */
export interface WeekOfPoints {
  /** The Monday it begins on, in the shop's time zone: "2026-01-05". */
  week: string;
  issued: bigint;
  redeemed: bigint;
}

/** Read off the accounts: each holds the sum of its entries. What was issued stands below zero there. */
export async function readOverview({ db }: ShopScope): Promise<Overview> {
  const rows = await db.$queryRaw<Overview[]>`
    SELECT count(*) FILTER (WHERE kind = 'member' AND customer_id IS NOT NULL)::int AS members,
      coalesce(-sum(balance) FILTER (WHERE kind = 'issued'), 0)::bigint AS issued,
      coalesce(sum(balance) FILTER (WHERE kind = 'redeemed'), 0)::bigint AS redeemed,
      coalesce(sum(balance) FILTER (WHERE kind = 'member' AND customer_id IS NOT NULL), 0)::bigint AS outstanding,
      EXISTS (SELECT FROM redemption WHERE shop_id = current_shop_id() AND status = 'posted') AS "hasRedemption"
    FROM points_account WHERE shop_id = current_shop_id()`;
  return rows[0]!;
}

const WEEKS_SHOWN = 52;

/**
 * Points issued and redeemed in each of the last 52 weeks, this one included, oldest first, by when it happened in the
 * shop's time zone. Weeks in which nothing happened are there, too.
 */
export async function readPointsByWeek(
  scope: ShopScope,
  { now, timeZone }: { now: Date; timeZone: string },
): Promise<WeekOfPoints[]> {
  return readWholeTables(
    scope,
    () => scope.db.$queryRaw<WeekOfPoints[]>`
    WITH weeks AS (
      SELECT generate_series(this_week - ${WEEKS_SHOWN - 1} * interval '1 week', this_week, interval '1 week') AS week
      FROM (SELECT date_trunc('week', ${now}::timestamptz AT TIME ZONE ${timeZone}) AS this_week) t
    ), moved AS (
      SELECT date_trunc('week', t.happened_at AT TIME ZONE ${timeZone}) AS week,
        -sum(e.points) FILTER (WHERE a.kind = 'issued') AS issued,
        sum(e.points) FILTER (WHERE a.kind = 'redeemed') AS redeemed
      FROM points_transfer t
      JOIN points_entry e ON e.shop_id = t.shop_id AND e.transfer_id = t.transfer_id
      JOIN points_account a ON a.shop_id = e.shop_id AND a.account_id = e.account_id
      WHERE t.shop_id = current_shop_id() AND a.kind IN ('issued', 'redeemed')
        AND t.happened_at >= (SELECT min(week) FROM weeks) AT TIME ZONE ${timeZone}
      GROUP BY 1
    )
    SELECT to_char(weeks.week, 'YYYY-MM-DD') AS week, coalesce(moved.issued, 0)::bigint AS issued,
      coalesce(moved.redeemed, 0)::bigint AS redeemed
    FROM weeks LEFT JOIN moved ON moved.week = weeks.week ORDER BY weeks.week`,
  );
}

/** One movement of a member's points. */
export interface PointsActivity {
  transferId: bigint;
  /** earn | refund | cancel | adjust | redeem | void */
  kind: string;
  points: bigint;
  happenedAt: Date;
  customerId: bigint;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  /** The order that it is about, such as #1001. */
  orderName: string | null;
}

/** Of so many transfers for each line shown, some concern customers who were erased, or move nothing in sum. */
const TRANSFERS_PER_LINE = 4;

/** The latest movements of members' points, newest first. */
export async function readRecentActivity(scope: ShopScope, limit: number): Promise<PointsActivity[]> {
  // Cut first: whatever the planner thinks of the rest, it is done for a few transfers only.
  const rows = await scope.db.$queryRaw<Omit<PointsActivity, "email" | "firstName" | "lastName">[]>`
    WITH latest AS MATERIALIZED (
      SELECT transfer_id, account_id, kind, happened_at,
        substring(source_key FROM '^order:([0-9]+):')::bigint AS order_id
      FROM points_transfer WHERE shop_id = current_shop_id() AND kind <> 'grant'
      ORDER BY happened_at DESC, transfer_id DESC LIMIT ${limit * TRANSFERS_PER_LINE}
    )
    SELECT t.transfer_id AS "transferId", t.kind, moved.points, t.happened_at AS "happenedAt",
      c.customer_id AS "customerId",
      o.name AS "orderName"
    FROM latest t
    JOIN points_account a ON a.shop_id = current_shop_id() AND a.account_id = t.account_id
    JOIN customer c ON c.shop_id = current_shop_id() AND c.customer_id = a.customer_id AND c.redacted_at IS NULL
    JOIN LATERAL (
      SELECT sum(e.points)::bigint AS points FROM points_entry e
      WHERE e.shop_id = current_shop_id() AND e.transfer_id = t.transfer_id AND e.account_id = t.account_id
    ) moved ON moved.points <> 0
    LEFT JOIN orders o ON o.shop_id = current_shop_id() AND o.order_id = t.order_id
    ORDER BY t.happened_at DESC, t.transfer_id DESC LIMIT ${limit}`;
  const people = await findCustomers(
    scope,
    rows.map(({ customerId }) => customerId),
  );
  return rows.map((row) => {
    const { email = null, firstName = null, lastName = null } = people.get(row.customerId) ?? {};
    return { ...row, email, firstName, lastName };
  });
}
