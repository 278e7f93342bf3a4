import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { blindIndexOf } from "#app/features/shops/index.server.ts";
import { type CustomerMemory, remember, rememberName } from "./domain/customer-memory.ts";
import type { BroughtDetails, CustomerState } from "./domain/customer-state.ts";
import {
  addClaims,
  claimsOn,
  guestIdOf,
  type Identity,
  recogniserOf,
  settleGuests,
} from "./identities.server.ts";
import { hasErasedGuests, redactedAmong, resolveMerges, storePeople } from "./repository.server.ts";

/** Somebody whom an order, a checkout or a visit names. */
export interface Mention {
  /** Shopify's customer, when it names one. */
  customerId: bigint | null;
  email: string | null;
  phone: string | null;
  /** Where they are told, e.g. by the billing address. */
  firstName?: string | null;
  lastName?: string | null;
  /** What a file tells of a guest. */
  brought?: BroughtGuest;
  seenAt: Date;
  /** Age of the name, where it may be newer than that. */
  namedAt?: Date;
}

/** Null = the file does not tell. */
export interface BroughtGuest extends BroughtDetails {
  locale: string | null;
  tags: string[] | null;
  /** Since when the merchant knows them. */
  since: Date | null;
}

/** Who that is. */
export interface Identified {
  /** Whom the mention names: a customer, or a guest below zero; null = nobody, or somebody who was erased. */
  subjectId: bigint | null;
  /** Whom it belongs to today; null = nobody, or somebody who was erased. */
  customerId: bigint | null;
  /** It names somebody who was erased: nothing personal of it may be kept. */
  isErased?: boolean;
  /** It names a customer, and beside them the e-mail of somebody else who was erased: that may not be kept either. */
  showsErased?: boolean;
}

/**
 * Recognises people, in the order of their mentions. Whom a mention names follows from the mention alone: Shopify's
 * customer, else the guest with that e-mail, else (only where there is no e-mail) the guest with that phone number. Which
 * customer a guest is, follows from all that was ever told: see identities.server.ts.
 */
export async function identifyPeople(scope: ShopScope, mentions: readonly Mention[]): Promise<Identified[]> {
  const guests = await findGuests(scope, mentions);
  const subjects = mentions.map((mention, position) => mention.customerId ?? guests[position]?.id ?? null);
  const named = [...new Set(subjects.flatMap((id) => id ?? []))];
  const erased = await redactedAmong(scope, named);
  await storeGuests(
    scope,
    mentions.flatMap((mention, position) => {
      const guest = guests[position];
      return guest && !erased.has(guest.id) ? [{ ...guest, mention }] : [];
    }),
  );
  const merged = await resolveMerges(scope, named);
  const owners = await redactedAmong(scope, [...merged.values()]);
  const showing = await showingErased(scope, mentions);
  return subjects.map((subjectId, position) => {
    const showsErased = showing.has(position);
    if (subjectId === null) return { subjectId, customerId: null, isErased: false };
    const customerId = merged.get(subjectId) ?? subjectId;
    const isErased = erased.has(subjectId) || owners.has(customerId);
    return isErased
      ? { subjectId: null, customerId: null, isErased }
      : { subjectId, customerId, isErased, showsErased };
  });
}

/** Positions of those that name a customer and an e-mail which is not theirs, but that of somebody who was erased. */
async function showingErased(scope: ShopScope, mentions: readonly Mention[]): Promise<Set<number>> {
  const asked = mentions.flatMap(({ customerId, email }, position) =>
    customerId !== null && email !== null ? [{ customerId, email, position }] : [],
  );
  if (asked.length === 0 || !(await hasErasedGuests(scope))) return new Set();
  const recogniser = await recogniserOf(scope);
  const index = await blindIndexOf(scope);
  const shown = asked.flatMap(({ customerId, email, position }) =>
    recogniser
      .identitiesOf({ email, phone: null })
      .map((identity) => ({ customerId, identity, position, guestId: guestIdOf(index, identity) })),
  );
  const erased = await redactedAmong(
    scope,
    shown.map(({ guestId }) => guestId),
  );
  const suspects = shown.filter(({ guestId }) => erased.has(guestId));
  const claims = await claimsOn(
    scope,
    suspects.map(({ identity }) => identity),
  );
  const isOwn = ({ customerId, identity }: (typeof shown)[number]) =>
    claims.some((claim) => claim.customerId === customerId && claim.token.equals(identity.token));
  return new Set(suspects.filter((one) => !isOwn(one)).map(({ position }) => position));
}

interface NamedGuest {
  id: bigint;
  identity: Identity;
}

async function findGuests(scope: ShopScope, mentions: readonly Mention[]): Promise<(NamedGuest | null)[]> {
  const isGuest = ({ customerId, email, phone }: Mention) => customerId === null && (email ?? phone) !== null;
  if (!mentions.some(isGuest)) return [];
  const recogniser = await recogniserOf(scope);
  const index = await blindIndexOf(scope);
  return mentions.map((mention) => {
    const [identity] = isGuest(mention) ? recogniser.identitiesOf(mention) : [];
    return identity ? { id: guestIdOf(index, identity), identity } : null;
  });
}

async function storeGuests(
  scope: ShopScope,
  seen: readonly (NamedGuest & { mention: Mention })[],
): Promise<void> {
  if (seen.length === 0) return;
  await storePeople(
    scope,
    "guest",
    seen.map(({ id, mention }) => ({ id, remember: (known) => rememberMention(known, id, mention) })),
  );
  const news = await addClaims(
    scope,
    seen.map(({ id, identity, mention }) => ({ ...identity, customerId: id, since: mention.seenAt })),
  );
  await settleGuests(scope, news);
}

/** A mention that names nobody does not take away the name of an earlier one. */
function rememberMention(known: CustomerMemory, id: bigint, mention: Mention): CustomerMemory {
  const { firstName = null, lastName = null, seenAt, namedAt = seenAt } = mention;
  return rememberName(remember(known, toState(id, mention)), { firstName, lastName, at: namedAt });
}

/** What a mention says about a guest besides the name, as a state of its time. */
function toState(id: bigint, { email, phone, brought, seenAt }: Mention): CustomerState {
  const since = brought?.since ?? seenAt;
  return {
    id,
    email,
    phone,
    firstName: null,
    lastName: null,
    note: null,
    accountState: null,
    defaultAddress: null,
    addresses: null,
    locale: brought?.locale ?? null,
    tags: brought?.tags ?? null,
    verifiedEmail: null,
    taxExempt: null,
    createdAt: since < seenAt ? since : seenAt,
    ...(brought ? { brought: detailsOfBrought(brought) } : {}),
    updatedAt: seenAt,
  };
}

function detailsOfBrought({ firstName, lastName, address }: BroughtGuest): BroughtDetails {
  return { firstName, lastName, address };
}
