import type { ShopScope } from "#app/platform/db/scope.server.ts";
import type { CustomerState } from "./domain/customer-state.ts";

/** Brings customers up to date; an older state never overwrites a newer one, and what was redacted stays so. */
export async function upsertCustomers({ db }: ShopScope, states: readonly CustomerState[]): Promise<void> {
  if (states.length === 0) return;
  const rows = states.map((state) => ({ ...state, id: state.id.toString() }));
  await db.$executeRaw`
    INSERT INTO customer AS c (shop_id, customer_id, email, phone, first_name, last_name, created_at, updated_at)
    SELECT DISTINCT ON (id) current_shop_id(), id, email, phone, "firstName", "lastName", "createdAt", "updatedAt"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (
      id bigint, email text, phone text, "firstName" text, "lastName" text, "createdAt" timestamptz, "updatedAt" timestamptz)
    ORDER BY id, "updatedAt" DESC, g::text DESC
    ON CONFLICT (shop_id, customer_id) DO UPDATE SET
      email = excluded.email, phone = excluded.phone, first_name = excluded.first_name, last_name = excluded.last_name,
      created_at = coalesce(excluded.created_at, c.created_at), updated_at = excluded.updated_at
    WHERE c.redacted_at IS NULL
      AND (excluded.updated_at, ROW(excluded.email, excluded.phone, excluded.first_name, excluded.last_name)::text)
        > (c.updated_at, ROW(c.email, c.phone, c.first_name, c.last_name)::text)`;
}

/** Marks a customer as deleted at Shopify, known before or not. The earliest time counts. */
export async function markDeleted({ db }: ShopScope, customerId: bigint, deletedAt: Date): Promise<void> {
  await db.$executeRaw`
    INSERT INTO customer AS c (shop_id, customer_id, updated_at, deleted_at)
    VALUES (current_shop_id(), ${customerId}, 'epoch', ${deletedAt})
    ON CONFLICT (shop_id, customer_id) DO UPDATE SET deleted_at = least(c.deleted_at, excluded.deleted_at)`;
}

/** Notes that one customer is another now, following chains of merges. */
export async function noteMerge({ db }: ShopScope, fromId: bigint, intoId: bigint): Promise<void> {
  await db.$executeRaw`
    INSERT INTO customer_merge (shop_id, from_id, into_id) VALUES (current_shop_id(), ${fromId}, ${intoId})
    ON CONFLICT (shop_id, from_id) DO UPDATE SET into_id = excluded.into_id`;
}

/** Whom these ids mean today, merges followed to their end. Ids that were never merged are left out. */
export async function resolveMerges({ db }: ShopScope, ids: readonly bigint[]): Promise<Map<bigint, bigint>> {
  const rows = await db.$queryRaw<{ fromId: bigint; intoId: bigint }[]>`
    WITH RECURSIVE chain AS (
      SELECT from_id, into_id, 1 AS depth FROM customer_merge
      WHERE shop_id = current_shop_id() AND from_id = ANY(${[...ids]}::bigint[])
      UNION ALL
      SELECT chain.from_id, m.into_id, depth + 1 FROM chain
      JOIN customer_merge m ON m.shop_id = current_shop_id() AND m.from_id = chain.into_id WHERE depth < 50
    )
    SELECT DISTINCT ON (from_id) from_id AS "fromId", into_id AS "intoId" FROM chain ORDER BY from_id, depth DESC`;
  return new Map(rows.map((row) => [row.fromId, row.intoId]));
}

/** Which of these customers were redacted: nothing is stored under their names any more. */
export async function redactedAmong({ db, shopId }: ShopScope, ids: readonly bigint[]): Promise<Set<bigint>> {
  const rows = await db.customer.findMany({
    where: { shopId, id: { in: [...ids] }, redactedAt: { not: null } },
    select: { id: true },
  });
  return new Set(rows.map((row) => row.id));
}

/** A customer as the pages show one. */
export interface CustomerRecord {
  id: bigint;
  email: string | null;
  phone: string | null;
  firstName: string | null;
  lastName: string | null;
  createdAt: Date | null;
  updatedAt: Date;
  deletedAt: Date | null;
  redactedAt: Date | null;
}

export async function findCustomer({ db, shopId }: ShopScope, id: bigint): Promise<CustomerRecord | null> {
  return db.customer.findUnique({ where: { shopId_id: { shopId, id } }, omit: { shopId: true } });
}

export async function countCustomers({ db, shopId }: ShopScope): Promise<number> {
  return db.customer.count({ where: { shopId, deletedAt: null, redactedAt: null } });
}

/** Takes everything personal out of a customer's record. */
export async function redactCustomer({ db }: ShopScope, customerId: bigint, at: Date): Promise<void> {
  await db.$executeRaw`
    INSERT INTO customer AS c (shop_id, customer_id, updated_at, redacted_at)
    VALUES (current_shop_id(), ${customerId}, 'epoch', ${at})
    ON CONFLICT (shop_id, customer_id) DO UPDATE SET
      email = NULL, phone = NULL, first_name = NULL, last_name = NULL, created_at = NULL, redacted_at = excluded.redacted_at`;
}
