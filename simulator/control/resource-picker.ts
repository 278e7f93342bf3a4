/** What App Bridge's resource picker shows and gives back. */
import { gid } from "#simulator/ids.ts";
import { restAmount } from "#simulator/money.ts";
import type { Product, ShopState } from "#simulator/state/model.ts";

const LIMIT = 50;

function productResource(shop: ShopState, product: Product) {
  return {
    id: gid("Product", product.id),
    title: product.title,
    handle: product.handle,
    productType: product.productType,
    vendor: product.vendor,
    tags: product.tags,
    status: "ACTIVE",
    totalVariants: product.variants.length,
    totalInventory: product.variants.reduce((sum, variant) => sum + variant.inventoryQuantity, 0),
    tracksInventory: true,
    hasOnlyDefaultVariant: product.variants.length === 1,
    descriptionHtml: product.descriptionHtml,
    createdAt: product.createdAt,
    updatedAt: product.updatedAt,
    images: [{ id: gid("ProductImage", product.id), originalSrc: `${shop.primaryUrl}${product.imagePath}` }],
    variants: product.variants.map((variant) => ({
      id: gid("ProductVariant", variant.id),
      title: variant.title,
      displayName: `${product.title} - ${variant.title}`,
      sku: variant.sku,
      price: restAmount(variant.price, shop.currency),
      inventoryQuantity: variant.inventoryQuantity,
      product: { id: gid("Product", product.id) },
    })),
  };
}

/** Products, variants or collections whose title has the words of `query`. */
export function pickResources(shop: ShopState, parameters: URLSearchParams): { resources: object[] } {
  const wanted = (parameters.get("query") ?? "").trim().toLowerCase();
  const matches = (title: string): boolean => title.toLowerCase().includes(wanted);
  const products = [...shop.products.values()].filter((product) => matches(product.title)).slice(0, LIMIT);
  switch (parameters.get("type")) {
    case "collection":
      return {
        resources: [...shop.collections.values()]
          .filter((collection) => matches(collection.title))
          .map((collection) => ({
            id: gid("Collection", collection.id),
            title: collection.title,
            handle: collection.handle,
            productsCount: collection.productIds.length,
            updatedAt: collection.updatedAt,
          })),
      };
    case "variant":
      return {
        resources: products.flatMap((product) =>
          productResource(shop, product).variants.map((variant) => ({
            ...variant,
            title: variant.displayName,
          })),
        ),
      };
    default:
      return { resources: products.map((product) => productResource(shop, product)) };
  }
}
