/** What Shopify shows of inventory items and of their levels at locations. */
import { z } from "zod";
import { decimal, id, instant, orNull, readPayload } from "#app/shared/payload.ts";
import { gid, textOrNull } from "./fields.ts";

/** What a variant is in the warehouse. The cost is decimal text in the shop's currency. */
export interface InventoryItemState {
  id: bigint;
  sku: string | null;
  cost: string | null;
  tracked: boolean;
  updatedAt: Date;
}

/** How much of an item can be sold from a location. */
export interface InventoryLevelState {
  inventoryItemId: bigint;
  locationId: bigint;
  available: number;
  updatedAt: Date;
}

const WebhookItem = z.object({
  id,
  sku: textOrNull,
  cost: orNull(decimal),
  tracked: orNull(z.boolean()),
  updated_at: instant,
});

/** The payload of `inventory_items/create` and `inventory_items/update`. @throws InvalidInput */
export function itemFromWebhook(payload: unknown): InventoryItemState {
  const item = readPayload(WebhookItem, payload, "The inventory item");
  return {
    id: item.id,
    sku: item.sku,
    cost: item.cost,
    tracked: item.tracked ?? true,
    updatedAt: item.updated_at,
  };
}

const LevelKey = z.object({ inventory_item_id: id, location_id: id });
// A PostgreSQL integer. Null = the item is not counted.
const quantity = z.number().int().min(-2_147_483_648).max(2_147_483_647);
const WebhookLevel = LevelKey.extend({ available: orNull(quantity), updated_at: instant });

/** The payload of `inventory_levels/connect` and `inventory_levels/update`. @throws InvalidInput */
export function levelFromWebhook(payload: unknown): InventoryLevelState {
  const level = readPayload(WebhookLevel, payload, "The inventory level");
  return {
    inventoryItemId: level.inventory_item_id,
    locationId: level.location_id,
    available: level.available ?? 0,
    updatedAt: level.updated_at,
  };
}

/** The payload of `inventory_levels/disconnect`. @throws InvalidInput */
export function levelKeyFromWebhook(payload: unknown): { inventoryItemId: bigint; locationId: bigint } {
  const level = readPayload(LevelKey, payload, "The inventory level");
  return { inventoryItemId: level.inventory_item_id, locationId: level.location_id };
}

const NodeItem = z.object({
  id: gid("InventoryItem"),
  sku: textOrNull,
  tracked: z.boolean(),
  updatedAt: instant,
  unitCost: orNull(z.object({ amount: decimal })),
});

const NodeLevel = z.object({
  updatedAt: instant,
  location: z.object({ id: gid("Location") }),
  quantities: z.array(z.object({ quantity })),
});

/** An inventory item of the Admin API, or of a bulk query, with all its levels. */
export interface StockState {
  item: InventoryItemState;
  levels: InventoryLevelState[];
}

/** @throws InvalidInput */
export function stockFromNode(node: unknown, levelNodes: readonly unknown[]): StockState {
  const { unitCost, ...item } = readPayload(NodeItem, node, "The inventory item");
  return {
    item: { ...item, cost: unitCost?.amount ?? null },
    levels: levelNodes.map((levelNode) => {
      const level = readPayload(NodeLevel, levelNode, "The inventory level");
      return {
        inventoryItemId: item.id,
        locationId: level.location.id,
        available: level.quantities.reduce((sum, each) => sum + each.quantity, 0),
        updatedAt: level.updatedAt,
      };
    }),
  };
}
