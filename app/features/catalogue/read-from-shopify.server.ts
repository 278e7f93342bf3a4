/** Reads parts of the catalogue from the Admin API, complete: what a webhook or a page of a list leaves out. */
import type { AdminApi } from "#app/platform/shopify-admin/admin-client.server.ts";
import { readByIds } from "#app/platform/shopify-admin/bulk-by-id.ts";
import { gidOf } from "#app/shared/ids.ts";
import { COLLECTIONS_BULK_QUERY, PRODUCTS_BULK_QUERY, STOCK_BULK_QUERY } from "./domain/bulk-queries.ts";
import { collectionFromNode, type CollectionWithProducts } from "./domain/collection-state.ts";
import { type ProductState, productFromNode } from "./domain/product-state.ts";
import { type StockState, stockFromNode } from "./domain/stock-state.ts";

/** So many of each in one query keep its cost below Shopify's 1,000 points. */
const objectsPerQuery = 20;

const gidsOf = (type: string, ids: readonly bigint[]): string[] => ids.map((id) => gidOf(type, id));

/** These products with all variants. What Shopify no longer has is left out. */
export async function readProducts(api: AdminApi, ids: readonly bigint[]): Promise<ProductState[]> {
  const found = await readByIds(api, PRODUCTS_BULK_QUERY, gidsOf("Product", ids), { objectsPerQuery });
  return found.map(({ node, children }) => productFromNode(node, children));
}

/** These collections with all products. What Shopify no longer has is left out. */
export async function readCollections(
  api: AdminApi,
  ids: readonly bigint[],
): Promise<CollectionWithProducts[]> {
  const found = await readByIds(api, COLLECTIONS_BULK_QUERY, gidsOf("Collection", ids), { objectsPerQuery });
  return found.map(({ node, children }) => collectionFromNode(node, children));
}

/** These inventory items with all levels. What Shopify no longer has is left out. */
export async function readStock(api: AdminApi, ids: readonly bigint[]): Promise<StockState[]> {
  const found = await readByIds(api, STOCK_BULK_QUERY, gidsOf("InventoryItem", ids), { objectsPerQuery });
  return found.map(({ node, children }) => stockFromNode(node, children));
}
