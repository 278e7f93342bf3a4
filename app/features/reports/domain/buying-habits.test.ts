import { describe, expect, it } from "vitest";
import { gapsBetween, pointsLiability, spendByMonth } from "./buying-habits.ts";

const day = (number: number) => new Date(Date.UTC(2026, 0, number));

describe("spendByMonth", () => {
  const months = (at: string, timeZone: string) =>
    spendByMonth([{ at: new Date(at), amountMinor: 500n }], {
      now: new Date("2026-03-15T12:00:00Z"),
      months: 3,
      timeZone,
    });

  it("has every month up to now, and puts what was spent into the shop's month", () => {
    expect(months("2026-01-31T23:30:00Z", "UTC").map(({ amountMinor }) => amountMinor)).toEqual([
      500n,
      0n,
      0n,
    ]);
    expect(months("2026-01-31T23:30:00Z", "Europe/Berlin").map(({ amountMinor }) => amountMinor)).toEqual([
      0n,
      500n,
      0n,
    ]);
    expect(months("2020-01-01T00:00:00Z", "UTC").map(({ month }) => month)).toEqual([
      "2026-01",
      "2026-02",
      "2026-03",
    ]);
  });

  it("takes what went back off the month in which it did", () => {
    const spend = spendByMonth(
      [
        { at: day(3), amountMinor: 500n },
        { at: day(40), amountMinor: -200n },
      ],
      { now: day(45), months: 2, timeZone: "UTC" },
    );
    expect(spend.map(({ amountMinor }) => amountMinor)).toEqual([500n, -200n]);
  });
});

describe("gapsBetween", () => {
  it("counts each pair of neighbours once, in whatever order they are given", () => {
    const { groups, medianDays } = gapsBetween([day(38), day(1), day(8), day(408)]);
    expect(groups.filter(({ count }) => count > 0)).toEqual([
      { fromDays: 0, toDays: 7, count: 1 },
      { fromDays: 14, toDays: 30, count: 1 },
      { fromDays: 365, toDays: null, count: 1 },
    ]);
    expect(medianDays).toBe(30);
  });

  it("knows no median of one order, and a middle between two", () => {
    expect(gapsBetween([day(1)]).medianDays).toBeNull();
    expect(gapsBetween([day(1), day(2), day(12)]).medianDays).toBe(6);
  });
});

it.each([
  [250n, 1_250n],
  [251n, 1_255n],
  [0n, 0n],
  [-5n, 0n],
])("values %s points by the cheapest reward that can be had", (balance, worth) => {
  const rewards = [
    { costPoints: 200, valueMinor: 2_000, active: true },
    { costPoints: 100, valueMinor: 500, active: true },
    { costPoints: 10, valueMinor: 1, active: false },
  ];
  expect(pointsLiability(balance, rewards)).toBe(worth);
  expect(pointsLiability(balance, [])).toBeNull();
});
