const MOST_OF_16_BITS = 65_535;

/**
 * A number for each pair of ranks, in half a square: row r, column c < r. With the most bought first, the pairs that are
 * touched most lie close together.
 */
export class PairTriangle {
  #values: Uint16Array | Uint32Array;

  /** @param largest what a value may be at most for now */
  constructor(count: number, largest: number) {
    const length = (count * (count - 1)) / 2;
    this.#values = largest > MOST_OF_16_BITS ? new Uint32Array(length) : new Uint16Array(length);
  }

  /** Before values may become larger than 16 bits can say. */
  makeRoomFor(largest: number): void {
    if (largest > MOST_OF_16_BITS && this.#values instanceof Uint16Array)
      this.#values = Uint32Array.from(this.#values);
  }

  of(rank: number, other: number): number {
    return this.#values[rank > other ? rowStart(rank) + other : rowStart(other) + rank]!;
  }

  /** Row of a rank: the values with all lower ranks, to be read and written. */
  row(rank: number): Uint16Array | Uint32Array {
    return this.#values.subarray(rowStart(rank), rowStart(rank + 1));
  }
}

/** Where the row of a rank starts. */
function rowStart(rank: number): number {
  return (rank * (rank - 1)) / 2;
}
