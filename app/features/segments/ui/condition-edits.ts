import {
  type AttributeDefinition,
  type AttributeName,
  definitionOf,
  FUNCTION_NAMES,
  FUNCTIONS,
  type FunctionName,
  operatorsOf,
  type ParameterDefinition,
  type ParameterName,
} from "../domain/attributes.ts";
import type {
  Clause,
  ConditionGroup,
  ConditionTree,
  FunctionParameter,
  Operator,
} from "../domain/condition-tree.ts";
import { exampleOf } from "../domain/condition-values.ts";

/** What a builder does to a tree, without the screen. */

/** A fresh comparison of an attribute, or a fresh question about orders. */
export function newClause(name: AttributeName | FunctionName): Clause {
  if (FUNCTION_NAMES.includes(name as FunctionName)) {
    return { kind: "function", name: name as FunctionName, parameters: [], expected: true };
  }
  const attribute = name as AttributeName;
  const operator = operatorsOf(attribute)[0]!;
  return { kind: "clause", attribute, operator, values: withCount(operator, [], exampleOf(attribute)) };
}

/** As many values as an operator needs, of those that there are. */
export function withCount(operator: Operator, values: readonly string[], example: string): string[] {
  const [first = example, second = first] = values;
  if (operator === "is_null" || operator === "is_not_null") return [];
  if (operator === "between") return [first, second];
  return operator === "in" || operator === "not_in" ? (values.length > 0 ? [...values] : [first]) : [first];
}

/** A fresh parameter of a function. */
export function newParameter(name: FunctionName, parameter: ParameterName): FunctionParameter {
  const definition: ParameterDefinition = FUNCTIONS[name][parameter]!;
  const operator = definition.type === "date" ? ">=" : definition.isSum ? ">=" : definition.operators[0]!;
  const examples: Partial<Record<AttributeDefinition["type"], string>> = {
    date: "-30d",
    money: "100",
    integer: "1",
  };
  const example = parameter === "id" ? "" : (definition.values?.[0] ?? examples[definition.type] ?? "");
  return { name: parameter, operator, values: withCount(operator, [], example) };
}

/** The tree as a builder shows it: a group, whose parts are the rows. A single clause is a group of one. */
export function asGroup(tree: ConditionTree | null): ConditionGroup {
  if (tree === null) return { kind: "and", children: [] };
  return tree.kind === "and" || tree.kind === "or" ? tree : { kind: "and", children: [tree] };
}

/** The group with one part replaced; null = taken away. */
export function replaceChild(
  group: ConditionGroup,
  index: number,
  child: ConditionTree | null,
): ConditionGroup {
  const children = group.children.flatMap((one, at) => (at === index ? (child ?? []) : one));
  return { kind: group.kind, children };
}

/** Negates a part, or takes the negation away. */
export function toggleNot(tree: ConditionTree): ConditionTree {
  return tree.kind === "not" ? tree.child : { kind: "not", child: tree };
}

/** The kind of value that an attribute of a clause takes. */
export function definitionFor(clause: Clause, parameter?: ParameterName) {
  if (clause.kind === "clause") return { ...definitionOf(clause.attribute), name: clause.attribute };
  const definition = parameter && FUNCTIONS[clause.name][parameter];
  if (!definition) throw new Error(`${clause.name} has no parameter ${parameter}`);
  return { ...definition, name: parameter };
}

/** Parts with their places: they have no other names to tell them apart by. */
export function numbered<T>(items: readonly T[]): { at: number; item: T }[] {
  return items.map((item, at) => ({ at, item }));
}
