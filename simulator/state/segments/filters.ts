/** The attributes of customers that segments can ask for. */
import {
  amountSpent,
  firstOrder,
  lastOrder,
  numberOfOrders,
  predictedSpendTier,
  rfmGroup,
} from "#simulator/state/customers-figures.ts";
import type { Address, Customer, Hundredths, ShopState } from "#simulator/state/model.ts";
import type { Operator } from "./parser.ts";

/** What conditions are looked at with. */
export interface SegmentView {
  shop: ShopState;
  now: Date;
  /** Of relative dates and of the days that instants fall on. */
  timezone: string;
  /** The day of `now` in that time zone. */
  today: string;
  /** When each customer last left a checkout; found out when first asked for. */
  abandonedAt: () => ReadonlyMap<bigint, Date>;
}

type Read<T> = (customer: Customer, view: SegmentView) => T;

/** null = the customer has no such thing. */
export type Filter =
  | { type: "number"; read: Read<number> }
  | { type: "money"; read: Read<Hundredths> }
  | { type: "decimal"; read: Read<number | null> }
  /** An instant, or a day as text. */
  | { type: "date"; read: Read<Date | string | null> }
  | { type: "enum"; values: readonly string[]; read: Read<string | null> }
  | { type: "text"; read: Read<string | null> }
  | { type: "boolean"; read: Read<boolean | null> }
  | { type: "list"; read: Read<string[]> };

const COMPARISONS: Operator[] = ["=", "!=", ">", ">=", "<", "<=", "BETWEEN"];
const EXISTENCE: Operator[] = ["IS NULL", "IS NOT NULL"];
const EQUALITY: Operator[] = ["=", "!=", "IN", "NOT IN"];

/** Which operators each type of filter takes. */
export const OPERATORS: Record<Filter["type"], readonly Operator[]> = {
  number: COMPARISONS,
  money: COMPARISONS,
  decimal: [...COMPARISONS, ...EXISTENCE],
  date: [...COMPARISONS, ...EXISTENCE],
  enum: [...EQUALITY, ...EXISTENCE],
  text: [...EQUALITY, ...EXISTENCE],
  boolean: ["=", "!=", ...EXISTENCE],
  list: ["CONTAINS", "NOT CONTAINS", ...EXISTENCE],
};

const CONSENT_STATES = ["SUBSCRIBED", "NOT_SUBSCRIBED", "UNSUBSCRIBED", "PENDING", "INVALID", "REDACTED"];

const RFM_GROUPS = [
  "CHAMPIONS",
  "LOYAL",
  "ACTIVE",
  "NEW",
  "PROMISING",
  "NEEDS_ATTENTION",
  "ALMOST_LOST",
  "AT_RISK",
  "PREVIOUSLY_LOYAL",
  "DORMANT",
  "PROSPECTS",
];

const squeeze = (text: string): string => text.replaceAll(/\s/g, "");

const regionCode = ({ countryCode, provinceCode }: Address): string =>
  provinceCode ? `${countryCode}-${provinceCode}` : "";

/** `US-NY-NewYorkCity`; a country without regions leaves theirs out. */
const cityCode = ({ countryCode, provinceCode, city }: Address): string =>
  city ? [countryCode, provinceCode, squeeze(city)].filter(Boolean).join("-") : "";

const ofAddresses =
  (code: (address: Address) => string): Read<string[]> =>
  ({ addresses }) => [...new Set(addresses.map(code).filter(Boolean))];

