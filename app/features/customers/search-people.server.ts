import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { blindIndexOf } from "#app/features/shops/index.server.ts";
import { isFoundBy, searchedBeginnings } from "./domain/search-words.ts";
import { findCustomers, resolveMerges } from "./repository.server.ts";

/** Who was found. */
export interface FoundPeople {
  /** Whom the finds mean today, each once. */
  ids: bigint[];
  /** There are more than were looked at. */
  isCut: boolean;
}

/**
 * People by the beginnings of their names, e-mail or phone number, and by tag (`tag:vip`, `tag:"big spender"`). All words
 * must fit one person. A guest or a merged customer is found as whom they mean today.
 *
 * @param limit how many finds are looked at
 */
export async function searchPeople(scope: ShopScope, text: string, limit: number): Promise<FoundPeople> {
  const words = searchedBeginnings(text);
  if (words.length === 0) return { ids: [], isCut: false };
  const index = await blindIndexOf(scope);
  const tokens = words.map((word) => index.searchToken(word));
  const rows = await scope.db.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM find_customers(${tokens}::int[], ${limit + 1}::int) AS id`;
  const people = await findCustomers(
    scope,
    rows.slice(0, limit).map(({ id }) => id),
  );
  // A token may stand for another word by chance, and long words are only known by their beginnings.
  const found = [...people.values()].filter((person) => isFoundBy(person, text)).map(({ id }) => id);
  const merged = await resolveMerges(scope, found);
  return { ids: [...new Set(found.map((id) => merged.get(id) ?? id))], isCut: rows.length > limit };
}
