import { bestFirst, type CommonCounts, type Neighbour } from "./common-counts.ts";
import { ItemOwners, ranked } from "./item-owners.ts";
import { BestFew, RowCounter } from "./neighbours.ts";
import { Meetings } from "./pair-meetings.ts";
import { PairTriangle } from "./pair-triangle.ts";
import type { Interactions } from "./recommender.ts";
import { NEARLY_NOTHING } from "./similarity.ts";
import { usersByItems } from "./sparse.ts";

export interface PairCountsOptions {
  /** How many neighbours of an item are asked for, as a rule. */
  neighbours?: number;
  shrink?: number;
  /** How many must have both before two items are neighbours. */
  minimum?: number;
  /** Further neighbours that are kept, so that a row need not be searched each time a few of them fall behind. */
  reserve?: number;
}

/** Enough for many refits. */
const RESERVE = 20;
/** Places for those that rise above the others between one search of a row and the next. */
const NEWCOMERS = 64;
/** How far a score may be off by what the ways of computing it differ in. */
const HAIR = 1.00001;
/** What looking at one item of a buyer costs, in looks at one pair of the triangle: those lie far apart in memory. */
const READS_PER_PAIR = 0.5;

/**
 * Item to item by cosine that can be brought up to date with new interactions and then says exactly what a fit on
 * everything would say, in a small part of the time.
 *
 * Additions touch the counts of the new pairs and nothing else. For each item the best of the fit are kept, with a bound
 * on the score of all others: without new purchases in common a score can only fall, so whoever rises above the bound
 * met the item since, and is put to the others then. What is read is scored and put in order by the counts of that
 * moment; where the bound leaves a doubt, that row alone is searched anew.
 */
export class PairCounts implements CommonCounts {
  readonly itemCount: number;
  readonly #shrink: number;
  readonly #minimum: number;
  readonly #kept: number;
  /** By item its place by popularity at the time of the fit, and back. */
  readonly #rankOf: Int32Array;
  readonly #itemAt: Int32Array;
  readonly #owners: ItemOwners;
  /** How many have both. */
  readonly #pairs: PairTriangle;
  /** By rank: the square root of how many have it. */
  readonly #roots: Float64Array;
  /**
   * By rank: places for candidates (ranks), in no order, how many have both, how many places are taken, and what nobody
   * else scores more than. How many have both is up to date for all that score more than the bound.
   */
  readonly #candidates: Int32Array;
  readonly #together: Int32Array;
  readonly #filled: Int32Array;
  /** Infinity = there was no place for somebody who rose: the row must be searched. */
  readonly #bounds: Float64Array;
  readonly #places: number;
  /** By rank, during an addition: how often it is met in the row at hand. */
  readonly #times: Int32Array;
  readonly #best: BestFew;
  readonly #keptScores: Float64Array;

  /** The largest catalogue whose triangle is worth its memory: 250 MB. */
  static readonly MAXIMUM_ITEMS = 16_000;

  /** @throws RangeError for a catalogue above MAXIMUM_ITEMS */
  constructor(data: Interactions, options: PairCountsOptions = {}) {
    const { itemCount } = data;
    if (itemCount > PairCounts.MAXIMUM_ITEMS)
      throw new RangeError(`${itemCount} items are more than ${PairCounts.MAXIMUM_ITEMS}`);
    this.itemCount = itemCount;
    this.#shrink = options.shrink ?? 10;
    this.#minimum = Math.max(1, options.minimum ?? 1);
    const { neighbours = 50, reserve = RESERVE } = options;
    this.#kept = neighbours + reserve;
    this.#places = this.#kept + NEWCOMERS;
    const presence = usersByItems(data);
    this.#itemAt = byPopularity(presence.ids, itemCount);
    this.#rankOf = new Int32Array(itemCount);
    for (let rank = 0; rank < itemCount; rank++) this.#rankOf[this.#itemAt[rank]!] = rank;
    this.#owners = new ItemOwners(ranked(presence, this.#rankOf));
    const { counts } = this.#owners;
    this.#roots = Float64Array.from(counts, Math.sqrt);
    this.#pairs = new PairTriangle(itemCount, secondLargest(counts));
    this.#candidates = new Int32Array(itemCount * this.#places);
    this.#together = new Int32Array(itemCount * this.#places);
    this.#filled = new Int32Array(itemCount);
    this.#bounds = new Float64Array(itemCount);
    this.#times = new Int32Array(itemCount);
    this.#best = new BestFew(this.#kept);
    this.#keptScores = new Float64Array(this.#kept);
    this.#countAll();
  }

