import type { ShopScope } from "#app/platform/db/scope.server.ts";
import {
  findCustomers,
  isFoundBy,
  queriedWords,
  resolveMerges,
  searchedBeginnings,
} from "#app/features/customers/index.server.ts";
import { type BlindIndex, blindIndexOf } from "#app/features/shops/index.server.ts";

/** Whom a search found. */
export interface Found {
  ids: bigint[];
  /** There are more than were looked at. */
  isCut: boolean;
}

/** Longer words than this are known to the index by their beginning only. */
const LONGEST_INDEXED = 8;
/** So many people are opened to compare the rest of a long word: at a time, and for a page of a list in all. */
const MAX_OPENED = 1_500;
/** No search finds more people than this: all of them are meant. */
export const EVERY_FIND = 2_147_483_646;
const MAX_ORDERS = 100;

/** The token under which a tag stands in the search's index. */
export function tagToken(index: BlindIndex, tag: string): number {
  const [word = ""] = searchedBeginnings(`tag:"${tag.replaceAll('"', "")}"`);
  return index.searchToken(word);
}

/**
 * Finds people by name, e-mail, phone, the name of an order (#1001) or a tag.
 *
 * @param atMost how many are looked at; {@link EVERY_FIND} for all
 *
 * @returns null when there is nothing to search for
 */
export async function findPeople(scope: ShopScope, search: string, atMost: number): Promise<Found | null> {
  const text = search.trim();
  if (text === "") return null;
  const byName = await findByNames(scope, text, atMost);
  const others = [...(await findByOrder(scope, text)), ...(await findByTag(scope, text, atMost))];
  const found = [...new Set([...others, ...byName.ids])];
  // A guest or a merged customer is found as whom they mean today.
  const merged = await resolveMerges(scope, found);
  const ids = [...new Set(found.map((id) => merged.get(id) ?? id))];
  return { ids: ids.slice(0, atMost), isCut: byName.isCut || ids.length > atMost };
}

async function findByNames(scope: ShopScope, text: string, atMost: number): Promise<Found> {
  const beginnings = searchedBeginnings(text);
  if (beginnings.length === 0) return { ids: [], isCut: false };
  const index = await blindIndexOf(scope);
  const found = await lookUp(
    scope,
    beginnings.map((beginning) => index.searchToken(beginning)),
    atMost + 1,
  );
  const isKnownWhole = queriedWords(text).every((word) => [...word].length <= LONGEST_INDEXED);
  if (isKnownWhole) return { ids: found.slice(0, atMost), isCut: found.length > atMost };
  const opened = atMost === EVERY_FIND ? found.length : Math.min(found.length, MAX_OPENED);
  const ids: bigint[] = [];
  for (let from = 0; from < opened; from += MAX_OPENED) {
    const people = await findCustomers(scope, found.slice(from, Math.min(from + MAX_OPENED, opened)));
    for (const person of people.values()) if (isFoundBy(person, text)) ids.push(person.id);
  }
  return { ids, isCut: found.length > opened };
}

/** A little more than is ever asked for: what is under the limit is found in full. */
const LOOKED_UP = 10_000;

/**
 * Lets the index give up early on a token that very many have: any of them will do, since the find is cut anyway. Several
 * tokens are looked up in full, or those who have all of them could be missed.
 */
export async function limitLookUp({ db }: ShopScope, tokens: number, atMost = LOOKED_UP): Promise<void> {
  const limit = tokens === 1 && atMost <= LOOKED_UP ? String(LOOKED_UP) : "0";
  await db.$queryRaw`SELECT set_config('gin_fuzzy_search_limit', ${limit}, true)`;
}

async function lookUp(scope: ShopScope, tokens: readonly number[], atMost: number): Promise<bigint[]> {
  await limitLookUp(scope, tokens.length, atMost);
  const rows = await scope.db.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM find_customers(${[...tokens]}::int[], ${atMost}::int) AS id`;
  return rows.map(({ id }) => id);
}

/** By the name of an order, with or without its sign. */
async function findByOrder({ db, shopId }: ShopScope, text: string): Promise<bigint[]> {
  if (!/^#?[\w./-]*\d[\w./-]*$/.test(text)) return [];
  const rows = await db.order.findMany({
    where: {
      shopId,
      name: { in: [...new Set([text, text.toUpperCase(), `#${text}`])] },
      customerId: { not: null },
    },
    select: { customerId: true },
    take: MAX_ORDERS,
  });
  return rows.flatMap(({ customerId }) => (customerId === null ? [] : [customerId]));
}

async function findByTag(scope: ShopScope, text: string, atMost: number): Promise<bigint[]> {
  return lookUp(scope, [tagToken(await blindIndexOf(scope), text)], atMost + 1);
}
