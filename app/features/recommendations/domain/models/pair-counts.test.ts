import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearestItems } from "./neighbours.ts";
import { PairCounts } from "./pair-counts.ts";
import { cosine } from "./similarity.ts";
import { rowLengths, transposed, usersByItems } from "./sparse.ts";

const USERS = 30;
const ITEMS = 90;
const entry = fc.tuple(fc.nat(USERS - 1), fc.nat(ITEMS - 1));
// Many small items and some that nearly everybody has, as in a shop.
const entries = (maximum: number) =>
  fc.array(
    entry.map(([user, item]) => [user, Math.floor(item ** 2 / ITEMS)] as const),
    { maxLength: maximum },
  );

function dataOf(pairs: readonly (readonly [number, number])[]) {
  return {
    userCount: USERS + 5,
    itemCount: ITEMS,
    users: Int32Array.from(pairs, ([user]) => user),
    items: Int32Array.from(pairs, ([, item]) => item),
  };
}

interface Wanted {
  neighbours: number;
  shrink: number;
  minimum: number;
}

/** The scores of each item's nearest, by a fit on everything. */
function wholeFit(pairs: readonly (readonly [number, number])[], { neighbours, shrink, minimum }: Wanted) {
  const users = usersByItems(dataOf(pairs));
  const items = transposed(users);
  const counts = rowLengths(items);
  const { scores } = nearestItems(users, items, {
    size: neighbours,
    similarity: (a, b, together) =>
      together < minimum ? 0 : cosine(together, counts[a]!, counts[b]!, shrink),
  });
  return Array.from({ length: ITEMS }, (_, item) =>
    Array.from(scores.subarray(item * neighbours, (item + 1) * neighbours))
      .filter((score) => score > 0)
      .map((score): unknown => expect.closeTo(score, 5)),
  );
}

const anything = () => true;
const scoresOf = (counts: PairCounts, item: number, limit: number) =>
  counts.neighbours(item, limit, anything).map(({ score }) => score);

describe("pair counts", () => {
  it("after any additions say what a fit on everything says", () => {
    fc.assert(
      fc.property(
        entries(400),
        fc.array(entries(30), { maxLength: 4 }),
        fc.record({
          neighbours: fc.constantFrom(1, 3, 10),
          shrink: fc.constantFrom(0, 2, 50),
          minimum: fc.constantFrom(1, 2, 4),
        }),
        fc.constantFrom(0, 5, 40),
        // Rows that are read between additions are searched earlier than others.
        fc.array(fc.nat(ITEMS - 1), { maxLength: 20 }),
        (before, additions, wanted, reserve, readBetween) => {
          const counts = new PairCounts(dataOf(before), { ...wanted, reserve });
          for (const added of additions) {
            counts.add(
              added.map(([user]) => user),
              added.map(([, item]) => item),
            );
            for (const item of readBetween) counts.neighbours(item, 1, anything);
          }
          const whole = wholeFit([...before, ...additions.flat()], wanted);
          for (const [item, scores] of whole.entries())
            expect(scoresOf(counts, item, wanted.neighbours)).toEqual(scores);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("take purchases of a customer who is new", () => {
    const counts = new PairCounts(dataOf([[0, 1]]), { neighbours: 2, shrink: 0 });
    counts.add([USERS + 90, USERS + 90], [1, 2]);
    expect(counts.neighbours(2, 2, anything)).toMatchObject([{ item: 1, together: 1 }]);
  });

  it("count on where 16 bits no longer do", () => {
    const people = 65_530;
    const users = Int32Array.from({ length: 2 * people }, (_, at) => at >> 1);
    const items = users.map((_, at) => at % 2);
    const counts = new PairCounts({ userCount: people, itemCount: 3, users, items });
    for (let user = people; user < people + 10; user++) counts.add([user, user], [0, 1]);
    expect(counts.together(1, 0)).toBe(people + 10);
    expect(counts.neighbours(0, 1, anything)[0]?.score).toBeCloseTo((people + 10) / (people + 20), 6);
  });

  it("ask for a new fit when an item is new", () => {
    const counts = new PairCounts(dataOf([[0, 1]]));
    expect(() => counts.add([0], [ITEMS])).toThrow("was not there at the fit");
  });
});
