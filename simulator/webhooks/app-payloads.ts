/** Webhook payloads about what the app charges. */
import { gid } from "#simulator/ids.ts";
import { decimalAmount, restAmount } from "#simulator/money.ts";
import type { AppPurchase, AppSubscription, Hundredths, ShopState } from "#simulator/state/model.ts";
import { timeOf } from "./payload-parts.ts";

const pricingOf = (subscription: AppSubscription) => {
  const pricings = subscription.lineItems.map((each) => each.pricing);
  return {
    recurring: pricings.find((each) => each.kind === "recurring") ?? null,
    usage: pricings.find((each) => each.kind === "usage") ?? null,
  };
};

/** `app_subscriptions/update`. */
export function appSubscriptionPayload(shop: ShopState, subscription: AppSubscription) {
  const { recurring, usage } = pricingOf(subscription);
  const currency = recurring?.currency ?? usage?.currency ?? shop.currency;
  return {
    app_subscription: {
      admin_graphql_api_id: gid("AppSubscription", subscription.id),
      name: subscription.name,
      status: subscription.status,
      admin_graphql_api_shop_id: gid("Shop", shop.id),
      created_at: timeOf(shop, subscription.createdAt),
      updated_at: timeOf(shop, subscription.updatedAt),
      currency,
      ...(usage ? { capped_amount: decimalAmount(usage.cappedAmount) } : {}),
      price: restAmount(recurring?.price ?? 0n, currency),
      interval: (recurring?.interval ?? "EVERY_30_DAYS").toLowerCase(),
      plan_handle: null,
    },
  };
}

/** `app_subscriptions/approaching_capped_amount`. */
export function approachingCapPayload(shop: ShopState, subscription: AppSubscription, used: Hundredths) {
  const { usage } = pricingOf(subscription);
  return {
    app_subscription: {
      admin_graphql_api_id: gid("AppSubscription", subscription.id),
      name: subscription.name,
      balance_used: Number(used) / 100,
      capped_amount: decimalAmount(usage?.cappedAmount ?? 0n),
      currency_code: usage?.currency ?? shop.currency,
      admin_graphql_api_shop_id: gid("Shop", shop.id),
      created_at: timeOf(shop, subscription.createdAt),
      updated_at: timeOf(shop, subscription.updatedAt),
    },
  };
}

/** `app_purchases_one_time/update`. */
export function appPurchasePayload(shop: ShopState, purchase: AppPurchase) {
  return {
    app_purchase_one_time: {
      admin_graphql_api_id: gid("AppPurchaseOneTime", purchase.id),
      name: purchase.name,
      status: purchase.status,
      admin_graphql_api_shop_id: gid("Shop", shop.id),
      created_at: timeOf(shop, purchase.createdAt),
      updated_at: timeOf(shop, purchase.updatedAt),
    },
  };
}
