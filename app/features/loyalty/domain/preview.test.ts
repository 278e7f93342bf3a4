import { expect, it } from "vitest";
import { previewCost } from "./preview.ts";

const RULE = { earnPoints: 1, earnPerMinor: 100, rewardCostPoints: 50, rewardValueMinor: 500 };
const order = (customerId: bigint, goodsMinor: bigint, rest = {}) => ({
  customerId,
  goodsMinor,
  refundedMinor: 0n,
  isCancelled: false,
  paidAt: new Date("2026-03-05T12:00:00Z"),
  ...rest,
});

it("counts rewards from each member's own points", () => {
  const preview = previewCost([order(1n, 9000n), order(2n, 4000n), order(2n, 2000n)], RULE);
  expect(preview).toMatchObject({
    orders: 3,
    members: 2,
    points: 150n,
    rewards: 2n,
    costMinor: 1000n,
    revenueMinor: 15000n,
  });
  expect(preview.costShare).toBeCloseTo(1 / 15);
});

it("leaves out what was refunded or cancelled", () => {
  const preview = previewCost(
    [order(1n, 10_000n, { refundedMinor: 5000n }), order(2n, 5000n, { isCancelled: true })],
    RULE,
  );
  expect(preview).toMatchObject({ members: 1, points: 50n, revenueMinor: 5000n });
});

it("says nothing was sold without dividing by it", () => {
  expect(previewCost([], RULE)).toMatchObject({ members: 0, points: 0n, costShare: 0, months: [] });
});

it("sorts the points into months", () => {
  const may = order(1n, 1000n, { paidAt: new Date("2026-05-31T23:59:59Z") });
  expect(previewCost([may, order(1n, 2000n)], RULE).months).toEqual([
    { month: "2026-03", points: 20n },
    { month: "2026-05", points: 10n },
  ]);
});
