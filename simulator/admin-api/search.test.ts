import fc from "fast-check";
import { expect, it } from "vitest";
import {
  compileFilter,
  compileSearch,
  filterError,
  payloadValue,
  type SearchFields,
  searchItems,
} from "./search.ts";
import { parseSearch, printSearch } from "./search-syntax.ts";

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
  // Terms, prefixes and phrases.
  ["exam", []],
  ["exam*", [0, 1]],
  ['"ada@example"', [0]],
  ['"example ada"', []],
  ["email:example.com", [0, 1]],
  ['email:"ben@example.com"', [1]],
  ['email:"com ben"', []],
  // Lists, and what is there at all.
  ["tag:vip,nobody", [0, 2]],
  ["tag:'early bird,nobody'", [0]],
  ["tag:*", [0, 2]],
  ["-email:*", [2]],
  ["NOT tag:*", [1]],
  // Times by the year, day, hour and second they name.
  ["created_at:<=2025", []],
  ["created_at:2026", [0, 1, 2]],
  ["created_at:2026-02", [1]],
  ["created_at:'2026-02-01'", [1]],
  ["created_at:'2026-02-01T10:00:00Z'", [1]],
  ["created_at:'2026-02-01T10:00:01Z'", []],
  ["created_at:'2026-02-01T12:00:00+02:00'", [1]],
  ["created_at:'2026-01-15..2026-03-01'", [1, 2]],
  ["created_at: >='2026-02-01'", [1, 2]],
  ["created_at:<'2026-01-01T10:00:00Z'", []],
  // Numbers.
  ["count:1..4", [1]],
  ["count:>=1 count:<=3", [1]],
  ["id:>9007199254740993", [1, 2]],
  ["id:'gid://shopify/Item/9007199254740994'", [1]],
  ["count:many", []],
  // Connectives and brackets.
  ["tag:vip AND (count:0 OR count:5) -count:5", [0]],
  ["count:0 OR count:3 tag:vip", [0]],
  ["-(tag:vip OR count:9)", [1]],
  ["NOT (tag:vip count:5)", [0, 1]],
  ["((count:3))", [1]],
  [")count:3", [1]],
])("%j finds %j", (query, expected) => {
  expect(found(query)).toEqual(expected);
});

it("fails by name on a field it does not know", () => {
  expect(() => compileSearch("colour:red", fields)).toThrow('search field "colour" of items');
});

it("takes escaped characters as they are", () => {
  expect(parseSearch(String.raw`title:a\:b\(c\)\\d`)).toMatchObject({
    field: "title",
    value: String.raw`a:b(c)\d`,
  });
  expect(parseSearch(String.raw`'it\'s'`)).toMatchObject({ field: null, value: "it's", isPhrase: true });
  expect(parseSearch("D'Addario")).toMatchObject({ value: "D'Addario", isPhrase: false });
});

it("takes a time without quotes apart at its colons, as Shopify does", () => {
  expect(parseSearch("updated_at:>2026-09-25T02:45:22Z")).toMatchObject({
    parts: [
      { field: "updated_at", comparator: ">", value: "2026-09-25T02" },
      { field: "45", value: "22Z" },
    ],
  });
});

it("refuses times that are none", () => {
  expect(() => found("created_at:>'yesterday'")).toThrow("Invalid timestamp for query filter `created_at`.");
});

it("reads what it prints as the same search", () => {
  const word = fc.string({
    unit: fc.constantFrom("a", "b", ":", "\\", "(", '"', " ", "*"),
    minLength: 1,
    maxLength: 5,
  });
  const text = fc.array(fc.oneof(word, fc.constantFrom("AND", "OR", "NOT", "-", "f:>=", "f:", "(", ")")), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(text, (parts) => {
      const node = parseSearch(parts.join(" "));
      expect(parseSearch(printSearch(node))).toEqual(node);
    }),
  );
});

it("asks an index for an id or an exact address, and for nothing else", () => {
  const asked: string[] = [];
  const find = (value: string): Item[] => {
    asked.push(value);
    return items.slice(0, 1);
  };
  const indexes = { id: find, email: find };
  const search = (query: string): Item[] => [...searchItems(items, query, { ...fields, indexes })];
  expect(search("id:9007199254740993 tag:vip")).toEqual([items[0]]);
  expect(search('email:"ada@example.com"')).toEqual([items[0]]);
  expect(search("id:9007199254740993 tag:none")).toEqual([]);
  expect(asked).toEqual(["9007199254740993", "ada@example.com", "9007199254740993"]);
  expect(search("email:example.com")).toHaveLength(2);
  expect(search("id:9007199254740994 OR count:5")).toHaveLength(2);
  expect(asked).toHaveLength(3);
});

const PAYLOAD = {
  id: 9007199254740993n,
  product_type: "Music",
  status: "active",
  tags: ["vip", "gold"],
  updated_at: "2026-07-01T09:30:00+02:00",
  total_price: "12.50",
  customer: { email: "ada@example.com", id: 7, tags: "old, new" },
  variants: [{ price: "9.99" }, { price: "20.00" }],
};

it.each([
  ["product_type:Music", true],
  ["product_type:music", false],
  ["product_type:Mus*", true],
  ["customer.tags:new", true],
  ["customer.tags:ne", false],
  ["colour:red", false],
  ["product_type:Book", false],
  ["variants.price:>=10.00", true],
  ["variants.price:>20", false],
  ["total_price:12.5", true],
  ["id:9007199254740993", true],
  ["id:9007199254740992", false],
  ["tags:gold status:active", true],
  ["tags:silver OR customer.email:ada@example.com", true],
  ["-customer.id:*", false],
  ["customer.phone:*", false],
  ["updated_at:>'2026-07-01T07:00:00Z'", true],
  ["updated_at:<2026-07-01", false],
  ["", true],
])("the filter %j lets a payload through: %s", (filter, expected) => {
  expect(compileFilter(filter, payloadValue)(PAYLOAD)).toBe(expected);
});

it.each([
  ["Music", 'needs a field for "Music"'],
  ["status:(active", "unbalanced brackets"],
  ["title:'two words", "not closed"],
  [String.raw`title:"a (\" b" -status:'its'`, null],
  ["price:>=10 (a:1 OR b:'x(y')", null],
])("tells what is wrong with the filter %j", (filter, message) => {
  if (message === null) expect(filterError(filter)).toBeNull();
  else expect(filterError(filter)).toContain(message);
});

it("refuses a filter without a field", () => {
  expect(() => compileFilter("Music", payloadValue)).toThrow('needs a field for "Music"');
});
