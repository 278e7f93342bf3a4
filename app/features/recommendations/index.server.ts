export { planRefit, refitRecommendations } from "./refit.server.ts";
export { closeModels } from "./resident-models.server.ts";
export { recommendationBaskets } from "./baskets.server.ts";
export {
  defineRecommendationMetafields,
  recommendationChangeSenders,
  tellRecommendationsAnew,
} from "./tell-shopify.server.ts";
export { answerRecommendations, readServed, type ServedItem, type ServedQuery } from "./serve.server.ts";
export { nameProducts, type NamedProduct, previewPlacement, saveRules } from "./rules.server.ts";
export { readRules } from "./lists-repository.server.ts";
export { readReport, type PlacementReport, type RecommendationReport } from "./report.server.ts";
export { PLACEMENTS, SUBJECTS, type Placement } from "./domain/placements.ts";
export { ClickWindowForm, PlacementName, RulesForm } from "./schema.ts";
