import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PairCount, rankNeighbours } from "./placements.ts";
import { type CountedBy, type CountedOrders, ShopCounts } from "./shop-counts.ts";

interface Order {
  person: number;
  items: number[];
}

const ITEMS = 40;
const order = fc.record({
  person: fc.nat(9),
  // Some that nearly everybody has, and many that few have.
  items: fc
    .uniqueArray(fc.nat(ITEMS - 1), { maxLength: 12 })
    .map((items) => [...new Set(items.map((item) => Math.floor(item ** 2 / ITEMS)))]),
});
const orders = (maxLength: number) => fc.array(order, { maxLength });

function asCounted(all: readonly Order[]): CountedOrders {
  const starts = [0];
  for (const { items } of all) starts.push(starts.at(-1)! + items.length);
  return {
    people: Int32Array.from(all, ({ person }) => person),
    starts: Int32Array.from(starts),
    items: Int32Array.from(all.flatMap(({ items }) => items)),
  };
}

/** The same by counting everything one by one. */
function counted(all: readonly Order[], by: CountedBy, item: number, limit: number) {
  const histories = (sets: Iterable<readonly Order[]>) =>
    [...sets].map(
      (of) => new Set(of.filter(({ items }) => items.length <= 100).flatMap(({ items }) => items)),
    );
  const people = histories(Map.groupBy(all, ({ person }) => person).values()).filter(
    (set) => set.size <= 200,
  );
  const sets = by === "people" ? people : histories(all.map((one) => [one]));
  const together = (of: readonly Set<number>[], a: number, b: number) =>
    of.reduce((sum, set) => sum + (set.has(a) && set.has(b) ? 1 : 0), 0);
  const pairs = Array.from({ length: ITEMS }, (_, other): PairCount => ({
    otherId: BigInt(other),
    together: together(sets, item, other),
    own: together(sets, item, item),
    other: together(sets, other, other),
    people: together(people, item, other),
  })).filter(({ otherId }) => otherId !== BigInt(item));
  return rankNeighbours(BigInt(item), pairs, limit).map(({ id, score, reason }) => ({
    item: Number(id),
    together: reason.kind === "together" ? reason.times : 0,
    score,
  }));
}

function check(counts: ShopCounts, all: readonly Order[], limit: number): void {
  for (const by of ["people", "baskets"] as const)
    for (let item = 0; item < ITEMS; item++)
      expect(counts.neighbours(by, item, limit)).toEqual(counted(all, by, item, limit));
}

describe("the counts of a shop", () => {
  // Few are kept at hand, so that rows are searched anew; and none, as in a large catalogue.
  it.each([{ neighbours: 2, reserve: 1 }, { neighbours: 40 }, { maximumItems: 1 }])(
    "after any additions are those of all orders (%o)",
    (options) => {
      fc.assert(
        fc.property(
          orders(70),
          fc.array(orders(10), { maxLength: 3 }),
          fc.constantFrom(1, 4, 40),
          (first, additions, limit) => {
            const counts = new ShopCounts(asCounted(first), ITEMS, options);
            for (const added of additions) expect(counts.add(asCounted(added))).toBe(true);
            check(counts, [...first, ...additions.flat()], limit);
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  const many = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n);
  const pair = (person: number): Order => ({ person, items: [0, 1] });

  it("leave out orders of more than 100 products and people with more than 200", () => {
    const large: Order[] = [
      { person: 0, items: many(0, 101) },
      ...[0, 100, 199].map((from) => ({ person: 1, items: many(from, from === 199 ? 2 : 100) })),
    ];
    const counts = new ShopCounts(asCounted([...large, pair(2), pair(3)]), 400);
    expect(counts.peopleWithBoth(0, 1)).toBe(2);
    expect(counts.neighbours("people", 0, 9)).toMatchObject([{ item: 1, together: 2 }]);
    // An order of a reseller is an order.
    expect(counts.neighbours("baskets", 0, 9)).toMatchObject([{ item: 1, together: 3 }]);
    expect(counts.add(asCounted([{ person: 1, items: [399] }, pair(1)]))).toBe(true);
    expect(counts.peopleWithBoth(0, 1)).toBe(2);
  });

  it("ask to be made anew when somebody passes 200 products, and not when they buy the same again", () => {
    const known = [{ person: 0, items: many(0, 100) }, { person: 0, items: many(100, 100) }, pair(1)];
    const counts = new ShopCounts(asCounted(known), 400);
    expect(counts.add(asCounted([{ person: 0, items: many(50, 100) }]))).toBe(true);
    const next = { person: 0, items: [200] };
    expect(counts.add(asCounted([pair(2), next]))).toBe(false);
    expect(counts.peopleWithBoth(0, 1)).toBe(2);
    expect(new ShopCounts(asCounted([...known, pair(2), next]), 400).peopleWithBoth(0, 1)).toBe(2);
  });
});
