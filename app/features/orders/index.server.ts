export type { OrderContact, OrderState } from "./domain/order-state.ts";
export type { CheckoutContact } from "./domain/checkout-payload.ts";
export {
  LIFECYCLE_STAGES,
  lifecycleOf,
  type LifecycleRules,
  type LifecycleStage,
} from "./domain/lifecycle.ts";
export type { SalesChannel } from "./domain/sales-channel.ts";
export { orderDeliveryHandlers } from "./delivery-handlers.server.ts";
export { recordOrders } from "./record-orders.server.ts";
export { readOrdersFromShopify } from "./read-orders.server.ts";
export { openContact } from "./store-orders.server.ts";
export { openCheckout } from "./carts-repository.server.ts";
export { type CartRecord, cartsOf, firstOrdersSince, recoveryUrlOf } from "./read-carts.server.ts";
export { refreshCartOwners } from "./join-checkouts.server.ts";
export {
  advanceStages,
  customerSummaries,
  planStages,
  summariseCustomers,
} from "./summarise-customers.server.ts";
export {
  continueBackfill,
  readBackfill,
  recordBulkOperationFinish,
  startBackfill,
  type BackfillProgress,
  type BackfillStage,
} from "./backfill.server.ts";
export { ordersOf, paidOrdersSince, type OrderRecord } from "./repository.server.ts";
export type { ImportedOrderRow } from "./domain/imported-order.ts";
export { removeImportedOrders } from "./remove-imported-orders.server.ts";
export { recordImportedOrders } from "./record-imported-orders.server.ts";
export { orderChangeSenders } from "./read-subscriptions.server.ts";
export { type SubscriptionRecord, subscriptionsOf } from "./subscriptions-repository.server.ts";
export { orderComparators, ordersNaming } from "./compare-orders.server.ts";
export { emailTokenOf } from "./email-token.ts";
