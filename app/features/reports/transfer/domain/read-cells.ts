/** Reads the cells of a merchant's file: strict about what it takes, tolerant of how it is written. */

/** What a cell said, or what was expected instead. */
export type CellResult<T> = { ok: true; value: T } | { ok: false; expected: string };

const good = <T>(value: T): CellResult<T> => ({ ok: true, value });
const bad = (expected: string): CellResult<never> => ({ ok: false, expected });

/** How a file writes days: 2026-03-31 is always read; 03/04/2026 only when the order is known. */
export interface CellStyle {
  dayOrder: "day_first" | "month_first" | null;
}

/** Longest text that is kept of a cell. */
export const MAX_CELL = 2_000;

/** Text without control characters. */
export function readText(cell: string): CellResult<string> {
  const text = cell.replaceAll(/\p{Cc}/gu, " ").trim();
  return text.length > MAX_CELL ? bad(`at most ${MAX_CELL} characters`) : good(text);
}

/** A whole number of points, thousands marked or not: "1,250", "1 250", "1250.00". */
export function readPoints(cell: string): CellResult<bigint> {
  const text = cell.replaceAll(/[\s\u00a0'’]/g, "");
  const whole = /^([+-]?)(\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.0+)?$/.exec(text);
  if (!whole) return bad("a whole number of points, such as 250");
  const points = BigInt(whole[2]!.replaceAll(",", ""));
  return good(whole[1] === "-" ? -points : points);
}

/**
 * An amount of money as decimal text: "12.30", "1,234.50", "1.234,50", "£12". A single comma before one or two digits is
 * a decimal comma.
 */
export function readDecimal(cell: string): CellResult<string> {
  const text = cell.replaceAll(/[^\d,.+-]/g, "");
  const comma = text.lastIndexOf(",");
  const point = text.lastIndexOf(".");
  const isDecimalComma = comma > point && /,\d{1,2}$/.test(text);
  const plain = isDecimalComma ? text.replaceAll(".", "").replace(",", ".") : text.replaceAll(",", "");
  return /^-?\d{1,15}(?:\.\d{1,4})?$/.test(plain) ? good(plain) : bad("an amount such as 12.50");
}

const ISO_DAY = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const OTHER_DAY = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/;
const INSTANT =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/i;

/** A day or an instant; a day is its beginning in UTC, an instant without a zone is read as UTC. */
export function readInstant(cell: string, { dayOrder }: CellStyle): CellResult<Date> {
  const text = cell.trim();
  const instant = INSTANT.exec(text);
  if (instant) {
    const zone = instant[3] && !/^(z|utc)$/i.test(instant[3]) ? instant[3] : "Z";
    const parsed = new Date(`${instant[1]}T${instant[2]}${zone}`);
    return Number.isNaN(parsed.getTime()) ? bad("a real day and time") : good(parsed);
  }
  const iso = ISO_DAY.exec(text);
  if (iso) return dayOf(iso[1]!, iso[2]!, iso[3]!);
  const other = OTHER_DAY.exec(text);
  if (!other) return bad("a day such as 2026-03-31");
  const [, first = "", second = "", year = ""] = other;
  if (Number(first) > 12) return dayOf(year, second, first);
  if (Number(second) > 12) return dayOf(year, first, second);
  if (dayOrder === null) return bad("a day such as 2026-03-31, or the order of day and month to be chosen");
  return dayOrder === "day_first" ? dayOf(year, second, first) : dayOf(year, first, second);
}

function dayOf(year: string, month: string, day: string): CellResult<Date> {
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const isReal = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  return isReal && Number(year) > 1900 && Number(year) < 2200 ? good(date) : bad("a day that exists");
}

/** How many of something: a whole number above zero. */
export function readQuantity(cell: string): CellResult<bigint> {
  const read = readPoints(cell);
  return read.ok && read.value > 0n && read.value <= 1_000_000n ? read : bad("a whole number above zero");
}

/** A currency's code. */
export function readCurrency(cell: string): CellResult<string> {
  const code = cell.trim().toUpperCase();
  return /^[A-Z]{3}$/.test(code) ? good(code) : bad("a currency code such as GBP");
}

/** One of some words, in any case, with - and spaces as _. */
export function readChoice<T extends string>(
  cell: string,
  choices: Readonly<Record<string, T>>,
): CellResult<T> {
  const choice =
    choices[
      cell
        .trim()
        .toLowerCase()
        .replaceAll(/[\s-]+/g, "_")
    ];
  return choice === undefined
    ? bad(`one of ${[...new Set(Object.values(choices))].join(", ")}`)
    : good(choice);
}

/** A customer's number at Shopify, also as a global id or as a spreadsheet's text ('123). */
export function readCustomerId(cell: string): CellResult<bigint> {
  const digits = /^'?(?:gid:\/\/shopify\/Customer\/)?(\d{1,19})$/.exec(cell.trim())?.[1];
  return digits ? good(BigInt(digits)) : bad("a customer's number at Shopify");
}

/** Codes of what is no country: unions, the unknown, places far out. */
const NO_COUNTRIES: ReadonlySet<string> = new Set(["EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"]);

/** Country codes by what English calls the countries, folded. */
const COUNTRY_CODES: ReadonlyMap<string, string> = (() => {
  const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
  const letters = Array.from({ length: 26 }, (_, n) => String.fromCharCode(65 + n));
  const codes = letters.flatMap((a) => letters.map((b) => a + b));
  return new Map(
    codes.flatMap((code) => {
      // Former codes stand for today's.
      const isOfToday = Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`;
      const name = isOfToday && !NO_COUNTRIES.has(code) ? names.of(code) : undefined;
      return name === undefined ? [] : [[foldName(name), code] as const];
    }),
  );
})();

function foldName(name: string): string {
  return name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("&", "and")
    .replaceAll(/[^a-z]+/g, " ")
    .trim();
}

const COUNTRY_CODE = new Set(COUNTRY_CODES.values());
const OTHER_NAMES: Readonly<Record<string, string>> = {
  uk: "GB",
  usa: "US",
  "united states of america": "US",
  turkey: "TR",
  "czech republic": "CZ",
  "hong kong": "HK",
  macau: "MO",
  "viet nam": "VN",
  "russian federation": "RU",
};

/** A country's code, from its code or its English name. */
export function readCountry(cell: string): CellResult<string> {
  const code = cell.trim().toUpperCase();
  if (COUNTRY_CODE.has(code)) return good(code);
  const named = OTHER_NAMES[foldName(cell)] ?? COUNTRY_CODES.get(foldName(cell));
  return named ? good(named) : bad("a country such as GB or United Kingdom");
}

/** A language's code as Shopify writes it: en, pt-BR. */
export function readLanguage(cell: string): CellResult<string> {
  const tag = cell.trim().replaceAll("_", "-");
  const isCode = /^[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?$/i.test(tag);
  return isCode
    ? good(Intl.getCanonicalLocales(tag)[0] ?? tag)
    : bad("a language's code such as en or pt-BR");
}

const MAX_TAGS = 250;
const MAX_TAG = 255;

/** Tags as lines, sorted; commas, semicolons and bars stand between them. */
export function readTags(cell: string): CellResult<string> {
  const text = readText(cell);
  if (!text.ok) return text;
  const tags = [...new Set(text.value.split(/[,;|]/).map((tag) => tag.trim()))].filter(Boolean);
  const isTooMuch = tags.length > MAX_TAGS || tags.some((tag) => tag.length > MAX_TAG);
  return isTooMuch
    ? bad(`at most ${MAX_TAGS} tags of ${MAX_TAG} characters`)
    : good(tags.toSorted().join("\n"));
}
