/** Decimal texts for the hundredths that the simulator counts in. */
import type { Hundredths } from "#simulator/state/model.ts";

const ZERO_DECIMAL_CURRENCIES = new Set([
  "BIF",
  "CLP",
  "DJF",
  "GNF",
  "ISK",
  "JPY",
  "KMF",
  "KRW",
  "PYG",
  "RWF",
  "UGX",
  "VND",
  "VUV",
  "XAF",
  "XOF",
  "XPF",
]);

/** Digits after the point that amounts of a currency have: 0 for JPY, else 2. */
export function currencyDigits(currency: string): 0 | 2 {
  return ZERO_DECIMAL_CURRENCIES.has(currency) ? 0 : 2;
}

function split(amount: Hundredths): { sign: string; units: bigint; cents: string } {
  const absolute = amount < 0n ? -amount : amount;
  return {
    sign: amount < 0n ? "-" : "",
    units: absolute / 100n,
    cents: (absolute % 100n).toString().padStart(2, "0"),
  };
}

/** As webhooks and REST resources print it: `12.30`; without decimals where the currency has none. */
export function restAmount(amount: Hundredths, currency: string): string {
  const { sign, units, cents } = split(amount);
  return currencyDigits(currency) === 0 ? `${sign}${units}` : `${sign}${units}.${cents}`;
}

/** As GraphQL's `Decimal` prints it: at least one digit after the point, no needless zeros: `12.3`, `12.0`. */
export function decimalAmount(amount: Hundredths): string {
  const { sign, units, cents } = split(amount);
  return `${sign}${units}.${cents.endsWith("0") ? cents[0] : cents}`;
}

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/** Reads a decimal text into hundredths, further digits rounded half up; null when it is not a number. */
export function parseDecimal(text: string): Hundredths | null {
  const match = DECIMAL.exec(text.trim());
  if (!match) return null;
  const digits = (match[3] ?? "").padEnd(3, "0");
  const rounded = BigInt(match[2]!) * 100n + BigInt(digits.slice(0, 2)) + (digits[2]! >= "5" ? 1n : 0n);
  return match[1] === "-" ? -rounded : rounded;
}

/** Amount for people: `£12.30`, `¥1,000`. */
export function formatMoney(amount: Hundredths, currency: string): string {
  const digits = currencyDigits(currency);
  return new Intl.NumberFormat("en-GB", {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(Number(amount) / 100);
}

/**
 * Shares `amount` among `weights` in proportion, in whole hundredths, so that the shares add up to the amount. What
 * rounding leaves over goes to the largest remainders.
 */
export function allocate(amount: Hundredths, weights: Hundredths[]): Hundredths[] {
  const sum = weights.reduce((total, weight) => total + weight, 0n);
  if (sum === 0n) return weights.map(() => 0n);
  const shares = weights.map((weight) => (amount * weight) / sum);
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (amount * weight) % sum }))
    .toSorted((a, b) => Number(b.remainder - a.remainder) || a.index - b.index);
  let left = amount - shares.reduce((total, share) => total + share, 0n);
  for (const { index } of byRemainder) {
    if (left <= 0n) break;
    shares[index]! += 1n;
    left -= 1n;
  }
  return shares;
}
