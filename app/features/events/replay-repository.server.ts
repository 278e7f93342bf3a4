import type { ShopScope } from "#app/platform/db/scope.server.ts";

/** Locks many customers at once, in one order, and marks them as due for a reaction. See lockCustomer. */
export async function lockCustomers({ db }: ShopScope, customerIds: readonly bigint[]): Promise<void> {
  await db.$executeRaw`
    INSERT INTO reaction_due (shop_id, customer_id)
    SELECT current_shop_id(), id FROM unnest(${[...customerIds]}::bigint[]) AS id ORDER BY id
    ON CONFLICT (shop_id, customer_id) DO UPDATE SET not_before = NULL`;
}

/** Topics whose deliveries do something once, beyond telling how things stand. */
const NEVER_AGAIN = ["app/%", "shop/%", "bulk_operations/%", "customers/data_request", "customers/redact"];

/** Sets processed deliveries with a body waiting again, in the order in which they came. Returns their ids. */
export async function redoDeliveries(
  { db }: ShopScope,
  which: { customerId: bigint | null; afterId: bigint; limit: number },
): Promise<bigint[]> {
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    WITH chosen AS (
      SELECT delivery_id FROM webhook_delivery
      WHERE shop_id = current_shop_id() AND status = 'processed' AND body IS NOT NULL AND delivery_id > ${which.afterId}
        AND (${which.customerId}::bigint IS NULL OR customer_id = ${which.customerId}) AND NOT topic LIKE ANY(${NEVER_AGAIN})
      ORDER BY delivery_id LIMIT ${which.limit} FOR UPDATE SKIP LOCKED
    )
    UPDATE webhook_delivery d SET status = 'received', attempts = 0, not_before = NULL, processed_at = NULL
    FROM chosen WHERE d.shop_id = current_shop_id() AND d.delivery_id = chosen.delivery_id RETURNING d.delivery_id AS id`;
  return rows.map(({ id }) => id);
}
