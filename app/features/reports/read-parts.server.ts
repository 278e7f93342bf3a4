/** The lists of a profile, page by page: the profile itself begins each of them. */
import { findCustomer, resolveMerges } from "#app/features/customers/index.server.ts";
import { type OrderRecord, ordersOf } from "#app/features/orders/index.server.ts";
import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { type Page, pageOf, parsePlace } from "./domain/page-place.ts";
import { type OwnedProduct, readOwnedProducts } from "./profile-figures.server.ts";
import { type Contact, readContacts } from "./read-contacts.server.ts";
import { readTimeline, type TimelineFact } from "./read-timeline.server.ts";
import { type PartName, WHOLE_TIMELINE } from "./schema.ts";

/** So many lines has a page. */
const LINES: Record<PartName, number> = { orders: 100, products: 50, contacts: 20, timeline: 50 };

const ORDER_KEY = /^\d{1,19}$/;

/** A page of a customer's orders, newest first. */
export async function readOrdersPage(
  scope: ShopScope,
  customerId: bigint,
  cursor: string | null,
): Promise<Page<OrderRecord>> {
  const place = parsePlace(cursor);
  const before = place && ORDER_KEY.test(place.key) ? { at: place.at, id: BigInt(place.key) } : null;
  const orders = await ordersOf(scope, customerId, LINES.orders + 1, before);
  return pageOf(orders, LINES.orders, ({ processedAt, id }) => ({ at: processedAt, key: id.toString() }));
}

/** A page of the products that a customer bought and kept, the latest first. What was bought again has moved to the top. */
export function pageOfProducts(owned: readonly OwnedProduct[], cursor: string | null): Page<OwnedProduct> {
  const keyOf = ({ productId, title }: OwnedProduct) => productId?.toString() ?? `title ${title}`;
  const place = parsePlace(cursor);
  const time = place?.at.getTime() ?? Number.POSITIVE_INFINITY;
  const last = owned.findIndex((one) => one.lastBoughtAt.getTime() === time && keyOf(one) === place?.key);
  const older = owned.findIndex(({ lastBoughtAt }) => lastBoughtAt.getTime() < time);
  const start = last >= 0 ? last + 1 : older < 0 ? owned.length : older;
  return pageOf(owned.slice(start), LINES.products, (one) => ({ at: one.lastBoughtAt, key: keyOf(one) }));
}

/** A page of a person's contacts, newest first. */
export function readContactsPage(
  scope: ShopScope,
  customerId: bigint,
  cursor: string | null,
): Promise<Page<Contact>> {
  return readContacts(scope, customerId, { cursor, limit: LINES.contacts });
}

/** What the lines of each list are. */
export interface PartLines {
  orders: OrderRecord;
  products: OwnedProduct;
  contacts: Contact;
  timeline: TimelineFact;
}

const READERS: {
  [Part in PartName]: (
    scope: ShopScope,
    customerId: bigint,
    cursor: string | null,
  ) => Promise<Page<PartLines[Part]>>;
} = {
  orders: readOrdersPage,
  products: async (scope, customerId, cursor) =>
    pageOfProducts(await readOwnedProducts(scope, customerId), cursor),
  contacts: readContactsPage,
  timeline: async (scope, customerId, cursor) => {
    const page = await readTimeline(scope, customerId, { ...WHOLE_TIMELINE, cursor }, LINES.timeline);
    return { items: page.facts, nextCursor: page.nextCursor };
  },
};

/**
 * A page of one of the lists of a profile; of whom the person is today. Null = nobody has this number.
 *
 * @param asked.cursor where it begins; null or text that is no cursor = at the start
 */
export function readPart<Part extends PartName>(
  shopId: ShopId,
  customerId: bigint,
  { part, cursor }: { part: Part; cursor: string | null },
): Promise<Page<PartLines[Part]> | null> {
  return withShop(shopId, async (scope) => {
    const owner = (await resolveMerges(scope, [customerId])).get(customerId) ?? customerId;
    return (await findCustomer(scope, owner)) && READERS[part](scope, owner, cursor);
  });
}
