import type { ShopScope } from "#app/platform/db/scope.server.ts";
import {
  type CustomerRecord,
  findCustomers,
  isFoundBy,
  resolveMerges,
  searchedBeginnings,
} from "#app/features/customers/index.server.ts";
import { blindIndexOf } from "#app/features/shops/index.server.ts";
import { type Contact, guestIdsOf, identitiesOf } from "./contact-of.server.ts";

/** Whom a request names, by any of these. */
export interface Named {
  customerId: bigint | null;
  email: string | null;
  phone: string | null;
  orderIds: readonly bigint[];
}

/** A person with everybody whom they are, or were: merged customers, guests and visitors recognised as them. */
export interface FoundPerson {
  /** Every number that the person has, lowest first. Includes guests with their e-mail who were never seen. */
  ids: bigint[];
  /** Those that something is stored about. */
  records: CustomerRecord[];
  emails: string[];
  phones: string[];
}

const FOUND_AT_MOST = 1000;

/**
 * Finds a person. Who only shares an e-mail or a phone with them and is a customer of their own is somebody else; guests
 * with that e-mail or phone are the same person.
 */
export async function findPerson(scope: ShopScope, named: Named): Promise<FoundPerson> {
  const given = { emails: present(named.email), phones: present(named.phone) };
  const beginnings = new Set<bigint>(named.customerId === null ? [] : [named.customerId]);
  if (named.customerId === null) for (const id of await idsByContact(scope, given)) beginnings.add(id);
  for (const id of await guestsOfOrders(scope, named.orderIds)) beginnings.add(id);
  let ids = await closeOverMerges(scope, [...beginnings]);
  let contact = await contactOf(scope, ids, given);
  const guests = await guestsOf(scope, contact, ids);
  ids = await closeOverMerges(scope, [...new Set([...ids, ...guests])]);
  contact = await contactOf(scope, ids, given);
  const records = [...(await findCustomers(scope, ids)).values()];
  return { ids: ids.toSorted((a, b) => (a < b ? -1 : 1)), records, ...contact };
}

function present(text: string | null): string[] {
  return text === null || text.trim() === "" ? [] : [text.trim()];
}

async function contactOf(
  scope: ShopScope,
  ids: readonly bigint[],
  given: Contact,
): Promise<{ emails: string[]; phones: string[] }> {
  const records = [...(await findCustomers(scope, ids)).values()];
  return {
    emails: [...new Set([...given.emails, ...records.flatMap(({ email }) => present(email))])],
    phones: [...new Set([...given.phones, ...records.flatMap(({ phone }) => present(phone))])],
  };
}

/** Everybody who is known by exactly this e-mail or phone: by the identities noted, and by the search's index. */
async function idsByContact(scope: ShopScope, { emails, phones }: Contact): Promise<bigint[]> {
  const wanted = await identitiesOf(scope, { emails, phones });
  const tokens = wanted.map(({ kind, token }) => ({ kind, token: token.toString("hex") }));
  const known = await scope.db.$queryRaw<{ id: bigint }[]>`
    SELECT DISTINCT i.customer_id AS id FROM customer_identity i
    JOIN jsonb_to_recordset(${JSON.stringify(tokens)}::jsonb) AS g (kind text, token text)
      ON i.kind = g.kind AND i.token = decode(g.token, 'hex')
    WHERE i.shop_id = current_shop_id()`;
  const found = new Set(known.map(({ id }) => id));
  for (const text of [...emails, ...phones]) for (const id of await idsBySearch(scope, text)) found.add(id);
  return [...found];
}

async function idsBySearch(scope: ShopScope, text: string): Promise<bigint[]> {
  const index = await blindIndexOf(scope);
  const tokens = searchedBeginnings(text).map((beginning) => index.searchToken(beginning));
  if (tokens.length === 0) return [];
  const rows = await scope.db.$queryRaw<{ id: bigint }[]>`
    SELECT find_customers AS id FROM find_customers(${tokens}::integer[], ${FOUND_AT_MOST}::int)`;
  const wanted = await identitiesOf(scope, textAsContact(text));
  const records = await findCustomers(
    scope,
    rows.map(({ id }) => id),
  );
  const matches: bigint[] = [];
  for (const record of records.values()) {
    if (!isFoundBy(record, text)) continue;
    const own = await identitiesOf(scope, {
      emails: present(record.email),
      phones: present(record.phone),
    });
    if (own.some((one) => wanted.some((other) => other.kind === one.kind && other.token.equals(one.token))))
      matches.push(record.id);
  }
  return matches;
}

function textAsContact(text: string): Contact {
  return text.includes("@") ? { emails: [text], phones: [] } : { emails: [], phones: [text] };
}

/** Guests with a contact, save those who are recognised as somebody else: a family may share a phone. */
async function guestsOf(scope: ShopScope, contact: Contact, own: readonly bigint[]): Promise<bigint[]> {
  const found = [...(await guestIdsOf(scope, contact)), ...(await idsByContact(scope, contact))].filter(
    (id) => id < 0n,
  );
  const merged = await resolveMerges(scope, found);
  return found.filter((id) => own.includes(merged.get(id) ?? id) || !merged.has(id));
}

/** Guests who placed these orders. A customer of the order who is not asked about stays. */
async function guestsOfOrders({ db, shopId }: ShopScope, orderIds: readonly bigint[]): Promise<bigint[]> {
  if (orderIds.length === 0) return [];
  const rows = await db.order.findMany({
    where: { shopId, id: { in: [...orderIds] }, subjectId: { lt: 0n } },
    select: { subjectId: true },
  });
  return rows.flatMap(({ subjectId }) => subjectId ?? []);
}

/** These people and everybody who was joined with them, in either direction, save joins that were undone. */
async function closeOverMerges({ db }: ShopScope, ids: readonly bigint[]): Promise<bigint[]> {
  if (ids.length === 0) return [];
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    WITH RECURSIVE person AS (
      SELECT id FROM unnest(${[...ids]}::bigint[]) AS id
      UNION
      SELECT CASE WHEN m.from_id = person.id THEN m.into_id ELSE m.from_id END
      FROM person JOIN customer_merge m ON m.shop_id = current_shop_id() AND m.undone_at IS NULL
        AND (m.from_id = person.id OR m.into_id = person.id)
    )
    SELECT id FROM person`;
  return rows.map(({ id }) => id);
}
