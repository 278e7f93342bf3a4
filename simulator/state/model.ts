/**
 * What the simulated Shopify remembers, as plain data. Everything else in this folder reads or changes these
 * records: the Admin API resolves them to GraphQL, `webhooks/` turns them into REST-shaped payloads and the
 * storefront turns them into Liquid drops.
 *
 * Conventions: ids are bigint (Shopify's run past 2^53); money is `bigint` in hundredths of the currency unit, also
 * for currencies without decimals (Liquid counts money the same way); times are `Date`.
 */

/** Money in hundredths of one currency unit. 12.34 GBP is 1234n; 1000 JPY is 100000n. */
export type Hundredths = bigint;

export interface Metafield {
  id: bigint;
  /** Global id of the owner, for example `gid://shopify/Customer/7`. */
  ownerGid: string;
  /** Resolved: `$app:loyalty` is stored as `app--<appId>--loyalty`. */
  namespace: string;
  key: string;
  /** Metafield type, for example `number_integer` or `json`. */
  type: string;
  value: string;
  createdAt: Date;
  updatedAt: Date;
}

export interface MetafieldDefinition {
  id: bigint;
  ownerType: string;
  namespace: string;
  key: string;
  name: string;
  type: string;
  access: { admin: string; storefront: string; customerAccount: string };
}

export interface Variant {
  id: bigint;
  productId: bigint;
  title: string;
  sku: string;
  price: Hundredths;
  inventoryQuantity: number;
  inventoryItemId: bigint;
}

export interface Product {
  id: bigint;
  title: string;
  handle: string;
  descriptionHtml: string;
  productType: string;
  vendor: string;
  tags: string[];
  /** Path on the storefront, such as `/cdn/products/<handle>.svg`. */
  imagePath: string;
  variants: Variant[];
  createdAt: Date;
  updatedAt: Date;
}

export interface Collection {
  id: bigint;
  title: string;
  handle: string;
  descriptionHtml: string;
  productIds: bigint[];
  updatedAt: Date;
}

export interface Address {
  firstName: string;
  lastName: string;
  address1: string;
  city: string;
  zip: string;
  country: string;
  countryCode: string;
}

export interface Customer {
  id: bigint;
  email: string | null;
  phone: string | null;
  firstName: string;
  lastName: string;
  tags: string[];
  note: string | null;
  locale: string;
  /** Shopify's `CustomerState`: DISABLED, ENABLED, INVITED, DECLINED. */
  state: string;
  emailMarketing: { state: string; optInLevel: string | null; updatedAt: Date | null };
  addresses: Address[];
  createdAt: Date;
  updatedAt: Date;
}

export interface OrderLine {
  id: bigint;
  productId: bigint | null;
  variantId: bigint | null;
  title: string;
  sku: string;
  quantity: number;
  /** Price of one, before discounts. */
  unitPrice: Hundredths;
  /** Discount allocated to the whole line. */
  discount: Hundredths;
}

export interface RefundLine {
  id: bigint;
  lineId: bigint;
  quantity: number;
  subtotal: Hundredths;
}

export interface Refund {
  id: bigint;
  createdAt: Date;
  note: string | null;
  lines: RefundLine[];
  /** Refunded shipping. */
  shipping: Hundredths;
  transaction: { id: bigint; amount: Hundredths } | null;
}

export interface Transaction {
  id: bigint;
  kind: "SALE" | "REFUND";
  amount: Hundredths;
  processedAt: Date;
}

export interface Order {
  id: bigint;
  /** Sequential number, shown as `#1001`. */
  number: number;
  name: string;
  customerId: bigint | null;
  email: string | null;
  currency: string;
  lines: OrderLine[];
  discountCodes: { code: string; amount: Hundredths }[];
  /** Sum of the lines after discounts, before shipping. Prices include no tax here. */
  subtotal: Hundredths;
  shipping: Hundredths;
  totalDiscounts: Hundredths;
  total: Hundredths;
  shippingAddress: Address | null;
  transactions: Transaction[];
  refunds: Refund[];
  financialStatus: "PENDING" | "PAID" | "PARTIALLY_REFUNDED" | "REFUNDED" | "VOIDED";
  fulfillmentStatus: "UNFULFILLED" | "FULFILLED";
  cancelledAt: Date | null;
  cancelReason: string | null;
  processedAt: Date;
  createdAt: Date;
  updatedAt: Date;
  test: boolean;
}

export interface Discount {
  /** Id of the `DiscountCodeNode`. */
  id: bigint;
  title: string;
  status: "ACTIVE" | "EXPIRED" | "SCHEDULED";
  codes: { id: bigint; code: string; usageCount: number }[];
  value: { kind: "amount"; amount: Hundredths } | { kind: "percentage"; fraction: number };
  minimumSubtotal: Hundredths | null;
  /** null = everybody. */
  customerIds: bigint[] | null;
  usageLimit: number | null;
  appliesOncePerCustomer: boolean;
  combinesWith: { orderDiscounts: boolean; productDiscounts: boolean; shippingDiscounts: boolean };
  startsAt: Date;
  endsAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

export interface BulkOperation {
  id: bigint;
  type: "QUERY" | "MUTATION";
  status: "CREATED" | "RUNNING" | "COMPLETED" | "CANCELED" | "FAILED";
  errorCode: string | null;
  query: string;
  objectCount: number;
  rootObjectCount: number;
  /** JSONL text once completed; served at a URL of the simulator. */
  result: string | null;
  createdAt: Date;
  completedAt: Date | null;
}

/** One app on one shop. */
export interface Installation {
  id: bigint;
  appId: bigint;
  clientId: string;
  scopes: string[];
  /** Access tokens that are valid now, with their end and the refresh token that renews them. */
  accessTokens: Map<string, { expiresAt: Date | null }>;
  refreshTokens: Set<string>;
  installedAt: Date;
}

/** A block or embed of the app's theme extension placed on the theme by the merchant. */
export interface BlockPlacement {
  /** File name without `.liquid`. */
  blockHandle: string;
  /** Theme template for app blocks (`product`, `customers/account` …); `body` or `head` for embeds. */
  target: string;
  enabled: boolean;
  settings: Record<string, string | number | boolean>;
}

export interface CartLine {
  variantId: bigint;
  quantity: number;
}

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
  plan: string;
  products: Map<bigint, Product>;
  collections: Map<bigint, Collection>;
  customers: Map<bigint, Customer>;
  orders: Map<bigint, Order>;
  discounts: Map<bigint, Discount>;
  /** By `${ownerGid} ${namespace} ${key}`. */
  metafields: Map<string, Metafield>;
  metafieldDefinitions: Map<bigint, MetafieldDefinition>;
  bulkOperations: Map<bigint, BulkOperation>;
  /** By client id. */
  installations: Map<string, Installation>;
  blocks: BlockPlacement[];
}
