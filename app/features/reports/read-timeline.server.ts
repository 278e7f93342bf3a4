import { factTextsOf } from "#app/features/customers/index.server.ts";
import { type ShopScope, Sql } from "#app/platform/db/scope.server.ts";
import type { FactData } from "#app/shared/fact.ts";
import type { TimelineFilter } from "./schema.ts";

/** A fact as the timeline shows one. */
export interface TimelineFact {
  kind: string;
  key: string;
  happenedAt: Date;
  orderId: bigint | null;
  /** Name and currency of its order, where one is known. */
  orderName: string | null;
  orderCurrency: string | null;
  data: FactData;
}

/** A page of the timeline, newest first. */
export interface TimelinePage {
  facts: TimelineFact[];
  /** Where the next page begins; null = there is nothing older. */
  nextCursor: string | null;
}

const CURSOR = /^(\d{1,15})~([a-z_.]{1,60})~(.{1,200})$/s;

/** Facts of one customer, newest first, from a cursor on. Text that is no cursor means the first page. */
export async function readTimeline(
  scope: ShopScope,
  customerId: bigint,
  { kinds, from, to, cursor }: TimelineFilter,
  limit: number,
): Promise<TimelinePage> {
  const { db } = scope;
  const place = cursor === null ? null : CURSOR.exec(cursor);
  const conditions = [
    Sql.sql`f.shop_id = current_shop_id() AND f.customer_id = ${customerId}`,
    // "Paid" and "Was refunded" say what these do; the opened order lists them.
    Sql.sql`(f.kind <> 'order.transaction' OR f.data->>'status' <> 'success')`,
    ...(kinds.length > 0 ? [Sql.sql`split_part(f.kind, '.', 1) = ANY(${[...kinds]}::text[])`] : []),
    ...(from ? [Sql.sql`f.happened_at >= (${from}::date)::timestamp AT TIME ZONE z.zone`] : []),
    ...(to ? [Sql.sql`f.happened_at < (${to}::date + 1)::timestamp AT TIME ZONE z.zone`] : []),
    ...(place
      ? [
          Sql.sql`(f.happened_at, f.kind, f.key) < (to_timestamp(${place[1]}::bigint / 1000.0), ${place[2]}::text, ${place[3]}::text)`,
        ]
      : []),
  ];
  const rows = await db.$queryRaw<TimelineFact[]>`
    SELECT f.kind, f.key, f.happened_at AS "happenedAt", f.order_id AS "orderId", f.data, o.name AS "orderName", o.currency AS "orderCurrency"
    FROM (SELECT coalesce(iana_timezone, 'UTC') AS zone FROM shop WHERE shop_id = current_shop_id()) z
    CROSS JOIN LATERAL (
      SELECT f.* FROM fact f WHERE ${Sql.join(conditions, " AND ")}
      ORDER BY f.happened_at DESC, f.kind DESC, f.key DESC LIMIT ${limit + 1}
    ) f
    LEFT JOIN orders o ON o.shop_id = current_shop_id() AND o.order_id = f.order_id
    ORDER BY f.happened_at DESC, f.kind DESC, f.key DESC`;
  const facts = await withTexts(scope, rows.slice(0, limit));
  const last = facts.at(-1);
  const nextCursor =
    rows.length > limit && last ? `${last.happenedAt.getTime()}~${last.kind}~${last.key}` : null;
  return { facts, nextCursor };
}

/** What the sealed text of a fact is called among its data. */
const TEXT_FIELDS: Readonly<Record<string, string>> = {
  "points.adjusted": "reason",
  "visit.search_submitted": "query",
};

/** Why points were adjusted, and what was searched for, stands apart from the facts, sealed. */
async function withTexts(scope: ShopScope, facts: readonly TimelineFact[]): Promise<TimelineFact[]> {
  const texts = await factTextsOf(
    scope,
    facts.filter(({ kind }) => kind in TEXT_FIELDS),
  );
  return facts.map((fact) => {
    const field = TEXT_FIELDS[fact.kind];
    const text = field === undefined ? undefined : texts.get(fact.key);
    return field === undefined || text === undefined
      ? fact
      : { ...fact, data: { ...fact.data, [field]: text } };
  });
}
