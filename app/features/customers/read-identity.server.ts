import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { factsOf } from "#app/features/events/index.server.ts";
import { claimsBy, recogniserOf } from "./identities.server.ts";
import { idsOfPerson, type Merge, type MergeSource, mergesOf, withThoseWhoMean } from "./merges.server.ts";
import { type CustomerRecord, findCustomers } from "./repository.server.ts";

/** Somebody who is this person, too: a guest, a browser, another customer. */
export interface JoinedPerson {
  id: bigint;
  kind: string;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  phone: string | null;
  source: MergeSource;
  /** When they were joined; of a refused browser, when it was taken apart. */
  at: Date;
  /** Who joined them, when a person did. */
  staff: string | null;
  canUndo: boolean;
}

/** By what a person is recognised. */
export interface Identity {
  /** E-mails and phone numbers, as they were written, and since when they are known. */
  contacts: { kind: "email" | "phone"; text: string; since: Date | null }[];
  joined: JoinedPerson[];
  /** Browsers that staff said are not this person's. */
  refused: JoinedPerson[];
}

/** By what a person is recognised, and who else they are. */
export async function readIdentity(scope: ShopScope, customerId: bigint): Promise<Identity> {
  const ids = await idsOfPerson(scope, customerId);
  const [rootId] = ids;
  const browsers = await browsersOf(scope, ids);
  const refused = await browsersOf(scope, ids, { isRefused: true });
  const merges = [...(await mergesOf(scope, ids)), ...browsers].filter(({ undoneAt }) => undoneAt === null);
  const people = await findCustomers(scope, [
    ...ids,
    ...[...browsers, ...refused].map(({ fromId }) => fromId),
  ]);
  const recogniser = await recogniserOf(scope);
  const since = new Map<string, Date>();
  for (const { token, since: at } of await claimsBy(scope, ids)) {
    const known = since.get(token.toString("hex"));
    if (!known || at < known) since.set(token.toString("hex"), at);
  }
  const contacts = new Map<string, Identity["contacts"][number]>();
  for (const { email, phone } of people.values()) {
    for (const [kind, text] of [["email", email] as const, ["phone", phone] as const]) {
      if (text === null) continue;
      const [found] = recogniser.identitiesOf({ email: null, phone: null, [kind]: text });
      const key = found ? found.token.toString("hex") : `${kind}:${text}`;
      if (!contacts.has(key)) contacts.set(key, { kind, text, since: since.get(key) ?? null });
    }
  }
  return {
    contacts: [...contacts.values()],
    joined: merges
      .filter(({ fromId }) => fromId !== rootId)
      .map((merge) => toJoined(merge, people.get(merge.fromId)))
      .toSorted((a, b) => a.at.getTime() - b.at.getTime()),
    refused: refused.map((merge) => toJoined(merge, people.get(merge.fromId))),
  };
}

function toJoined(
  { fromId, source, mergedAt, undoneAt, staff }: Merge,
  person: CustomerRecord | undefined,
): JoinedPerson {
  const {
    kind = source === "visitor" ? "visitor" : "customer",
    firstName = null,
    lastName = null,
    email = null,
    phone = null,
  } = person ?? {};
  const canUndo = undoneAt === null && source !== "shopify";
  const at = undoneAt ?? mergedAt;
  return { id: fromId, kind, firstName, lastName, email, phone, source, at, staff, canUndo };
}

/** Browsers that count as these people, or that staff said are not theirs. */
async function browsersOf(
  { db, shopId }: ShopScope,
  ids: readonly bigint[],
  { isRefused = false } = {},
): Promise<Merge[]> {
  const decided = isRefused ? { undoneAt: { not: null }, staff: { not: null } } : { undoneAt: null };
  const rows = await db.customerMerge.findMany({
    where: { shopId, intoId: { in: [...ids] }, source: "visitor", ...decided },
    orderBy: { mergedAt: "asc" },
    take: 20,
    omit: { shopId: true },
  });
  return rows as Merge[];
}

/** How many orders and other events name these people: what a join, or its undoing, would move. */
export async function countWhatMoves(
  scope: ShopScope,
  fromId: bigint,
): Promise<{ orders: number; events: number }> {
  const subjects = new Set(await withThoseWhoMean(scope, [fromId]));
  const [ownerId] = await idsOfPerson(scope, fromId);
  const facts = (await factsOf(scope, [ownerId ?? fromId])).filter(
    ({ subjectId }) => subjectId != null && subjects.has(subjectId),
  );
  const orders = facts.filter(({ kind }) => kind === "order.placed").length;
  return { orders, events: facts.length - orders };
}
