import { ATTRIBUTE_NAMES, type AttributeName } from "./attributes.ts";

/** Tables with one row at most for customer `c`, by the alias under which {@link SOURCES} name them. */
const JOINED = {
  s: "customer_summary",
  a: "points_account",
  x: "segment_scores",
  email: "customer_consent",
  sms: "customer_consent",
  whatsapp: "customer_consent",
  push: "customer_consent",
} as const;

type Alias = keyof typeof JOINED;
const ALIASES = Object.keys(JOINED) as Alias[];

function joinOf(alias: Alias): string {
  const ofChannel = JOINED[alias] === "customer_consent" ? ` AND ${alias}.channel = '${alias}'` : "";
  return `LEFT JOIN ${JOINED[alias]} ${alias} ON ${alias}.shop_id = c.shop_id AND ${alias}.customer_id = c.customer_id${ofChannel}`;
}

/**
 * The joins that a text of SQL about customer `c` needs. Others would be dropped by PostgreSQL, but from nine tables on it
 * no longer looks for the best order of joining them.
 */
export function joinsFor(text: string): string {
  return ALIASES.filter((alias) => new RegExp(`\\b${alias}\\.`).test(text))
    .map(joinOf)
    .join(" ");
}

/** All of them. */
export const ATTRIBUTE_JOINS = ALIASES.map(joinOf).join(" ");

export interface AttributeSource {
  /** SQL of the value; NULL when the row or the value is missing. */
  value: string;
  /** SQL of what a missing one counts as. Left out: unknown. */
  fallback?: string;
  /** What the fallback is to the evaluator in memory. */
  fallbackValue?: number | string;
  /** Enums: stored in small letters. */
  isLower?: boolean;
  /** How the value is read for the evaluator in memory; left out: as it is. */
  read?: string;
  /** Lists: SQL that is true when the list has one of the values `$`. */
  has?: string;
  /** Lists: SQL that is true when it is empty. */
  isEmpty?: string;
}

const count = (value: string): AttributeSource => ({
  value,
  fallback: "0",
  fallbackValue: 0,
  read: `coalesce(${value}, 0)::float8`,
});

const consent = (channel: Alias): AttributeSource => ({
  value: `${channel}.state`,
  fallback: "'not_subscribed'",
  fallbackValue: "NOT_SUBSCRIBED",
  isLower: true,
  // Of a few customers the plan counts, which grows with every table that is joined.
  read: `upper(coalesce((SELECT k.state FROM customer_consent k WHERE k.shop_id = c.shop_id
    AND k.customer_id = c.customer_id AND k.channel = '${channel}'), 'not_subscribed'))`,
});

const enumeration = (value: string): AttributeSource => ({ value, isLower: true, read: `upper(${value})` });

const AVERAGE = "(s.spent_minor / nullif(s.orders_count, 0))";
const REGION = "(c.country_code || '-' || c.region_code)";
const RFM_GROUP = "CASE WHEN coalesce(s.orders_count, 0) = 0 THEN 'PROSPECTS' ELSE upper(x.rfm_group) END";

/** The newest checkout that did not become an order, by its last change. */
const ABANDONED_CHECKOUT = `(SELECT max(k.updated_at) FROM checkout k WHERE k.shop_id = c.shop_id AND k.customer_id = c.customer_id
  AND k.completed_at IS NULL AND k.order_id IS NULL AND k.deleted_at IS NULL)`;

/** The newest cart with something in it that did not become an order, by its last change. */
const ABANDONED_CART = `(SELECT max(k.updated_at) FROM cart k WHERE k.shop_id = c.shop_id AND k.customer_id = c.customer_id
  AND k.item_count > 0 AND NOT EXISTS (SELECT 1 FROM orders o
    WHERE o.shop_id = k.shop_id AND o.customer_id = k.customer_id AND o.cart_token = k.cart_token))`;

/** The same for ever, even over the customers of a shop, and another in each shop. */
const BUCKET = "(('x' || left(md5(c.shop_id || ':' || c.customer_id), 8))::bit(32)::bigint % 100)";

const single = (value: string): AttributeSource => ({
  value,
  read: `array_remove(ARRAY[${value}], NULL)`,
  has: `lower(${value} COLLATE "C") = ANY($)`,
  isEmpty: `${value} IS NULL`,
});

/**
 * Where each attribute stands in the database: the one definition, of the SQL evaluator and of what is read for the other
 * (`ATTRIBUTES_QUERY`, `ORDERS_QUERY`).
 */
