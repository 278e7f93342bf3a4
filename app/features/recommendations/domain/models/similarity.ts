/**
 * How near two items are, from counts alone. All are symmetric, 0 for items that nobody had together, and never NaN.
 */

/** Added to the denominator so that a division by zero cannot happen; as in the evaluation this is checked against. */
export const NEARLY_NOTHING = 1e-6;

/**
 * Cosine with shrinkage: together ÷ (√a·√b + shrink). A large `shrink` trusts only what many had together.
 * (Ferrari Dacrema et al. 2021, "A Troubling Analysis …", ACM TOIS 39(2), eq. 1.)
 *
 * @param together how many had both (or the product of the weighted columns)
 * @param ofA how many had the first (or the sum of the squares of its column)
 */
export function cosine(together: number, ofA: number, ofB: number, shrink = 0): number {
  if (together <= 0) return 0;
  return together / (Math.sqrt(ofA) * Math.sqrt(ofB) + shrink + NEARLY_NOTHING);
}

/**
 * Dunning's log-likelihood ratio −2 log λ of the 2 × 2 table "had A" × "had B" (Dunning 1993, "Accurate Methods for the
 * Statistics of Surprise and Coincidence", Computational Linguistics 19(1), section 4), but 0 where A and B were had
 * together no more often than by chance.
 *
 * @param total of how many people (or baskets)
 */
export function logLikelihoodRatio(together: number, ofA: number, ofB: number, total: number): number {
  if (together * total <= ofA * ofB) return 0;
  const onlyA = ofA - together;
  const onlyB = ofB - together;
  const neither = total - ofA - ofB + together;
  const ratio =
    2 *
    (xLogX(together) +
      xLogX(onlyA) +
      xLogX(onlyB) +
      xLogX(neither) +
      xLogX(total) -
      xLogX(ofA) -
      xLogX(ofB) -
      xLogX(total - ofA) -
      xLogX(total - ofB));
  return Math.max(ratio, 0);
}

function xLogX(x: number): number {
  return x > 0 ? x * Math.log(x) : 0;
}

/** The ratio brought between 0 and 1 in the same order: 1 − 1 ÷ (1 + ratio). */
export function llrSimilarity(together: number, ofA: number, ofB: number, total: number): number {
  const ratio = logLikelihoodRatio(together, ofA, ofB, total);
  return ratio / (1 + ratio);
}

/** Support, confidence and lift of "who buys A buys B" from counts. */
export function ruleOf(
  together: number,
  ofA: number,
  ofB: number,
  total: number,
): { support: number; confidence: number; lift: number } {
  if (together <= 0) return { support: 0, confidence: 0, lift: 0 };
  return { support: together / total, confidence: together / ofA, lift: (together * total) / (ofA * ofB) };
}
