export { describeFailure } from "./domain/failure-text.ts";
export { createBatcher } from "./batcher.server.ts";
export { assignKeyedFacts, type KeyedOwner } from "./assign-keyed-facts.server.ts";
export { markDue } from "./mark-due.server.ts";
export { assignSubjectFacts, countSubjectFacts, eraseSubjectFacts } from "./assign-facts.server.ts";
export { eventBridgeEdge, pubSubEdge, shopifyEdge } from "./receive-edges.server.ts";
export { answerByRoute, refuseAllButPost } from "./intake-route.server.ts";
export { takeDelivery } from "./intake-http.server.ts";
export { createIntakeQueue, IntakeBusy } from "./intake-queue.ts";
export { intakeLoad } from "./intake-store.server.ts";
export type { Fact, FactData, FactKind } from "#app/shared/fact.ts";
export {
  receiveDelivery,
  receiveSignedDelivery,
  MAX_BODY_BYTES,
  type IncomingDelivery,
  type DeliveryOutcome,
} from "./receive-delivery.server.ts";
export {
  deliveryHandler,
  oneByOne,
  processDeliveries,
  type DeliveryEffect,
  type DeliveryHandler,
  type ReceivedDelivery,
} from "./process-deliveries.server.ts";
export { react, type Reaction } from "./react.server.ts";
export { queueReactions, recordFacts } from "./record-facts.server.ts";
export { retryDeliveries } from "./retry-deliveries.server.ts";
export { addRule } from "./delivery-rules.server.ts";
export { countFitting, deleteRule, listRules } from "./rules-repository.server.ts";
export { maintainLog } from "./maintain-log.server.ts";
export {
  type Derived,
  derivedTable,
  replayCustomer,
  replayDeliveries,
  replayShop,
  type ReplayProgress,
} from "./replay.server.ts";
export {
  countDeliveries,
  factsOf,
  eraseFacts,
  listDeliveries,
  lockCustomer,
  markAllDueSince,
  reactionBacklog,
  readDelivery,
  timelineOf,
  type DeliveryRow,
} from "./repository.server.ts";
export { ageOfRepair, type ComparedRecord, type OwnRecord } from "./domain/comparison.ts";
export {
  type Comparator,
  type Explanation,
  reconcile,
  type ReconcileOptions,
  recordDeletions,
} from "./reconcile.server.ts";
export { compareNow } from "./reconciliation-runs.server.ts";
export {
  type DayOfDifferences,
  readReconciliation,
  type ResourceComparison,
} from "./read-reconciliation.server.ts";
