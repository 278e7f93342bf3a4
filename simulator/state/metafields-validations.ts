/** Validations of metafield definitions: which a type has, and what they ask of a value. */
import type { MetafieldDefinition } from "./model.ts";
import { isListType, isUrl, itemType, listItems, parseJson } from "./metafields-values.ts";

interface Supported {
  name: string;
  /** Type of the validation's own value. */
  type: string;
}

const RANGE = (type: string): Supported[] => [
  { name: "min", type },
  { name: "max", type },
];

const TEXT: Supported[] = [...RANGE("number_integer"), { name: "regex", type: "single_line_text_field" }];

const BY_TYPE: Record<string, Supported[]> = {
  date: RANGE("date"),
  date_time: RANGE("date_time"),
  dimension: RANGE("dimension"),
  id: TEXT,
  link: [{ name: "allowed_domains", type: "list.single_line_text_field" }],
  multi_line_text_field: TEXT,
  number_decimal: [...RANGE("number_decimal"), { name: "max_precision", type: "number_integer" }],
  number_integer: RANGE("number_integer"),
  rating: [
    { name: "scale_min", type: "number_decimal" },
    { name: "scale_max", type: "number_decimal" },
  ],
  single_line_text_field: [...TEXT, { name: "choices", type: "list.single_line_text_field" }],
  url: [{ name: "allowed_domains", type: "list.single_line_text_field" }],
  volume: RANGE("volume"),
  weight: RANGE("weight"),
};

/** The validations that definitions of a type can have. */
export function supportedValidations(type: string): Supported[] {
  const own = BY_TYPE[itemType(type)] ?? [];
  return isListType(type)
    ? [...own, { name: "list.min", type: "number_integer" }, { name: "list.max", type: "number_integer" }]
    : own;
}

type Validation = MetafieldDefinition["validations"][number];

/** What is wrong with the validations of a definition: unknown names, values that cannot be read. */
export function validationProblem(type: string, validations: Validation[]): string | null {
  const supported = supportedValidations(type);
  for (const { name, value } of validations) {
    const known = supported.find((each) => each.name === name);
    if (!known) return `Validations must not contain an invalid option '${name}'.`;
    if (known.type === "number_integer" && !/^\d+$/.test(value)) {
      return `Validations value for option ${name} must be an integer.`;
    }
    if (known.type === "number_decimal" && Number.isNaN(Number(value))) {
      return `Validations value for option ${name} must be a decimal.`;
    }
    if (known.type.startsWith("list.") && !listItems(value)) {
      return `Validations value for option ${name} must be an array.`;
    }
    if (name === "choices" && listItems(value)!.length > 128) {
      return "Validations value for option choices cannot have more than 128 items.";
    }
    if (name === "regex" && !isPattern(value)) return "Validations has an invalid regular expression.";
  }
  const names = new Set(validations.map(({ name }) => name));
  if (itemType(type) === "rating" && !(names.has("scale_min") && names.has("scale_max"))) {
    return "Validations requires that you set a scale_max and a scale_min.";
  }
  return null;
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, "u") instanceof RegExp;
  } catch {
    return false;
  }
}

const GRAMS: Record<string, number> = {
  g: 1,
  grams: 1,
  kg: 1000,
  kilograms: 1000,
  oz: 28.349523125,
  lb: 453.59237,
};
const MILLIMETRES: Record<string, number> = { mm: 1, cm: 10, m: 1000, in: 25.4, ft: 304.8, yd: 914.4 };
const MILLILITRES: Record<string, number> = { ml: 1, cl: 10, l: 1000, m3: 1_000_000 };

/** A measurement in one unit of its kind, so that two can be compared. */
function measured(text: string): number {
  const { value, unit } = parseJson(text) as { value: number | string; unit: string };
  const factor = { ...GRAMS, ...MILLIMETRES, ...MILLILITRES }[unit.toLowerCase()] ?? 1;
  return Number(value) * factor;
}

/** What `min` and `max` of a type count: lengths of texts, numbers, times, measurements. */
function amount(type: string, value: string, isLimit: boolean): number {
  if (type.endsWith("text_field") || type === "id") return isLimit ? Number(value) : [...value].length;
  if (type === "date" || type === "date_time") return Date.parse(value);
  return ["dimension", "volume", "weight"].includes(type) ? measured(value) : Number(value);
}

const isText = (type: string): boolean => type.endsWith("text_field") || type === "id";

function holdsDomain(url: string, domains: string[]): boolean {
  if (!isUrl(url)) return false;
  const host = new URL(url).hostname;
  return domains.some((domain) => {
    const wanted = URL.canParse(domain) ? new URL(domain).hostname : domain;
    return host === wanted || host.endsWith(`.${wanted}`);
  });
}

function itemProblem(type: string, value: string, { name, value: limit }: Validation): string | null {
  switch (name) {
    case "min":
    case "max": {
      const [is, wanted] = [amount(type, value, false), amount(type, limit, true)];
      if (name === "min" ? is >= wanted : is <= wanted) return null;
      const kind = name === "min" ? "minimum" : "maximum";
      return `Value has a ${kind}${isText(type) ? " length" : ""} of ${limit}.`;
    }
    case "regex":
      return new RegExp(limit, "u").test(value) ? null : "Value does not match the validation pattern.";
    case "choices":
      return listItems(limit)!.includes(value) ? null : `Value does not exist in provided choices: ${limit}.`;
    case "max_precision":
      return (value.split(".")[1]?.length ?? 0) <= Number(limit)
        ? null
        : `Value must have a maximum of ${limit} decimal places.`;
    case "allowed_domains": {
      const url = type === "link" ? String((parseJson(value) as { url: string }).url) : value;
      return holdsDomain(url, listItems(limit)!)
        ? null
        : "Value must conform to the domain restriction you set.";
    }
    case "scale_min":
    case "scale_max": {
      const { value: rated } = parseJson(value) as { value: string };
      const fits = name === "scale_min" ? Number(rated) >= Number(limit) : Number(rated) <= Number(limit);
      return fits ? null : `Value has a ${name === "scale_min" ? "minimum" : "maximum"} of ${limit}.`;
    }
    default:
      return null;
  }
}

/** What the definition has against a value that is right for its type; `elementIndex` is the place in a list. */
export function definitionProblem(
  definition: Pick<MetafieldDefinition, "type" | "validations">,
  value: string,
): { message: string; elementIndex: number | null } | null {
  const { type, validations } = definition;
  const items = isListType(type) ? listItems(value)! : [value];
  for (const validation of validations) {
    if (validation.name === "list.min" && items.length < Number(validation.value)) {
      return { message: `Value has a minimum of ${validation.value} items.`, elementIndex: null };
    }
    if (validation.name === "list.max" && items.length > Number(validation.value)) {
      return { message: `Value has a maximum of ${validation.value} items.`, elementIndex: null };
    }
    for (const [place, item] of items.entries()) {
      const message = itemProblem(itemType(type), item, validation);
      if (message) return { message, elementIndex: isListType(type) ? place : null };
    }
  }
  return null;
}
