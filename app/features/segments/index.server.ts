export type { ConditionTree } from "./domain/condition-tree.ts";
export { attributesNamedIn, asksForOrders, segmentsNamedIn } from "./domain/condition-tree.ts";
export type { CustomerAttributes } from "./domain/attributes.ts";
export type { ConditionError } from "./domain/condition-errors.ts";
export { formatCondition } from "./domain/format-condition.ts";
export { parseCondition } from "./domain/parse-condition.ts";
export { READY_MADE, readyMadeOf } from "./domain/ready-made.ts";
export { buildSegments } from "./build-segments.server.ts";
export {
  countPeople,
  listSegments,
  nameSegments,
  readSegment,
  type SegmentRow,
} from "./list-segments.server.ts";
export { makeReadyMade } from "./make-ready-made.server.ts";
export {
  explainCondition,
  explainMembership,
  type MembershipReasons,
  type PartReason,
  previewSegment,
  type SegmentPreview,
  segmentsOf,
} from "./preview-segment.server.ts";
export { holdsFor, membersByCondition, readAttributes } from "./read-attributes.server.ts";
export { conditionText, languageOf, membersAmong, type SegmentSync } from "./repository.server.ts";
export {
  ConditionRefusal,
  deleteSegment,
  readCondition,
  saveSegment,
  type SegmentDraft,
} from "./save-segment.server.ts";
export { readRfm, requestRfm, type RfmFigures } from "./read-rfm.server.ts";
export { MIN_SCORED_CUSTOMERS, requestScores } from "./score-customers.server.ts";
export {
  chooseSync,
  MAX_TAGGED,
  previewSync,
  segmentChangeSenders,
  type SyncPreview,
} from "./tell-shopify.server.ts";
export {
  advanceSegments,
  planSegments,
  reactToMembership,
  segmentDerived,
} from "./update-membership.server.ts";
