/**
 * The state of one simulated store, kept in memory. The Admin API reads it through GraphQL resolvers, webhooks turn
 * the records into REST-shaped payloads and the storefront turns them into Liquid drops.
 *
 * Conventions: ids are bigint (Shopify's run past 2^53); money is `bigint` in hundredths of the currency unit, also
 * for currencies without decimals (Liquid counts money the same way); times are `Date`. Everything here is plain data
 * (objects, arrays, Map, Set, bigint, Date, string, number, boolean, null), so that a store can be saved and loaded as
 * it is; what can be worked out from it (indexes, counts, statuses) is not kept in it.
 *
 * Records are made by the `new…` functions of their file, which give every field that is not named its usual value.
 */
import type {
  AppPurchase,
  AppSubscription,
  BlockPlacement,
  BulkOperation,
  CustomerAccessToken,
  FlowTriggerCall,
  Installation,
  ShopSubscription,
  StagedUpload,
  StorefrontAccessToken,
  WebPixel,
} from "./model/apps.ts";
import type { Cart, Checkout } from "./model/carts.ts";
import type { SubscriptionContract } from "./model/contracts.ts";
import type { Collection, Location, Product } from "./model/catalogue.ts";
import type { Customer, CustomerMerge, Segment, SegmentMembersQuery } from "./model/customers.ts";
import type { Discount, DiscountCodeCreation } from "./model/discounts.ts";
import type { Metafield, MetafieldDefinition } from "./model/metafields.ts";
import type { GiftCard, StoreCreditAccount } from "./model/money.ts";
import type { Order, OrderEdit } from "./model/orders.ts";

export type * from "./model/apps.ts";
export type * from "./model/carts.ts";
export type * from "./model/catalogue.ts";
export type * from "./model/contracts.ts";
export type * from "./model/customers.ts";
export type * from "./model/discounts.ts";
export type * from "./model/metafields.ts";
export type * from "./model/money.ts";
export type * from "./model/orders.ts";

/** Points that refill a second in the Admin API, by the shop's plan; the bucket holds twenty times as many. */
export const PLANS = { Basic: 100, Grow: 100, Advanced: 200, Plus: 1000, Enterprise: 2000 } as const;

export type Plan = keyof typeof PLANS;

/** A language of the online store. */
export interface ShopLocale {
  locale: string;
  isPrimary: boolean;
}

/** A country's currency: shoppers there see prices of the shop's currency × rate. */
export interface Market {
  countryCode: string;
  countryName: string;
  currency: string;
  rate: number;
}

/** Other languages' texts of a record, by its global id, then locale, then key (`title`, `body_html` …). */
export type Translations = Map<string, Record<string, Record<string, string>>>;

export interface ShopState {
  id: bigint;
  /** `something.myshopify.com`. */
  domain: string;
  /** Address of the storefront without a slash at the end: Shopify's primary domain. */
  primaryUrl: string;
  name: string;
  email: string;
  currency: string;
  ianaTimezone: string;
  countryCode: string;
  plan: Plan;
  /** The first is the primary language. */
  locales: ShopLocale[];
  /** The first is the shop's own country and currency. */
  markets: Market[];
  translations: Translations;
  /** The first holds the stock that `Variant.inventoryQuantity` counts. */
  locations: Map<bigint, Location>;
  products: Map<bigint, Product>;
  collections: Map<bigint, Collection>;
  customers: Map<bigint, Customer>;
  customerMerges: CustomerMerge[];
  segments: Map<bigint, Segment>;
  segmentMembersQueries: Map<bigint, SegmentMembersQuery>;
  orders: Map<bigint, Order>;
  /** Begun and not committed, by the id of their session. */
  orderEdits: Map<bigint, OrderEdit>;
  /** Ids of jobs that mutations started; all of them have run. */
  jobs: Set<string>;
  discounts: Map<bigint, Discount>;
  discountCodeCreations: Map<bigint, DiscountCodeCreation>;
  giftCards: Map<bigint, GiftCard>;
  storeCreditAccounts: Map<bigint, StoreCreditAccount>;
  /** By token: carts that the online store or the Storefront API made. */
  carts: Map<string, Cart>;
  checkouts: Map<bigint, Checkout>;
  subscriptionContracts: Map<bigint, SubscriptionContract>;
  /** By `${ownerGid} ${namespace} ${key}`. */
  metafields: Map<string, Metafield>;
  metafieldDefinitions: Map<bigint, MetafieldDefinition>;
  bulkOperations: Map<bigint, BulkOperation>;
  stagedUploads: Map<string, StagedUpload>;
  /** By client id. */
  installations: Map<string, Installation>;
  /** Subscriptions that the installation made through the Admin API. */
  webhookSubscriptions: Map<bigint, ShopSubscription>;
  /** When Shopify will ask the app, which was removed, to forget the shop. */
  redactionDueAt: Date | null;
  webPixel: WebPixel | null;
  appSubscriptions: Map<bigint, AppSubscription>;
  appPurchases: Map<bigint, AppPurchase>;
  flowTriggerCalls: FlowTriggerCall[];
  storefrontAccessTokens: Map<bigint, StorefrontAccessToken>;
  /** By token. */
  customerAccessTokens: Map<string, CustomerAccessToken>;
  blocks: BlockPlacement[];
}
