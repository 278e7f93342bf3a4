/**
 * The cost of a query, as Shopify counts it: scalars nothing, objects one, connections by their size, mutations ten.
 *
 * The published table says that a connection is "sized by `first` and `last`". How, Shopify told in its community
 * (https://community.shopify.dev/t/how-to-calculate-graphql-cost-estimates/24364): two points, plus what one item costs
 * times ⌊2·ln(size)⌋, so that large pages are cheaper by the item. The examples in the test are recorded answers.
 */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
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
import { isIncluded, variableValues } from "./cost-variables.ts";

const MUTATION_COST = 10;
const CONNECTION_COST = 2;
/** `customersCount` and the other counts at the root. */
const COUNT_COST = 10;
const PAGE_LIMIT = 250;
/** Objects to which Shopify gives a cost of its own. */
const DEFINED_COSTS: Record<string, number> = { StoreCreditAccount: 6 };

/** Values without a life of their own cost nothing as fields of an object. */
const VALUE_TYPES = new Set([
  "CurrencyFormats",
  "InventoryItemMeasurement",
  "LocationAddress",
  "MailingAddress",
  "MoneyBag",
  "MoneyV2",
  "PageInfo",
  "ShopAddress",
]);

/** What one field adds to the requested cost; Shopify sends these under the header `Shopify-GraphQL-Cost-Debug: 1`. */
export interface FieldCost {
  path: string[];
  /** null for connections. */
  definedCost: number | null;
  requestedTotalCost: number;
  /** Of a connection, what one item costs. */
  requestedChildrenCost: number | null;
}

interface Costing {
  schema: GraphQLSchema;
  fragments: Map<string, FragmentDefinitionNode>;
  variables: Record<string, unknown>;
  /** Costs of fields by their path, when they are asked for. */
  fields: Map<string, FieldCost> | null;
}

/** A place in the query, and what came back there: `undefined` before anything did. */
interface Place {
  parent: GraphQLNamedType;
  data: unknown;
  path: string[];
}

type Collected = Map<string, FieldNode[]>;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function applies(schema: GraphQLSchema, condition: string | undefined, type: GraphQLNamedType): boolean {
  if (condition === undefined || condition === type.name) return true;
  const wanted = schema.getType(condition);
  return isAbstractType(wanted) && isObjectOrInterface(type) && schema.isSubType(wanted, type);
}

const isObjectOrInterface = (type: GraphQLNamedType) => isObjectType(type) || isInterfaceType(type);

/** The fields that a selection asks of one type, by response name, with fragments opened. */
function collect(costing: Costing, sets: SelectionSetNode[], type: GraphQLNamedType, found: Collected): void {
  for (const selection of sets.flatMap((set) => set.selections)) {
    if (!isIncluded(selection, costing.variables)) continue;
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      found.set(key, [...(found.get(key) ?? []), selection]);
      continue;
    }
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : costing.fragments.get(selection.name.value);
    if (fragment && applies(costing.schema, fragment.typeCondition?.name.value, type)) {
      collect(costing, [fragment.selectionSet], type, found);
    }
  }
}

/** The types that a selection tells apart. */
function conditions(costing: Costing, sets: SelectionSetNode[], found: Set<string>): void {
  for (const selection of sets.flatMap((set) => set.selections)) {
    if (selection.kind === Kind.FIELD) continue;
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : costing.fragments.get(selection.name.value);
    if (!fragment) continue;
    if (fragment.typeCondition) found.add(fragment.typeCondition.name.value);
    conditions(costing, [fragment.selectionSet], found);
  }
}

/** Cost of a selection; of an interface or union that of the dearest type. */
function selectionCost(costing: Costing, sets: SelectionSetNode[], place: Place): number {
  const candidates = [place.parent];
  if (isAbstractType(place.parent)) {
    const names = new Set<string>();
    conditions(costing, sets, names);
    for (const name of names) {
      const type = costing.schema.getType(name);
      if (type && type !== place.parent) candidates.push(type);
    }
  }
  const costs = candidates.flatMap((type) => {
    const fields: Collected = new Map();
    collect(costing, sets, type, fields);
    // What came back says which of the types it was.
    if (isRecord(place.data) && [...fields.keys()].some((key) => !(key in (place.data as object)))) return [];
    return [fieldsCost(costing, fields, { ...place, parent: type })];
  });
  return Math.max(0, ...costs);
}

