import { createIntakeQueue } from "./intake-queue.ts";

const MAX_WAIT_MS = 10_000;

/**
 * Gathers concurrent items into one call of `store`, which answers for each in order: the first goes at once, those
 * that arrive while it is under way go together. Nothing waits for a timer.
 */
export function createBatcher<T, R>(store: (items: readonly T[]) => Promise<readonly R[]>, maxItems: number) {
  const { add } = createIntakeQueue<T, R>({
    store,
    bytesOf: () => 0,
    isFaultOfItems: () => false,
    maxItemsPerStore: maxItems,
    maxBytesPerStore: Infinity,
    maxStores: 1,
    maxWaitMs: MAX_WAIT_MS,
    nowMs: () => performance.now(),
  });
  return { add };
}
