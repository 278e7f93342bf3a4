/** Products join and leave collections. */
import { collectionPayload } from "#simulator/webhooks/collection-payloads.ts";
import type { CommandError } from "./commands.ts";
import type { Change, CommandEnvironment } from "./environment.ts";
import type { Collection, Product, ShopState } from "./model.ts";

/** What speaks against joining or leaving these collections by hand. */
export function joinProblem(shop: ShopState, ids: bigint[], field: string): CommandError[] {
  return ids.flatMap((id): CommandError[] => {
    const collection = shop.collections.get(id);
    if (!collection) {
      return [{ field, message: "Collection does not exist", code: "COLLECTION_DOES_NOT_EXIST" }];
    }
    if (!collection.ruleSet) return [];
    const message = "Can't manually add products to a smart collection";
    return [{ field, message, code: "CANT_ADD_TO_SMART_COLLECTION" }];
  });
}

/** Dates a collection and tells of it. */
export function collectionChanged(environment: CommandEnvironment, collection: Collection): Change {
  collection.updatedAt = environment.clock();
  return { topic: "collections/update", payload: collectionPayload(environment.shop, collection) };
}

/** Puts the product at the end of collections, and takes it out of others; the webhooks are for the caller to send. */
export function joinCollections(
  environment: CommandEnvironment,
  product: Product,
  join: bigint[],
  leave: bigint[],
): Change[] {
  const { shop } = environment;
  const changed = new Set<Collection>();
  for (const id of join) {
    const collection = shop.collections.get(id);
    if (!collection || collection.productIds.includes(product.id)) continue;
    collection.productIds.push(product.id);
    changed.add(collection);
  }
  for (const id of leave) {
    const collection = shop.collections.get(id);
    if (!collection?.productIds.includes(product.id)) continue;
    collection.productIds = collection.productIds.filter((each) => each !== product.id);
    changed.add(collection);
  }
  return [...changed].map((collection) => collectionChanged(environment, collection));
}
