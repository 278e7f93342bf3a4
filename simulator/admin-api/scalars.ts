/** Checks of Shopify's custom scalars, which the introspection file leaves open. */
import {
  GraphQLError,
  type GraphQLScalarType,
  type GraphQLSchema,
  isScalarType,
  valueFromASTUntyped,
} from "graphql";

type Parse = (value: unknown) => unknown;

const DATE_TIME = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
const DECIMAL = /^[+-]?\d+(?:\.\d+)?$/;
const UNSIGNED = /^\d{1,20}$/;

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
  (type: string, pattern: RegExp): Parse =>
  (value) => {
    const isNumber = typeof value === "string" || typeof value === "number" || typeof value === "bigint";
    if (isNumber && pattern.test(String(value))) return String(value);
    throw invalid(type, value);
  };

/** How each scalar reads a value that the app sends. */
const PARSERS: Record<string, Parse> = {
  DateTime: textual("DateTime", (text) => DATE_TIME.test(text) && !Number.isNaN(Date.parse(text))),
  Date: textual("Date", (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))),
  Decimal: numeric("Decimal", DECIMAL),
  Money: numeric("Money", DECIMAL),
  UnsignedInt64: numeric("UnsignedInt64", UNSIGNED),
  URL: textual("URL", (text) => text.startsWith("/") || URL.canParse(text)),
};

function harden(type: GraphQLScalarType, parse: Parse): void {
  type.parseValue = parse;
  type.parseLiteral = (node, variables) => parse(valueFromASTUntyped(node, variables));
}

/** Changes the scalars of a built schema so that they refuse what Shopify refuses. */
export function checkScalars(schema: GraphQLSchema): void {
  for (const [name, parse] of Object.entries(PARSERS)) {
    const type = schema.getType(name);
    if (type && isScalarType(type)) harden(type, parse);
  }
}
