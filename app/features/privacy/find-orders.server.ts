import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { openContact } from "#app/features/orders/index.server.ts";
import { identitiesOf } from "./contact-of.server.ts";
import type { FoundPerson } from "./find-person.server.ts";

const BATCH = 2_000;

/** An order of somebody else. */
export interface OthersOrder {
  orderId: bigint;
  customerId: bigint;
}

/**
 * Orders that belong to other customers and show the person's e-mail all the same: staff gave them to somebody else. Opens
 * the contact of every order, since what is sealed cannot be searched. Who has that e-mail themselves keeps their orders.
 */
export async function ordersShowing(scope: ShopScope, { ids, emails }: FoundPerson): Promise<OthersOrder[]> {
  const wanted = new Set(emails.map((email) => email.toLowerCase()));
  if (wanted.size === 0) return [];
  const others = new Set((await ownersOfEmails(scope, emails)).filter((id) => !ids.includes(id)));
  const found: OthersOrder[] = [];
  for (let afterId: bigint | null = null; ;) {
    const rows: { orderId: bigint; customerId: bigint; sealed: Uint8Array }[] = await scope.db.$queryRaw`
      SELECT order_id AS "orderId", customer_id AS "customerId", sealed FROM orders
      WHERE shop_id = current_shop_id() AND order_id > ${afterId ?? -(2n ** 63n)} AND sealed IS NOT NULL
        AND customer_id IS NOT NULL AND customer_id <> ALL(${[...ids]}::bigint[])
      ORDER BY order_id LIMIT ${BATCH}`;
    for (const { orderId, customerId, sealed } of rows) {
      const email = openContact(scope, orderId, sealed)?.email?.toLowerCase();
      if (email && wanted.has(email) && !others.has(customerId)) found.push({ orderId, customerId });
    }
    if (rows.length < BATCH) return found;
    afterId = rows.at(-1)!.orderId;
  }
}

async function ownersOfEmails(scope: ShopScope, emails: readonly string[]): Promise<bigint[]> {
  const tokens = (await identitiesOf(scope, { emails, phones: [] })).map(({ token }) => token);
  const rows = await scope.db.$queryRaw<{ id: bigint }[]>`
    SELECT DISTINCT customer_id AS id FROM customer_identity
    WHERE shop_id = current_shop_id() AND kind = 'email' AND token = ANY(${tokens}::bytea[])`;
  return rows.map(({ id }) => id);
}
