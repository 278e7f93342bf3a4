/** Webhook payloads about products. */
import { gid } from "#simulator/ids.ts";
import { restAmount } from "#simulator/money.ts";
import type { Product, ShopState, Variant } from "#simulator/state/model.ts";
import { timeOf } from "./payload-parts.ts";

/** Side of the square product pictures, in pixels. */
const IMAGE_SIZE = 800;

function variantPayload(shop: ShopState, product: Product, variant: Variant, index: number) {
  return {
    admin_graphql_api_id: gid("ProductVariant", variant.id),
    barcode: null,
    compare_at_price: null,
    created_at: timeOf(shop, product.createdAt),
    id: variant.id,
    inventory_policy: "continue",
    position: index + 1,
    price: restAmount(variant.price, shop.currency),
    product_id: product.id,
    sku: variant.sku,
    taxable: false,
    title: variant.title,
    updated_at: timeOf(shop, product.updatedAt),
    option1: variant.title,
    option2: null,
    option3: null,
    image_id: null,
    inventory_item_id: variant.inventoryItemId,
    inventory_quantity: variant.inventoryQuantity,
    old_inventory_quantity: variant.inventoryQuantity,
  };
}

/** The picture has no record of its own; its id is the product's. */
function imagePayload(shop: ShopState, product: Product) {
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
    src: `${shop.primaryUrl}${product.imagePath}`,
    variant_ids: [],
  };
}

/** `products/create`, `products/update`. */
export function productPayload(shop: ShopState, product: Product) {
  const image = imagePayload(shop, product);
  return {
    admin_graphql_api_id: gid("Product", product.id),
    body_html: product.descriptionHtml,
    created_at: timeOf(shop, product.createdAt),
    handle: product.handle,
    id: product.id,
    product_type: product.productType,
    published_at: timeOf(shop, product.createdAt),
    template_suffix: null,
    title: product.title,
    updated_at: timeOf(shop, product.updatedAt),
    vendor: product.vendor,
    status: "active",
    published_scope: "global",
    tags: product.tags.join(", "),
    variants: product.variants.map((variant, index) => variantPayload(shop, product, variant, index)),
    options: [
      {
        name: "Title",
        id: product.id,
        product_id: product.id,
        position: 1,
        values: product.variants.map((variant) => variant.title),
      },
    ],
    images: [image],
    image,
    media: [],
    variant_gids: product.variants.map((variant) => ({
      admin_graphql_api_id: gid("ProductVariant", variant.id),
      updated_at: product.updatedAt.toISOString(),
    })),
    has_variants_that_requires_components: false,
    category: null,
  };
}
