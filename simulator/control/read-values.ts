/** Values of a request's JSON; throws a TypeError with the reason when they are of another kind. */
import { json, type Reply } from "#simulator/http.ts";
import { parseDecimal } from "#simulator/money.ts";
import type { CommandResult } from "#simulator/state/commands.ts";
import type { Hundredths } from "#simulator/state/model.ts";

export const wholeNumber = (value: unknown): bigint => {
  if (typeof value === "bigint") return value;
  if (/^\d+$/.test(String(value))) return BigInt(String(value));
  throw new TypeError(`"${String(value)}" is not an id.`);
};

export const optionalText = (value: unknown): string | undefined =>
  typeof value === "string" ? value : undefined;

export const optionalTexts = (value: unknown): string[] | undefined =>
  Array.isArray(value) ? value.map(String) : undefined;

export const optionalFlag = (value: unknown): boolean | undefined =>
  value === undefined ? undefined : Boolean(value);

/** An object of texts, such as a cart's attributes. */
export function optionalPairs(value: unknown, name: string): Record<string, string> | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "object" || Array.isArray(value)) throw new TypeError(`${name} must be an object.`);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, String(each)]));
}

/** Decimal text or number to hundredths. */
export const amount = (value: unknown): Hundredths | undefined => {
  if (value === undefined || value === null) return undefined;
  const parsed = parseDecimal(String(value));
  if (parsed === null) throw new TypeError(`"${String(value)}" is not an amount.`);
  return parsed;
};

/** An amount that must be there. */
export function neededAmount(value: unknown, name: string): Hundredths {
  const given = amount(value);
  if (given === undefined) throw new TypeError(`${name} is missing.`);
  return given;
}

/** 422 when the command refused. */
export const result = <T>(outcome: CommandResult<T>): Reply => json(outcome, outcome.ok ? 200 : 422);
