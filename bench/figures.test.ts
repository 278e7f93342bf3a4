import { describe, expect, it } from "vitest";
import { medianOf, ratioOf, tableOf } from "./figures.ts";

describe("a ratio", () => {
  it.each([
    [4100, 2400, 1.71],
    [0, 0, 1],
    [3, 0, null],
    [0, 5, 0],
  ])("of %d and %d is %s", (value, reference, ratio) => {
    expect(ratioOf(value, reference)).toBe(ratio);
  });
});

describe("a median", () => {
  it("is the middle one, whatever the order", () => {
    expect(medianOf([9, 1, 5])).toBe(5);
    expect(medianOf([4, 1, 2, 3])).toBe(2.5);
  });

  it("of nothing is refused", () => {
    expect(() => medianOf([])).toThrow("no values");
  });
});

it("a table lines its columns up", () => {
  expect(
    tableOf([
      ["case", "value"],
      ["a longer case", "1"],
    ]),
  ).toBe("case           value\na longer case  1");
});
