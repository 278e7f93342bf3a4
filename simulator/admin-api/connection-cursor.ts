/** Cursors as Shopify makes them: the last id and the last sort value, in base64. */
import { GraphQLError } from "graphql";
import type { SortValue } from "./connection.ts";

export interface Cursor {
  id: string;
  /** The cursor's id as a value of the same kind as another id. */
  likeId: (sample: bigint | string) => bigint | string;
  /** The cursor's sort value as a value of the same kind as another one. */
  likeValue: (sample: SortValue) => SortValue;
}

const invalid = (): GraphQLError =>
  new GraphQLError("Invalid cursor for current pagination sort.", { extensions: { code: "BAD_REQUEST" } });

const INTEGER = /^-?\d+$/;

/** Reads a part of a cursor as what it has to be compared with; a cursor of another sort order does not fit. */
function readLike<T extends SortValue>(part: string | number): (sample: T) => T {
  const asBigint = typeof part === "string" && INTEGER.test(part) ? BigInt(part) : null;
  return (sample) => {
    const value = typeof sample === "bigint" ? asBigint : part;
    if (value === null || typeof value !== typeof sample) throw invalid();
    return value as T;
  };
}

export function readCursor(text: string): Cursor {
  try {
    const { last_id: id, last_value: value } = JSON.parse(
      Buffer.from(text, "base64").toString("utf8"),
    ) as Record<string, unknown>;
    if (typeof id === "string" && (typeof value === "string" || typeof value === "number")) {
      return { id, likeId: readLike(id), likeValue: readLike(value) };
    }
  } catch {
    // Falls through to the error below.
  }
  throw invalid();
}

/** Ids are text in the cursor: they run past what JSON numbers can hold. */
export function writeCursor(id: bigint | string, value: SortValue): string {
  const part = typeof value === "bigint" ? value.toString() : value;
  return Buffer.from(JSON.stringify({ last_id: String(id), last_value: part })).toString("base64");
}
