/** Whether a segment query can be asked, and what Shopify says when it cannot. */
import type { ShopState } from "#simulator/state/model.ts";
import { readDay } from "./days.ts";
import { type Filter, FILTERS, LEFT_OUT, metafieldFilter, OPERATORS } from "./filters.ts";
import { FUNCTIONS, type SegmentFunction } from "./functions.ts";
import { type Clause, parseSegment, type SegmentError, type SegmentNode } from "./parser.ts";
import type { Token } from "./tokens.ts";

/** A part of the language that Shopify has and the simulator does not. */
export class FilterLeftOut extends Error {
  constructor(what: string) {
    super(`the segment filter ${what}`);
  }
}

const isLeftOut = (name: string): boolean => LEFT_OUT.some((pattern) => pattern.test(name));

/** The filter of a name; null when there is none. */
export const findFilter = (name: string, shop: ShopState): Filter | null =>
  (Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined) ?? metafieldFilter(name, shop);

export const findFunction = (name: string): SegmentFunction | null =>
  (Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined) ?? null;

const NUMBER = /^-?\d+(?:\.\d+)?$/;
const ANY_DAY = "2026-01-01";

type ValueType = Filter["type"] | "id";

function isValueOf(type: ValueType, { kind, value, text }: Token, values?: readonly string[]): boolean {
  switch (type) {
    case "number":
    case "id":
      return kind === "number" && /^-?\d+$/.test(value);
    case "money":
    case "decimal":
      return kind === "number" && NUMBER.test(value);
    case "date":
      return readDay(kind === "string" ? value : text, ANY_DAY) !== null;
    case "boolean":
      return kind === "word" && /^(?:true|false)$/i.test(text);
    case "enum":
      return kind === "string" && (values?.includes(value) ?? true);
    default:
      return kind === "string";
  }
}

const badValue = (token: Token, name: string): SegmentError => ({
  line: token.line,
  column: token.column,
  message: `'${token.text}' is not a valid value for ${name}`,
});

const notFound = ({ line, column, text }: Token): SegmentError => ({
  line,
  column,
  message: `'${text}' filter cannot be found.`,
});

function functionErrors(clause: Clause, known: SegmentFunction): SegmentError[] {
  const { filter, operatorAt, operator, values } = clause;
  const errors: SegmentError[] = [];
  for (const { name, values: given } of clause.parameters ?? []) {
    const type = Object.hasOwn(known.parameters, name.text) ? known.parameters[name.text] : undefined;
    if (known.leftOut.includes(name.text)) throw new FilterLeftOut(`${filter.text}(${name.text}:)`);
    if (type)
      errors.push(...given.filter((each) => !isValueOf(type, each)).map((each) => badValue(each, name.text)));
    else errors.push({ ...name, message: `'${name.text}' parameter cannot be found.` });
  }
  if (operator !== "=" && operator !== "!=") {
    errors.push({ ...operatorAt, message: `${filter.text} does not support operator '${operator}'` });
  } else if (!isValueOf("boolean", values[0]!)) {
    errors.push(badValue(values[0]!, filter.text));
  }
  return errors;
}

function clauseErrors(clause: Clause, shop: ShopState): SegmentError[] {
  const { filter: name, operator, operatorAt, values } = clause;
  if (isLeftOut(name.text)) throw new FilterLeftOut(name.text);
  const called = findFunction(name.text);
  if (called && clause.parameters) return functionErrors(clause, called);
  const filter = called || clause.parameters ? null : findFilter(name.text, shop);
  if (!filter) return [notFound(name)];
  if (!OPERATORS[filter.type].includes(operator)) {
    return [{ ...operatorAt, message: `${name.text} does not support operator '${operator}'` }];
  }
  const allowed = filter.type === "enum" ? filter.values : undefined;
  return values
    .filter((each) => !isValueOf(filter.type, each, allowed))
    .map((each) => badValue(each, name.text));
}

function nodeErrors(node: SegmentNode, shop: ShopState): SegmentError[] {
  if (node.kind === "clause") return clauseErrors(node, shop);
  if (node.kind === "not") return nodeErrors(node.part, shop);
  return node.parts.flatMap((part) => nodeErrors(part, shop));
}

const print = ({ line, column, message }: SegmentError): string =>
  `Line ${line} Column ${column}: ${message}`;

/**
 * What is wrong with a query, in Shopify's words: `Line 1 Column 0: 'email' filter cannot be found.` Empty when it holds.
 * Throws FilterLeftOut for what only Shopify knows.
 */
export function segmentProblems(query: string, shop: ShopState): string[] {
  const { node, errors, filters } = parseSegment(query);
  if (node) return nodeErrors(node, shop).map(print);
  const unknown = filters.filter(
    ({ text }) => !isLeftOut(text) && !findFunction(text) && !findFilter(text, shop),
  );
  return [...errors, ...unknown.map(notFound)].map(print);
}
