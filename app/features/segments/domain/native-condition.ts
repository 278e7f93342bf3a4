/** Which conditions Shopify's own segments can say, and in which words of its language as of API 2026-07. */
import { definitionOf } from "./attributes.ts";
import {
  type AttributeClause,
  type Clause,
  type ConditionTree,
  type FunctionClause,
  type FunctionParameter,
  mapClauses,
  type Operator,
} from "./condition-tree.ts";
import { formatCondition } from "./format-condition.ts";

/** Operators that Shopify's segments lack. IN and NOT IN are written out. */
const NOT_NATIVE: ReadonlySet<Operator> = new Set(["starts_with"]);

/** A whole day, as Shopify writes one. */
const DAY = /^(?:[+-]?\d+[dwmy]|today|yesterday|\d{4}-\d{2}-\d{2})$/;

/** Shopify refuses a longer query. */
const MAX_QUERY = 5_000;

/** A condition as a query for Shopify's segments; null = they cannot say it. */
export function nativeQuery(tree: ConditionTree): string | null {
  if (hasNegation(tree)) return null;
  let canSay = true;
  const told = mapClauses(tree, (clause) => {
    const native = nativeClause(clause);
    canSay &&= native !== null;
    return native ?? clause;
  });
  if (!canSay) return null;
  const query = formatCondition(told);
  return query.length > MAX_QUERY ? null : query;
}

/** Shopify's language has no NOT before a bracket. */
function hasNegation(tree: ConditionTree): boolean {
  if (tree.kind === "not") return true;
  return (tree.kind === "and" || tree.kind === "or") && tree.children.some(hasNegation);
}

function nativeClause(clause: Clause): ConditionTree | null {
  return clause.kind === "function" ? nativeFunction(clause) : nativeComparison(clause);
}

function nativeComparison(clause: AttributeClause): ConditionTree | null {
  const { attribute, operator, values } = clause;
  const { isNative, type } = definitionOf(attribute);
  if (!isNative || NOT_NATIVE.has(operator)) return null;
  if (type === "date" && !values.every((value) => DAY.test(value))) return null;
  if (operator === "in" || operator === "not_in") {
    const each = values.map((value): AttributeClause => ({
      ...clause,
      operator: operator === "in" ? "=" : "!=",
      values: [value],
    }));
    return each.length === 1 ? each[0]! : { kind: operator === "in" ? "or" : "and", children: each };
  }
  return clause;
}

/** Its parameters have no operators: `id` names one or several, `tag` one, and `date` means since. */
function nativeFunction(clause: FunctionClause): FunctionClause | null {
  if (clause.name !== "products_purchased") return null;
  const parameters = clause.parameters.map(nativeParameter);
  return parameters.every((parameter) => parameter !== null) ? { ...clause, parameters } : null;
}

function nativeParameter(parameter: FunctionParameter): FunctionParameter | null {
  const { name, operator, values } = parameter;
  if (name === "id") return parameter;
  if (name === "tag") return operator === "=" ? parameter : null;
  if (name !== "date" || operator !== ">=" || !DAY.test(values[0] ?? "")) return null;
  return { ...parameter, operator: "=" };
}
