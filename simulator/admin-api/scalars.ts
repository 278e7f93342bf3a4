/** Checks of Shopify's custom scalars, which the introspection file leaves open. */
import {
  GraphQLError,
  type GraphQLScalarType,
  type GraphQLSchema,
  isScalarType,
  valueFromASTUntyped,
} from "graphql";

type Parse = (value: unknown) => unknown;

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/;
const UNSIGNED = /^\d{1,20}$/;
const INTEGER = /^-?\d+$/;
const LARGEST_UNSIGNED = 2n ** 64n - 1n;

function invalid(type: string, value: unknown): GraphQLError {
  return new GraphQLError(`invalid ${type} '${String(value)}'`, {
    extensions: { code: "argumentLiteralsIncompatible", typeName: "CoercionError" },
  });
}

const textual =
  (type: string, holds: (text: string) => boolean): Parse =>
  (value) => {
    if (typeof value === "string" && holds(value)) return value;
    throw invalid(type, value);
  };

const numeric =
  (type: string, holds: (text: string) => boolean): Parse =>
  (value) => {
    const isNumber = typeof value === "string" || typeof value === "number" || typeof value === "bigint";
    if (isNumber && holds(String(value))) return String(value);
    throw invalid(type, value);
  };

/** A day that the calendar has: JavaScript would make March of 30 February. */
function isDay(text: string): boolean {
  const time = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text.slice(0, 10));
}

const isMoment = (text: string): boolean =>
  DATE_TIME.test(text) && isDay(text) && !Number.isNaN(Date.parse(text.replace(" ", "T")));

/** An address with a scheme and a host; files on Shopify may be named by their path. */
function isUrl(text: string): boolean {
  if (text.startsWith("/")) return !/\s/.test(text);
  return /^[a-z][a-z\d+.-]*:\/\/[^\s/]+/i.test(text) && URL.canParse(text);
}

const isBase64 = (text: string): boolean => /^[A-Za-z\d+/_-]+={0,2}$/.test(text);

/** How each scalar reads a value that the app sends. */
const PARSERS: Record<string, Parse> = {
  ARN: textual("ARN", (text) => /^arn:aws[\w-]*:[\w-]+:[\w-]*:/.test(text)),
  BigInt: numeric("BigInt", (text) => INTEGER.test(text)),
  Color: textual("Color", (text) => /^#(?:[\da-f]{3}|[\da-f]{6})$/i.test(text)),
  Date: textual("Date", (text) => DATE.test(text) && isDay(text)),
  DateTime: textual("DateTime", isMoment),
  Decimal: numeric("Decimal", (text) => DECIMAL.test(text)),
  Money: numeric("Money", (text) => DECIMAL.test(text)),
  StorefrontID: textual("StorefrontID", isBase64),
  UnsignedInt64: numeric("UnsignedInt64", (text) => UNSIGNED.test(text) && BigInt(text) <= LARGEST_UNSIGNED),
  URL: textual("URL", isUrl),
  UtcOffset: textual("UtcOffset", (text) => /^[+-]\d{2}:\d{2}$/.test(text)),
};

/** How each scalar has to leave; a model that gives anything else has a mistake, and says so. */
const LEAVING: Record<string, (value: unknown) => boolean> = {
  DateTime: (value) =>
    typeof value === "string" && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})$/.test(value),
  Date: (value) => typeof value === "string" && DATE.test(value),
  Decimal: (value) => typeof value === "string" && DECIMAL.test(value),
  Money: (value) => typeof value === "string" && DECIMAL.test(value),
  UnsignedInt64: (value) => typeof value === "string" && UNSIGNED.test(value),
};

function harden(type: GraphQLScalarType, parse: Parse): void {
  type.parseValue = parse;
  type.parseLiteral = (node, variables) => parse(valueFromASTUntyped(node, variables));
  const mayLeave = LEAVING[type.name];
  if (!mayLeave) return;
  type.serialize = (value) => {
    if (mayLeave(value)) return value;
    throw new GraphQLError(`The simulator would answer ${String(value)} for a ${type.name}`);
  };
}

/** Changes the scalars of a built schema so that they refuse what Shopify refuses. */
export function checkScalars(schema: GraphQLSchema): void {
  for (const [name, parse] of Object.entries(PARSERS)) {
    const type = schema.getType(name);
    if (type && isScalarType(type)) harden(type, parse);
  }
}
