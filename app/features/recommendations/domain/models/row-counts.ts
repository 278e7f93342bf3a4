import { commonIn } from "./item-knn.ts";
import { RowCounter } from "./neighbours.ts";
import { bestFirst, type CommonCounts, type Neighbour } from "./common-counts.ts";
import type { Interactions } from "./recommender.ts";
import { rowLengths, type Sparse, transposed, usersByItems } from "./sparse.ts";

/**
 * The same answers as `PairCounts` for catalogues whose triangle would be too large: nothing is kept of pairs, each row is
 * counted when it is asked for.
 */
export class RowCounts implements CommonCounts {
  readonly itemCount: number;
  readonly #shrink: number;
  #data: Interactions;
  #users: Sparse;
  #items: Sparse;
  #counts: Int32Array;
  #counter: RowCounter;

  constructor(data: Interactions, { shrink = 10 }: { shrink?: number } = {}) {
    this.itemCount = data.itemCount;
    this.#shrink = shrink;
    this.#data = data;
    this.#users = usersByItems(data);
    this.#items = transposed(this.#users);
    this.#counts = rowLengths(this.#items);
    this.#counter = new RowCounter(this.#users, this.#items);
  }

  add(users: ArrayLike<number>, items: ArrayLike<number>): void {
    const { itemCount, userCount } = this.#data;
    for (let n = 0; n < items.length; n++)
      if (items[n]! >= itemCount) throw new RangeError(`item ${items[n]} was not there at the fit`);
    const data = {
      itemCount,
      userCount: Array.from(users).reduce((most, user) => Math.max(most, user + 1), userCount),
      users: joined(this.#data.users, users),
      items: joined(this.#data.items, items),
    };
    this.#data = data;
    this.#users = usersByItems(data);
    this.#items = transposed(this.#users);
    this.#counts = rowLengths(this.#items);
    this.#counter = new RowCounter(this.#users, this.#items);
  }

  together(item: number, other: number): number {
    return item === other ? this.#counts[item]! : commonIn(this.#items, item, other);
  }

  sizeOf(user: number): number {
    const { starts, rowCount } = this.#users;
    return user < rowCount ? starts[user + 1]! - starts[user]! : 0;
  }

  itemsOf(user: number): number[] {
    const { starts, ids, rowCount } = this.#users;
    return user < rowCount ? Array.from(ids.subarray(starts[user]!, starts[user + 1]!)) : [];
  }

  neighbours(
    item: number,
    limit: number,
    isAccepted: (other: number, together: number) => boolean,
  ): Neighbour[] {
    const counter = this.#counter;
    const found: Neighbour[] = [];
    counter.count(item);
    for (let n = 0; n < counter.metCount; n++) {
      const other = counter.met[n]!;
      const together = counter.counts[other]!;
      if (other === item || !isAccepted(other, together)) continue;
      const norm = Math.sqrt(this.#counts[item]! * this.#counts[other]!) + this.#shrink;
      found.push({ item: other, together, score: together / norm });
    }
    counter.clear();
    return found.toSorted(bestFirst).slice(0, limit);
  }
}

function joined(first: Int32Array, second: ArrayLike<number>): Int32Array {
  const all = new Int32Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
