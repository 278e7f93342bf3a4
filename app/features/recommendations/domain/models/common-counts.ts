/** What goes with an item. */
export interface Neighbour {
  item: number;
  /** How many have both. */
  together: number;
  /** together ÷ (√(own · other) + shrink) */
  score: number;
}

/** How often items were had, and had together, kept up to date: what `PairCounts` and `RowCounts` both are. */
export interface CommonCounts {
  readonly itemCount: number;
  /**
   * Adds new interactions; pairs of user and item that are known already change nothing. Users may be new.
   *
   * @throws RangeError for an item that was not there at the fit: then a new fit is due
   */
  add(users: ArrayLike<number>, items: ArrayLike<number>): void;
  /** How many have both. */
  together(item: number, other: number): number;
  /** What goes best with an item among what is accepted; equal scores by the lower item. */
  neighbours(
    item: number,
    limit: number,
    isAccepted: (other: number, together: number) => boolean,
  ): Neighbour[];
  /** How many items a user has, and which. */
  sizeOf(user: number): number;
  itemsOf(user: number): number[];
}

/** The order of neighbours: the best first, equal scores by the lower item. */
export function bestFirst(a: Neighbour, b: Neighbour): number {
  return b.score - a.score || a.item - b.item;
}
