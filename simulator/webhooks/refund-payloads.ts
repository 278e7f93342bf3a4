/** Webhook payloads about refunds. */
import { gid } from "#simulator/ids.ts";
import { restAmount } from "#simulator/money.ts";
import type { Order, Refund, ShopState } from "#simulator/state/model.ts";
import { linePayloads } from "./order-line-payloads.ts";
import { moneySet, timeOf } from "./payload-parts.ts";

function transactionPayload(shop: ShopState, order: Order, refund: Refund) {
  if (!refund.transaction) return [];
  const sale = order.transactions.find((transaction) => transaction.kind === "SALE");
  const unsettled = { amount: "0.0", currency: order.currency };
  return [
    {
      id: refund.transaction.id,
      order_id: order.id,
      kind: "refund",
      gateway: "bogus",
      status: "success",
      message: "Bogus Gateway: Forced success",
      created_at: timeOf(shop, refund.createdAt),
      test: order.test,
      authorization: null,
      location_id: null,
      user_id: null,
      parent_id: sale?.id ?? null,
      processed_at: timeOf(shop, refund.createdAt),
      device_id: null,
      error_code: null,
      source_name: "web",
      receipt: {},
      amount: restAmount(refund.transaction.amount, order.currency),
      currency: order.currency,
      payment_id: `${order.name}.1`,
      total_unsettled_set: { presentment_money: unsettled, shop_money: { ...unsettled } },
      manual_payment_gateway: false,
      amount_rounding: null,
      admin_graphql_api_id: gid("OrderTransaction", refund.transaction.id),
    },
  ];
}

/** Shipping that went back; the adjustment's amount is negative, as at Shopify. */
function adjustments(order: Order, refund: Refund) {
  if (refund.shipping === 0n) return [];
  return [
    {
      id: refund.id,
      order_id: order.id,
      refund_id: refund.id,
      amount: restAmount(-refund.shipping, order.currency),
      tax_amount: restAmount(0n, order.currency),
      kind: "shipping_refund",
      reason: "Shipping refund",
      amount_set: moneySet(-refund.shipping, order.currency),
      tax_amount_set: moneySet(0n, order.currency),
    },
  ];
}

function refundLines(shop: ShopState, order: Order, refund: Refund) {
  const lines = linePayloads(shop, order);
  return refund.lines.map((refunded) => ({
    id: refunded.id,
    quantity: refunded.quantity,
    line_item_id: refunded.lineId,
    location_id: null,
    restock_type: "return",
    subtotal: Number(refunded.subtotal) / 100,
    total_tax: 0,
    subtotal_set: moneySet(refunded.subtotal, order.currency),
    total_tax_set: moneySet(0n, order.currency),
    line_item: lines.find((line) => line.id === refunded.lineId),
  }));
}

/** `refunds/create`, and each refund inside an order. */
export function refundPayload(shop: ShopState, order: Order, refund: Refund) {
  return {
    id: refund.id,
    order_id: order.id,
    created_at: timeOf(shop, refund.createdAt),
    note: refund.note,
    user_id: null,
    processed_at: timeOf(shop, refund.createdAt),
    duties: [],
    total_duties_set: moneySet(0n, order.currency),
    return: null,
    refund_shipping_lines: [],
    restock: true,
    admin_graphql_api_id: gid("Refund", refund.id),
    order_adjustments: adjustments(order, refund),
    refund_line_items: refundLines(shop, order, refund),
    transactions: transactionPayload(shop, order, refund),
  };
}
