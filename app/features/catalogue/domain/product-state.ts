/** What Shopify shows of a product and its variants: by webhook, or as a node of the Admin API. */
import { z } from "zod";
import { decimal, id, instant, orNull, readPayload } from "#app/shared/payload.ts";
import { gid, textOrNull } from "./fields.ts";

/** A variant as one state of its product shows it. Amounts are decimal text in the shop's currency. */
export interface VariantState {
  id: bigint;
  productId: bigint;
  title: string;
  sku: string | null;
  barcode: string | null;
  price: string;
  compareAtPrice: string | null;
  inventoryItemId: bigint | null;
  position: number;
  /** Goes on being sold when none is in stock. */
  isSoldBeyondStock: boolean;
  updatedAt: Date;
}

export interface ProductState {
  id: bigint;
  title: string;
  handle: string | null;
  vendor: string | null;
  productType: string | null;
  status: string | null;
  tags: string[];
  imageUrl: string | null;
  createdAt: Date | null;
  publishedAt: Date | null;
  updatedAt: Date;
  variants: VariantState[];
  /** All variants that the product has in this state; null when the state does not say. */
  variantIds: bigint[] | null;
  /** Variants that are named without being shown, and the age of each: a webhook shows 100 at most. */
  unseen: { id: bigint; updatedAt: Date }[];
}

/** Shopify shows this many variants in a webhook; the others stand in `variant_gids` alone. */
const MOST_SHOWN = 100;

const WebhookVariant = z.object({
  id,
  title: orNull(z.string()),
  sku: textOrNull,
  barcode: textOrNull,
  price: decimal,
  compare_at_price: orNull(decimal),
  inventory_item_id: orNull(id),
  position: orNull(z.number().int()),
  inventory_policy: textOrNull,
  updated_at: orNull(instant),
});

const WebhookProduct = z.object({
  id,
  title: z.string(),
  handle: textOrNull,
  vendor: textOrNull,
  product_type: textOrNull,
  status: textOrNull,
  tags: orNull(z.string()),
  image: orNull(z.object({ src: textOrNull })),
  created_at: orNull(instant),
  published_at: orNull(instant),
  updated_at: instant,
  variants: orNull(z.array(WebhookVariant)),
  variant_gids: orNull(
    z.array(z.object({ admin_graphql_api_id: gid("ProductVariant"), updated_at: instant })),
  ),
});

/** The payload of `products/create` and `products/update`. @throws InvalidInput */
export function productFromWebhook(payload: unknown): ProductState {
  const product = readPayload(WebhookProduct, payload, "The product");
  const variants = (product.variants ?? []).map((variant, index): VariantState => ({
    id: variant.id,
    productId: product.id,
    title: variant.title ?? "",
    sku: variant.sku,
    barcode: variant.barcode,
    price: variant.price,
    compareAtPrice: variant.compare_at_price,
    inventoryItemId: variant.inventory_item_id,
    position: variant.position ?? index + 1,
    isSoldBeyondStock: isSoldBeyondStock(variant.inventory_policy),
    updatedAt: variant.updated_at ?? product.updated_at,
  }));
  const shown = new Set(variants.map((variant) => variant.id));
  const named = product.variant_gids ?? [];
  const unseen = named
    .filter((variant) => !shown.has(variant.admin_graphql_api_id))
    .map((variant) => ({ id: variant.admin_graphql_api_id, updatedAt: variant.updated_at }));
  const isComplete =
    product.variant_gids !== null || (product.variants !== null && variants.length < MOST_SHOWN);
  return {
    id: product.id,
    title: product.title,
    handle: product.handle,
    vendor: product.vendor,
    productType: product.product_type,
    status: product.status?.toLowerCase() ?? null,
    tags: tidyTags((product.tags ?? "").split(",")),
    imageUrl: product.image?.src ?? null,
    createdAt: product.created_at,
    publishedAt: product.published_at,
    updatedAt: product.updated_at,
    variants,
    variantIds: isComplete ? sorted([...shown, ...unseen.map((variant) => variant.id)]) : null,
    unseen,
  };
}

const NodeVariant = z.object({
  id: gid("ProductVariant"),
  title: z.string(),
  sku: textOrNull,
  barcode: textOrNull,
  price: decimal,
  compareAtPrice: orNull(decimal),
  position: z.number().int(),
  inventoryPolicy: textOrNull,
  updatedAt: instant,
  inventoryItem: orNull(z.object({ id: gid("InventoryItem") })),
});

const NodeProduct = z.object({
  id: gid("Product"),
  title: z.string(),
  handle: textOrNull,
  vendor: textOrNull,
  productType: textOrNull,
  status: textOrNull,
  tags: z.array(z.string()),
  createdAt: orNull(instant),
  publishedAt: orNull(instant),
  updatedAt: instant,
  featuredMedia: orNull(
    z.object({ preview: orNull(z.object({ image: orNull(z.object({ url: textOrNull })) })) }),
  ),
});

/**
 * A product of the Admin API, or of a bulk query, with all its variants.
 *
 * @throws InvalidInput
 */
export function productFromNode(node: unknown, variantNodes: readonly unknown[]): ProductState {
  const product = readPayload(NodeProduct, node, "The product");
  const variants = variantNodes.map((variantNode): VariantState => {
    const { inventoryItem, inventoryPolicy, ...variant } = readPayload(
      NodeVariant,
      variantNode,
      "The variant",
    );
    return {
      ...variant,
      productId: product.id,
      inventoryItemId: inventoryItem?.id ?? null,
      isSoldBeyondStock: isSoldBeyondStock(inventoryPolicy),
    };
  });
  const { featuredMedia, ...rest } = product;
  return {
    ...rest,
    status: product.status?.toLowerCase() ?? null,
    tags: tidyTags(product.tags),
    imageUrl: featuredMedia?.preview?.image?.url ?? null,
    variants,
    variantIds: sorted(variants.map((variant) => variant.id)),
    unseen: [],
  };
}

/** By Shopify's inventory policy: deny or continue. */
const isSoldBeyondStock = (policy: string | null): boolean => policy?.toLowerCase() === "continue";

const tidyTags = (tags: readonly string[]): string[] =>
  [...new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== ""))].toSorted();

const sorted = (ids: readonly bigint[]): bigint[] =>
  [...new Set(ids)].toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
