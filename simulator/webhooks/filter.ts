/** The `filter` of a subscription: only payloads that it takes are sent. */
import { compileFilter, filterError, payloadValue } from "#simulator/admin-api/search.ts";
import { parseSearch, searchTerms } from "#simulator/admin-api/search-syntax.ts";

export const FILTER_INVALID =
  "The specified filter is invalid, please ensure you specify the field(s) you wish to filter on.";

const MAX_FILTER_BYTES = 65_535;

type Test = (payload: unknown) => boolean;

const tests = new Map<string, Test>();

/** A connective without a part on both sides, a field without a value, an empty pair of brackets. */
const INCOMPLETE = [
  /(?:^|\(|\b(?:AND|OR|NOT))\s*\b(?:AND|OR)\b/,
  /\b(?:AND|OR|NOT)\s*(?:\)|$)/,
  /:[<>=]*\s*(?:\)|$)/,
  /\(\s*\)/,
];

function isMalformed(filter: string): boolean {
  const bare = filter.replaceAll(/\\./g, "x").replaceAll(/(^|[\s:<>=(-])(?:"[^"]*"|'[^']*')/g, "$1x");
  return INCOMPLETE.some((fault) => fault.test(bare));
}

/** What Shopify says about a filter that it refuses; null when the syntax is right. */
export function filterProblem(filter: string): string | null {
  if (Buffer.byteLength(filter) > MAX_FILTER_BYTES)
    return "The specified filter exceeds the maximum allowed size.";
  const isWrong = filter.trim() === "" || filterError(filter) !== null || isMalformed(filter);
  return isWrong ? FILTER_INVALID : null;
}

/** Whether a filter names a value of `field` that is no wildcard: metaobject topics need their `type`. */
export function filterNames(filter: string | null, field: string): boolean {
  return (
    filter !== null &&
    searchTerms(parseSearch(filter)).some(
      (term) => term.field === field && !term.isPrefix && term.value !== "" && term.value !== "*",
    )
  );
}

/**
 * Whether a payload passes the filter. Fields that it lacks and values of another type do not match: as at Shopify such
 * a subscription exists and gets nothing.
 */
export function passesFilter(filter: string | null, payload: unknown): boolean {
  if (filter === null) return true;
  let test = tests.get(filter);
  if (!test) {
    test = compileFilter(filter, payloadValue);
    if (tests.size > 500) tests.clear();
    tests.set(filter, test);
  }
  return test(payload);
}
