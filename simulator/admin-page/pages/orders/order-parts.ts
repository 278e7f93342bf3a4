/** Pieces that several pages of orders share. */
import type { Order } from "#simulator/state/model.ts";
import { currentAmounts } from "#simulator/state/order-amounts.ts";
import { html, type Html } from "../../html.ts";
import { badge, type Column, table } from "../../lists.ts";
import { amountText, nameOf, type PageContext, timeText } from "../../page-context.ts";

export function buyer(context: PageContext, order: Order): Html | string {
  const customer = order.customerId === null ? null : context.runtime.shop.customers.get(order.customerId);
  if (!customer) return order.email ?? order.phone ?? "Nobody";
  return html`<a href="${context.base}/customers/${customer.id}">${nameOf(customer)}</a>`;
}

export const orderStates = (order: Order): Html =>
  html`${badge(order.financialStatus)} ${badge(order.fulfillmentStatus)}
  ${order.cancelledAt && badge("CANCELLED")}`;

/** A table of orders as they are given; those of one customer need no name. */
export function ordersTable(context: PageContext, orders: readonly Order[], isOfOne = false): Html {
  const columns: Column<Order>[] = [
    {
      label: "Order",
      isShort: true,
      cell: (order) => html`<a href="${context.base}/orders/${order.id}">${order.name}</a>`,
    },
    { label: "Date", isShort: true, cell: (order) => timeText(context, order.processedAt) },
    ...(isOfOne ? [] : [{ label: "Customer", cell: (order: Order) => buyer(context, order) }]),
    { label: "State", isShort: true, cell: orderStates },
    { label: "Total", isNumber: true, cell: (order) => amountText(context, currentAmounts(order).total) },
  ];
  return table(columns, orders, "No such orders.", "Orders");
}
