import { definitionOf, FUNCTIONS } from "./attributes.ts";
import type { Clause, ConditionTree, FunctionClause, FunctionParameter, Operator } from "./condition-tree.ts";
import { isQuoted } from "./condition-values.ts";
import { OPERATOR_TEXTS } from "./token-reader.ts";

/** Writes a condition as people read it; `parseCondition` reads the same tree from it. */
export function formatCondition(tree: ConditionTree): string {
  switch (tree.kind) {
    case "and":
    case "or":
      return tree.children.map(formatPart).join(tree.kind === "and" ? " AND " : " OR ");
    case "not":
      return `NOT ${formatPart(tree.child)}`;
    default:
      return formatClause(tree);
  }
}

/** A group within another stands in brackets always, so that nobody needs to know what binds tighter. */
function formatPart(tree: ConditionTree): string {
  const text = formatCondition(tree);
  return tree.kind === "and" || tree.kind === "or" ? `(${text})` : text;
}

/** Writes one clause. */
export function formatClause(clause: Clause): string {
  if (clause.kind === "function") return formatFunction(clause);
  const { attribute, operator, values } = clause;
  const isText = isQuoted(definitionOf(attribute).type) && attribute !== "segment_id";
  const name = attribute === "segment_id" ? "segment" : attribute;
  return `${name} ${formatComparison(operator, values, isText)}`;
}

function formatComparison(operator: Operator, values: readonly string[], isText: boolean): string {
  const written = values.map((value) => (isText ? quote(value) : value));
  const sign = OPERATOR_TEXTS[operator];
  if (operator === "is_null" || operator === "is_not_null") return sign;
  if (operator === "between") return `${sign} ${written[0]} AND ${written[1]}`;
  if (operator === "in" || operator === "not_in") return `${sign} (${written.join(", ")})`;
  return `${sign} ${written[0]}`;
}

function formatFunction({ name, parameters, expected }: FunctionClause): string {
  const format = ({ name: parameter, operator, values }: FunctionParameter) => {
    const isText = isQuoted(FUNCTIONS[name][parameter]?.type ?? "text");
    const written = formatComparison(operator, values, isText);
    return `${parameter}: ${written.replace(/^(?:=|IN) /, "")}`;
  };
  return `${name}(${parameters.map(format).join(", ")}) = ${expected}`;
}

/** A text in quotes. */
export function quote(text: string): string {
  return `'${text.replaceAll(/[\\']/g, (character) => `\\${character}`)}'`;
}
