import { expect, it } from "vitest";
import { createRandom } from "./random.ts";

it("spreads evenly between 0 and 1, and begins anew with its seed", () => {
  const random = createRandom(1);
  const numbers = Array.from({ length: 10_000 }, () => random.next());
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
  for (let tenth = 0; tenth < 10; tenth += 1) {
    expect(numbers.filter((each) => Math.floor(each * 10) === tenth).length).toBeGreaterThan(850);
  }
  random.seed(1);
  expect(random.next()).toBe(numbers[0]);
});
