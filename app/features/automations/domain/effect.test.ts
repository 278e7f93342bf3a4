import { expect, it } from "vitest";
import { differenceOfMeans, differenceOfShares, holdoutStillNeeded, wilson } from "./effect.ts";

// Newcombe 1998, "Interval estimation for the difference between independent proportions", table II, method 10.
it.each([
  [56, 70, 48, 80, 0.0524, 0.3339],
  [9, 10, 3, 10, 0.1705, 0.809],
  [5, 56, 0, 29, -0.0381, 0.1926],
  [10, 10, 0, 10, 0.6075, 1],
])("%d of %d beside %d of %d differ as published", (a, n, b, m, low, high) => {
  const found = differenceOfShares({ successes: a, total: n }, { successes: b, total: m });
  expect(found.difference).toBeCloseTo(a / n - b / m, 10);
  expect(found.low).toBeCloseTo(low, 4);
  expect(found.high).toBeCloseTo(high, 4);
});

it("nobody says nothing: anything is possible", () => {
  expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
  expect(differenceOfShares({ successes: 0, total: 0 }, { successes: 0, total: 0 })).toMatchObject({
    low: -1,
    high: 1,
  });
});

it("means differ within Welch's interval", () => {
  const amountsOf = (values: number[]) => ({
    count: values.length,
    sum: values.reduce((a, b) => a + b, 0),
    sumOfSquares: values.reduce((a, b) => a + b * b, 0),
  });
  // 30 and 25 on average, variances 10 and 10, five people each: t(8; .975) = 2.306, standard error 2.
  const found = differenceOfMeans(amountsOf([26, 28, 30, 32, 34]), amountsOf([21, 23, 25, 27, 29]))!;
  expect(found.difference).toBe(5);
  expect(found.low).toBeCloseTo(5 - 2.306 * 2, 2);
  expect(found.high).toBeCloseTo(5 + 2.306 * 2, 2);
  expect(differenceOfMeans(amountsOf([1]), amountsOf([1, 2]))).toBeNull();
});

it("few people are not enough, many are", () => {
  expect(holdoutStillNeeded({ successes: 2, total: 19 }, { successes: 0, total: 1 })).toBeGreaterThan(20);
  expect(holdoutStillNeeded({ successes: 1500, total: 10_000 }, { successes: 500, total: 5000 })).toBe(0);
});
