import { type ShopScope, Sql } from "#app/platform/db/scope.server.ts";
import { openDetails } from "#app/features/customers/index.server.ts";
import { LIST_JOINS, type Selection, selectCustomers } from "./customers-filter.server.ts";
import { cursorOf, parseCursor, roundEstimate } from "./domain/list-place.ts";
import type { CustomersFilter, CustomerSort, SortDirection, Stage } from "./schema.ts";
import {
  estimateCount,
  sortCandidates,
  type Walk,
  walkCustomers,
  type Walked,
} from "./walk-customers.server.ts";

/** One line of the customers page. */
export interface CustomerRow {
  id: bigint;
  kind: string;
  email: string | null;
  firstName: string | null;
  lastName: string | null;
  createdAt: Date | null;
  countryCode: string | null;
  tags: string[];
  stage: Stage | null;
  points: bigint;
  ordersCount: number;
  /** Paid for goods, less what was given back. */
  spentMinor: bigint;
  lastOrderAt: Date | null;
  /** Channels that the customer agreed to be written to on. */
  subscribedTo: string[];
}

/** How many customers there are on all pages. A search that finds too many is cut; a large list is estimated. */
export interface ListTotal {
  count: number;
  exactness: "exact" | "about" | "at_least";
}

/** A page of customers. A cursor is null where there is nothing further. */
export interface CustomersPage {
  rows: CustomerRow[];
  total: ListTotal;
  previousCursor: string | null;
  nextCursor: string | null;
  /** The page has fewer rows than there may be: the rest is looked for from its cursor on. */
  isPartial: boolean;
}

export interface CustomersQuery {
  filter: CustomersFilter;
  sort: CustomerSort;
  direction: SortDirection;
  /** Where the page begins, or before which customer it ends. Text that is no cursor means the first page. */
  cursor: { side: "after" | "before"; text: string } | null;
  limit: number;
  now: Date;
}

/**
 * Customers whom a filter means, one page. Pages are cut by sort value and id of their edges, so that they neither skip
 * nor repeat anybody while customers are added. Few are sorted as they are found; many are met along the index of the
 * order, so that a page costs the same however many customers there are.
 */
export async function listCustomers(scope: ShopScope, query: CustomersQuery): Promise<CustomersPage> {
  const { filter, sort, direction, limit, now } = query;
  const from = query.cursor && parseCursor(query.cursor.text);
  const isBackwards = from !== null && query.cursor?.side === "before";
  const selection = await selectCustomers(scope, filter, now);
  const walk: Walk = { sort, direction, from, isBackwards, wanted: limit + 1, stage: filter.stage };
  const { walked, total } = await follow(scope, selection, walk);

  const hasFurther = walked.places.length > limit;
  const cut = walked.places.slice(0, limit);
  const places = isBackwards ? cut.toReversed() : cut;
  const [first, last] = [places.at(0), places.at(-1)];
  const beyond = hasFurther ? (isBackwards ? first : last) : (walked.stoppedAt ?? undefined);
  const behind = isBackwards ? (last ?? from) : from && (first ?? from);
  const [previous, next] = isBackwards ? [beyond, behind] : [behind, beyond];
  return {
    rows: await readRows(
      scope,
      places.map(({ id }) => id),
    ),
    total,
    previousCursor: previous ? cursorOf(previous) : null,
    nextCursor: next ? cursorOf(next) : null,
    isPartial: walked.stoppedAt !== null,
  };
}

async function follow(
  scope: ShopScope,
  selection: Selection,
  walk: Walk,
): Promise<{ walked: Walked; total: ListTotal }> {
  const { candidates, isCut } = selection;
  if (candidates) {
    const { total, ...walked } = await sortCandidates(scope, { ...selection, candidates }, walk);
    return { walked, total: { count: total, exactness: isCut ? "at_least" : "exact" } };
  }
  const count = roundEstimate(await estimateCount(scope, selection));
  return { walked: await walkCustomers(scope, selection, walk), total: { count, exactness: "about" } };
}

/** What the list shows of some customers, in their order. */
export async function readRows(scope: ShopScope, ids: readonly bigint[]): Promise<CustomerRow[]> {
  if (ids.length === 0) return [];
  const rows = await scope.db.$queryRaw<
    (Omit<CustomerRow, "email" | "firstName" | "lastName"> & { sealed: Uint8Array | null })[]
  >`
    SELECT d.customer_id AS id, c.kind, c.sealed, c.created_at AS "createdAt", c.country_code AS "countryCode", c.tags, s.stage,
      coalesce(a.balance, 0) AS points, coalesce(s.orders_count, 0) AS "ordersCount", coalesce(s.net_minor, 0) AS "spentMinor",
      s.last_order_at AS "lastOrderAt",
      ARRAY(SELECT channel FROM customer_consent g WHERE g.shop_id = current_shop_id() AND g.customer_id = d.customer_id
        AND g.state = 'subscribed' ORDER BY 1) AS "subscribedTo"
    FROM unnest(${[...ids]}::bigint[]) WITH ORDINALITY AS d (customer_id, place) ${LIST_JOINS} ORDER BY d.place`;
  return rows.map(({ sealed, ...row }) => {
    const { email, firstName, lastName } = openDetails(scope, row.id, sealed);
    return { ...row, email, firstName, lastName };
  });
}

/**
 * Everybody whom a filter means, by their ids, so many at a time: for what is done to all of them.
 *
 * @param afterId where the last batch ended; null = from the beginning
 */
export async function readMatchingIds(
  scope: ShopScope,
  selection: Selection,
  afterId: bigint | null,
  limit: number,
): Promise<bigint[]> {
  const { candidates, conditions } = selection;
  const from = afterId === null ? Sql.empty : Sql.sql`AND d.customer_id > ${afterId}`;
  const source = candidates
    ? Sql.sql`unnest(${[...candidates]}::bigint[])`
    : Sql.sql`(SELECT customer_id FROM customer WHERE shop_id = current_shop_id())`;
  const rows = await scope.db.$queryRaw<{ id: bigint }[]>`
    SELECT d.customer_id AS id FROM ${source} AS d (customer_id) ${LIST_JOINS}
    WHERE ${conditions} ${from} ORDER BY d.customer_id LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}
