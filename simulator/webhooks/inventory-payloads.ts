/** Webhook payloads about inventory items and their levels at locations. */
import { gid } from "#simulator/ids.ts";
import { restAmount } from "#simulator/money.ts";
import type { ShopState, Variant } from "#simulator/state/model.ts";
import { timeOf } from "./payload-parts.ts";

/** Shopify names a level by its location and the item. */
export const levelGid = (locationId: bigint, inventoryItemId: bigint): string =>
  `${gid("InventoryLevel", locationId)}?inventory_item_id=${inventoryItemId}`;

/** `inventory_items/create`, `inventory_items/update`. */
export function inventoryItemPayload(shop: ShopState, variant: Variant) {
  return {
    id: variant.inventoryItemId,
    sku: variant.sku,
    created_at: timeOf(shop, variant.createdAt),
    updated_at: timeOf(shop, variant.updatedAt),
    requires_shipping: variant.requiresShipping,
    cost: variant.unitCost === null ? null : restAmount(variant.unitCost, shop.currency),
    country_code_of_origin: null,
    province_code_of_origin: null,
    harmonized_system_code: null,
    tracked: variant.tracked,
    country_harmonized_system_codes: [],
    weight_value: variant.weightGrams,
    weight_unit: "g",
    admin_graphql_api_id: gid("InventoryItem", variant.inventoryItemId),
  };
}

/** `inventory_items/delete`. */
export const inventoryItemDeletionPayload = (variant: Variant) => ({
  id: variant.inventoryItemId,
  country_code_of_origin: null,
  province_code_of_origin: null,
  harmonized_system_code: null,
  country_harmonized_system_codes: [],
  admin_graphql_api_id: gid("InventoryItem", variant.inventoryItemId),
});

/** `inventory_levels/connect`, `inventory_levels/update`. */
export const inventoryLevelPayload = (
  shop: ShopState,
  level: { variant: Variant; locationId: bigint; available: number },
) => ({
  inventory_item_id: level.variant.inventoryItemId,
  location_id: level.locationId,
  available: level.available,
  updated_at: timeOf(shop, level.variant.updatedAt),
  admin_graphql_api_id: levelGid(level.locationId, level.variant.inventoryItemId),
});

/** `inventory_levels/disconnect`. */
export const inventoryLevelGonePayload = (level: { variant: Variant; locationId: bigint }) => ({
  inventory_item_id: level.variant.inventoryItemId,
  location_id: level.locationId,
});
