/** Shopify's leaky bucket: points fill up at a steady rate and queries take them out. */
import { type Plan, PLANS } from "#simulator/state/model.ts";

export interface BucketOptions {
  /** Points when full. */
  maximum: number;
  /** Points that come back each second. */
  restoreRate: number;
}

/** A full bucket holds what comes back in this time. */
const SECONDS_TO_FILL = 20;

/** The bucket of each app on a shop of this plan. */
export const planBucket = (plan: Plan): BucketOptions => ({
  maximum: PLANS[plan] * SECONDS_TO_FILL,
  restoreRate: PLANS[plan],
});

/** Nobody is throttled: for load tests. */
export const WITHOUT_LIMIT: BucketOptions = { maximum: 1_000_000_000, restoreRate: 1_000_000_000 };

export interface ThrottleStatus {
  maximumAvailable: number;
  currentlyAvailable: number;
  restoreRate: number;
}

export interface Bucket {
  /** Takes points if there are enough. */
  take(points: number, now: Date): boolean;
  /** Gives back what a query asked for and did not use. */
  giveBack(points: number, now: Date): void;
  status(now: Date): ThrottleStatus;
}

/**
 * A bucket that starts full. Given as a function, the options are read each time, so that a shop that changes its plan
 * has the new rate at once; what is in the bucket stays.
 */
export function createBucket(options: BucketOptions | (() => BucketOptions)): Bucket {
  const read = typeof options === "function" ? options : () => options;
  let available = read().maximum;
  let last: number | null = null;
  const refill = (now: Date): BucketOptions => {
    const current = read();
    const elapsedS = last === null ? 0 : Math.max(0, now.getTime() - last) / 1000;
    available = Math.min(current.maximum, available + elapsedS * current.restoreRate);
    last = now.getTime();
    return current;
  };
  return {
    take: (points, now) => {
      refill(now);
      if (points > available) return false;
      available -= points;
      return true;
    },
    giveBack: (points, now) => {
      const { maximum } = refill(now);
      available = Math.min(maximum, available + points);
    },
    status: (now) => {
      const { maximum, restoreRate } = refill(now);
      return { maximumAvailable: maximum, currentlyAvailable: Math.floor(available), restoreRate };
    },
  };
}
