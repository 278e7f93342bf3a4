/** Locations in the Admin API. */
import { gid } from "#simulator/ids.ts";
import { firstLocation, levelAt } from "#simulator/state/inventory-levels.ts";
import type { Location, ShopState } from "#simulator/state/model.ts";
import { graphqlTime } from "#simulator/time.ts";
import { countryName } from "#simulator/webhooks/location-payloads.ts";
import type { SortValue } from "../connection.ts";
import { NotModelled, type TypeModel } from "../context.ts";
import { findNode } from "../nodes.ts";
import type { SearchFields } from "../search.ts";
import { levelConnection, type LevelOfVariant, levelOf } from "./inventory.ts";
import { metafieldFields } from "./metafield.ts";
import { variantsOf, type VariantOfProduct } from "./product-search.ts";

export const locationSearch: SearchFields<Location> = {
  name: "locations",
  fields: {
    active: (location) => location.isActive,
    address1: (location) => location.address1,
    address2: (location) => location.address2,
    city: (location) => location.city,
    country: (location) => [location.countryCode, countryName(location.countryCode)],
    created_at: (location) => location.createdAt,
    id: (location) => location.id,
    legacy: () => false,
    location_id: (location) => location.id,
    name: (location) => location.name,
    province: (location) => location.provinceCode,
    zip: (location) => location.zip,
  },
  text: (location) => [location.name, location.address1, location.city, location.zip],
};

export function locationSortValue(sortKey: unknown): (location: Location) => SortValue {
  if (sortKey === "RELEVANCE") throw new NotModelled("LocationSortKeys.RELEVANCE");
  return sortKey === "ID" ? (location) => location.id : (location) => location.name.toLowerCase();
}

const levelsAt = (shop: ShopState, location: Location): LevelOfVariant[] =>
  [...shop.products.values()].flatMap(variantsOf).flatMap((item) => {
    const level = levelAt(shop, item.variant, location.id);
    return level ? [{ ...item, level }] : [];
  });

const isFirst = (shop: ShopState, location: Location): boolean => firstLocation(shop).id === location.id;

export const locationModel: TypeModel = {
  id: (location: Location) => gid("Location", location.id),
  legacyResourceId: (location: Location) => location.id.toString(),
  name: (location: Location) => location.name,
  address: (location: Location) => {
    const { address1, address2, city, zip, phone, provinceCode, countryCode } = location;
    const country = countryName(countryCode);
    const place = `${zip} ${city}`.trim();
    return {
      address1,
      address2,
      city,
      zip,
      phone,
      provinceCode,
      countryCode,
      country,
      province: provinceCode,
      latitude: null,
      longitude: null,
      formatted: [address1, address2, place, country].filter((line) => line),
    };
  },
  addressVerified: () => true,
  suggestedAddresses: () => [],
  isActive: (location: Location) => location.isActive,
  activatable: (location: Location) => !location.isActive,
  deactivatable: (location: Location, _args, { shop }) => location.isActive && !isFirst(shop, location),
  deactivatedAt: (location: Location) => location.deactivatedAt && graphqlTime(location.deactivatedAt),
  deletable: (location: Location) => !location.isActive,
  fulfillsOnlineOrders: (location: Location) => location.fulfillsOnlineOrders,
  shipsInventory: () => true,
  isFulfillmentService: () => false,
  isPrimary: (location: Location, _args, { shop }) => isFirst(shop, location),
  fulfillmentService: () => null,
  localPickupSettingsV2: () => null,
  hasActiveInventory: (location: Location, _args, { shop }) =>
    levelsAt(shop, location).some(({ level }) => level.available !== 0),
  inventoryLevel: (location: Location, args, context) => {
    const item = findNode(context, String(args["inventoryItemId"])) as VariantOfProduct | null;
    return item && levelOf(context.shop, item, location.id);
  },
  inventoryLevels: (location: Location, args, context, info) =>
    levelConnection(levelsAt(context.shop, location), { args, context, info }),
  createdAt: (location: Location) => graphqlTime(location.createdAt),
  updatedAt: (location: Location) => graphqlTime(location.updatedAt),
  ...metafieldFields((location: Location) => gid("Location", location.id)),
};
