/** Shopify's search in `query` arguments, and in the filters of webhooks. */
import { NotModelled } from "./context.ts";
import { parseSearch, type SearchNode, type SearchTerm, searchTerms } from "./search-syntax.ts";
import { hasPhrase, hasWords, type SearchValue, valueTest, wordsOf } from "./search-values.ts";

export type { SearchValue } from "./search-values.ts";

export interface SearchFields<T> {
  /** What the items are called, for errors. */
  name: string;
  fields: Record<string, (item: T) => SearchValue>;
  /** Texts that a term without a field is looked for in. */
  text: (item: T) => string[];
  /** Items by the value of a field that no two share, or few: `id`, `email`. Used by `searchItems`. */
  indexes?: Record<string, (value: string) => Iterable<T>>;
}

type Predicate<T> = (item: T) => boolean;

/**
 * Fields that are searched word by word. Shopify says so of `email`: `email:gmail.com` finds all of them, and only a
 * phrase in quotes is exact. For names and titles it follows from the examples (`title:green hoodie`).
 */
const TOKENIZED = new Set([
  "email",
  "first_name",
  "last_name",
  "name",
  "title",
  "product_title",
  "variant_title",
]);

function compile<T>(node: SearchNode, term: (term: SearchTerm) => Predicate<T>): Predicate<T> {
  if (node.kind === "term") return term(node);
  if (node.kind === "not") {
    const part = compile(node.part, term);
    return (item) => !part(item);
  }
  const parts = node.parts.map((part) => compile(part, term));
  return node.kind === "and"
    ? (item) => parts.every((part) => part(item))
    : (item) => parts.some((part) => part(item));
}

function freeText<T>({ value, isPhrase, isPrefix }: SearchTerm, search: SearchFields<T>): Predicate<T> {
  const wanted = wordsOf(value);
  if (wanted.length === 0) return () => true;
  return (item) => {
    const texts = search.text(item).map(wordsOf);
    return isPhrase
      ? texts.some((words) => hasPhrase(words, wanted))
      : hasWords(texts.flat(), wanted, isPrefix);
  };
}

function termPredicate<T>(term: SearchTerm, search: SearchFields<T>): Predicate<T> {
  if (term.field === null) return freeText(term, search);
  const read = Object.hasOwn(search.fields, term.field) ? search.fields[term.field] : undefined;
  if (!read) throw new NotModelled(`the search field "${term.field}" of ${search.name}`);
  const test = valueTest(term, { isTokenized: TOKENIZED.has(term.field) });
  return (item) => test(read(item));
}

const queryText = (query: unknown): string => (typeof query === "string" ? query : "");

/** Turns a query into a test of one item. An empty query takes everything. */
export function compileSearch<T>(query: unknown, search: SearchFields<T>): Predicate<T> {
  const node = parseSearch(queryText(query));
  return node ? compile(node, (term) => termPredicate(term, search)) : () => true;
}

/** Items that an index gives for one of the terms that all must hold. */
function indexed<T>(node: SearchNode | null, { indexes }: SearchFields<T>): Iterable<T> | null {
  const terms = node?.kind === "and" ? node.parts : [node];
  for (const term of terms) {
    if (term?.kind !== "term" || term.field === null || term.comparator !== "" || term.isPrefix) continue;
    // A word of a tokenized field is more than its equal; only the phrase is exact.
    if (TOKENIZED.has(term.field) && !term.isPhrase) continue;
    if (term.value.includes(",")) continue;
    const find = indexes && Object.hasOwn(indexes, term.field) ? indexes[term.field] : undefined;
    if (find) return find(term.value);
  }
  return null;
}

/** The items that pass a test, one at a time: the others need not stay in memory. */
export const lazyFilter = <T>(items: Iterable<T>, holds: (item: T) => boolean): Iterable<T> => ({
  *[Symbol.iterator]() {
    for (const item of items) if (holds(item)) yield item;
  },
});

/** The items that a query takes, in their order; those of an index when the query allows it. */
export function searchItems<T>(items: Iterable<T>, query: unknown, search: SearchFields<T>): Iterable<T> {
  const node = parseSearch(queryText(query));
  if (!node) return items;
  const holds = compileSearch(query, search);
  return lazyFilter(indexed(node, search) ?? items, holds);
}

const NUMERIC = /^-?\d+(?:\.\d+)?$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/** Payloads hold amounts, times, long ids and lists of tags as text; what is asked for says how they are meant. */
function payloadTest(term: SearchTerm): (value: unknown) => boolean {
  const test = valueTest(term, { isCaseSensitive: true });
  const isTags = term.field === "tags" || term.field?.endsWith(".tags");
  const readText = (text: string): SearchValue => {
    if (isTags && text !== "") return text.split(",").map((tag) => tag.trim());
    if (NUMERIC.test(text) && NUMERIC.test(term.value)) {
      return text.includes(".") ? Number(text) : BigInt(text);
    }
    // A text is neither above nor below a number.
    if (term.comparator !== "" && NUMERIC.test(term.value)) return null;
    return TIME.test(text) && term.comparator !== "" ? new Date(text) : text;
  };
  const read = (value: unknown): SearchValue => {
    if (Array.isArray(value)) return value.map(read);
    if (typeof value === "string") return readText(value);
    if (value === null || value === undefined) return null;
    const isPlain = typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";
    return isPlain || value instanceof Date ? value : "[object]";
  };
  return (value) => test(read(value));
}

/** What is wrong with the syntax of a filter, for the error of the subscription; null when nothing is. */
export function filterError(query: string): string | null {
  const bare = query.replaceAll(/\\./g, "").replaceAll(/(^|[\s:<>=(-])("[^"]*"|'[^']*')/g, "$1x");
  if (/(^|[\s:<>=(-])["']/.test(bare)) return "Filter has a quote that is not closed";
  const opened = bare.split("(").length;
  if (opened !== bare.split(")").length) return "Filter has unbalanced brackets";
  const term = searchTerms(parseSearch(query)).find(({ field }) => field === null);
  return term ? `Filter needs a field for "${term.value}"` : null;
}

/**
 * Turns the filter of a webhook subscription into a test of one payload. `read` finds the value at a path such as
 * `variants.price`; see `payloadValue`. Throws when a part of the filter names no field.
 */
export function compileFilter<T>(query: string, read: (item: T, path: string) => unknown): Predicate<T> {
  const node = parseSearch(query);
  if (!node) return () => true;
  return compile(node, (term) => {
    const { field } = term;
    if (field === null) throw new Error(`A filter needs a field for "${term.value}".`);
    const test = payloadTest(term);
    return (item) => test(read(item, field));
  });
}

/** The value at a path of a payload; of a list, the values in all its items. */
export function payloadValue(payload: unknown, path: string): unknown {
  let values: unknown[] = [payload];
  for (const key of path.split(".")) {
    values = values.flatMap((value) => {
      const inside =
        typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
      return inside === undefined ? [] : Array.isArray(inside) ? (inside as unknown[]) : [inside];
    });
  }
  return values.length > 1 ? values : (values[0] ?? null);
}
