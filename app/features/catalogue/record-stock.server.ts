import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { deliveryHandler, type DeliveryHandler } from "#app/features/events/index.server.ts";
import { deletedIdOf } from "./domain/collection-state.ts";
import {
  type InventoryItemState,
  type InventoryLevelState,
  itemFromWebhook,
  levelFromWebhook,
  levelKeyFromWebhook,
  type StockState,
} from "./domain/stock-state.ts";
import { amountReader } from "./read-amounts.server.ts";
import {
  disconnectLevels,
  keepLevelsOf,
  markItemsDeleted,
  upsertItems,
  upsertLevels,
} from "./stock-repository.server.ts";

/** Stores inventory items as Shopify showed them. @throws Error when the shop's currency is not known yet */
async function recordItems(scope: ShopScope, states: readonly InventoryItemState[]): Promise<void> {
  const needsCurrency = states.some((state) => state.cost !== null);
  const amounts = needsCurrency ? await amountReader(scope) : null;
  await upsertItems(
    scope,
    states.map((state) => ({
      ...state,
      costMinor: state.cost === null ? null : amounts!(state.cost, "cost"),
    })),
  );
}

/** Stores inventory items with all their levels, as the Admin API listed them. */
export async function recordStock(scope: ShopScope, states: readonly StockState[]): Promise<void> {
  await recordItems(
    scope,
    states.map(({ item }) => item),
  );
  await upsertLevels(
    scope,
    states.flatMap(({ levels }) => levels),
  );
  await keepLevelsOf(
    scope,
    states.map(({ item, levels }) => ({
      inventoryItemId: item.id,
      locationIds: levels.map((level) => level.locationId),
    })),
  );
}

/** Notes that inventory items were deleted at Shopify. */
export async function recordItemDeletions(
  scope: ShopScope,
  deletions: readonly { id: bigint; at: Date }[],
): Promise<void> {
  await markItemsDeleted(scope, deletions);
}

type ShownItem = { state: InventoryItemState } | { deleted: { id: bigint; at: Date } };

const recordShownItems: DeliveryHandler = deliveryHandler(
  ({ topic, payload, triggeredAt }): ShownItem =>
    topic === "inventory_items/delete"
      ? { deleted: { id: deletedIdOf(payload, "The inventory item"), at: triggeredAt } }
      : { state: itemFromWebhook(payload) },
  async (scope, shown) => {
    await recordItems(
      scope,
      shown.flatMap((each) => ("state" in each ? [each.state] : [])),
    );
    await recordItemDeletions(
      scope,
      shown.flatMap((each) => ("deleted" in each ? [each.deleted] : [])),
    );
    return shown.map(() => ({ customerId: null }));
  },
);

type ShownLevel =
  { state: InventoryLevelState } | { gone: { inventoryItemId: bigint; locationId: bigint; at: Date } };

const recordShownLevels: DeliveryHandler = deliveryHandler(
  ({ topic, payload, triggeredAt }): ShownLevel =>
    topic === "inventory_levels/disconnect"
      ? { gone: { ...levelKeyFromWebhook(payload), at: triggeredAt } }
      : { state: levelFromWebhook(payload) },
  async (scope, shown) => {
    await upsertLevels(
      scope,
      shown.flatMap((each) => ("state" in each ? [each.state] : [])),
    );
    await disconnectLevels(
      scope,
      shown.flatMap((each) => ("gone" in each ? [each.gone] : [])),
    );
    return shown.map(() => ({ customerId: null }));
  },
);

export const stockDeliveryHandlers: Readonly<Record<string, DeliveryHandler>> = {
  "inventory_items/create": recordShownItems,
  "inventory_items/update": recordShownItems,
  "inventory_items/delete": recordShownItems,
  "inventory_levels/connect": recordShownLevels,
  "inventory_levels/update": recordShownLevels,
  "inventory_levels/disconnect": recordShownLevels,
};
