import { randomInt } from "node:crypto";
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import { lockCustomer, queueReactions, recordFacts } from "#app/features/events/index.server.ts";
import { noteChanges, readShop } from "#app/features/shops/index.server.ts";
import { balanceOf, reactNow } from "./react-to-facts.server.ts";
import {
  createRedemption,
  decideRedemption,
  findRedemption,
  readProgramme,
  readRewards,
  type RedemptionRecord,
} from "./repository.server.ts";
import { versionAt } from "./domain/earning.ts";

/** The outbox's word for a discount code that Shopify must make. */
export const CODE_CHANGE = "redemption.code";

const CODE_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
const CODE_LENGTH = 10;

function makeCode(): string {
  return Array.from({ length: CODE_LENGTH }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join("");
}

/**
 * Takes points for a reward and asks for its discount code. The points are held (pending) until Shopify has made the
 * code, then they are spent (posted); if it cannot be made they go back to their lots (voided).
 *
 * @param redemptionId made by the caller, a UUID; asking again with the same one redeems once
 * @throws Refusal reward_unknown, programme_paused, not_enough_points, redemption_of_another
 */
export async function redeemPoints(
  scope: ShopScope,
  request: { customerId: bigint; rewardId: number; redemptionId: string; now: Date },
): Promise<RedemptionRecord> {
  const { customerId, rewardId, redemptionId, now } = request;
  await lockCustomer(scope, customerId);
  const earlier = await findRedemption(scope, redemptionId);
  if (earlier) {
    if (earlier.customerId === customerId) return earlier;
    throw new Refusal("redemption_of_another", "this redemption belongs to another customer", {
      field: "redemption",
    });
  }
  if (!versionAt(await readProgramme(scope), now)?.active) {
    throw new Refusal("programme_paused", "the loyalty programme is paused", { field: "reward" });
  }
  const reward = (await readRewards(scope)).find(
    (candidate) => candidate.id === rewardId && candidate.active,
  );
  if (!reward) throw new Refusal("reward_unknown", "there is no such reward now", { field: "reward" });
  // What became known a moment ago (a refund, say) counts before anything is spent.
  await reactNow(scope, customerId);
  const balance = await balanceOf(scope, customerId);
  if (balance < BigInt(reward.costPoints)) {
    const missing = BigInt(reward.costPoints) - balance;
    throw new Refusal(
      "not_enough_points",
      `the reward costs ${reward.costPoints} points, the balance is ${balance}`,
      {
        field: "reward",
        details: { missing: Number(missing), balance: Number(balance) },
      },
    );
  }
  const { currency } = await readShop(scope);
  const redemption = {
    id: redemptionId,
    customerId,
    rewardId,
    costPoints: reward.costPoints,
    valueMinor: reward.valueMinor,
    currency: currency ?? "USD",
    code: makeCode(),
    requestedAt: now,
  };
  await createRedemption(scope, redemption);
  const points = reward.costPoints.toString();
  await recordPointsFact(scope, "points.redeemed", redemptionId, customerId, now, { points, rewardId });
  await reactNow(scope, customerId);
  await noteChanges(scope, CODE_CHANGE, [redemptionId]);
  await queueReactions(scope);
  return { ...redemption, status: "pending", failure: null };
}

/** Settles a redemption: its code exists now, or never will. Settling again changes nothing. */
export async function settleRedemption(
  scope: ShopScope,
  redemptionId: string,
  outcome: { status: "posted"; discountGid: string } | { status: "voided"; failure: string },
): Promise<void> {
  const redemption = await findRedemption(scope, redemptionId);
  if (!redemption) return;
  const { customerId } = redemption;
  if (customerId !== null) await lockCustomer(scope, customerId);
  const at = new Date();
  if (!(await decideRedemption(scope, redemptionId, { ...outcome, at }))) return;
  if (customerId === null) return;
  const kind = outcome.status === "posted" ? "points.granted" : "points.voided";
  await recordPointsFact(scope, kind, redemptionId, customerId, at, {});
  await reactNow(scope, customerId);
  await queueReactions(scope);
}

async function recordPointsFact(
  scope: ShopScope,
  kind: "points.redeemed" | "points.granted" | "points.voided",
  key: string,
  customerId: bigint,
  at: Date,
  data: Record<string, string | number>,
): Promise<void> {
  await recordFacts(scope, [
    { kind, key, happenedAt: at, customerId, orderId: null, data, sourceUpdatedAt: at },
  ]);
}
