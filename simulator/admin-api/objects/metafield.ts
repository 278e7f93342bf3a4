/** Metafields and their definitions: types, and the fields by which their owners show them. */
import { createHash } from "node:crypto";
import { gid } from "#simulator/ids.ts";
import type { Metafield, MetafieldDefinition } from "#simulator/state/model.ts";
import { graphqlTime } from "#simulator/time.ts";
import { connection } from "../connection.ts";
import type { ApiContext, TypeModel } from "../context.ts";

/** `$app:loyalty` is `app--<appId>--loyalty`, `$app` alone `app--<appId>`; other namespaces stay as they are. */
export function resolveNamespace(namespace: string | null | undefined, appId: bigint): string {
  const name = namespace ?? "$app";
  if (name === "$app") return `app--${appId}`;
  return name.startsWith("$app:") ? `app--${appId}--${name.slice(5)}` : name;
}

export const metafieldKey = (ownerGid: string, namespace: string, key: string): string =>
  `${ownerGid} ${namespace} ${key}`;

/** Changes whenever the value does; sent back to say what a write is based on. */
export const compareDigest = (metafield: Metafield): string =>
  createHash("sha256").update(`${metafield.type} ${metafield.value}`).digest("hex");

const OWNER_TYPES: Record<string, string> = {
  AppInstallation: "API_PERMISSION",
  ProductVariant: "PRODUCTVARIANT",
};

/** `MetafieldOwnerType` of an object type. */
export const ownerTypeOf = (typeName: string): string => OWNER_TYPES[typeName] ?? typeName.toUpperCase();

export function definitionOf(
  context: ApiContext,
  at: { ownerType: string; namespace: string; key: string },
): MetafieldDefinition | null {
  for (const definition of context.shop.metafieldDefinitions.values()) {
    if (
      definition.ownerType === at.ownerType &&
      definition.namespace === at.namespace &&
      definition.key === at.key
    ) {
      return definition;
    }
  }
  return null;
}

const ownerType = (metafield: Metafield): string =>
  ownerTypeOf(/^gid:\/\/shopify\/(\w+)\//.exec(metafield.ownerGid)![1]!);

export const metafieldModel: TypeModel = {
  id: (metafield: Metafield) => gid("Metafield", metafield.id),
  legacyResourceId: (metafield: Metafield) => metafield.id.toString(),
  namespace: (metafield: Metafield) => metafield.namespace,
  key: (metafield: Metafield) => metafield.key,
  type: (metafield: Metafield) => metafield.type,
  value: (metafield: Metafield) => metafield.value,
  jsonValue: (metafield: Metafield): unknown => {
    if (metafield.type.startsWith("single_line") || metafield.type.startsWith("multi_line"))
      return metafield.value;
    if (metafield.type.startsWith("date")) return metafield.value;
    return JSON.parse(metafield.value);
  },
  compareDigest: (metafield: Metafield) => compareDigest(metafield),
  sizeInBytes: (metafield: Metafield) => Buffer.byteLength(metafield.value),
  ownerType: (metafield: Metafield) => ownerType(metafield),
  definition: (metafield: Metafield, _args, context) =>
    definitionOf(context, {
      ownerType: ownerType(metafield),
      namespace: metafield.namespace,
      key: metafield.key,
    }),
  createdAt: (metafield: Metafield) => graphqlTime(metafield.createdAt),
  updatedAt: (metafield: Metafield) => graphqlTime(metafield.updatedAt),
};

export const metafieldDefinitionModel: TypeModel = {
  id: (definition: MetafieldDefinition) => gid("MetafieldDefinition", definition.id),
  namespace: (definition: MetafieldDefinition) => definition.namespace,
  key: (definition: MetafieldDefinition) => definition.key,
  name: (definition: MetafieldDefinition) => definition.name,
  description: () => null,
  ownerType: (definition: MetafieldDefinition) => definition.ownerType,
  type: (definition: MetafieldDefinition) => ({ name: definition.type }),
  validations: () => [],
  pinnedPosition: () => null,
  access: (definition: MetafieldDefinition) => definition.access,
};

/** `metafield` and `metafields` of everything that can own some. */
export function metafieldFields<S>(ownerGidOf: (source: S, context: ApiContext) => string) {
  return {
    metafield: (source: S, args: { namespace?: string | null; key?: string }, context: ApiContext) => {
      const [namespace, key] =
        !args.namespace && args.key?.includes(".") ? args.key.split(".", 2) : [args.namespace, args.key];
      const owner = ownerGidOf(source, context);
      const resolved = resolveNamespace(namespace, context.app.appId);
      return context.shop.metafields.get(metafieldKey(owner, resolved, key ?? "")) ?? null;
    },
    metafields: (source: S, args, context, info) => {
      const owner = ownerGidOf(source as S, context);
      const { namespace, keys } = args as { namespace?: string | null; keys?: string[] | null };
      const wantedNamespace = namespace ? resolveNamespace(namespace, context.app.appId) : null;
      const wantedKeys = keys?.map((each) => {
        const [space, key] = each.includes(".") ? each.split(".", 2) : [namespace, each];
        return metafieldKey(owner, resolveNamespace(space, context.app.appId), key!);
      });
      const items = [...context.shop.metafields.values()].filter(
        (metafield) =>
          metafield.ownerGid === owner &&
          (wantedNamespace === null || metafield.namespace === wantedNamespace) &&
          (!wantedKeys || wantedKeys.includes(metafieldKey(owner, metafield.namespace, metafield.key))),
      );
      return connection({ items, args, context, info, idOf: (metafield) => metafield.id });
    },
  } satisfies TypeModel;
}
