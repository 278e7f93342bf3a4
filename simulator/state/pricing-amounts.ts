/** Amounts of discounts, in whole units of the currency: pence for GBP, yen for JPY. */
import { allocate, currencyDigits } from "#simulator/money.ts";
import type { DiscountValue, Hundredths } from "./model.ts";

/** What the smallest unit of a currency is in hundredths. */
export const unitOf = (currency: string): Hundredths => (currencyDigits(currency) === 0 ? 100n : 1n);

const MILLION = 1_000_000n;

/** A part of an amount, rounded half up to the currency's unit. `fraction`: 0.15 = 15 %. */
export function partOf(amount: Hundredths, fraction: number, currency: string): Hundredths {
  const unit = unitOf(currency);
  const millionths = BigInt(Math.round(fraction * 1_000_000));
  const divisor = MILLION * unit;
  return ((amount * millionths * 2n + divisor) / (divisor * 2n)) * unit;
}

/** Shares an amount among lines in proportion to what they cost; no share is more than its line. */
export function share(amount: Hundredths, weights: Hundredths[], currency: string): Hundredths[] {
  const unit = unitOf(currency);
  return allocate(
    amount / unit,
    weights.map((weight) => weight / unit),
  ).map((part) => part * unit);
}

export const smaller = (left: Hundredths, right: Hundredths): Hundredths => (left < right ? left : right);

/** What a value takes off one piece. */
export function offPiece(value: DiscountValue, price: Hundredths, currency: string): Hundredths {
  return value.kind === "percentage"
    ? smaller(partOf(price, value.fraction, currency), price)
    : smaller(value.amount, price);
}
