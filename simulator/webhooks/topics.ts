/** Webhook topics: which exist, which the simulator sends, and their two spellings. */
import { grantsScope } from "#simulator/admin-api/access.ts";
import { TOPIC_SCOPES } from "./topic-table.ts";

export const COMPLIANCE_TOPICS = ["customers/data_request", "customers/redact", "shop/redact"] as const;

/** Everything some action here leads to. Subscriptions to other topics are accepted and never served. */
export const SENT_TOPICS: readonly string[] = [
  "orders/create",
  "orders/updated",
  "orders/paid",
  "orders/cancelled",
  "orders/fulfilled",
  "orders/partially_fulfilled",
  "orders/edited",
  "orders/delete",
  "order_transactions/create",
  "tender_transactions/create",
  "fulfillments/create",
  "fulfillments/update",
  "fulfillment_events/create",
  "returns/request",
  "returns/approve",
  "returns/decline",
  "returns/cancel",
  "returns/close",
  "returns/reopen",
  "returns/update",
  "returns/process",
  "refunds/create",
  "customers/create",
  "customers/update",
  "customers/delete",
  "customers/enable",
  "customers/disable",
  "customers/merge",
  "customers/purchasing_summary",
  "customers_email_marketing_consent/update",
  "customers_marketing_consent/update",
  "customer.tags_added",
  "customer.tags_removed",
  "customer.joined_segment",
  "customer.left_segment",
  "segments/create",
  "segments/update",
  "segments/delete",
  "products/update",
  "products/create",
  "products/delete",
  "variants/in_stock",
  "variants/out_of_stock",
  "collections/create",
  "collections/update",
  "collections/delete",
  "inventory_items/create",
  "inventory_items/update",
  "inventory_items/delete",
  "inventory_levels/connect",
  "inventory_levels/update",
  "inventory_levels/disconnect",
  "locations/create",
  "locations/update",
  "locations/activate",
  "locations/deactivate",
  "discounts/create",
  "discounts/update",
  "discounts/delete",
  "discounts/redeemcode_added",
  "discounts/redeemcode_removed",
  "bulk_operations/finish",
  "carts/create",
  "carts/update",
  "checkouts/create",
  "checkouts/update",
  "checkouts/delete",
  "subscription_contracts/create",
  "subscription_contracts/update",
  "subscription_contracts/activate",
  "subscription_contracts/pause",
  "subscription_contracts/cancel",
  "subscription_contracts/expire",
  "subscription_contracts/fail",
  "subscription_billing_attempts/success",
  "subscription_billing_attempts/failure",
  "app/scopes_update",
  "app_subscriptions/update",
  "app_subscriptions/approaching_capped_amount",
  "app_purchases_one_time/update",
  "app/uninstalled",
  "shop/update",
  ...COMPLIANCE_TOPICS,
];

/** `orders/create` is `ORDERS_CREATE` in the GraphQL enum. */
export function topicToEnum(topic: string): string {
  return topic.replaceAll(/[/.]/g, "_").toUpperCase();
}

const byEnum = new Map([...TOPIC_SCOPES.keys()].map((topic) => [topicToEnum(topic), topic]));

/** `ORDERS_CREATE` of the GraphQL enum is `orders/create` in the header. Throws on a name that is not in the enum. */
export function topicFromEnum(name: string): string {
  const topic = byEnum.get(name);
  if (topic === undefined) throw new RangeError(`${name} is not a webhook topic of 2026-07.`);
  return topic;
}

export const isComplianceTopic = (topic: string): boolean =>
  (COMPLIANCE_TOPICS as readonly string[]).includes(topic);

/** Whether Shopify has such a topic, as it is written in the header. */
export const isTopic = (topic: string): boolean => TOPIC_SCOPES.has(topic) || isComplianceTopic(topic);

/** Whether an app with these scopes may have a topic. Compliance topics need none. */
export function mayHaveTopic(topic: string, granted: readonly string[]): boolean {
  const scopes = TOPIC_SCOPES.get(topic) ?? [];
  return scopes.length === 0 || scopes.some((scope) => grantsScope(granted, scope));
}
