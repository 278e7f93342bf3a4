/** Standard events of pages of the catalogue. */
import { productsOf } from "#simulator/state/collections-rules.ts";
import type { Collection, Product } from "#simulator/state/model.ts";
import { isListed } from "#simulator/storefront/publication.ts";
import { textOf } from "#simulator/storefront/reader.ts";
import type { Reader } from "#simulator/storefront/reader.ts";
import type { PageEvent } from "./events.ts";
import { firstVariants, variantData } from "./product-shapes.ts";

/** Products of a list that an event names. */
const MOST_PRODUCTS = 24;

export function productViewed(reader: Reader, product: Product, selected: bigint | null): PageEvent {
  const variant = product.variants.find(({ id }) => id === selected) ?? product.variants[0];
  const productVariant = variant ? variantData(reader, product, variant) : null;
  return { name: "product_viewed", data: { productVariant } };
}

export function collectionViewed(reader: Reader, collection: Collection): PageEvent {
  const gid = `gid://shopify/Collection/${collection.id}`;
  const products = productsOf(reader.shop, collection).filter((product) => isListed(product, reader.now));
  return {
    name: "collection_viewed",
    data: {
      collection: {
        id: collection.id.toString(),
        title: textOf(reader, gid, "title", collection.title),
        productVariants: firstVariants(reader, products.slice(0, MOST_PRODUCTS)),
      },
    },
  };
}

export function searchSubmitted(reader: Reader, query: string, found: Product[]): PageEvent {
  const products = found.slice(0, MOST_PRODUCTS);
  return {
    name: "search_submitted",
    data: { searchResult: { query, productVariants: firstVariants(reader, products) } },
  };
}
