/** Metafields in the Storefront API: only those that a definition opens to it. */
import { gid } from "#simulator/ids.ts";
import { findDefinition } from "#simulator/state/metafields-definitions.ts";
import { metafieldKey } from "#simulator/state/metafields-index.ts";
import { ownerTypeOfGid } from "#simulator/state/metafields-owners.ts";
import { resolveNamespace } from "#simulator/state/metafields.ts";
import type { Metafield } from "#simulator/state/model.ts";
import { graphqlTime } from "#simulator/time.ts";
import type { StorefrontContext, StorefrontModel } from "../context.ts";

interface Identifier {
  namespace?: string | null;
  key: string;
}

function find(
  context: StorefrontContext,
  ownerGid: string,
  { namespace, key }: Identifier,
): Metafield | null {
  const { shop, app } = context;
  const resolved = resolveNamespace(namespace ?? "$app", app.appId);
  const metafield = shop.metafields.get(metafieldKey(ownerGid, resolved, key));
  if (!metafield) return null;
  const definition = findDefinition(shop, { ownerType: ownerTypeOfGid(ownerGid), namespace: resolved, key });
  return definition?.access.storefront === "PUBLIC_READ" ? metafield : null;
}

/** `metafield` and `metafields` of an owner. */
export function metafieldFields<S>(ownerGidOf: (source: S) => string): StorefrontModel {
  return {
    metafield: (source: S, args, context) => find(context, ownerGidOf(source), args as unknown as Identifier),
    metafields: (source: S, args, context) =>
      (args["identifiers"] as Identifier[]).map((each) => find(context, ownerGidOf(source), each)),
  };
}

export const metafieldModel: StorefrontModel = {
  id: (metafield: Metafield) => gid("Metafield", metafield.id),
  namespace: (metafield: Metafield) => metafield.namespace,
  key: (metafield: Metafield) => metafield.key,
  type: (metafield: Metafield) => metafield.type,
  value: (metafield: Metafield) => metafield.value,
  list: (metafield: Metafield) => metafield.type.startsWith("list."),
  description: () => null,
  createdAt: (metafield: Metafield) => graphqlTime(metafield.createdAt),
  updatedAt: (metafield: Metafield) => graphqlTime(metafield.updatedAt),
};
