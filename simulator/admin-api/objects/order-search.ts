/** How orders are searched and sorted in the Admin API. */
import { ordersOfCustomer } from "#simulator/state/indexes.ts";
import type { Order } from "#simulator/state/model.ts";
import { countOf, currentAmounts } from "#simulator/state/order-amounts.ts";
import { fulfillmentsOf } from "#simulator/state/order-quantities.ts";
import { returnStatusOf } from "#simulator/state/returns.ts";
import { confirmationNumber, gatewaysOf } from "#simulator/webhooks/order-payloads.ts";
import type { SortValue } from "../connection.ts";
import { type ApiContext, NotModelled } from "../context.ts";
import type { SearchFields } from "../search.ts";
import { channelHandle } from "./order-source.ts";

function status(order: Order): string[] {
  if (order.cancelledAt) return ["cancelled", "any"];
  return order.closedAt ? ["closed", "any"] : ["open", "not_closed", "any"];
}

const SENT: Record<Order["fulfillmentStatus"], string[]> = {
  UNFULFILLED: ["unfulfilled", "unshipped"],
  PARTIALLY_FULFILLED: ["partial", "partially_fulfilled"],
  FULFILLED: ["fulfilled", "shipped"],
};

function deliveryMethod(order: Order): string {
  if (order.sourceName === "pos") return "retail";
  return order.lines.some((line) => line.requiresShipping) ? "shipping" : "none";
}

const locationsOf = (order: Order): bigint[] =>
  fulfillmentsOf(order).flatMap((each) => (each.locationId === null ? [] : [each.locationId]));

/** Where something of the order happened: sale, parcels, and what went back on the shelf. */
const referenceLocations = (order: Order): bigint[] => [
  ...(order.locationId === null ? [] : [order.locationId]),
  ...locationsOf(order),
  ...order.refunds.flatMap((refund) =>
    refund.lines.flatMap((line) => (line.locationId === null ? [] : [line.locationId])),
  ),
];

/** Searches that ask about what no order here has: chargebacks, cards, fraud protection. */
const nothing = (): null => null;

const FIELDS: SearchFields<Order>["fields"] = {
  id: (order) => order.id,
  name: (order) => [order.name, order.number.toString()],
  email: (order) => order.email,
  customer_id: (order) => order.customerId,
  financial_status: (order) => order.financialStatus,
  fulfillment_status: (order) => SENT[order.fulfillmentStatus],
  return_status: returnStatusOf,
  status,
  created_at: (order) => order.createdAt,
  processed_at: (order) => order.processedAt,
  updated_at: (order) => order.updatedAt,
  // Shopify looks at the first code only.
  discount_code: (order) => order.discountCodes[0]?.code ?? null,
  sku: (order) => order.lines.map((line) => line.sku),
  tag: (order) => order.tags,
  test: (order) => order.test,
  cart_token: (order) => order.cartToken,
  checkout_token: (order) => order.checkoutToken,
  confirmation_number: confirmationNumber,
  channel: channelHandle,
  sales_channel: channelHandle,
  channel_id: nothing,
  chargeback_status: nothing,
  credit_card_last4: nothing,
  fraud_protection_level: () => "not_eligible",
  payment_provider_id: nothing,
  risk_level: () => "none",
  current_total_price: (order) => Number(currentAmounts(order).total) / 100,
  delivery_method: deliveryMethod,
  fulfillment_location_id: locationsOf,
  gateway: gatewaysOf,
  location_id: (order) => order.locationId,
  payment_id: (order) => order.transactions.map((_each, index) => `${order.name}.${index + 1}`),
  po_number: (order) => order.poNumber,
  reference_location_id: referenceLocations,
  source_identifier: (order) => order.sourceIdentifier,
  source_name: (order) => order.sourceName,
  subtotal_line_items_quantity: (order) => countOf(order.lines, (line) => line.quantity),
};

export const orderSearch = (context: ApiContext): SearchFields<Order> => ({
  name: "orders",
  fields: FIELDS,
  text: (order) => {
    const customer = order.customerId === null ? null : context.shop.customers.get(order.customerId);
    const name = customer ? `${customer.firstName} ${customer.lastName}` : "";
    return [order.name, order.email ?? "", order.phone ?? "", name, ...order.tags];
  },
  indexes: {
    id: (value) => {
      const found = /^\d+$/.test(value) ? context.shop.orders.get(BigInt(value)) : undefined;
      return found ? [found] : [];
    },
    customer_id: (value) => (/^\d+$/.test(value) ? ordersOfCustomer(context.shop, BigInt(value)) : []),
  },
});

const destination = ({ shippingAddress }: Order): string =>
  shippingAddress
    ? `${shippingAddress.country} ${shippingAddress.province ?? ""} ${shippingAddress.city}`
    : "";

/** Without `context` orders cannot be sorted by their customer's name. */
export function orderSortValue(sortKey: unknown, context?: ApiContext): (order: Order) => SortValue {
  switch (sortKey) {
    case "ID":
    case "RELEVANCE":
      return (order) => order.id;
    case "CREATED_AT":
      return (order) => order.createdAt.getTime();
    case "UPDATED_AT":
      return (order) => order.updatedAt.getTime();
    case "PROCESSED_AT":
      return (order) => order.processedAt.getTime();
    case "ORDER_NUMBER":
      return (order) => order.number;
    case "TOTAL_PRICE":
      return (order) => order.total;
    case "CURRENT_TOTAL_PRICE":
      return (order) => currentAmounts(order).total;
    case "FINANCIAL_STATUS":
      return (order) => order.financialStatus;
    case "FULFILLMENT_STATUS":
      return (order) => order.fulfillmentStatus;
    case "PO_NUMBER":
      return (order) => order.poNumber ?? "";
    case "TOTAL_ITEMS_QUANTITY":
      return (order) => countOf(order.lines, (line) => line.quantity);
    case "DESTINATION":
      return destination;
    default:
  }
  if (sortKey === "CUSTOMER_NAME" && context) {
    return ({ customerId }) => {
      const customer = customerId === null ? null : context.shop.customers.get(customerId);
      return customer ? `${customer.lastName} ${customer.firstName}`.toLowerCase() : "";
    };
  }
  throw new NotModelled(`OrderSortKeys.${String(sortKey)}`);
}
