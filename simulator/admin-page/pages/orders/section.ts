/** The addresses of orders. */
import { html as htmlReply } from "#simulator/http.ts";
import type { Section } from "../../routes.ts";
import { newOrderPage, placeOrder } from "./new-order.ts";
import { deleteOrder, orderAction, orderQuestion, parcelAction, returnAction } from "./order-actions.ts";
import { ordersPage } from "./order-list.ts";
import { orderPage } from "./order-page.ts";

export const ordersSection: Section = {
  pages: [
    [/^\/orders$/, (context) => htmlReply(ordersPage(context))],
    [/^\/orders\/new$/, (context) => htmlReply(newOrderPage(context))],
    [
      /^\/orders\/(\d+)$/,
      (context, id = "") => {
        const order = context.runtime.shop.orders.get(BigInt(id));
        return order ? htmlReply(orderPage(context, order)) : null;
      },
    ],
  ],
  actions: [
    { pattern: /^\/orders\/new$/, act: placeOrder },
    {
      pattern: /^\/orders\/(\d+)\/delete$/,
      act: (context, id = "") => deleteOrder(context, id),
      confirm: ({ base }, id = "") => ({
        title: "Delete the order?",
        text: "It is gone for good. Shopify only deletes archived or cancelled orders whose money was never with a payment provider: test orders, and orders paid by hand.",
        button: "Yes, delete it",
        back: `${base}/orders/${id}`,
      }),
    },
    {
      pattern: /^\/orders\/(\d+)\/([a-z-]+)$/,
      act: (context, id = "", action = "") => orderAction(context, id, action),
      confirm: (context, id = "", action = "") => orderQuestion(context, id, action),
    },
    {
      pattern: /^\/orders\/(\d+)\/parcels\/(\d+)\/(event|cancel)$/,
      act: (context, id = "", parcel = "", action = "") => parcelAction(context, id, parcel, action),
    },
    {
      pattern: /^\/orders\/(\d+)\/returns\/(\d+)\/([a-z]+)$/,
      act: (context, id = "", returned = "", action = "") => returnAction(context, id, returned, action),
    },
  ],
};
