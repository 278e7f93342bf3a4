import type { AttributeName, FunctionName } from "../domain/attributes.ts";

type Name = Exclude<AttributeName, "segment_id"> | FunctionName;

/** What a clause can ask about, in the groups in which a builder offers it. */
export const CHOICES = {
  orders: [
    "number_of_orders",
    "amount_spent",
    "net_spent",
    "refunded",
    "average_order_value",
    "last_order_date",
    "first_order_date",
    "products_purchased",
    "orders_placed",
  ],
  customer: [
    "customer_tags",
    "customer_added_date",
    "customer_countries",
    "customer_regions",
    "customer_language",
    "customer_account_status",
    "customer_kind",
    "verified_email",
    "tax_exempt",
  ],
  consent: [
    "email_subscription_status",
    "sms_subscription_status",
    "whatsapp_subscription_status",
    "push_subscription_status",
  ],
  relationship: [
    "points_balance",
    "lifecycle_stage",
    "rfm_group",
    "rfm_recency",
    "rfm_frequency",
    "rfm_monetary",
  ],
  behaviour: ["last_seen_date", "abandoned_cart_date", "abandoned_checkout_date"],
  other: ["segment", "random_bucket"],
} as const satisfies Record<string, readonly Name[]>;

export const CHOICE_GROUPS = Object.keys(CHOICES) as (keyof typeof CHOICES)[];
