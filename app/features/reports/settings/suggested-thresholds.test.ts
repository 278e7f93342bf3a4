import { expect, it } from "vitest";
import { suggestThresholds } from "./suggested-thresholds.ts";

it("follows how long customers stay away, and is silent about a handful", () => {
  const rhythm = { repeatCustomers: 20, gapDays: [29.2, 44.1, 120], ordersOfTopQuarter: 6 } as const;
  expect(suggestThresholds(rhythm)).toEqual({
    medianDays: 30,
    loyalFromOrders: 6,
    atRiskAfterDays: 45,
    lapsedAfterDays: 120,
  });
  expect(suggestThresholds({ ...rhythm, repeatCustomers: 19 })).toBeNull();
});

it("never suggests what the form refuses", () => {
  const same = { repeatCustomers: 50, gapDays: [0, 0, 0], ordersOfTopQuarter: 2 } as const;
  expect(suggestThresholds(same)).toEqual({
    medianDays: 1,
    loyalFromOrders: 3,
    atRiskAfterDays: 1,
    lapsedAfterDays: 2,
  });
  const rare = { ...same, gapDays: [9000, 9000, 9000] } as const;
  expect(suggestThresholds(rare)).toMatchObject({ atRiskAfterDays: 3649, lapsedAfterDays: 3650 });
});
