export { answerWebhook, type WebhookRequest } from "./answer-webhook.server.ts";
export type { Fact, FactData, FactKind } from "#app/shared/fact.ts";
export {
  receiveDelivery,
  MAX_BODY_BYTES,
  createBatcher,
  type DeliveryOutcome,
} from "./receive-delivery.server.ts";
export { processDeliveries, type DeliveryHandler } from "./process-deliveries.server.ts";
export { react, type Reaction } from "./react.server.ts";
export { queueReactions, recordFacts } from "./record-facts.server.ts";
export { retryDeliveries } from "./retry-deliveries.server.ts";
export {
  countDeliveries,
  factsOf,
  eraseFacts,
  listDeliveries,
  lockCustomer,
  markAllDueSince,
  moveFacts,
  reactionBacklog,
  readDelivery,
  timelineOf,
  type DeliveryRow,
} from "./repository.server.ts";
