import { expect, it } from "vitest";
import { createRateLimiter } from "./rate-limit.ts";

it("gives a burst, then so many a second", () => {
  const limiter = createRateLimiter({ perSecond: 2, burst: 10, maxKeys: 5 });
  limiter.take("a", 10, 0);
  expect(limiter.waitMs("a", 1, 0)).toBe(500);
  expect(limiter.waitMs("b", 1, 0)).toBe(0);
  expect(limiter.waitMs("a", 1, 500)).toBe(0);
  expect(limiter.waitMs("a", 10, 60_000)).toBe(0);
});

it("does not give more when a clock goes back", () => {
  const limiter = createRateLimiter({ perSecond: 1, burst: 1, maxKeys: 5 });
  limiter.take("a", 1, 10_000);
  expect(limiter.waitMs("a", 1, 0)).toBeGreaterThan(0);
});

it("remembers so many and no more", () => {
  const limiter = createRateLimiter({ perSecond: 1, burst: 1, maxKeys: 3 });
  for (const key of ["a", "b", "a", "c", "d"]) limiter.take(key, 1, 0);
  expect(limiter.size()).toBe(3);
  // "a" was used after "b", which is forgotten.
  expect([limiter.waitMs("a", 1, 0), limiter.waitMs("b", 1, 0)]).toEqual([2_000, 0]);
});
