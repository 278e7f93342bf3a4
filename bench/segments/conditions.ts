/** What the bench asks of the customers. */

/** A hundred conditions as merchants write them, over everything that can be asked. */
export function hundredConditions(): string[] {
  const shapes = [
    (n: number) => `number_of_orders >= ${1 + (n % 7)} AND last_order_date >= -${10 + n * 3}d`,
    (n: number) => `net_spent > ${n * 10} AND email_subscription_status = 'SUBSCRIBED'`,
    (n: number) => `last_order_date < -${30 + n}d AND number_of_orders > ${n % 4}`,
    (n: number) => `customer_tags CONTAINS 'vip' OR points_balance >= ${n * 20}`,
    (n: number) => `customer_added_date >= -${n + 1}m AND NOT customer_countries CONTAINS 'FR'`,
    (n: number) => `lifecycle_stage IN ('LOYAL', 'REPEAT') AND random_bucket < ${n + 1}`,
    (n: number) => `amount_spent BETWEEN ${n} AND ${n * 40} AND last_seen_date > -${n + 1}w`,
    (n: number) => `(rfm_recency >= 4 OR average_order_value > ${n + 20}) AND abandoned_cart_date IS NULL`,
    (n: number) => `first_order_date BETWEEN -${n + 30}d AND today AND customer_language STARTS WITH 'en'`,
    (n: number) => `products_purchased(id: ${8_000_001 + n}, date: >= -${100 + n}d) = true`,
  ];
  return Array.from({ length: 100 }, (_, n) => shapes[n % shapes.length]!(Math.floor(n / shapes.length) + 1));
}

const BODY = "SELECT count(*)::int AS count FROM customer c";
const IS_SOMEBODY = `c.shop_id = current_shop_id() AND c.kind <> 'visitor' AND c.deleted_at IS NULL AND c.redacted_at IS NULL
  AND NOT EXISTS (SELECT FROM customer_merge g WHERE g.shop_id = c.shop_id AND g.from_id = c.customer_id AND g.undone_at IS NULL)`;
const SUMMARY = "JOIN customer_summary s ON s.shop_id = c.shop_id AND s.customer_id = c.customer_id";

/** Questions, and what somebody who knows the tables would write for each. $1 = now. */
export const QUESTIONS: readonly { condition: string; sql: string }[] = [
  {
    condition: "number_of_orders >= 3",
    sql: `${BODY} ${SUMMARY} WHERE ${IS_SOMEBODY} AND s.orders_count >= 3 AND $1::timestamptz IS NOT NULL`,
  },
  {
    condition: "number_of_orders >= 3 AND last_order_date < -30d",
    sql: `${BODY} ${SUMMARY} WHERE ${IS_SOMEBODY} AND s.orders_count >= 3
      AND s.last_order_at < date_trunc('day', $1::timestamptz AT TIME ZONE 'Europe/London' - interval '30 days') AT TIME ZONE 'Europe/London'`,
  },
  {
    condition: "email_subscription_status = 'SUBSCRIBED' AND net_spent > 500",
    sql: `${BODY} ${SUMMARY} JOIN customer_consent k ON k.shop_id = c.shop_id AND k.customer_id = c.customer_id AND k.channel = 'email'
      WHERE ${IS_SOMEBODY} AND k.state = 'subscribed' AND s.net_minor > 50000 AND $1::timestamptz IS NOT NULL`,
  },
  {
    condition: "products_purchased(id: 8000007, date: >= -90d) = true",
    sql: `${BODY} WHERE ${IS_SOMEBODY} AND EXISTS (SELECT FROM orders o JOIN order_line l ON l.shop_id = o.shop_id AND l.order_id = o.order_id
      WHERE o.shop_id = c.shop_id AND o.customer_id = c.customer_id AND l.product_id = 8000007 AND o.cancelled_at IS NULL
        AND o.deleted_at IS NULL AND NOT o.is_test
        AND o.processed_at >= date_trunc('day', $1::timestamptz AT TIME ZONE 'Europe/London' - interval '90 days') AT TIME ZONE 'Europe/London')`,
  },
];

/** How far the numbers of copied orders lie from those of their originals. */
export const COPIED_ORDERS_OFFSET = 50_000_000_000n;

/** Twice the customers with everything that is asked of them; nothing of the first half changes. */
export const DOUBLE = `
  SET session_replication_role = replica;
  CREATE TEMP TABLE copied AS SELECT customer_id AS id, customer_id + 500000000 AS copy FROM customer;
  INSERT INTO customer (shop_id, customer_id, search_tokens, state_hash, account_state, locale, country_code, region_code, tags, created_at, updated_at)
    SELECT shop_id, copy, '{}', state_hash, account_state, locale, country_code, region_code, tags, created_at, updated_at
    FROM customer JOIN copied ON id = customer_id;
  INSERT INTO customer_summary (shop_id, customer_id, orders_count, spent_minor, net_minor, first_order_at, last_order_at, last_seen_at, stage)
    SELECT shop_id, copy, orders_count, spent_minor, net_minor, first_order_at, last_order_at, last_seen_at, stage
    FROM customer_summary JOIN copied ON id = customer_id;
  INSERT INTO customer_consent (shop_id, customer_id, channel, state, source, changed_at)
    SELECT shop_id, copy, channel, state, source, changed_at FROM customer_consent JOIN copied ON id = customer_id;
  INSERT INTO segment_member (shop_id, segment_id, customer_id, joined_at)
    SELECT shop_id, segment_id, copy, joined_at FROM segment_member JOIN copied ON id = customer_id;
  INSERT INTO orders (shop_id, order_id, name, customer_id, currency, subtotal_minor, total_minor, processed_at, updated_at, tags, discount_codes)
    SELECT shop_id, order_id + ${COPIED_ORDERS_OFFSET}, name, copy, currency, subtotal_minor, total_minor, processed_at, updated_at, '{}', '{}'
    FROM orders JOIN copied ON id = customer_id;
  VACUUM (ANALYZE)`;
