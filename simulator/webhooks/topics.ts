/** Topics that the simulator sends, by the name in the header. */

export const COMPLIANCE_TOPICS = ["customers/data_request", "customers/redact", "shop/redact"] as const;

/** Everything some action here leads to. Subscriptions to other topics are accepted and never served. */
export const SENT_TOPICS: readonly string[] = [
  "orders/create",
  "orders/updated",
  "orders/paid",
  "orders/cancelled",
  "refunds/create",
  "customers/create",
  "customers/update",
  "customers/delete",
  "products/update",
  "bulk_operations/finish",
  "app/uninstalled",
  "shop/update",
  ...COMPLIANCE_TOPICS,
];

/** `ORDERS_CREATE` of the GraphQL enum is `orders/create`; the resource name may have underscores of its own. */
export function topicFromEnum(name: string): string {
  const words = name.toLowerCase().split("_");
  const resources = [
    "bulk_operations",
    "order_transactions",
    "inventory_levels",
    "inventory_items",
    "app_subscriptions",
  ];
  const resource = resources.find((each) => name.toLowerCase().startsWith(`${each}_`));
  if (resource) return `${resource}/${name.toLowerCase().slice(resource.length + 1)}`;
  return `${words[0]}/${words.slice(1).join("_")}`;
}

/** `orders/create` is `ORDERS_CREATE` in the GraphQL enum. */
export function topicToEnum(topic: string): string {
  return topic.replaceAll(/[/.]/g, "_").toUpperCase();
}
