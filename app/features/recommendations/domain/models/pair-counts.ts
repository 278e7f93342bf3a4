import { bestFirst, type CommonCounts, type Neighbour } from "./common-counts.ts";
import { BestFew, type NeighbourLists, RowCounter } from "./neighbours.ts";
import { bothWays, Meetings, type TouchedPairs } from "./pair-meetings.ts";
import type { Interactions } from "./recommender.ts";
import { NEARLY_NOTHING } from "./similarity.ts";
import { rowLengths, rowsOf, type Sparse, transposed, usersByItems } from "./sparse.ts";

export interface PairCountsOptions {
  /** How many neighbours an item shows. */
  neighbours?: number;
  shrink?: number;
  /** Further neighbours, from which refits fill the places that change. */
  reserve?: number;
}

/** Enough for many refits. */
const RESERVE = 40;
/** How far a score may be off by what the two ways of computing it differ in. */
const HAIR = 1.00001;
const MOST_OF_16_BITS = 65_535;
/** What looking at one item of a buyer costs, in looks at one pair of the triangle: those lie far apart in memory. */
const READS_PER_PAIR = 0.5;

/**
 * Item to item by cosine that can be brought up to date with new interactions and then says exactly what a fit on
 * everything would say, in a small part of the time.
 *
 * All pair counts stand in one triangle in which the most bought items come first, so that the pairs that are touched
 * most lie close together. A refit adds to the counts of the new pairs only. Every item keeps its best candidates and a
 * bound on the score of all others: without new purchases in common a score can only fall, so a list is right as long
 * as its last place is not below that bound; where it is, that item alone is searched anew.
 */
export class PairCounts implements CommonCounts {
  readonly itemCount: number;
  readonly #shrink: number;
  readonly #neighbours: number;
  readonly #kept: number;
  /** By item: how many users have it. */
  readonly #counts: Int32Array;
  readonly #roots: Float64Array;
  /** By item its place by popularity at the time of the fit, and back. */
  readonly #rankOf: Int32Array;
  readonly #itemAt: Int32Array;
  /** Row r, column c < r: how many have both the item of rank r and that of rank c. */
  #pairs: Uint16Array | Uint32Array;
  /** What each user has, by rank, and who has each rank: at the fit, and since. */
  readonly #owned: Sparse;
  readonly #since = new Map<number, number[]>();
  readonly #owners: Sparse;
  readonly #ownersSince = new Map<number, number[]>();
  /** By rank: the candidates (ranks), best first, −1 where there are no more; and how many have both. */
  readonly #candidates: Int32Array;
  readonly #together: Int32Array;
  readonly #scores: Float64Array;
  /** By rank: no item that is not a candidate scores more. */
  readonly #bounds: Float64Array;
  /** By rank its place among the candidates of the row at hand, from 1; 0 = none. */
  readonly #placeOf: Int32Array;
  readonly #met: Int32Array;
  readonly #best: BestFew;

  /** The largest catalogue whose triangle is worth its memory: 250 MB. */
  static readonly MAXIMUM_ITEMS = 16_000;

