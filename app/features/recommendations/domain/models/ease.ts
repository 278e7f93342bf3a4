import { commonIn, lastPositions, stepsBack } from "./item-knn.ts";
import { invertInPlace } from "./linear-algebra.ts";
import { topOf, fittedModel, type Reason, type Recommender } from "./recommender.ts";
import { rowLengths, type Sparse, transposed, usersByItems } from "./sparse.ts";

export interface EaseOptions {
  /** λ: how much the weights are held down. Greater for fewer data per product. */
  regularisation?: number;
  /** A matrix of so many products squared is inverted; of a larger catalogue the most bought are taken. */
  maximumItems?: number;
  /** See ItemKNN. */
  recency?: number;
}

/**
 * EASE: the linear model that predicts each product from all others, in closed form. With G = XᵀX + λI and P = G⁻¹ the
 * weights are B[i][j] = −P[i][j] ÷ P[j][j], 0 on the diagonal, and the scores are x·B. (Steck 2019, "Embarrassingly
 * Shallow Autoencoders for Sparse Data", WWW, eqs. 6 to 8.)
 */
export function ease(options: EaseOptions = {}): Recommender {
  const { regularisation = 200, maximumItems = 5_000, recency = 1 } = options;
  return {
    name: "EASE",
    fit(data) {
      const presence = usersByItems(data);
      const owners = transposed(presence);
      const { itemCount } = data;
      const chosen = mostOwned(owners, maximumItems);
      const size = chosen.length;
      const weights = weightsOf(invertInPlace(gramMatrix(presence, chosen, regularisation), size), size);
      const placeOf = placesOf(chosen, itemCount);
      return fittedModel({
        name: "EASE",
        itemCount,
        scores(history) {
          const sums = new Float64Array(size);
          const back = stepsBack(history);
          for (const position of lastPositions(history)) {
            const row = placeOf[history.items[position]!]! * size;
            const strength = recency ** back[position]!;
            for (let to = 0; row >= 0 && to < size; to++) sums[to]! += strength * weights[row + to]!;
          }
          const scores = new Float64Array(itemCount);
          for (let place = 0; place < size; place++) scores[chosen[place]!] = sums[place]!;
          return scores;
        },
        reason(history, item): Reason {
          const to = Math.max(placeOf[item]!, 0);
          const strengths = Array.from(history.items, (other) => weights[placeOf[other]! * size + to] ?? 0);
          const from = history.items[topOf(strengths, 1)[0] ?? 0] ?? item;
          const times = commonIn(owners, from, item);
          return times > 0 ? { kind: "together", item: from, times } : { kind: "similar", item: from };
        },
      });
    },
  };
}

/** P → B, in place. */
function weightsOf(inverse: Float64Array, size: number): Float64Array {
  const diagonal = Float64Array.from({ length: size }, (_, place) => inverse[place * (size + 1)]!);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) inverse[row * size + column]! /= -diagonal[column]!;
    inverse[row * (size + 1)] = 0;
  }
  return inverse;
}

/** For every item its place among the chosen, or −1. */
function placesOf(chosen: readonly number[], itemCount: number): Int32Array {
  const places = new Int32Array(itemCount).fill(-1);
  for (const [place, item] of chosen.entries()) places[item] = place;
  return places;
}

/** The most owned items that anybody owns, by index. */
function mostOwned(owners: Sparse, maximum: number): number[] {
  const counts = rowLengths(owners);
  const owned = Array.from(counts.keys()).filter((item) => counts[item]! > 0);
  if (owned.length <= maximum) return owned;
  const byCount = owned.toSorted((a, b) => counts[b]! - counts[a]! || a - b);
  return byCount.slice(0, maximum).toSorted((a, b) => a - b);
}

/** XᵀX + λI over the chosen items. */
function gramMatrix(users: Sparse, chosen: readonly number[], regularisation: number): Float64Array {
  const size = chosen.length;
  const placeOf = placesOf(chosen, users.columnCount);
  const gram = new Float64Array(size * size);
  const owned = new Int32Array(size);
  for (let user = 0; user < users.rowCount; user++) {
    let count = 0;
    for (let at = users.starts[user]!; at < users.starts[user + 1]!; at++) {
      const place = placeOf[users.ids[at]!]!;
      if (place >= 0) owned[count++] = place;
    }
    for (let a = 0; a < count; a++) {
      const row = owned[a]! * size;
      for (let b = 0; b <= a; b++) gram[row + owned[b]!]! += 1;
    }
  }
  for (let place = 0; place < size; place++) gram[place * size + place]! += regularisation;
  return gram;
}
