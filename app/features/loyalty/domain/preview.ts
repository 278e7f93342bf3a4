import { pointsAfterRefunds, pointsForGoods } from "./earning.ts";

/** An order as a preview needs it. */
export interface PastOrder {
  customerId: bigint;
  goodsMinor: bigint;
  refundedMinor: bigint;
  isCancelled: boolean;
  paidAt: Date;
}

/** What a programme would have cost. Amounts are minor units of the shop's currency. */
export interface ProgrammePreview {
  orders: number;
  members: number;
  points: bigint;
  /** How many times members could have taken the reward, each from points of their own. */
  rewards: bigint;
  /** What those rewards would have been worth. */
  costMinor: bigint;
  /** Goods sold to members, after refunds. */
  revenueMinor: bigint;
  /** costMinor as a share of revenueMinor, 0 when nothing was sold. */
  costShare: number;
  /** Net points by calendar month (UTC), oldest first: "2026-01". */
  months: { month: string; points: bigint }[];
}

/**
 * Replays past orders through a rule: what was refunded or cancelled earns nothing, as it would have. The cost counts
 * every reward that members could have taken; fewer are taken in practice, so it is an upper bound.
 */
export function previewCost(
  orders: readonly PastOrder[],
  rule: { earnPoints: number; earnPerMinor: number; rewardCostPoints: number; rewardValueMinor: number },
): ProgrammePreview {
  const pointsByMember = new Map<bigint, bigint>();
  const pointsByMonth = new Map<string, bigint>();
  let revenueMinor = 0n;
  for (const order of orders) {
    if (order.isCancelled) continue;
    const given = pointsForGoods({ ...rule, active: true }, order.goodsMinor);
    const points = pointsAfterRefunds(given, order.goodsMinor, order.refundedMinor);
    const kept = order.goodsMinor - order.refundedMinor;
    revenueMinor += kept > 0n ? kept : 0n;
    pointsByMember.set(order.customerId, (pointsByMember.get(order.customerId) ?? 0n) + points);
    const month = order.paidAt.toISOString().slice(0, 7);
    pointsByMonth.set(month, (pointsByMonth.get(month) ?? 0n) + points);
  }
  const balances = [...pointsByMember.values()];
  const rewards = balances.reduce((sum, points) => sum + points / BigInt(rule.rewardCostPoints), 0n);
  const costMinor = rewards * BigInt(rule.rewardValueMinor);
  return {
    orders: orders.length,
    members: balances.filter((points) => points > 0n).length,
    points: balances.reduce((sum, points) => sum + points, 0n),
    rewards,
    costMinor,
    revenueMinor,
    costShare: revenueMinor > 0n ? Number((costMinor * 1_000_000n) / revenueMinor) / 1_000_000 : 0,
    months: [...pointsByMonth]
      .map(([month, points]) => ({ month, points }))
      .toSorted((a, b) => (a.month < b.month ? -1 : 1)),
  };
}
