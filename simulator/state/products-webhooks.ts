/** The webhooks of changes to products and their variants. */
import {
  inventoryItemDeletionPayload,
  inventoryItemPayload,
  inventoryLevelGonePayload,
  inventoryLevelPayload,
} from "#simulator/webhooks/inventory-payloads.ts";
import { productDeletionPayload, productPayload } from "#simulator/webhooks/product-payloads.ts";
import type { Change } from "./environment.ts";
import { levelsOf } from "./inventory-levels.ts";
import type { Product, ShopState, Variant } from "./model.ts";

export const productCreated = (shop: ShopState, product: Product): Change => ({
  topic: "products/create",
  payload: productPayload(shop, product),
});

export const productUpdated = (shop: ShopState, product: Product): Change => ({
  topic: "products/update",
  payload: productPayload(shop, product),
});

export const productDeleted = (product: Product): Change => ({
  topic: "products/delete",
  payload: productDeletionPayload(product),
});

/** A variant brings an inventory item and a level at each location that stocks it. */
export const variantAdded = (shop: ShopState, variant: Variant): Change[] => [
  { topic: "inventory_items/create", payload: inventoryItemPayload(shop, variant) },
  ...levelsOf(shop, variant).map((level) => ({
    topic: "inventory_levels/connect",
    payload: inventoryLevelPayload(shop, { variant, ...level }),
  })),
];

export const itemUpdated = (shop: ShopState, variant: Variant): Change => ({
  topic: "inventory_items/update",
  payload: inventoryItemPayload(shop, variant),
});

/** Call before the variant is gone. */
export const variantRemoved = (shop: ShopState, variant: Variant): Change[] => [
  ...levelsOf(shop, variant).map(({ locationId }) => ({
    topic: "inventory_levels/disconnect",
    payload: inventoryLevelGonePayload({ variant, locationId }),
  })),
  { topic: "inventory_items/delete", payload: inventoryItemDeletionPayload(variant) },
];
