import type { ShopScope } from "#app/platform/db/scope.server.ts";
import type { InventoryLevelState } from "./domain/stock-state.ts";
import { asJson } from "./repository.server.ts";

export interface InventoryItemRow {
  id: bigint;
  sku: string | null;
  costMinor: bigint | null;
  tracked: boolean;
  updatedAt: Date;
}

/** Brings inventory items up to date; the newest state wins. */
export async function upsertItems({ db }: ShopScope, rows: readonly InventoryItemRow[]): Promise<void> {
  if (rows.length === 0) return;
  await db.$executeRaw`
    INSERT INTO inventory_item AS i (shop_id, inventory_item_id, sku, cost_minor, tracked, updated_at)
    SELECT DISTINCT ON (id) current_shop_id(), id, sku, "costMinor", tracked, "updatedAt"
    FROM jsonb_to_recordset(${asJson(rows)}::jsonb) AS g (
      id bigint, sku text, "costMinor" bigint, tracked boolean, "updatedAt" timestamptz)
    ORDER BY id, "updatedAt" DESC, ROW(sku, "costMinor", tracked)::text DESC
    ON CONFLICT (shop_id, inventory_item_id) DO UPDATE SET
      sku = excluded.sku, cost_minor = excluded.cost_minor, tracked = excluded.tracked, updated_at = excluded.updated_at
    WHERE (excluded.updated_at, ROW(excluded.sku, excluded.cost_minor, excluded.tracked)::text)
      > (i.updated_at, ROW(i.sku, i.cost_minor, i.tracked)::text)`;
}

/** Marks inventory items as deleted at Shopify, known before or not. The earliest time counts. */
export async function markItemsDeleted(
  { db }: ShopScope,
  deletions: readonly { id: bigint; at: Date }[],
): Promise<void> {
  if (deletions.length === 0) return;
  await db.$executeRaw`
    INSERT INTO inventory_item AS i (shop_id, inventory_item_id, updated_at, deleted_at)
    SELECT current_shop_id(), id, 'epoch', min(at)
    FROM jsonb_to_recordset(${asJson(deletions)}::jsonb) AS g (id bigint, at timestamptz) GROUP BY id ORDER BY id
    ON CONFLICT (shop_id, inventory_item_id) DO UPDATE SET deleted_at = least(i.deleted_at, excluded.deleted_at)
    WHERE i.deleted_at IS NULL OR excluded.deleted_at < i.deleted_at`;
}

/** Brings levels up to date; the newest state wins, and one that is newer than a disconnection stocks the item again. */
export async function upsertLevels({ db }: ShopScope, rows: readonly InventoryLevelState[]): Promise<void> {
  if (rows.length === 0) return;
  await db.$executeRaw`
    INSERT INTO inventory_level AS l (shop_id, inventory_item_id, location_id, available, updated_at)
    SELECT DISTINCT ON ("inventoryItemId", "locationId")
      current_shop_id(), "inventoryItemId", "locationId", available, "updatedAt"
    FROM jsonb_to_recordset(${asJson(rows)}::jsonb) AS g (
      "inventoryItemId" bigint, "locationId" bigint, available integer, "updatedAt" timestamptz)
    ORDER BY "inventoryItemId", "locationId", "updatedAt" DESC, available DESC
    ON CONFLICT (shop_id, inventory_item_id, location_id) DO UPDATE SET
      available = excluded.available, updated_at = excluded.updated_at,
      deleted_at = CASE WHEN l.deleted_at >= excluded.updated_at THEN l.deleted_at END
    WHERE (excluded.updated_at, excluded.available) > (l.updated_at, l.available)`;
}

/** Notes that items are no longer stocked at locations, unless a newer state says that they are. */
export async function disconnectLevels(
  { db }: ShopScope,
  gone: readonly { inventoryItemId: bigint; locationId: bigint; at: Date }[],
): Promise<void> {
  if (gone.length === 0) return;
  await db.$executeRaw`
    INSERT INTO inventory_level AS l (shop_id, inventory_item_id, location_id, available, updated_at, deleted_at)
    SELECT current_shop_id(), "inventoryItemId", "locationId", 0, 'epoch', max(at)
    FROM jsonb_to_recordset(${asJson(gone)}::jsonb) AS g ("inventoryItemId" bigint, "locationId" bigint, at timestamptz)
    GROUP BY "inventoryItemId", "locationId" ORDER BY 2, 3
    ON CONFLICT (shop_id, inventory_item_id, location_id) DO UPDATE SET
      deleted_at = greatest(l.deleted_at, excluded.deleted_at)
    WHERE excluded.deleted_at >= l.updated_at AND excluded.deleted_at IS DISTINCT FROM l.deleted_at`;
}

/** Notes that items are stocked at these locations alone, as the Admin API listed them. */
export async function keepLevelsOf(
  { db }: ShopScope,
  listed: readonly { inventoryItemId: bigint; locationIds: readonly bigint[] }[],
): Promise<void> {
  if (listed.length === 0) return;
  // The time of the level's own last state: whatever newer state comes stocks the item there again.
  await db.$executeRaw`
    UPDATE inventory_level l SET deleted_at = l.updated_at
    FROM jsonb_to_recordset(${asJson(listed)}::jsonb) AS g ("inventoryItemId" bigint, "locationIds" bigint[])
    WHERE l.shop_id = current_shop_id() AND l.inventory_item_id = g."inventoryItemId" AND l.deleted_at IS NULL
      AND l.location_id <> ALL (g."locationIds")`;
}
