import fc from "fast-check";
import { expect, it } from "vitest";
import { fromJson, toJson, toPlainJson } from "./json.ts";

it("writes what JSON.stringify writes", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(toJson(value)).toBe(JSON.stringify(value));
    }),
  );
});

it.each([
  [{ id: 9_007_199_254_740_993n, none: undefined }, '{"id":9007199254740993}'],
  [[1n, undefined, Number.NaN, () => 1], "[1,null,null,null]"],
  [{ at: new Date("2026-07-01T09:30:00.5Z") }, '{"at":"2026-07-01T09:30:00.500Z"}'],
  [undefined, "null"],
  [Object.assign(Object.create(null) as object, { 'a"b': "né\n" }), '{"a\\"b":"né\\n"}'],
])("writes %o", (value, text) => {
  expect(toJson(value)).toBe(text);
});

it("reads whole numbers of any size, and writes them for browsers as text", () => {
  const value = fromJson('{"id":9007199254740993,"price":1.5,"count":2}');
  expect(value).toEqual({ id: 9_007_199_254_740_993n, price: 1.5, count: 2 });
  expect(toPlainJson({ id: 1n, tags: new Set(["a"]), all: new Map([[1, "b"]]) })).toBe(
    '{"id":"1","tags":["a"],"all":["b"]}',
  );
});
