/** Stock and locations in the Admin API. */
import { findVariantByItem } from "#simulator/state/indexes.ts";
import { firstLocation } from "#simulator/state/inventory-levels.ts";
import { connection, count } from "../connection.ts";
import { type ApiContext, type ApiPart, type Arguments, NotModelled, type TypeModel } from "../context.ts";
import { idOfType } from "../ids.ts";
import {
  findLevel,
  inventoryAdjustmentGroupModel,
  inventoryChangeModel,
  inventoryMutations,
} from "../mutations/inventory.ts";
import { inventoryItemModel, inventoryItemSearch, inventoryLevelModel } from "../objects/inventory.ts";
import { locationModel, locationSearch, locationSortValue } from "../objects/location.ts";
import { variantsOf } from "../objects/product-search.ts";
import { byId } from "../root-fields.ts";
import { searchItems } from "../search.ts";

const locationOf = (context: ApiContext, id: unknown) =>
  context.shop.locations.get(idOfType(id, "Location") ?? -1n) ?? null;

function locations(args: Arguments, context: ApiContext) {
  const shown = [...context.shop.locations.values()].filter(
    (each) => each.isActive || args["includeInactive"] === true,
  );
  return searchItems(shown, args["query"], locationSearch);
}

const queries: TypeModel = {
  inventoryItem: byId("InventoryItem"),
  inventoryItems: (_root, args, context, info) =>
    connection({
      items: searchItems(
        [...context.shop.products.values()].flatMap(variantsOf),
        args["query"],
        inventoryItemSearch,
      ),
      args,
      context,
      info,
      idOf: ({ variant }) => variant.inventoryItemId,
    }),
  inventoryLevel: (_root, args, context) => findLevel(context, args["id"]),
  location: (_root, args, context) =>
    args["id"] ? locationOf(context, args["id"]) : firstLocation(context.shop),
  locationByIdentifier: (_root, args, context) => {
    const { id, customId } = args["identifier"] as { id?: string; customId?: unknown };
    if (customId) throw new NotModelled("locations by customId");
    return locationOf(context, id);
  },
  locations: (_root, args, context, info) =>
    connection({
      items: locations(args, context),
      args,
      context,
      info,
      idOf: (location) => location.id,
      sortValue: locationSortValue(args["sortKey"]),
    }),
  locationsCount: (_root, args, context) =>
    count([...locations({ ...args, includeInactive: true }, context)].length, args),
};

export const inventoryPart: ApiPart = {
  queries,
  mutations: inventoryMutations,
  types: {
    InventoryAdjustmentGroup: inventoryAdjustmentGroupModel,
    InventoryChange: inventoryChangeModel,
    InventoryItem: inventoryItemModel,
    InventoryLevel: inventoryLevelModel,
    Location: locationModel,
  },
  nodes: {
    InventoryItem: ({ shop }, id) => {
      const variant = findVariantByItem(shop, id);
      const product = variant && shop.products.get(variant.productId);
      return product ? { product, variant } : null;
    },
    Location: ({ shop }, id) => shop.locations.get(id),
  },
};
