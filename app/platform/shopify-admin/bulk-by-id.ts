/**
 * Asks for single objects what a bulk query asks for all, and answers in the bulk query's own lines: an object, then its
 * children with `__parentId`. What is imported, read again and repaired is so read by one query and one reader.
 */
import {
  type DocumentNode,
  type FieldNode,
  Kind,
  parse,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import type { AdminApi } from "./admin-client.server.ts";

/** A line of a bulk result, as data. */
export type BulkLine = Readonly<Record<string, unknown>>;

/** An object with the lines that belong to it. */
export interface BulkObject {
  node: BulkLine;
  children: BulkLine[];
}

/** So many children at first; the rest is asked for where there are more. */
const FIRST_CHILDREN = 50;
const MORE_CHILDREN = 100;

/**
 * Reads objects by id. Those that Shopify no longer has are left out.
 *
 * @param bulkQuery one root connection, its children directly in the nodes
 * @param options.objectsPerQuery so many that one query stays below Shopify's 1,000 points
 */
export async function readByIds(
  api: AdminApi,
  bulkQuery: string,
  ids: readonly string[],
  options: { objectsPerQuery: number },
): Promise<BulkObject[]> {
  const selection = nodeSelection(rootOf(bulkQuery));
  const objects: BulkObject[] = [];
  for (let at = 0; at < ids.length; at += options.objectsPerQuery) {
    const asked = ids.slice(at, at + options.objectsPerQuery);
    const document = queryByIds(typeOf(asked[0]!), selection);
    const { nodes } = await api.request(document, { ids: asked });
    for (const node of nodes) if (node) objects.push(await splitOff(api, node, selection));
  }
  return objects;
}

type Answered = Record<string, unknown>;

/** The node without its connections, whose nodes become children. */
async function splitOff(api: AdminApi, node: Answered, selection: SelectionSetNode): Promise<BulkObject> {
  const own: Answered = { ...node };
  const children: BulkLine[] = [];
  for (const field of fieldsOf(selection).filter(isConnection)) {
    const name = field.alias?.value ?? field.name.value;
    delete own[name];
    for (const child of await allOf(api, String(node["id"]), field, node[name])) {
      const inner = await splitOff(api, child, nodeSelection(field));
      children.push({ ...inner.node, __parentId: node["id"] }, ...inner.children);
    }
  }
  return { node: own, children };
}

interface AnsweredConnection {
  edges: { node: Answered }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** All nodes of a connection whose first page is there. */
async function allOf(
  api: AdminApi,
  parentGid: string,
  field: FieldNode,
  first: unknown,
): Promise<Answered[]> {
  let page = first as AnsweredConnection | null | undefined;
  const nodes: Answered[] = [];
  while (page) {
    nodes.push(...page.edges.map((edge) => edge.node));
    if (!page.pageInfo.hasNextPage) break;
    const document = queryMore(typeOf(parentGid), field);
    const answer = await api.request(document, { id: parentGid, after: page.pageInfo.endCursor });
    // Deleted meanwhile: what is known of it will do.
    page = answer.node?.[field.alias?.value ?? field.name.value] as AnsweredConnection | null | undefined;
  }
  return nodes;
}

/** `gid://shopify/Order/1` → `Order` */
function typeOf(gid: string): string {
  const type = /^gid:\/\/shopify\/(\w+)\//.exec(gid)?.[1];
  if (!type) throw new RangeError(`expected a global id, got "${gid}"`);
  return type;
}

function rootOf(bulkQuery: string): FieldNode {
  const operation = parse(bulkQuery).definitions[0];
  const root =
    operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections[0] : undefined;
  if (root?.kind !== Kind.FIELD || !isConnection(root)) {
    throw new RangeError("expected a bulk query with one connection at its root");
  }
  return root;
}

const fieldsOf = (selection: SelectionSetNode | undefined): FieldNode[] =>
  (selection?.selections ?? []).filter((each) => each.kind === Kind.FIELD);

const isConnection = (field: FieldNode): boolean =>
  fieldsOf(field.selectionSet).some((each) => each.name.value === "edges");

/** What a connection selects of its nodes. */
function nodeSelection(connection: FieldNode): SelectionSetNode {
  const edges = fieldsOf(connection.selectionSet).find((each) => each.name.value === "edges");
  const node = fieldsOf(edges?.selectionSet).find((each) => each.name.value === "node");
  if (!node?.selectionSet) throw new RangeError(`expected edges { node { … } } in ${connection.name.value}`);
  return node.selectionSet;
}

const PAGE_INFO = fieldsOf(
  (parse("{ pageInfo { hasNextPage endCursor } }").definitions[0] as { selectionSet: SelectionSetNode })
    .selectionSet,
);

/** The selection with a first page of every connection in it. */
function paged(selection: SelectionSetNode): SelectionSetNode {
  const selections = selection.selections.map((each): SelectionNode =>
    each.kind === Kind.FIELD && isConnection(each) ? pagedField(each, FIRST_CHILDREN) : each,
  );
  return { kind: Kind.SELECTION_SET, selections };
}

function pagedField(field: FieldNode, first: number, after?: string): FieldNode {
  const paging = [
    argument("first", { kind: Kind.INT, value: String(first) }),
    ...(after ? [argument("after", { kind: Kind.VARIABLE, name: name(after) })] : []),
  ];
  const edges: FieldNode = {
    kind: Kind.FIELD,
    name: name("edges"),
    selectionSet: {
      kind: Kind.SELECTION_SET,
      selections: [{ kind: Kind.FIELD, name: name("node"), selectionSet: paged(nodeSelection(field)) }],
    },
  };
  return {
    ...field,
    arguments: [...(field.arguments ?? []), ...paging],
    selectionSet: { kind: Kind.SELECTION_SET, selections: [edges, ...PAGE_INFO] },
  };
}

const name = (value: string) => ({ kind: Kind.NAME, value }) as const;

const argument = (key: string, value: NonNullable<FieldNode["arguments"]>[number]["value"]) =>
  ({ kind: Kind.ARGUMENT, name: name(key), value }) as const;

/** A document of plain text around a selection. */
function around(text: string, typeName: string, selection: SelectionSetNode): DocumentNode {
  const document = parse(text.replace("TYPE", typeName));
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new RangeError("expected an operation");
  const [root] = operation.selectionSet.selections;
  const fill = (node: FieldNode): FieldNode => ({
    ...node,
    selectionSet: {
      kind: Kind.SELECTION_SET,
      selections: node.selectionSet!.selections.map((each) =>
        each.kind === Kind.INLINE_FRAGMENT ? { ...each, selectionSet: selection } : each,
      ),
    },
  });
  const filled = { kind: Kind.SELECTION_SET, selections: [fill(root as FieldNode)] } as const;
  return { ...document, definitions: [{ ...operation, selectionSet: filled }] };
}

const queryByIds = (typeName: string, selection: SelectionSetNode) =>
  around(
    "query ReadByIds($ids: [ID!]!) { nodes(ids: $ids) { id ... on TYPE { id } } }",
    typeName,
    paged(selection),
  ) as TypedDocumentNode<{ nodes: (Answered | null)[] }, { ids: string[] }>;

const queryMore = (typeName: string, field: FieldNode) =>
  around("query ReadMore($id: ID!, $after: String) { node(id: $id) { id ... on TYPE { id } } }", typeName, {
    kind: Kind.SELECTION_SET,
    selections: [pagedField(field, MORE_CHILDREN, "after")],
  }) as TypedDocumentNode<{ node: Answered | null }, { id: string; after: string | null }>;
