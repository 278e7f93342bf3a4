import { expect, it } from "vitest";
import { compileSearch, type SearchFields } from "./search.ts";

interface Item {
  id: bigint;
  email: string | null;
  tags: string[];
  at: Date;
  count: number;
}

const items: Item[] = [
  {
    id: 9007199254740993n,
    email: "ada@example.com",
    tags: ["vip", "Early Bird"],
    at: new Date("2026-01-01T10:00:00Z"),
    count: 0,
  },
  {
    id: 9007199254740994n,
    email: "ben@example.com",
    tags: [],
    at: new Date("2026-02-01T10:00:00Z"),
    count: 3,
  },
  { id: 9007199254740995n, email: null, tags: ["vip"], at: new Date("2026-03-01T10:00:00Z"), count: 5 },
];

const fields: SearchFields<Item> = {
  name: "items",
  fields: {
    id: (item) => item.id,
    email: (item) => item.email,
    tag: (item) => item.tags,
    created_at: (item) => item.at,
    count: (item) => item.count,
  },
  text: (item) => [item.email ?? ""],
};

const found = (query: string): number[] =>
  items.flatMap((item, index) => (compileSearch(query, fields)(item) ? [index] : []));

it.each([
  ["", [0, 1, 2]],
  ["id:9007199254740994", [1]],
  ["id:9007199254740993,9007199254740995", [0, 2]],
  ["email:ADA@example.com", [0]],
  ["email:ben*", [1]],
  ["email:*", [0, 1]],
  ["tag:vip", [0, 2]],
  ['tag:"early bird"', [0]],
  ["tag:'early bird'", [0]],
  ["created_at:>2026-01-15", [1, 2]],
  ["created_at:>='2026-02-01T10:00:00Z'", [1, 2]],
  ["created_at:<=2026-02-01", [0, 1]],
  ["created_at:>2026-02-01", [2]],
  ["count:>=3 tag:vip", [2]],
  ["count:>=3 AND tag:vip", [2]],
  ["email:ada@example.com OR count:5", [0, 2]],
  ["-tag:vip", [1]],
  ["NOT tag:vip", [1]],
  ["tag:vip (count:5 OR count:7)", [2]],
  ["example", [0, 1]],
])("%j finds %j", (query, expected) => {
  expect(found(query)).toEqual(expected);
});

it("fails by name on a field it does not know", () => {
  expect(() => compileSearch("colour:red", fields)).toThrow('search field "colour" of items');
});
