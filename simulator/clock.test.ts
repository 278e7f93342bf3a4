import { expect, it } from "vitest";
import { createClock } from "./clock.ts";

const START = new Date("2026-11-20T12:00:00Z");
const after = (milliseconds: number): Date => new Date(START.getTime() + milliseconds);

it("runs with real time, fast, or not at all", () => {
  let real = 0;
  const clock = createClock({ now: START }, () => real);
  real = 1000;
  expect(clock.now()).toEqual(after(1000));
  clock.run(3600);
  real = 2000;
  expect(clock.now()).toEqual(after(3_601_000));
  clock.run(0);
  real = 9000;
  expect(clock.settings()).toEqual({ now: after(3_601_000), speed: 0 });
  clock.close();
});

it("rings what a jump passes, in order, each at its own time", () => {
  const clock = createClock({ now: START, speed: 0 });
  const rung: [string, Date][] = [];
  const ring = (name: string) => () => rung.push([name, clock.now()]);
  clock.at(after(2000), ring("second"));
  clock.at(after(1000), ring("first"));
  clock.at(after(9000), ring("later"));
  clock.at(after(1500), ring("cancelled")).cancel();
  clock.at(after(1000), () => clock.at(after(1200), ring("nested")));
  clock.move(5000);
  expect(rung).toEqual([
    ["first", after(1000)],
    ["nested", after(1200)],
    ["second", after(2000)],
  ]);
  expect(clock.now()).toEqual(after(5000));
  clock.close();
});

it("rings on its own when time runs fast, and not when it stands still", async () => {
  const clock = createClock({ now: START, speed: 0 });
  let rung = 0;
  clock.at(after(3_600_000), () => (rung += 1));
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(rung).toBe(0);
  clock.run(1_000_000);
  await expect.poll(() => rung).toBe(1);
  clock.close();
});

it("refuses a speed that makes no sense", () => {
  const clock = createClock();
  expect(() => clock.run(-1)).toThrow(/speed must be a number from 0/);
  expect(() => clock.run(Number.NaN)).toThrow(/speed/);
  clock.close();
});
