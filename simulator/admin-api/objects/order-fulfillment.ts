/** Parcels, and what is to be sent, in the Admin API. */
import { gid } from "#simulator/ids.ts";
import { findVariant } from "#simulator/state/indexes.ts";
import { firstLocation } from "#simulator/state/inventory-levels.ts";
import type { Fulfillment, FulfillmentEvent, Order, OrderLine } from "#simulator/state/model.ts";
import { countOf, shareOf } from "#simulator/state/order-amounts.ts";
import { lineLevelDiscount } from "#simulator/state/order-discounts.ts";
import { fulfillableQuantity, fulfilledQuantity, fulfillmentsOf } from "#simulator/state/order-quantities.ts";
import { graphqlTime } from "#simulator/time.ts";
import { connection } from "../connection.ts";
import type { TypeModel } from "../context.ts";
import type { LineInOrder } from "./order-line.ts";
import { orderBag } from "./order-money.ts";

export interface FulfillmentInOrder {
  order: Order;
  fulfillment: Fulfillment;
}

export interface FulfillmentLine extends FulfillmentInOrder {
  part: Fulfillment["lines"][number];
}

/** Every order has one fulfillment order, with the order's number. */
export interface FulfillmentOrderOf {
  order: Order;
}

export const parcelsOf = (order: Order): FulfillmentInOrder[] =>
  fulfillmentsOf(order).map((fulfillment) => ({ order, fulfillment }));

/** A line of a parcel by its id. */
export function findFulfillmentLine(order: Order, id: bigint): FulfillmentLine | null {
  for (const fulfillment of fulfillmentsOf(order)) {
    const part = fulfillment.lines.find((each) => each.id === id);
    if (part) return { order, fulfillment, part };
  }
  return null;
}

const timeOf = (date: Date | null | undefined): string | null => (date ? graphqlTime(date) : null);

function displayStatus({ fulfillment }: FulfillmentInOrder): string {
  if (fulfillment.status === "CANCELLED") return "CANCELED";
  return fulfillment.shipmentStatus ?? "FULFILLED";
}

export const fulfillmentModel: TypeModel = {
  id: ({ fulfillment }: FulfillmentInOrder) => gid("Fulfillment", fulfillment.id),
  legacyResourceId: ({ fulfillment }: FulfillmentInOrder) => fulfillment.id.toString(),
  name: ({ fulfillment }: FulfillmentInOrder) => fulfillment.name,
  status: ({ fulfillment }: FulfillmentInOrder) => fulfillment.status,
  displayStatus,
  order: ({ order }: FulfillmentInOrder) => order,
  createdAt: ({ fulfillment }: FulfillmentInOrder) => graphqlTime(fulfillment.createdAt),
  updatedAt: ({ fulfillment }: FulfillmentInOrder) => graphqlTime(fulfillment.updatedAt),
  deliveredAt: ({ fulfillment }: FulfillmentInOrder) => timeOf(fulfillment.deliveredAt),
  inTransitAt: ({ fulfillment }: FulfillmentInOrder) =>
    timeOf(fulfillment.events.find((event) => event.status === "IN_TRANSIT")?.happenedAt),
  estimatedDeliveryAt: ({ fulfillment }: FulfillmentInOrder) =>
    timeOf(fulfillment.events.findLast((event) => event.estimatedDeliveryAt !== null)?.estimatedDeliveryAt),
  totalQuantity: ({ fulfillment }: FulfillmentInOrder) => countOf(fulfillment.lines, (line) => line.quantity),
  requiresShipping: ({ order, fulfillment }: FulfillmentInOrder) =>
    fulfillment.lines.some(({ lineId }) => order.lines.find((line) => line.id === lineId)?.requiresShipping),
  location: ({ fulfillment }: FulfillmentInOrder, _args, { shop }) =>
    fulfillment.locationId === null ? null : (shop.locations.get(fulfillment.locationId) ?? null),
  originAddress: () => null,
  trackingInfo: ({ fulfillment }: FulfillmentInOrder, args) => {
    const { trackingNumbers, trackingUrls, trackingCompany } = fulfillment;
    const count = Math.max(trackingNumbers.length, trackingUrls.length, trackingCompany === null ? 0 : 1);
    return Array.from({ length: count }, (_each, index) => ({
      company: trackingCompany,
      number: trackingNumbers[index] ?? null,
      url: trackingUrls[index] ?? null,
    })).slice(0, (args["first"] as number | null) ?? undefined);
  },
  events: ({ fulfillment }: FulfillmentInOrder, args, context, info) =>
    connection({ items: fulfillment.events, args, context, info, idOf: (event) => event.id }),
  fulfillmentLineItems: ({ order, fulfillment }: FulfillmentInOrder, args, context, info) =>
    connection({
      items: fulfillment.lines.map((part): FulfillmentLine => ({ order, fulfillment, part })),
      args,
      context,
      info,
      idOf: ({ part }) => part.id,
      keepOrder: true,
    }),
  fulfillmentOrders: ({ order }: FulfillmentInOrder, args, context, info) =>
    connection({
      items: [{ order }],
      args,
      context,
      info,
      idOf: (each) => each.order.id,
    }),
};

