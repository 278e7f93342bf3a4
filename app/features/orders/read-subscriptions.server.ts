/** What webhooks about subscriptions do not show is read from Shopify: the lines, and when the next charge is due. */
import { withShop } from "#app/platform/db/scope.server.ts";
import { type AdminApi, AdminApiDenied } from "#app/platform/shopify-admin/admin-client.server.ts";
import { readByIds } from "#app/platform/shopify-admin/bulk-by-id.ts";
import { gidOf } from "#app/shared/ids.ts";
import { queueReactions } from "#app/features/events/index.server.ts";
import { adminClientOf, type ChangeSender } from "#app/features/shops/index.server.ts";
import { subscriptionFromNode, SUBSCRIPTIONS_BULK_QUERY } from "./domain/subscription-node.ts";
import type { SubscriptionState } from "./domain/subscription-state.ts";
import { recordSubscriptions, SUBSCRIPTION_TO_READ } from "./record-subscriptions.server.ts";

/** So many that one query stays below Shopify's 1,000 points. */
const SUBSCRIPTIONS_PER_QUERY = 10;

/** Reads contracts by their ids as the import reads them. Those that Shopify no longer has are left out. */
export async function readSubscriptions(api: AdminApi, ids: readonly bigint[]): Promise<SubscriptionState[]> {
  const gids = ids.map((id) => gidOf("SubscriptionContract", id));
  const found = await readByIds(api, SUBSCRIPTIONS_BULK_QUERY, gids, {
    objectsPerQuery: SUBSCRIPTIONS_PER_QUERY,
  });
  return found.map(({ node, children }) => subscriptionFromNode(node, children));
}

const readSubscriptionsAgain: ChangeSender = {
  kind: SUBSCRIPTION_TO_READ,
  batchSize: SUBSCRIPTIONS_PER_QUERY,
  send: async (shopId, keys) => {
    const states = await readSubscriptions(await adminClientOf(shopId), keys.map(BigInt)).catch(
      (error: unknown) => {
        // The scope was taken back meanwhile: there is nothing to be read any more.
        if (error instanceof AdminApiDenied) return [];
        throw error;
      },
    );
    await withShop(shopId, async (scope) => {
      await recordSubscriptions(scope, states);
      await queueReactions(scope);
    });
    return keys.map((key) => ({ key, ok: true }));
  },
};

/** For the worker's list of senders. */
export const orderChangeSenders: readonly ChangeSender[] = [readSubscriptionsAgain];
