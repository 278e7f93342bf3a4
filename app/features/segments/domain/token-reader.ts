import type { AttributeType } from "./attributes.ts";
import { ParseFailure } from "./condition-errors.ts";
import { MAX_VALUES, type Operator } from "./condition-tree.ts";
import { checkValue } from "./condition-values.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** How operators are written. */
export const OPERATOR_TEXTS: Record<Operator, string> = {
  "=": "=",
  "!=": "!=",
  ">": ">",
  ">=": ">=",
  "<": "<",
  "<=": "<=",
  between: "BETWEEN",
  in: "IN",
  not_in: "NOT IN",
  contains: "CONTAINS",
  not_contains: "NOT CONTAINS",
  starts_with: "STARTS WITH",
  is_null: "IS NULL",
  is_not_null: "IS NOT NULL",
};

const BY_TEXT = new Map(
  Object.entries(OPERATOR_TEXTS).map(([operator, text]) => [text, operator as Operator]),
);
const KEYWORDS = new Set([
  "and",
  "or",
  "not",
  "between",
  "in",
  "is",
  "null",
  "contains",
  "starts",
  "with",
  "matches",
]);
const COMPARISONS = new Set(["=", "!=", ">", ">=", "<", "<="]);

type ValueDefinition = {
  type: AttributeType;
  name?: string;
  values?: readonly string[];
  range?: readonly [number, number];
};

/** Goes through a text's words, one after the other. */
export class TokenReader {
  /** Where the last word that was taken ends. */
  lastTo = 0;
  private readonly tokens: Token[];
  private readonly currency: string | null;
  private at = 0;

  constructor(text: string, currency: string | null) {
    this.tokens = tokensOf(text);
    this.currency = currency;
  }

  peek(ahead = 0): Token {
    return this.tokens[Math.min(this.at + ahead, this.tokens.length - 1)]!;
  }

  next(): Token {
    const token = this.peek();
    this.lastTo = token.to;
    this.at += 1;
    return token;
  }

  isKeyword({ kind, value }: Token): boolean {
    return kind === "word" && KEYWORDS.has(value.toLowerCase());
  }

  isWordAhead(word: string, ahead = 0): boolean {
    const { kind, value } = this.peek(ahead);
    return kind === "word" && value.toLowerCase() === word;
  }

  isSignAhead(sign: string): boolean {
    const { kind, value } = this.peek();
    return kind === "sign" && value === sign;
  }

  isOperatorAhead(): boolean {
    const { kind, value } = this.peek();
    return (
      (kind === "sign" && COMPARISONS.has(value)) || this.isWordAhead("between") || this.isWordAhead("in")
    );
  }

  /** The next value, in brackets or not, is a bare number. */
  isNumberAhead(): boolean {
    return this.peek(this.isSignAhead("(") ? 1 : 0).kind === "number";
  }

  takeWord(word: string): boolean {
    const isThere = this.isWordAhead(word);
    if (isThere) this.next();
    return isThere;
  }

  takeSign(sign: string): boolean {
    const isThere = this.isSignAhead(sign);
    if (isThere) this.next();
    return isThere;
  }

  expectWord(word: string): void {
    if (!this.takeWord(word)) throw this.unexpected([word.toUpperCase()]);
  }

  expectSign(sign: string, expected: string[]): void {
    if (!this.takeSign(sign)) throw this.unexpected(expected);
  }

  unexpected(expected: string[]): ParseFailure {
    const { from, to, value, kind } = this.peek();
    return new ParseFailure({
      code: "unexpected",
      from,
      to,
      expected,
      details: kind === "end" ? {} : { found: value },
    });
  }

  /** Takes an operator and makes sure that it suits. */
  takeOperator(attribute: string, allowed: readonly Operator[]): Operator {
    const from = this.peek().from;
    const texts = allowed.map((operator) => OPERATOR_TEXTS[operator]);
    const written = this.takeOperatorText();
    if (written === null) throw this.unexpected(texts);
    const operator = BY_TEXT.get(written);
    if (operator && allowed.includes(operator)) return operator;
    throw new ParseFailure({
      code: "operator_not_allowed",
      from,
      to: this.lastTo,
      expected: texts,
      details: { attribute, found: written },
    });
  }

  private takeOperatorText(): string | null {
    const { kind, value } = this.peek();
    if (kind === "sign") return COMPARISONS.has(value) ? this.next().value : null;
    if (this.takeWord("between")) return "BETWEEN";
    if (this.takeWord("in")) return "IN";
    if (this.takeWord("contains")) return "CONTAINS";
    if (this.takeWord("not")) {
      if (this.takeWord("in")) return "NOT IN";
      if (this.takeWord("contains")) return "NOT CONTAINS";
      throw this.unexpected(["IN", "CONTAINS"]);
    }
    if (this.takeWord("starts")) {
      this.expectWord("with");
      return "STARTS WITH";
    }
    if (this.takeWord("is")) {
      const isNot = this.takeWord("not");
      if (!this.takeWord("null")) throw this.unexpected(isNot ? ["NULL"] : ["NULL", "NOT NULL"]);
      return isNot ? "IS NOT NULL" : "IS NULL";
    }
    return null;
  }

  /** Takes as many values as an operator needs, in canonical form. */
  takeValues(operator: Operator, definition: ValueDefinition): string[] {
    if (operator === "between") {
      const first = this.takeValue(operator, definition);
      this.expectWord("and");
      return [first, this.takeValue(operator, definition)];
    }
    if (operator !== "in" && operator !== "not_in") return [this.takeValue(operator, definition)];
    const { from } = this.peek();
    this.expectSign("(", ["("]);
    const values: string[] = [];
    do values.push(this.takeValue(operator, definition));
    while (this.takeSign(","));
    this.expectSign(")", [",", ")"]);
    if (values.length <= MAX_VALUES) return values;
    throw new ParseFailure({
      code: "too_many_values",
      from,
      to: this.lastTo,
      expected: [],
      details: { limit: MAX_VALUES },
    });
  }

  private takeValue(operator: Operator, definition: ValueDefinition): string {
    const token = this.peek();
    const { type } = definition;
    const needsText =
      type === "text" || type === "list" || (type === "segment" && definition.name !== "segment_id");
    const isValue =
      token.kind === "text" ||
      (!needsText && ["number", "date", "word"].includes(token.kind) && !this.isKeyword(token));
    if (!isValue) throw this.unexpected(EXPECTED_VALUES[type](definition));
    const checked = checkValue(token.value, definition, { operator, currency: this.currency });
    this.next();
    if (checked.ok) return checked.value;
    throw new ParseFailure({
      code: "bad_value",
      from: token.from,
      to: token.to,
      expected: checked.expected,
      details: { found: token.value, problem: checked.problem, ...checked.details },
    });
  }
}

const EXPECTED_VALUES: Record<AttributeType, (definition: ValueDefinition) => string[]> = {
  integer: () => ["3"],
  money: () => ["12.50"],
  date: () => ["2026-01-31", "-30d", "today"],
  boolean: () => ["true", "false"],
  enum: ({ values = [] }) => values.map((value) => `'${value}'`),
  text: () => ["'…'"],
  list: () => ["'…'"],
  segment: () => ["'…'"],
};
