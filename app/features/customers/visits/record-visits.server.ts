import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { lockCustomer, queueReactions, recordFacts } from "#app/features/events/index.server.ts";
import { type BlindIndex, blindIndexOf } from "#app/features/shops/index.server.ts";
import { type FactText, keepFactTexts } from "../fact-texts.server.ts";
import { redactedAmong, resolveMerges } from "../repository.server.ts";
import type { PixelBatch } from "./pixel-batch.ts";
import {
  addSightings,
  noteConsents,
  noteEarlierConsents,
  type Sighting,
  upsertVisitors,
  visitorIdsOf,
} from "./repository.server.ts";
import { type ProofKind, readVisitToken } from "./signed-tokens.server.ts";
import { claimToken, markPeopleOf } from "./stitch-visitors.server.ts";
import { followedFacts, searchText, type TimedEvent, timedEvents, visitFact } from "./visit-facts.ts";

/** A batch of the pixel as it came in, for a shop that its account names. */
export interface ReceivedBatch {
  batch: PixelBatch;
  receivedAt: Date;
}

interface ReadBatch extends ReceivedBatch {
  browser: Buffer;
  visitorId: bigint;
  events: TimedEvent[];
  /** Whom genuine tokens in the batch name. */
  proofs: Record<ProofKind, { customerId: bigint; reference: string } | null>;
}

/** The token of a browser, by the id that Shopify gave it. */
export function browserToken(index: BlindIndex, clientId: string): Buffer {
  return index.token("visitor", clientId);
}

/** Everybody who is not signed in is one visitor of a browser; each account that is signed in there is another. */
function visitorOf(index: BlindIndex, { client, customer }: PixelBatch): bigint {
  return index.personId("visitor", customer === null ? client : `${client}\n${customer}`);
}

/**
 * Stores what browsers told about one shop: visitors with what they allow, the facts, and by what they can be recognised.
 * A batch without consent for analytics says only that it was withdrawn.
 *
 * @returns false when the shop does not have the app (any more)
 */
export async function recordVisits(shopId: ShopId, batches: readonly ReceivedBatch[]): Promise<boolean> {
  let changedBrowsers: Buffer[] = [];
  const hasApp = await withShop(shopId, async (scope) => {
    const shop = await scope.db.shop.findUnique({ where: { id: shopId }, select: { uninstalledAt: true } });
    if (!shop || shop.uninstalledAt !== null) return false;
    changedBrowsers = await store(scope, batches);
    await queueReactions(scope);
    return true;
  });
  // An order that was stored at the same moment saw none of this: whoever comes second looks again.
  if (hasApp && changedBrowsers.length > 0) {
    await withShop(shopId, async (scope) => {
      await markPeopleOf(scope, changedBrowsers);
      await queueReactions(scope);
    });
  }
  return hasApp;
}

/** Returns the browsers about which something new is known that can recognise somebody. */
async function store(scope: ShopScope, batches: readonly ReceivedBatch[]): Promise<Buffer[]> {
  const index = await blindIndexOf(scope);
  const allowed: ReadBatch[] = [];
  const withdrawn: { browser: Buffer; received: ReceivedBatch }[] = [];
  for (const { batch, receivedAt } of batches) {
    const browser = browserToken(index, batch.client);
    if (batch.consent.analytics) {
      const proofOf = (kind: ProofKind) => {
        const token = batch[kind];
        return token === null ? null : readVisitToken(scope.shopId, kind, token, receivedAt);
      };
      allowed.push({
        batch,
        receivedAt,
        browser,
        visitorId: visitorOf(index, batch),
        events: timedEvents(batch, receivedAt),
        proofs: { click: proofOf("click"), login: proofOf("login") },
      });
    } else {
      withdrawn.push({ browser, received: { batch, receivedAt } });
    }
  }
  const browsers = await storeAllowed(scope, index, allowed);
  // Last, so that they also reach visitors who came with the same batches.
  for (const { browser, received } of withdrawn) await noteWithdrawal(scope, browser, received);
  return browsers;
}

