import type { Operator } from "./condition-tree.ts";

/** What a value is, and so how it is written, compared and missing. */
export type AttributeType =
  | "integer"
  /** Minor units of the shop's currency; written as a decimal amount. */
  | "money"
  | "date"
  /** Any text; A–Z and a–z are the same. */
  | "text"
  /** One of `values`, in capitals. */
  | "enum"
  | "boolean"
  /** Several texts; none is an empty list, never unknown. */
  | "list"
  /** Segments by name (as people write them) or by id (as they are stored and evaluated). */
  | "segment";

export interface AttributeDefinition {
  type: AttributeType;
  /** Shopify's segments know it by the same name. */
  isNative: boolean;
  /** Can be missing. Left out: a customer always has one (a number: zero; a list: empty). */
  canBeMissing?: boolean;
  /** Of an enum. */
  values?: readonly string[];
  /** Smallest and largest that make sense, of an integer. */
  range?: readonly [number, number];
}

const CONSENT_STATES = ["SUBSCRIBED", "PENDING", "UNSUBSCRIBED", "NOT_SUBSCRIBED", "REDACTED"] as const;

/** Shopify's groups (its enum CustomerRfmGroup). */
export const RFM_GROUPS = [
  "CHAMPIONS",
  "LOYAL",
  "ACTIVE",
  "NEW",
  "PROMISING",
  "AT_RISK",
  "PREVIOUSLY_LOYAL",
  "NEEDS_ATTENTION",
  "ALMOST_LOST",
  "DORMANT",
  "PROSPECTS",
] as const;

const STAGES = ["VISITOR", "LEAD", "FIRST_TIME", "REPEAT", "LOYAL", "AT_RISK", "LAPSED"] as const;

/**
 * Everything that a condition can ask about a customer, by the name that people write. Its label stands in the locale
 * files under `condition.attributes.<name>`, where it stands in the database in attribute-sql.ts.
 */
export const ATTRIBUTES = {
  number_of_orders: { type: "integer", isNative: true, range: [0, 1_000_000] },
  amount_spent: { type: "money", isNative: true },
  first_order_date: { type: "date", isNative: true, canBeMissing: true },
  last_order_date: { type: "date", isNative: true, canBeMissing: true },
  customer_added_date: { type: "date", isNative: true, canBeMissing: true },
  abandoned_checkout_date: { type: "date", isNative: true, canBeMissing: true },
  customer_tags: { type: "list", isNative: true },
  customer_countries: { type: "list", isNative: true },
  customer_regions: { type: "list", isNative: true },
  customer_language: { type: "text", isNative: true, canBeMissing: true },
  customer_account_status: {
    type: "enum",
    isNative: true,
    canBeMissing: true,
    values: ["DISABLED", "INVITED", "ENABLED", "DECLINED"],
  },
  email_subscription_status: { type: "enum", isNative: true, values: CONSENT_STATES },
  sms_subscription_status: { type: "enum", isNative: true, values: CONSENT_STATES },
  rfm_group: { type: "enum", isNative: true, canBeMissing: true, values: RFM_GROUPS },
  whatsapp_subscription_status: { type: "enum", isNative: false, values: CONSENT_STATES },
  push_subscription_status: { type: "enum", isNative: false, values: CONSENT_STATES },
  rfm_recency: { type: "integer", isNative: false, canBeMissing: true, range: [1, 5] },
  rfm_frequency: { type: "integer", isNative: false, canBeMissing: true, range: [1, 5] },
  rfm_monetary: { type: "integer", isNative: false, canBeMissing: true, range: [1, 5] },
  net_spent: { type: "money", isNative: false },
  refunded: { type: "money", isNative: false },
  average_order_value: { type: "money", isNative: false, canBeMissing: true },
  points_balance: { type: "integer", isNative: false, range: [-1_000_000_000, 1_000_000_000] },
  lifecycle_stage: { type: "enum", isNative: false, canBeMissing: true, values: STAGES },
  last_seen_date: { type: "date", isNative: false, canBeMissing: true },
  abandoned_cart_date: { type: "date", isNative: false, canBeMissing: true },
  customer_kind: { type: "enum", isNative: false, values: ["CUSTOMER", "GUEST", "VISITOR"] },
  verified_email: { type: "boolean", isNative: false, canBeMissing: true },
  tax_exempt: { type: "boolean", isNative: false, canBeMissing: true },
  random_bucket: { type: "integer", isNative: false, range: [0, 99] },
  segment: { type: "segment", isNative: false },
  segment_id: { type: "segment", isNative: false },
} as const satisfies Record<string, AttributeDefinition>;

export type AttributeName = keyof typeof ATTRIBUTES;

export const ATTRIBUTE_NAMES = Object.keys(ATTRIBUTES) as AttributeName[];

