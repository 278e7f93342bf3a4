/** Metafields that a subscription wants in its payloads (`metafieldNamespaces`, `metafields`). */
import type { WebhookSubscription } from "#simulator/context.ts";
import { parseGid } from "#simulator/ids.ts";
import { metafieldsOf } from "#simulator/state/metafields-index.ts";
import type { Metafield, ShopState } from "#simulator/state/model.ts";
import { timeOf } from "./payload-parts.ts";

/** `OrderLine…` of a global id is `order_line…` in REST. */
const ownerResource = (type: string): string => type.replaceAll(/(?<!^)([A-Z])/g, "_$1").toLowerCase();

function metafieldPayload(shop: ShopState, metafield: Metafield) {
  const owner = parseGid(metafield.ownerGid);
  return {
    id: metafield.id,
    namespace: metafield.namespace,
    key: metafield.key,
    value: metafield.value,
    description: null,
    owner_id: owner?.id ?? null,
    created_at: timeOf(shop, metafield.createdAt),
    updated_at: timeOf(shop, metafield.updatedAt),
    owner_resource: owner ? ownerResource(owner.type) : null,
    type: metafield.type,
    admin_graphql_api_id: `gid://shopify/Metafield/${metafield.id}`,
  };
}

const wantsMetafields = ({ metafieldNamespaces = [], metafields = [] }: WebhookSubscription): boolean =>
  metafieldNamespaces.length > 0 || metafields.length > 0;

const isWanted = (subscription: WebhookSubscription, { namespace, key }: Metafield): boolean =>
  (subscription.metafieldNamespaces ?? []).includes(namespace) ||
  (subscription.metafields ?? []).some((each) => each.namespace === namespace && each.key === key);

/** The payload with `metafields` of its record beside it, when the subscription wants any and it is a record. */
export function withMetafields(
  shop: ShopState,
  subscription: WebhookSubscription,
  payload: unknown,
): unknown {
  if (!wantsMetafields(subscription) || typeof payload !== "object" || payload === null) return payload;
  const owner = (payload as Record<string, unknown>)["admin_graphql_api_id"];
  if (typeof owner !== "string") return payload;
  const metafields = metafieldsOf(shop, owner)
    .filter((metafield) => isWanted(subscription, metafield))
    .map((metafield) => metafieldPayload(shop, metafield));
  return { ...payload, metafields };
}
