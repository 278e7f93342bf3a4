/** Webhook payloads about parcels. */
import { gid } from "#simulator/ids.ts";
import { firstLocation } from "#simulator/state/inventory-levels.ts";
import type { Fulfillment, FulfillmentEvent, Order, ShopState } from "#simulator/state/model.ts";
import { linePayload } from "./order-line-payloads.ts";
import { orderAddress, timeOf, timeOrNull } from "./payload-parts.ts";

/** `fulfillments/create`, `fulfillments/update`, and each parcel inside an order. */
export function fulfillmentPayload(shop: ShopState, order: Order, fulfillment: Fulfillment) {
  return {
    id: fulfillment.id,
    order_id: order.id,
    status: fulfillment.status.toLowerCase(),
    created_at: timeOf(shop, fulfillment.createdAt),
    service: "manual",
    updated_at: timeOf(shop, fulfillment.updatedAt),
    tracking_company: fulfillment.trackingCompany,
    shipment_status: fulfillment.shipmentStatus?.toLowerCase() ?? null,
    location_id: fulfillment.locationId ?? order.locationId ?? firstLocation(shop).id,
    origin_address: null,
    email: order.email ?? "",
    destination: order.shippingAddress && orderAddress(order.shippingAddress),
    line_items: fulfillment.lines.flatMap(({ lineId, quantity }) => {
      const line = order.lines.find((each) => each.id === lineId);
      return line ? [{ ...linePayload(shop, order, line), quantity }] : [];
    }),
    tracking_number: fulfillment.trackingNumbers[0] ?? null,
    tracking_numbers: fulfillment.trackingNumbers,
    tracking_url: fulfillment.trackingUrls[0] ?? null,
    tracking_urls: fulfillment.trackingUrls,
    receipt: {},
    name: fulfillment.name,
    admin_graphql_api_id: gid("Fulfillment", fulfillment.id),
  };
}

/** `fulfillment_events/create`. */
export function fulfillmentEventPayload(
  shop: ShopState,
  order: Order,
  { fulfillment, event }: { fulfillment: Fulfillment; event: FulfillmentEvent },
) {
  return {
    id: event.id,
    fulfillment_id: fulfillment.id,
    status: event.status.toLowerCase(),
    message: event.message,
    happened_at: timeOf(shop, event.happenedAt),
    city: event.city,
    province: event.province,
    country: event.country,
    zip: event.zip,
    address1: event.address1,
    latitude: event.latitude,
    longitude: event.longitude,
    shop_id: shop.id,
    created_at: timeOf(shop, event.createdAt),
    updated_at: timeOf(shop, event.createdAt),
    estimated_delivery_at: timeOrNull(shop, event.estimatedDeliveryAt),
    order_id: order.id,
    admin_graphql_api_id: gid("FulfillmentEvent", event.id),
  };
}
