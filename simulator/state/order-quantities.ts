/** How many pieces of an order were sent, can be sent and can come back. */
import { countOf } from "./order-amounts.ts";
import type { Fulfillment, Order, OrderLine } from "./model.ts";
import { newFulfillment } from "./model/orders.ts";

/** The parcels of an order. An order that is fulfilled without a record has one, with the ids of order and lines. */
export function fulfillmentsOf(order: Order): Fulfillment[] {
  if (order.fulfillments.length > 0 || order.fulfillmentStatus !== "FULFILLED") return order.fulfillments;
  return [
    newFulfillment({
      id: order.id,
      name: `${order.name}-F1`,
      lines: order.lines
        .filter((line) => line.quantity > line.removedQuantity)
        .map((line) => ({ id: line.id, lineId: line.id, quantity: line.quantity - line.removedQuantity })),
      createdAt: order.processedAt,
    }),
  ];
}

/** Writes the parcel that is only implied into the order, before it changes. */
export function keepFulfillments(order: Order): void {
  order.fulfillments = fulfillmentsOf(order);
}

export const fulfilledQuantity = (order: Order, line: OrderLine): number =>
  countOf(fulfillmentsOf(order), (fulfillment) =>
    fulfillment.status === "SUCCESS"
      ? countOf(fulfillment.lines, (each) => (each.lineId === line.id ? each.quantity : 0))
      : 0,
  );

const refundLinesOf = (order: Order, line: OrderLine) =>
  order.refunds.flatMap((refund) => refund.lines.filter((each) => each.lineId === line.id));

/** Refunded before they were sent: these are never sent. */
const refundedUnsent = (order: Order, line: OrderLine): number =>
  countOf(refundLinesOf(order, line), (each) => each.unfulfilledQuantity);

/** Still to be sent. */
export const fulfillableQuantity = (order: Order, line: OrderLine): number =>
  Math.max(
    0,
    line.quantity - line.removedQuantity - refundedUnsent(order, line) - fulfilledQuantity(order, line),
  );

/** Sent, and refunded neither afterwards nor in a return. */
export const refundableSentQuantity = (order: Order, line: OrderLine): number =>
  fulfilledQuantity(order, line) -
  countOf(refundLinesOf(order, line), (each) => each.quantity - each.unfulfilledQuantity);

export function fulfillmentStatusOf(order: Order): Order["fulfillmentStatus"] {
  if (order.fulfillments.length === 0)
    return order.fulfillmentStatus === "FULFILLED" ? "FULFILLED" : "UNFULFILLED";
  const sent = countOf(order.lines, (line) => fulfilledQuantity(order, line));
  if (sent === 0) return "UNFULFILLED";
  return order.lines.every((line) => fulfillableQuantity(order, line) === 0)
    ? "FULFILLED"
    : "PARTIALLY_FULFILLED";
}

/** Pieces of a parcel's line that no return has asked back. */
export function returnableQuantity(order: Order, fulfillmentLineId: bigint): number {
  const part = fulfillmentsOf(order)
    .filter((each) => each.status === "SUCCESS")
    .flatMap((each) => each.lines)
    .find((each) => each.id === fulfillmentLineId);
  const line = part && order.lines.find((each) => each.id === part.lineId);
  if (!line) return 0;
  const active = order.returns
    .filter((each) => each.status !== "CANCELED" && each.status !== "DECLINED")
    .flatMap((each) => each.lines);
  const askedOfParcel = countOf(active, (each) =>
    each.fulfillmentLineId === fulfillmentLineId ? each.quantity : 0,
  );
  const askedOfLine = countOf(active, (each) =>
    each.lineId === line.id ? each.quantity - each.refunded : 0,
  );
  return Math.max(
    0,
    Math.min(part.quantity - askedOfParcel, refundableSentQuantity(order, line) - askedOfLine),
  );
}