export const SOURCES: Record<Exclude<AttributeName, "segment">, AttributeSource> = {
  number_of_orders: count("s.orders_count"),
  amount_spent: count("s.spent_minor"),
  net_spent: count("s.net_minor"),
  refunded: count("s.refunded_minor"),
  average_order_value: { value: AVERAGE, read: `${AVERAGE}::float8` },
  points_balance: count("a.balance"),
  first_order_date: { value: "s.first_order_at" },
  last_order_date: { value: "s.last_order_at" },
  last_seen_date: { value: "s.last_seen_at" },
  customer_added_date: { value: "c.created_at" },
  abandoned_checkout_date: { value: ABANDONED_CHECKOUT },
  abandoned_cart_date: { value: ABANDONED_CART },
  customer_tags: {
    value: "c.tags",
    has: `EXISTS (SELECT 1 FROM unnest(c.tags) t WHERE lower(t COLLATE "C") = ANY($))`,
    isEmpty: "cardinality(c.tags) = 0",
  },
  customer_countries: single("c.country_code"),
  customer_regions: single(REGION),
  customer_language: { value: "c.locale" },
  customer_account_status: enumeration("c.account_state"),
  customer_kind: enumeration("c.kind"),
  lifecycle_stage: enumeration("s.stage"),
  email_subscription_status: consent("email"),
  sms_subscription_status: consent("sms"),
  whatsapp_subscription_status: consent("whatsapp"),
  push_subscription_status: consent("push"),
  rfm_group: { value: `(${RFM_GROUP})` },
  rfm_recency: { value: "x.recency" },
  rfm_frequency: { value: "x.frequency" },
  rfm_monetary: { value: "x.monetary" },
  verified_email: { value: "c.verified_email" },
  tax_exempt: { value: "c.tax_exempt" },
  random_bucket: { value: BUCKET, read: `${BUCKET}::float8` },
  segment_id: {
    value: "NULL",
    read: `ARRAY(SELECT m.segment_id::text FROM segment_member m WHERE m.shop_id = c.shop_id AND m.customer_id = c.customer_id)`,
    has: `EXISTS (SELECT 1 FROM segment_member m WHERE m.shop_id = c.shop_id AND m.customer_id = c.customer_id AND m.segment_id::text = ANY($))`,
    isEmpty: "false",
  },
};

/** An order that counts. */
export const IS_PLACED = "o.cancelled_at IS NULL AND o.deleted_at IS NULL AND NOT o.is_test";

const READ_COLUMNS = ATTRIBUTE_NAMES.flatMap((name) =>
  name === "segment" ? [] : [`${SOURCES[name].read ?? SOURCES[name].value} AS "${name}"`],
).join(", ");

/** Attributes of customers, one row each, columns named as the attributes. $1 = ids of customers. */
export const ATTRIBUTES_QUERY = `
SELECT c.customer_id AS "customerId", ${READ_COLUMNS}
FROM customer c ${joinsFor(READ_COLUMNS)}
WHERE c.shop_id = current_shop_id() AND c.customer_id = ANY($1::bigint[])`;

/** Their placed orders, one row per customer: `orders` is JSON as {@link ordersFromJson} reads it. $1 = ids of customers. */
export const ORDERS_QUERY = `
SELECT placed.customer_id AS "customerId", jsonb_agg(jsonb_build_object(
  'at', (extract(epoch FROM placed.processed_at) * 1000)::bigint, 'amountMinor', placed.subtotal_minor, 'channel', placed.channel,
  'lines', placed.lines)) AS orders
FROM (
  -- Joined and grouped once for all: line by line for each order would look up the catalogue as often.
  SELECT o.customer_id, o.processed_at, o.subtotal_minor, o.channel,
    coalesce(jsonb_agg(jsonb_build_object('productId', l.product_id::text, 'quantity', l.quantity,
      'productTags', coalesce(to_jsonb(p.tags), '[]'))) FILTER (WHERE l.order_id IS NOT NULL), '[]') AS lines
  FROM orders o
  LEFT JOIN order_line l ON l.shop_id = o.shop_id AND l.order_id = o.order_id
  LEFT JOIN product p ON p.shop_id = l.shop_id AND p.product_id = l.product_id
  WHERE o.shop_id = current_shop_id() AND o.customer_id = ANY($1::bigint[]) AND ${IS_PLACED}
  GROUP BY o.shop_id, o.order_id) AS placed
GROUP BY placed.customer_id`;
