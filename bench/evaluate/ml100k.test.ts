import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readTest, readTrain } from "./ml100k.ts";
import { temporaryFolder } from "./temporary-files.ts";

const write = temporaryFolder();

it("users and items are counted from 1; ratings all count alike", async () => {
  const histories = await readTrain(write("train.gz", gzipSync("1\t2\t5\n943\t1682\t1\n 1\t4\t3\n")));
  expect(histories).toHaveLength(943);
  expect([histories[0], histories[1], histories[942]]).toEqual([[1, 3], [], [1681]]);
  const tests = await readTest(write("test", "2 7 8 7\n1 1\n"));
  expect([...tests]).toEqual([
    [1, new Set([6, 7])],
    [0, new Set([0])],
  ]);
});

describe("a malformed line is refused with its name and what was expected", () => {
  it.each([
    ["1 2 5\n944 2 5\n", /train, line 2: expected as user a number from 1 to 943, found "944"/],
    ["1 2 5\n\n1 1.5 5\n", /train, line 3: expected as item a number from 1 to 1682, found "1\.5"/],
    ["1\n", /train, line 1: expected as item a number from 1 to 1682, found nothing/],
    ["user,item\n", /train, line 1: expected as item a number/],
  ])("in the training file: %j", async (text, message) => {
    await expect(readTrain(write("train", text))).rejects.toThrow(message);
  });

  it.each([
    ["1 2\n0 2\n", /test, line 2: expected as user a number from 1 to 943, found "0"/],
    ["1 2 x\n", /test, line 1: expected as item a number from 1 to 1682, found "x"/],
    ["1 2\n2\n", /test, line 2: expected items after the user 2/],
    ["1 2\n1 3\n", /test, line 2: expected one line for the user 1/],
  ])("in the test file: %j", async (text, message) => {
    await expect(readTest(write("test", text))).rejects.toThrow(message);
  });
});
