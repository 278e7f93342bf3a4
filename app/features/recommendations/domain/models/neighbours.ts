import type { Sparse } from "./sparse.ts";

/** The nearest items of each item: `size` places per item, filled from the nearest; the rest is −1. */
export interface NeighbourLists {
  itemCount: number;
  size: number;
  items: Int32Array;
  scores: Float64Array;
}

export interface NeighbourOptions {
  /** How many neighbours each item keeps. */
  size: number;
  /** Called for each pair with a product above zero; 0 or less: no neighbours. Must be symmetric. */
  similarity: (item: number, other: number, product: number) => number;
  /** Only the lists of these items are made (for work in parts): from inclusive, to exclusive. */
  from?: number;
  to?: number;
}

/**
 * The nearest items by Xᵀ·X, one row at a time: the row is summed up in an array that stays in the fastest cache, and
 * only the best of it are kept, so the product itself never stands in memory.
 *
 * @param users users × items, and @param items its transpose
 */
export function nearestItems(users: Sparse, items: Sparse, options: NeighbourOptions): NeighbourLists {
  const { size, similarity, from = 0, to = items.rowCount } = options;
  const lists: NeighbourLists = {
    itemCount: to - from,
    size,
    items: new Int32Array((to - from) * size).fill(-1),
    scores: new Float64Array((to - from) * size),
  };
  const sums = new Float64Array(items.rowCount);
  const met = new Int32Array(items.rowCount);
  const best = new BestFew(size);
  for (let item = from; item < to; item++) {
    let metCount = 0;
    for (let at = items.starts[item]!; at < items.starts[item + 1]!; at++) {
      const user = items.ids[at]!;
      const value = items.values[at]!;
      for (let other = users.starts[user]!; other < users.starts[user + 1]!; other++) {
        const id = users.ids[other]!;
        if (sums[id] === 0) met[metCount++] = id;
        sums[id]! += value * users.values[other]!;
      }
    }
    best.clear();
    for (let n = 0; n < metCount; n++) {
      const other = met[n]!;
      if (other !== item) best.offer(other, similarity(item, other, sums[other]!));
      sums[other] = 0;
    }
    best.writeTo(lists.items, lists.scores, (item - from) * size);
  }
  return lists;
}

/**
 * The same for 0/1 matrices and the cosine with shrinkage, several times as fast: counts are whole numbers, and most
 * pairs are refused by one multiplication.
 *
 * @param roots by item: the square root of how many users have it
 * @param shrink what is added to the product of the roots
 */
export function nearestByCosine(
  users: Sparse,
  items: Sparse,
  options: { size: number; roots: Float64Array; shrink: number; from?: number; to?: number },
): NeighbourLists {
  const { size, roots, shrink, from = 0, to = items.rowCount } = options;
  const lists: NeighbourLists = {
    itemCount: to - from,
    size,
    items: new Int32Array((to - from) * size).fill(-1),
    scores: new Float64Array((to - from) * size),
  };
  const counter = new RowCounter(users, items);
  const best = new BestFew(size);
  for (let item = from; item < to; item++) {
    counter.count(item);
    best.offerCosines(counter, item, roots, shrink);
    best.writeTo(lists.items, lists.scores, (item - from) * size);
    counter.clear();
  }
  return lists;
}

/** Counts, for one row of XᵀX at a time, how many users have the row's item and each other one. */
export class RowCounter {
  readonly counts: Int32Array;
  readonly met: Int32Array;
  /** How many of `met` are valid: the items with a count above zero. */
  metCount = 0;
  readonly #users: Sparse;
  readonly #items: Sparse;

  constructor(users: Sparse, items: Sparse) {
    this.#users = users;
    this.#items = items;
    this.counts = new Int32Array(items.rowCount);
    this.met = new Int32Array(items.rowCount);
  }

  count(item: number): void {
    const { starts, ids } = this.#users;
    const owners = this.#items.ids;
    const { counts, met } = this;
    const end = this.#items.starts[item + 1]!;
    let metCount = 0;
    for (let at = this.#items.starts[item]!; at < end; at++) {
      const user = owners[at]!;
      const last = starts[user + 1]!;
      for (let other = starts[user]!; other < last; other++) {
        const id = ids[other]!;
        const known = counts[id]!;
        // Written in any case and moved on only if new: a branch would be guessed wrong half the time.
        met[metCount] = id;
        metCount += known === 0 ? 1 : 0;
        counts[id] = known + 1;
      }
    }
    this.metCount = metCount;
  }

  clear(): void {
    for (let n = 0; n < this.metCount; n++) this.counts[this.met[n]!] = 0;
    this.metCount = 0;
  }
}

