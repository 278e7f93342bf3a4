import { type ShopScope, Sql } from "#app/platform/db/scope.server.ts";
import { blindIndexOf, readShop } from "#app/features/shops/index.server.ts";
import { findPeople, limitLookUp, tagToken } from "./find-people.server.ts";
import type { CustomersFilter, CustomerSort } from "./schema.ts";

/**
 * So many customers are sorted and counted one by one; where more may be meant, the list walks along the index of its
 * order instead and their number is an estimate.
 */
export const MAX_CANDIDATES = 1_000;

/** What a filter means to the database. */
export interface Selection {
  /** Everybody who can be meant: all conditions still hold for them. Null = too many to name. */
  candidates: readonly bigint[] | null;
  /** The search found more people than are looked at. */
  isCut: boolean;
  /** Of customer `c`, customer_summary `s` and points_account `a`. */
  conditions: Sql.Sql;
  /** What the filter asks of the value of an order itself: nobody without it is met along that order's index. */
  ranges: Ranges;
}

/** By order: what its value must be, of the column alone. */
export type Ranges = Partial<Record<CustomerSort, Sql.Sql>>;

/** Joins that the conditions, the orders and the rows of a list speak of. `d` names the customers. */
export const LIST_JOINS = Sql.sql`
  JOIN customer c ON c.shop_id = current_shop_id() AND c.customer_id = d.customer_id
  LEFT JOIN customer_summary s ON s.shop_id = current_shop_id() AND s.customer_id = d.customer_id
  LEFT JOIN points_account a ON a.shop_id = current_shop_id() AND a.customer_id = d.customer_id`;

/** Customers who exist and are themselves: not deleted, erased or merged into others. */
const IS_LISTED = Sql.sql`
  c.deleted_at IS NULL AND c.redacted_at IS NULL
  AND NOT EXISTS (SELECT FROM customer_merge m WHERE m.shop_id = c.shop_id AND m.from_id = c.customer_id AND m.undone_at IS NULL)`;

/** One part of a filter: its condition, and where an index names all whom it holds for. */
interface Part {
  condition: Sql.Sql;
  /** Rows of customer_id; null = no index names them. */
  source: Sql.Sql | null;
  range?: Ranges;
}

/**
 * Works out whom a filter means.
 *
 * @param finds how many finds of a search are looked at; {@link EVERY_FIND} for what is done to all of them
 */
export async function selectCustomers(
  scope: ShopScope,
  filter: CustomersFilter,
  now: Date,
  finds = MAX_CANDIDATES,
): Promise<Selection> {
  const parts = await partsOf(scope, filter, now);
  const conditions = Sql.join([IS_LISTED, ...parts.map((part) => part.condition)], " AND ");
  const ranges: Ranges = Object.assign({}, ...parts.map((part) => part.range));
  const found = await findPeople(scope, filter.q, finds);
  if (found) return { candidates: found.ids, isCut: found.isCut, conditions, ranges };
  for (const { source } of parts) {
    const candidates = source && (await candidatesFrom(scope, source));
    if (candidates) return { candidates, isCut: false, conditions, ranges };
  }
  const everybody = Sql.sql`SELECT customer_id FROM customer WHERE shop_id = current_shop_id()`;
  return { candidates: await candidatesFrom(scope, everybody), isCut: false, conditions, ranges };
}

async function candidatesFrom(scope: ShopScope, source: Sql.Sql): Promise<bigint[] | null> {
  const { db } = scope;
  const rows = await db.$queryRaw<{ ids: bigint[] | null; count: bigint }[]>`
    SELECT CASE WHEN count(*) <= ${MAX_CANDIDATES} THEN array_agg(customer_id) END AS ids, count(*) AS count
    FROM (${source} LIMIT ${MAX_CANDIDATES + 1}) AS g`;
  const row = rows[0]!;
  return row.count === 0n ? [] : row.ids;
}

