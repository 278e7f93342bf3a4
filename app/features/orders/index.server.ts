export type { OrderState } from "./domain/order-state.ts";
export { orderDeliveryHandlers, recordOrders } from "./record-orders.server.ts";
export {
  continueBackfill,
  readBackfill,
  recordBulkOperationFinish,
  startBackfill,
  type BackfillProgress,
  type BackfillStage,
} from "./backfill.server.ts";
export { forgetOrders, ordersOf, paidOrdersSince, type OrderRecord } from "./repository.server.ts";
