/**
 * How good a ranking is, against what was really chosen afterwards. The ideal of NDCG uses all that was chosen, even where
 * that is more than the places (Ferrari Dacrema et al. 2021, additional material).
 */
export interface Quality {
  precision: number;
  recall: number;
  ndcg: number;
  /** 1 when any of the chosen was shown. */
  hit: number;
}

/** @param k of how many places; fewer shown count as empty places */
export function qualityOf(shown: readonly number[], chosen: ReadonlySet<number>, k: number): Quality {
  let hits = 0;
  let gain = 0;
  for (const [place, item] of shown.slice(0, k).entries()) {
    if (!chosen.has(item)) continue;
    hits++;
    gain += 1 / Math.log2(place + 2);
  }
  let ideal = 0;
  for (let place = 0; place < chosen.size; place++) ideal += 1 / Math.log2(place + 2);
  return {
    precision: hits / k,
    recall: chosen.size === 0 ? 0 : hits / chosen.size,
    ndcg: ideal === 0 ? 0 : gain / ideal,
    hit: hits > 0 ? 1 : 0,
  };
}

/** Mean with the half width of its 95 % interval (normal approximation); both 0 of nothing. */
export function meanWithInterval(values: readonly number[]): { mean: number; halfWidth: number } {
  const count = values.length;
  if (count === 0) return { mean: 0, halfWidth: 0 };
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { mean, halfWidth: mean === 0 ? 0 : 1 };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  return { mean, halfWidth: 1.96 * Math.sqrt(variance / count) };
}
