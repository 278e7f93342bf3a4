import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { connection, type ConnectionOptions, count } from "./connection.ts";

interface Item {
  id: bigint;
  rank: number;
}

type Options = Partial<ConnectionOptions<Item>>;

const info = { fieldName: "items", path: { key: "items", prev: undefined, typename: undefined } } as never;

function page(items: Item[], args: Record<string, unknown>, options: Options = {}) {
  return connection<Item>({
    items,
    args,
    context: { bulkWindow: null },
    info,
    idOf: (item) => item.id,
    ...options,
  });
}

const byRank: Options = { sortValue: (item) => item.rank };
const itemsOf = (ranks: number[]): Item[] =>
  ranks.map((rank, index) => ({ id: BigInt(index) + 2n ** 53n, rank }));
const idsOf = (items: Item[]): bigint[] => items.map((item) => item.id);

/** All pages, one after the other. */
function walk(items: Item[], size: number, options: Options, reverse: boolean, forward: boolean): bigint[] {
  const found: bigint[] = [];
  for (let cursor: string | null = null; ;) {
    const args = forward ? { first: size, after: cursor } : { last: size, before: cursor };
    const { nodes, pageInfo } = page(items, { ...args, reverse }, options);
    if (forward) found.push(...idsOf(nodes));
    else found.unshift(...idsOf(nodes));
    if (!(forward ? pageInfo.hasNextPage : pageInfo.hasPreviousPage)) return found;
    cursor = forward ? pageInfo.endCursor : pageInfo.startCursor;
  }
}

it("gives every item once, in order, by any page size and both ways", () => {
  const cases = fc.record({
    ranks: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 30 }),
    size: fc.integer({ min: 1, max: 7 }),
    reverse: fc.boolean(),
    forward: fc.boolean(),
  });
  fc.assert(
    fc.property(cases, ({ ranks, size, reverse, forward }) => {
      const items = itemsOf(ranks);
      const sorted = items.toSorted((a, b) => a.rank - b.rank || Number(a.id - b.id));
      expect(walk(items, size, byRank, reverse, forward)).toEqual(
        idsOf(reverse ? sorted.toReversed() : sorted),
      );
    }),
  );
});

it("keeps the order of a list that has one", () => {
  const items = itemsOf([3, 1, 2]);
  expect(walk(items, 2, { keepOrder: true }, false, true)).toEqual(idsOf(items));
  expect(walk(items, 2, { keepOrder: true }, true, true)).toEqual(idsOf(items.toReversed()));
});

it("goes on where it was when the last item has changed or gone", () => {
  const items = itemsOf([1, 2, 3, 4]);
  const { endCursor } = page(items, { first: 2 }, byRank).pageInfo;
  const without = items.filter((item) => item.rank !== 2);
  expect(page(without, { first: 2, after: endCursor }, byRank).nodes.map((item) => item.rank)).toEqual([
    3, 4,
  ]);
  items[1]!.rank = 9;
  expect(page(items, { first: 9, after: endCursor }, byRank).nodes.map((item) => item.rank)).toEqual([
    3, 4, 9,
  ]);
});

it("has cursors with id and value, as Shopify's", () => {
  const [item] = itemsOf([7]);
  const [edge] = page([item!], { first: 1 }, byRank).edges;
  expect(JSON.parse(Buffer.from(edge!.cursor, "base64").toString())).toEqual({
    last_id: String(item!.id),
    last_value: 7,
  });
});

describe("is refused", () => {
  const rankCursor = page(itemsOf([1]), { first: 1 }, { sortValue: (item) => `r${item.rank}` }).pageInfo
    .endCursor;
  it.each([
    ["without a size", {}, "you must provide one of first or last"],
    ["with two sizes", { first: 1, last: 1 }, "providing both first and last is not supported"],
    ["above 250", { first: 251 }, "exceeds the limit of 250 records"],
    ["below nothing", { last: -1 }, "must not be negative"],
    ["with a cursor that is none", { first: 1, after: "xyz" }, "Invalid cursor for current pagination sort."],
    [
      "with a cursor of another order",
      { first: 1, after: rankCursor },
      "Invalid cursor for current pagination sort.",
    ],
  ])("%s", (_name, args, message) => {
    expect(() => page(itemsOf([1, 2]), args, byRank)).toThrow(message);
  });

  it("beyond 25,000 objects, unless a connection has no such limit", () => {
    const items = itemsOf(Array.from({ length: 25_002 }, (_unused, index) => index));
    const at = (rank: number): string => page([items[rank]!], { first: 1 }, byRank).pageInfo.endCursor!;
    expect(page(items, { first: 1, after: at(24_998) }, byRank).nodes).toHaveLength(1);
    expect(() => page(items, { first: 1, after: at(24_999) }, byRank)).toThrow("limited to 25000 objects");
    expect(page(items, { first: 1, after: at(24_999) }, { ...byRank, depthLimit: null }).nodes).toHaveLength(
      1,
    );
  });
});

it("reads the items of a bulk operation once for all its parts", () => {
  const operation = {} as never;
  let reads = 0;
  const items = (): Item[] => {
    reads += 1;
    return itemsOf([3, 1, 2]);
  };
  const part = (offset: number): number[] =>
    connection<Item>({
      items,
      args: {},
      context: { bulkWindow: { offset, limit: 2 } },
      info: { ...(info as object), operation } as never,
      idOf: (item) => item.id,
      ...byRank,
    }).nodes.map((item) => item.rank);
  expect([part(0), part(2), part(4)]).toEqual([[1, 2], [3], []]);
  expect(reads).toBe(1);
});

it.each([
  ["below its limit", 9_999, { limit: 10_000 }, { count: 9_999, precision: "EXACT" }],
  ["above its limit", 10_001, { limit: 10_000 }, { count: 10_000, precision: "AT_LEAST" }],
  ["without a limit", 60_000, { limit: null }, { count: 60_000, precision: "EXACT" }],
  ["of a field that has no limit", 25_000, {}, { count: 25_000, precision: "EXACT" }],
  ["of a field that has no limit, above 25,000", 25_002, {}, { count: 25_001, precision: "AT_LEAST" }],
])("counts %s", (_name, total, args, expected) => {
  expect(count(total, args)).toEqual(expected);
});
