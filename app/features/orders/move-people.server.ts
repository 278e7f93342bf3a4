import type { ShopScope } from "#app/platform/db/scope.server.ts";

/** Gives everything of one customer here to another, after a merge: orders, checkouts, subscriptions, carts. */
export async function moveOrders({ db }: ShopScope, fromId: bigint, intoId: bigint): Promise<void> {
  await db.$executeRaw`
    UPDATE orders SET customer_id = ${intoId} WHERE shop_id = current_shop_id() AND customer_id = ${fromId}`;
  await db.$executeRaw`
    UPDATE checkout SET customer_id = ${intoId} WHERE shop_id = current_shop_id() AND customer_id = ${fromId}`;
  await db.$executeRaw`
    UPDATE subscription SET customer_id = ${intoId} WHERE shop_id = current_shop_id() AND customer_id = ${fromId}`;
  await db.$executeRaw`
    UPDATE cart SET customer_id = ${intoId} WHERE shop_id = current_shop_id() AND customer_id = ${fromId}`;
}
