/**
 * What webhooks do not show is read from Shopify: variants past the first hundred, and which products a collection holds.
 * What has to be read stands in the outbox, which talks to Shopify target by target until it is done.
 */
import { withShop } from "#app/platform/db/scope.server.ts";
import { adminClientOf, type ChangeSender } from "#app/features/shops/index.server.ts";
import { readCollections, readProducts } from "./read-from-shopify.server.ts";
import { COLLECTION_TO_READ, recordCollections } from "./record-collections.server.ts";
import { PRODUCT_TO_READ, recordProducts } from "./record-products.server.ts";

const TARGETS_PER_CALL = 20;

const readProductsAgain: ChangeSender = {
  kind: PRODUCT_TO_READ,
  batchSize: TARGETS_PER_CALL,
  send: async (shopId, keys) => {
    // What is gone meanwhile has a deletion of its own on the way.
    const products = await readProducts(await adminClientOf(shopId), keys.map(BigInt));
    await withShop(shopId, (scope) => recordProducts(scope, products));
    return keys.map((key) => ({ key, ok: true }));
  },
};

const readCollectionsAgain: ChangeSender = {
  kind: COLLECTION_TO_READ,
  batchSize: TARGETS_PER_CALL,
  send: async (shopId, keys) => {
    const collections = await readCollections(await adminClientOf(shopId), keys.map(BigInt));
    await withShop(shopId, (scope) => recordCollections(scope, collections));
    return keys.map((key) => ({ key, ok: true }));
  },
};

/** For the worker's list of senders. */
export const catalogueChangeSenders: readonly ChangeSender[] = [readProductsAgain, readCollectionsAgain];