function fieldsCost(costing: Costing, fields: Collected, place: Place): number {
  let cost = 0;
  for (const [key, nodes] of fields) {
    const data = isRecord(place.data) ? (place.data[key] ?? null) : place.data;
    cost += fieldCost(costing, nodes, { parent: place.parent, data, path: [...place.path, key] });
  }
  return cost;
}

const selectionSets = (nodes: FieldNode[]): SelectionSetNode[] =>
  nodes.flatMap((node) => (node.selectionSet ? [node.selectionSet] : []));

/** What the items of a list cost; of several their mean. */
function itemsCost(
  costing: Costing,
  nodes: FieldNode[],
  place: { type: GraphQLNamedType; data: unknown; path: string[] },
): number {
  if (place.data === null) return 0;
  const { type: parent, path } = place;
  const items = Array.isArray(place.data) ? place.data : [place.data];
  const total = items.reduce<number>(
    (sum, data: unknown) =>
      sum + (data === null ? 0 : selectionCost(costing, selectionSets(nodes), { parent, data, path })),
    0,
  );
  return items.length === 0 ? 0 : total / items.length;
}

function definition(parent: GraphQLNamedType, nodes: FieldNode[]): GraphQLField<unknown, unknown> | null {
  if (!isObjectOrInterface(parent)) return null;
  return parent.getFields()[nodes[0]!.name.value] ?? null;
}

function record(costing: Costing, path: string[], defined: number, children: number | null): number {
  const total = defined + (children ?? 0);
  costing.fields?.set(path.join("."), {
    path,
    definedCost: defined,
    requestedTotalCost: total,
    requestedChildrenCost: children,
  });
  return total;
}

function fieldCost(costing: Costing, nodes: FieldNode[], place: Place): number {
  const field = definition(place.parent, nodes);
  if (!field) return 0;
  const type = getNamedType(field.type);
  const { data, path } = place;
  if (!isCompositeType(type)) return record(costing, path, 0, null);
  if (place.parent === costing.schema.getMutationType()) {
    return record(costing, path, MUTATION_COST, payloadCost(costing, nodes, { type, data, path }));
  }
  if (type.name.endsWith("Connection")) return connectionCost(costing, nodes, { type, data, path });
  const children = itemsCost(costing, nodes, { type, data, path });
  return record(costing, path, ownCost(costing, place.parent, field, type), children);
}

function ownCost(
  costing: Costing,
  parent: GraphQLNamedType,
  field: GraphQLField<unknown, unknown>,
  type: GraphQLNamedType,
): number {
  if (type.name === "Count" && parent === costing.schema.getQueryType()) return COUNT_COST;
  if (type.name.endsWith("Edge")) return 0;
  // An address in a list of addresses is an item like any other.
  const isItem = parent.name.endsWith("Connection") || parent.name.endsWith("Edge");
  return VALUE_TYPES.has(type.name) && !(isItem && field.name !== "pageInfo")
    ? 0
    : (DEFINED_COSTS[type.name] ?? 1);
}

/** The ten points of a mutation cover the objects it returns, but not what is read below them. */
function payloadCost(
  costing: Costing,
  nodes: FieldNode[],
  place: { type: GraphQLNamedType; data: unknown; path: string[] },
): number {
  const fields: Collected = new Map();
  collect(costing, selectionSets(nodes), place.type, fields);
  let cost = 0;
  for (const [key, selected] of fields) {
    const field = definition(place.type, selected);
    const type = field && getNamedType(field.type);
    if (!type || !isCompositeType(type)) continue;
    const data = isRecord(place.data) ? (place.data[key] ?? null) : place.data;
    const path = [...place.path, key];
    cost += type.name.endsWith("Connection")
      ? connectionCost(costing, selected, { type, data, path })
      : record(costing, path, 0, itemsCost(costing, selected, { type, data, path }));
  }
  return cost;
}