/** Every filter that is modelled; metafields and functions are elsewhere. */
export const FILTERS: Record<string, Filter> = {
  number_of_orders: { type: "number", read: ({ id }, { shop }) => numberOfOrders(shop, id) },
  amount_spent: { type: "money", read: ({ id }, { shop }) => amountSpent(shop, id) },
  last_order_date: { type: "date", read: ({ id }, { shop }) => lastOrder(shop, id)?.processedAt ?? null },
  first_order_date: { type: "date", read: ({ id }, { shop }) => firstOrder(shop, id)?.processedAt ?? null },
  abandoned_checkout_date: { type: "date", read: ({ id }, view) => view.abandonedAt().get(id) ?? null },
  customer_added_date: { type: "date", read: ({ createdAt }) => createdAt },
  customer_tags: { type: "list", read: ({ tags }) => tags },
  customer_countries: { type: "list", read: ofAddresses(({ countryCode }) => countryCode) },
  customer_regions: { type: "list", read: ofAddresses(regionCode) },
  customer_cities: { type: "list", read: ofAddresses(cityCode) },
  // Companies are not modelled, so that nobody belongs to one.
  companies: { type: "list", read: () => [] },
  customer_language: { type: "text", read: ({ locale }) => locale },
  customer_email_domain: {
    type: "text",
    read: ({ email }) => (email === null ? null : email.slice(email.lastIndexOf("@") + 1)),
  },
  customer_account_status: {
    type: "enum",
    values: ["DISABLED", "INVITED", "ENABLED", "DECLINED"],
    read: ({ state }) => state,
  },
  email_subscription_status: {
    type: "enum",
    values: CONSENT_STATES,
    read: ({ email, emailMarketing }) => (email === null ? null : emailMarketing.state),
  },
  sms_subscription_status: {
    type: "enum",
    values: CONSENT_STATES,
    read: ({ phone, smsMarketing }) => (phone === null ? null : smsMarketing.state),
  },
  predicted_spend_tier: {
    type: "enum",
    values: ["HIGH", "MEDIUM", "LOW"],
    read: (customer, { shop, now }) => predictedSpendTier(shop, customer, now),
  },
  rfm_group: {
    type: "enum",
    values: RFM_GROUPS,
    read: (customer, { shop, now }) => rfmGroup(shop, customer, now),
  },
  // Subscriptions to products are not modelled, so that nobody ever had one.
  product_subscription_status: {
    type: "enum",
    values: ["ACTIVE", "CANCELLED", "EXPIRED", "FAILED", "NEVER_SUBSCRIBED", "PAUSED"],
    read: () => "NEVER_SUBSCRIBED",
  },
};

/** Filters that Shopify has and that are left out here. */
export const LEFT_OUT = [
  /^anniversary$/,
  /^created_by_app_id$/,
  /^customer_within_distance$/,
  /^shopify_email\./,
  /^storefront\./,
  /^shop_app\./,
];

const METAFIELD = /^metafields\.([\w$:-]+)\.([\w-]+)$/;

/** How the values of metafields are compared, by their type. Other types cannot be asked for. */
const SCALARS: Record<string, { type: Filter["type"]; convert: (value: string) => unknown }> = {
  boolean: { type: "boolean", convert: (value) => value === "true" },
  date: { type: "date", convert: (value) => value },
  date_time: { type: "date", convert: (value) => new Date(value) },
  id: { type: "text", convert: (value) => value },
  number_decimal: { type: "decimal", convert: Number },
  number_integer: { type: "decimal", convert: Number },
  single_line_text_field: { type: "text", convert: (value) => value },
};

const listOf = (value: string): string[] => (JSON.parse(value) as unknown[]).map(String);

/** A metafield as a filter; it needs a definition. */
export function metafieldFilter(name: string, shop: ShopState): Filter | null {
  const match = METAFIELD.exec(name);
  if (!match) return null;
  const [, namespace, key] = match;
  const definition = [...shop.metafieldDefinitions.values()].find(
    (each) => each.ownerType === "CUSTOMER" && each.namespace === namespace && each.key === key,
  );
  if (!definition) return null;
  const valueOf: Read<string | null> = ({ id }) =>
    shop.metafields.get(`gid://shopify/Customer/${id} ${namespace} ${key}`)?.value ?? null;
  if (definition.type.startsWith("list.")) {
    return {
      type: "list",
      read: (customer, view) => {
        const value = valueOf(customer, view);
        return value === null ? [] : listOf(value);
      },
    };
  }
  const scalar = SCALARS[definition.type];
  if (!scalar) return null;
  const read: Read<unknown> = (customer, view) => {
    const value = valueOf(customer, view);
    return value === null ? null : scalar.convert(value);
  };
  return { type: scalar.type, read } as Filter;
}
