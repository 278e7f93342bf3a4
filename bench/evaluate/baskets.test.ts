import { expect, it } from "vitest";
import { readBaskets, runFile } from "./baskets.ts";
import { temporaryFolder } from "./temporary-files.ts";

const write = temporaryFolder();

async function namesOf(text: string): Promise<string[][]> {
  const { lists, items } = await readBaskets(write("baskets.csv", text));
  return lists.map((list) => list.map((item) => items.names[item] ?? ""));
}

it.each([
  ["commas", "bread, milk\nmilk,bread,milk\n"],
  ["semicolons", "bread;milk\nmilk;bread\n"],
  ["tabs", "bread\tmilk\nmilk\tbread\n"],
  ["bars", "bread|milk\nmilk|bread\n"],
])("items are separated by %s, each counts once a basket", async (_mark, text) => {
  expect(await namesOf(text)).toEqual([
    ["bread", "milk"],
    ["milk", "bread"],
  ]);
});

it("a quoted item may hold the mark; blanks separate numbers, but belong to words", async () => {
  expect(await namesOf('"salt, coarse",milk\n')).toEqual([["salt, coarse", "milk"]]);
  expect(await namesOf("10 20\n20\n")).toEqual([["10", "20"], ["20"]]);
  expect(await namesOf("whole milk\nrye bread\n")).toEqual([["whole milk"], ["rye bread"]]);
});

it("rules and item sets are those that counting by hand gives", async () => {
  // bread 3, milk 2, both 2: milk → bread is always so, bread → milk two times of three.
  const results = await runFile(write("three.csv", "bread,milk\nbread,milk\nbread\n"));
  const shown = results.map((result) => [result.case, result.metric, result.value]);
  expect(shown).toEqual([
    ["support 0.001, confidence 0.5", "rules", 2],
    ["support 0.001, confidence 0.5", "itemsets", 3],
    ["support 0.001, confidence 0.8", "rules", 1],
    ["support 0.001, confidence 0.8", "itemsets", 3],
    ["support 0.006, confidence 0.25", "rules", 2],
    ["support 0.006, confidence 0.25", "itemsets", 3],
  ]);
});

it("a file without a basket is refused with what was expected", async () => {
  for (const text of ["", "\n\n", ",,\n, ,\n"])
    await expect(readBaskets(write("none.csv", text))).rejects.toThrow(
      /none\.csv holds no basket: expected one a line, items separated by commas/,
    );
});
