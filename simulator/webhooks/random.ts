/** Chance that can be repeated: the same seed gives the same faults. */

export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** The items in another order. */
  shuffle<T>(items: readonly T[]): T[];
  seed(value: number): void;
}

/** A 32-bit counter through a mixing function; good enough to choose which webhook is hit. */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x9e37_79b9) | 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    shuffle: (items) => {
      const mixed = [...items];
      for (let at = mixed.length - 1; at > 0; at -= 1) {
        const other = Math.floor(next() * (at + 1));
        [mixed[at], mixed[other]] = [mixed[other]!, mixed[at]!];
      }
      return mixed;
    },
    seed: (value) => {
      state = value | 0;
    },
  };
}
