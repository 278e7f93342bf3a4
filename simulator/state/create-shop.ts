/** Builds the state of one shop from its starting data. */
import { gid } from "#simulator/ids.ts";
import { allOrders } from "./indexes.ts";
import type {
  Collection,
  Customer,
  Market,
  Metafield,
  Order,
  Product,
  ShopLocale,
  ShopState,
  Translations,
} from "./model.ts";
import { newLocation } from "./model/catalogue.ts";

/** Products that the merchant chose to show beside another one. */
export interface Recommendation {
  productId: bigint;
  related: bigint[];
  complementary: bigint[];
}

/** What a store begins with. Ids are given and unique within their kind. */
export interface StartingData {
  shop: { name: string; email: string; currency: string; ianaTimezone: string; countryCode: string };
  products: Product[];
  collections: Collection[];
  customers: Customer[];
  orders: Order[];
  recommendations?: Recommendation[];
  /** The first must be the shop's own; without them there is no other. */
  markets?: readonly Market[];
  locales?: readonly ShopLocale[];
  translations?: Translations;
}

/** Ids run from here unless the starting data goes further; past 2^53, so that careless reading shows. */
export const FIRST_FREE_ID = 9_007_199_254_741_000n;

const byId = <T extends { id: bigint }>(records: T[]): Map<bigint, T> =>
  new Map(records.map((record) => [record.id, record]));

const LOCATION_ID = 9_007_199_254_740_997n;

/** Where Shopify's Search & Discovery app keeps recommendations. */
const RECOMMENDATIONS = "shopify--discovery--product_recommendation";
/** Seeded metafields are numbered from here, past all other records. */
const FIRST_METAFIELD_ID = 9_007_199_299_000_000n;

function recommendationMetafields({ products, recommendations = [] }: StartingData): Map<string, Metafield> {
  const createdAt = products[0]?.createdAt ?? new Date(0);
  const entries = recommendations.flatMap(({ productId, related, complementary }) =>
    Object.entries({ related_products: related, complementary_products: complementary }).map(
      ([key, ids]) => ({
        ownerGid: gid("Product", productId),
        namespace: RECOMMENDATIONS,
        key,
        type: "list.product_reference",
        value: JSON.stringify(ids.map((id) => gid("Product", id))),
        createdAt,
        updatedAt: createdAt,
      }),
    ),
  );
  return new Map(
    entries.map((entry, index) => [
      `${entry.ownerGid} ${entry.namespace} ${entry.key}`,
      { id: FIRST_METAFIELD_ID + BigInt(index), ...entry },
    ]),
  );
}

const ownMarket = (countryCode: string, currency: string): Market => ({
  countryCode,
  countryName: new Intl.DisplayNames("en", { type: "region" }).of(countryCode) ?? countryCode,
  currency,
  rate: 1,
});

/** `id` is the shop's number; shops of one simulator have different ones. */
export function createShop(
  domain: string,
  data: StartingData,
  id: bigint = 9_007_199_254_740_995n,
): ShopState {
  const { currency, countryCode } = data.shop;
  const location = newLocation({
    id: LOCATION_ID,
    name: "Shop location",
    address1: "1 Market Street",
    city: "Leeds",
    zip: "LS1 6AA",
    countryCode,
    createdAt: data.products[0]?.createdAt ?? new Date(0),
  });
  return {
    id,
    domain,
    primaryUrl: `https://${domain}`,
    name: data.shop.name,
    email: data.shop.email,
    currency,
    ianaTimezone: data.shop.ianaTimezone,
    countryCode,
    plan: "Basic",
    locales: data.locales ? structuredClone([...data.locales]) : [{ locale: "en", isPrimary: true }],
    markets: data.markets ? structuredClone([...data.markets]) : [ownMarket(countryCode, currency)],
    translations: data.translations ?? new Map(),
    locations: byId([location]),
    products: byId(data.products),
    collections: byId(data.collections),
    customers: byId(data.customers),
    customerMerges: [],
    segments: new Map(),
    segmentMembersQueries: new Map(),
    orders: byId(data.orders),
    orderEdits: new Map(),
    jobs: new Set(),
    discounts: new Map(),
    discountCodeCreations: new Map(),
    giftCards: new Map(),
    storeCreditAccounts: new Map(),
    carts: new Map(),
    checkouts: new Map(),
    subscriptionContracts: new Map(),
    metafields: recommendationMetafields(data),
    metafieldDefinitions: new Map(),
    bulkOperations: new Map(),
    stagedUploads: new Map(),
    installations: new Map(),
    webhookSubscriptions: new Map(),
    redactionDueAt: null,
    webPixel: null,
    appSubscriptions: new Map(),
    appPurchases: new Map(),
    flowTriggerCalls: [],
    storefrontAccessTokens: new Map(),
    customerAccessTokens: new Map(),
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
  for (const metafield of shop.metafields.values()) see(metafield.id);
  for (const collection of shop.collections.values()) see(collection.id);
  for (const customer of shop.customers.values()) see(customer.id);
  for (const order of allOrders(shop)) {
    see(order.id);
    for (const line of order.lines) see(line.id);
    for (const transaction of order.transactions) see(transaction.id);
    for (const refund of order.refunds) {
      see(refund.id);
      for (const line of refund.lines) see(line.id);
    }
    for (const fulfillment of order.fulfillments) {
      see(fulfillment.id);
      for (const part of [...fulfillment.lines, ...fulfillment.events]) see(part.id);
    }
    for (const each of order.returns) {
      see(each.id);
      for (const line of each.lines) see(line.id);
    }
  }
  for (const edit of shop.orderEdits.values()) see(edit.id);
  for (const contract of shop.subscriptionContracts.values()) {
    see(contract.id);
    see(contract.revisionId);
    for (const line of contract.lines) see(line.id);
  }
  for (const discount of shop.discounts.values()) {
    see(discount.id);
    for (const code of discount.codes) see(code.id);
  }
  for (const creation of shop.discountCodeCreations.values()) see(creation.id);
  for (const card of shop.giftCards.values()) {
    see(card.id);
    for (const transaction of card.transactions) see(transaction.id);
  }
  for (const account of shop.storeCreditAccounts.values()) {
    see(account.id);
    for (const transaction of account.transactions) see(transaction.id);
  }
  return last;
}
