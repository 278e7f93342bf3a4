import type { ShopScope } from "#app/platform/db/scope.server.ts";

/** A product as other features see one. `deletedAt`: Shopify no longer has it. */
export interface ProductRecord {
  id: bigint;
  title: string;
  handle: string | null;
  vendor: string | null;
  productType: string | null;
  status: string | null;
  tags: string[];
  imageUrl: string | null;
  deletedAt: Date | null;
}

/** A variant with what it costs the merchant and how many can be sold. Amounts: minor units of the shop's currency. */
export interface VariantRecord {
  id: bigint;
  productId: bigint;
  title: string;
  sku: string | null;
  priceMinor: bigint;
  compareAtMinor: bigint | null;
  /** null = unknown */
  costMinor: bigint | null;
  /** Whether it can run out: Shopify counts its stock and does not sell it beyond that. */
  isTracked: boolean;
  /** Over all locations; null = no level is known. */
  available: number | null;
  deletedAt: Date | null;
}

const SHOWN = {
  id: true,
  title: true,
  handle: true,
  vendor: true,
  productType: true,
  status: true,
  tags: true,
  imageUrl: true,
  deletedAt: true,
} as const;

/** These products, also deleted ones, by id. Unknown ones are left out. */
export async function productsByIds(
  { db, shopId }: ShopScope,
  ids: readonly bigint[],
): Promise<Map<bigint, ProductRecord>> {
  if (ids.length === 0) return new Map();
  const rows = await db.product.findMany({ where: { shopId, id: { in: [...new Set(ids)] } }, select: SHOWN });
  return new Map(rows.map((row) => [row.id, row]));
}

/** These variants, also deleted ones, by id. Unknown ones are left out. */
export async function variantsByIds(
  { db }: ShopScope,
  ids: readonly bigint[],
): Promise<Map<bigint, VariantRecord>> {
  if (ids.length === 0) return new Map();
  const rows = await db.$queryRaw<VariantRecord[]>`
    SELECT v.variant_id AS id, v.product_id AS "productId", v.title, coalesce(v.sku, i.sku) AS sku,
      v.price_minor AS "priceMinor", v.compare_at_minor AS "compareAtMinor", i.cost_minor AS "costMinor",
      coalesce(i.tracked, true) AND NOT v.is_sold_beyond_stock AS "isTracked", stock.available, v.deleted_at AS "deletedAt"
    FROM variant v
    LEFT JOIN inventory_item i ON i.shop_id = v.shop_id AND i.inventory_item_id = v.inventory_item_id
    LEFT JOIN LATERAL (
      SELECT sum(l.available)::double precision AS available FROM inventory_level l
      WHERE l.shop_id = v.shop_id AND l.inventory_item_id = v.inventory_item_id AND l.deleted_at IS NULL
        AND i.deleted_at IS NULL
    ) stock ON true
    WHERE v.shop_id = current_shop_id() AND v.variant_id = ANY(${[...new Set(ids)]}::bigint[])`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** What is sold under these SKUs today. One that several variants have names none of them. */
export async function variantsBySku(
  { db }: ShopScope,
  skus: readonly string[],
): Promise<Map<string, { variantId: bigint; productId: bigint; productTitle: string }>> {
  if (skus.length === 0) return new Map();
  const rows = await db.$queryRaw<
    { sku: string; variantId: bigint; productId: bigint; productTitle: string }[]
  >`
    SELECT v.sku, min(v.variant_id) AS "variantId", min(v.product_id) AS "productId", min(p.title) AS "productTitle"
    FROM variant v JOIN product p ON p.shop_id = v.shop_id AND p.product_id = v.product_id
    WHERE v.shop_id = current_shop_id() AND v.sku = ANY(${[...new Set(skus)]}::text[])
      AND v.deleted_at IS NULL AND p.deleted_at IS NULL
    GROUP BY v.sku HAVING count(*) = 1`;
  return new Map(rows.map(({ sku, ...variant }) => [sku, variant]));
}

/** What one of each of these variants costs the merchant, in minor units, where that is known. */
export async function costOfVariants(
  { db }: ShopScope,
  ids: readonly bigint[],
): Promise<Map<bigint, bigint>> {
  if (ids.length === 0) return new Map();
  const rows = await db.$queryRaw<{ id: bigint; costMinor: bigint }[]>`
    SELECT v.variant_id AS id, i.cost_minor AS "costMinor"
    FROM variant v JOIN inventory_item i ON i.shop_id = v.shop_id AND i.inventory_item_id = v.inventory_item_id
    WHERE v.shop_id = current_shop_id() AND v.variant_id = ANY(${[...new Set(ids)]}::bigint[]) AND i.cost_minor IS NOT NULL`;
  return new Map(rows.map((row) => [row.id, row.costMinor]));
}

/** Products with a word in the title that begins so, whatever the case, in the order of the alphabet. Without deleted ones. */
export async function searchProducts(
  { db, shopId }: ShopScope,
  wordPrefix: string,
  limit: number,
): Promise<ProductRecord[]> {
  // Prisma hands the signs of patterns on as they are.
  const startsWith = wordPrefix.replaceAll(/[\\%_]/g, String.raw`\$&`);
  return db.product.findMany({
    where: {
      shopId,
      deletedAt: null,
      OR: [
        { title: { startsWith, mode: "insensitive" } },
        { title: { contains: ` ${startsWith}`, mode: "insensitive" } },
      ],
    },
    orderBy: [{ title: "asc" }, { id: "asc" }],
    take: limit,
    select: SHOWN,
  });
}

/** The products of a collection that Shopify still has. */
export async function productIdsOfCollection({ db }: ShopScope, collectionId: bigint): Promise<bigint[]> {
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    SELECT m.product_id AS id FROM collection_product m
    JOIN product p ON p.shop_id = m.shop_id AND p.product_id = m.product_id AND p.deleted_at IS NULL
    WHERE m.shop_id = current_shop_id() AND m.collection_id = ${collectionId} ORDER BY 1`;
  return rows.map((row) => row.id);
}
