/** Inventory items, levels and changes in the Admin API. */
import { GraphQLError } from "graphql";
import { gid } from "#simulator/ids.ts";
import { type Level, levelAt, levelsOf } from "#simulator/state/inventory-levels.ts";
import type { Product, ShopState, Variant } from "#simulator/state/model.ts";
import { graphqlTime } from "#simulator/time.ts";
import { levelGid } from "#simulator/webhooks/inventory-payloads.ts";
import { connection } from "../connection.ts";
import { type ApiContext, NotModelled, type TypeModel } from "../context.ts";
import { idOfType } from "../ids.ts";
import type { SearchFields } from "../search.ts";
import { money } from "./money.ts";
import { searchItems } from "../search.ts";
import type { VariantOfProduct } from "./product-search.ts";

/** One variant's stock at one location. */
export interface LevelOfVariant {
  product: Product;
  variant: Variant;
  level: Level;
}

export const levelOf = (
  shop: ShopState,
  { product, variant }: VariantOfProduct,
  locationId: bigint | null,
) => {
  const level = locationId === null ? null : levelAt(shop, variant, locationId);
  return level && { product, variant, level };
};

export const levelsOfVariant = (shop: ShopState, { product, variant }: VariantOfProduct): LevelOfVariant[] =>
  levelsOf(shop, variant).map((level) => ({ product, variant, level }));

const levelSearch: SearchFields<LevelOfVariant> = {
  name: "inventoryLevels",
  fields: {
    created_at: ({ variant }) => variant.createdAt,
    id: ({ level }) => level.locationId,
    inventory_item_id: ({ variant }) => variant.inventoryItemId,
    updated_at: ({ variant }) => variant.updatedAt,
  },
  text: () => [],
};

/** A connection of levels. */
export function levelConnection(
  items: LevelOfVariant[],
  { args, context, info }: Pick<Parameters<typeof connection>[0], "args" | "info"> & { context: ApiContext },
) {
  return connection({
    items: searchItems(items, args["query"], levelSearch),
    args,
    context,
    info,
    idOf: ({ level, variant }) => levelGid(level.locationId, variant.inventoryItemId),
    keepOrder: true,
  });
}

export const inventoryItemSearch: SearchFields<VariantOfProduct> = {
  name: "inventoryItems",
  fields: {
    created_at: ({ variant }) => variant.createdAt,
    id: ({ variant }) => variant.inventoryItemId,
    sku: ({ variant }) => variant.sku,
    updated_at: ({ variant }) => variant.updatedAt,
  },
  text: ({ variant }) => [variant.sku],
};

export const inventoryItemModel: TypeModel = {
  id: ({ variant }: VariantOfProduct) => gid("InventoryItem", variant.inventoryItemId),
  legacyResourceId: ({ variant }: VariantOfProduct) => variant.inventoryItemId.toString(),
  sku: ({ variant }: VariantOfProduct) => variant.sku,
  tracked: ({ variant }: VariantOfProduct) => variant.tracked,
  trackedEditable: () => ({ locked: false, reason: null }),
  requiresShipping: ({ variant }: VariantOfProduct) => variant.requiresShipping,
  unitCost: ({ variant }: VariantOfProduct, _args, { shop }) =>
    variant.unitCost === null ? null : money(variant.unitCost, shop.currency),
  countryCodeOfOrigin: () => null,
  provinceCodeOfOrigin: () => null,
  harmonizedSystemCode: () => null,
  duplicateSkuCount: ({ variant }: VariantOfProduct, _args, { shop }) =>
    [...shop.products.values()]
      .flatMap(({ variants }) => variants)
      .filter((each) => each !== variant && each.sku !== "" && each.sku === variant.sku).length,
  measurement: ({ variant }: VariantOfProduct) => ({
    id: gid("InventoryItemMeasurement", variant.inventoryItemId),
    weight: { unit: "GRAMS", value: variant.weightGrams },
  }),
  locationsCount: ({ variant }: VariantOfProduct, _args, { shop }) => ({
    count: levelsOf(shop, variant).length,
    precision: "EXACT",
  }),
  inventoryLevel: (item: VariantOfProduct, args, { shop }) =>
    levelOf(shop, item, idOfType(args["locationId"], "Location")),
  inventoryLevels: (item: VariantOfProduct, args, context, info) =>
    levelConnection(levelsOfVariant(context.shop, item), { args, context, info }),
  variant: (item: VariantOfProduct) => item,
  variants: (item: VariantOfProduct, args, context, info) =>
    connection({ items: [item], args, context, info, idOf: ({ variant }) => variant.id }),
  createdAt: ({ variant }: VariantOfProduct) => graphqlTime(variant.createdAt),
  updatedAt: ({ variant }: VariantOfProduct) => graphqlTime(variant.updatedAt),
};

/** Kinds of stock that Shopify has besides `available`. */
const OTHER_QUANTITIES = [
  "committed",
  "damaged",
  "incoming",
  "on_hand",
  "quality_control",
  "reserved",
  "safety_stock",
];

/** Fails for kinds of stock that are not modelled; true for `available`, false for what Shopify does not know. */
export function isQuantityName(name: string): boolean {
  if (OTHER_QUANTITIES.includes(name)) throw new NotModelled(`the inventory quantity "${name}"`);
  return name === "available";
}

export const inventoryLevelModel: TypeModel = {
  id: ({ level, variant }: LevelOfVariant) => levelGid(level.locationId, variant.inventoryItemId),
  item: ({ product, variant }: LevelOfVariant) => ({ product, variant }),
  location: ({ level }: LevelOfVariant, _args, { shop }) => shop.locations.get(level.locationId),
  isActive: () => true,
  canDeactivate: ({ variant }: LevelOfVariant, _args, { shop }) => levelsOf(shop, variant).length > 1,
  deactivationAlert: () => null,
  quantities: ({ level, variant }: LevelOfVariant, args) =>
    (args["names"] as string[]).map((name) => {
      if (!isQuantityName(name)) {
        throw new GraphQLError(`Invalid quantity name: ${name}`, { extensions: { code: "BAD_REQUEST" } });
      }
      return {
        id: `${gid("InventoryQuantity", level.locationId)}?inventory_item_id=${variant.inventoryItemId}&name=${name}`,
        name,
        quantity: level.available,
        updatedAt: graphqlTime(variant.updatedAt),
      };
    }),
  createdAt: ({ variant }: LevelOfVariant) => graphqlTime(variant.createdAt),
  updatedAt: ({ variant }: LevelOfVariant) => graphqlTime(variant.updatedAt),
};
