/** Webhook payloads about products and variants. */
import { gid } from "#simulator/ids.ts";
import { restAmount } from "#simulator/money.ts";
import type { Product, ShopState, Variant } from "#simulator/state/model.ts";
import { optionsOf } from "#simulator/state/products-options.ts";
import { pictureUrl } from "#simulator/state/products-parts.ts";
import { stockOf } from "#simulator/state/inventory-levels.ts";
import { timeOf, timeOrNull } from "./payload-parts.ts";

/** Side of the square product pictures, in pixels. */
export const IMAGE_SIZE = 800;

function variantPayload(shop: ShopState, product: Product, variant: Variant, before = stockOf(variant)) {
  const [option1, option2, option3] = variant.optionValues;
  return {
    admin_graphql_api_id: gid("ProductVariant", variant.id),
    barcode: variant.barcode,
    compare_at_price:
      variant.compareAtPrice === null ? null : restAmount(variant.compareAtPrice, shop.currency),
    created_at: timeOf(shop, variant.createdAt),
    id: variant.id,
    inventory_policy: variant.inventoryPolicy.toLowerCase(),
    position: product.variants.indexOf(variant) + 1,
    price: restAmount(variant.price, shop.currency),
    product_id: product.id,
    sku: variant.sku,
    taxable: variant.taxable,
    title: variant.title,
    updated_at: timeOf(shop, variant.updatedAt),
    option1: option1 ?? variant.title,
    option2: option2 ?? null,
    option3: option3 ?? null,
    image_id: null,
    inventory_quantity: stockOf(variant),
    old_inventory_quantity: before,
  };
}

/** `variants/in_stock`, `variants/out_of_stock`. `before`: pieces there were. */
export const variantStockPayload = (shop: ShopState, product: Product, variant: Variant, before: number) =>
  variantPayload(shop, product, variant, before);

/** The picture has no record of its own; its id is the product's. */
function imagePayload(shop: ShopState, product: Product, url: string) {
  return {
    id: product.id,
    alt: null,
    position: 1,
    product_id: product.id,
    created_at: timeOf(shop, product.createdAt),
    updated_at: timeOf(shop, product.updatedAt),
    admin_graphql_api_id: gid("ProductImage", product.id),
    width: IMAGE_SIZE,
    height: IMAGE_SIZE,
    src: url,
    variant_ids: [],
  };
}

function mediaPayload(shop: ShopState, product: Product, url: string) {
  return {
    id: product.id,
    product_id: product.id,
    position: 1,
    created_at: timeOf(shop, product.createdAt),
    updated_at: timeOf(shop, product.updatedAt),
    alt: "",
    status: "READY",
    media_content_type: "IMAGE",
    preview_image: { width: IMAGE_SIZE, height: IMAGE_SIZE, src: url, status: "READY" },
    variant_ids: [],
    admin_graphql_api_id: gid("MediaImage", product.id),
  };
}

/** `products/create`, `products/update`. */
export function productPayload(shop: ShopState, product: Product) {
  const url = pictureUrl(shop, product);
  const image = url === null ? null : imagePayload(shop, product, url);
  return {
    admin_graphql_api_id: gid("Product", product.id),
    body_html: product.descriptionHtml,
    created_at: timeOf(shop, product.createdAt),
    handle: product.handle,
    id: product.id,
    product_type: product.productType,
    published_at: timeOrNull(shop, product.publishedAt),
    template_suffix: product.templateSuffix,
    title: product.title,
    updated_at: timeOf(shop, product.updatedAt),
    vendor: product.vendor,
    status: product.status.toLowerCase(),
    published_scope: "global",
    tags: product.tags.join(", "),
    variants: product.variants.map((variant) => ({
      ...variantPayload(shop, product, variant),
      inventory_item_id: variant.inventoryItemId,
    })),
    options: optionsOf(product).map((option, index) => ({
      name: option.name,
      id: option.id,
      product_id: product.id,
      position: index + 1,
      values: option.values,
    })),
    images: image ? [image] : [],
    image,
    media: url === null ? [] : [mediaPayload(shop, product, url)],
    variant_gids: product.variants.map((variant) => ({
      admin_graphql_api_id: gid("ProductVariant", variant.id),
      updated_at: variant.updatedAt.toISOString(),
    })),
    has_variants_that_requires_components: false,
    category: null,
  };
}

/** `products/delete`. */
export const productDeletionPayload = (product: Product) => ({ id: product.id });