export function definitionOf(name: AttributeName): AttributeDefinition {
  return ATTRIBUTES[name];
}

type ValueOf<T extends AttributeType> = {
  integer: number | null;
  money: number | null;
  date: Date | null;
  text: string | null;
  enum: string | null;
  boolean: boolean | null;
  list: readonly string[];
  segment: readonly string[];
}[T];

/** An order that was placed, was not a test and was not cancelled or deleted. */
export interface PlacedOrder {
  at: Date;
  /** After discounts, before shipping and returns. Minor units. */
  amountMinor: number;
  /** web | pos | social | b2b | draft | other */
  channel: string;
  lines: readonly { productId: string | null; quantity: number; productTags: readonly string[] }[];
}

/**
 * What is known of one customer, one key per attribute. Amounts in minor units, enums in capitals, segments by id
 * (`segment_id`; names are resolved before).
 */
export type CustomerAttributes = {
  readonly [Name in Exclude<AttributeName, "segment">]: ValueOf<(typeof ATTRIBUTES)[Name]["type"]>;
} & {
  /** Null = not read, because no condition asks for them (see `asksForOrders`). */
  readonly orders: readonly PlacedOrder[] | null;
};

/** Operators of each type, in the order in which a builder offers them. */
export const OPERATORS: Record<AttributeType, readonly Operator[]> = {
  integer: ["=", "!=", ">", ">=", "<", "<=", "between", "in", "not_in"],
  money: ["=", "!=", ">", ">=", "<", "<=", "between"],
  date: [">=", ">", "<", "<=", "between", "=", "!="],
  text: ["=", "!=", "in", "not_in", "starts_with"],
  enum: ["=", "!=", "in", "not_in"],
  boolean: ["="],
  list: ["contains", "not_contains", "is_null", "is_not_null"],
  segment: ["=", "!=", "in", "not_in"],
};

/** What can be asked about an attribute. */
export function operatorsOf(name: AttributeName): readonly Operator[] {
  const { type, canBeMissing } = definitionOf(name);
  const operators = OPERATORS[type];
  return canBeMissing ? [...operators, "is_null", "is_not_null"] : operators;
}

export type FunctionName = "products_purchased" | "orders_placed";
export type ParameterName =
  "id" | "tag" | "date" | "count" | "sum_quantity" | "amount" | "sum_amount" | "channel";

export interface ParameterDefinition {
  type: AttributeType;
  operators: readonly Operator[];
  /** Asks all fitting orders together, not each by itself. */
  isSum: boolean;
  values?: readonly string[];
  range?: readonly [number, number];
}

const AMOUNT = { type: "money", operators: ["=", ">", ">=", "<", "<=", "between"], isSum: false } as const;
const DATE = { type: "date", operators: ["=", ">", ">=", "<", "<=", "between"], isSum: false } as const;
const COUNT = {
  type: "integer",
  operators: ["=", ">", ">=", "<", "<=", "between"],
  isSum: true,
  range: [0, 1_000_000],
} as const;

/**
 * Questions about single orders. An order fits when all parameters that are no sums fit; without a sum at least one order
 * must fit. `count` counts the fitting orders.
 */
export const FUNCTIONS: Record<FunctionName, Partial<Record<ParameterName, ParameterDefinition>>> = {
  products_purchased: {
    /** Product ids. */
    id: { type: "integer", operators: ["=", "in"], isSum: false, range: [1, Number.MAX_SAFE_INTEGER] },
    /** A tag that the product has today. */
    tag: { type: "list", operators: ["=", "in"], isSum: false },
    date: DATE,
    count: COUNT,
    /** Pieces of the fitting products. */
    sum_quantity: COUNT,
  },
  orders_placed: {
    date: DATE,
    amount: AMOUNT,
    channel: {
      type: "enum",
      operators: ["=", "in"],
      isSum: false,
      values: ["WEB", "POS", "SOCIAL", "B2B", "DRAFT", "OTHER"],
    },
    count: COUNT,
    sum_amount: { ...AMOUNT, isSum: true },
  },
};

export const FUNCTION_NAMES = Object.keys(FUNCTIONS) as FunctionName[];

/** What Shopify's segments know and this language cannot answer, with the reason: a key under `condition.reasons` in the locale files. */
export const UNANSWERABLE: ReadonlyMap<string, "sealed" | "later" | "elsewhere"> = new Map([
  ["customer_cities", "sealed"],
  ["customer_email_domain", "sealed"],
  ["customer_within_distance", "sealed"],
  ["anniversary", "sealed"],
  ["predicted_spend_tier", "later"],
  ["product_subscription_status", "later"],
  ["tier", "later"],
  ["companies", "elsewhere"],
  ["created_by_app_id", "elsewhere"],
  ["shopify_email", "elsewhere"],
  ["storefront", "elsewhere"],
  ["store_credit_accounts", "elsewhere"],
]);
