/** Webhook payloads about discounts and their codes. */
import { gid } from "#simulator/ids.ts";
import { discountStatus } from "#simulator/state/discount-status.ts";
import type { Discount, DiscountCode, ShopState } from "#simulator/state/model.ts";
import { timeOf } from "./payload-parts.ts";

/** `gid://shopify/DiscountCodeNode/1` or `gid://shopify/DiscountAutomaticNode/1`. */
export const discountGid = (discount: Discount): string =>
  gid(discount.method === "CODE" ? "DiscountCodeNode" : "DiscountAutomaticNode", discount.id);

/** `discounts/create`, `discounts/update`. */
export function discountPayload(shop: ShopState, discount: Discount, now: Date) {
  return {
    admin_graphql_api_id: discountGid(discount),
    title: discount.title,
    status: discountStatus(discount, now),
    created_at: timeOf(shop, discount.createdAt),
    updated_at: timeOf(shop, discount.updatedAt),
  };
}

/** `discounts/delete`. */
export function discountDeletedPayload(shop: ShopState, discount: Discount, now: Date) {
  return { admin_graphql_api_id: discountGid(discount), deleted_at: timeOf(shop, now) };
}

/** `discounts/redeemcode_added`, `discounts/redeemcode_removed`. */
export function redeemCodePayload(discount: Discount, code: DiscountCode) {
  return {
    admin_graphql_api_id: discountGid(discount),
    redeem_code: { id: gid("DiscountRedeemCode", code.id), code: code.code },
    updated_at: discount.updatedAt.toISOString(),
  };
}
