import type { Meetings } from "./pair-meetings.ts";
import { rowLengths, rowsOf, type Sparse, transposed } from "./sparse.ts";

/**
 * Which users have which items: as they were at a fit, packed, and what came since beside it. Items go by their rank, the
 * most owned first at the fit.
 */
export class ItemOwners {
  /** By rank: how many users have it. */
  readonly counts: Int32Array;
  readonly #owned: Sparse;
  readonly #owners: Sparse;
  readonly #ownedSince = new Map<number, number[]>();
  readonly #ownersSince = new Map<number, number[]>();
  /** By rank, while a row is counted: how many owners have it; 0 = not met. */
  readonly #together: Int32Array;
  readonly #met: Int32Array;

  /** @param owned users × ranks */
  constructor(owned: Sparse) {
    this.#owned = owned;
    this.#owners = transposed(owned);
    this.counts = rowLengths(this.#owners);
    this.#together = new Int32Array(owned.columnCount);
    this.#met = new Int32Array(owned.columnCount);
  }

  /** What the packed part says: users × ranks, and back. */
  get atFit(): { owned: Sparse; owners: Sparse } {
    return { owned: this.#owned, owners: this.#owners };
  }

  /** Notes that a user has an item, and whom of the user's items it meets; what is known already changes nothing. */
  add(user: number, rank: number, met: Meetings): void {
    const { starts, ids, rowCount } = this.#owned;
    const [from, to] = user < rowCount ? [starts[user]!, starts[user + 1]!] : [0, 0];
    const since = this.#ownedSince.get(user) ?? [];
    if (since.includes(rank) || isAmong(ids, from, to, rank)) return;
    for (let at = from; at < to; at++) met.push(rank, ids[at]!);
    for (const other of since) met.push(rank, other);
    this.counts[rank]!++;
    if (since.push(rank) === 1) this.#ownedSince.set(user, since);
    const owners = this.#ownersSince.get(rank);
    if (owners) owners.push(user);
    else this.#ownersSince.set(rank, [user]);
  }

  /** How many items a user has. */
  sizeOf(user: number): number {
    const { starts, rowCount } = this.#owned;
    const first = user < rowCount ? starts[user + 1]! - starts[user]! : 0;
    return first + (this.#ownedSince.get(user)?.length ?? 0);
  }

  /** The ranks of what a user has. */
  ranksOf(user: number): number[] {
    const { starts, ids, rowCount } = this.#owned;
    const first = user < rowCount ? Array.from(ids.subarray(starts[user]!, starts[user + 1]!)) : [];
    return [...first, ...(this.#ownedSince.get(user) ?? [])];
  }

  /** How many items must be looked at to count who has a rank together with which others. */
  costOf(rank: number): number {
    return (this.counts[rank]! * this.#owned.ids.length) / Math.max(1, this.#owned.rowCount);
  }

  /** Goes through all ranks that somebody has together with this one, in no order. */
  forTogether(rank: number, visit: (other: number, together: number) => void): void {
    const together = this.#together;
    const met = this.#met;
    const { starts, ids, rowCount } = this.#owned;
    const { starts: ownerStarts, ids: owners } = this.#owners;
    let metCount = 0;
    const meet = (other: number) => {
      if (together[other] === 0) met[metCount++] = other;
      together[other]!++;
    };
    const meetAll = (user: number) => {
      const end = user < rowCount ? starts[user + 1]! : 0;
      for (let at = user < rowCount ? starts[user]! : 0; at < end; at++) meet(ids[at]!);
      if (this.#ownedSince.size > 0) for (const other of this.#ownedSince.get(user) ?? []) meet(other);
    };
    for (let at = ownerStarts[rank]!; at < ownerStarts[rank + 1]!; at++) meetAll(owners[at]!);
    for (const user of this.#ownersSince.get(rank) ?? []) meetAll(user);
    for (let n = 0; n < metCount; n++) {
      const other = met[n]!;
      if (other !== rank) visit(other, together[other]!);
      together[other] = 0;
    }
  }
}

/** Users × ranks from users × items. @param rankOf by item */
export function ranked(presence: Sparse, rankOf: Int32Array): Sparse {
  const ranks = presence.ids.map((item) => rankOf[item]!);
  return rowsOf(rowNumbers(presence), ranks, presence.rowCount, presence.columnCount, null);
}

function rowNumbers(matrix: Sparse): Int32Array {
  const rows = new Int32Array(matrix.ids.length);
  for (let row = 0; row < matrix.rowCount; row++)
    rows.fill(row, matrix.starts[row]!, matrix.starts[row + 1]!);
  return rows;
}

function isAmong(ids: Int32Array, from: number, to: number, sought: number): boolean {
  for (let at = from; at < to; at++) if (ids[at] === sought) return true;
  return false;
}
