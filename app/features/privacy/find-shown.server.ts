import { type ShopScope, Sql } from "#app/platform/db/scope.server.ts";
import { openCheckout, openContact } from "#app/features/orders/index.server.ts";
import { identitiesOf } from "./contact-of.server.ts";
import type { FoundPerson } from "./find-person.server.ts";

const BATCH = 2_000;

/** What belongs to other customers and shows the person all the same. */
export interface ShownElsewhere {
  orderIds: bigint[];
  checkoutTokens: string[];
  /** Whose they are. */
  customerIds: bigint[];
}

interface Row<Key> {
  key: Key;
  customerId: bigint;
  sealed: Uint8Array;
}

/**
 * Orders and checkouts of other customers that show the person's e-mail: staff gave the order to somebody else, or somebody
 * typed that e-mail. Opens the contact of each, since what is sealed cannot be searched. Who has that e-mail themselves
 * keeps theirs.
 */
export async function shownElsewhere(scope: ShopScope, person: FoundPerson): Promise<ShownElsewhere> {
  const wanted = new Set(person.emails.map((email) => email.toLowerCase()));
  if (wanted.size === 0) return { orderIds: [], checkoutTokens: [], customerIds: [] };
  const owners = await ownersOfEmails(scope, person.emails);
  const isOthers = Sql.sql`shop_id = current_shop_id() AND sealed IS NOT NULL AND customer_id IS NOT NULL
    AND customer_id <> ALL(${[...person.ids, ...owners]}::bigint[])`;
  const isWanted = (email: string | null | undefined) => Boolean(email && wanted.has(email.toLowerCase()));
  const orders = await collect<bigint>(
    (after) => scope.db.$queryRaw`
      SELECT order_id AS key, customer_id AS "customerId", sealed FROM orders
      WHERE ${isOthers} AND order_id > ${after ?? -(2n ** 63n)} ORDER BY order_id LIMIT ${BATCH}`,
    ({ key, sealed }) => isWanted(openContact(scope, key, sealed)?.email),
  );
  const checkouts = await collect<string>(
    (after) => scope.db.$queryRaw`
      SELECT checkout_token AS key, customer_id AS "customerId", sealed FROM checkout
      WHERE ${isOthers} AND checkout_token > ${after ?? ""} ORDER BY checkout_token LIMIT ${BATCH}`,
    ({ key, sealed }) => isWanted(openCheckout(scope, key, sealed)?.email),
  );
  return {
    orderIds: orders.map(({ key }) => key),
    checkoutTokens: checkouts.map(({ key }) => key),
    customerIds: [...new Set([...orders, ...checkouts].map(({ customerId }) => customerId))],
  };
}

async function collect<Key>(
  readAfter: (after: Key | null) => Promise<Row<Key>[]>,
  isFound: (row: Row<Key>) => boolean,
): Promise<Row<Key>[]> {
  const found: Row<Key>[] = [];
  for (let after: Key | null = null; ;) {
    const rows: Row<Key>[] = await readAfter(after);
    found.push(...rows.filter(isFound));
    if (rows.length < BATCH) return found;
    after = rows.at(-1)!.key;
  }
}

async function ownersOfEmails(scope: ShopScope, emails: readonly string[]): Promise<bigint[]> {
  const tokens = (await identitiesOf(scope, { emails, phones: [] })).map(({ token }) => token);
  const rows = await scope.db.$queryRaw<{ id: bigint }[]>`
    SELECT DISTINCT customer_id AS id FROM customer_identity
    WHERE shop_id = current_shop_id() AND kind = 'email' AND token = ANY(${tokens}::bytea[])`;
  return rows.map(({ id }) => id);
}
