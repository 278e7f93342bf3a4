import { expect, it } from "vitest";
import { cellOf, defuseFormula } from "./csv-text.ts";

it.each([
  ["=1+1", "'=1+1"],
  ["+44 20 7946 0000", "'+44 20 7946 0000"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["-cmd|calc", "'-cmd|calc"],
  ["\tx", "'\tx"],
  ["-12.50", "-12.50"],
  ["+3", "+3"],
  ["Ann", "Ann"],
  ["", ""],
])("a spreadsheet reads %j as %j", (text, cell) => {
  expect(defuseFormula(text)).toBe(cell);
});

it("writes what is no text in one cell", () => {
  expect([null, undefined, 9_007_199_254_740_993n, true, ["a", "b"], { id: 5n }].map(cellOf)).toEqual([
    "",
    "",
    "9007199254740993",
    "true",
    '["a","b"]',
    '{"id":"5"}',
  ]);
});
