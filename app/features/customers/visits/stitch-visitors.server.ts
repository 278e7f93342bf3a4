import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { assignSubjectFacts, lockCustomer, type Reaction } from "#app/features/events/index.server.ts";
import { type BlindIndex, blindIndexOf } from "#app/features/shops/index.server.ts";
import { redactedAmong, resolveMerges } from "../repository.server.ts";
import { decideOwners } from "./decide-owners.ts";
import {
  addSightings,
  browsersOf,
  holdersOf,
  lockVisitors,
  proofsIn,
  setVisitorOwners,
  visitorsIn,
  type VisitorRow,
} from "./repository.server.ts";

/** An order, a checkout or a cart that Shopify named the person of. */
export interface NamedTokens {
  /** As webhooks name them. */
  cartToken: string | null;
  checkoutToken: string | null;
  /** Whom Shopify's state names: a customer, or a guest below zero. */
  subjectId: bigint | null;
  /** When the order was placed, the checkout begun. */
  seenAt: Date;
}

/**
 * Notes who had which cart and checkout, by Shopify's own word. The browser that told the same token is recognised when
 * the person's reaction runs, so whoever calls this also records facts of that person. What is told late or replayed
 * counts like what is told at once.
 */
export async function noteNamedTokens(scope: ShopScope, named: readonly NamedTokens[]): Promise<void> {
  const tokens = named.flatMap(({ cartToken, checkoutToken, subjectId, seenAt }) =>
    (
      [
        ["cart", cartToken],
        ["checkout", checkoutToken],
      ] as const
    ).flatMap(([kind, token]) =>
      token === null || subjectId === null ? [] : [{ kind, token, personId: subjectId, at: seenAt }],
    ),
  );
  if (tokens.length === 0) return;
  const index = await blindIndexOf(scope);
  await addSightings(
    scope,
    tokens.map(({ kind, token, ...rest }) => ({ kind, token: index.token(kind, token), ...rest })),
  );
}

/** Whom a cart names by its tokens, and whom that is today. */
export interface CartOwner {
  subjectId: bigint;
  customerId: bigint;
}

/**
 * Whom these carts belong to: the one customer whom Shopify named with the same token, else the one guest, else the customer
 * whom the visitor with that cart counts as. Carts of nobody, or of several, are left out. Who means whom plays no part in
 * the choice, so that a merge told earlier or later leads to the same owner.
 */
export async function ownersOfCarts(
  scope: ShopScope,
  cartTokens: readonly string[],
): Promise<Map<string, CartOwner>> {
  const { byHash, holders, people } = await holdersOfCarts(scope, cartTokens);
  const found = new Map<string, CartOwner>();
  for (const [hash, held] of Map.groupBy(holders, ({ token }) => token)) {
    const named = held.filter(({ isVisitor }) => !isVisitor).map(({ personId }) => personId);
    const customers = named.filter((id) => id > 0n);
    const strongest = customers.length > 0 ? customers : named;
    const recognised = held.flatMap(({ personId }) => {
      const today = people.get(personId);
      return today === undefined || today === personId ? [] : [today];
    });
    const subjects = new Set(strongest.length > 0 ? strongest : recognised);
    const [subjectId] = subjects;
    if (subjects.size !== 1 || subjectId === undefined) continue;
    // Whom a visitor counts as is somebody of today already.
    const customerId = strongest.length === 0 ? subjectId : people.get(subjectId);
    if (customerId !== undefined) found.set(byHash.get(hash)!, { subjectId, customerId });
  }
  return found;
}

/** Those of these carts that somebody has by Shopify's word, or a visitor who counts as somebody; one or several. */
export async function heldCarts(scope: ShopScope, cartTokens: readonly string[]): Promise<Set<string>> {
  const { byHash, holders, people } = await holdersOfCarts(scope, cartTokens);
  const isSomebody = ({ personId, isVisitor }: (typeof holders)[number]) =>
    people.has(personId) && !(isVisitor && people.get(personId) === personId);
  return new Set(holders.filter(isSomebody).map(({ token }) => byHash.get(token)!));
}

/** Whoever was seen with these carts, by the hash of the cart's token, and whom they mean today. */
async function holdersOfCarts(scope: ShopScope, cartTokens: readonly string[]) {
  const index = await blindIndexOf(scope);
  const byHash = new Map(cartTokens.map((cart) => [index.token("cart", cart).toString("hex"), cart]));
  const holders = await holdersOf(scope, "cart", [...byHash.keys()].map(fromHex));
  const people = await currentPeople(
    scope,
    holders.map(({ personId }) => personId),
  );
  return { byHash, holders, people };
}

