import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { checkJoin } from "./join-people.server.ts";
import { countWhatMoves } from "./read-identity.server.ts";
import { findCustomers } from "./repository.server.ts";
import { searchPeople } from "./search-people.server.ts";
import { countVisits, refusedMerge } from "./visits/refuse-browsers.server.ts";

/** Somebody to choose. */
export interface PersonChoice {
  id: bigint;
  kind: string;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  phone: string | null;
}

/** What a join, or its undoing, would do. */
export interface JoinPreview {
  /** Whose belongings move. */
  from: PersonChoice;
  into: PersonChoice;
  orders: number;
  events: number;
}

const CHOICES = 8;
const LOOKED_AT = 200;

/** People whom this one could be, by a search. */
export async function findChoices(
  scope: ShopScope,
  customerId: bigint,
  text: string,
): Promise<PersonChoice[]> {
  const { ids } = await searchPeople(scope, text, LOOKED_AT);
  const people = await findCustomers(scope, ids.filter((id) => id !== customerId).slice(0, CHOICES));
  return [...people.values()].filter(({ redactedAt }) => redactedAt === null).map(toChoice);
}

/** Which of two people becomes the other: the one chosen becomes the one looked at, unless only the chosen is a customer. */
export function pairOf(customerId: bigint, otherId: bigint): { fromId: bigint; intoId: bigint } {
  return customerId < 0n && otherId > 0n
    ? { fromId: customerId, intoId: otherId }
    : { fromId: otherId, intoId: customerId };
}

/** What joining two people would move. @throws Refusal */
export async function previewJoin(
  scope: ShopScope,
  customerId: bigint,
  otherId: bigint,
): Promise<JoinPreview> {
  if (await refusedMerge(scope, otherId)) return describe(scope, otherId, customerId);
  const pair = pairOf(customerId, otherId);
  const { fromId, intoId } = await checkJoin(scope, pair.fromId, pair.intoId);
  return describe(scope, fromId, intoId);
}

/** What would go back to somebody who is not the one looked at. */
export async function previewUndo(
  scope: ShopScope,
  customerId: bigint,
  fromId: bigint,
): Promise<JoinPreview> {
  return describe(scope, fromId, customerId);
}

async function describe(scope: ShopScope, fromId: bigint, intoId: bigint): Promise<JoinPreview> {
  const people = await findCustomers(scope, [fromId, intoId]);
  const choice = (id: bigint): PersonChoice => {
    const person = people.get(id);
    const nothing = { firstName: null, lastName: null, email: null, phone: null };
    return person ? toChoice(person) : { id, kind: id < 0n ? "guest" : "customer", ...nothing };
  };
  const from = choice(fromId);
  const moves =
    from.kind === "visitor" ? await countVisits(scope, fromId) : await countWhatMoves(scope, fromId);
  return { from, into: choice(intoId), ...moves };
}

function toChoice({ id, kind, firstName, lastName, email, phone }: PersonChoice): PersonChoice {
  return { id, kind, firstName, lastName, email, phone };
}
