/** How a value compares with what a search asks for. */
import { GraphQLError } from "graphql";
import type { Comparator, SearchTerm } from "./search-syntax.ts";

/** What an item has under a name that can be searched. */
export type SearchValue = string | number | bigint | boolean | Date | null | SearchValue[];

export type ValueTest = (value: SearchValue) => boolean;

const WORD = /[\p{L}\p{N}_]+/gu;

/** Words of a text, in lower case. */
export const wordsOf = (text: string): string[] => text.toLowerCase().match(WORD) ?? [];

/** All words of a search are among those of the text; the last may be the beginning of one. */
export function hasWords(words: string[], wanted: string[], isPrefix: boolean): boolean {
  return wanted.every((word, index) =>
    isPrefix && index === wanted.length - 1
      ? words.some((each) => each.startsWith(word))
      : words.includes(word),
  );
}

/** The words of a phrase follow one another in the text. */
export function hasPhrase(words: string[], wanted: string[]): boolean {
  if (wanted.length === 0) return words.length === 0;
  return words.some((_word, start) => wanted.every((word, index) => words[start + index] === word));
}

/** From its first millisecond to the one after its last. */
interface Span {
  start: number;
  end: number;
}

const TIMESTAMP =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2})(?::?(\d{2})(?::?(\d{2})(?:\.\d+)?)?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?$/;

/** The year, month, day, hour, minute or second that a text names; times without a zone are UTC. */
function spanOf(text: string): Span | null {
  const match = TIMESTAMP.exec(text.trim());
  if (!match) return null;
  const [year, month, day, hour, minute, second] = match
    .slice(1, 7)
    .map((part) => (part ? Number(part) : null));
  const zone = match[7];
  const sign = zone?.startsWith("-") ? 1 : -1;
  const [zoneHours, zoneMinutes] =
    zone && zone !== "Z" ? [Number(zone.slice(1, 3)), Number(zone.slice(-2))] : [0, 0];
  const at = (parts: number[]): number => {
    const [y, mo = 1, d = 1, h = 0, mi = 0, s = 0] = parts;
    return Date.UTC(y!, mo - 1, d, h, mi, s) + sign * (zoneHours * 60 + zoneMinutes) * 60_000;
  };
  const parts = [year, month, day, hour, minute, second].filter(
    (part) => part !== null && part !== undefined,
  );
  const next = [...parts];
  next[next.length - 1]! += 1;
  return { start: at(parts), end: at(next) };
}

function inSpan(time: number, comparator: Comparator, { start, end }: Span): boolean {
  switch (comparator) {
    case ">":
      return time >= end;
    case ">=":
      return time >= start;
    case "<":
      return time < start;
    case "<=":
      return time < end;
    default:
      return time >= start && time < end;
  }
}

function compare(order: number, comparator: Comparator): boolean {
  switch (comparator) {
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    default:
      return order === 0;
  }
}

const orderOf = <T extends number | bigint | string>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);

/** `2024-01-01..2024-03-31`: both ends belong to it. */
const RANGE = /^(.+)\.\.(.+)$/;

/** A date or number that was asked for, or a range of them. */
function ranged<T>(
  text: string,
  comparator: Comparator,
  read: (text: string) => T,
  test: (part: T, comparator: Comparator) => boolean,
): boolean {
  const range = comparator === "" ? RANGE.exec(text) : null;
  if (!range) return test(read(text), comparator);
  return test(read(range[1]!), ">=") && test(read(range[2]!), "<=");
}

const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;

/** The number in `12`, `12.5` or at the end of a global id. */
const numberIn = (text: string): string => text.split("/").at(-1)!.replace(/^#/, "");

function matchesNumber(value: number | bigint, comparator: Comparator, text: string): boolean {
  return ranged(text, comparator, numberIn, (part, sign) => {
    if (!NUMBER.test(part)) return false;
    const isBig = typeof value === "bigint" && !part.includes(".");
    return compare(isBig ? orderOf(value, BigInt(part)) : orderOf(Number(value), Number(part)), sign);
  });
}

function matchesTime(value: Date, { field, comparator, value: text }: SearchTerm): boolean {
  const read = (part: string): Span => {
    const span = spanOf(part);
    if (span) return span;
    throw new GraphQLError(`Invalid timestamp for query filter \`${field ?? ""}\`.`, {
      extensions: { code: "BAD_REQUEST" },
    });
  };
  return ranged(text, comparator, read, (span, sign) => inSpan(value.getTime(), sign, span));
}

function matchesText(text: string, { comparator, isPrefix }: SearchTerm, pattern: string): boolean {
  if (comparator === "") return isPrefix ? text.startsWith(pattern) : text === pattern;
  const [left, right] = [text.replace(/^#/, ""), pattern.replace(/^#/, "")];
  const isNumeric = NUMBER.test(left) && NUMBER.test(right);
  return compare(isNumeric ? orderOf(Number(left), Number(right)) : orderOf(left, right), comparator);
}

const isEmpty = (value: SearchValue): boolean =>
  value === null || value === "" || (Array.isArray(value) && value.length === 0);

/** `tag:a,b` asks for either. */
const choicesOf = ({ value, isPhrase }: SearchTerm): string[] =>
  isPhrase ? [value] : value.split(",").map((each) => each.trim());

export interface TestOptions {
  /** Looked for word by word, as Shopify does in names, titles and e-mail addresses. */
  isTokenized?: boolean;
  /** Capital letters matter, as in the filters of webhooks. */
  isCaseSensitive?: boolean;
}

/** Makes the test of one term. */
export function valueTest(term: SearchTerm, options: TestOptions = {}): ValueTest {
  // `field:*`: has it at all.
  if (term.isPrefix && term.value === "") return (value) => !isEmpty(value);
  const wantedWords = wordsOf(term.value);
  const cased = (text: string): string => (options.isCaseSensitive ? text : text.toLowerCase());
  const test: ValueTest = (value) => {
    if (value === null) return false;
    if (Array.isArray(value)) return value.some(test);
    if (value instanceof Date) return matchesTime(value, term);
    if (typeof value === "string" && options.isTokenized && term.comparator === "") {
      const words = wordsOf(value);
      return term.isPhrase ? hasPhrase(words, wantedWords) : hasWords(words, wantedWords, term.isPrefix);
    }
    return choicesOf(term).some((choice) =>
      typeof value === "number" || typeof value === "bigint"
        ? matchesNumber(value, term.comparator, choice)
        : matchesText(cased(String(value)), term, cased(choice)),
    );
  };
  // In a phrase the comma only counts for lists, as `tag:'a,b'` in Shopify's examples shows.
  if (!term.isPhrase || !term.value.includes(",")) return test;
  const parts = term.value.split(",").map((value) => valueTest({ ...term, value: value.trim() }, options));
  return (value) => (Array.isArray(value) ? parts.some((part) => part(value)) : test(value));
}
