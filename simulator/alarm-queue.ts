/** What waits for a time, the soonest first; a binary heap, so that a hundred thousand retries may wait. */

export interface WaitingAlarm {
  atMs: number;
  /** Of two at the same time the one with the lower number comes first. */
  order: number;
  ring: () => void;
  isCancelled: boolean;
}

const isBefore = (a: WaitingAlarm, b: WaitingAlarm): boolean =>
  a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

export class AlarmQueue {
  readonly #heap: WaitingAlarm[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** The soonest that was not cancelled. */
  first(): WaitingAlarm | undefined {
    while (this.#heap[0]?.isCancelled) this.#takeFirst();
    return this.#heap[0];
  }

  /** Takes the soonest out. */
  take(): WaitingAlarm | undefined {
    const first = this.first();
    if (first) this.#takeFirst();
    return first;
  }

  add(alarm: WaitingAlarm): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(alarm);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(alarm, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = alarm;
  }

  #takeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
  }
}
