import { describe, expect, it } from "vitest";
import { chainOf, type LoadedPage } from "./use-pages.tsx";

const page = (items: number[], nextCursor: string | null): LoadedPage<number> => ({ items, nextCursor });
const first = page([9, 8], "8");

describe("the pages of a list that were loaded", () => {
  it.each([
    ["none", [], [9, 8], "8"],
    ["the next", [["8", page([7, 6], "6")]], [9, 8, 7, 6], "6"],
    [
      "all",
      [
        ["8", page([7, 6], "6")],
        ["6", page([5], null)],
      ],
      [9, 8, 7, 6, 5],
      null,
    ],
    [
      "one loaded again",
      [
        ["8", page([7, 6], "6")],
        ["8", page([7, 6], "6")],
      ],
      [9, 8, 7, 6],
      "6",
    ],
    ["one that follows another first page", [["7", page([6, 5], "5")]], [9, 8], "8"],
    ["one that leads back to itself", [["8", page([7], "8")]], [9, 8, 7], "8"],
  ] as [string, [string, LoadedPage<number>][], number[], string | null][])(
    "%s",
    (_, loaded, items, next) => {
      expect(chainOf(first, new Map(loaded))).toEqual({ items, nextCursor: next });
    },
  );
});
