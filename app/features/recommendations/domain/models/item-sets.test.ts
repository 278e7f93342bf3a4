import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { basketsOf, countForSupport, frequentItemSets, rulesFrom, TooManyItemSets } from "./item-sets.ts";

const ITEMS = 6;
const anyBaskets = fc.array(fc.array(fc.nat(ITEMS - 1), { maxLength: 6 }), { maxLength: 14 });

/** Every subset of the items that stands in enough baskets, by trying them all. */
function bruteForce(lists: readonly (readonly number[])[], minimumCount: number): Map<string, number> {
  const found = new Map<string, number>();
  for (let mask = 1; mask < 2 ** ITEMS; mask++) {
    const items = Array.from({ length: ITEMS }, (_, item) => item).filter((item) => mask & (1 << item));
    const count = lists.filter((list) => items.every((item) => list.includes(item))).length;
    if (count >= minimumCount) found.set(items.join(), count);
  }
  return found;
}

describe("frequent item sets", () => {
  it("are those that trying all of them finds, and so are the rules", () => {
    fc.assert(
      fc.property(
        anyBaskets,
        fc.integer({ min: 1, max: 4 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (lists, minimumCount, minimumConfidence) => {
          const sets = frequentItemSets(basketsOf(lists, ITEMS), { minimumCount });
          const expected = bruteForce(lists, minimumCount);
          expect(new Map(sets.map(({ items, count }) => [items.join(), count]))).toEqual(expected);
          expect(sets).toHaveLength(expected.size);

          const rules = rulesFrom(sets, lists.length, minimumConfidence);
          const wanted = [...expected].flatMap(([key, count]) => {
            const items = key.split(",");
            return items.length < 2
              ? []
              : items
                  .map((implied) => ({ implied, rest: items.filter((item) => item !== implied).join() }))
                  .filter(({ rest }) => count / expected.get(rest)! >= minimumConfidence - 1e-12)
                  .map(({ implied, rest }) => `${rest}→${implied}`);
          });
          expect(rules.map(({ given, implied }) => `${given.join()}→${implied}`).toSorted()).toEqual(
            wanted.toSorted(),
          );
        },
      ),
    );
  });

  it("stay within a length and a number", () => {
    const baskets = basketsOf(
      [
        [0, 1, 2],
        [0, 1, 2],
      ],
      3,
    );
    expect(frequentItemSets(baskets, { minimumCount: 2, maximumLength: 2 })).toHaveLength(6);
    expect(() => frequentItemSets(baskets, { minimumCount: 2, limit: 6 })).toThrow(TooManyItemSets);
  });

  it("of a rule give support, confidence and lift by hand", () => {
    const sets = frequentItemSets(basketsOf([[0, 1], [0, 1], [0], [2]], 3), { minimumCount: 1 });
    const rule = rulesFrom(sets, 4, 0).find(({ given, implied }) => given[0] === 0 && implied === 1);
    expect(rule).toMatchObject({ count: 2, confidence: 2 / 3, lift: (2 / 3 / 2) * 4 });
  });

  it("count a support without the fault of rounding", () => {
    expect(countForSupport(0.001, 9_835)).toBe(10);
    expect(countForSupport(0.07, 100)).toBe(7);
    expect(countForSupport(0, 100)).toBe(1);
  });
});
