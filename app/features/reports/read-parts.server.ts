/** The lists of a profile, page by page: what the profile itself begins. */
import { resolveMerges } from "#app/features/customers/index.server.ts";
import { type ShopId, withShop } from "#app/platform/db/scope.server.ts";
import type { Page } from "./domain/page-place.ts";
import { type Contact, readContacts } from "./read-contacts.server.ts";
import type { PartName } from "./schema.ts";

/** So many lines has a page. */
export const PART_LINES: Record<PartName, number> = { contacts: 20 };

/**
 * A page of one of the lists of a profile; of whom the person is today.
 *
 * @param asked.cursor where it begins; null or text that is no cursor = at the start
 */
export function readPart(
  shopId: ShopId,
  customerId: bigint,
  { cursor }: { part: PartName; cursor: string | null },
): Promise<Page<Contact>> {
  return withShop(shopId, async (scope) => {
    const owner = (await resolveMerges(scope, [customerId])).get(customerId) ?? customerId;
    return readContacts(scope, owner, { cursor, limit: PART_LINES.contacts });
  });
}
