import { groupedBy, type Sparse } from "./sparse.ts";

/** Items that at least the required number of baskets have in common. */
export interface ItemSet {
  /** Ascending. */
  items: readonly number[];
  /** How many baskets hold all of them. */
  count: number;
}

export interface ItemSetOptions {
  /** In how many baskets at least; at least 1. */
  minimumCount: number;
  /** How many items at most. */
  maximumLength?: number;
  /** How many sets at most. */
  limit?: number;
}

/** More frequent sets than allowed: ask for a greater count. */
export class TooManyItemSets extends RangeError {
  override readonly name = "TooManyItemSets";
}

/**
 * All frequent item sets, depth first over the lists of baskets that hold a set (Eclat: Zaki 2000, "Scalable Algorithms
 * for Association Mining", IEEE TKDE 12(3)), the lists being made by "occurrence deliver" (Uno, Asai, Uchida & Arimura
 * 2004, "LCM ver. 2", section 3.2): one pass over the baskets of a set counts all of its extensions at once.
 *
 * @param baskets baskets × items, each pair once, ascending
 * @throws TooManyItemSets
 */
export function frequentItemSets(baskets: Sparse, options: ItemSetOptions): ItemSet[] {
  const { maximumLength = 10, limit = 2_000_000 } = options;
  const minimumCount = Math.max(1, options.minimumCount);
  const { starts, ids, rowCount, columnCount } = baskets;
  const counts = new Int32Array(columnCount);
  const found: ItemSet[] = [];
  const prefix: number[] = [];

  /** @param ends where, in `ids`, the rest of each basket begins that may extend the prefix; `owners` whose it is */
  const extend = (owners: Int32Array, ends: Int32Array) => {
    const met: number[] = [];
    for (let n = 0; n < owners.length; n++)
      for (let at = ends[n]!; at < starts[owners[n]! + 1]!; at++)
        if (counts[ids[at]!]!++ === 0) met.push(ids[at]!);
    const frequent = met.filter((item) => counts[item]! >= minimumCount).toSorted((a, b) => a - b);
    const sizes = frequent.map((item) => counts[item]!);
    for (const item of met) counts[item] = 0;
    if (found.length + frequent.length > limit)
      throw new TooManyItemSets(`more than ${limit} item sets stand in ${minimumCount} baskets`);
    for (const [n, item] of frequent.entries()) found.push({ items: [...prefix, item], count: sizes[n]! });
    if (prefix.length + 1 >= maximumLength) return;
    const lists = deliver({ owners, ends, frequent, sizes, starts, ids });
    for (const [n, item] of frequent.entries()) {
      prefix.push(item);
      extend(lists[n]!.owners, lists[n]!.ends);
      prefix.pop();
    }
  };
  extend(
    Int32Array.from({ length: rowCount }, (_, row) => row),
    starts.slice(0, rowCount),
  );
  return found;
}

/** For each frequent extension the baskets that hold it, with where their rest begins. */
function deliver(given: {
  owners: Int32Array;
  ends: Int32Array;
  frequent: readonly number[];
  sizes: readonly number[];
  starts: Int32Array;
  ids: Int32Array;
}): { owners: Int32Array; ends: Int32Array }[] {
  const { owners, ends, frequent, sizes, starts, ids } = given;
  const lists = sizes.map((size) => ({
    owners: new Int32Array(size),
    ends: new Int32Array(size),
    filled: 0,
  }));
  const listOf = new Map(frequent.map((item, n) => [item, lists[n]!]));
  for (let n = 0; n < owners.length; n++)
    for (let at = ends[n]!; at < starts[owners[n]! + 1]!; at++) {
      const list = listOf.get(ids[at]!);
      if (!list) continue;
      list.owners[list.filled] = owners[n]!;
      list.ends[list.filled++] = at + 1;
    }
  return lists;
}

/** "Who buys all of `given` buys `implied`." */
export interface AssociationRule {
  given: readonly number[];
  implied: number;
  /** How many baskets hold all of it. */
  count: number;
  /** Share of the baskets with `given` that hold `implied` too: 0 to 1. */
  confidence: number;
  /** How many times as often as in all baskets. */
  lift: number;
}

/**
 * The rules with one item on the right-hand side (Agrawal & Srikant 1994, "Fast Algorithms for Mining Association
 * Rules", VLDB, section 3).
 *
 * @param sets all frequent item sets of `basketCount` baskets, subsets included
 */
export function rulesFrom(
  sets: readonly ItemSet[],
  basketCount: number,
  minimumConfidence: number,
): AssociationRule[] {
  const countOf = new Map(sets.map(({ items, count }) => [items.join(), count]));
  const rules: AssociationRule[] = [];
  for (const { items, count } of sets) {
    if (items.length < 2) continue;
    for (const implied of items) {
      const given = items.filter((item) => item !== implied);
      const confidence = count / countOf.get(given.join())!;
      // 5 of 10 must pass a minimum of .5 however the division is rounded.
      if (confidence < minimumConfidence - 1e-12) continue;
      const lift = (confidence * basketCount) / countOf.get(String(implied))!;
      rules.push({ given, implied, count, confidence, lift });
    }
  }
  return rules;
}

/** The least count that reaches a support, forgiving the rounding of the product. */
export function countForSupport(support: number, basketCount: number): number {
  return Math.max(1, Math.ceil(support * basketCount - 1e-9));
}

/** The baskets of a list in which each basket is a list of item indices; repeats within a basket count once. */
export function basketsOf(lists: readonly (readonly number[])[], itemCount: number): Sparse {
  const sets = lists.map((items) => [...new Set(items)].toSorted((a, b) => a - b));
  const rows = Int32Array.from(sets.flatMap((items, row) => items.map(() => row)));
  const ids = Int32Array.from(sets.flat());
  const { starts } = groupedBy(rows, lists.length);
  return {
    rowCount: lists.length,
    columnCount: itemCount,
    starts,
    ids,
    values: new Float32Array(ids.length).fill(1),
  };
}
