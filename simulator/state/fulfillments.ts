/** Orders are sent. */
import { fulfillmentEventPayload, fulfillmentPayload } from "#simulator/webhooks/fulfillment-payloads.ts";
import type { CommandResult } from "./commands.ts";
import type { Change, CommandEnvironment } from "./environment.ts";
import { firstLocation } from "./inventory-levels.ts";
import type { Fulfillment, FulfillmentEvent, Order, OrderLine } from "./model.ts";
import { newFulfillment } from "./model/orders.ts";
import { closeIfDone, failed, orderChanges, settle } from "./order-changes.ts";
import type { FulfillmentEventInput, FulfillOrderInput, TrackingInput } from "./order-commands.ts";
import { noteOrderParts, orderOfPart } from "./order-index.ts";
import {
  fulfillableQuantity,
  fulfillmentsOf,
  keepFulfillments,
  refundableSentQuantity,
} from "./order-quantities.ts";

export type FulfillmentResult = CommandResult<{ order: Order; fulfillment: Fulfillment }>;

interface Wanted {
  line: OrderLine;
  quantity: number;
}

const BAD_QUANTITY = "Invalid fulfillment order line item quantity requested.";

function wantedLines(order: Order, given: FulfillOrderInput["lines"]): CommandResult<{ wanted: Wanted[] }> {
  const wanted: Wanted[] = [];
  if (!given) {
    for (const line of order.lines) {
      const quantity = fulfillableQuantity(order, line);
      if (quantity > 0) wanted.push({ line, quantity });
    }
  }
  for (const { lineId, quantity } of given ?? []) {
    const line = order.lines.find((each) => each.id === lineId);
    if (!line) return failed("lines", "Fulfillment order line item does not exist.");
    const already = wanted.find((each) => each.line === line);
    const left = fulfillableQuantity(order, line) - (already?.quantity ?? 0);
    if (!Number.isSafeInteger(quantity) || quantity < 1 || quantity > left)
      return failed("lines", BAD_QUANTITY);
    if (already) already.quantity += quantity;
    else wanted.push({ line, quantity });
  }
  if (wanted.length === 0) return failed("lines", "There is nothing left to fulfill");
  return { ok: true, wanted };
}

function track(fulfillment: Fulfillment, { company, numbers, urls }: TrackingInput): void {
  if (company !== undefined) fulfillment.trackingCompany = company;
  if (numbers !== undefined) fulfillment.trackingNumbers = numbers;
  if (urls !== undefined) fulfillment.trackingUrls = urls;
}

const told = (
  { shop }: CommandEnvironment,
  topic: string,
  order: Order,
  fulfillment: Fulfillment,
): Change => ({ topic, payload: fulfillmentPayload(shop, order, fulfillment) });

export function fulfillOrder(environment: CommandEnvironment, input: FulfillOrderInput): FulfillmentResult {
  const { shop, allocate } = environment;
  const order = shop.orders.get(input.orderId);
  if (!order) return failed("orderId", "Order does not exist");
  if (order.cancelledAt) return failed("orderId", "Cannot fulfill an order that is cancelled");
  if (input.locationId !== undefined && !shop.locations.has(input.locationId)) {
    return failed("locationId", "Location does not exist");
  }
  const found = wantedLines(order, input.lines);
  if (!found.ok) return found;
  const now = environment.clock();
  keepFulfillments(order);
  const fulfillment = newFulfillment({
    id: allocate(),
    name: `${order.name}-F${order.fulfillments.length + 1}`,
    lines: found.wanted.map(({ line, quantity }) => ({ id: allocate(), lineId: line.id, quantity })),
    locationId: input.locationId ?? firstLocation(shop).id,
    shipmentStatus: input.shipmentStatus ?? null,
    createdAt: now,
  });
  track(fulfillment, input.tracking ?? {});
  order.fulfillments.push(fulfillment);
  noteOrderParts(shop, order);
  settle(order, now);
  closeIfDone(order, now);
  const isAll = order.fulfillmentStatus === "FULFILLED";
  environment.emit([
    told(environment, "fulfillments/create", order, fulfillment),
    ...orderChanges(environment, order, [
      isAll ? "orders/fulfilled" : "orders/partially_fulfilled",
      "orders/updated",
    ]),
  ]);
  return { ok: true, order, fulfillment };
}

