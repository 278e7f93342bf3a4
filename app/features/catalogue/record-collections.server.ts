import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { deliveryHandler, type DeliveryHandler } from "#app/features/events/index.server.ts";
import { noteChanges } from "#app/features/shops/index.server.ts";
import { markCollectionsDeleted, setProductsOf, upsertCollections } from "./collections-repository.server.ts";
import {
  collectionFromWebhook,
  type CollectionState,
  type CollectionWithProducts,
  deletedIdOf,
} from "./domain/collection-state.ts";

/** The outbox's kind for collections whose products have to be read from Shopify. */
export const COLLECTION_TO_READ = "catalogue.collection";

/** Stores collections with all their products, as the Admin API listed them. */
export async function recordCollections(
  scope: ShopScope,
  states: readonly CollectionWithProducts[],
): Promise<void> {
  await upsertCollections(
    scope,
    states.map(({ collection }) => collection),
  );
  await setProductsOf(
    scope,
    states.map(({ collection, productIds }) => ({ collectionId: collection.id, productIds })),
  );
}

/** Notes that collections were deleted at Shopify. */
export async function recordCollectionDeletions(
  scope: ShopScope,
  deletions: readonly { id: bigint; at: Date }[],
): Promise<void> {
  await markCollectionsDeleted(scope, deletions);
}

type Shown = { state: CollectionState } | { deleted: { id: bigint; at: Date } };

const recordShown: DeliveryHandler = deliveryHandler(
  ({ topic, payload, triggeredAt }): Shown =>
    topic === "collections/delete"
      ? { deleted: { id: deletedIdOf(payload, "The collection"), at: triggeredAt } }
      : { state: collectionFromWebhook(payload) },
  async (scope, shown) => {
    const states = shown.flatMap((each) => ("state" in each ? [each.state] : []));
    await upsertCollections(scope, states);
    await recordCollectionDeletions(
      scope,
      shown.flatMap((each) => ("deleted" in each ? [each.deleted] : [])),
    );
    const keys = states.map((state) => state.id.toString());
    // Not queued at once: whoever waits at that job's row here holds rows that others need.
    await noteChanges(scope, COLLECTION_TO_READ, keys, { isUrgent: false });
    return shown.map(() => ({ customerId: null }));
  },
);

export const collectionDeliveryHandlers: Readonly<Record<string, DeliveryHandler>> = {
  "collections/create": recordShown,
  "collections/update": recordShown,
  "collections/delete": recordShown,
};
