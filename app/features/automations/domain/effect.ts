/** What messages changed, beside people who got none: differences with their intervals, and when there is too little data. */

/** 95 %, two-sided. */
const Z = 1.959963984540054;
/** A difference that is there is found four times in five. */
const Z_POWER = 0.8416212335729143;

export interface Interval {
  low: number;
  high: number;
}

/** Wilson's score interval of a proportion; the whole range when nobody was looked at. */
export function wilson(successes: number, total: number): Interval {
  if (total === 0) return { low: 0, high: 1 };
  const share = successes / total;
  const z2 = Z * Z;
  const middle = (share + z2 / (2 * total)) / (1 + z2 / total);
  const half = (Z / (1 + z2 / total)) * Math.sqrt((share * (1 - share)) / total + z2 / (4 * total * total));
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** Newcombe's interval of the difference of two proportions, from their score intervals (his method 10). */
export function differenceOfShares(
  a: { successes: number; total: number },
  b: { successes: number; total: number },
): Interval & { difference: number } {
  const [first, second] = [wilson(a.successes, a.total), wilson(b.successes, b.total)];
  const [p1, p2] = [a.total === 0 ? 0 : a.successes / a.total, b.total === 0 ? 0 : b.successes / b.total];
  const difference = p1 - p2;
  return {
    difference,
    low: difference - Math.hypot(p1 - first.low, second.high - p2),
    high: difference + Math.hypot(first.high - p1, p2 - second.low),
  };
}

/** Count, sum and sum of squares of what each person brought, in minor units. */
export interface Amounts {
  count: number;
  sum: number;
  sumOfSquares: number;
}

/**
 * Welch's interval of the difference of two means. Null below two people on a side: nothing can be said about the spread.
 * With degrees of freedom from Welch and Satterthwaite; the quantile of Student's t by Cornish and Fisher's expansion.
 */
export function differenceOfMeans(a: Amounts, b: Amounts): (Interval & { difference: number }) | null {
  if (a.count < 2 || b.count < 2) return null;
  const [meanA, meanB] = [a.sum / a.count, b.sum / b.count];
  const [partA, partB] = [varianceOf(a) / a.count, varianceOf(b) / b.count];
  const difference = meanA - meanB;
  const spread = partA + partB;
  if (spread === 0) return { difference, low: difference, high: difference };
  const freedom = spread ** 2 / (partA ** 2 / (a.count - 1) + partB ** 2 / (b.count - 1));
  const half = studentQuantile(freedom) * Math.sqrt(spread);
  return { difference, low: difference - half, high: difference + half };
}

function varianceOf({ count, sum, sumOfSquares }: Amounts): number {
  return Math.max(0, (sumOfSquares - sum ** 2 / count) / (count - 1));
}

function studentQuantile(freedom: number): number {
  const v = Math.max(1, freedom);
  return (
    Z +
    (Z ** 3 + Z) / (4 * v) +
    (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / (96 * v ** 2) +
    (3 * Z ** 7 + 19 * Z ** 5 + 17 * Z ** 3 - 15 * Z) / (384 * v ** 3)
  );
}

/** A difference that a merchant would act on, when none was seen yet: two of a hundred. */
const WORTH_KNOWING = 0.02;

/**
 * About how many more people without messages it takes until a difference of the size seen so far (at least two of a
 * hundred) would show, with four chances in five. 0 = enough.
 */
export function holdoutStillNeeded(
  treated: { successes: number; total: number },
  holdout: { successes: number; total: number },
): number {
  const p1 = treated.total === 0 ? 0.1 : treated.successes / treated.total;
  const p2 = holdout.total === 0 ? p1 : holdout.successes / holdout.total;
  const difference = Math.max(WORTH_KNOWING, Math.abs(p1 - p2));
  // Treated people are many: the spread of the holdout's share decides.
  const ratio = Math.max(1, treated.total / Math.max(1, holdout.total));
  // Small groups show 0 or 1 by chance: one success and one failure are added to each.
  const spreadOf = ({ successes, total }: { successes: number; total: number }) => {
    const share = (successes + 1) / (total + 2);
    return share * (1 - share);
  };
  const needed = ((Z + Z_POWER) ** 2 * (spreadOf(holdout) + spreadOf(treated) / ratio)) / difference ** 2;
  return Math.max(0, Math.ceil(needed - holdout.total));
}
