import { expect, it } from "vitest";
import { readSequences, runFile } from "./sequences.ts";
import { temporaryFolder } from "./temporary-files.ts";

const write = temporaryFolder();

it("ids are any words, separated in several ways; lines of a user follow one another", async () => {
  const file = write("sequences.txt", "ann p q\nben,p;r\nann|q\tr\n");
  expect(await readSequences(file)).toEqual({
    lists: [
      [0, 1, 1, 2],
      [0, 2],
    ],
    itemCount: 3,
  });
});

it("popularity finds what counting by hand finds", async () => {
  // Without the last: p 2, q 2, s 1. Each last item comes first among the unseen, only eve's s comes second, after p.
  const file = write("five.txt", "ann p q\nben q p\ndan p s q\neve q s\n");
  const results = await runFile(file);
  const valueOf = (metric: string) =>
    results.find((result) => result.model === "Popularity" && result.metric === metric)?.value;
  expect(valueOf("HR@10")).toBe(1);
  expect(valueOf("NDCG@10")).toBeCloseTo((3 + 1 / Math.log2(3)) / 4, 12);
});

it("a line or a file without what is needed is refused with its name and what was expected", async () => {
  await expect(readSequences(write("marks.txt", "ann p q\n , ;\n"))).rejects.toThrow(
    /marks\.txt, line 2: expected a user and items/,
  );
  await expect(readSequences(write("short.txt", "ann p\nben q\n"))).rejects.toThrow(
    /short\.txt holds no user with two items or more: expected `user item item …` a line/,
  );
});
