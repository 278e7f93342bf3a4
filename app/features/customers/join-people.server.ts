/** What staff say about who is who: two are one person, or are not. */
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { factsOf, lockCustomer, queueReactions } from "#app/features/events/index.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import type { Fact } from "#app/shared/fact.ts";
import { consentsToRestore } from "./consent/domain/consent.ts";
import { recordConsents } from "./consent/record-consents.server.ts";
import { claimsBy, settleGuests } from "./identities.server.ts";
import {
  changeMerges,
  lowestFirst,
  markUndone,
  type MergeSource,
  mergesOf,
  storeMerges,
  withThoseWhoMean,
} from "./merges.server.ts";
import { findCustomers, resolveMerges } from "./repository.server.ts";
import { readmitVisitor, refusedMerge, refuseVisitor } from "./visits/refuse-browsers.server.ts";

export interface Join {
  /** Who is somebody else; whom the id means today counts. */
  fromId: bigint;
  /** Who that is. */
  intoId: bigint;
  source: Extract<MergeSource, "merchant">;
  staff: string;
  at: Date;
}

/**
 * Makes two people one: facts, orders and what else names the one belong to the other from now on. What belongs to whom can
 * be told again at any time, so it can be undone. A browser that staff took apart goes back to whom it counted as.
 *
 * @throws Refusal join_unknown, join_same, join_erased, join_into_guest, join_unproven
 */
export async function joinPeople(scope: ShopScope, join: Join): Promise<{ fromId: bigint; intoId: bigint }> {
  const refused = await refusedMerge(scope, join.fromId);
  if (refused) return readmitVisitor(scope, refused);
  const pair = await checkJoin(scope, join.fromId, join.intoId);
  for (const id of [pair.fromId, pair.intoId].toSorted(lowestFirst)) await lockCustomer(scope, id);
  // Anew: somebody may have joined them while this one waited.
  const { fromId, intoId } = await checkJoin(scope, join.fromId, join.intoId);
  const { source, staff, at } = join;
  await changeMerges(scope, [fromId], () =>
    storeMerges(scope, [{ fromId, intoId, source, staff, mergedAt: at }]),
  );
  await settleGuests(scope, await claimsBy(scope, await withThoseWhoMean(scope, [intoId])));
  await queueReactions(scope);
  return { fromId, intoId };
}

/** Whom two ids mean, if they can be made one. @throws Refusal */
export async function checkJoin(
  scope: ShopScope,
  from: bigint,
  into: bigint,
): Promise<{ fromId: bigint; intoId: bigint }> {
  const merged = await resolveMerges(scope, [from, into]);
  const [fromId, intoId] = [merged.get(from) ?? from, merged.get(into) ?? into];
  if (fromId === intoId) throw new Refusal("join_same", "these two are one person already");
  const people = await findCustomers(scope, [fromId, intoId]);
  const [one, other] = [people.get(fromId), people.get(intoId)];
  if (!one || !other || one.kind === "visitor" || other.kind === "visitor")
    throw new Refusal("join_unknown", "one of them is not known");
  if (one.redactedAt ?? other.redactedAt) throw new Refusal("join_erased", "one of them was erased");
  // Shopify knows no guest: what is sent to it about a customer must stay with a customer.
  if (fromId > 0n && intoId < 0n) throw new Refusal("join_into_guest", "a customer cannot become a guest");
  return { fromId, intoId };
}

/**
 * Undoes a merge that staff made, or that an e-mail, a phone number or a browser led to: everything that names the one is
 * theirs again. It stays undone, whatever is told later.
 *
 * @throws Refusal join_not_there, join_by_shopify
 */
export async function undoJoin(
  scope: ShopScope,
  fromId: bigint,
  staff: string,
  at: Date,
): Promise<{ fromId: bigint; intoId: bigint }> {
  const merge = await checkUndo(scope, fromId);
  const { intoId } = merge;
  if (merge.source === "visitor") {
    await refuseVisitor(scope, merge, staff, at);
    return { fromId, intoId };
  }
  const ownerId = (await resolveMerges(scope, [fromId])).get(fromId) ?? intoId;
  for (const id of [fromId, ownerId].toSorted(lowestFirst)) await lockCustomer(scope, id);
  await checkUndo(scope, fromId);
  const joined = await factsOf(scope, [ownerId]);
  await changeMerges(scope, [fromId], () => markUndone(scope, fromId, staff, at));
  await restoreConsents(scope, ownerId, joined, at);
  await settleGuests(scope, await claimsBy(scope, await withThoseWhoMean(scope, [fromId, ownerId])));
  await queueReactions(scope);
  return { fromId, intoId: ownerId };
}

/** Shopify was told what the other agreed to, as the customer's: now it is told what the customer said. */
async function restoreConsents(
  scope: ShopScope,
  customerId: bigint,
  joined: readonly Fact[],
  at: Date,
): Promise<void> {
  // Shopify knows no guests.
  if (customerId < 0n) return;
  const own = await factsOf(scope, [customerId]);
  const kept = new Set(own.map(({ kind, key }) => `${kind} ${key}`));
  const others = joined.filter(({ kind, key }) => !kept.has(`${kind} ${key}`));
  const said = consentsToRestore(own, others);
  await recordConsents(
    scope,
    said.map((consent) => ({ ...consent, subjectId: customerId, source: "join_undone", changedAt: at })),
  );
}

/** A merge that can be undone. @throws Refusal */
async function checkUndo(scope: ShopScope, fromId: bigint) {
  const [merge] = await mergesOf(scope, [fromId]);
  if (!merge || merge.undoneAt !== null) throw new Refusal("join_not_there", "they are not joined");
  if (merge.source === "shopify")
    throw new Refusal("join_by_shopify", "Shopify merged these customers; it cannot be undone there or here");
  return merge;
}
