/** What a value of each metafield type must be. The sentences are Shopify's. */
import type { CommandError } from "./commands.ts";
import { metafieldOwner } from "./metafields-owners.ts";
import type { ShopState } from "./model.ts";

/** null = fine. */
type Rule = (value: string, shop: ShopState) => string | null;

/** Types that Shopify has and the simulator leaves out: what they refer to is not modelled. */
export const LEFT_OUT_TYPES: readonly string[] = [
  "article_reference",
  "company_reference",
  "file_reference",
  "metaobject_reference",
  "mixed_reference",
  "page_reference",
  "product_taxonomy_value_reference",
];

/** The object types that each reference type points to. */
export const REFERENCE_TYPES: Record<string, string> = {
  collection_reference: "Collection",
  customer_reference: "Customer",
  order_reference: "Order",
  product_reference: "Product",
  variant_reference: "ProductVariant",
};

const REFERENCE_WORDS: Record<string, string> = {
  ProductVariant: "product variant",
};

export function parseJson(value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const holds =
  (test: (value: string) => boolean, sentence: string): Rule =>
  (value) =>
    test(value) ? null : sentence;

const INTEGER_LIMIT = BigInt(Number.MAX_SAFE_INTEGER);

function integer(value: string): string | null {
  if (!/^[+-]?\d{1,30}$/.test(value)) return "Value must be an integer.";
  const number = BigInt(value.replace("+", ""));
  if (number > INTEGER_LIMIT) return `Value can't exceed ${INTEGER_LIMIT}.`;
  return number < -INTEGER_LIMIT ? `Value can't be less than -${INTEGER_LIMIT}.` : null;
}

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/;

function decimal(value: string): string | null {
  const match = DECIMAL.exec(value);
  if (!match) return "Value must be a decimal.";
  if ((match[3]?.length ?? 0) > 9) return "Value must have at most 9 decimal places.";
  if (match[2]!.replace(/^0+/, "").length <= 13) return null;
  return match[1] === "-" ? "Value can't be less than -9999999999999." : "Value can't exceed 9999999999999.";
}

const isNumeric = (value: unknown): boolean =>
  typeof value === "number" || (typeof value === "string" && DECIMAL.test(value));

const isDay = (value: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
};

const TIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/;

const isTime = (value: string): boolean => {
  const match = TIME.exec(value);
  return (
    !!match &&
    isDay(match[1]!) &&
    Number(match[2]) < 24 &&
    Number(match[3]) < 60 &&
    Number(match[4] ?? 0) < 60
  );
};

const UNITS: Record<string, readonly string[]> = {
  dimension: [
    "mm",
    "millimeters",
    "cm",
    "centimeters",
    "m",
    "meters",
    "in",
    "inches",
    "ft",
    "feet",
    "yd",
    "yards",
  ],
  volume: [
    "ml",
    "milliliters",
    "cl",
    "centiliters",
    "l",
    "liters",
    "m3",
    "cubic_meters",
    "us_fl_oz",
    "us_pt",
    "us_qt",
    "us_gal",
    "imp_fl_oz",
    "imp_pt",
    "imp_qt",
    "imp_gal",
  ],
  weight: ["oz", "ounces", "lb", "pounds", "g", "grams", "kg", "kilograms"],
};

const measurement =
  (type: string): Rule =>
  (text) => {
    const parsed = parseJson(text);
    if (!isObject(parsed) || typeof parsed["unit"] !== "string" || !("value" in parsed)) {
      return "Value must contain unit and value.";
    }
    if (!isNumeric(parsed["value"]) || Number(parsed["value"]) < 0)
      return "Value must be a non-negative number.";
    return UNITS[type]!.includes(parsed["unit"].toLowerCase()) ? null : "Value must be a supported unit.";
  };

function money(text: string, shop: ShopState): string | null {
  const parsed = parseJson(text);
  const isMoney =
    isObject(parsed) && isNumeric(parsed["amount"]) && parsed["currency_code"] === shop.currency;
  return isMoney
    ? null
    : "Value must be a stringified JSON object with amount (numeric) and currency_code (string matching the shop's currency) fields.";
}

function rating(text: string): string | null {
  const parsed = parseJson(text);
  const fields = isObject(parsed) ? [parsed["value"], parsed["scale_min"], parsed["scale_max"]] : [];
  if (fields.length === 0 || !fields.every(isNumeric)) return "Value must be a rating.";
  const [value, low, high] = fields.map(Number) as [number, number, number];
  if (low >= high) return "Value must be a rating.";
  if (value < low) return `Value has a minimum of ${String(fields[1])}.`;
  return value > high ? `Value has a maximum of ${String(fields[2])}.` : null;
}

const SCHEMES = ["http", "https", "mailto", "sms", "tel"];

export const isUrl = (value: string): boolean =>
  URL.canParse(value) && SCHEMES.includes(new URL(value).protocol.slice(0, -1));

function link(text: string): string | null {
  const parsed = parseJson(text);
  if (!isObject(parsed) || typeof parsed["text"] !== "string" || typeof parsed["url"] !== "string") {
    return "Value must be a valid link.";
  }
  return isUrl(parsed["url"])
    ? null
    : "Value must be one of the following URL schemes: http, https, mailto, sms, tel.";
}

const richText: Rule = (text) => {
  const parsed = parseJson(text);
  const isRoot = isObject(parsed) && parsed["type"] === "root" && Array.isArray(parsed["children"]);
  return isRoot ? null : "Value must be a valid rich text object.";
};

const reference =
  (typeName: string): Rule =>
  (value, shop) => {
    const word = REFERENCE_WORDS[typeName] ?? typeName.toLowerCase();
    if (!new RegExp(`^gid://shopify/${typeName}/\\d+$`).test(value))
      return `Value must be a valid ${word} reference.`;
    return metafieldOwner(shop, value) ? null : `Value references non-existent resource ${value}.`;
  };

const RULES: Record<string, Rule> = {
  boolean: holds((value) => value === "true" || value === "false", "Value must be true or false."),
  color: holds((value) => /^#[0-9a-f]{6}$/i.test(value), "Value must be a hex color code."),
  date: holds(isDay, 'Value must be in "YYYY-MM-DD" format. For example: 2022-06-01.'),
  date_time: holds(isTime, "Value must be in “YYYY-MM-DDTHH:MM:SS” format. For example: 2022-06-01T15:30:00"),
  dimension: measurement("dimension"),
  id: () => null,
  json: holds((value) => parseJson(value) !== undefined, "Value is invalid JSON."),
  language: holds((value) => /^[a-z]{2}(?:-[A-Z]{2})?$/.test(value), "Value must be in ISO 639-1 format."),
  link,
  money,
  multi_line_text_field: () => null,
  number_decimal: decimal,
  number_integer: integer,
  rating,
  rich_text_field: richText,
  single_line_text_field: holds((value) => !/[\r\n]/.test(value), "Value must be a single line text string."),
  url: holds(
    isUrl,
    'Value cannot have an empty scheme (protocol), must include one of the following URL schemes: ["http", "https", "mailto", "sms", "tel"].',
  ),
  volume: measurement("volume"),
  weight: measurement("weight"),
  ...Object.fromEntries(Object.entries(REFERENCE_TYPES).map(([type, name]) => [type, reference(name)])),
};

/** Types that no list is made of. */
const SINGLE = new Set(["boolean", "id", "json", "multi_line_text_field", "rich_text_field", "money"]);

export const isListType = (type: string): boolean => type.startsWith("list.");
/** The type of an item of a list, or the type itself. */
export const itemType = (type: string): string => (isListType(type) ? type.slice(5) : type);

/** Every type that a metafield can have here. */
export const METAFIELD_TYPES: readonly string[] = [
  ...Object.keys(RULES),
  ...Object.keys(RULES)
    .filter((type) => !SINGLE.has(type))
    .map((type) => `list.${type}`),
].toSorted();

export const isKnownType = (type: string): boolean => METAFIELD_TYPES.includes(type);

/** Bytes that a value may have, by type. */
const BYTES: Record<string, number> = { json: 2_000_000, url: 2048, id: 2048 };
const USUAL_BYTES = 65_536;
const LIST_LIMIT = 128;

/** What is wrong with one item of a list; its place is in the answer. */
export interface ValueProblem extends Pick<CommandError, "message"> {
  code: string;
  /** Place in a list. */
  elementIndex: number | null;
}

const invalid = (message: string, elementIndex: number | null = null): ValueProblem => ({
  message,
  code: "INVALID_VALUE",
  elementIndex,
});

function single(shop: ShopState, type: string, value: string, place: number | null): ValueProblem | null {
  if (Buffer.byteLength(value) > (BYTES[type] ?? USUAL_BYTES)) {
    return { ...invalid("Value is too long.", place), code: "TOO_LONG" };
  }
  const message = RULES[type]!(value, shop);
  return message === null ? null : invalid(message, place);
}

const itemText = (item: unknown): string => (typeof item === "string" ? item : JSON.stringify(item));

/** The items of a list as texts; null when it is none. */
export function listItems(value: string): string[] | null {
  const parsed = parseJson(value);
  return Array.isArray(parsed) ? parsed.map(itemText) : null;
}

/** What is wrong with a value of a type; null when nothing is. */
export function valueProblem(shop: ShopState, type: string, value: string): ValueProblem | null {
  if (value === "") return { message: "Value can't be blank.", code: "BLANK", elementIndex: null };
  if (!isListType(type)) return single(shop, type, value, null);
  const items = listItems(value);
  if (!items) return invalid("Value must be an array.");
  if (items.length > LIST_LIMIT) return invalid(`Value cannot have more than ${LIST_LIMIT} items.`);
  for (const [place, item] of items.entries()) {
    const problem = single(shop, itemType(type), item, place);
    if (problem) return problem;
  }
  return null;
}

/** Times are kept with their offset and without fractions; everything else as it came. */
export function storedValue(type: string, value: string): string {
  if (type !== "date_time") return value;
  const [, day, hours, minutes, seconds = "00", zone = "Z"] = TIME.exec(value)!;
  const offset = zone === "Z" ? "+00:00" : zone.replace(/^(...)(\d{2})$/, "$1:$2");
  return `${day}T${hours}:${minutes}:${seconds}${offset}`;
}

/** The value as JSON, as `jsonValue` gives it: whole numbers as numbers, decimals as texts. */
export function jsonValue(type: string, value: string): unknown {
  if (type === "number_integer") return Number(value);
  if (type === "boolean") return value === "true";
  const isStructured =
    isListType(type) ||
    (RULES[type] && /^(?:json|link|money|rating|rich_text_field|dimension|volume|weight)$/.test(type));
  return isStructured ? parseJson(value) : value;
}
