export { answerRedemption, showRewards } from "./answer-shopper.server.ts";
export { adjustPoints } from "./adjust-points.server.ts";
export { previewProgramme } from "./preview-programme.server.ts";
export type { ProgrammePreview } from "./domain/preview.ts";
export { balanceOf, reactToFacts } from "./react-to-facts.server.ts";
export { redeemPoints, settleRedemption } from "./redeem-points.server.ts";
export {
  anonymiseAccount,
  readRewards,
  readStatement,
  redemptionsOf,
  type RedemptionRecord,
  type RedemptionStatus,
  type RewardRecord,
  type StatementLine,
} from "./repository.server.ts";
export { readProgrammeState, saveProgramme, type ProgrammeState } from "./save-programme.server.ts";
export { AdjustmentForm, ProgrammeForm, RedemptionForm, type ProgrammeInput } from "./schema.ts";
export { defineMetafields, loyaltyChangeSenders, tellShopifyAnew } from "./tell-shopify.server.ts";
