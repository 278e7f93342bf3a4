import { type ShopScope, Sql } from "#app/platform/db/scope.server.ts";
import type { CustomerSort, SortDirection } from "./schema.ts";
import { readWholeTables } from "./whole-tables.server.ts";

/** One line of the customers page. */
export interface CustomerRow {
  id: bigint;
  email: string | null;
  firstName: string | null;
  lastName: string | null;
  createdAt: Date | null;
  points: bigint;
  ordersCount: number;
  /** Orders that were not cancelled, less what was given back for goods. */
  spentMinor: bigint;
}

/** A page of customers. A cursor is null where there is nothing further. */
export interface CustomersPage {
  rows: CustomerRow[];
  /** How many customers the search finds, on all pages. */
  total: number;
  previousCursor: string | null;
  nextCursor: string | null;
}

export interface CustomersQuery {
  search: string;
  sort: CustomerSort;
  direction: SortDirection;
  /** Where the page begins, or before which customer it ends. Text that is no cursor means the first page. */
  cursor: { side: "after" | "before"; text: string } | null;
  limit: number;
}

/** What each customer ordered: orders that stand, less what came back. For all of them, or for those of a page. */
function ordersByCustomer(ofCustomers: Sql.Sql): Sql.Sql {
  return Sql.sql`
    SELECT o.customer_id, count(*) AS count, sum(o.total_minor - coalesce(refunded.minor, 0)) AS spent
    FROM orders o
    LEFT JOIN (
      SELECT f.order_id, sum((f.data->>'goodsMinor')::bigint) AS minor FROM fact f
      WHERE f.shop_id = current_shop_id() AND f.kind = 'order.refunded' ${ofCustomers} GROUP BY f.order_id
    ) refunded ON refunded.order_id = o.order_id
    WHERE o.shop_id = current_shop_id() AND o.cancelled_at IS NULL AND o.deleted_at IS NULL ${ofCustomers}
    GROUP BY o.customer_id`;
}

/** What to sort by, and what has to be joined to `c` for it. */
const SORTS: Record<CustomerSort, { value: Sql.Sql; join: Sql.Sql }> = {
  points: {
    value: Sql.sql`coalesce(sorted.balance, 0)::numeric`,
    join: Sql.sql`LEFT JOIN points_account sorted ON sorted.shop_id = c.shop_id AND sorted.customer_id = c.customer_id`,
  },
  created: { value: Sql.sql`coalesce(extract(epoch FROM c.created_at), 0)`, join: Sql.empty },
  spent: {
    value: Sql.sql`coalesce(sorted.spent, 0)::numeric`,
    join: Sql.sql`LEFT JOIN (${ordersByCustomer(Sql.empty)}) sorted ON sorted.customer_id = c.customer_id`,
  },
};

/** Prefix patterns for LIKE, with its wildcards made plain. */
function prefixPattern(word: string): string {
  return `${word.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}

/** Customers who exist, are themselves (not merged into others) and match every word of the search. */
function matching(search: string): Sql.Sql {
  const words = search.trim().split(/\s+/).filter(Boolean).slice(0, 5);
  const matches = words.map((word) => {
    const pattern = prefixPattern(word);
    return Sql.sql`AND (lower(c.email) LIKE ${pattern} OR lower(c.first_name) LIKE ${pattern} OR lower(c.last_name) LIKE ${pattern})`;
  });
  return Sql.sql`
    c.shop_id = current_shop_id() AND c.deleted_at IS NULL AND c.redacted_at IS NULL
    AND NOT EXISTS (SELECT FROM customer_merge m WHERE m.shop_id = c.shop_id AND m.from_id = c.customer_id)
    ${matches.length > 0 ? Sql.join(matches, " ") : Sql.empty}`;
}

interface Place {
  sortValue: string;
  id: bigint;
}

/** Reads a cursor; null when it is not one. */
export function parseCursor(text: string): Place | null {
  const match = /^(-?\d{1,20}(?:\.\d{1,9})?)_(\d{1,18})$/.exec(text);
  return match?.[1] && match[2] ? { sortValue: match[1], id: BigInt(match[2]) } : null;
}

function cursorOf(row: Place): string {
  return `${row.sortValue}_${row.id}`;
}

/**
 * Customers whose names or e-mail begin with the words searched for, one page. Pages are cut by sort value and id of
 * their edges, so that they neither skip nor repeat anybody while customers are added.
 */
export async function listCustomers(scope: ShopScope, query: CustomersQuery): Promise<CustomersPage> {
  const place = query.cursor && parseCursor(query.cursor.text);
  const isBackwards = place !== null && query.cursor?.side === "before";
  const read = () => readFrom(scope, query, place, isBackwards);
  // Sorting by what was spent adds up all orders first.
  const found = query.sort === "spent" ? await readWholeTables(scope, read) : await read();
  const [counted] = await scope.db.$queryRaw<
    { total: bigint }[]
  >`SELECT count(*) AS total FROM customer c WHERE ${matching(query.search)}`;

  const hasFurther = found.length > query.limit;
  const cut = found.slice(0, query.limit);
  const rows = isBackwards ? cut.toReversed() : cut;
  const first = rows.at(0);
  const last = rows.at(-1);
  const hasPrevious = isBackwards ? hasFurther : place !== null;
  const hasNext = isBackwards || hasFurther;
  return {
    rows,
    total: Number(counted?.total ?? 0),
    previousCursor: hasPrevious && first ? cursorOf(first) : null,
    nextCursor: hasNext && last ? cursorOf(last) : null,
  };
}

/** One line more than a page, from a place on. Going backwards they come in the opposite order. */
function readFrom(
  { db }: ShopScope,
  query: CustomersQuery,
  place: Place | null,
  isBackwards: boolean,
): Promise<(CustomerRow & Place)[]> {
  const { value: sortValue, join: sortJoin } = SORTS[query.sort];
  const isAscending = (query.direction === "asc") !== isBackwards;
  const compare = isAscending ? Sql.sql`>` : Sql.sql`<`;
  const order = isAscending ? Sql.sql`ASC` : Sql.sql`DESC`;
  const edge = place
    ? Sql.sql`WHERE (page.sort_value, page.customer_id) ${compare} (${place.sortValue}::numeric, ${place.id})`
    : Sql.empty;
  const ofPage = Sql.sql`AND customer_id IN (SELECT customer_id FROM page)`;
  return db.$queryRaw<(CustomerRow & Place)[]>`
    WITH page AS MATERIALIZED (
      SELECT page.* FROM (
        SELECT c.shop_id, c.customer_id, c.email, c.first_name, c.last_name, c.created_at, ${sortValue} AS sort_value
        FROM customer c ${sortJoin} WHERE ${matching(query.search)}
      ) page ${edge}
      ORDER BY page.sort_value ${order}, page.customer_id ${order} LIMIT ${query.limit + 1}
    )
    SELECT c.customer_id AS id, c.email, c.first_name AS "firstName", c.last_name AS "lastName", c.created_at AS "createdAt",
      coalesce(a.balance, 0) AS points, coalesce(o.count, 0)::int AS "ordersCount", coalesce(o.spent, 0)::bigint AS "spentMinor",
      c.sort_value::text AS "sortValue"
    FROM page c
    LEFT JOIN points_account a ON a.shop_id = c.shop_id AND a.customer_id = c.customer_id
    LEFT JOIN (${ordersByCustomer(ofPage)}) o ON o.customer_id = c.customer_id
    ORDER BY c.sort_value ${order}, c.customer_id ${order}`;
}
