import {
  ATTRIBUTE_NAMES,
  type AttributeName,
  definitionOf,
  FUNCTION_NAMES,
  type FunctionName,
  operatorsOf,
  UNANSWERABLE,
} from "./attributes.ts";
import { type ConditionError, ParseFailure } from "./condition-errors.ts";
import {
  type AttributeClause,
  type Clause,
  type ConditionTree,
  depthOf,
  MAX_CLAUSES,
  MAX_DEPTH,
  MAX_TEXT,
} from "./condition-tree.ts";
import { parseFunction } from "./parse-function.ts";
import { nearest } from "./nearest.ts";
import { TokenReader } from "./token-reader.ts";

/** Where a clause stands in the text. */
export interface ClausePlace {
  clause: Clause;
  from: number;
  to: number;
}

export type ParsedCondition =
  { ok: true; tree: ConditionTree; places: ClausePlace[] } | { ok: false; error: ConditionError };

/**
 * Reads a condition. The grammar stands in docs/segments.md.
 *
 * @param options.currency the shop's, if amounts finer than it are to be refused
 */
export function parseCondition(text: string, options: { currency?: string } = {}): ParsedCondition {
  try {
    if (text.length > MAX_TEXT) throw tooMuch("too_long", MAX_TEXT, [MAX_TEXT, text.length]);
    const reader = new TokenReader(text, options.currency ?? null);
    if (reader.peek().kind === "end") {
      throw new ParseFailure({
        code: "empty",
        from: 0,
        to: text.length,
        expected: ["number_of_orders"],
        details: {},
      });
    }
    const places: ClausePlace[] = [];
    const tree = parseAny(reader, { places, depth: 0 });
    if (reader.peek().kind !== "end") throw reader.unexpected(["AND", "OR"]);
    if (depthOf(tree) > MAX_DEPTH) throw tooMuch("too_deep", MAX_DEPTH, [0, text.length]);
    return { ok: true, tree, places };
  } catch (failure) {
    if (failure instanceof ParseFailure) return { ok: false, error: failure.error };
    throw failure;
  }
}

interface Progress {
  places: ClausePlace[];
  /** Brackets and negations that are open. */
  depth: number;
}

function tooMuch(code: ConditionError["code"], limit: number, [from, to]: [number, number]): ParseFailure {
  return new ParseFailure({ code, from, to, expected: [], details: { limit } });
}

function parseAny(reader: TokenReader, progress: Progress): ConditionTree {
  return parseGroup(reader, "or", () => parseGroup(reader, "and", () => parseFactor(reader, progress)));
}

function parseGroup(reader: TokenReader, kind: "and" | "or", parsePart: () => ConditionTree): ConditionTree {
  const children = [parsePart()];
  while (reader.takeWord(kind)) children.push(parsePart());
  return children.length === 1 ? children[0]! : { kind, children };
}

function parseFactor(reader: TokenReader, progress: Progress): ConditionTree {
  const token = reader.peek();
  const isOpening = reader.takeSign("(");
  if (isOpening || reader.takeWord("not")) {
    if (progress.depth >= 2 * MAX_DEPTH) throw tooMuch("too_deep", MAX_DEPTH, [token.from, token.to]);
    const deeper = { ...progress, depth: progress.depth + 1 };
    if (!isOpening) return { kind: "not", child: parseFactor(reader, deeper) };
    const inside = parseAny(reader, deeper);
    reader.expectSign(")", ["AND", "OR", ")"]);
    return inside;
  }
  const clause = parseClause(reader);
  progress.places.push({ clause, from: token.from, to: reader.lastTo });
  if (progress.places.length > MAX_CLAUSES) {
    throw tooMuch("too_many_clauses", MAX_CLAUSES, [token.from, reader.lastTo]);
  }
  return clause;
}

function parseClause(reader: TokenReader): Clause {
  const token = reader.peek();
  if (token.kind !== "word" || reader.isKeyword(token))
    throw reader.unexpected(["number_of_orders", "(", "NOT"]);
  const name = token.value.toLowerCase();
  if (FUNCTION_NAMES.includes(name as FunctionName)) {
    reader.next();
    return parseFunction(reader, name as FunctionName);
  }
  if (!ATTRIBUTE_NAMES.includes(name as AttributeName) || name === "segment_id")
    throw unknownName(reader, name);
  reader.next();
  return parseComparison(reader, name as AttributeName);
}

function unknownName(reader: TokenReader, name: string): ParseFailure {
  const { from, to, value } = reader.peek();
  const reason = UNANSWERABLE.get(name) ?? UNANSWERABLE.get(name.split(".")[0]!);
  if (reason) {
    return new ParseFailure({
      code: "unanswerable",
      from,
      to,
      expected: [],
      details: { found: name, reason },
    });
  }
  const near = nearest(name, [
    ...ATTRIBUTE_NAMES.filter((known) => known !== "segment_id"),
    ...FUNCTION_NAMES,
  ]);
  return new ParseFailure({
    code: "unknown_attribute",
    from,
    to,
    expected: near ? [near] : ["number_of_orders", "last_order_date", "customer_tags"],
    details: { found: value, ...(near ? { near } : {}) },
  });
}

function parseComparison(reader: TokenReader, attribute: AttributeName): AttributeClause {
  const allowed = operatorsOf(attribute);
  const operator = reader.takeOperator(attribute, allowed);
  if (operator === "is_null" || operator === "is_not_null") {
    return { kind: "clause", attribute, operator, values: [] };
  }
  // A segment may be named by its number, too: the form in which conditions are stored.
  const isNumbered = attribute === "segment" && reader.isNumberAhead();
  const name = isNumbered ? "segment_id" : attribute;
  const definition = { ...definitionOf(name), name };
  return { kind: "clause", attribute: name, operator, values: reader.takeValues(operator, definition) };
}
