/** By what people are recognised: the table customer_identity, and the guests whom it makes customers of. */
import { byteaText } from "#app/platform/db/bytea-text.ts";
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { type BlindIndex, blindIndexOf, readSettings } from "#app/features/shops/index.server.ts";
import { type ContactRules, normaliseEmail, normalisePhone } from "./domain/contact.ts";
import { type Claim, ownerOfGuest } from "./domain/guest-owners.ts";
import {
  changeMerges,
  deleteMerges,
  type Merge,
  mergesOf,
  resolveMerges,
  storeMerges,
} from "./merges.server.ts";
import { goneAmong } from "./repository.server.ts";

/** A blind token of an e-mail or a phone number. */
export interface Identity {
  kind: "email" | "phone";
  token: Buffer;
}

/** Somebody who was shown with it. */
export interface IdentityClaim extends Identity {
  customerId: bigint;
  since: Date;
}

/** Turns contacts into what people are recognised by, by the shop's rules. */
export interface Recogniser {
  /** The e-mail and the phone number, as far as they recognise anybody; the e-mail first. */
  identitiesOf(contact: { email: string | null; phone: string | null }): Identity[];
}

export async function recogniserOf(scope: ShopScope): Promise<Recogniser> {
  const { db, shopId } = scope;
  const index = await blindIndexOf(scope);
  const { countryCode } = await db.shop.findUniqueOrThrow({
    where: { id: shopId },
    select: { countryCode: true },
  });
  const { foldsPlusAddresses } = await readSettings(scope);
  const rules: ContactRules = { countryCode, foldsPlusAddresses };
  const identity = (kind: Identity["kind"], text: string | null): Identity[] =>
    text === null ? [] : [{ kind, token: index.token(kind, text) }];
  return {
    identitiesOf: ({ email, phone }) => [
      ...identity("email", normaliseEmail(email, rules)),
      ...identity("phone", normalisePhone(phone, rules)),
    ],
  };
}

/** The id, below zero, of the guest with an e-mail or a phone number: known before anybody was ever seen with it. */
export function guestIdOf(index: BlindIndex, { kind, token }: Identity): bigint {
  return index.personId("guest", `${kind}:${token.toString("hex")}`);
}

/** Adds claims; of several the earliest counts. Returns those that say something new. */
export async function addClaims(
  { db }: ShopScope,
  claims: readonly IdentityClaim[],
): Promise<IdentityClaim[]> {
  if (claims.length === 0) return [];
  const rows = claims.map(({ kind, token, customerId, since }) => ({
    kind,
    token: byteaText(token),
    id: customerId.toString(),
    since,
  }));
  return (
    await db.$queryRaw<(Omit<IdentityClaim, "token"> & { token: Uint8Array })[]>`
      INSERT INTO customer_identity AS c (shop_id, kind, token, customer_id, since)
      SELECT current_shop_id(), kind, token, id, min(since)
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (kind text, token bytea, id bigint, since timestamptz)
      GROUP BY kind, token, id ORDER BY kind, token, id
      ON CONFLICT (shop_id, kind, token, customer_id) DO UPDATE SET since = excluded.since WHERE excluded.since < c.since
      RETURNING kind, token, customer_id AS "customerId", since`
  ).map(toClaim);
}

/** Everybody who was shown with any of these. */
export async function claimsOn({ db }: ShopScope, identities: readonly Identity[]): Promise<IdentityClaim[]> {
  if (identities.length === 0) return [];
  return (
    await db.$queryRaw<(Omit<IdentityClaim, "token"> & { token: Uint8Array })[]>`
      SELECT c.kind, c.token, c.customer_id AS "customerId", c.since
      FROM (SELECT DISTINCT * FROM unnest(${identities.map(({ kind }) => kind)}::text[], ${identities.map(({ token }) => token)}::bytea[]) AS g (kind, token)) g
      JOIN customer_identity c ON c.shop_id = current_shop_id() AND c.kind = g.kind AND c.token = g.token`
  ).map(toClaim);
}

