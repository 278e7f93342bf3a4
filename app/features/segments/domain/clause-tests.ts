import { currencyDigits } from "#app/shared/money.ts";
import type { Operator } from "./condition-tree.ts";
import type { AttributeType } from "./attributes.ts";
import { readDate, type Threshold, thresholdOf } from "./condition-dates.ts";

/**
 * What a comparison comes down to; both evaluators work on this. `isExcluding` = what the operators `!=`, `NOT IN` and
 * `NOT CONTAINS` make of it: true outside, and true for a missing value.
 */
export type ClauseTest =
  /** Whole numbers (minor units of money) from … to, both included; null = open. */
  | { kind: "range"; from: number | null; to: number | null; isExcluding: boolean }
  | { kind: "numbers"; values: readonly number[]; isExcluding: boolean }
  /** Not before `from`, and before `until`; null = open. */
  | { kind: "period"; from: Threshold | null; until: Threshold | null; isExcluding: boolean }
  /** One of these; folded for text (see {@link foldCase}), as written otherwise. */
  | { kind: "texts"; values: readonly string[]; isExcluding: boolean }
  | { kind: "prefix"; value: string }
  | { kind: "flag"; value: boolean }
  /** A list has one of these. */
  | { kind: "member"; values: readonly string[]; isExcluding: boolean }
  | { kind: "missing"; isExcluding: boolean };

/** A–Z become a–z and nothing else changes: what PostgreSQL's lower() does under the collation "C". */
export function foldCase(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Works out what a comparison comes down to. @param currency the shop's, for money */
export function testOf(
  comparison: { operator: Operator; values: readonly string[] },
  type: AttributeType,
  currency: string,
): ClauseTest {
  const { operator, values } = comparison;
  if (operator === "is_null") return { kind: "missing", isExcluding: false };
  if (operator === "is_not_null") return { kind: "missing", isExcluding: true };
  const isExcluding = operator === "!=" || operator === "not_in" || operator === "not_contains";
  switch (type) {
    case "integer":
    case "money":
      return numberTest(operator, values, type === "money" ? currencyDigits(currency) : 0, isExcluding);
    case "date":
      return periodTest(operator, values, isExcluding);
    case "boolean":
      return { kind: "flag", value: values[0] === "true" };
    case "text":
      return operator === "starts_with"
        ? { kind: "prefix", value: foldCase(values[0]!) }
        : { kind: "texts", values: values.map(foldCase), isExcluding };
    case "enum":
      return { kind: "texts", values, isExcluding };
    case "list":
      return { kind: "member", values: values.map(foldCase), isExcluding };
    case "segment":
      return { kind: "member", values, isExcluding };
  }
}

function numberTest(
  operator: Operator,
  values: readonly string[],
  digits: number,
  isExcluding: boolean,
): ClauseTest {
  if (operator === "in" || operator === "not_in" || operator === "=" || operator === "!=") {
    // What is finer than the smallest unit is nobody's amount.
    const numbers = values.flatMap((value) =>
      floorOf(value, digits) === ceilOf(value, digits) ? floorOf(value, digits) : [],
    );
    return { kind: "numbers", values: numbers, isExcluding };
  }
  const [first = "0", second = "0"] = values;
  const [from, to] = {
    ">=": [ceilOf(first, digits), null],
    ">": [floorOf(first, digits) + 1, null],
    "<=": [null, floorOf(first, digits)],
    "<": [null, ceilOf(first, digits) - 1],
    between: [ceilOf(first, digits), floorOf(second, digits)],
  }[operator as ">=" | ">" | "<=" | "<" | "between"];
  return { kind: "range", from: from!, to: to!, isExcluding };
}

/** The decimal text in whole smallest units, rounded down. */
function floorOf(text: string, digits: number): number {
  const [, sign, whole = "0", fraction = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  const units = Number(whole + fraction.slice(0, digits).padEnd(digits, "0"));
  const hasRest = /[1-9]/.test(fraction.slice(digits));
  // Adding zero: no negative zero.
  return sign === "-" ? -units - (hasRest ? 1 : 0) + 0 : units;
}

function ceilOf(text: string, digits: number): number {
  const negated = text.startsWith("-") ? text.slice(1) : `-${text}`;
  return 0 - floorOf(negated, digits);
}

function periodTest(operator: Operator, values: readonly string[], isExcluding: boolean): ClauseTest {
  const first = readDate(values[0]!);
  const begin = () => thresholdOf(first, false);
  const end = () => thresholdOf(first, true);
  switch (operator) {
    case ">=":
      return { kind: "period", from: begin(), until: null, isExcluding };
    case ">":
      return { kind: "period", from: end(), until: null, isExcluding };
    case "<":
      return { kind: "period", from: null, until: begin(), isExcluding };
    case "<=":
      return { kind: "period", from: null, until: end(), isExcluding };
    case "between":
      return { kind: "period", from: begin(), until: thresholdOf(readDate(values[1]!), true), isExcluding };
    default:
      return { kind: "period", from: begin(), until: end(), isExcluding };
  }
}
