import { fittedModel, type Recommender } from "./recommender.ts";
import { checkInteractions } from "./sparse.ts";

export const DAY_MS = 86_400_000;

/**
 * How many people bought each item, each person once at their newest time, fading by half every `halfLifeDays`
 * (exponential decay: n·2^(−age ÷ half-life)). Without times nothing fades.
 */
export function popularity(options: { halfLifeDays?: number } = {}): Recommender {
  const { halfLifeDays = 30 } = options;
  return {
    name: "Popularity",
    fit(data, context = {}) {
      checkInteractions(data);
      const { itemCount, users, items, times } = data;
      const nowMs = context.nowMs ?? (times ? newestOf(times) : 0);
      const newest = new Map<number, number>();
      for (let n = 0; n < users.length; n++) {
        const key = users[n]! * itemCount + items[n]!;
        const time = times?.[n] ?? nowMs;
        newest.set(key, Math.max(newest.get(key) ?? -Infinity, time));
      }
      const totals = new Float64Array(itemCount);
      const buyers = new Int32Array(itemCount);
      for (const [key, time] of newest) {
        const item = key % itemCount;
        const ageDays = Math.max(nowMs - time, 0) / DAY_MS;
        totals[item]! += 2 ** (-ageDays / halfLifeDays);
        buyers[item]!++;
      }
      return fittedModel({
        name: "Popularity",
        itemCount,
        scores: () => totals.slice(),
        reason: (_history, item) => ({ kind: "popular", count: buyers[item] ?? 0 }),
      });
    },
  };
}

/** The greatest of many times; 0 of none. (`Math.max(...times)` fails for a hundred thousand.) */
export function newestOf(times: Float64Array): number {
  let newest = times[0] ?? 0;
  for (let n = 1; n < times.length; n++) newest = Math.max(newest, times[n]!);
  return newest;
}
