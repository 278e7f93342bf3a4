import { FUNCTIONS, type FunctionName, type ParameterName } from "./attributes.ts";
import { ParseFailure } from "./condition-errors.ts";
import type { FunctionClause, FunctionParameter } from "./condition-tree.ts";
import { nearest } from "./nearest.ts";
import type { TokenReader } from "./token-reader.ts";

/**
 * Reads what follows a function's name, in either of Shopify's forms: `(id: 7, date: >= -30d) = true`, or, since its
 * version 2026-10, `MATCHES (id = 7 AND date >= -30d)`.
 */
export function parseFunction(reader: TokenReader, name: FunctionName): FunctionClause {
  const isNegated = reader.takeWord("not");
  if (isNegated || reader.isWordAhead("matches")) {
    reader.expectWord("matches");
    reader.expectSign("(", ["("]);
    const parameters = parseList(reader, name, {
      isColon: false,
      takeSeparator: () => reader.takeWord("and"),
    });
    return { kind: "function", name, parameters, expected: !isNegated };
  }
  reader.expectSign("(", ["(", "MATCHES"]);
  const parameters = parseList(reader, name, { isColon: true, takeSeparator: () => reader.takeSign(",") });
  // The function alone is meant to hold.
  if (!reader.isSignAhead("=") && !reader.isSignAhead("!=")) {
    return { kind: "function", name, parameters, expected: true };
  }
  const isUnequal = reader.takeSign("!=") || !reader.takeSign("=");
  const [value] = reader.takeValues("=", { type: "boolean" });
  return { kind: "function", name, parameters, expected: (value === "true") !== isUnequal };
}

function parseList(
  reader: TokenReader,
  name: FunctionName,
  form: { isColon: boolean; takeSeparator: () => boolean },
): FunctionParameter[] {
  const parameters: FunctionParameter[] = [];
  if (reader.takeSign(")")) return parameters;
  do parameters.push(parseParameter(reader, name, form.isColon));
  while (form.takeSeparator());
  reader.expectSign(")", [form.isColon ? "," : "AND", ")"]);
  return parameters;
}

function parseParameter(reader: TokenReader, name: FunctionName, isColon: boolean): FunctionParameter {
  const token = reader.peek();
  const known = Object.keys(FUNCTIONS[name]) as ParameterName[];
  const parameter = known.find((one) => one === token.value.toLowerCase());
  const definition = parameter && FUNCTIONS[name][parameter];
  if (!parameter || !definition) {
    const near = nearest(token.value, known);
    throw new ParseFailure({
      code: "unknown_parameter",
      from: token.from,
      to: token.to,
      expected: near ? [near] : known,
      details: { found: token.value, attribute: name, ...(near ? { near } : {}) },
    });
  }
  reader.next();
  if (!isColon) {
    const operator = reader.takeOperator(parameter, definition.operators);
    return { name: parameter, operator, values: reader.takeValues(operator, definition) };
  }
  reader.expectSign(":", [":"]);
  if (reader.isSignAhead("(") && definition.operators.includes("in")) {
    return { name: parameter, operator: "in", values: reader.takeValues("in", definition) };
  }
  // A plain value is meant exactly, as at Shopify.
  const operator = reader.isOperatorAhead() ? reader.takeOperator(parameter, definition.operators) : "=";
  return { name: parameter, operator, values: reader.takeValues(operator, definition) };
}