export const fulfillmentEventModel: TypeModel = {
  id: (event: FulfillmentEvent) => gid("FulfillmentEvent", event.id),
  status: (event: FulfillmentEvent) => event.status,
  message: (event: FulfillmentEvent) => event.message,
  city: (event: FulfillmentEvent) => event.city,
  province: (event: FulfillmentEvent) => event.province,
  country: (event: FulfillmentEvent) => event.country,
  zip: (event: FulfillmentEvent) => event.zip,
  address1: (event: FulfillmentEvent) => event.address1,
  latitude: (event: FulfillmentEvent) => event.latitude,
  longitude: (event: FulfillmentEvent) => event.longitude,
  happenedAt: (event: FulfillmentEvent) => graphqlTime(event.happenedAt),
  createdAt: (event: FulfillmentEvent) => graphqlTime(event.createdAt),
  estimatedDeliveryAt: (event: FulfillmentEvent) => timeOf(event.estimatedDeliveryAt),
};

const lineOf = ({ order, part }: FulfillmentLine): OrderLine =>
  order.lines.find((line) => line.id === part.lineId)!;

export const fulfillmentLineItemModel: TypeModel = {
  id: ({ part }: FulfillmentLine) => gid("FulfillmentLineItem", part.id),
  quantity: ({ part }: FulfillmentLine) => part.quantity,
  lineItem: (source: FulfillmentLine): LineInOrder => ({ order: source.order, line: lineOf(source) }),
  originalTotalSet: (source: FulfillmentLine) =>
    orderBag(lineOf(source).unitPrice * BigInt(source.part.quantity), source.order),
  discountedTotalSet: (source: FulfillmentLine) => {
    const { order, part } = source;
    const line = lineOf(source);
    const total = line.unitPrice * BigInt(line.quantity) - lineLevelDiscount(order, line);
    return orderBag(shareOf(total, part.quantity, line.quantity, order.currency), order);
  },
};

export function fulfillmentOrderStatus(order: Order): "OPEN" | "IN_PROGRESS" | "CLOSED" | "CANCELLED" {
  const left = countOf(order.lines, (line) => fulfillableQuantity(order, line));
  const sent = countOf(order.lines, (line) => fulfilledQuantity(order, line));
  if (order.cancelledAt !== null && sent === 0) return "CANCELLED";
  if (left === 0) return "CLOSED";
  return sent > 0 ? "IN_PROGRESS" : "OPEN";
}

export const fulfillmentOrderModel: TypeModel = {
  id: ({ order }: FulfillmentOrderOf) => gid("FulfillmentOrder", order.id),
  status: ({ order }: FulfillmentOrderOf) => fulfillmentOrderStatus(order),
  requestStatus: () => "UNSUBMITTED",
  order: ({ order }: FulfillmentOrderOf) => order,
  orderId: ({ order }: FulfillmentOrderOf) => gid("Order", order.id),
  orderName: ({ order }: FulfillmentOrderOf) => order.name,
  orderProcessedAt: ({ order }: FulfillmentOrderOf) => graphqlTime(order.processedAt),
  createdAt: ({ order }: FulfillmentOrderOf) => graphqlTime(order.createdAt),
  updatedAt: ({ order }: FulfillmentOrderOf) => graphqlTime(order.updatedAt),
  fulfillAt: ({ order }: FulfillmentOrderOf) => graphqlTime(order.createdAt),
  fulfillBy: () => null,
  fulfillmentHolds: () => [],
  internationalDuties: () => null,
  assignedLocation: (_source: FulfillmentOrderOf, _args, { shop }) => {
    const location = firstLocation(shop);
    const { name, address1, city, zip, countryCode } = location;
    return { name, address1, address2: null, city, zip, countryCode, phone: null, province: null, location };
  },
  destination: ({ order }: FulfillmentOrderOf) =>
    order.shippingAddress && {
      ...order.shippingAddress,
      id: gid("FulfillmentOrderDestination", order.id),
      email: order.email,
      location: null,
    },
  supportedActions: ({ order }: FulfillmentOrderOf) => {
    const status = fulfillmentOrderStatus(order);
    const isOpen = status === "OPEN" || status === "IN_PROGRESS";
    return isOpen ? [{ action: "CREATE_FULFILLMENT", externalUrl: null }] : [];
  },
  lineItems: ({ order }: FulfillmentOrderOf, args, context, info) =>
    connection({
      items: order.lines
        .map((line): LineInOrder => ({ order, line }))
        .filter((each) => fulfillableQuantity(order, each.line) + fulfilledQuantity(order, each.line) > 0),
      args,
      context,
      info,
      idOf: ({ line }) => line.id,
      keepOrder: true,
    }),
  fulfillments: ({ order }: FulfillmentOrderOf, args, context, info) =>
    connection({
      items: parcelsOf(order),
      args,
      context,
      info,
      idOf: ({ fulfillment }) => fulfillment.id,
    }),
};

export const fulfillmentOrderLineItemModel: TypeModel = {
  id: ({ line }: LineInOrder) => gid("FulfillmentOrderLineItem", line.id),
  lineItem: (source: LineInOrder) => source,
  remainingQuantity: ({ order, line }: LineInOrder) => fulfillableQuantity(order, line),
  totalQuantity: ({ order, line }: LineInOrder) =>
    fulfillableQuantity(order, line) + fulfilledQuantity(order, line),
  productTitle: ({ line }: LineInOrder) => line.title,
  variantTitle: ({ line }: LineInOrder) => line.variantTitle,
  sku: ({ line }: LineInOrder) => line.sku || null,
  vendor: ({ line }: LineInOrder) => line.vendor || null,
  requiresShipping: ({ line }: LineInOrder) => line.requiresShipping,
  inventoryItemId: ({ line }: LineInOrder, _args, { shop }) => {
    const variant = line.variantId === null ? null : findVariant(shop, line.variantId);
    return variant && gid("InventoryItem", variant.inventoryItemId);
  },
  warnings: () => [],
};