/** Whom ids mean today; those who were erased are left out. */
async function currentPeople(scope: ShopScope, ids: readonly bigint[]): Promise<Map<bigint, bigint>> {
  const merged = await resolveMerges(scope, ids);
  const redacted = await redactedAmong(scope, [...ids, ...merged.values()]);
  return new Map(
    ids.flatMap((id) => {
      const today = merged.get(id) ?? id;
      return redacted.has(today) ? [] : [[id, today] as const];
    }),
  );
}

/** Marks whoever was seen in these browsers, so that their next reaction looks at the browsers. */
export async function markPeopleOf(scope: ShopScope, browsers: readonly Uint8Array[]): Promise<void> {
  const proofs = await proofsIn(scope, browsers);
  const people = await currentPeople(
    scope,
    proofs.map(({ personId }) => personId),
  );
  const ids = [...new Set(people.values())].toSorted((a, b) => (a < b ? -1 : 1));
  for (const id of ids) await lockCustomer(scope, id);
}

/**
 * The reaction of visits: looks at every browser in which a due customer was seen and decides whom its visitors count
 * as, by all that is known. See docs/behaviour.md.
 */
export const stitchVisitors: Reaction = async (scope, customers) => {
  const browsers = await browsersOf(
    scope,
    customers.map(({ customerId }) => customerId),
  );
  if (browsers.length === 0) return;
  if ((await changesIn(scope, browsers)).size === 0) return;
  const visitors = await visitorsIn(scope, browsers);
  await lockVisitors(
    scope,
    visitors.map(({ id }) => id),
  );
  // Anew: what was decided before the lock may be no longer so.
  const changes = await changesIn(scope, browsers);
  if (changes.size === 0) return;
  await setVisitorOwners(scope, changes, new Date());
  await assignSubjectFacts(
    scope,
    [...changes].map(([subjectId, customerId]) => ({ subjectId, customerId })),
  );
};

/** Visitors of these browsers who count as somebody else than they should. */
async function changesIn(
  scope: ShopScope,
  browsers: readonly Uint8Array[],
): Promise<Map<bigint, bigint | null>> {
  const visitors = await visitorsIn(scope, browsers);
  const proofs = await proofsIn(scope, browsers);
  const people = await currentPeople(scope, [
    ...proofs.map(({ personId }) => personId),
    ...visitors.flatMap(({ mergedInto }) => mergedInto ?? []),
  ]);
  const index = await blindIndexOf(scope);
  const changes = new Map<bigint, bigint | null>();
  const proofsByBrowser = Map.groupBy(proofs, ({ browser }) => browser);
  for (const [browser, rows] of Map.groupBy(visitors, (row) => row.browser)) {
    const seen = proofsByBrowser.get(browser) ?? [];
    const today = (wanted: typeof seen) =>
      new Set(wanted.flatMap(({ personId }) => people.get(personId) ?? []));
    const claims = claimsOf(
      index,
      seen.map(({ personId }) => personId),
      people,
    );
    const ownerOf = (row: VisitorRow) =>
      row.mergedInto === null || row.isUndone ? null : (people.get(row.mergedInto) ?? null);
    const decided = decideOwners(
      rows.map((row) => ({
        id: row.id,
        claims: row.claim === null ? null : (claims.get(row.claim) ?? "unproven"),
        isAllowed: row.isAllowed,
        ownerId: ownerOf(row),
        refusedId:
          row.isRefusedByStaff && row.mergedInto !== null ? (people.get(row.mergedInto) ?? null) : null,
      })),
      {
        strong: today(seen.filter(({ isStrong }) => isStrong)),
        clicks: today(seen.filter((p) => !p.isStrong)),
      },
    );
    for (const row of rows) {
      const owner = decided.get(row.id) ?? null;
      // By the row itself: when whom it names became somebody else, the visits follow.
      if (owner !== (row.isUndone ? null : row.mergedInto)) changes.set(row.id, owner);
    }
  }
  return changes;
}

/** Claim's token (hex) → whom that account means today, for the accounts that something speaks for. */
function claimsOf(
  index: BlindIndex,
  personIds: readonly bigint[],
  people: ReadonlyMap<bigint, bigint>,
): Map<string, bigint> {
  return new Map(
    personIds.flatMap((id) => {
      const today = people.get(id);
      if (today === undefined) return [];
      return [id, today].map((each) => [claimToken(index, each).toString("hex"), today] as const);
    }),
  );
}

/** The token of an account that a browser says is signed in. */
export function claimToken(index: BlindIndex, accountId: bigint): Buffer {
  return index.token("claim", accountId.toString());
}

function fromHex(text: string): Buffer {
  return Buffer.from(text, "hex");
}
