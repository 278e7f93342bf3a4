/**
 * Connections: Shopify's cursor paging. A cursor holds the id and the sort value of its item, and a page is what comes
 * after those values; so paging goes on where it was when the item has changed or gone meanwhile. Only the page is
 * sorted, never all of a large store.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import { GraphQLError, type GraphQLResolveInfo, type OperationDefinitionNode } from "graphql";
import type { ApiContext, Arguments } from "./context.ts";
import { COUNT_LIMIT } from "./counts.ts";
import { type Cursor, readCursor, writeCursor } from "./connection-cursor.ts";
import { nearest } from "./connection-order.ts";

export { count } from "./counts.ts";

export type SortValue = string | number | bigint;

export interface ConnectionOptions<T> {
  /** A function is only called when the items are needed, which saves bulk operations much work. */
  items: Iterable<T> | (() => Iterable<T>);
  args: Arguments;
  context: Pick<ApiContext, "bulkWindow">;
  info: Pick<GraphQLResolveInfo, "fieldName" | "path" | "operation">;
  idOf: (item: T) => bigint | string;
  /** What the connection is sorted by; ties go by id. Without it by id. */
  sortValue?: (item: T) => SortValue;
  /** Finds an item by its id: then `prepareBulk` keeps only the ids of half a million items. */
  recordOf?: (id: bigint) => T | undefined;
  /** The items already come in their order; `idOf` alone finds a cursor. */
  keepOrder?: boolean;
  /** Most items of one page. */
  pageLimit?: number;
  /** How far the connection can be paged; null = to its end. */
  depthLimit?: number | null;
}

export interface Connection<T> {
  nodes: T[];
  edges: { node: T; cursor: string }[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}

const PAGE_LIMIT = 250;

const badRequest = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: "BAD_REQUEST" } });

interface PageWish {
  size: number;
  forward: boolean;
}

function pageWish(args: Arguments, field: string, limit: number): PageWish {
  const { first, last } = args as { first?: number | null; last?: number | null };
  const forward = typeof first === "number";
  if (!forward && typeof last !== "number") throw badRequest("you must provide one of first or last");
  if (forward && typeof last === "number") throw badRequest("providing both first and last is not supported");
  const size = forward ? first : last!;
  if (size < 0) throw badRequest(`${field}: first and last must not be negative`);
  if (size > limit) {
    throw badRequest(
      `Requesting ${size} records on the \`${field}\` connection exceeds the limit of ${limit} records.`,
    );
  }
  return { size, forward };
}

export const compareValues = (a: SortValue, b: SortValue): number => (a < b ? -1 : a > b ? 1 : 0);

interface Page<T> {
  nodes: T[];
  hasNextPage: boolean;
  hasPreviousPage: boolean;
}

interface Window {
  wish: PageWish;
  after: Cursor | null;
  before: Cursor | null;
  depthLimit: number | null;
}

function checkDepth(position: number, limit: number | null): void {
  if (limit !== null && position >= limit) {
    throw badRequest(`Pagination is limited to ${limit} objects. Add filters or use a bulk operation.`);
  }
}

/** A page of items that are in their order: the cursors' items are looked for by id. */
function listedPage<T>(
  items: T[],
  { wish, after, before, depthLimit }: Window,
  idOf: ConnectionOptions<T>["idOf"],
): Page<T> {
  const indexOf = (cursor: Cursor): number => {
    const index = items.findIndex((item) => String(idOf(item)) === cursor.id);
    if (index < 0) throw badRequest("Invalid cursor for current pagination sort.");
    return index;
  };
  let start = after ? indexOf(after) + 1 : 0;
  let end = before ? indexOf(before) : items.length;
  if (wish.forward) end = Math.min(end, start + wish.size);
  else start = Math.max(start, end - wish.size);
  if (wish.forward && end > start) checkDepth(start, depthLimit);
  return {
    nodes: items.slice(start, Math.max(start, end)),
    hasNextPage: end < items.length,
    hasPreviousPage: start > 0,
  };
}

/** A page of items in any order: those next to the cursor by sort value and id, in one pass. */
function sortedPage<T>(
  items: Iterable<T>,
  window: Window,
  compare: (a: T, b: T) => number,
  side: (item: T, cursor: Cursor) => number,
): Page<T> {
  const { wish, after, before, depthLimit } = window;
  let [skippedBefore, skippedAfter] = [0, 0];
  const inside = function* (): Generator<T> {
    for (const item of items) {
      if (after && side(item, after) <= 0) skippedBefore += 1;
      else if (before && side(item, before) >= 0) skippedAfter += 1;
      else yield item;
    }
  };
  const { chosen, more } = nearest(inside(), wish.size, wish.forward ? compare : (a, b) => compare(b, a));
  if (wish.forward && chosen.length > 0) checkDepth(skippedBefore, depthLimit);
  return {
    nodes: wish.forward ? chosen : chosen.toReversed(),
    hasNextPage: wish.forward ? more || skippedAfter > 0 : skippedAfter > 0,
    hasPreviousPage: wish.forward ? skippedBefore > 0 : more || skippedBefore > 0,
  };
}

