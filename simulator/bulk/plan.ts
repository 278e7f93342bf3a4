/** Reads a bulk query: what Shopify allows in one, and where its connections are. */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
  validate,
} from "graphql";

/** A connection and the way to it, by response names, from the object above. */
export interface ConnectionPlan {
  path: string[];
  children: ConnectionPlan[];
}

export type BulkPlan =
  { ok: true; document: DocumentNode; root: ConnectionPlan } | { ok: false; message: string };

const MAX_CONNECTIONS = 5;
/** The connection at the root and two below it. */
const MAX_DEPTH = 3;

class BulkRuleBroken extends Error {}

interface Planning {
  schema: GraphQLSchema;
  fragments: Map<string, FragmentDefinitionNode>;
  connections: number;
}

interface Place {
  type: GraphQLNamedType;
  path: string[];
  inList: boolean;
  depth: number;
}

/** Fields of a selection with its fragments opened. */
function fieldsOf(
  planning: Planning,
  set: SelectionSetNode,
  type: GraphQLNamedType,
): [FieldNode, GraphQLNamedType][] {
  return set.selections.flatMap((selection): [FieldNode, GraphQLNamedType][] => {
    if (selection.kind === Kind.FIELD) return [[selection, type]];
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : planning.fragments.get(selection.name.value)!;
    const condition = fragment.typeCondition?.name.value;
    return fieldsOf(
      planning,
      fragment.selectionSet,
      (condition && planning.schema.getType(condition)) || type,
    );
  });
}

const isList = (type: unknown): boolean =>
  isListType(type) || (isNonNullType(type) && isListType(type.ofType));

const nameOf = (field: FieldNode): string => field.alias?.value ?? field.name.value;

function findConnections(planning: Planning, set: SelectionSetNode, place: Place): ConnectionPlan[] {
  return fieldsOf(planning, set, place.type).flatMap(([field, parent]): ConnectionPlan[] => {
    if (!field.selectionSet || (!isObjectType(parent) && !isInterfaceType(parent))) return [];
    const declared = parent.getFields()[field.name.value];
    if (!declared) return [];
    const type = getNamedType(declared.type);
    const path = [...place.path, nameOf(field)];
    if (type.name.endsWith("Connection")) {
      if (place.inList) {
        throw new BulkRuleBroken(
          "Queries that contain a connection field within a list field are not currently supported.",
        );
      }
      return [planConnection(planning, field, type, { ...place, path })];
    }
    return findConnections(planning, field.selectionSet, {
      ...place,
      type,
      path,
      inList: place.inList || isList(declared.type),
    });
  });
}

/** The selection of one node of a connection, by `edges { node }` or `nodes`. */
function nodeSelection(planning: Planning, field: FieldNode, type: GraphQLNamedType) {
  for (const [inner] of fieldsOf(planning, field.selectionSet!, type)) {
    if (inner.name.value === "nodes" && inner.selectionSet) return inner.selectionSet;
    if (inner.name.value !== "edges" || !inner.selectionSet) continue;
    const node = fieldsOf(planning, inner.selectionSet, type).find(([each]) => each.name.value === "node");
    if (node?.[0].selectionSet) return node[0].selectionSet;
  }
  throw new BulkRuleBroken(`The connection '${field.name.value}' must select its nodes.`);
}

function nodeType(type: GraphQLNamedType): GraphQLNamedType {
  if (isObjectType(type)) {
    const nodes = type.getFields()["nodes"];
    if (nodes) return getNamedType(nodes.type);
  }
  throw new BulkRuleBroken(`${type.name} cannot be read in bulk.`);
}

function planConnection(
  planning: Planning,
  field: FieldNode,
  type: GraphQLNamedType,
  place: Place,
): ConnectionPlan {
  planning.connections += 1;
  if (planning.connections > MAX_CONNECTIONS) {
    throw new BulkRuleBroken(`Bulk queries cannot contain more than ${MAX_CONNECTIONS} connections.`);
  }
  if (place.depth > MAX_DEPTH) {
    throw new BulkRuleBroken("Bulk queries cannot contain connections with a nesting depth greater than 2.");
  }
  const node = nodeType(type);
  const selection = nodeSelection(planning, field, type);
  const children = findConnections(planning, selection, {
    type: node,
    path: [],
    inList: false,
    depth: place.depth + 1,
  });
  const hasId = fieldsOf(planning, selection, node).some(([each]) => each.name.value === "id" && !each.alias);
  if (children.length > 0 && !hasId) {
    throw new BulkRuleBroken(
      "The parent 'node' field for a nested connection must select the 'id' field without an alias and must be of 'ID' return type. Connection fields without 'id': " +
        `${field.name.value}.`,
    );
  }
  return { path: place.path, children };
}

function planDocument(schema: GraphQLSchema, document: DocumentNode): ConnectionPlan {
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (operation?.operation !== "query") throw new BulkRuleBroken("Bulk queries must be queries.");
  const fragments = new Map(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((definition) => [definition.name.value, definition]),
  );
  const planning: Planning = { schema, fragments, connections: 0 };
  const type = schema.getQueryType()!;
  const fields = fieldsOf(planning, operation.selectionSet, type);
  if (fields.some(([field]) => field.name.value === "node" || field.name.value === "nodes")) {
    throw new BulkRuleBroken("Bulk queries cannot contain a top-level `node` or `nodes` field.");
  }
  const roots = findConnections(planning, operation.selectionSet, {
    type,
    path: [],
    inList: false,
    depth: 1,
  });
  const [root] = roots;
  if (!root) throw new BulkRuleBroken("Bulk queries must contain at least one connection.");
  if (roots.length > 1 || root.path.length > 1 || fields.length > 1) {
    throw new BulkRuleBroken("Bulk queries must have one connection at their top level.");
  }
  return root;
}

/** Checks a bulk query by Shopify's rules and finds its connections. */
export function planBulkQuery(schema: GraphQLSchema, query: string): BulkPlan {
  try {
    const document = parse(query);
    const [error] = validate(schema, document);
    if (error) return { ok: false, message: `Invalid bulk query: ${error.message}` };
    return { ok: true, document, root: planDocument(schema, document) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
