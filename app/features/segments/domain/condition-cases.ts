import type { CustomerAttributes } from "./attributes.ts";
import type { Outcome } from "./evaluate.ts";

/** A condition, what is known of a customer beside {@link NOBODY}, and what the condition says of them. */
export type ConditionCase = readonly [text: string, known: Partial<CustomerAttributes>, outcome: Outcome];

/** Europe/London: summer time began that night, the day has 23 hours. */
export const CASES_NOW = new Date("2026-03-29T12:00:00.000Z");
export const CASES_TIME_ZONE = "Europe/London";

/** Somebody of whom nothing is known. */
export const NOBODY: CustomerAttributes = {
  number_of_orders: 0,
  amount_spent: 0,
  net_spent: 0,
  refunded: 0,
  average_order_value: null,
  points_balance: 0,
  first_order_date: null,
  last_order_date: null,
  last_seen_date: null,
  customer_added_date: null,
  abandoned_checkout_date: null,
  abandoned_cart_date: null,
  customer_tags: [],
  customer_countries: [],
  customer_regions: [],
  customer_language: null,
  customer_account_status: null,
  email_subscription_status: "NOT_SUBSCRIBED",
  sms_subscription_status: "NOT_SUBSCRIBED",
  whatsapp_subscription_status: "NOT_SUBSCRIBED",
  push_subscription_status: "NOT_SUBSCRIBED",
  customer_kind: "CUSTOMER",
  lifecycle_stage: null,
  rfm_group: "PROSPECTS",
  rfm_recency: null,
  rfm_frequency: null,
  rfm_monetary: null,
  verified_email: null,
  tax_exempt: null,
  random_bucket: 0,
  segment_id: [],
  orders: [],
};

const ordered = (at: string) => ({ last_order_date: new Date(at) });
const bought = (at: string, amountMinor: number, productId: string, quantity = 1) => ({
  at: new Date(at),
  amountMinor,
  channel: "web",
  lines: [{ productId, quantity, productTags: [] }],
});

