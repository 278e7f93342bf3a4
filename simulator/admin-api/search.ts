/** Shopify's search syntax in `query` arguments: terms, fields, comparisons, AND, OR, NOT, brackets, quotes. */
import { NotModelled } from "./context.ts";

/** What an item has under a name that can be searched. */
export type SearchValue = string | number | bigint | boolean | Date | null | SearchValue[];

export interface SearchFields<T> {
  /** What the items are called, for errors. */
  name: string;
  fields: Record<string, (item: T) => SearchValue>;
  /** Texts that a term without a field is looked for in. */
  text: (item: T) => string[];
}

type Predicate<T> = (item: T) => boolean;

interface Token {
  text: string;
  quoted: boolean;
}

const TOKEN = /\s*(?:([()])|(-?[\w.]+:[<>]?=?)?"((?:[^"\\]|\\.)*)"|([^\s()"]+))/gy;

function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const source = query.trim().replaceAll(/(^|[\s:<>=(])'([^']*)'/g, '$1"$2"');
  while (TOKEN.lastIndex < source.length) {
    const match = TOKEN.exec(source);
    if (!match) break;
    const [, bracket, prefix, quoted, plain] = match;
    if (bracket) tokens.push({ text: bracket, quoted: false });
    else if (quoted !== undefined) {
      tokens.push({
        text: `${prefix ?? ""}${quoted.replaceAll(/\\(.)/g, "$1")}`,
        quoted: prefix === undefined,
      });
    } else tokens.push({ text: plain!, quoted: false });
  }
  return tokens;
}

function compareValue(value: SearchValue, operator: string, wanted: string): boolean {
  if (value === null) return false;
  if (Array.isArray(value)) return value.some((each) => compareValue(each, operator, wanted));
  if (value instanceof Date) return compareNumbers(value.getTime(), operator, timeOf(wanted, operator));
  if (typeof value === "bigint" || typeof value === "number") {
    const number = wanted.split("/").at(-1)!;
    if (operator === "" || operator === "=") return String(value) === number;
    return compareNumbers(Number(value), operator, Number(number));
  }
  const text = String(value).toLowerCase();
  const pattern = wanted.toLowerCase();
  if (pattern === "*") return text !== "";
  return pattern.endsWith("*") ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A day alone means its beginning, except after `<=` and `>` where its end counts. */
function timeOf(text: string, operator: string): number {
  const time = Date.parse(text);
  return DAY.test(text) && (operator === ">" || operator === "<=") ? time + 86_399_999 : time;
}

function compareNumbers(value: number, operator: string, wanted: number): boolean {
  switch (operator) {
    case ">":
      return value > wanted;
    case ">=":
      return value >= wanted;
    case "<":
      return value < wanted;
    case "<=":
      return value <= wanted;
    default:
      return value === wanted;
  }
}

const TERM = /^([A-Za-z_]\w*):([<>]?=?)(.*)$/s;

function termPredicate<T>(token: Token, search: SearchFields<T>): Predicate<T> {
  const match = token.quoted ? null : TERM.exec(token.text);
  if (!match) {
    const wanted = token.text.toLowerCase().replace(/\*$/, "");
    return (item) => search.text(item).some((text) => text.toLowerCase().includes(wanted));
  }
  const [, field, operator, value] = match;
  const read = search.fields[field!];
  if (!read) throw new NotModelled(`the search field "${field}" of ${search.name}`);
  const choices = operator === "" ? value!.split(",") : [value!];
  return (item) => choices.some((choice) => compareValue(read(item), operator!, choice));
}

/** Turns a query into a test of one item. An empty query takes everything. */
export function compileSearch<T>(query: unknown, search: SearchFields<T>): Predicate<T> {
  if (typeof query !== "string" || query.trim() === "") return () => true;
  const tokens = tokenize(query);
  let position = 0;
  const peek = (): string | undefined => tokens[position]?.text;

  function either(): Predicate<T> {
    let left = both();
    while (peek() === "OR") {
      position += 1;
      const [first, second] = [left, both()];
      left = (item) => first(item) || second(item);
    }
    return left;
  }

  function both(): Predicate<T> {
    let left = single();
    while (position < tokens.length && peek() !== ")" && peek() !== "OR") {
      if (peek() === "AND") position += 1;
      const [first, second] = [left, single()];
      left = (item) => first(item) && second(item);
    }
    return left;
  }

  function single(): Predicate<T> {
    const token = tokens[position];
    position += 1;
    if (!token) return () => true;
    if (token.text === "NOT") {
      const negated = single();
      return (item) => !negated(item);
    }
    if (token.text === "(") {
      const inner = either();
      if (peek() === ")") position += 1;
      return inner;
    }
    if (!token.quoted && token.text.startsWith("-") && token.text.length > 1) {
      const negated = termPredicate({ ...token, text: token.text.slice(1) }, search);
      return (item) => !negated(item);
    }
    return termPredicate(token, search);
  }

  return either();
}