async function storeAllowed(
  scope: ShopScope,
  index: BlindIndex,
  allowed: readonly ReadBatch[],
): Promise<Buffer[]> {
  // Without a believable time a batch says nothing.
  const told = allowed.filter(({ events, proofs }) => events.length > 0 || proofs.click || proofs.login);
  if (told.length === 0) return [];
  const seen = told.map(({ batch, visitorId, receivedAt }) => seenVisitor(visitorId, batch, receivedAt));
  const firstSeen = await upsertVisitors(scope, seen);
  await noteEarlierConsents(scope, seen, firstSeen);
  await noteConsents(scope, seen);
  const sightings = await withoutErased(
    scope,
    told.map((read) => sightingsOf(index, read)),
  );
  const unknown = await addSightings(scope, sightings.flat());
  await recordVisitFacts(scope, index, told);
  const proven = sightings.flat().filter(({ kind, personId }) => isProof(kind) && unknown.has(personId));
  for (const id of sortedIds(proven.map(({ personId }) => personId))) await lockCustomer(scope, id);
  const changed = told.filter((_read, position) =>
    sightings[position]!.some(({ personId }) => unknown.has(personId)),
  );
  const browsers = changed.map(({ browser }) => browser);
  if (browsers.length > 0) await markPeopleOf(scope, browsers);
  return browsers;
}

/** Nothing is stored under the name of somebody who was erased, however old the link they follow. */
async function withoutErased(scope: ShopScope, sightings: readonly Sighting[][]): Promise<Sighting[][]> {
  const named = sightings.flat().flatMap(({ kind, personId }) => (isProof(kind) ? [personId] : []));
  if (named.length === 0) return [...sightings];
  const erased = await redactedAmong(scope, named);
  return sightings.map((of) => of.filter(({ kind, personId }) => !isProof(kind) || !erased.has(personId)));
}

const isProof = (kind: Sighting["kind"]) => kind === "click" || kind === "login";
const sortedIds = (ids: readonly bigint[]) => [...new Set(ids)].toSorted((a, b) => (a < b ? -1 : 1));

function seenVisitor(id: bigint, { consent }: PixelBatch, seenAt: Date) {
  const { saleOfData, ...others } = consent;
  return { id, seenAt, consent: { ...others, sale_of_data: saleOfData } };
}

/** Consent is a browser's: it counts for all its visitors. Nobody becomes known by withdrawing it. */
async function noteWithdrawal(
  scope: ShopScope,
  browser: Buffer,
  { batch, receivedAt }: ReceivedBatch,
): Promise<void> {
  const ids = await visitorIdsOf(scope, browser);
  if (ids.length > 0) {
    await noteConsents(
      scope,
      ids.map((id) => seenVisitor(id, batch, receivedAt)),
    );
  }
}

/** By what the visitor of a batch can be recognised, now or later. */
function sightingsOf(index: BlindIndex, read: ReadBatch): Sighting[] {
  const { batch, browser, visitorId, events, receivedAt: at } = read;
  const carts = [batch.cart, ...events.map(({ event }) => event.cart)];
  const checkouts = events.map(({ event }) => event.checkout);
  const held = (kind: "cart" | "checkout", tokens: readonly (string | null)[]) =>
    [...new Set(tokens)].flatMap((token) =>
      token === null ? [] : [{ kind, token: index.token(kind, token), personId: visitorId, at }],
    );
  const signed = (["click", "login"] as const).flatMap((kind) => {
    const proof = read.proofs[kind];
    return proof ? [{ kind, token: browser, personId: proof.customerId, at }] : [];
  });
  return [
    { kind: "visitor", token: browser, personId: visitorId, at },
    ...(batch.customer === null
      ? []
      : [{ kind: "claim" as const, token: claimToken(index, batch.customer), personId: visitorId, at }]),
    ...held("cart", carts),
    ...held("checkout", checkouts),
    ...signed,
  ];
}

async function recordVisitFacts(
  scope: ShopScope,
  index: BlindIndex,
  told: readonly ReadBatch[],
): Promise<void> {
  const ids = told.map(({ visitorId }) => visitorId);
  const owners = await resolveMerges(scope, ids);
  const redacted = await redactedAmong(scope, [...owners.values()]);
  const texts: FactText[] = [];
  const facts = told.flatMap(({ batch, visitorId, events, proofs }) => {
    const owner = owners.get(visitorId) ?? null;
    const customerId = owner !== null && redacted.has(owner) ? null : owner;
    return events.flatMap((timed) => {
      // With the browser's id in it, no browser can overwrite another's events.
      const key = index.token("visit", `${batch.client}\n${timed.event.id}`).toString("base64url");
      const clicked = proofs.click?.reference || null;
      const who = { key, subjectId: visitorId, customerId };
      const text = searchText(timed, who);
      if (text) texts.push(text);
      return [visitFact(timed, { ...who, cart: batch.cart, clicked }), ...followedFacts(timed, who)];
    });
  });
  await recordFacts(scope, facts);
  await keepFactTexts(scope, texts);
}
