/** What can have metafields, and how it is found. */
import { type GlobalId, parseGid } from "#simulator/ids.ts";
import { findVariant } from "./indexes.ts";
import type { ShopState } from "./model.ts";

type Finder = (shop: ShopState, id: bigint) => object | null | undefined;

const discount: Finder = (shop, id) => shop.discounts.get(id);

const FINDERS: Record<string, Finder> = {
  AppInstallation: (shop, id) => [...shop.installations.values()].find((each) => each.id === id),
  Collection: (shop, id) => shop.collections.get(id),
  Customer: (shop, id) => shop.customers.get(id),
  DiscountAutomaticNode: discount,
  DiscountCodeNode: discount,
  DiscountNode: discount,
  Location: (shop, id) => shop.locations.get(id),
  Order: (shop, id) => shop.orders.get(id),
  Product: (shop, id) => shop.products.get(id),
  ProductVariant: (shop, id) => findVariant(shop, id),
  Shop: (shop, id) => (shop.id === id ? shop : null),
};

/** Owner types that Shopify has and the simulator leaves out. */
export const isModelledOwner = (typeName: string): boolean => Object.hasOwn(FINDERS, typeName);

/** The record of a global id that can have metafields; null when there is none. */
export function metafieldOwner(shop: ShopState, ownerGid: string): object | null {
  const id = parseGid(ownerGid);
  return (id && FINDERS[id.type]?.(shop, id.id)) ?? null;
}

/** `DiscountCodeNode`, `DiscountAutomaticNode` and `DiscountNode` of one number are the same owner. */
export function ownerGidOf({ type, id }: GlobalId): string {
  return `gid://shopify/${type.startsWith("Discount") ? "DiscountNode" : type}/${id}`;
}

const OWNER_TYPES: Record<string, string> = {
  AppInstallation: "API_PERMISSION",
  DiscountAutomaticNode: "DISCOUNT",
  DiscountCodeNode: "DISCOUNT",
  DiscountNode: "DISCOUNT",
};

/** `MetafieldOwnerType` of an object type. */
export const ownerTypeOf = (typeName: string): string => OWNER_TYPES[typeName] ?? typeName.toUpperCase();

/** `MetafieldOwnerType` of a global id. */
export const ownerTypeOfGid = (ownerGid: string): string => ownerTypeOf(parseGid(ownerGid)?.type ?? "");

/** Scope that writing to an owner type asks for; null = none. */
export const WRITE_SCOPES: Record<string, string | null> = {
  API_PERMISSION: null,
  COLLECTION: "write_products",
  CUSTOMER: "write_customers",
  DISCOUNT: "write_discounts",
  LOCATION: "write_locations",
  ORDER: "write_orders",
  PRODUCT: "write_products",
  PRODUCTVARIANT: "write_products",
  SHOP: null,
};
