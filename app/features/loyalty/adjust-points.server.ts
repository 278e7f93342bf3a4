import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import { findCustomer, keepFactTexts, noteAccess } from "#app/features/customers/index.server.ts";
import { lockCustomer, queueReactions, recordFacts } from "#app/features/events/index.server.ts";
import { balanceOf, reactNow } from "./react-to-facts.server.ts";

/**
 * Gives a customer points, or takes some, by a merchant's hand.
 *
 * @param adjustmentId made by the form, a UUID; sending the form twice adjusts once
 * @throws Refusal customer_unknown, not_enough_points
 */
export async function adjustPoints(
  scope: ShopScope,
  request: {
    adjustmentId: string;
    customerId: bigint;
    points: number;
    reason: string;
    staff: string;
    now: Date;
  },
): Promise<{ balance: bigint }> {
  const { adjustmentId, customerId, points, reason, staff, now } = request;
  const customer = await findCustomer(scope, customerId);
  if (!customer || customer.redactedAt) throw new Refusal("customer_unknown", "there is no such customer");
  await lockCustomer(scope, customerId);
  await reactNow(scope, customerId);
  const before = await balanceOf(scope, customerId);
  if (before + BigInt(points) < 0n && points < 0) {
    throw new Refusal("not_enough_points", `the balance is ${before}: at most so many can be taken`, {
      field: "points",
      details: { balance: Number(before) },
    });
  }
  const data = { points: points.toString(), staff };
  const fact = {
    kind: "points.adjusted",
    key: adjustmentId,
    happenedAt: now,
    customerId,
    orderId: null,
    data,
  } as const;
  await recordFacts(scope, [{ ...fact, sourceUpdatedAt: now }]);
  // It may name somebody: not for the ledger of facts.
  if (reason !== "") await keepFactTexts(scope, [{ fact, customerId, text: reason }]);
  await noteAccess(scope, { customerId, actor: staff, action: "edited" });
  await reactNow(scope, customerId);
  await queueReactions(scope);
  return { balance: await balanceOf(scope, customerId) };
}
