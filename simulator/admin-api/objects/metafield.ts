/** Metafields: the type, and the fields by which their owners show them. */
import { gid, parseGid } from "#simulator/ids.ts";
import { findDefinition } from "#simulator/state/metafields-definitions.ts";
import { metafieldKey, metafieldsOf } from "#simulator/state/metafields-index.ts";
import { ownerGidOf, ownerTypeOfGid } from "#simulator/state/metafields-owners.ts";
import { compareDigest, isReadable, resolveNamespace } from "#simulator/state/metafields.ts";
import {
  isListType,
  itemType,
  jsonValue,
  listItems,
  REFERENCE_TYPES,
} from "#simulator/state/metafields-values.ts";
import type { Metafield } from "#simulator/state/model.ts";
import { graphqlTime } from "#simulator/time.ts";
import { connection } from "../connection.ts";
import type { ApiContext, TypeModel } from "../context.ts";
import { findNode } from "../nodes.ts";
import { translations } from "./product-parts.ts";

export { metafieldKey } from "#simulator/state/metafields-index.ts";
export { ownerTypeOf } from "#simulator/state/metafields-owners.ts";
export { compareDigest, resolveNamespace } from "#simulator/state/metafields.ts";

/** The global id under which an owner's metafields are kept. */
export function storedOwner(ownerGid: string): string {
  const parsed = parseGid(ownerGid);
  return parsed ? ownerGidOf(parsed) : ownerGid;
}

const isReference = (type: string): boolean => Object.hasOwn(REFERENCE_TYPES, itemType(type));

export const metafieldModel: TypeModel = {
  id: (metafield: Metafield) => gid("Metafield", metafield.id),
  legacyResourceId: (metafield: Metafield) => metafield.id.toString(),
  namespace: (metafield: Metafield) => metafield.namespace,
  key: (metafield: Metafield) => metafield.key,
  type: (metafield: Metafield) => metafield.type,
  value: (metafield: Metafield) => metafield.value,
  jsonValue: (metafield: Metafield): unknown => jsonValue(metafield.type, metafield.value),
  compareDigest: (metafield: Metafield) => compareDigest(metafield),
  sizeInBytes: (metafield: Metafield) => Buffer.byteLength(metafield.value),
  description: () => null,
  owner: (metafield: Metafield, _args, context) => findNode(context, metafield.ownerGid),
  ownerType: (metafield: Metafield) => ownerTypeOfGid(metafield.ownerGid),
  definition: (metafield: Metafield, _args, context) =>
    findDefinition(context.shop, { ...metafield, ownerType: ownerTypeOfGid(metafield.ownerGid) }),
  reference: (metafield: Metafield, _args, context) =>
    isReference(metafield.type) && !isListType(metafield.type) ? findNode(context, metafield.value) : null,
  references: (metafield: Metafield, args, context, info) => {
    if (!isReference(metafield.type) || !isListType(metafield.type)) return null;
    const items = (listItems(metafield.value) ?? []).flatMap((id) => {
      const node = findNode(context, id);
      return node ? [{ id, node }] : [];
    });
    const page = connection({ items, args, context, info, idOf: ({ id }) => id, keepOrder: true });
    return {
      nodes: page.nodes.map(({ node }) => node),
      edges: page.edges.map(({ node, cursor }) => ({ node: node.node, cursor })),
      pageInfo: page.pageInfo,
    };
  },
  translations: translations((metafield: Metafield) => gid("Metafield", metafield.id)),
  createdAt: (metafield: Metafield) => graphqlTime(metafield.createdAt),
  updatedAt: (metafield: Metafield) => graphqlTime(metafield.updatedAt),
};

/** `namespace` and `key` of the arguments; the key may hold both, as in `custom.material`. */
function splitKey(namespace: string | null | undefined, key: string): [string | null | undefined, string] {
  if (namespace || !key.includes(".")) return [namespace, key];
  const dot = key.indexOf(".");
  return [key.slice(0, dot), key.slice(dot + 1)];
}

/** `metafield` and `metafields` of everything that can own some. */
export function metafieldFields<S>(ownerGidOf: (source: S, context: ApiContext) => string) {
  const ownerOf = (source: S, context: ApiContext): string => storedOwner(ownerGidOf(source, context));
  return {
    metafield: (source: S, args: { namespace?: string | null; key?: string }, context: ApiContext) => {
      const { shop, app } = context;
      const [namespace, key] = splitKey(args.namespace, args.key ?? "");
      const at = metafieldKey(ownerOf(source, context), resolveNamespace(namespace, app.appId), key);
      const found = shop.metafields.get(at);
      return found && isReadable(shop, found, app.appId) ? found : null;
    },
    metafields: (source: S, args, context, info) => {
      const { shop, app } = context as ApiContext;
      const owner = ownerOf(source as S, context);
      const { namespace, keys } = args as { namespace?: string | null; keys?: string[] | null };
      const wantedNamespace = namespace ? resolveNamespace(namespace, app.appId) : null;
      const wantedKeys = keys?.map((each) => {
        const [space, key] = splitKey(namespace, each);
        return `${resolveNamespace(space, app.appId)} ${key}`;
      });
      const items = metafieldsOf(shop, owner).filter(
        (metafield) =>
          isReadable(shop, metafield, app.appId) &&
          (wantedNamespace === null || metafield.namespace === wantedNamespace) &&
          (!wantedKeys || wantedKeys.includes(`${metafield.namespace} ${metafield.key}`)),
      );
      return connection({ items, args, context, info, idOf: (metafield) => metafield.id });
    },
  } satisfies TypeModel;
}
