import type { AttributeName, FunctionName, ParameterName } from "./attributes.ts";

/** How a value is compared. */
export type Operator =
  | "="
  | "!="
  | ">"
  | ">="
  | "<"
  | "<="
  | "between"
  | "in"
  | "not_in"
  | "contains"
  | "not_contains"
  | "starts_with"
  | "is_null"
  | "is_not_null";

/**
 * One comparison. `values` are canonical texts of the attribute's type: "3", "12.50", "-30d", "2026-01-31", "SUBSCRIBED",
 * "vip", "true"; none for IS NULL, two for BETWEEN, one or more for IN, one otherwise.
 */
export interface AttributeClause {
  kind: "clause";
  attribute: AttributeName;
  operator: Operator;
  values: readonly string[];
}

/** What a function asks of each order (`id`, `date` …) or of all that fit together (`count` …). */
export interface FunctionParameter {
  name: ParameterName;
  operator: Operator;
  values: readonly string[];
}

/** A question about orders: `products_purchased(id: 7, date: >= -30d) = true`. */
export interface FunctionClause {
  kind: "function";
  name: FunctionName;
  parameters: readonly FunctionParameter[];
  /** False = customers for whom it does not hold. */
  expected: boolean;
}

export type Clause = AttributeClause | FunctionClause;

/** All (`and`) or at least one (`or`) of two or more. */
export interface ConditionGroup {
  kind: "and" | "or";
  children: readonly ConditionTree[];
}

export interface ConditionNegation {
  kind: "not";
  child: ConditionTree;
}

/** A condition on customers: what the text, the builder, both evaluators and the database share. Plain JSON. */
export type ConditionTree = ConditionGroup | ConditionNegation | Clause;

/** More is refused with a reason. */
export const MAX_DEPTH = 20;
export const MAX_CLAUSES = 200;
/** Values of one IN. */
export const MAX_VALUES = 500;
/** Characters of a condition's text. */
export const MAX_TEXT = 20_000;

/** Every clause, from left to right. */
export function clausesOf(tree: ConditionTree): Clause[] {
  switch (tree.kind) {
    case "and":
    case "or":
      return tree.children.flatMap(clausesOf);
    case "not":
      return clausesOf(tree.child);
    default:
      return [tree];
  }
}

/** How deep groups and negations are nested: 1 = a single clause. */
export function depthOf(tree: ConditionTree): number {
  switch (tree.kind) {
    case "and":
    case "or":
      return 1 + Math.max(0, ...tree.children.map(depthOf));
    case "not":
      return 1 + depthOf(tree.child);
    default:
      return 1;
  }
}

/** The same tree with every clause replaced. */
export function mapClauses(tree: ConditionTree, change: (clause: Clause) => ConditionTree): ConditionTree {
  switch (tree.kind) {
    case "and":
    case "or":
      return { kind: tree.kind, children: tree.children.map((child) => mapClauses(child, change)) };
    case "not":
      return { kind: "not", child: mapClauses(tree.child, change) };
    default:
      return change(tree);
  }
}

/** Attributes that a condition asks about. */
export function attributesNamedIn(tree: ConditionTree): Set<AttributeName> {
  return new Set(clausesOf(tree).flatMap((clause) => (clause.kind === "clause" ? [clause.attribute] : [])));
}

/** Whether it asks about single orders, so that {@link CustomerAttributes.orders} must be read. */
export function asksForOrders(tree: ConditionTree): boolean {
  return clausesOf(tree).some((clause) => clause.kind === "function");
}

/** Whether it asks for scores by recency, frequency and money. */
export function asksForScores(tree: ConditionTree): boolean {
  return [...attributesNamedIn(tree)].some((name) => name.startsWith("rfm_"));
}

/** Other segments that a condition names: by name as people write them, by id as they are stored. */
export function segmentsNamedIn(tree: ConditionTree): { names: string[]; ids: string[] } {
  const valuesOf = (attribute: AttributeName) => [
    ...new Set(
      clausesOf(tree).flatMap((clause) =>
        clause.kind === "clause" && clause.attribute === attribute ? clause.values : [],
      ),
    ),
  ];
  return { names: valuesOf("segment"), ids: valuesOf("segment_id") };
}

/**
 * Names of segments become ids: the form that is stored and evaluated, because a name may change.
 *
 * @param idOf null = there is no such segment: the clause stays as it is
 */
export function resolveSegments(tree: ConditionTree, idOf: (name: string) => string | null): ConditionTree {
  return renameSegments(tree, "segment", "segment_id", idOf);
}

/** The way back, for showing: ids become names. */
export function nameSegments(tree: ConditionTree, nameOf: (id: string) => string | null): ConditionTree {
  return renameSegments(tree, "segment_id", "segment", nameOf);
}

function renameSegments(
  tree: ConditionTree,
  from: "segment" | "segment_id",
  to: "segment" | "segment_id",
  lookUp: (value: string) => string | null,
): ConditionTree {
  return mapClauses(tree, (clause) => {
    if (clause.kind !== "clause" || clause.attribute !== from) return clause;
    const values = clause.values.map(lookUp);
    return values.every((value) => value !== null) ? { ...clause, attribute: to, values } : clause;
  });
}

/** The same meaning without groups of one and without empty groups. Null = nothing is left. What a builder hands on. */
export function tidyTree(tree: ConditionTree): ConditionTree | null {
  switch (tree.kind) {
    case "and":
    case "or": {
      const children = tree.children.flatMap((child) => tidyTree(child) ?? []);
      if (children.length === 0) return null;
      return children.length === 1 ? children[0]! : { kind: tree.kind, children };
    }
    case "not": {
      const child = tidyTree(tree.child);
      return child && { kind: "not", child };
    }
    default:
      return tree;
  }
}
