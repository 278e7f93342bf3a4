import { type ShopScope, Sql } from "#app/platform/db/scope.server.ts";
import { LIST_JOINS, type Selection } from "./customers-filter.server.ts";
import type { Place } from "./domain/list-place.ts";
import type { CustomerSort, SortDirection, Stage } from "./schema.ts";

/** What to go along, and how far. */
export interface Walk {
  sort: CustomerSort;
  direction: SortDirection;
  /** Where to begin (not included); null = at the beginning, or backwards at the end. */
  from: Place | null;
  isBackwards: boolean;
  wanted: number;
  /** The one stage that the selection is about, when it is. */
  stage: Stage | null;
}

/** Whom a walk found, in the order in which it went. */
export interface Walked {
  places: Place[];
  /** Where the walk gave up with too few; null = it found enough, or came to the end. */
  stoppedAt: Place | null;
}

interface SortValue {
  /** In {@link LIST_JOINS}; null for who has none. */
  value: Sql.Sql;
  /** The table whose index has the order, and its column. */
  table: Sql.Sql;
  column: Sql.Sql;
  condition: Sql.Sql;
  isTime: boolean;
}

const inSummary = (column: string): SortValue => ({
  value: Sql.raw(`s.${column}`),
  table: Sql.raw("customer_summary"),
  column: Sql.raw(column),
  condition: Sql.sql`TRUE`,
  isTime: column.endsWith("_at"),
});

const SORTS: Record<CustomerSort, SortValue> = {
  points: {
    value: Sql.sql`a.balance`,
    table: Sql.sql`points_account`,
    column: Sql.sql`balance`,
    condition: Sql.sql`kind = 'member' AND customer_id IS NOT NULL`,
    isTime: false,
  },
  spent: inSummary("net_minor"),
  orders: inSummary("orders_count"),
  last_order: inSummary("last_order_at"),
  created: {
    value: Sql.sql`c.created_at`,
    table: Sql.sql`customer`,
    column: Sql.sql`created_at`,
    condition: Sql.sql`TRUE`,
    isTime: true,
  },
};

/** Chunks of the index that are gone through, at most, before a walk gives up for now: a page comes within 100 ms. */
const CHUNKS = [500, 1_500, 3_000];

const numberOf = (sort: SortValue, value: Sql.Sql) =>
  sort.isTime ? Sql.sql`(extract(epoch FROM ${value}) * 1000)::bigint` : value;

const fromNumber = (sort: SortValue, value: string) =>
  sort.isTime ? Sql.sql`to_timestamp(${value}::bigint / 1000.0)` : Sql.sql`${value}::bigint`;

const wayOf = (isAscending: boolean) => ({
  order: isAscending ? Sql.sql`ASC` : Sql.sql`DESC`,
  compare: isAscending ? Sql.sql`>` : Sql.sql`<`,
});

/** Sorts the candidates of a selection. Also says how many there are on all pages. */
export async function sortCandidates(
  { db }: ShopScope,
  { candidates, conditions }: Selection & { candidates: readonly bigint[] },
  walk: Walk,
): Promise<Walked & { total: number }> {
  const sort = SORTS[walk.sort];
  const way = wayOf((walk.direction === "asc") !== walk.isBackwards);
  // Who has no value comes last in either order, so first when going backwards.
  const nulls = walk.isBackwards ? Sql.sql`NULLS FIRST` : Sql.sql`NULLS LAST`;
  const ids = wayOf(!walk.isBackwards);
  const rows = await db.$queryRaw<{ id: bigint; value: string | null; total: bigint }[]>`
    WITH matching AS MATERIALIZED (
      SELECT d.customer_id AS id, ${numberOf(sort, sort.value)}::bigint AS value
      FROM unnest(${[...candidates]}::bigint[]) AS d (customer_id) ${LIST_JOINS} WHERE ${conditions}
    )
    SELECT id, value::text AS value, total FROM (SELECT count(*) AS total FROM matching) t
    LEFT JOIN LATERAL (
      SELECT id, value FROM matching WHERE ${isBeyond(walk, way, ids)}
      ORDER BY matching.value ${way.order} ${nulls},
        CASE WHEN matching.value IS NULL THEN 0 ELSE id END ${way.order}, id ${ids.order} LIMIT ${walk.wanted}
    ) page ON TRUE`;
  const places = rows.filter((row) => row.id !== null).map(({ id, value }) => ({ id, value }));
  return { places, stoppedAt: null, total: Number(rows[0]?.total ?? 0) };
}

/** Whether a candidate comes after the place that a walk begins at. */
function isBeyond(walk: Walk, way: ReturnType<typeof wayOf>, ids: ReturnType<typeof wayOf>): Sql.Sql {
  const { from, isBackwards } = walk;
  if (!from) return Sql.sql`TRUE`;
  if (from.value === null) {
    const others = Sql.sql`value IS NULL AND id ${ids.compare} ${from.id}`;
    return isBackwards ? Sql.sql`(value IS NOT NULL OR ${others})` : others;
  }
  const valued = Sql.sql`(value, id) ${way.compare} (${from.value}::bigint, ${from.id})`;
  return isBackwards ? valued : Sql.sql`(value IS NULL OR ${valued})`;
}