  /** Row by row, so that the sums stay in the fastest cache. */
  #countAll(): void {
    const { owned, owners } = this.#owners.atFit;
    const counter = new RowCounter(owned, owners);
    const { counts, met } = counter;
    for (let rank = 0; rank < this.itemCount; rank++) {
      counter.count(rank);
      const row = this.#pairs.row(rank);
      for (let n = 0; n < counter.metCount; n++) if (met[n]! < rank) row[met[n]!] = counts[met[n]!]!;
      this.#best.offerCosines(counter, rank, this.#roots, this.#shrink + NEARLY_NOTHING, this.#minimum);
      this.#keepBest(rank, counts);
      counter.clear();
    }
  }

  /** The candidates of a row from what was offered. @param counts by rank: how many have both, if they are at hand */
  #keepBest(rank: number, counts?: Int32Array): void {
    const start = rank * this.#places;
    const isFull = this.#best.isFull;
    const worst = this.#best.worst;
    // Best first: reading then finds them nearly in order.
    const filled = this.#best.writeTo(this.#candidates, this.#keptScores, start, 0);
    for (let at = start; at < start + filled; at++) {
      const other = this.#candidates[at]!;
      this.#together[at] = counts ? counts[other]! : this.#pairs.of(rank, other);
    }
    this.#filled[rank] = filled;
    this.#bounds[rank] = isFull ? worst : 0;
  }

  together(item: number, other: number): number {
    const [rank, otherRank] = [this.#rankOf[item]!, this.#rankOf[other]!];
    return rank === otherRank ? this.#owners.counts[rank]! : this.#pairs.of(rank, otherRank);
  }

  sizeOf(user: number): number {
    return this.#owners.sizeOf(user);
  }

  itemsOf(user: number): number[] {
    return this.#owners.ranksOf(user).map((rank) => this.#itemAt[rank]!);
  }

  neighbours(
    item: number,
    limit: number,
    isAccepted: (other: number, together: number) => boolean,
  ): Neighbour[] {
    const rank = this.#rankOf[item]!;
    if (this.#filled[rank]! > this.#kept + NEWCOMERS / 4) this.#sort(rank);
    const found = this.#acceptedCandidates(rank, isAccepted);
    const bound = this.#bounds[rank]!;
    // Who is no candidate scores no more than the bound: those above it are all there are.
    if (bound > 0 && !((found[limit - 1]?.score ?? 0) > bound * HAIR))
      return this.#search(rank, limit, isAccepted);
    return found.length > limit ? found.slice(0, limit) : found;
  }

  /** What is accepted of a row's candidates, best first. They stand nearly in that order. */
  #acceptedCandidates(rank: number, isAccepted: (other: number, together: number) => boolean): Neighbour[] {
    const found: Neighbour[] = [];
    const start = rank * this.#places;
    const end = start + this.#filled[rank]!;
    for (let at = start; at < end; at++) {
      const other = this.#candidates[at]!;
      const together = this.#together[at]!;
      const item = this.#itemAt[other]!;
      if (!isAccepted(item, together)) continue;
      const neighbour = { item, together, score: this.#score(rank, other, together) };
      let place = found.push(neighbour) - 1;
      for (; place > 0 && bestFirst(neighbour, found[place - 1]!) < 0; place--)
        found[place] = found[place - 1]!;
      found[place] = neighbour;
    }
    return found;
  }

  /** One root of the product: items with equal products are equal to the last digit. */
  #score(rank: number, other: number, together: number): number {
    const counts = this.#owners.counts;
    return together / (Math.sqrt(counts[rank]! * counts[other]!) + this.#shrink);
  }

  /** Puts a row's candidates in order, and makes place for newcomers. */
  #sort(rank: number): void {
    const start = rank * this.#places;
    const roots = this.#roots;
    const root = roots[rank]!;
    const shrink = this.#shrink + NEARLY_NOTHING;
    const best = this.#best;
    let bound = this.#bounds[rank]!;
    for (let at = start; at < start + this.#filled[rank]!; at++) {
      const other = this.#candidates[at]!;
      const score = this.#together[at]! / (root * roots[other]! + shrink);
      // Either this one or another, which leaves, belongs to the others from now on.
      if (best.isFull) bound = Math.max(bound, Math.min(best.worst, score));
      best.offer(other, score);
    }
    this.#keepBest(rank);
    this.#bounds[rank] = bound;
  }

  /** Goes through a whole row, and finds its candidates anew on the way. */
  #search(
    rank: number,
    limit: number,
    isAccepted: (other: number, together: number) => boolean,
  ): Neighbour[] {
    const found = new BestFew(limit);
    const kept = this.#best;
    this.#forRow(rank, (other, together) => {
      if (together < this.#minimum) return;
      const score = this.#score(rank, other, together);
      kept.offer(other, score);
      const item = this.#itemAt[other]!;
      if (found.isWanted(score) && isAccepted(item, together)) found.offer(item, score);
    });
    this.#keepBest(rank);
    return found.take((item, score) => ({
      item,
      together: this.#pairs.of(rank, this.#rankOf[item]!),
      score,
    }));
  }

  /** Goes through a row: of seldom bought items through what their buyers have, of the others through all items. */
  #forRow(rank: number, visit: (other: number, together: number) => void): void {
    if (this.#owners.costOf(rank) * READS_PER_PAIR < this.itemCount)
      return this.#owners.forTogether(rank, visit);
    for (let other = 0; other < this.itemCount; other++) {
      if (other === rank) continue;
      const together = this.#pairs.of(rank, other);
      if (together > 0) visit(other, together);
    }
  }

  add(users: ArrayLike<number>, items: ArrayLike<number>): void {
    const met = new Meetings();
    for (let n = 0; n < users.length; n++) {
      const rank = this.#rankOf[items[n]!];
      if (rank === undefined) throw new RangeError(`item ${items[n]} was not there at the fit`);
      this.#owners.add(users[n]!, rank, met);
    }
    this.#pairs.makeRoomFor(secondLargest(this.#owners.counts));
    this.#lowerBounds();
    this.#addToPairs(met);
  }

  /** Scores fall where more people have an item, and the bound on them with them. */
  #lowerBounds(): void {
    const shrink = this.#shrink + NEARLY_NOTHING;
    const counts = this.#owners.counts;
    for (let rank = 0; rank < this.itemCount; rank++) {
      const root = Math.sqrt(counts[rank]!);
      // (old·x + s) ÷ (new·x + s) is greatest for the smallest x, and nobody's root is below 1.
      this.#bounds[rank]! *= (this.#roots[rank]! + shrink) / (root + shrink);
      this.#roots[rank] = root;
    }
  }

  /** Adds meetings to the triangle, row after row, so that memory is read in its order. */
  #addToPairs(meetings: Meetings): void {
    const { starts, others } = meetings.byHigherRank(this.itemCount);
    const times = this.#times;
    const roots = this.#roots;
    const bounds = this.#bounds;
    const shrink = this.#shrink + NEARLY_NOTHING;
    for (let rank = 0; rank < this.itemCount; rank++) {
      const [from, to] = [starts[rank]!, starts[rank + 1]!];
      if (from === to) continue;
      const row = this.#pairs.row(rank);
      const [root, bound] = [roots[rank]!, bounds[rank]!];
      for (let at = from; at < to; at++) times[others[at]!]!++;
      for (let at = from; at < to; at++) {
        const other = others[at]!;
        if (times[other] === 0) continue;
        const both = (row[other]! += times[other]!);
        times[other] = 0;
        if (both < this.#minimum) continue;
        const score = (both / (root * roots[other]! + shrink)) * HAIR;
        if (score > bound) this.#rise(rank, other, both);
        if (score > bounds[other]!) this.#rise(other, rank, both);
      }
    }
  }

  /** Notes how many have both where that may be among the best of a row. */
  #rise(rank: number, other: number, together: number): void {
    const start = rank * this.#places;
    const end = start + this.#filled[rank]!;
    const candidates = this.#candidates;
    let at = start;
    while (at < end && candidates[at] !== other) at++;
    if (at === start + this.#places) {
      this.#bounds[rank] = Infinity;
      return;
    }
    if (at === end) this.#filled[rank]!++;
    candidates[at] = other;
    this.#together[at] = together;
  }
}

/** The items, most owned first. @param ids of the items that are owned, once for each owner */
function byPopularity(ids: Int32Array, itemCount: number): Int32Array {
  const counts = new Int32Array(itemCount);
  for (const id of ids) counts[id]!++;
  return Int32Array.from(counts.keys()).toSorted((a, b) => counts[b]! - counts[a]! || a - b);
}

/** No pair is more frequent than the rarer of the two, so none more than the second most frequent of all. */
function secondLargest(counts: Int32Array): number {
  let [first, second] = [0, 0];
  for (const count of counts)
    if (count > first) [first, second] = [count, first];
    else if (count > second) second = count;
  return second;
}
