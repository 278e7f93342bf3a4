import type { ShopScope } from "#app/platform/db/scope.server.ts";

/** When these customers were last seen in the storefront; who never was is left out. */
export async function lastVisitsOf(
  { db }: ShopScope,
  customerIds: readonly bigint[],
): Promise<Map<bigint, Date>> {
  const rows = await db.$queryRaw<{ customerId: bigint; at: Date }[]>`
    SELECT customer_id AS "customerId", max(happened_at) AS at FROM fact
    WHERE shop_id = current_shop_id() AND customer_id = ANY(${[...customerIds]}::bigint[]) AND kind LIKE 'visit.%'
    GROUP BY customer_id`;
  return new Map(rows.map(({ customerId, at }) => [customerId, at]));
}
