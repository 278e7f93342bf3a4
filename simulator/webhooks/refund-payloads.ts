/** Webhook payloads about refunds. */
import { gid } from "#simulator/ids.ts";
import { restAmount } from "#simulator/money.ts";
import type { Hundredths, Order, Refund, ShopState } from "#simulator/state/model.ts";
import { taxWithin } from "#simulator/state/order-taxes.ts";
import { linePayload } from "./order-line-payloads.ts";
import { orderMoneySet } from "./order-money-payloads.ts";
import { transactionPayload } from "./order-transaction-payloads.ts";
import { timeOf } from "./payload-parts.ts";

interface Adjustment {
  kind: "shipping_refund" | "refund_discrepancy";
  reason: string;
  /** Negative in the customer's favour, as at Shopify. */
  amount: Hundredths;
}

/** Shipping that went back, and what went back beyond or short of what was due. */
function adjustments(order: Order, refund: Refund) {
  const found: Adjustment[] = [];
  if (refund.shipping !== 0n) {
    found.push({ kind: "shipping_refund", reason: "Shipping refund", amount: -refund.shipping });
  }
  if (refund.discrepancy !== 0n) {
    found.push({ kind: "refund_discrepancy", reason: "Refund discrepancy", amount: -refund.discrepancy });
  }
  return found.map(({ kind, reason, amount }, index) => ({
    id: refund.id + BigInt(index),
    order_id: order.id,
    refund_id: refund.id,
    amount: restAmount(amount, order.currency),
    tax_amount: restAmount(0n, order.currency),
    kind,
    reason,
    amount_set: orderMoneySet(amount, order),
    tax_amount_set: orderMoneySet(0n, order),
  }));
}

function refundLines(shop: ShopState, order: Order, refund: Refund) {
  return refund.lines.map((refunded) => {
    const line = order.lines.find((each) => each.id === refunded.lineId);
    return {
      id: refunded.id,
      quantity: refunded.quantity,
      line_item_id: refunded.lineId,
      location_id: refunded.locationId,
      restock_type: refunded.restockType.toLowerCase(),
      subtotal: Number(refunded.subtotal) / 100,
      total_tax: Number(taxWithin(refunded.subtotal, order)) / 100,
      subtotal_set: orderMoneySet(refunded.subtotal, order),
      total_tax_set: orderMoneySet(taxWithin(refunded.subtotal, order), order),
      line_item: line && linePayload(shop, order, line),
    };
  });
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
    total_duties_set: orderMoneySet(0n, order),
    return:
      refund.returnId === null
        ? null
        : { id: refund.returnId, admin_graphql_api_id: gid("Return", refund.returnId) },
    refund_shipping_lines: [],
    restock: refund.lines.some((line) => line.restockType !== "NO_RESTOCK"),
    admin_graphql_api_id: gid("Refund", refund.id),
    order_adjustments: adjustments(order, refund),
    refund_line_items: refundLines(shop, order, refund),
    transactions: order.transactions
      .filter((transaction) => refund.transactionIds.includes(transaction.id))
      .map((transaction) => transactionPayload(shop, order, transaction)),
  };
}
