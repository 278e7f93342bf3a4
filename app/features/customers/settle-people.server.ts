import type { Reaction } from "#app/features/events/index.server.ts";
import { settleGuests, sharedWithGuests } from "./identities.server.ts";
import { mergesOf, movePeople } from "./merges.server.ts";
import { resolveMerges } from "./repository.server.ts";

/**
 * The first reaction: puts right what two transactions at the same time could not see of each other. A guest stored while
 * the customer with the same e-mail was being stored, and facts stored while whom they belong to was being changed.
 * Visitors of the storefront have a reaction of their own.
 */
export const settlePeople: Reaction = async (scope, customers) => {
  await settleGuests(
    scope,
    await sharedWithGuests(
      scope,
      customers.map(({ customerId }) => customerId),
    ),
  );
  const pairs = new Map<string, { subjectId: bigint; fromId: bigint }>();
  for (const { customerId, facts } of customers) {
    for (const { subjectId = null } of facts) {
      if (subjectId !== null) pairs.set(`${subjectId} ${customerId}`, { subjectId, fromId: customerId });
    }
  }
  const subjects = [...new Set([...pairs.values()].map(({ subjectId }) => subjectId))];
  const merged = await resolveMerges(scope, subjects);
  const strayed = [...pairs.values()]
    .map((pair) => ({ ...pair, intoId: merged.get(pair.subjectId) ?? pair.subjectId }))
    .filter(({ fromId, intoId }) => fromId !== intoId);
  if (strayed.length === 0) return;
  const visitors = new Set(
    (
      await mergesOf(
        scope,
        strayed.map(({ subjectId }) => subjectId),
      )
    )
      .filter(({ source }) => source === "visitor")
      .map(({ fromId }) => fromId),
  );
  await movePeople(
    scope,
    strayed.filter(({ subjectId }) => !visitors.has(subjectId)),
  );
};
