/** How many pieces of a variant are where. The first location's stock is kept in the variant itself. */
import type { Location, ShopState, Variant } from "./model.ts";

export interface Level {
  locationId: bigint;
  available: number;
}

/** The location whose stock `Variant.inventoryQuantity` counts. */
export function firstLocation(shop: ShopState): Location {
  const [first] = shop.locations.values();
  if (!first) throw new Error("The store has no location.");
  return first;
}

/** Every location that stocks the variant. */
export function levelsOf(shop: ShopState, variant: Variant): Level[] {
  const own = variant.stockedAtFirst
    ? [{ locationId: firstLocation(shop).id, available: variant.inventoryQuantity }]
    : [];
  return [...own, ...variant.stockElsewhere];
}

export const levelAt = (shop: ShopState, variant: Variant, locationId: bigint): Level | null =>
  levelsOf(shop, variant).find((level) => level.locationId === locationId) ?? null;

/** Available pieces at all locations together. */
export const stockOf = (variant: Variant): number =>
  variant.stockElsewhere.reduce((sum, level) => sum + level.available, variant.inventoryQuantity);

/** Available pieces at the locations that fulfil orders of the online store. */
export function onlineStockOf(shop: ShopState, variant: Variant): number {
  return levelsOf(shop, variant)
    .filter(({ locationId }) => shop.locations.get(locationId)?.fulfillsOnlineOrders)
    .reduce((sum, level) => sum + level.available, 0);
}

/** Whether a shopper can buy a piece now. */
export const isAvailable = (shop: ShopState, variant: Variant): boolean =>
  !variant.tracked || variant.inventoryPolicy === "CONTINUE" || onlineStockOf(shop, variant) > 0;

/** Stocks the variant at a location with so many pieces; the caller tells the subscribers. */
export function putLevel(shop: ShopState, variant: Variant, { locationId, available }: Level): void {
  if (locationId === firstLocation(shop).id) {
    variant.stockedAtFirst = true;
    variant.inventoryQuantity = available;
    return;
  }
  const known = variant.stockElsewhere.find((level) => level.locationId === locationId);
  if (known) known.available = available;
  else variant.stockElsewhere.push({ locationId, available });
}

/** The location does not stock the variant any more. */
export function dropLevel(shop: ShopState, variant: Variant, locationId: bigint): void {
  if (locationId === firstLocation(shop).id) {
    variant.stockedAtFirst = false;
    variant.inventoryQuantity = 0;
  } else {
    variant.stockElsewhere = variant.stockElsewhere.filter((level) => level.locationId !== locationId);
  }
}