/** What these people were shown with. */
export async function claimsBy({ db, shopId }: ShopScope, ids: readonly bigint[]): Promise<IdentityClaim[]> {
  const rows = await db.customerIdentity.findMany({
    where: { shopId, customerId: { in: [...ids] }, kind: { in: ["email", "phone"] } },
    omit: { shopId: true },
  });
  return rows.map((row) => toClaim({ ...row, kind: row.kind as Identity["kind"] }));
}

/** What these people share with a guest. Cheap where there are no guests. */
export async function sharedWithGuests({ db }: ShopScope, ids: readonly bigint[]): Promise<Identity[]> {
  const rows = await db.$queryRaw<{ kind: Identity["kind"]; token: Uint8Array }[]>`
    SELECT DISTINCT i.kind, i.token FROM customer_identity i
    WHERE i.shop_id = current_shop_id() AND i.customer_id = ANY(${[...ids]}::bigint[]) AND i.kind IN ('email', 'phone')
      AND EXISTS (SELECT FROM customer_identity g
        WHERE g.shop_id = i.shop_id AND g.kind = i.kind AND g.token = i.token AND g.customer_id < 0)`;
  return rows.map(({ kind, token }) => ({ kind, token: Buffer.from(token) }));
}

export async function deleteClaims({ db, shopId }: ShopScope, ids: readonly bigint[]): Promise<void> {
  await db.customerIdentity.deleteMany({ where: { shopId, customerId: { in: [...ids] } } });
}

function toClaim(row: Omit<IdentityClaim, "token"> & { token: Uint8Array }): IdentityClaim {
  return { ...row, token: Buffer.from(row.token) };
}

interface Guest extends Identity {
  id: bigint;
  since: Date;
}

/**
 * Makes the guests with these e-mails and phone numbers the customers whose they are, by all that is known today (see
 * domain/guest-owners.ts). What staff decided about a guest stands.
 */
export async function settleGuests(scope: ShopScope, identities: readonly Identity[]): Promise<void> {
  const claims = await claimsOn(scope, identities);
  const index = await blindIndexOf(scope);
  const guests = claims.flatMap((claim): Guest[] =>
    claim.customerId === guestIdOf(index, claim) ? [{ ...claim, id: claim.customerId }] : [],
  );
  if (guests.length === 0) return;
  const known = new Map(
    (
      await mergesOf(
        scope,
        guests.map(({ id }) => id),
      )
    ).map((merge) => [merge.fromId, merge]),
  );
  const byToken = Map.groupBy(await withLife(scope, claims), ({ token }) => token.toString("hex"));
  const wanted = new Map<bigint, Merge | null>();
  for (const { id, kind, token, since } of guests) {
    const before = known.get(id);
    if (before && (before.undoneAt !== null || before.source === "merchant" || before.source === "shopify"))
      continue;
    const owner = ownerOfGuest(byToken.get(token.toString("hex")) ?? []);
    const mergedAt = owner && (owner.since > since ? owner.since : since);
    const merge: Merge | null =
      owner && mergedAt
        ? { fromId: id, intoId: owner.customerId, source: kind, mergedAt, undoneAt: null, staff: null }
        : null;
    if (isSame(before ?? null, merge)) continue;
    wanted.set(id, merge);
  }
  if (wanted.size === 0) return;
  await changeMerges(scope, [...wanted.keys()], async () => {
    await deleteMerges(scope, [...wanted.keys()]);
    await storeMerges(
      scope,
      [...wanted.values()].flatMap((merge) => merge ?? []),
    );
  });
}

function isSame(before: Merge | null, after: Merge | null): boolean {
  return before?.intoId === after?.intoId && before?.mergedAt.getTime() === after?.mergedAt.getTime();
}

async function withLife(
  scope: ShopScope,
  claims: readonly IdentityClaim[],
): Promise<(IdentityClaim & Claim)[]> {
  const ids = [...new Set(claims.map(({ customerId }) => customerId))].filter((id) => id > 0n);
  const merged = await resolveMerges(scope, ids);
  const gone = await goneAmong(scope, [...new Set(ids.map((id) => merged.get(id) ?? id))]);
  return claims.map((claim) => ({
    ...claim,
    isAlive: !gone.has(merged.get(claim.customerId) ?? claim.customerId),
  }));
}
