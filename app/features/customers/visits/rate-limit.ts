/** A token bucket for each key: `burst` at once, `perSecond` from then on. */
export interface RateLimit {
  perSecond: number;
  burst: number;
  /** How many keys are remembered; beyond that the ones not seen for longest are forgotten, and begin anew. */
  maxKeys: number;
}

export interface RateLimiter {
  /** How long until `cost` is there, in milliseconds; 0 = now. Takes nothing. */
  waitMs(key: string, cost: number, nowMs: number): number;
  take(key: string, cost: number, nowMs: number): void;
  /** Keys in memory. */
  size(): number;
}

/** Counts in this process: with several processes each allows as much. */
export function createRateLimiter({ perSecond, burst, maxKeys }: RateLimit): RateLimiter {
  const buckets = new Map<string, { tokens: number; atMs: number }>();

  const tokensOf = (key: string, nowMs: number): number => {
    const bucket = buckets.get(key);
    if (!bucket) return burst;
    return Math.min(burst, bucket.tokens + (Math.max(0, nowMs - bucket.atMs) / 1000) * perSecond);
  };
  return {
    waitMs(key, cost, nowMs) {
      const missing = Math.min(cost, burst) - tokensOf(key, nowMs);
      return missing <= 0 ? 0 : Math.ceil((missing / perSecond) * 1000);
    },
    take(key, cost, nowMs) {
      const tokens = tokensOf(key, nowMs) - cost;
      // Set anew so that the map's order is that of the last use.
      buckets.delete(key);
      buckets.set(key, { tokens, atMs: nowMs });
      if (buckets.size > maxKeys) buckets.delete(buckets.keys().next().value!);
    },
    size: () => buckets.size,
  };
}