/** Goes along the index of an order until it has met enough customers of a selection. */
export async function walkCustomers(scope: ShopScope, selection: Selection, walk: Walk): Promise<Walked> {
  // Joined row by row in the order of the index, and cut off early: other ways to join read whole tables first.
  await scope.db
    .$queryRaw`SELECT set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)`;
  const range = selection.ranges[walk.sort];
  const [valued, bare] = ["valued", "bare"] as const;
  // Who has no value is in no range of values.
  const segments = range ? [valued] : walk.isBackwards ? [bare, valued] : [valued, bare];
  const places: Place[] = [];
  let { from } = walk;
  let chunk = 0;
  for (const segment of segments) {
    if (from && (segment === "bare") !== (from.value === null)) continue;
    while (true) {
      const limit = CHUNKS[chunk];
      if (limit === undefined) return { places, stoppedAt: from };
      const step = stepOf(segment, walk, from, range);
      places.push(...(await readStep(scope, selection, step, limit, walk.wanted - places.length)));
      if (places.length >= walk.wanted) return { places, stoppedAt: null };
      const edge = await edgeOf(scope, step, limit);
      chunk += 1;
      if (!edge) break;
      from = edge;
    }
    from = null;
  }
  return { places, stoppedAt: null };
}

/** A stretch of an index: rows of customer_id and value, in order. */
interface Step {
  rows: Sql.Sql;
  order: Sql.Sql;
  condition: Sql.Sql;
  sort: SortValue;
}

function stepOf(segment: "valued" | "bare", walk: Walk, from: Place | null, range?: Sql.Sql): Step {
  const sort = SORTS[walk.sort];
  if (segment === "bare") {
    const { order, compare } = wayOf(!walk.isBackwards);
    const edge = from ? Sql.sql`AND customer_id ${compare} ${from.id}` : Sql.empty;
    return {
      rows: Sql.sql`SELECT customer_id, NULL::bigint AS value FROM customer
        WHERE shop_id = current_shop_id() ${edge} ORDER BY customer_id ${order}`,
      order: Sql.sql`d.customer_id ${order}`,
      condition: Sql.sql`${sort.value} IS NULL`,
      sort: { ...sort, isTime: false },
    };
  }
  const { order, compare } = wayOf((walk.direction === "asc") !== walk.isBackwards);
  const { table, column } = sort;
  const edge =
    from && from.value !== null
      ? Sql.sql`AND (${column}, customer_id) ${compare} (${fromNumber(sort, from.value)}, ${from.id})`
      : Sql.sql`AND ${column} IS NOT NULL`;
  const stage =
    walk.stage && sort.table.sql === "customer_summary" ? Sql.sql`AND stage = ${walk.stage}` : Sql.empty;
  return {
    rows: Sql.sql`SELECT customer_id, ${column} AS value FROM ${table}
      WHERE shop_id = current_shop_id() AND ${sort.condition} ${stage} AND ${range ?? Sql.sql`TRUE`} ${edge} ORDER BY ${column} ${order}, customer_id ${order}`,
    order: Sql.sql`d.value ${order}, d.customer_id ${order}`,
    condition: Sql.sql`TRUE`,
    sort,
  };
}

async function readStep(
  { db }: ShopScope,
  { conditions }: Selection,
  { rows, order, condition, sort }: Step,
  limit: number,
  wanted: number,
): Promise<Place[]> {
  return db.$queryRaw<Place[]>`
    SELECT d.customer_id AS id, ${numberOf(sort, Sql.sql`d.value`)}::text AS value
    FROM (${rows} LIMIT ${limit}) d ${LIST_JOINS}
    WHERE ${condition} AND ${conditions} ORDER BY ${order} LIMIT ${wanted}`;
}

/** Where a stretch ends; null when the index does. */
async function edgeOf({ db }: ShopScope, { rows, sort }: Step, limit: number): Promise<Place | null> {
  const found = await db.$queryRaw<Place[]>`
    SELECT customer_id AS id, ${numberOf(sort, Sql.sql`value`)}::text AS value FROM (${rows} OFFSET ${limit - 1} LIMIT 1) d`;
  return found[0] ?? null;
}

/** About how many customers a selection holds, by what PostgreSQL knows of its tables. */
export async function estimateCount({ db }: ShopScope, { conditions }: Selection): Promise<number> {
  const rows = await db.$queryRaw<{ "QUERY PLAN": [{ Plan: { "Plan Rows": number } }] }[]>`
    EXPLAIN (FORMAT JSON) SELECT FROM customer d ${LIST_JOINS} WHERE d.shop_id = current_shop_id() AND ${conditions}`;
  return rows[0]?.["QUERY PLAN"][0].Plan["Plan Rows"] ?? 0;
}
