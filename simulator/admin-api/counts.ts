/** `…Count` fields: exact up to a limit. */

export interface Count {
  count: number;
  precision: "EXACT" | "AT_LEAST";
}

/** Where counts without a `limit` argument stop, and how far connections can be paged. */
export const COUNT_LIMIT = 25_000;

/**
 * What a count field answers. Most have the argument `limit`, which the schema sets to 10,000 when the app leaves it out;
 * null means no limit. A count without that argument is exact up to 25,000 and says 25,001 above.
 */
export function count(total: number, args: Record<string, unknown>): Count {
  const { limit } = args;
  if (limit === null) return { count: total, precision: "EXACT" };
  if (typeof limit === "number") {
    return total > limit ? { count: limit, precision: "AT_LEAST" } : { count: total, precision: "EXACT" };
  }
  return total > COUNT_LIMIT
    ? { count: COUNT_LIMIT + 1, precision: "AT_LEAST" }
    : { count: total, precision: "EXACT" };
}
