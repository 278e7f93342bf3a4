/** Builds the state of one shop from its starting data. */
import type { Collection, Customer, Order, Product, ShopState } from "./model.ts";

/** What a store begins with. Ids are given and unique within their kind. */
export interface StartingData {
  shop: { name: string; email: string; currency: string; ianaTimezone: string; countryCode: string };
  products: Product[];
  collections: Collection[];
  customers: Customer[];
  orders: Order[];
}

/** Ids run from here unless the starting data goes further; past 2^53, so that careless reading shows. */
export const FIRST_FREE_ID = 9_007_199_254_741_000n;

const byId = <T extends { id: bigint }>(records: T[]): Map<bigint, T> =>
  new Map(records.map((record) => [record.id, record]));

export function createShop(domain: string, data: StartingData): ShopState {
  return {
    id: 9_007_199_254_740_995n,
    domain,
    primaryUrl: `https://${domain}`,
    name: data.shop.name,
    email: data.shop.email,
    currency: data.shop.currency,
    ianaTimezone: data.shop.ianaTimezone,
    countryCode: data.shop.countryCode,
    plan: "Basic",
    products: byId(data.products),
    collections: byId(data.collections),
    customers: byId(data.customers),
    orders: byId(data.orders),
    discounts: new Map(),
    metafields: new Map(),
    metafieldDefinitions: new Map(),
    bulkOperations: new Map(),
    installations: new Map(),
    blocks: [],
  };
}

/** The largest id in use, or the one before the first free id. */
export function lastId(shop: ShopState): bigint {
  let last = FIRST_FREE_ID - 1n;
  const see = (id: bigint): void => {
    if (id > last) last = id;
  };
  for (const product of shop.products.values()) {
    see(product.id);
    for (const variant of product.variants) {
      see(variant.id);
      see(variant.inventoryItemId);
    }
  }
  for (const collection of shop.collections.values()) see(collection.id);
  for (const customer of shop.customers.values()) see(customer.id);
  for (const order of shop.orders.values()) {
    see(order.id);
    for (const line of order.lines) see(line.id);
    for (const transaction of order.transactions) see(transaction.id);
    for (const refund of order.refunds) {
      see(refund.id);
      for (const line of refund.lines) see(line.id);
    }
  }
  return last;
}