  /** @throws RangeError for a catalogue above MAXIMUM_ITEMS */
  constructor(data: Interactions, options: PairCountsOptions = {}) {
    const { itemCount, userCount } = data;
    if (itemCount > PairCounts.MAXIMUM_ITEMS)
      throw new RangeError(`${itemCount} items are more than ${PairCounts.MAXIMUM_ITEMS}`);
    this.itemCount = itemCount;
    this.#shrink = options.shrink ?? 10;
    this.#neighbours = Math.max(1, Math.min(options.neighbours ?? 50, itemCount - 1));
    this.#kept = this.#neighbours + (options.reserve ?? RESERVE);
    const presence = usersByItems(data);
    this.#itemAt = byPopularity(transposed(presence));
    this.#rankOf = new Int32Array(itemCount);
    for (let rank = 0; rank < itemCount; rank++) this.#rankOf[this.#itemAt[rank]!] = rank;
    const ranks = presence.ids.map((item) => this.#rankOf[item]!);
    this.#owned = rowsOf(rowNumbers(presence), ranks, userCount, itemCount, null);
    this.#owners = transposed(this.#owned);
    this.#counts = rowLengths(this.#owners);
    this.#roots = Float64Array.from(this.#counts, Math.sqrt);
    // No pair is more frequent than the rarer of the two.
    const length = (itemCount * (itemCount - 1)) / 2;
    this.#pairs =
      (this.#counts[1] ?? 0) > MOST_OF_16_BITS ? new Uint32Array(length) : new Uint16Array(length);
    this.#candidates = new Int32Array(itemCount * this.#kept).fill(-1);
    this.#together = new Int32Array(itemCount * this.#kept);
    this.#scores = new Float64Array(itemCount * this.#kept);
    this.#bounds = new Float64Array(itemCount);
    this.#placeOf = new Int32Array(itemCount);
    this.#met = new Int32Array(itemCount);
    this.#best = new BestFew(this.#kept);
    this.#countAll();
  }

  /** Row by row, so that the sums stay in the fastest cache. */
  #countAll(): void {
    const counter = new RowCounter(this.#owned, this.#owners);
    const { counts, met } = counter;
    const pairs = this.#pairs;
    for (let rank = 0; rank < this.itemCount; rank++) {
      counter.count(rank);
      const row = rowStart(rank);
      for (let n = 0; n < counter.metCount; n++) if (met[n]! < rank) pairs[row + met[n]!] = counts[met[n]!]!;
      this.#best.offerCosines(counter, rank, this.#roots, this.#shrink + NEARLY_NOTHING);
      this.#keepBest(rank);
      counter.clear();
    }
  }

  #pair(rank: number, other: number): number {
    return this.#pairs[rank > other ? rowStart(rank) + other : rowStart(other) + rank]!;
  }

  /** The candidates of a row from what was offered. */
  #keepBest(rank: number): void {
    const from = rank * this.#kept;
    const count = this.#best.writeTo(this.#candidates, this.#scores, from);
    this.#candidates.fill(-1, from + count, from + this.#kept);
    const root = this.#roots[rank]!;
    const shrink = this.#shrink + NEARLY_NOTHING;
    for (let at = from; at < from + count; at++)
      // What the score was made from: a whole number, which the division has not moved far.
      this.#together[at] = Math.round(
        this.#scores[at]! * (root * this.#roots[this.#candidates[at]!]! + shrink),
      );
    this.#bounds[rank] = count === this.#kept ? this.#scores[from + count - 1]! : 0;
  }

  /** Searches a row anew. */
  #search(rank: number): void {
    const roots = this.#roots;
    const root = roots[rank]!;
    const shrink = this.#shrink + NEARLY_NOTHING;
    const best = this.#best;
    this.#forRow(rank, (other, together) => best.offer(other, together / (root * roots[other]! + shrink)));
    this.#keepBest(rank);
  }

  /** Goes through a row: of seldom bought items through what their buyers have, of the others through all items. */
  #forRow(rank: number, visit: (other: number, together: number) => void): void {
    const itemsPerUser = this.#owned.ids.length / Math.max(1, this.#owned.rowCount);
    if (this.#counts[rank]! * itemsPerUser * READS_PER_PAIR < this.itemCount)
      return this.#forOwners(rank, visit);
    for (let other = 0; other < this.itemCount; other++) {
      if (other === rank) continue;
      const together = this.#pair(rank, other);
      if (together > 0) visit(other, together);
    }
  }

  #forOwners(rank: number, visit: (other: number, together: number) => void): void {
    const together = this.#placeOf;
    const met = this.#met;
    const { starts, ids, rowCount } = this.#owned;
    const { starts: ownerStarts, ids: owners } = this.#owners;
    const isSettled = this.#since.size === 0;
    let metCount = 0;
    const meetSince = (user: number) => {
      for (const other of this.#since.get(user) ?? []) {
        if (together[other] === 0) met[metCount++] = other;
        together[other]!++;
      }
    };
    for (let at = ownerStarts[rank]!; at < ownerStarts[rank + 1]!; at++) {
      const user = owners[at]!;
      const end = starts[user + 1]!;
      for (let each = starts[user]!; each < end; each++) {
        const other = ids[each]!;
        const known = together[other]!;
        if (known === 0) met[metCount++] = other;
        together[other] = known + 1;
      }
      if (!isSettled) meetSince(user);
    }
    for (const user of this.#ownersSince.get(rank) ?? []) {
      const end = user < rowCount ? starts[user + 1]! : 0;
      for (let each = user < rowCount ? starts[user]! : 0; each < end; each++) {
        const other = ids[each]!;
        if (together[other] === 0) met[metCount++] = other;
        together[other]!++;
      }
      meetSince(user);
    }
    for (let n = 0; n < metCount; n++) {
      const other = met[n]!;
      if (other !== rank) visit(other, together[other]!);
      together[other] = 0;
    }
  }

  together(item: number, other: number): number {
    const [rank, otherRank] = [this.#rankOf[item]!, this.#rankOf[other]!];
    return rank === otherRank ? this.#counts[rank]! : this.#pair(rank, otherRank);
  }

  sizeOf(user: number): number {
    const { starts, rowCount } = this.#owned;
    const first = user < rowCount ? starts[user + 1]! - starts[user]! : 0;
    return first + (this.#since.get(user)?.length ?? 0);
  }

  itemsOf(user: number): number[] {
    const { starts, ids, rowCount } = this.#owned;
    const first = user < rowCount ? Array.from(ids.subarray(starts[user]!, starts[user + 1]!)) : [];
    return [...first, ...(this.#since.get(user) ?? [])].map((rank) => this.#itemAt[rank]!);
  }

  neighbours(
    item: number,
    limit: number,
    isAccepted: (other: number, together: number) => boolean,
  ): Neighbour[] {
    const rank = this.#rankOf[item]!;
    const from = rank * this.#kept;
    const found: Neighbour[] = [];
    const consider = (other: number, together: number) => {
      const neighbour = this.#itemAt[other]!;
      if (!isAccepted(neighbour, together)) return;
      const norm = Math.sqrt(this.#counts[rank]! * this.#counts[other]!) + this.#shrink;
      found.push({ item: neighbour, together, score: together / norm });
    };
    const filled = this.#filled(from);
    for (let at = from; at < from + filled; at++) consider(this.#candidates[at]!, this.#together[at]!);
    found.sort(bestFirst);
    // Who is no candidate scores no more than the bound: those above it are all there are.
    const last = found[limit - 1]?.score ?? 0;
    if (filled === this.#kept && last <= this.#bounds[rank]! * HAIR) {
      found.length = 0;
      this.#forRow(rank, consider);
      found.sort(bestFirst);
    }
    return found.slice(0, limit);
  }

  add(users: ArrayLike<number>, items: ArrayLike<number>): void {
    const meetings = this.#addToCounts(users, items);
    this.#makeRoom();
    const touched = this.#addToPairs(meetings);
    const shrink = this.#shrink + NEARLY_NOTHING;
    for (let rank = 0; rank < this.itemCount; rank++) {
      const root = Math.sqrt(this.#counts[rank]!);
      // (old·x + s) ÷ (new·x + s) is greatest for the smallest x, and nobody's root is below 1.
      this.#bounds[rank]! *= (this.#roots[rank]! + shrink) / (root + shrink);
      this.#roots[rank] = root;
    }
    for (let rank = 0; rank < this.itemCount; rank++) this.#refresh(rank, touched);
  }

  /** Before a pair may become more frequent than 16 bits can say. */
  #makeRoom(): void {
    if (this.#pairs instanceof Uint32Array) return;
    const frequent = this.#counts.reduce((sum, count) => sum + (count > MOST_OF_16_BITS ? 1 : 0), 0);
    if (frequent > 1) this.#pairs = Uint32Array.from(this.#pairs);
  }

  /** Counts the new interactions and says which ranks met. */
  #addToCounts(users: ArrayLike<number>, items: ArrayLike<number>): Meetings {
    const met = new Meetings();
    const { starts, ids, rowCount } = this.#owned;
    for (let n = 0; n < users.length; n++) {
      const user = users[n]!;
      const rank = this.#rankOf[items[n]!];
      if (rank === undefined) throw new RangeError(`item ${items[n]} was not there at the fit`);
      const [from, to] = user < rowCount ? [starts[user]!, starts[user + 1]!] : [0, 0];
      const since = this.#since.get(user) ?? [];
      if (since.includes(rank) || isAmong(ids, from, to, rank)) continue;
      for (let at = from; at < to; at++) met.push(rank, ids[at]!);
      for (const other of since) met.push(rank, other);
      this.#counts[rank]!++;
      if (since.push(rank) === 1) this.#since.set(user, since);
      const owners = this.#ownersSince.get(rank);
      if (owners) owners.push(user);
      else this.#ownersSince.set(rank, [user]);
    }
    return met;
  }

  /**
   * By rank the score that nobody can fall short of and still concern the row: neither is it a candidate, nor can it come
   * in or move the bound.
   */
  #thresholds(): Float64Array {
    const last = this.#kept - 1;
    return this.#bounds.map((bound, rank) => {
      const at = rank * this.#kept + last;
      return this.#candidates[at]! < 0 ? 0 : Math.min(bound, this.#scores[at]!);
    });
  }

  /**
   * Adds meetings to the triangle, row after row, so that memory is read in its order, and reads the new counts there.
   * Answers those that may concern a row of the two. By the roots from before: with them a candidate scores no less than
   * it did, and whoever scores no more than the bound does so with the new ones, too, as both fall.
   */
  #addToPairs(meetings: Meetings): TouchedPairs {
    const { starts, others } = meetings.byHigherRank(this.itemCount);
    const pairs = this.#pairs;
    const placeOf = this.#placeOf;
    const unique = new Int32Array(others.length);
    const together = new Int32Array(others.length);
    const ends = new Int32Array(this.itemCount);
    const degrees = new Int32Array(this.itemCount + 1);
    const thresholds = this.#thresholds();
    const roots = this.#roots;
    const shrink = this.#shrink + NEARLY_NOTHING;
    let kept = 0;
    for (let rank = 0; rank < this.itemCount; rank++) {
      const row = rowStart(rank);
      const [root, threshold] = [roots[rank]!, thresholds[rank]!];
      const first = kept;
      let length = kept;
      for (let at = starts[rank]!; at < starts[rank + 1]!; at++) {
        const other = others[at]!;
        if (placeOf[other] === 0) unique[length++] = other;
        placeOf[other]!++;
      }
      for (let at = first; at < length; at++) {
        const other = unique[at]!;
        const both = (pairs[row + other]! += placeOf[other]!);
        placeOf[other] = 0;
        if (both < Math.min(threshold, thresholds[other]!) * (root * roots[other]! + shrink)) continue;
        unique[kept] = other;
        together[kept++] = both;
        degrees[other + 1]!++;
      }
      degrees[rank + 1]! += kept - first;
      ends[rank] = kept;
    }
    return bothWays({ ends, others: unique, together }, degrees);
  }

  /** Brings one row up to date: its counts, its scores, the order, and who comes in. */
  #refresh(rank: number, { starts, entries }: TouchedPairs): void {
    const placeOf = this.#placeOf;
    const [from, to] = [2 * starts[rank]!, 2 * starts[rank + 1]!];
    for (let at = from; at < to; at += 2) placeOf[entries[at]!] = at + 1;
    this.#rescore(rank, to > from ? entries : null);
    if (to > from) this.#consider(rank, entries, from, to);
    const last = rank * this.#kept + this.#neighbours - 1;
    if (this.#candidates[last]! >= 0 && this.#scores[last]! < this.#bounds[rank]!) this.#search(rank);
  }

  /** How many candidates a row has. */
  #filled(start: number): number {
    let count = this.#kept;
    while (count > 0 && this.#candidates[start + count - 1]! < 0) count--;
    return count;
  }

  /** New counts, all scores of a row, and the order, which has hardly changed. Candidates' marks become −1. */
  #rescore(rank: number, entries: Int32Array | null): void {
    const candidates = this.#candidates;
    const together = this.#together;
    const scores = this.#scores;
    const roots = this.#roots;
    const placeOf = this.#placeOf;
    const root = roots[rank]!;
    const shrink = this.#shrink + NEARLY_NOTHING;
    const start = rank * this.#kept;
    const end = start + this.#kept;
    let before = Infinity;
    for (let at = start; at < end; at++) {
      const candidate = candidates[at]!;
      if (candidate < 0) break;
      if (entries !== null) {
        const entry = placeOf[candidate]!;
        if (entry > 0) {
          together[at] = entries[entry]!;
          placeOf[candidate] = -1;
        }
      }
      const score = together[at]! / (root * roots[candidate]! + shrink);
      if (score > before) this.#place(start, at, candidate, together[at]!, score);
      else {
        scores[at] = score;
        before = score;
      }
    }
  }

  /** Looks at items that more have together with a row's than before, and that are no candidates. Takes the marks away. */
  #consider(rank: number, entries: Int32Array, from: number, to: number): void {
    const roots = this.#roots;
    const placeOf = this.#placeOf;
    const shrink = this.#shrink + NEARLY_NOTHING;
    const root = roots[rank]!;
    const start = rank * this.#kept;
    const end = start + this.#kept - 1;
    let bound = this.#bounds[rank]!;
    let isFull = this.#candidates[end]! >= 0;
    for (let at = from; at < to; at += 2) {
      const other = entries[at]!;
      const together = entries[at + 1]!;
      const isCandidate = placeOf[other]! < 0;
      placeOf[other] = 0;
      const norm = root * roots[other]! + shrink;
      // Nearly all end here: they score no more than those that are no candidates might do anyway.
      if (isCandidate || (isFull && together <= bound * norm)) continue;
      const score = together / norm;
      if (!isFull) {
        this.#place(start, start + this.#filled(start), other, together, score);
        isFull = this.#candidates[end]! >= 0;
        continue;
      }
      // Either this one or the last, which leaves, belongs to the others from now on.
      bound = Math.max(bound, Math.min(score, this.#scores[end]!));
      if (score > this.#scores[end]!) this.#place(start, end, other, together, score);
    }
    this.#bounds[rank] = bound;
  }

  /** Puts a candidate where it belongs among those from `start` to `place`, which are in order. */
  #place(start: number, place: number, other: number, together: number, score: number): void {
    let at = place;
    for (; at > start && this.#scores[at - 1]! < score; at--) {
      this.#scores[at] = this.#scores[at - 1]!;
      this.#candidates[at] = this.#candidates[at - 1]!;
      this.#together[at] = this.#together[at - 1]!;
    }
    this.#scores[at] = score;
    this.#candidates[at] = other;
    this.#together[at] = together;
  }

  /** The nearest items of each item, as `nearestItems` gives them; equal scores may stand in another order. */
  lists(): NeighbourLists {
    const size = this.#neighbours;
    const items = new Int32Array(this.itemCount * size);
    const scores = new Float64Array(this.itemCount * size);
    const itemAt = this.#itemAt;
    const candidates = this.#candidates;
    const kept = this.#scores;
    for (let rank = 0; rank < this.itemCount; rank++) {
      const from = rank * this.#kept;
      const to = itemAt[rank]! * size;
      for (let n = 0; n < size; n++) {
        const candidate = candidates[from + n]!;
        items[to + n] = candidate < 0 ? -1 : itemAt[candidate]!;
        scores[to + n] = candidate < 0 ? 0 : kept[from + n]!;
      }
    }
    return { itemCount: this.itemCount, size, items, scores };
  }
}

/** Where the row of a rank starts in the triangle. */
function rowStart(rank: number): number {
  return (rank * (rank - 1)) / 2;
}

/** The items, most owned first. */
function byPopularity(owners: Sparse): Int32Array {
  const counts = rowLengths(owners);
  return Int32Array.from(counts.keys()).toSorted((a, b) => counts[b]! - counts[a]! || a - b);
}

function isAmong(ids: Int32Array, from: number, to: number, sought: number): boolean {
  for (let at = from; at < to; at++) if (ids[at] === sought) return true;
  return false;
}

function rowNumbers(matrix: Sparse): Int32Array {
  const rows = new Int32Array(matrix.ids.length);
  for (let row = 0; row < matrix.rowCount; row++)
    rows.fill(row, matrix.starts[row]!, matrix.starts[row + 1]!);
  return rows;
}
