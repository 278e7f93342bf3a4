export { type CustomerState, customerStateFromWebhook } from "./domain/customer-state.ts";
export {
  customerDeliveryHandlers,
  isErased,
  recordCustomers,
  recordMerge,
} from "./record-customers.server.ts";
export {
  countCustomers,
  findCustomer,
  redactCustomer,
  redactedAmong,
  resolveMerges,
  upsertCustomers,
  type CustomerRecord,
} from "./repository.server.ts";