/** What the language means, one line per rule. Both evaluators are held to it. */
export const CONDITION_CASES: readonly ConditionCase[] = [
  // Numbers and money; a customer always has some.
  ["number_of_orders >= 3", { number_of_orders: 3 }, true],
  ["number_of_orders > 3", { number_of_orders: 3 }, false],
  ["number_of_orders BETWEEN 1 AND 3", { number_of_orders: 3 }, true],
  ["number_of_orders IN (1, 2)", { number_of_orders: 3 }, false],
  ["number_of_orders = 0", {}, true],
  ["amount_spent > 9.99", { amount_spent: 1000 }, true],
  ["amount_spent <= 9.995", { amount_spent: 1000 }, false],
  ["points_balance < 0", { points_balance: -1 }, true],

  // A missing value: unknown to comparisons, also when negated; what excludes a value lets it pass.
  ["rfm_recency >= 1", {}, null],
  ["NOT rfm_recency >= 1", {}, null],
  ["rfm_recency != 5", {}, true],
  ["rfm_recency NOT IN (4, 5)", {}, true],
  ["rfm_recency IS NULL", {}, true],
  ["rfm_recency IS NOT NULL", { rfm_recency: 2 }, true],
  ["rfm_recency = 5 OR number_of_orders = 0", {}, true],
  ["rfm_recency = 5 AND number_of_orders = 0", {}, null],
  ["NOT (rfm_recency = 5 AND number_of_orders = 1)", {}, true],
  ["average_order_value = 1.005", {}, null],

  // Days are whole days of the store: 30 days before 29 March is 27 February.
  ["last_order_date >= -30d", ordered("2026-02-27T00:00:00.000Z"), true],
  ["last_order_date >= -30d", ordered("2026-02-26T23:59:59.999Z"), false],
  ["last_order_date > -30d", ordered("2026-02-27T23:59:59.999Z"), false],
  ["last_order_date > -30d", ordered("2026-02-28T00:00:00.000Z"), true],
  ["last_order_date <= -30d", ordered("2026-02-27T23:59:59.999Z"), true],
  ["last_order_date = -30d", ordered("2026-02-27T15:00:00.000Z"), true],
  ["last_order_date != -30d", {}, true],
  ["last_order_date < -1m", ordered("2026-02-27T23:59:59.999Z"), true],
  ["last_order_date = today", ordered("2026-03-29T22:59:59.999Z"), true],
  ["last_order_date = today", ordered("2026-03-29T23:00:00.000Z"), false],
  ["last_order_date = yesterday", ordered("2026-03-28T00:00:00.000Z"), true],
  ["last_order_date BETWEEN 2026-03-01 AND 2026-03-02", ordered("2026-03-02T23:59:59.999Z"), true],
  ["last_order_date >= -12h", ordered("2026-03-29T00:00:00.000Z"), true],
  ["last_order_date > -12h", ordered("2026-03-29T00:00:00.000Z"), false],
  ["last_order_date < 2026-03-29T13:00", ordered("2026-03-29T11:59:59.999Z"), true],
  ["last_order_date < 2026-03-29T13:00Z", ordered("2026-03-29T12:59:59.999Z"), true],
  ["last_order_date < -30d", {}, null],

  // Lists are never unknown, only empty. A–Z and a–z are the same.
  ["customer_tags CONTAINS 'vip'", { customer_tags: ["VIP"] }, true],
  ["customer_tags CONTAINS 'vi'", { customer_tags: ["vip"] }, false],
  ["customer_tags NOT CONTAINS 'vip'", {}, true],
  ["NOT customer_tags CONTAINS 'vip'", {}, true],
  ["customer_tags IS NULL", {}, true],
  ["customer_countries CONTAINS 'gb'", { customer_countries: ["GB"] }, true],
  ["customer_regions CONTAINS 'US-NY'", { customer_countries: ["US"], customer_regions: ["US-NY"] }, true],
  ["customer_language STARTS WITH 'pt'", { customer_language: "pt-BR" }, true],
  ["customer_language = 'PT-br'", { customer_language: "pt-BR" }, true],

  ["email_subscription_status = 'SUBSCRIBED'", { email_subscription_status: "SUBSCRIBED" }, true],
  ["email_subscription_status != 'subscribed'", {}, true],
  ["lifecycle_stage IN ('LOYAL', 'REPEAT')", { lifecycle_stage: "REPEAT" }, true],
  ["verified_email = true", { verified_email: false }, false],
  ["segment = 2", { segment_id: ["2"] }, true],
  ["segment != 2", {}, true],

  // Orders: all that is asked of one order must fit the same order.
  ["products_purchased(id: 70)", { orders: [bought("2026-03-01T10:00:00Z", 1000, "70")] }, true],
  [
    "products_purchased(id: (71, 72)) = true",
    { orders: [bought("2026-03-01T10:00:00Z", 1000, "70")] },
    false,
  ],
  ["products_purchased(id: 70) = false", {}, true],
  [
    "products_purchased MATCHES (id = 70 AND date < -30d)",
    { orders: [bought("2026-03-01T10:00:00Z", 1000, "70")] },
    false,
  ],
  [
    "products_purchased(sum_quantity: >= 3) = true",
    { orders: [bought("2026-03-01T10:00:00Z", 1, "70", 3)] },
    true,
  ],
  [
    "orders_placed(amount: >= 20, count: >= 2) = true",
    { orders: [bought("2026-03-01T10:00:00Z", 2000, "70")] },
    false,
  ],
  [
    "orders_placed(sum_amount: > 19.99) = true",
    { orders: [bought("2026-03-01T10:00:00Z", 2000, "70")] },
    true,
  ],
  ["orders_placed(count: = 0) = true", {}, true],
  [
    "orders_placed NOT MATCHES (channel = 'POS')",
    { orders: [bought("2026-03-01T10:00:00Z", 1, "70")] },
    true,
  ],
];