/** The parcel with its order, written down if it was only implied. */
function parcel(
  environment: CommandEnvironment,
  id: bigint,
): { order: Order; fulfillment: Fulfillment } | null {
  const order = orderOfPart(environment.shop, id);
  if (!order) return null;
  if (!fulfillmentsOf(order).some((each) => each.id === id)) return null;
  keepFulfillments(order);
  return { order, fulfillment: order.fulfillments.find((each) => each.id === id)! };
}

/** Refunded pieces of a parcel that is not sent after all are not sent later either. */
function keepRefundedBack(order: Order): void {
  for (const line of order.lines) {
    let excess = -refundableSentQuantity(order, line);
    for (const refunded of order.refunds.flatMap((refund) => refund.lines)) {
      if (excess <= 0) break;
      if (refunded.lineId !== line.id) continue;
      const moved = Math.min(excess, refunded.quantity - refunded.unfulfilledQuantity);
      refunded.unfulfilledQuantity += moved;
      excess -= moved;
    }
  }
}

/** What was in the parcel is to be sent again. */
export function cancelFulfillment(environment: CommandEnvironment, id: bigint): FulfillmentResult {
  const found = parcel(environment, id);
  if (!found) return failed("id", "Fulfillment not found.");
  const { order, fulfillment } = found;
  if (fulfillment.status === "CANCELLED") return failed("id", "Fulfillment is already cancelled.");
  const lineIds = new Set(fulfillment.lines.map((line) => line.id));
  const isReturned = order.returns.some(
    (each) =>
      each.status !== "CANCELED" &&
      each.status !== "DECLINED" &&
      each.lines.some((line) => lineIds.has(line.fulfillmentLineId)),
  );
  if (isReturned) return failed("id", "Fulfillment cannot be cancelled because it has returned items.");
  const now = environment.clock();
  fulfillment.status = "CANCELLED";
  fulfillment.updatedAt = now;
  keepRefundedBack(order);
  order.closedAt = null;
  settle(order, now);
  environment.emit([
    told(environment, "fulfillments/update", order, fulfillment),
    ...orderChanges(environment, order, ["orders/updated"]),
  ]);
  return { ok: true, order, fulfillment };
}

export function updateTracking(
  environment: CommandEnvironment,
  id: bigint,
  tracking: TrackingInput,
): FulfillmentResult {
  const found = parcel(environment, id);
  if (!found) return failed("fulfillmentId", "Fulfillment does not exist.");
  const { order, fulfillment } = found;
  if (fulfillment.status === "CANCELLED") return failed("fulfillmentId", "Fulfillment is cancelled.");
  track(fulfillment, tracking);
  fulfillment.updatedAt = environment.clock();
  order.updatedAt = fulfillment.updatedAt;
  environment.emit([
    told(environment, "fulfillments/update", order, fulfillment),
    ...orderChanges(environment, order, ["orders/updated"]),
  ]);
  return { ok: true, order, fulfillment };
}

export function addFulfillmentEvent(
  environment: CommandEnvironment,
  input: FulfillmentEventInput,
): CommandResult<{ order: Order; fulfillment: Fulfillment; event: FulfillmentEvent }> {
  const { shop } = environment;
  const found = parcel(environment, input.fulfillmentId);
  if (!found) return failed("fulfillmentId", "Fulfillment does not exist.");
  const { order, fulfillment } = found;
  if (fulfillment.status === "CANCELLED") return failed("fulfillmentId", "Fulfillment is cancelled.");
  const now = environment.clock();
  const event: FulfillmentEvent = {
    id: environment.allocate(),
    status: input.status,
    message: input.message ?? null,
    city: input.city ?? null,
    province: input.province ?? null,
    country: input.country ?? null,
    zip: input.zip ?? null,
    address1: input.address1 ?? null,
    latitude: input.latitude ?? null,
    longitude: input.longitude ?? null,
    estimatedDeliveryAt: input.estimatedDeliveryAt ?? null,
    happenedAt: input.happenedAt ?? now,
    createdAt: now,
  };
  fulfillment.events.push(event);
  fulfillment.shipmentStatus = event.status;
  if (event.status === "DELIVERED") fulfillment.deliveredAt = event.happenedAt;
  fulfillment.updatedAt = now;
  environment.emit([
    {
      topic: "fulfillment_events/create",
      payload: fulfillmentEventPayload(shop, order, { fulfillment, event }),
    },
    told(environment, "fulfillments/update", order, fulfillment),
  ]);
  return { ok: true, order, fulfillment, event };
}
