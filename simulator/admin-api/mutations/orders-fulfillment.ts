/** Mutations about parcels. */
import type { FulfillmentEvent } from "#simulator/state/model.ts";
import type { TrackingInput } from "#simulator/state/order-commands.ts";
import { type ApiContext, NotModelled, type TypeModel, userError } from "../context.ts";
import { fulfillmentOrderStatus } from "../objects/order-fulfillment.ts";
import { userErrorsOf } from "./customers-errors.ts";
import { dateOf, numberOf } from "./orders-input.ts";

interface Tracking {
  company?: string | null;
  number?: string | null;
  numbers?: string[] | null;
  url?: string | null;
  urls?: string[] | null;
}

interface FulfillmentInput {
  lineItemsByFulfillmentOrder: {
    fulfillmentOrderId: string;
    fulfillmentOrderLineItems?: { id: string; quantity: number }[] | null;
  }[];
  trackingInfo?: Tracking | null;
}

function tracking(given: Tracking): TrackingInput {
  const numbers = given.numbers ?? (given.number ? [given.number] : undefined);
  const urls = given.urls ?? (given.url ? [given.url] : undefined);
  return {
    ...(given.company === undefined ? {} : { company: given.company }),
    ...(numbers ? { numbers } : {}),
    ...(urls ? { urls } : {}),
  };
}

function create(context: ApiContext, input: FulfillmentInput) {
  const refused = (message: string) => ({
    fulfillment: null,
    userErrors: [userError(["fulfillment"], message)],
  });
  const [first, ...more] = input.lineItemsByFulfillmentOrder;
  if (!first) return refused("Line items by fulfillment order can't be blank.");
  if (more.length > 0) throw new NotModelled("fulfillmentCreate of several fulfillment orders");
  const order = context.shop.orders.get(numberOf(first.fulfillmentOrderId, "FulfillmentOrder"));
  if (!order) return refused("Fulfillment order does not exist.");
  const status = fulfillmentOrderStatus(order);
  if (status !== "OPEN" && status !== "IN_PROGRESS") {
    return refused(`Fulfillment order ${order.id} has an unfulfillable status= ${status.toLowerCase()}.`);
  }
  const lines = first.fulfillmentOrderLineItems?.map(({ id, quantity }) => ({
    lineId: numberOf(id, "FulfillmentOrderLineItem"),
    quantity,
  }));
  const result = context.commands.fulfillOrder({
    orderId: order.id,
    ...(lines?.length ? { lines } : {}),
    tracking: tracking(input.trackingInfo ?? {}),
  });
  return result.ok
    ? { fulfillment: { order: result.order, fulfillment: result.fulfillment }, userErrors: [] }
    : refused(result.errors.map((error) => error.message).join(" "));
}

interface EventInput extends Partial<
  Pick<
    FulfillmentEvent,
    "address1" | "city" | "country" | "latitude" | "longitude" | "message" | "province" | "zip"
  >
> {
  fulfillmentId: string;
  status: string;
  happenedAt?: string | null;
  estimatedDeliveryAt?: string | null;
}

function createEvent(context: ApiContext, input: EventInput) {
  const { fulfillmentId, happenedAt, estimatedDeliveryAt, ...rest } = input;
  const happened = dateOf(happenedAt);
  const result = context.commands.addFulfillmentEvent({
    ...rest,
    fulfillmentId: numberOf(fulfillmentId, "Fulfillment"),
    estimatedDeliveryAt: dateOf(estimatedDeliveryAt),
    ...(happened ? { happenedAt: happened } : {}),
  });
  return result.ok
    ? { fulfillmentEvent: result.event, userErrors: [] }
    : { fulfillmentEvent: null, userErrors: userErrorsOf(result.errors, ["fulfillmentEvent"]) };
}

export const fulfillmentMutations: TypeModel = {
  fulfillmentCreate: (_root, args, context) => create(context, args["fulfillment"] as FulfillmentInput),
  fulfillmentCancel: (_root, args, context) => {
    const result = context.commands.cancelFulfillment(numberOf(args["id"], "Fulfillment"));
    return result.ok
      ? { fulfillment: { order: result.order, fulfillment: result.fulfillment }, userErrors: [] }
      : { fulfillment: null, userErrors: userErrorsOf(result.errors) };
  },
  fulfillmentTrackingInfoUpdate: (_root, args, context) => {
    const id = numberOf(args["fulfillmentId"], "Fulfillment");
    const result = context.commands.updateTracking(id, tracking(args["trackingInfoInput"] as Tracking));
    return result.ok
      ? { fulfillment: { order: result.order, fulfillment: result.fulfillment }, userErrors: [] }
      : { fulfillment: null, userErrors: userErrorsOf(result.errors) };
  },
  fulfillmentEventCreate: (_root, args, context) =>
    createEvent(context, args["fulfillmentEvent"] as EventInput),
};
