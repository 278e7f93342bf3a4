import { expect, it } from "vitest";
import { lifecycleOf, type LifecycleStage } from "./lifecycle.ts";

const RULES = { loyalFromOrders: 4, atRiskAfterDays: 90, lapsedAfterDays: 180 };
const LAST = new Date("2026-01-01T12:00:00.000Z");
const AT_RISK = "2026-04-01T12:00:00.000Z";
const LAPSED = "2026-06-30T12:00:00.000Z";

function just(before: string): Date {
  return new Date(new Date(before).getTime() - 1);
}

it.each<[string, boolean, number, Date | null, Date, LifecycleStage, string | null]>([
  ["nobody known", false, 0, null, LAST, "visitor", null],
  ["known without orders", true, 0, null, LAST, "lead", null],
  ["one order", true, 1, LAST, LAST, "first_time", AT_RISK],
  ["two orders", true, 2, LAST, LAST, "repeat", AT_RISK],
  ["three orders", true, 3, LAST, LAST, "repeat", AT_RISK],
  ["four orders", true, 4, LAST, LAST, "loyal", AT_RISK],
  ["a guest's order", false, 1, LAST, LAST, "first_time", AT_RISK],
  ["an order dated ahead", true, 1, LAST, new Date("2025-12-31T00:00:00Z"), "first_time", AT_RISK],
  ["a moment before the risk", true, 4, LAST, just(AT_RISK), "loyal", AT_RISK],
  ["at its instant", true, 4, LAST, new Date(AT_RISK), "at_risk", LAPSED],
  ["a moment before it has lapsed", true, 1, LAST, just(LAPSED), "at_risk", LAPSED],
  ["at that instant", true, 1, LAST, new Date(LAPSED), "lapsed", null],
])("%s", (_case, isKnown, ordersCount, lastOrderAt, now, stage, changesAt) => {
  expect(lifecycleOf({ isKnown, ordersCount, lastOrderAt }, RULES, now)).toEqual({
    stage,
    changesAt: changesAt && new Date(changesAt),
  });
});

it("stands still until the instant it names, and no longer", () => {
  const customer = { isKnown: true, ordersCount: 2, lastOrderAt: LAST };
  const { stage, changesAt } = lifecycleOf(customer, RULES, LAST);
  expect(lifecycleOf(customer, RULES, just(changesAt!.toISOString())).stage).toBe(stage);
  expect(lifecycleOf(customer, RULES, changesAt!).stage).not.toBe(stage);
});
