/** Money is whole minor units (pence, yen, fils) and a currency, never a floating-point number. */

const digitsByCurrency = new Map<string, number>();

/**
 * Decimals of a currency: 2 for GBP, 0 for JPY, 3 for KWD.
 *
 * @throws RangeError when the code is not three letters
 */
export function currencyDigits(currency: string): number {
  let digits = digitsByCurrency.get(currency);
  if (digits === undefined) {
    digits =
      new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ??
      2;
    digitsByCurrency.set(currency, digits);
  }
  return digits;
}

/**
 * Reads a decimal amount as Shopify writes it: `minorFromDecimal("12.30", "GBP")` is 1230n. Shopify prints two decimals
 * for currencies without any (`"1000.00"` JPY), so surplus zeros are read over.
 *
 * @throws RangeError when it is not a decimal number or is finer than the currency
 */
export function minorFromDecimal(amount: string, currency: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount);
  if (!match) throw new RangeError(`expected a decimal amount such as "12.30", got "${amount}"`);
  const [, sign, whole = "", fraction = ""] = match;
  const digits = currencyDigits(currency);
  if (/[1-9]/.test(fraction.slice(digits))) {
    throw new RangeError(`"${amount}" is finer than the smallest unit of ${currency} (${digits} decimals)`);
  }
  const minor = BigInt(whole + fraction.slice(0, digits).padEnd(digits, "0"));
  return sign === "-" ? -minor : minor;
}

/** The amount as Shopify wants it: 1230 GBP → "12.30", 1000 JPY → "1000". */
export function decimalFromMinor(amountMinor: bigint | number, currency: string): string {
  const digits = currencyDigits(currency);
  const text = (amountMinor < 0 ? -BigInt(amountMinor) : BigInt(amountMinor))
    .toString()
    .padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits);
  const sign = amountMinor < 0 ? "-" : "";
  return digits === 0 ? sign + whole : `${sign}${whole}.${text.slice(-digits)}`;
}

/** Making a format takes a hundred times as long as using it. Bounded: browsers name the locale. */
const formats = new Map<string, Intl.NumberFormat>();
const MOST_FORMATS = 200;

function moneyFormat(locale: string, currency: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`;
  const known = formats.get(key);
  if (known) return known;
  const format = new Intl.NumberFormat(locale, { style: "currency", currency });
  if (formats.size >= MOST_FORMATS) formats.clear();
  formats.set(key, format);
  return format;
}

/** The amount for people: 1230 GBP → "£12.30". */
export function formatMoney(amountMinor: bigint | number, currency: string, locale = "en"): string {
  return moneyFormat(locale, currency).format(decimalFromMinor(amountMinor, currency) as `${number}`);
}
