/** Shopify's leaky bucket: points fill up at a steady rate and queries take them out. */

export interface BucketOptions {
  /** Points when full. */
  maximum: number;
  /** Points that come back each second. */
  restoreRate: number;
}

/** Standard plans. */
export const STANDARD_BUCKET: BucketOptions = { maximum: 2_000, restoreRate: 100 };

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

export function createBucket({ maximum, restoreRate }: BucketOptions): Bucket {
  let available = maximum;
  let last: number | null = null;
  const refill = (now: Date): void => {
    const elapsedS = last === null ? 0 : Math.max(0, now.getTime() - last) / 1000;
    available = Math.min(maximum, available + elapsedS * restoreRate);
    last = now.getTime();
  };
  return {
    take: (points, now) => {
      refill(now);
      if (points > available) return false;
      available -= points;
      return true;
    },
    giveBack: (points, now) => {
      refill(now);
      available = Math.min(maximum, available + points);
    },
    status: (now) => {
      refill(now);
      return { maximumAvailable: maximum, currentlyAvailable: Math.floor(available), restoreRate };
    },
  };
}
