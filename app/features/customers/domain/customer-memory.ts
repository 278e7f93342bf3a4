/**
 * What is known of a customer when several sources each tell a part: webhooks no tags, orders one address only, imports
 * everything. Each part keeps the age of what told it, and the newest wins, part by part. So the same things told in any
 * order, any number of times, leave the same memory.
 */
import type { Address, BroughtDetails, CustomerDetails, CustomerState } from "./customer-state.ts";

/** What every source tells, at its `updated_at`. */
interface CustomerCore {
  email: string | null;
  phone: string | null;
  firstName: string | null;
  lastName: string | null;
  note: string | null;
  accountState: string | null;
  verifiedEmail: boolean | null;
  taxExempt: boolean | null;
  defaultAddress: Address | null;
}

interface GuestName {
  firstName: string | null;
  lastName: string | null;
}

/** A part and its age in ms since 1970. */
interface Aged<Part> {
  at: number;
  value: Part;
}

/** Kept sealed with the record. Plain JSON. */
export interface CustomerMemory {
  core: Aged<CustomerCore> | null;
  /** What a guest is called by orders and checkouts, of which some name nobody. Records of before have none. */
  guestName?: Aged<GuestName> | null;
  addresses: Aged<Address[]> | null;
  locale: Aged<string | null> | null;
  /** All tags, as an import told them. */
  tags: Aged<string[]> | null;
  /** Tags that came or went since: the time of the last change and whether the tag is there. */
  tagChanges: Record<string, readonly [at: number, isThere: boolean]>;
  createdAt: number | null;
  /** What a file told of a guest. It shows where nothing else tells: whoever names a guest later knows no more than an e-mail. */
  brought?: Aged<BroughtDetails>;
}

export const NOTHING_REMEMBERED: CustomerMemory = {
  core: null,
  guestName: null,
  addresses: null,
  locale: null,
  tags: null,
  tagChanges: {},
  createdAt: null,
};

/** Tags that came to, or went from, a customer. */
export interface TagChange {
  tags: readonly string[];
  isThere: boolean;
  at: Date;
}

/** Remembers a state. */
export function remember(known: CustomerMemory, told: CustomerState): CustomerMemory {
  const at = told.updatedAt.getTime();
  const { email, phone, firstName, lastName, note, accountState, verifiedEmail, taxExempt, defaultAddress } =
    told;
  const core = {
    email,
    phone,
    firstName,
    lastName,
    note,
    accountState,
    verifiedEmail,
    taxExempt,
    defaultAddress,
  };
  const brought = told.brought ? newer(known.brought ?? null, { at, value: told.brought }) : known.brought;
  const tags = told.tags && newer(known.tags, { at, value: [...new Set(told.tags)].toSorted() });
  return {
    core: newer(known.core, { at, value: core }),
    guestName: known.guestName ?? null,
    addresses: told.addresses ? newer(known.addresses, { at, value: told.addresses }) : known.addresses,
    // Only an import tells it, and always does; a file where it has a column for it.
    locale: (told.tags ?? told.locale) ? newer(known.locale, { at, value: told.locale }) : known.locale,
    tags: tags ?? known.tags,
    tagChanges: tags ? since(tags.at, known.tagChanges) : known.tagChanges,
    createdAt: earliest(known.createdAt, told.createdAt),
    ...(brought ? { brought } : {}),
  };
}

/** Remembers what a guest is called; nothing told is nothing new. */
export function rememberName(
  known: CustomerMemory,
  { firstName, lastName, at }: GuestName & { at: Date },
): CustomerMemory {
  if ((firstName ?? lastName) === null) return known;
  const told = { at: at.getTime(), value: { firstName, lastName } };
  return { ...known, guestName: newer(known.guestName ?? null, told) };
}

/** Remembers that tags came or went. A change within the second of an import, which knows no more, counts. */
export function rememberTags(known: CustomerMemory, { tags, isThere, at }: TagChange): CustomerMemory {
  const told = Object.fromEntries(tags.map((tag) => [tag, [at.getTime(), isThere] as const]));
  const changes = { ...known.tagChanges };
  for (const [tag, change] of Object.entries(told)) {
    const before = Object.hasOwn(changes, tag) ? changes[tag] : undefined;
    // Came and went at the same instant: it is there.
    if (!before || change[0] > before[0] || (change[0] === before[0] && change[1])) changes[tag] = change;
  }
  const sorted = Object.fromEntries(Object.entries(changes).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return { ...known, tagChanges: since(known.tags?.at ?? -Infinity, sorted) };
}

/** The tags of today. */
export function tagsOf({ tags, tagChanges }: CustomerMemory): string[] {
  const there = new Set(tags?.value);
  for (const [tag, [, isThere]] of Object.entries(tagChanges)) {
    if (isThere) there.add(tag);
    else there.delete(tag);
  }
  return [...there].toSorted();
}

/** What is personal, as pages show it. The default address may be newer than the list of all. */
export function detailsOf(memory: CustomerMemory): CustomerDetails {
  const { core, addresses } = memory;
  const { email = null, phone = null, note = null } = core?.value ?? {};
  const { firstName, lastName } = nameOf(memory);
  const standard = core?.value.defaultAddress ?? null;
  const broughtAddress = memory.brought?.value.address;
  const listed = addresses?.value ?? (broughtAddress ? [broughtAddress] : []);
  if (!standard || !core) return { email, phone, firstName, lastName, note, addresses: listed };
  const isOlder = addresses !== null && addresses.at >= core.at;
  const others = listed.filter(({ id }) => id === null || id !== standard.id);
  const shown = isOlder
    ? listed
    : [{ ...standard, isDefault: true }, ...others.map((address) => ({ ...address, isDefault: false }))];
  return { email, phone, firstName, lastName, note, addresses: shown };
}

/** The default address, where it is known: what stands in columns of it. */
export function defaultAddressOf({ core, brought }: CustomerMemory): Address | null {
  return core?.value.defaultAddress ?? brought?.value.address ?? null;
}

/** Their own name, else what orders and checkouts call them, else what a file does. */
function nameOf({ core, guestName, brought }: CustomerMemory): GuestName {
  const names = [core?.value, guestName?.value, brought?.value];
  const { firstName = null, lastName = null } =
    names.find((name) => name && (name.firstName ?? name.lastName) !== null) ?? {};
  return { firstName, lastName };
}

function newer<Part>(known: Aged<Part> | null, told: Aged<Part>): Aged<Part> {
  if (!known || told.at > known.at) return told;
  if (told.at < known.at) return known;
  // Of two of one age the same one always wins; which, does not matter.
  return JSON.stringify(told.value) > JSON.stringify(known.value) ? told : known;
}

function since(at: number, changes: CustomerMemory["tagChanges"]): CustomerMemory["tagChanges"] {
  // Imports know whole seconds only.
  return Object.fromEntries(Object.entries(changes).filter(([, change]) => change[0] >= at));
}

function earliest(known: number | null, told: Date | null): number | null {
  if (told === null) return known;
  return known === null ? told.getTime() : Math.min(known, told.getTime());
}
