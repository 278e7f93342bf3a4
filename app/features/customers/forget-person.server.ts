import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { blindIndexOf } from "#app/features/shops/index.server.ts";
import {
  claimsBy,
  claimsOn,
  deleteClaims,
  guestIdOf,
  type Identity,
  recogniserOf,
} from "./identities.server.ts";
import { deleteMerges, mergesOf, withThoseWhoMean } from "./merges.server.ts";
import { redactedAmong, redactPeople, resolveMerges } from "./repository.server.ts";

/**
 * Forgets people: their records, by what they were recognised, and whom they were merged with. With them go all who mean
 * them, and the guests with their e-mails and phone numbers, also those whom nobody has seen yet: the emptied records of
 * their ids keep late deliveries out. A guest who is somebody else's, or could be, stays.
 *
 * @param contacts further e-mails and phone numbers of theirs, as a request names them
 * @returns everybody who was forgotten, for what other features keep about them
 */
export async function forgetPerson(
  scope: ShopScope,
  ids: readonly bigint[],
  at: Date,
  contacts: readonly { email: string | null; phone: string | null }[] = [],
): Promise<bigint[]> {
  const people = await withThoseWhoMean(scope, ids);
  const recogniser = await recogniserOf(scope);
  const identities: Identity[] = [
    ...(await claimsBy(scope, people)),
    ...contacts.flatMap((contact) => recogniser.identitiesOf(contact)),
  ];
  const forgotten = [...new Set([...people, ...(await guestsWith(scope, identities, people))])];
  await redactPeople(scope, forgotten, at);
  await deleteClaims(scope, forgotten);
  const merges = await mergesOf(scope, forgotten);
  await deleteMerges(
    scope,
    merges.map(({ fromId }) => fromId),
  );
  return forgotten;
}

/** The guests with these identities, unless somebody else who is known has them, too. */
async function guestsWith(
  scope: ShopScope,
  identities: readonly Identity[],
  people: readonly bigint[],
): Promise<bigint[]> {
  const index = await blindIndexOf(scope);
  const claims = await claimsOn(scope, identities);
  const claimants = [...new Set(claims.map(({ customerId }) => customerId))];
  const merged = await resolveMerges(scope, claimants);
  const redacted = await redactedAmong(scope, [...claimants, ...merged.values()]);
  const own = new Set(people);
  const isOther = (id: bigint) =>
    !own.has(id) && !own.has(merged.get(id) ?? id) && !redacted.has(merged.get(id) ?? id);
  const claimedByOthers = new Set(
    claims
      .filter((claim) => claim.customerId > 0n && isOther(claim.customerId))
      .map(({ kind, token }) => `${kind}:${token.toString("hex")}`),
  );
  return identities.flatMap((identity) => {
    const id = guestIdOf(index, identity);
    const isShared = claimedByOthers.has(`${identity.kind}:${identity.token.toString("hex")}`);
    return isShared || isStaffsOther(id) ? [] : [id];
  });

  function isStaffsOther(guestId: bigint): boolean {
    const owner = merged.get(guestId);
    return owner !== undefined && !own.has(owner);
  }
}
