import type { ShopScope } from "#app/platform/db/scope.server.ts";

/** A product as it is stored. Amounts of variants are minor units of the shop's currency. */
export interface ProductRow {
  id: bigint;
  title: string;
  handle: string | null;
  vendor: string | null;
  productType: string | null;
  status: string | null;
  tags: readonly string[];
  imageUrl: string | null;
  createdAt: Date | null;
  publishedAt: Date | null;
  updatedAt: Date;
  variantIds: readonly bigint[] | null;
}

export interface VariantRow {
  id: bigint;
  productId: bigint;
  title: string;
  sku: string | null;
  barcode: string | null;
  priceMinor: bigint;
  compareAtMinor: bigint | null;
  inventoryItemId: bigint | null;
  position: number;
  isSoldBeyondStock: boolean;
  updatedAt: Date;
}

/** Rows as JSON for jsonb_to_recordset: bigints as text, which PostgreSQL reads exactly. */
export const asJson = (rows: readonly object[]): string =>
  JSON.stringify(rows, (_key, value: unknown) => (typeof value === "bigint" ? value.toString() : value));

/** Brings products up to date. The newest state wins; of two of one age the greater text, so that the order is no matter. */
export async function upsertProducts({ db }: ShopScope, rows: readonly ProductRow[]): Promise<void> {
  if (rows.length === 0) return;
  await db.$executeRaw`
    INSERT INTO product AS p (shop_id, product_id, title, handle, vendor, product_type, status, tags, image_url,
      variant_ids, created_at, published_at, updated_at)
    SELECT DISTINCT ON (id) current_shop_id(), id, title, handle, vendor, "productType", status, tags, "imageUrl",
      coalesce("variantIds", '{}'), "createdAt", "publishedAt", "updatedAt"
    FROM jsonb_to_recordset(${asJson(rows)}::jsonb) AS g (id bigint, title text, handle text, vendor text,
      "productType" text, status text, tags text[], "imageUrl" text, "variantIds" bigint[], "createdAt" timestamptz,
      "publishedAt" timestamptz, "updatedAt" timestamptz)
    ORDER BY id, "updatedAt" DESC, ROW(title, handle, vendor, "productType", status, tags, "imageUrl",
      coalesce("variantIds", '{}'), "createdAt", "publishedAt")::text DESC
    ON CONFLICT (shop_id, product_id) DO UPDATE SET
      title = excluded.title, handle = excluded.handle, vendor = excluded.vendor, product_type = excluded.product_type,
      status = excluded.status, tags = excluded.tags, image_url = excluded.image_url,
      variant_ids = excluded.variant_ids, created_at = excluded.created_at, published_at = excluded.published_at,
      updated_at = excluded.updated_at
    WHERE (excluded.updated_at, ROW(excluded.title, excluded.handle, excluded.vendor, excluded.product_type,
        excluded.status, excluded.tags, excluded.image_url, excluded.variant_ids, excluded.created_at, excluded.published_at)::text)
      > (p.updated_at, ROW(p.title, p.handle, p.vendor, p.product_type, p.status, p.tags, p.image_url, p.variant_ids,
        p.created_at, p.published_at)::text)`;
}