/** What a bulk operation reads, put in order once for all its parts: the same operation asks for it again and again. */
const bulkItems = new WeakMap<OperationDefinitionNode, unknown[]>();

function bulkPage<T>(options: ConnectionOptions<T>, read: () => T[]): Page<T> {
  const { context, info, recordOf } = options;
  const all = { hasNextPage: false, hasPreviousPage: false };
  if (info.path.prev !== undefined) return { nodes: read(), ...all };
  const kept = bulkItems.get(info.operation) ?? read();
  bulkItems.set(info.operation, kept);
  const { offset, limit } = context.bulkWindow!;
  const page = kept.slice(offset, offset + limit);
  const nodes = recordOf ? page.flatMap((id) => recordOf(id as bigint) ?? []) : (page as T[]);
  return { nodes, ...all, hasNextPage: offset + limit < kept.length };
}

const itemsOf = <T>({ items }: ConnectionOptions<T>): Iterable<T> =>
  typeof items === "function" ? items() : items;

type Key = [value: SortValue, id: bigint | string];

function orderedIds<T>({ args }: ConnectionOptions<T>, keys: Key[]): unknown[] {
  const sign = args["reverse"] === true ? -1 : 1;
  keys.sort(
    ([aValue, aId], [bValue, bId]) => sign * (compareValues(aValue, bValue) || compareValues(aId, bId)),
  );
  return keys.map(([, id]) => id);
}

/** Items between two pauses of `prepareBulk`. */
const SLICE = 20_000;

/**
 * Reads what a bulk operation is to page through, a slice at a time, so that the server answers others meanwhile. Call
 * it before `connection` where there can be very many items and `recordOf` is given; does nothing outside of bulk
 * operations.
 */
export async function prepareBulk<T>(options: ConnectionOptions<T>): Promise<void> {
  const { context, info, idOf, sortValue = idOf } = options;
  if (!context.bulkWindow || info.path.prev !== undefined || bulkItems.has(info.operation)) return;
  const keys: Key[] = [];
  for (const item of itemsOf(options)) {
    keys.push([sortValue(item), idOf(item)]);
    if (keys.length % SLICE === 0) await nextTurn();
  }
  bulkItems.set(info.operation, orderedIds(options, keys));
}

/** One page of a connection by `first`/`after` or `last`/`before`. In a bulk operation, all of it. */
export function connection<T>(options: ConnectionOptions<T>): Connection<T> {
  const { args, context, info, idOf, sortValue = idOf } = options;
  const reverse = args["reverse"] === true;
  const sign = reverse ? -1 : 1;
  const compare = (a: T, b: T): number =>
    sign * (compareValues(sortValue(a), sortValue(b)) || compareValues(idOf(a), idOf(b)));
  const listed = (): T[] => (reverse ? [...itemsOf(options)].toReversed() : [...itemsOf(options)]);
  const cursorOf = (item: T): string => writeCursor(idOf(item), sortValue(item));

  let page: Page<T>;
  if (context.bulkWindow) {
    page = bulkPage(options, () => (options.keepOrder ? listed() : [...itemsOf(options)].toSorted(compare)));
  } else {
    const cursor = (name: string): Cursor | null =>
      typeof args[name] === "string" ? readCursor(args[name]) : null;
    const window: Window = {
      wish: pageWish(args, info.fieldName, options.pageLimit ?? PAGE_LIMIT),
      after: cursor("after"),
      before: cursor("before"),
      depthLimit: options.depthLimit === undefined ? COUNT_LIMIT : options.depthLimit,
    };
    page = options.keepOrder
      ? listedPage(listed(), window, idOf)
      : sortedPage(itemsOf(options), window, compare, (item, { likeId, likeValue }) => {
          const [id, value] = [idOf(item), sortValue(item)];
          return sign * (compareValues(value, likeValue(value)) || compareValues(id, likeId(id)));
        });
  }
  const { nodes } = page;
  return {
    nodes,
    get edges() {
      return nodes.map((node) => ({ node, cursor: cursorOf(node) }));
    },
    get pageInfo() {
      const last = nodes.at(-1);
      return {
        hasNextPage: page.hasNextPage,
        hasPreviousPage: page.hasPreviousPage,
        startCursor: nodes.length === 0 ? null : cursorOf(nodes[0]!),
        endCursor: last === undefined ? null : cursorOf(last),
      };
    },
  };
}
