import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { lockOrders } from "./store-orders.server.ts";

/**
 * Takes orders away that a merchant brought along from another platform, with all that follows from them: nobody but the
 * file told of them. Orders of Shopify's are never touched.
 *
 * @returns whose facts are gone: they are due for a reaction
 */
export async function removeImportedOrders(scope: ShopScope, orderIds: readonly bigint[]): Promise<bigint[]> {
  const { db, shopId } = scope;
  const ids = orderIds.filter((id) => id < 0n);
  await lockOrders(scope, ids);
  const gone = await db.$queryRaw<{ id: bigint | null }[]>`
    DELETE FROM fact WHERE shop_id = current_shop_id() AND order_id = ANY(${ids}::bigint[]) RETURNING customer_id AS id`;
  await db.orderLine.deleteMany({ where: { shopId, orderId: { in: ids } } });
  await db.order.deleteMany({ where: { shopId, id: { in: ids } } });
  return [...new Set(gone.flatMap(({ id }) => id ?? []))];
}
