import {
  type FittedModel,
  fittedModel,
  type History,
  type RecommendOptions,
  type Recommender,
} from "./recommender.ts";

/** A model with its part of a blend. */
export interface Part<Model> {
  model: Model;
  /** Above zero. */
  weight: number;
}

/**
 * Fitted models together: each one's scores are brought to 0 … 1 by its best and added up with the weights (CombSUM: Fox
 * & Shaw 1994, "Combination of Multiple Searches"). A small weight of popularity fills the places about which the others
 * say nothing. The reason is that of the model that contributes most.
 *
 * @throws RangeError when there is no part, or the parts differ in items
 */
export function blendOf(parts: readonly Part<FittedModel>[]): FittedModel {
  const itemCount = parts[0]?.model.itemCount;
  if (itemCount === undefined || parts.some(({ model }) => model.itemCount !== itemCount))
    throw new RangeError("a blend needs models of the same items");
  const partsOf = (history: History, options: RecommendOptions) =>
    parts.map(({ model, weight }) => {
      const scores = model.scores(history, options);
      // What will not be answered must not set the scale.
      if (!options.allowOwned) for (const item of Array.from(history.items)) scores[item] = 0;
      return scaled(scores, weight);
    });
  const sumOf = (all: readonly Float64Array[]) => {
    const sum = new Float64Array(itemCount);
    for (const scores of all) for (let item = 0; item < itemCount; item++) sum[item]! += scores[item]!;
    return sum;
  };
  return fittedModel({
    name: "Blend",
    itemCount,
    scores: (history, options) => sumOf(partsOf(history, options)),
    reason(history, item, options) {
      const shares = partsOf(history, options).map((scores) => scores[item]!);
      const strongest = parts[shares.indexOf(Math.max(...shares))] ?? parts[0]!;
      return strongest.model.reason(history, item, options);
    },
  });
}

/** The recommender of a blend, each part fitted on the same data. */
export function blend(parts: readonly Part<Recommender>[]): Recommender {
  return {
    name: "Blend",
    fit: (data, context) =>
      blendOf(parts.map(({ model, weight }) => ({ model: model.fit(data, context), weight }))),
  };
}

/** Negative scores (EASE speaks against items) count nothing. */
function scaled(scores: Float64Array, weight: number): Float64Array {
  let greatest = 0;
  for (let item = 0; item < scores.length; item++) if (scores[item]! > greatest) greatest = scores[item]!;
  return greatest === 0
    ? new Float64Array(scores.length)
    : scores.map((score) => (Math.max(score, 0) / greatest) * weight);
}
