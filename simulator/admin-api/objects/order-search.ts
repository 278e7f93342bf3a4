/** How orders are searched and sorted in the Admin API. */
import type { Order } from "#simulator/state/model.ts";
import type { SortValue } from "../connection.ts";
import { type ApiContext, NotModelled } from "../context.ts";
import type { SearchFields } from "../search.ts";

const status = (order: Order): string => (order.cancelledAt ? "cancelled" : "open");

export const orderSearch = (context: ApiContext): SearchFields<Order> => ({
  name: "orders",
  fields: {
    id: (order) => order.id,
    name: (order) => [order.name, order.number.toString()],
    email: (order) => order.email,
    customer_id: (order) => order.customerId,
    financial_status: (order) => order.financialStatus,
    fulfillment_status: (order) => order.fulfillmentStatus,
    status,
    created_at: (order) => order.createdAt,
    processed_at: (order) => order.processedAt,
    updated_at: (order) => order.updatedAt,
    discount_code: (order) => order.discountCodes.map((each) => each.code),
    sku: (order) => order.lines.map((line) => line.sku),
    tag: () => [],
    test: (order) => order.test,
  },
  text: (order) => {
    const customer = order.customerId === null ? null : context.shop.customers.get(order.customerId);
    return [order.name, order.email ?? "", customer ? `${customer.firstName} ${customer.lastName}` : ""];
  },
});

export function orderSortValue(sortKey: unknown): (order: Order) => SortValue {
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
    default:
      throw new NotModelled(`OrderSortKeys.${String(sortKey)}`);
  }
}
