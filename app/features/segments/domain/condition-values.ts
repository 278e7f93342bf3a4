import { currencyDigits } from "#app/shared/money.ts";
import {
  ATTRIBUTES,
  type AttributeDefinition,
  type AttributeType,
  type ParameterDefinition,
} from "./attributes.ts";
import { canonicalDate, isWholeDay } from "./condition-dates.ts";
import type { Operator } from "./condition-tree.ts";
import { nearest } from "./nearest.ts";

/** Why a value cannot stand where it stands, as a key of the locale files under `condition.problems`. */
export type ValueProblem =
  | "not_a_number"
  | "not_an_amount"
  | "finer_than_currency"
  | "out_of_range"
  | "not_a_date"
  | "not_a_whole_day"
  | "not_a_flag"
  | "not_one_of"
  | "not_text"
  | "not_a_country"
  | "not_a_region";

export type CheckedValue =
  | { ok: true; value: string }
  | { ok: false; problem: ValueProblem; details: Record<string, string | number>; expected: string[] };

type Definition = Pick<AttributeDefinition | ParameterDefinition, "type" | "values" | "range"> & {
  name?: string;
};

const MAX_TEXT_VALUE = 255;
const MAX_AMOUNT_DIGITS = 12;

/** Brings a value into its one canonical form, or says what was expected. @param currency null = not known here */
export function checkValue(
  raw: string,
  definition: Definition,
  { operator, currency }: { operator: Operator; currency: string | null },
): CheckedValue {
  switch (definition.type) {
    case "integer":
      return checkInteger(raw, definition.range);
    case "money":
      return checkAmount(raw, currency);
    case "date":
      return checkDate(raw, operator);
    case "boolean":
      return /^(true|false)$/i.test(raw) ? right(raw.toLowerCase()) : wrong("not_a_flag", ["true", "false"]);
    case "enum":
      return checkEnum(raw, definition.values ?? []);
    default:
      return checkText(raw, definition);
  }
}

function right(value: string): CheckedValue {
  return { ok: true, value };
}

function wrong(
  problem: ValueProblem,
  expected: string[],
  details: Record<string, string | number> = {},
): CheckedValue {
  return { ok: false, problem, expected, details };
}

function checkInteger(
  raw: string,
  range: readonly [number, number] = [0, Number.MAX_SAFE_INTEGER],
): CheckedValue {
  const match = /^(-?)0*(\d{1,16})$/.exec(raw);
  if (!match) return wrong("not_a_number", ["3"]);
  const number = Number(match[1]! + match[2]!) + 0;
  const [least, most] = range;
  return number >= least && number <= most
    ? right(String(number))
    : wrong("out_of_range", [`${least} … ${most}`], { least, most });
}

function checkAmount(raw: string, currency: string | null): CheckedValue {
  const match = /^(-?)0*(\d+)(?:\.(\d{1,4}))?$/.exec(raw);
  if (!match || match[2]!.length > MAX_AMOUNT_DIGITS) return wrong("not_an_amount", ["12.50"]);
  const [, sign, whole, fraction] = match;
  if (currency && /[1-9]/.test((fraction ?? "").slice(currencyDigits(currency)))) {
    return wrong("finer_than_currency", [], { currency });
  }
  return right(`${sign}${whole}${fraction === undefined ? "" : `.${fraction}`}`);
}

function checkDate(raw: string, operator: Operator): CheckedValue {
  const date = canonicalDate(raw);
  if (date === null) return wrong("not_a_date", ["2026-01-31", "-30d", "today"]);
  const needsDay = operator === "=" || operator === "!=";
  return needsDay && !isWholeDay(date) ? wrong("not_a_whole_day", ["2026-01-31", "-30d"]) : right(date);
}

function checkEnum(raw: string, values: readonly string[]): CheckedValue {
  const value = raw.toUpperCase();
  if (values.includes(value)) return right(value);
  const near = nearest(value, values);
  const expected = (near ? [near] : values).map((one) => `'${one}'`);
  return wrong("not_one_of", expected, near ? { near } : {});
}

function checkText(raw: string, { name }: Definition): CheckedValue {
  // PostgreSQL stores no NUL, and half a surrogate pair is no character.
  if (raw === "" || raw.length > MAX_TEXT_VALUE || /\p{Cc}/u.test(raw) || !raw.isWellFormed()) {
    return wrong("not_text", ["'…'"]);
  }
  if (name === "customer_countries") {
    return /^[A-Za-z]{2}$/.test(raw) ? right(raw.toUpperCase()) : wrong("not_a_country", ["'GB'"]);
  }
  if (name === "customer_regions") {
    return /^[A-Za-z]{2}-[A-Za-z0-9]{1,5}$/.test(raw)
      ? right(raw.toUpperCase())
      : wrong("not_a_region", ["'US-NY'"]);
  }
  if (name === "segment_id") return /^[1-9]\d{0,17}$/.test(raw) ? right(raw) : wrong("not_a_number", ["3"]);
  return right(raw);
}

/** Whether a type's values are written in quotes. */
export function isQuoted(type: AttributeType): boolean {
  return type === "text" || type === "enum" || type === "list" || type === "segment";
}

/** A first value for a clause that a builder adds. */
export function exampleOf(name: keyof typeof ATTRIBUTES): string {
  const { type, values, range }: AttributeDefinition = ATTRIBUTES[name];
  if (values) return values[0]!;
  if (range) return String(Math.max(range[0], 1));
  return type === "date" ? "-30d" : type === "money" ? "100" : type === "boolean" ? "true" : "";
}
