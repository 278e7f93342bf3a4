import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { COLLECTIONS_BULK_QUERY, PRODUCTS_BULK_QUERY, STOCK_BULK_QUERY } from "./domain/bulk-queries.ts";
import { collectionFromNode } from "./domain/collection-state.ts";
import { productFromNode } from "./domain/product-state.ts";
import { stockFromNode } from "./domain/stock-state.ts";
import { recordCollections } from "./record-collections.server.ts";
import { recordProducts } from "./record-products.server.ts";
import { recordStock } from "./record-stock.server.ts";

/** A line of a bulk query's result with the lines that name it as their parent. */
export interface ImportedNode {
  node: unknown;
  children: readonly unknown[];
}

/** One bulk query of the import and what is made of its result. */
export interface ImportStage<State = unknown> {
  name: string;
  /** What Shopify runs for us, with `groupObjects`. */
  query: string;
  /** Reads one object with its children. Pure. @throws InvalidInput: the object is left out */
  read(imported: ImportedNode): State;
  /** Stores many. Safe to repeat. */
  store(scope: ShopScope, states: readonly State[]): Promise<void>;
}

/** A stage whose states only itself needs to know. */
function importStage<State>(stage: ImportStage<State>): ImportStage {
  return { ...stage, store: (scope, states) => stage.store(scope, states as readonly State[]) };
}

/** The stages that import a store's catalogue, in their order. The shop's currency must be known. */
export const catalogueImport: readonly ImportStage[] = [
  importStage({
    name: "products",
    query: PRODUCTS_BULK_QUERY,
    read: ({ node, children }) => productFromNode(node, children),
    store: recordProducts,
  }),
  importStage({
    name: "stock",
    query: STOCK_BULK_QUERY,
    read: ({ node, children }) => stockFromNode(node, children),
    store: recordStock,
  }),
  importStage({
    name: "collections",
    query: COLLECTIONS_BULK_QUERY,
    read: ({ node, children }) => collectionFromNode(node, children),
    store: recordCollections,
  }),
];
