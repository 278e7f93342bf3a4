/** Connections: Shopify's cursor paging. */
import { GraphQLError, type GraphQLResolveInfo } from "graphql";
import type { ApiContext, Arguments } from "./context.ts";

export type SortValue = string | number | bigint;

export interface ConnectionOptions<T> {
  items: Iterable<T>;
  args: Arguments;
  context: ApiContext;
  info: GraphQLResolveInfo;
  idOf: (item: T) => bigint | string;
  /** What the connection is sorted by; ties go by id. Without it by id. */
  sortValue?: (item: T) => SortValue;
  /** The items already come in their order; `idOf` alone finds a cursor. */
  keepOrder?: boolean;
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

const compare = (a: SortValue, b: SortValue): number => (a < b ? -1 : a > b ? 1 : 0);

function pageSize(args: Arguments, field: string): number {
  const { first, last } = args as { first?: number | null; last?: number | null };
  if (typeof first !== "number" && typeof last !== "number") {
    throw new GraphQLError("you must provide one of first or last", { extensions: { code: "BAD_REQUEST" } });
  }
  const size = typeof first === "number" ? first : last!;
  if (size < 0) {
    throw new GraphQLError(`${field}: first and last must not be negative`, {
      extensions: { code: "BAD_REQUEST" },
    });
  }
  if (size > PAGE_LIMIT) {
    throw new GraphQLError(
      `Requesting ${size} records on the \`${field}\` connection exceeds the limit of ${PAGE_LIMIT} records.`,
      {
        extensions: { code: "BAD_REQUEST" },
      },
    );
  }
  return size;
}

interface Cursor {
  last_id: string;
  last_value: string;
}

function readCursor(text: string): Cursor {
  try {
    const cursor = JSON.parse(Buffer.from(text, "base64").toString("utf8")) as Cursor;
    if (typeof cursor.last_id === "string") return cursor;
  } catch {
    // Falls through to the error below.
  }
  throw new GraphQLError("Invalid cursor for current pagination sort.", {
    extensions: { code: "BAD_REQUEST" },
  });
}

function ordered<T>(options: ConnectionOptions<T>): T[] {
  const items = [...options.items];
  if (!options.keepOrder) {
    const { idOf, sortValue = idOf } = options;
    items.sort((a, b) => compare(sortValue(a), sortValue(b)) || compare(idOf(a), idOf(b)));
  }
  return options.args["reverse"] === true ? items.toReversed() : items;
}

/** Where the item of a cursor is, or where it was when it has gone. */
function positionOf<T>(
  items: T[],
  cursor: Cursor,
  options: ConnectionOptions<T>,
): { index: number; found: boolean } {
  const { idOf, sortValue = idOf } = options;
  const index = items.findIndex((item) => String(idOf(item)) === cursor.last_id);
  if (index >= 0) return { index, found: true };
  const sign = options.args["reverse"] === true ? -1 : 1;
  const sample = items[0] === undefined ? "" : sortValue(items[0]);
  const value =
    typeof sample === "bigint"
      ? BigInt(cursor.last_value)
      : typeof sample === "number"
        ? Number(cursor.last_value)
        : cursor.last_value;
  const next = items.findIndex((item) => sign * compare(sortValue(item), value) > 0);
  return { index: next < 0 ? items.length : next, found: false };
}

/** One page of a connection by `first`/`after` or `last`/`before`. In a bulk operation, all of it. */
export function connection<T>(options: ConnectionOptions<T>): Connection<T> {
  const { args, context, info, idOf, sortValue = idOf } = options;
  const items = ordered(options);
  let start = 0;
  let end = items.length;
  if (context.bulkWindow) {
    if (info.path.prev === undefined) {
      start = Math.min(context.bulkWindow.offset, items.length);
      end = Math.min(start + context.bulkWindow.limit, items.length);
    }
  } else {
    const size = pageSize(args, info.fieldName);
    if (typeof args["after"] === "string") {
      const { index, found } = positionOf(items, readCursor(args["after"]), options);
      start = found ? index + 1 : index;
    }
    if (typeof args["before"] === "string")
      end = positionOf(items, readCursor(args["before"]), options).index;
    if (typeof args["first"] === "number") end = Math.min(end, start + size);
    else start = Math.max(start, end - size);
  }
  const nodes = items.slice(start, Math.max(start, end));
  const cursorOf = (item: T): string =>
    Buffer.from(
      JSON.stringify({ last_id: String(idOf(item)), last_value: String(sortValue(item)) }),
    ).toString("base64");
  return {
    nodes,
    get edges() {
      return nodes.map((node) => ({ node, cursor: cursorOf(node) }));
    },
    get pageInfo() {
      const [first] = nodes;
      const last = nodes.at(-1);
      return {
        hasNextPage: end < items.length,
        hasPreviousPage: start > 0,
        startCursor: first === undefined ? null : cursorOf(first),
        endCursor: last === undefined ? null : cursorOf(last),
      };
    },
  };
}

/** `…Count` fields: exact up to the limit that was asked for. */
export function count(total: number, args: Arguments): { count: number; precision: "EXACT" | "AT_LEAST" } {
  const limit = typeof args["limit"] === "number" ? args["limit"] : null;
  return limit !== null && total > limit
    ? { count: limit, precision: "AT_LEAST" }
    : { count: total, precision: "EXACT" };
}
