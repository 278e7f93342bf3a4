import { expect, it } from "vitest";
import { meanWithInterval, qualityOf } from "./metrics.ts";

it("a ranking is measured as by hand", () => {
  const quality = qualityOf([5, 1, 7], new Set([1, 7, 9]), 10);
  const ideal = 1 + 1 / Math.log2(3) + 0.5;
  expect(quality).toEqual({
    precision: 0.2,
    recall: 2 / 3,
    hit: 1,
    ndcg: (1 / Math.log2(3) + 0.5) / ideal,
  });
});

it("nothing shown and nothing chosen are zeros", () => {
  const nothing = { precision: 0, recall: 0, hit: 0, ndcg: 0 };
  expect(qualityOf([], new Set([1]), 10)).toEqual(nothing);
  expect(qualityOf([1], new Set(), 10)).toEqual(nothing);
});

it("a mean comes with its interval", () => {
  expect(meanWithInterval([])).toEqual({ mean: 0, halfWidth: 0 });
  expect(meanWithInterval([0, 1, 0, 1]).halfWidth).toBeCloseTo(1.96 * Math.sqrt(1 / 3 / 4), 12);
});
