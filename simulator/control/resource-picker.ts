/** What App Bridge's resource picker shows and gives back. */
import { gid } from "#simulator/ids.ts";
import { restAmount } from "#simulator/money.ts";
import { membersOf } from "#simulator/state/collections-rules.ts";
import { isAvailable, stockOf } from "#simulator/state/inventory-levels.ts";
import type { Product, ShopState } from "#simulator/state/model.ts";
import { optionsOf } from "#simulator/state/products-options.ts";
import { hasOnlyDefaultVariant, pictureUrl } from "#simulator/state/products-parts.ts";
import { totalStock } from "#simulator/state/products-variants.ts";

const LIMIT = 50;

function productResource(shop: ShopState, product: Product) {
  const url = pictureUrl(shop, product);
  return {
    id: gid("Product", product.id),
    title: product.title,
    handle: product.handle,
    productType: product.productType,
    vendor: product.vendor,
    tags: product.tags,
    status: product.status,
    totalVariants: product.variants.length,
    totalInventory: totalStock(product),
    tracksInventory: product.variants.some((variant) => variant.tracked),
    hasOnlyDefaultVariant: hasOnlyDefaultVariant(product),
    descriptionHtml: product.descriptionHtml,
    createdAt: product.createdAt,
    updatedAt: product.updatedAt,
    publishedAt: product.publishedAt,
    options: optionsOf(product).map(({ id, name, values }, index) => ({
      id: gid("ProductOption", id),
      name,
      position: index + 1,
      values,
    })),
    images: url === null ? [] : [{ id: gid("ProductImage", product.id), originalSrc: url }],
    variants: product.variants.map((variant, index) => ({
      id: gid("ProductVariant", variant.id),
      title: variant.title,
      displayName: `${product.title} - ${variant.title}`,
      sku: variant.sku,
      barcode: variant.barcode,
      position: index + 1,
      price: restAmount(variant.price, shop.currency),
      compareAtPrice:
        variant.compareAtPrice === null ? null : restAmount(variant.compareAtPrice, shop.currency),
      availableForSale: isAvailable(shop, variant),
      inventoryQuantity: stockOf(variant),
      inventoryPolicy: variant.inventoryPolicy,
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
            productsCount: membersOf(shop, collection).length,
            ruleSet: collection.ruleSet,
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
