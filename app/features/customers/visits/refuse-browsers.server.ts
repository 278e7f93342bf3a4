/** What staff say about a browser that was recognised: it is somebody else's, or it was theirs after all. */
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import {
  assignSubjectFacts,
  countSubjectFacts,
  lockCustomer,
  queueReactions,
} from "#app/features/events/index.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import { markUndone, type Merge, mergesOf } from "../merges.server.ts";
import { findCustomers, resolveMerges } from "../repository.server.ts";
import { lockVisitors } from "./repository.server.ts";
import { stitchVisitors } from "./stitch-visitors.server.ts";

/** Takes a visitor from whom it counts as: its visits leave them, and it is never counted as them again by itself. */
export async function refuseVisitor(
  scope: ShopScope,
  { fromId: visitorId, intoId }: Merge,
  staff: string,
  at: Date,
): Promise<void> {
  await lockCustomer(scope, (await resolveMerges(scope, [intoId])).get(intoId) ?? intoId);
  await lockVisitors(scope, [visitorId]);
  await markUndone(scope, visitorId, staff, at);
  await assignSubjectFacts(scope, [{ subjectId: visitorId, customerId: null }]);
  await queueReactions(scope);
}

/** The merge of a visitor that staff undid; null when the id is nobody of that kind. */
export async function refusedMerge(scope: ShopScope, id: bigint): Promise<Merge | null> {
  const [merge] = await mergesOf(scope, [id]);
  const isRefused = merge?.source === "visitor" && merge.undoneAt !== null && merge.staff !== null;
  return isRefused ? merge : null;
}

/**
 * Lifts what staff said about a visitor. It counts as the customer again if what was seen in the browser still shows that.
 *
 * @throws Refusal join_unproven, join_erased
 */
export async function readmitVisitor(
  scope: ShopScope,
  { fromId: visitorId, intoId }: Merge,
): Promise<{ fromId: bigint; intoId: bigint }> {
  const { db, shopId } = scope;
  const customerId = (await resolveMerges(scope, [intoId])).get(intoId) ?? intoId;
  if ((await findCustomers(scope, [customerId])).get(customerId)?.redactedAt)
    throw new Refusal("join_erased", "the customer was erased");
  await lockCustomer(scope, customerId);
  await lockVisitors(scope, [visitorId]);
  await db.customerMerge.update({
    where: { shopId_fromId: { shopId, fromId: visitorId } },
    data: { staff: null },
  });
  await stitchVisitors(scope, [{ customerId, facts: [] }]);
  const [merge] = await mergesOf(scope, [visitorId]);
  if (merge?.undoneAt !== null)
    throw new Refusal("join_unproven", "nothing shows any more that the browser is theirs alone");
  await queueReactions(scope);
  return { fromId: visitorId, intoId: customerId };
}

/** How many visits a visitor made: what leaves a customer with it, and comes back. */
export async function countVisits(
  scope: ShopScope,
  visitorId: bigint,
): Promise<{ orders: number; events: number }> {
  return { orders: 0, events: await countSubjectFacts(scope, visitorId) };
}
