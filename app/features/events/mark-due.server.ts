import type { ShopScope } from "#app/platform/db/scope.server.ts";

/** Marks customers as due for a reaction, lowest id first; whose reaction waits or was put off is left as it is. */
export async function markDue({ db }: ShopScope, customerIds: readonly bigint[]): Promise<void> {
  await db.$executeRaw`
    INSERT INTO reaction_due (shop_id, customer_id)
    SELECT current_shop_id(), id FROM unnest(${[...customerIds]}::bigint[]) AS id ORDER BY id
    ON CONFLICT (shop_id, customer_id) DO NOTHING`;
}