/** Brings variants up to date, by the rule of {@link upsertProducts}. */
export async function upsertVariants({ db }: ShopScope, rows: readonly VariantRow[]): Promise<void> {
  if (rows.length === 0) return;
  await db.$executeRaw`
    INSERT INTO variant AS v (shop_id, variant_id, product_id, title, sku, barcode, price_minor, compare_at_minor,
      inventory_item_id, position, is_sold_beyond_stock, updated_at)
    SELECT DISTINCT ON (id) current_shop_id(), id, "productId", title, sku, barcode, "priceMinor", "compareAtMinor",
      "inventoryItemId", position, "isSoldBeyondStock", "updatedAt"
    FROM jsonb_to_recordset(${asJson(rows)}::jsonb) AS g (id bigint, "productId" bigint, title text, sku text,
      barcode text, "priceMinor" bigint, "compareAtMinor" bigint, "inventoryItemId" bigint, position integer,
      "isSoldBeyondStock" boolean, "updatedAt" timestamptz)
    ORDER BY id, "updatedAt" DESC, ROW("productId", title, sku, barcode, "priceMinor", "compareAtMinor",
      "inventoryItemId", position, "isSoldBeyondStock")::text DESC
    ON CONFLICT (shop_id, variant_id) DO UPDATE SET
      product_id = excluded.product_id, title = excluded.title, sku = excluded.sku, barcode = excluded.barcode,
      price_minor = excluded.price_minor, compare_at_minor = excluded.compare_at_minor,
      inventory_item_id = excluded.inventory_item_id, position = excluded.position,
      is_sold_beyond_stock = excluded.is_sold_beyond_stock, updated_at = excluded.updated_at
    WHERE (excluded.updated_at, ROW(excluded.product_id, excluded.title, excluded.sku, excluded.barcode,
        excluded.price_minor, excluded.compare_at_minor, excluded.inventory_item_id, excluded.position,
        excluded.is_sold_beyond_stock)::text)
      > (v.updated_at, ROW(v.product_id, v.title, v.sku, v.barcode, v.price_minor, v.compare_at_minor,
        v.inventory_item_id, v.position, v.is_sold_beyond_stock)::text)`;
}

/**
 * Marks the variants that their products no longer have, and takes back marks that do not hold. Shopify does not say when
 * a variant went: it counts as gone since its product's deletion, or else since its own last state.
 */
export async function settleVariants({ db }: ShopScope, productIds: readonly bigint[]): Promise<void> {
  if (productIds.length === 0) return;
  await db.$executeRaw`
    UPDATE variant v SET deleted_at = settled.deleted_at
    FROM (
      SELECT inner_v.variant_id, CASE
          WHEN p.deleted_at IS NOT NULL THEN p.deleted_at
          WHEN p.variant_ids <> '{}' AND inner_v.variant_id <> ALL (p.variant_ids) THEN inner_v.updated_at
        END AS deleted_at
      FROM variant inner_v JOIN product p ON p.shop_id = inner_v.shop_id AND p.product_id = inner_v.product_id
      WHERE inner_v.shop_id = current_shop_id() AND inner_v.product_id = ANY(${[...productIds]}::bigint[])
    ) settled
    WHERE v.shop_id = current_shop_id() AND v.variant_id = settled.variant_id
      AND v.deleted_at IS DISTINCT FROM settled.deleted_at`;
}

/** Marks products as deleted at Shopify, known before or not. The earliest time counts; ids are never used again. */
export async function markProductsDeleted(
  { db }: ShopScope,
  deletions: readonly { id: bigint; at: Date }[],
): Promise<void> {
  if (deletions.length === 0) return;
  await db.$executeRaw`
    INSERT INTO product AS p (shop_id, product_id, title, tags, variant_ids, updated_at, deleted_at)
    SELECT current_shop_id(), id, '', '{}', '{}', 'epoch', min(at)
    FROM jsonb_to_recordset(${asJson(deletions)}::jsonb) AS g (id bigint, at timestamptz) GROUP BY id ORDER BY id
    ON CONFLICT (shop_id, product_id) DO UPDATE SET deleted_at = least(p.deleted_at, excluded.deleted_at)
    WHERE p.deleted_at IS NULL OR excluded.deleted_at < p.deleted_at`;
}

/** Of variants that were named without being shown: the products of those that are not stored as new as they were named. */
export async function productsNotFullyKnown(
  { db }: ShopScope,
  named: readonly { productId: bigint; id: bigint; updatedAt: Date }[],
): Promise<bigint[]> {
  if (named.length === 0) return [];
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    SELECT DISTINCT g."productId" AS id
    FROM jsonb_to_recordset(${asJson(named)}::jsonb) AS g ("productId" bigint, id bigint, "updatedAt" timestamptz)
    LEFT JOIN variant v ON v.shop_id = current_shop_id() AND v.variant_id = g.id
    WHERE v.updated_at IS NULL OR v.updated_at < date_trunc('second', g."updatedAt") ORDER BY 1`;
  return rows.map((row) => row.id);
}