/** The best `size` of what is offered: a heap with the worst at the root; equal scores prefer the lower id. */
export class BestFew {
  readonly size: number;
  #count = 0;
  readonly #ids: Int32Array;
  readonly #scores: Float64Array;

  constructor(size: number) {
    this.size = size;
    this.#ids = new Int32Array(size);
    this.#scores = new Float64Array(size);
  }

  clear(): void {
    this.#count = 0;
  }

  offer(id: number, score: number): void {
    // `!(a > b)` also refuses NaN.
    if (!(score > 0)) return;
    const scores = this.#scores;
    const ids = this.#ids;
    if (this.#count === this.size) {
      const worst = scores[0]!;
      if (score < worst || (score === worst && id > ids[0]!)) return;
      this.#sinkFrom(0, this.#count, id, score);
      return;
    }
    let place = this.#count++;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!isWorse(score, id, scores[parent]!, ids[parent]!)) break;
      scores[place] = scores[parent]!;
      ids[place] = ids[parent]!;
      place = parent;
    }
    scores[place] = score;
    ids[place] = id;
  }

  /** Offers all that a counter has met at least so often, beside the item itself. */
  offerCosines(counter: RowCounter, item: number, roots: Float64Array, shrink: number, minimum = 1): void {
    const { counts, met, metCount } = counter;
    const root = roots[item]!;
    const scores = this.#scores;
    const size = this.size;
    let least = this.#count === size ? scores[0]! : 0;
    for (let n = 0; n < metCount; n++) {
      const other = met[n]!;
      const norm = root * roots[other]! + shrink;
      // The hair's breadth forgives the rounding of the product; what it lets through is refused below.
      if (counts[other]! < least * norm * 0.999999999 || counts[other]! < minimum || other === item) continue;
      this.offer(other, counts[other]! / norm);
      if (this.#count === size) least = scores[0]!;
    }
  }

  #sinkFrom(start: number, count: number, id: number, score: number): void {
    const scores = this.#scores;
    const ids = this.#ids;
    let place = start;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= count) break;
      if (child + 1 < count && isWorse(scores[child + 1]!, ids[child + 1]!, scores[child]!, ids[child]!))
        child++;
      if (!isWorse(scores[child]!, ids[child]!, score, id)) break;
      scores[place] = scores[child]!;
      ids[place] = ids[child]!;
      place = child;
    }
    scores[place] = score;
    ids[place] = id;
  }

  get isFull(): boolean {
    return this.#count === this.size;
  }

  /** The lowest score among them. */
  get worst(): number {
    return this.#scores[0]!;
  }

  /** Whether one with this score might come in. */
  isWanted(score: number): boolean {
    return this.#count < this.size || score >= this.#scores[0]!;
  }

  /** Empties itself: the best first. */
  take<T>(valueOf: (id: number, score: number) => T): T[] {
    const count = this.#count;
    const taken: T[] = [];
    taken.length = count;
    for (let left = count - 1; left >= 0; left--) {
      taken[left] = valueOf(this.#ids[0]!, this.#scores[0]!);
      this.#sinkFrom(0, left, this.#ids[left]!, this.#scores[left]!);
    }
    this.#count = 0;
    return taken;
  }

  /** Empties itself into the arrays, best first. Returns how many there were. */
  writeTo(ids: Int32Array, scores: Float64Array, start: number, scoresStart = start): number {
    const count = this.#count;
    for (let left = count - 1; left >= 0; left--) {
      ids[start + left] = this.#ids[0]!;
      scores[scoresStart + left] = this.#scores[0]!;
      this.#sinkFrom(0, left, this.#ids[left]!, this.#scores[left]!);
    }
    this.#count = 0;
    return count;
  }
}

function isWorse(score: number, id: number, thanScore: number, thanId: number): boolean {
  return score < thanScore || (score === thanScore && id > thanId);
}

/** The same pairs seen from the neighbour: rows are neighbours, columns the items in whose lists they stand. */
export function seenFromNeighbours(lists: NeighbourLists, itemCount: number): Sparse {
  const starts = new Int32Array(itemCount + 1);
  for (const id of lists.items) if (id >= 0) starts[id + 1]!++;
  for (let item = 0; item < itemCount; item++) starts[item + 1]! += starts[item]!;
  const next = starts.slice(0, itemCount);
  const ids = new Int32Array(starts[itemCount]!);
  const values = new Float32Array(ids.length);
  for (let n = 0; n < lists.items.length; n++) {
    const neighbour = lists.items[n]!;
    if (neighbour < 0) continue;
    const place = next[neighbour]!++;
    ids[place] = Math.floor(n / lists.size);
    values[place] = lists.scores[n]!;
  }
  return { rowCount: itemCount, columnCount: itemCount, starts, ids, values };
}