/** How many items a connection of this size is charged for. */
const charged = (size: number): number => (size === 0 ? 0 : Math.floor(2 * Math.log(Math.max(2, size))));

function requestedSize(costing: Costing, nodes: FieldNode[]): number {
  const sizes = nodes.flatMap((node) =>
    (node.arguments ?? []).flatMap(({ name, value }) => {
      if (name.value !== "first" && name.value !== "last") return [];
      if (value.kind === Kind.INT) return [Number(value.value)];
      const given = value.kind === Kind.VARIABLE ? costing.variables[value.name.value] : null;
      return typeof given === "number" ? [given] : [];
    }),
  );
  return sizes.length === 0 ? 1 : Math.min(PAGE_LIMIT, Math.max(0, ...sizes));
}

/**
 * Items under `nodes` and under `edges` are both charged; what is beside them (`pageInfo`) is free. A connection that
 * came back empty costs two; inside an object it is still charged for a page of items without anything in them.
 */
function connectionCost(
  costing: Costing,
  nodes: FieldNode[],
  place: { type: GraphQLNamedType; data: unknown; path: string[] },
): number {
  const { type: parent, data, path } = place;
  if (data === null) return CONNECTION_COST;
  const requested = requestedSize(costing, nodes);
  const returned = returnedSize(costing, nodes, place);
  if (returned === 0) return CONNECTION_COST + (path.length > 1 ? charged(requested) : 0);
  const item = selectionCost(costing, selectionSets(nodes), { parent, data, path });
  const total = CONNECTION_COST + Math.round(charged(returned ?? requested) * item);
  costing.fields?.set(path.join("."), {
    path,
    definedCost: null,
    requestedTotalCost: total,
    requestedChildrenCost: item,
  });
  return total;
}

function returnedSize(
  costing: Costing,
  nodes: FieldNode[],
  place: { type: GraphQLNamedType; data: unknown },
): number | null {
  if (!isRecord(place.data)) return null;
  const fields: Collected = new Map();
  collect(costing, selectionSets(nodes), place.type, fields);
  for (const [key, [field]] of fields) {
    const items = place.data[key];
    if ((field!.name.value === "nodes" || field!.name.value === "edges") && Array.isArray(items)) {
      return items.length;
    }
  }
  return null;
}

export interface CostOptions {
  variables?: Record<string, unknown> | null;
  /** The `data` of the answer: its cost is wanted, not that of the query. */
  data?: unknown;
}

function costing(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  options: CostOptions,
): Costing {
  const fragments = document.definitions.flatMap((each): [string, FragmentDefinitionNode][] =>
    each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [],
  );
  return {
    schema,
    fragments: new Map(fragments),
    variables: variableValues(operation, options.variables ?? {}),
    fields: null,
  };
}

function rootCost(costs: Costing, operation: OperationDefinitionNode, data: unknown): number {
  const parent = costs.schema.getRootType(operation.operation);
  if (!parent) return 0;
  const fields: Collected = new Map();
  collect(costs, [operation.selectionSet], parent, fields);
  // An answer whose data is null still costs what its root fields cost by themselves.
  return fieldsCost(costs, fields, { parent, data: data === null ? {} : data, path: [] });
}

/** Cost asked for, or, with `data`, cost of the answer: the same rule on what really came back. */
export function queryCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  options: CostOptions = {},
): number {
  return Math.round(rootCost(costing(schema, document, operation, options), operation, options.data));
}

/** What each field adds to the requested cost, inner fields before those that hold them. */
export function fieldCosts(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables?: Record<string, unknown> | null,
): FieldCost[] {
  const fields = new Map<string, FieldCost>();
  rootCost({ ...costing(schema, document, operation, { variables }), fields }, operation, undefined);
  return [...fields.values()];
}
