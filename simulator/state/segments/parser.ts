/** Reads Shopify's segment query language, the WHERE part of ShopifyQL. */
import { type Position, type Token, tokenize } from "./tokens.ts";

export type Operator =
  | "="
  | "!="
  | ">"
  | ">="
  | "<"
  | "<="
  | "BETWEEN"
  | "IN"
  | "NOT IN"
  | "CONTAINS"
  | "NOT CONTAINS"
  | "IS NULL"
  | "IS NOT NULL";

/** One condition: `number_of_orders >= 2`, `products_purchased(tag: 'tea') = true`. */
export interface Clause {
  kind: "clause";
  filter: Token;
  /** null for a filter without brackets. */
  parameters: { name: Token; values: Token[] }[] | null;
  operator: Operator;
  operatorAt: Position;
  values: Token[];
}

export type SegmentNode =
  Clause | { kind: "and" | "or"; parts: SegmentNode[] } | { kind: "not"; part: SegmentNode };

export interface SegmentError extends Position {
  /** Without the position: `'foo' filter cannot be found.` */
  message: string;
}

export interface ParsedSegment {
  /** null when the query cannot be read. */
  node: SegmentNode | null;
  /** The first place where it cannot be read. */
  errors: SegmentError[];
  /** Names of filters up to there, in their order. */
  filters: Token[];
}

class Unexpected extends Error {
  readonly token: Token;

  constructor(token: Token) {
    super(`'${token.text}' is unexpected.`);
    this.token = token;
  }
}

const COMPARISONS = new Set(["=", "!=", ">", ">=", "<", "<="]);
const KEYWORDS = new Set(["AND", "OR", "NOT", "BETWEEN", "IN", "CONTAINS", "IS", "NULL", "MATCHES"]);

const isKeyword = (token: Token): boolean => token.kind === "word" && KEYWORDS.has(token.text.toUpperCase());

class Reader {
  readonly tokens: Token[];
  readonly filters: Token[] = [];
  #position = 0;

  constructor(query: string) {
    this.tokens = tokenize(query);
  }

  get next(): Token {
    return this.tokens[this.#position]!;
  }

  take(): Token {
    const token = this.next;
    if (token.kind === "end" || token.kind === "unknown") throw new Unexpected(token);
    this.#position += 1;
    return token;
  }

  /** Steps over a word or sign if it is the next one. */
  skip(text: string): boolean {
    const { kind } = this.next;
    const isIt = (kind === "word" || kind === "sign") && this.next.text.toUpperCase() === text;
    if (isIt) this.#position += 1;
    return isIt;
  }

  expect(text: string): void {
    if (!this.skip(text)) throw new Unexpected(this.next);
  }

  either(): SegmentNode {
    const parts = [this.both()];
    while (this.skip("OR")) parts.push(this.both());
    return parts.length === 1 ? parts[0]! : { kind: "or", parts };
  }

  both(): SegmentNode {
    const parts = [this.single()];
    while (this.skip("AND")) parts.push(this.single());
    return parts.length === 1 ? parts[0]! : { kind: "and", parts };
  }

  single(): SegmentNode {
    if (this.skip("NOT")) return { kind: "not", part: this.single() };
    if (!this.skip("(")) return this.clause();
    const inner = this.either();
    this.expect(")");
    return inner;
  }

  clause(): Clause {
    const filter = this.next;
    if (filter.kind !== "word" || isKeyword(filter)) throw new Unexpected(filter);
    this.take();
    this.filters.push(filter);
    const parameters = this.skip("(") ? this.parameters() : null;
    const operatorAt = { line: this.next.line, column: this.next.column };
    const operator = this.operator();
    return { kind: "clause", filter, parameters, operator, operatorAt, values: this.values(operator) };
  }

  parameters(): { name: Token; values: Token[] }[] {
    const parameters: { name: Token; values: Token[] }[] = [];
    while (!this.skip(")")) {
      if (parameters.length > 0) this.expect(",");
      const name = this.take();
      if (name.kind !== "word") throw new Unexpected(name);
      this.expect(":");
      parameters.push({ name, values: this.skip("(") ? this.list() : [this.literal()] });
    }
    return parameters;
  }

  operator(): Operator {
    const isNot = this.skip("NOT");
    if (this.skip("CONTAINS")) return isNot ? "NOT CONTAINS" : "CONTAINS";
    if (this.skip("IN")) return isNot ? "NOT IN" : "IN";
    if (isNot) throw new Unexpected(this.next);
    if (this.skip("BETWEEN")) return "BETWEEN";
    if (this.skip("IS")) {
      const isNotNull = this.skip("NOT");
      this.expect("NULL");
      return isNotNull ? "IS NOT NULL" : "IS NULL";
    }
    if (!COMPARISONS.has(this.next.text)) throw new Unexpected(this.next);
    return this.take().text as Operator;
  }

  values(operator: Operator): Token[] {
    if (operator === "IS NULL" || operator === "IS NOT NULL") return [];
    if (operator === "BETWEEN") {
      const from = this.literal();
      this.expect("AND");
      return [from, this.literal()];
    }
    if (operator !== "IN" && operator !== "NOT IN") return [this.literal()];
    this.expect("(");
    return this.list();
  }

  /** Values up to the closing bracket. */
  list(): Token[] {
    const values = [this.literal()];
    while (this.skip(",")) values.push(this.literal());
    this.expect(")");
    return values;
  }

  literal(): Token {
    const token = this.next;
    if (token.kind === "sign" || isKeyword(token)) throw new Unexpected(token);
    return this.take();
  }
}

const known = new Map<string, ParsedSegment>();
const KNOWN_LIMIT = 500;

function parse(query: string): ParsedSegment {
  const reader = new Reader(query);
  try {
    const node = reader.either();
    if (reader.next.kind !== "end") throw new Unexpected(reader.next);
    return { node, errors: [], filters: reader.filters };
  } catch (error) {
    if (!(error instanceof Unexpected)) throw error;
    const { line, column } = error.token;
    return { node: null, errors: [{ line, column, message: error.message }], filters: reader.filters };
  }
}

/** Reads a query; the same text is only read once. Whether its filters exist is `checkSegment`'s question. */
export function parseSegment(query: string): ParsedSegment {
  const before = known.get(query);
  if (before) return before;
  if (known.size >= KNOWN_LIMIT) known.clear();
  const parsed = parse(query);
  known.set(query, parsed);
  return parsed;
}
