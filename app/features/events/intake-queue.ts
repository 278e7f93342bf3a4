/** The intake can take no more at the moment: whoever delivers should come again. */
export class IntakeBusy extends Error {
  readonly retryAfterSeconds: number;
  constructor(reason: string, retryAfterSeconds: number, options?: ErrorOptions) {
    super(reason, options);
    this.name = "IntakeBusy";
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export interface IntakeQueueOptions<T, R> {
  /** Stores some items at once and answers for each, in order. */
  store: (items: readonly T[]) => Promise<readonly R[]>;
  bytesOf: (item: T) => number;
  /** Whether the items themselves may be the reason: they are then tried apart, so that one spoils no other. */
  isFaultOfItems: (error: unknown) => boolean;
  maxItemsPerStore: number;
  maxBytesPerStore: number;
  /** Calls of `store` under way at a time. */
  maxStores: number;
  /** Who waited longer is sent away. */
  maxWaitMs: number;
  nowMs: () => number;
}

interface Waiting<T, R> {
  item: T;
  sinceMs: number;
  resolve: (result: R) => void;
  reject: (reason: unknown) => void;
}

const SWEEPS_PER_WAIT = 8;

/**
 * Gathers concurrent items into few calls: what has come by the time that the process has read all its connections goes
 * together, and so do those that arrive while a call is under way. Nothing waits for a timer. Items that wait too long, also for a call that does not end, are refused as
 * {@link IntakeBusy}; they may have been stored all the same.
 */
export function createIntakeQueue<T, R>(options: IntakeQueueOptions<T, R>) {
  const { store, bytesOf, maxItemsPerStore, maxBytesPerStore, maxStores, maxWaitMs, nowMs } = options;
  let waiting: Waiting<T, R>[] = [];
  const underWay = new Set<readonly Waiting<T, R>[]>();
  let sweeper: ReturnType<typeof setInterval> | null = null;
  let isStarting = false;

  function takeBatch(): Waiting<T, R>[] {
    let count = 0;
    let bytes = 0;
    for (const { item } of waiting) {
      bytes += bytesOf(item);
      if (count === maxItemsPerStore || (count > 0 && bytes > maxBytesPerStore)) break;
      count += 1;
    }
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    return batch;
  }

  async function storeBatch(batch: readonly Waiting<T, R>[]): Promise<void> {
    try {
      const results = await store(batch.map((entry) => entry.item));
      for (const [position, entry] of batch.entries()) entry.resolve(results[position]!);
    } catch (error) {
      if (batch.length > 1 && options.isFaultOfItems(error)) {
        const middle = Math.ceil(batch.length / 2);
        await storeBatch(batch.slice(0, middle));
        await storeBatch(batch.slice(middle));
      } else for (const entry of batch) entry.reject(error);
    }
  }

  function startSoon(): void {
    if (isStarting || underWay.size >= maxStores) return;
    isStarting = true;
    setImmediate(() => {
      isStarting = false;
      startStores();
    });
  }

  function startStores(): void {
    while (waiting.length > 0 && underWay.size < maxStores) {
      const batch = takeBatch();
      underWay.add(batch);
      void storeBatch(batch).finally(() => {
        underWay.delete(batch);
        startStores();
      });
    }
    if (underWay.size > 0) sweeper ??= setInterval(refuseOverdue, maxWaitMs / SWEEPS_PER_WAIT);
    else if (sweeper) {
      clearInterval(sweeper);
      sweeper = null;
    }
  }

  const isOverdue = ({ sinceMs }: Waiting<T, R>) => nowMs() - sinceMs > maxWaitMs;
  const refuse = (entry: Waiting<T, R>) =>
    entry.reject(new IntakeBusy("the database takes too long to store deliveries", 5));

  function refuseOverdue(): void {
    for (const batch of underWay) for (const entry of batch) if (isOverdue(entry)) refuse(entry);
    for (const entry of waiting) if (isOverdue(entry)) refuse(entry);
    waiting = waiting.filter((entry) => !isOverdue(entry));
  }

  return {
    /** Resolves with the answer of `store`. @throws IntakeBusy, or what `store` throws */
    add: (item: T): Promise<R> =>
      new Promise((resolve, reject) => {
        waiting.push({ item, sinceMs: nowMs(), resolve, reject });
        startSoon();
      }),
    /** Whether no call gets through, so that waiting is of no use. */
    isStuck: (): boolean =>
      underWay.size === maxStores &&
      [...underWay].every((batch) => batch[0] !== undefined && isOverdue(batch[0])),
  };
}
