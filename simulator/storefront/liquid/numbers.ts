/**
 * Shopify's Liquid tells whole numbers from decimals: `7 | divided_by: 2` is 3, `7 | divided_by: 2.0` is 3.5. This
 * file keeps that difference, which JavaScript numbers lose.
 */
import type { Liquid, ValueToken } from "liquidjs";
import { toValue } from "liquidjs";
import { PaidMoney } from "../reader.ts";

/** A decimal whose value happens to be whole. Prints with its decimal: `5.0`. */
export class WholeDecimal extends Number {
  override toString(): string {
    return `${this.valueOf()}.0`;
  }
  equals(other: unknown): boolean {
    return Number(other) === this.valueOf();
  }
  gt(other: unknown): boolean {
    return this.valueOf() > Number(other);
  }
  geq(other: unknown): boolean {
    return this.valueOf() >= Number(other);
  }
  lt(other: unknown): boolean {
    return this.valueOf() < Number(other);
  }
  leq(other: unknown): boolean {
    return this.valueOf() <= Number(other);
  }
}

interface Operand {
  value: number;
  decimal: boolean;
}

/** Reads what a filter was given. Text that is no number counts as 0, as in Liquid. */
export function operand(input: unknown, literal = ""): Operand {
  const plain: unknown = toValue(input);
  if (plain instanceof WholeDecimal) return { value: plain.valueOf(), decimal: true };
  if (plain instanceof PaidMoney) return { value: plain.valueOf(), decimal: false };
  if (typeof plain === "bigint") return { value: Number(plain), decimal: false };
  if (typeof plain === "number") {
    const writtenAsDecimal = /^[+-]?\d+\.\d+$/.test(literal);
    return { value: plain, decimal: writtenAsDecimal || !Number.isInteger(plain) };
  }
  const match = /^\s*([+-]?\d+)(\.\d+)?/.exec(typeof plain === "string" ? plain : "");
  return { value: match ? Number(match[0]) : 0, decimal: match?.[2] !== undefined };
}

function result(value: number, decimal: boolean): number | WholeDecimal {
  return decimal && Number.isInteger(value) ? new WholeDecimal(value) : value;
}

type Calculation = (left: Operand, right: Operand) => number | WholeDecimal;

const CALCULATIONS: Record<string, Calculation> = {
  plus: (a, b) => result(a.value + b.value, a.decimal || b.decimal),
  minus: (a, b) => result(a.value - b.value, a.decimal || b.decimal),
  times: (a, b) => result(a.value * b.value, a.decimal || b.decimal),
  divided_by: (a, b) => {
    const decimal = a.decimal || b.decimal;
    if (b.value === 0 && !decimal) throw new Error("divided by 0");
    return decimal ? result(a.value / b.value, true) : Math.floor(a.value / b.value);
  },
  modulo: (a, b) => {
    if (b.value === 0) throw new Error("divided by 0");
    return result(((a.value % b.value) + b.value) % b.value, a.decimal || b.decimal);
  },
  at_least: (a, b) => (a.value >= b.value ? result(a.value, a.decimal) : result(b.value, b.decimal)),
  at_most: (a, b) => (a.value <= b.value ? result(a.value, a.decimal) : result(b.value, b.decimal)),
};

/** Replaces liquidjs' arithmetic filters by ones that keep whole numbers whole and decimals decimal. */
export function registerNumberFilters(liquid: Liquid): void {
  for (const [name, calculate] of Object.entries(CALCULATIONS)) {
    liquid.registerFilter(name, function (input: unknown, argument: unknown) {
      return calculate(operand(input), operand(argument, literalOf(this.token.args[0])));
    });
  }
  liquid.registerFilter("abs", (input: unknown) => {
    const { value, decimal } = operand(input);
    return result(Math.abs(value), decimal);
  });
  liquid.registerFilter("ceil", (input: unknown) => Math.ceil(operand(input).value));
  liquid.registerFilter("floor", (input: unknown) => Math.floor(operand(input).value));
  liquid.registerFilter("round", (input: unknown, digits?: unknown) => {
    const { value } = operand(input);
    const places = operand(digits).value;
    if (places <= 0) return roundHalfAway(value);
    return result(roundHalfAway(value * 10 ** places) / 10 ** places, true);
  });
}

/** How an argument was written: `100.0` and `100` are the same number, but not the same kind. */
function literalOf(argument: unknown): string {
  if (argument === undefined || Array.isArray(argument)) return "";
  const token = argument as ValueToken;
  return typeof token.getText === "function" ? token.getText().trim() : "";
}

function roundHalfAway(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value));
}
