import type { ShopScope } from "#app/platform/db/scope.server.ts";
import type { CollectionState } from "./domain/collection-state.ts";
import { asJson } from "./repository.server.ts";

/** Brings collections up to date; the newest state wins. */
export async function upsertCollections({ db }: ShopScope, rows: readonly CollectionState[]): Promise<void> {
  if (rows.length === 0) return;
  await db.$executeRaw`
    INSERT INTO collection AS c (shop_id, collection_id, title, handle, updated_at)
    SELECT DISTINCT ON (id) current_shop_id(), id, title, handle, "updatedAt"
    FROM jsonb_to_recordset(${asJson(rows)}::jsonb) AS g (id bigint, title text, handle text, "updatedAt" timestamptz)
    ORDER BY id, "updatedAt" DESC, ROW(title, handle)::text DESC
    ON CONFLICT (shop_id, collection_id) DO UPDATE SET
      title = excluded.title, handle = excluded.handle, updated_at = excluded.updated_at
    WHERE (excluded.updated_at, ROW(excluded.title, excluded.handle)::text) > (c.updated_at, ROW(c.title, c.handle)::text)`;
}

/** Marks collections as deleted at Shopify, known before or not. The earliest time counts. */
export async function markCollectionsDeleted(
  { db }: ShopScope,
  deletions: readonly { id: bigint; at: Date }[],
): Promise<void> {
  if (deletions.length === 0) return;
  await db.$executeRaw`
    INSERT INTO collection AS c (shop_id, collection_id, title, updated_at, deleted_at)
    SELECT current_shop_id(), id, '', 'epoch', min(at)
    FROM jsonb_to_recordset(${asJson(deletions)}::jsonb) AS g (id bigint, at timestamptz) GROUP BY id ORDER BY id
    ON CONFLICT (shop_id, collection_id) DO UPDATE SET deleted_at = least(c.deleted_at, excluded.deleted_at)
    WHERE c.deleted_at IS NULL OR excluded.deleted_at < c.deleted_at`;
  const ids = deletions.map((deletion) => deletion.id);
  await db.$executeRaw`
    DELETE FROM collection_product WHERE shop_id = current_shop_id() AND collection_id = ANY(${ids}::bigint[])`;
}

/** Notes that collections hold these products and no others, as the Admin API listed them. */
export async function setProductsOf(
  { db }: ShopScope,
  listed: readonly { collectionId: bigint; productIds: readonly bigint[] }[],
): Promise<void> {
  if (listed.length === 0) return;
  const rows = asJson(listed);
  const ids = listed.map((each) => each.collectionId);
  // Two who list a collection at once wait for each other here.
  await db.$queryRaw`
    SELECT collection_id FROM collection WHERE shop_id = current_shop_id() AND collection_id = ANY(${ids}::bigint[])
    ORDER BY collection_id FOR UPDATE`;
  await db.$executeRaw`
    DELETE FROM collection_product m
    USING jsonb_to_recordset(${rows}::jsonb) AS g ("collectionId" bigint, "productIds" bigint[])
    WHERE m.shop_id = current_shop_id() AND m.collection_id = g."collectionId" AND m.product_id <> ALL (g."productIds")`;
  await db.$executeRaw`
    INSERT INTO collection_product (shop_id, collection_id, product_id)
    SELECT DISTINCT current_shop_id(), g."collectionId", p.id
    FROM jsonb_to_recordset(${rows}::jsonb) AS g ("collectionId" bigint, "productIds" bigint[])
    CROSS JOIN LATERAL unnest(g."productIds") AS p (id)
    JOIN collection c ON c.shop_id = current_shop_id() AND c.collection_id = g."collectionId" AND c.deleted_at IS NULL
    ORDER BY 2, 3 ON CONFLICT DO NOTHING`;
}
