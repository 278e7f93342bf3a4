import { expect, it } from "vitest";
import type { Plan } from "#simulator/state/model.ts";
import { createBucket, planBucket } from "./rate-limit.ts";

const at = (second: number): Date => new Date(Date.UTC(2026, 6, 1, 9, 0, second));

it.each<[Plan, number, number]>([
  ["Basic", 2_000, 100],
  ["Grow", 2_000, 100],
  ["Advanced", 4_000, 200],
  ["Plus", 20_000, 1_000],
  ["Enterprise", 40_000, 2_000],
])("gives %s %d points that refill at %d a second", (plan, maximumAvailable, restoreRate) => {
  expect(createBucket(planBucket(plan)).status(at(0))).toEqual({
    maximumAvailable,
    currentlyAvailable: maximumAvailable,
    restoreRate,
  });
});

it("refuses what it does not hold, refills with the clock and never overflows", () => {
  const bucket = createBucket(planBucket("Basic"));
  expect(bucket.take(2_000, at(0))).toBe(true);
  expect(bucket.take(101, at(1))).toBe(false);
  expect(bucket.take(100, at(1))).toBe(true);
  bucket.giveBack(40, at(1));
  expect(bucket.status(at(1)).currentlyAvailable).toBe(40);
  bucket.giveBack(10_000, at(2));
  expect(bucket.status(at(2)).currentlyAvailable).toBe(2_000);
});

it("takes nothing away when the clock is set back", () => {
  const bucket = createBucket(planBucket("Basic"));
  bucket.take(500, at(10));
  expect(bucket.status(at(0)).currentlyAvailable).toBe(1_500);
});

it("has the rate of a new plan at once", () => {
  let plan: Plan = "Basic";
  const bucket = createBucket(() => planBucket(plan));
  bucket.take(2_000, at(0));
  plan = "Plus";
  expect(bucket.status(at(1))).toEqual({
    maximumAvailable: 20_000,
    currentlyAvailable: 1_000,
    restoreRate: 1_000,
  });
  plan = "Basic";
  expect(bucket.status(at(50)).currentlyAvailable).toBe(2_000);
});
