/** Webhook payloads about returns. Shopify documents them with few fields, and these are all. */
import { gid } from "#simulator/ids.ts";
import type { Order, Return } from "#simulator/state/model.ts";
import { countOf } from "#simulator/state/order-amounts.ts";

const head = (each: Return) => ({
  id: each.id,
  admin_graphql_api_id: gid("Return", each.id),
  status: each.status.toLowerCase(),
});

const orderOf = (order: Order) => ({ id: order.id, admin_graphql_api_id: gid("Order", order.id) });

/** `returns/request`, `returns/approve`. */
export function returnPayload(order: Order, each: Return) {
  return {
    ...head(each),
    order: orderOf(order),
    total_return_line_items: countOf(each.lines, (line) => line.quantity),
    name: each.name,
    return_line_items: each.lines.map((line) => ({
      id: line.id,
      admin_graphql_api_id: gid("ReturnLineItem", line.id),
      fulfillment_line_item: {
        id: line.fulfillmentLineId,
        admin_graphql_api_id: gid("FulfillmentLineItem", line.fulfillmentLineId),
        line_item: { id: line.lineId, admin_graphql_api_id: gid("LineItem", line.lineId) },
      },
      quantity: line.quantity,
      return_reason: line.reason.toLowerCase(),
      return_reason_note: line.note,
      customer_note: line.customerNote,
    })),
    return_shipping_fees: [],
    exchange_line_items: [],
    total_exchange_line_items: 0,
  };
}

/** `returns/decline`. */
export function returnDeclinePayload(order: Order, each: Return) {
  const { reason, note } = each.decline ?? { reason: "OTHER", note: "" };
  return { ...head(each), order: orderOf(order), decline: { reason: reason.toLowerCase(), note } };
}

/** `returns/close`, `returns/reopen`, `returns/cancel`. */
export function returnStatusPayload(order: Order, each: Return) {
  return {
    id: each.id,
    admin_graphql_api_id: gid("Return", each.id),
    order_id: order.id,
    status: head(each).status,
  };
}

/** `returns/update`: lines that were taken out of the return again. */
export function returnUpdatePayload(each: Return, removals: { lineId: bigint; delta: number }[]) {
  return {
    admin_graphql_api_id: gid("Return", each.id),
    return_line_items: {
      removals: removals.map(({ lineId, delta }) => ({
        admin_graphql_api_id: gid("ReturnLineItem", lineId),
        delta,
      })),
    },
    restocking_fees: { updates: [], removals: [] },
    return_shipping_fees: { updates: [], removals: [] },
  };
}

/** `returns/process`: Shopify's documentation shows an empty object. */
export const returnProcessPayload = () => ({});
