/** Webhook payloads about the payments of orders. */
import { gid } from "#simulator/ids.ts";
import { restAmount } from "#simulator/money.ts";
import type { Order, ShopState, Transaction } from "#simulator/state/model.ts";
import { capturableAmount, presentmentAmount } from "#simulator/state/order-amounts.ts";
import { timeOf } from "./payload-parts.ts";

const MESSAGES: Record<string, string> = {
  bogus: "Bogus Gateway: Forced success",
  manual: "Marked the manual payment as received",
};

/** The card of the simulated checkout. */
const CARD = {
  credit_card_bin: null,
  avs_result_code: null,
  cvv_result_code: null,
  credit_card_number: "•••• •••• •••• 1",
  credit_card_company: "Bogus",
  buyer_action_info: null,
  credit_card_name: "Bogus Gateway",
  credit_card_wallet: null,
  credit_card_expiration_month: 12,
  credit_card_expiration_year: 2030,
  payment_method_name: "bogus",
};

/** A transaction of a refund. Amounts are in the shopper's currency. */
export function transactionPayload(shop: ShopState, order: Order, transaction: Transaction) {
  const { currency } = order.presentment;
  const unsettled = transaction.kind === "AUTHORIZATION" ? capturableAmount(order, transaction) : 0n;
  const isCard = transaction.gateway === "bogus";
  const place = order.transactions.indexOf(transaction) + 1;
  return {
    id: transaction.id,
    order_id: order.id,
    kind: transaction.kind.toLowerCase(),
    gateway: transaction.gateway,
    status: "success",
    message: MESSAGES[transaction.gateway] ?? null,
    created_at: timeOf(shop, transaction.processedAt),
    test: order.test,
    authorization: isCard ? `${transaction.id}` : null,
    location_id: order.locationId,
    user_id: null,
    parent_id: transaction.parentId,
    processed_at: timeOf(shop, transaction.processedAt),
    device_id: null,
    error_code: null,
    source_name: order.sourceName,
    receipt: transaction.giftCardId === null ? {} : { gift_card_id: transaction.giftCardId },
    amount: restAmount(presentmentAmount(transaction.amount, order), currency),
    currency,
    payment_id: `${order.name}.${place}`,
    total_unsettled_set: {
      presentment_money: { amount: restAmount(presentmentAmount(unsettled, order), currency), currency },
      shop_money: { amount: restAmount(unsettled, order.currency), currency: order.currency },
    },
    manual_payment_gateway: transaction.gateway === "manual",
    amount_rounding: null,
    admin_graphql_api_id: gid("OrderTransaction", transaction.id),
  };
}

/** `order_transactions/create`. */
export const orderTransactionPayload = (shop: ShopState, order: Order, transaction: Transaction) => ({
  ...transactionPayload(shop, order, transaction),
  ...(transaction.gateway === "bogus" ? { payment_details: CARD } : {}),
});

const METHODS: Record<string, string> = {
  bogus: "credit_card",
  gift_card: "gift_card",
  manual: "other",
  shopify_store_credit: "other",
};

/** `tender_transactions/create`: money that moved, negative when it went back. */
export function tenderTransactionPayload(shop: ShopState, order: Order, transaction: Transaction) {
  const { currency } = order.presentment;
  const amount = presentmentAmount(transaction.amount, order);
  return {
    id: transaction.id,
    order_id: order.id,
    amount: restAmount(transaction.kind === "REFUND" ? -amount : amount, currency),
    currency,
    user_id: null,
    test: order.test,
    processed_at: timeOf(shop, transaction.processedAt),
    remote_reference: `${transaction.id}`,
    payment_details: null,
    payment_method: METHODS[transaction.gateway] ?? "unknown",
  };
}
