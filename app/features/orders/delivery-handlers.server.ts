import type { DeliveryHandler } from "#app/features/events/index.server.ts";
import { recordCart, recordCheckout, recordCheckoutDeletion } from "./record-carts.server.ts";
import { recordOrder, recordOrderDeletion } from "./record-orders.server.ts";
import {
  recordEdit,
  recordParcel,
  recordParcelEvent,
  recordRefund,
  recordReturn,
  recordTransaction,
} from "./record-parcels.server.ts";
import {
  recordPaidBilling,
  recordRefusedBilling,
  recordSubscription,
} from "./record-subscriptions.server.ts";

/**
 * The topics of shopify.app.toml about orders, carts, checkouts and subscriptions. Not asked for: returns/update and
 * returns/process (they name no order; orders/updated tells the same).
 */
export const orderDeliveryHandlers: Readonly<Record<string, DeliveryHandler>> = {
  "orders/create": recordOrder,
  "orders/updated": recordOrder,
  "orders/paid": recordOrder,
  "orders/cancelled": recordOrder,
  "orders/fulfilled": recordOrder,
  "orders/partially_fulfilled": recordOrder,
  "orders/delete": recordOrderDeletion,
  "orders/edited": recordEdit,
  "order_transactions/create": recordTransaction,
  "refunds/create": recordRefund,
  "fulfillments/create": recordParcel,
  "fulfillments/update": recordParcel,
  "fulfillment_events/create": recordParcelEvent,
  "returns/request": recordReturn,
  "returns/approve": recordReturn,
  "returns/decline": recordReturn,
  "returns/cancel": recordReturn,
  "returns/close": recordReturn,
  "returns/reopen": recordReturn,
  "carts/create": recordCart,
  "carts/update": recordCart,
  "checkouts/create": recordCheckout,
  "checkouts/update": recordCheckout,
  "checkouts/delete": recordCheckoutDeletion,
  "subscription_contracts/create": recordSubscription,
  "subscription_contracts/update": recordSubscription,
  "subscription_contracts/activate": recordSubscription,
  "subscription_contracts/pause": recordSubscription,
  "subscription_contracts/cancel": recordSubscription,
  "subscription_contracts/expire": recordSubscription,
  "subscription_contracts/fail": recordSubscription,
  "subscription_billing_attempts/success": recordPaidBilling,
  "subscription_billing_attempts/failure": recordRefusedBilling,
};