async function partsOf(scope: ShopScope, filter: CustomersFilter, now: Date): Promise<Part[]> {
  const { kind, stage, tag, country, consent, points, ordered, joined, segment } = filter;
  const parts: Part[] = [
    {
      condition: kind ? Sql.sql`c.kind = ${kind}` : Sql.sql`c.kind <> 'visitor'`,
      // Only people whom Shopify has no number for are below zero.
      source:
        kind && kind !== "customer"
          ? Sql.sql`SELECT customer_id FROM customer WHERE shop_id = current_shop_id() AND customer_id < 0`
          : null,
    },
  ];
  if (tag) {
    const token = tagToken(await blindIndexOf(scope), tag);
    await limitLookUp(scope, 1);
    parts.push({
      condition: Sql.sql`EXISTS (SELECT FROM unnest(c.tags) AS tag WHERE lower(tag) = lower(${tag}))`,
      source: Sql.sql`SELECT customer_id FROM find_customers(ARRAY[${token}::int], ${MAX_CANDIDATES + 1}::int) AS customer_id`,
    });
  }
  if (segment) {
    const of = Sql.sql`segment_member.shop_id = current_shop_id() AND segment_member.segment_id = ${BigInt(segment)}`;
    parts.push({
      condition: Sql.sql`EXISTS (SELECT FROM segment_member WHERE ${of} AND segment_member.customer_id = c.customer_id)`,
      source: Sql.sql`SELECT customer_id FROM segment_member WHERE ${of}`,
    });
  }
  if (stage) {
    parts.push({
      condition: Sql.sql`s.stage = ${stage}`,
      source: Sql.sql`SELECT customer_id FROM customer_summary WHERE shop_id = current_shop_id() AND stage = ${stage}`,
    });
  }
  if (country) {
    parts.push({
      condition: Sql.sql`c.country_code = ${country}`,
      source: Sql.sql`SELECT customer_id FROM customer WHERE shop_id = current_shop_id() AND country_code = ${country}`,
    });
  }
  if (consent) {
    const of = Sql.sql`shop_id = current_shop_id() AND channel = ${consent} AND state = 'subscribed'`;
    parts.push({
      condition: Sql.sql`EXISTS (SELECT FROM customer_consent g WHERE ${of} AND g.customer_id = c.customer_id)`,
      source: Sql.sql`SELECT customer_id FROM customer_consent WHERE ${of}`,
    });
  }
  if (points) {
    parts.push({
      condition: Sql.sql`a.balance > 0`,
      range: { points: Sql.sql`balance > 0` },
      source: Sql.sql`SELECT customer_id FROM points_account WHERE shop_id = current_shop_id() AND kind = 'member' AND balance > 0 AND customer_id IS NOT NULL`,
    });
  }
  if (ordered) {
    const since = daysBefore(now, Number(ordered));
    parts.push({
      condition: Sql.sql`s.last_order_at >= ${since}`,
      range: { last_order: Sql.sql`last_order_at >= ${since}` },
      source: Sql.sql`SELECT customer_id FROM customer_summary WHERE shop_id = current_shop_id() AND last_order_at >= ${since}`,
    });
  }
  if (joined) {
    const since = joined === "month" ? await monthBegan(scope, now) : daysBefore(now, Number(joined));
    parts.push({
      condition: Sql.sql`c.created_at >= ${since}`,
      range: { created: Sql.sql`created_at >= ${since}` },
      source: Sql.sql`SELECT customer_id FROM customer WHERE shop_id = current_shop_id() AND created_at >= ${since}`,
    });
  }
  return parts;
}

const DAY_MS = 86_400_000;

function daysBefore(now: Date, days: number): Date {
  return new Date(now.getTime() - days * DAY_MS);
}

/** When the month began in the shop's time zone. */
async function monthBegan(scope: ShopScope, now: Date): Promise<Date> {
  const timeZone = (await readShop(scope)).ianaTimezone ?? "UTC";
  const rows = await scope.db.$queryRaw<{ at: Date }[]>`
    SELECT date_trunc('month', ${now}::timestamptz, ${timeZone}) AS at`;
  return rows[0]!.at;
}
