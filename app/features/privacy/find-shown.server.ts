import { type ShopScope, Sql } from "#app/platform/db/scope.server.ts";
import { emailTokenOf, openCheckout, openContact } from "#app/features/orders/index.server.ts";
import { blindIndexOf } from "#app/features/shops/index.server.ts";
import { identitiesOf } from "./contact-of.server.ts";
import type { FoundPerson } from "./find-person.server.ts";

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
 * typed that e-mail. Found by its blind token, opened and compared. Who has that e-mail themselves keeps theirs.
 */
export async function shownElsewhere(scope: ShopScope, person: FoundPerson): Promise<ShownElsewhere> {
  const wanted = new Set(person.emails.map((email) => email.toLowerCase()));
  if (wanted.size === 0) return { orderIds: [], checkoutTokens: [], customerIds: [] };
  const index = await blindIndexOf(scope);
  const tokens = [...wanted].flatMap((email) => emailTokenOf(index, email) ?? []);
  const owners = await ownersOfEmails(scope, person.emails);
  const isOthers = Sql.sql`shop_id = current_shop_id() AND email_token = ANY(${tokens}::integer[]) AND sealed IS NOT NULL
    AND customer_id IS NOT NULL AND customer_id <> ALL(${[...person.ids, ...owners]}::bigint[])`;
  const isWanted = (email: string | null | undefined) => Boolean(email && wanted.has(email.toLowerCase()));
  const orders = (
    await scope.db.$queryRaw<Row<bigint>[]>`
      SELECT order_id AS key, customer_id AS "customerId", sealed FROM orders WHERE ${isOthers}`
  ).filter(({ key, sealed }) => isWanted(openContact(scope, key, sealed)?.email));
  const checkouts = (
    await scope.db.$queryRaw<Row<string>[]>`
      SELECT checkout_token AS key, customer_id AS "customerId", sealed FROM checkout WHERE ${isOthers}`
  ).filter(({ key, sealed }) => isWanted(openCheckout(scope, key, sealed)?.email));
  return {
    orderIds: orders.map(({ key }) => key),
    checkoutTokens: checkouts.map(({ key }) => key),
    customerIds: [...new Set([...orders, ...checkouts].map(({ customerId }) => customerId))],
  };
}

async function ownersOfEmails(scope: ShopScope, emails: readonly string[]): Promise<bigint[]> {
  const tokens = (await identitiesOf(scope, { emails, phones: [] })).map(({ token }) => token);
  const rows = await scope.db.$queryRaw<{ id: bigint }[]>`
    SELECT DISTINCT customer_id AS id FROM customer_identity
    WHERE shop_id = current_shop_id() AND kind = 'email' AND token = ANY(${tokens}::bytea[])`;
  return rows.map(({ id }) => id);
}
