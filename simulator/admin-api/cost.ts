/** The cost of a query by Shopify's published rules: scalars 0, objects 1, connections by their size, mutations 10. */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";

const MUTATION_COST = 10;
const CONNECTION_COST = 2;

interface Costing {
  schema: GraphQLSchema;
  fragments: Map<string, FragmentDefinitionNode>;
  variables: Record<string, unknown>;
}

function argument(costing: Costing, field: FieldNode, name: string): number | null {
  const value = field.arguments?.find((each) => each.name.value === name)?.value;
  if (value?.kind === Kind.INT) return Number(value.value);
  if (value?.kind === Kind.VARIABLE) {
    const given = costing.variables[value.name.value];
    return typeof given === "number" ? given : null;
  }
  return null;
}

function fieldType(parent: GraphQLNamedType, name: string): GraphQLNamedType | null {
  if (!isObjectType(parent) && !isInterfaceType(parent)) return null;
  const field = parent.getFields()[name];
  return field ? getNamedType(field.type) : null;
}

/** Sum over the selected fields; `data` makes it the cost of what really came back. */
function selectionCost(
  costing: Costing,
  set: SelectionSetNode,
  parent: GraphQLNamedType,
  data: unknown,
): number {
  let cost = 0;
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      cost += fieldCost(costing, selection, parent, data);
      continue;
    }
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : costing.fragments.get(selection.name.value);
    if (!fragment) continue;
    const condition = fragment.typeCondition?.name.value;
    const type = condition ? costing.schema.getType(condition) : parent;
    cost += type ? selectionCost(costing, fragment.selectionSet, type, data) : 0;
  }
  return cost;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

function listCost(costing: Costing, field: FieldNode, type: GraphQLNamedType, items: unknown[]): number {
  return items.reduce<number>(
    (sum, item) => sum + (item === null ? 0 : 1 + childCost(costing, field, type, item)),
    0,
  );
}

const childCost = (costing: Costing, field: FieldNode, type: GraphQLNamedType, data: unknown): number =>
  field.selectionSet ? selectionCost(costing, field.selectionSet, type, data) : 0;

function fieldCost(costing: Costing, field: FieldNode, parent: GraphQLNamedType, data: unknown): number {
  const type = fieldType(parent, field.name.value);
  if (!type || !isCompositeType(type) || field.name.value.startsWith("__")) return 0;
  const key = field.alias?.value ?? field.name.value;
  const known = data !== undefined;
  const value = isRecord(data) ? data[key] : undefined;
  if (known && (value === null || value === undefined)) return 0;
  if (Array.isArray(value)) return listCost(costing, field, type, value);
  if (type.name.endsWith("Connection")) return connectionCost(costing, field, type, value);
  if (isAbstractType(type) || isObjectType(type)) return 1 + childCost(costing, field, type, value);
  return 0;
}

/** Two, plus the nodes with all they contain; what is beside the nodes (pageInfo) is free. */
function connectionCost(costing: Costing, field: FieldNode, type: GraphQLNamedType, value: unknown): number {
  const size = argument(costing, field, "first") ?? argument(costing, field, "last") ?? 0;
  let cost = CONNECTION_COST;
  for (const selection of field.selectionSet?.selections ?? []) {
    if (selection.kind !== Kind.FIELD || !selection.selectionSet) continue;
    const inner = fieldType(type, selection.name.value);
    if (!inner || (selection.name.value !== "nodes" && selection.name.value !== "edges")) continue;
    const items = isRecord(value) ? value[selection.alias?.value ?? selection.name.value] : undefined;
    const each = (item: unknown): number => {
      const inside = selectionCost(costing, selection.selectionSet!, inner, item);
      return selection.name.value === "nodes" ? 1 + inside : inside;
    };
    cost += Array.isArray(items)
      ? items.reduce<number>((sum, item) => sum + each(item), 0)
      : size * each(undefined);
  }
  return cost;
}

/** Cost asked for, or, with `data`, cost of the answer. */
export function queryCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  options: { variables?: Record<string, unknown> | null; data?: unknown } = {},
): number {
  const fragments = new Map(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((definition) => [definition.name.value, definition]),
  );
  const costing: Costing = { schema, fragments, variables: options.variables ?? {} };
  if (operation.operation === "mutation") return MUTATION_COST * operation.selectionSet.selections.length;
  return selectionCost(costing, operation.selectionSet, schema.getQueryType()!, options.data);
}
