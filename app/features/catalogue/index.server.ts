import type { DeliveryHandler } from "#app/features/events/index.server.ts";
import { collectionDeliveryHandlers } from "./record-collections.server.ts";
import { productDeliveryHandlers } from "./record-products.server.ts";
import { stockDeliveryHandlers } from "./record-stock.server.ts";

/** The catalogue's topics of shopify.app.toml. */
export const catalogueDeliveryHandlers: Readonly<Record<string, DeliveryHandler>> = {
  ...productDeliveryHandlers,
  ...collectionDeliveryHandlers,
  ...stockDeliveryHandlers,
};

export {
  costOfVariants,
  productIdsOfCollection,
  productsByIds,
  searchProducts,
  variantsByIds,
  variantsBySku,
  type ProductRecord,
  type VariantRecord,
} from "./find-products.server.ts";
export { type InterestChoice, listInterests, namesOfInterests } from "./interests.server.ts";
export { catalogueImport, type ImportedNode, type ImportStage } from "./import-catalogue.server.ts";
export { catalogueChangeSenders } from "./read-again.server.ts";
export { catalogueComparators } from "./compare-catalogue.server.ts";
