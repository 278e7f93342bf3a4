import type { ShopScope } from "#app/platform/db/scope.server.ts";

/** What somebody did with a customer's data. */
export type AccessAction =
  "viewed" | "exported" | "exported_many" | "edited" | "merged" | "unmerged" | "erased";

export interface Access {
  /** Null: many at once. */
  customerId: bigint | null;
  /** Shopify's number of the staff member, or "shopper", "system". */
  actor: string;
  action: AccessAction;
}

const SAME_VISIT_MINUTES = 15;

/**
 * Notes who did what with a customer's data. Looking again within a quarter of an hour is one visit; of somebody who was
 * erased there is nothing to look at.
 */
export async function noteAccess({ db }: ShopScope, { customerId, actor, action }: Access): Promise<void> {
  await db.$executeRaw`
    INSERT INTO access_log (shop_id, customer_id, actor, action)
    SELECT current_shop_id(), ${customerId}, ${actor}, ${action}
    WHERE ${action} <> 'viewed' OR NOT (EXISTS (
      SELECT FROM access_log WHERE shop_id = current_shop_id() AND customer_id = ${customerId} AND actor = ${actor}
        AND action = 'viewed' AND at > now() - ${SAME_VISIT_MINUTES}::int * interval '1 minute')
      OR EXISTS (
      SELECT FROM customer WHERE shop_id = current_shop_id() AND customer_id = ${customerId} AND redacted_at IS NOT NULL))`;
}

/** One line of the access log. */
export interface AccessLine {
  id: bigint;
  customerId: bigint | null;
  actor: string;
  action: string;
  at: Date;
}

/** The access log, newest first, from before `beforeId`. */
export async function listAccess(
  { db, shopId }: ShopScope,
  filter: { customerId: bigint | null; actor: string | null; beforeId: bigint | null; limit: number },
): Promise<AccessLine[]> {
  const { customerId, actor, beforeId, limit } = filter;
  return db.accessLog.findMany({
    where: {
      shopId,
      ...(customerId === null ? {} : { customerId }),
      ...(actor === null ? {} : { actor }),
      ...(beforeId === null ? {} : { id: { lt: beforeId } }),
    },
    orderBy: { id: "desc" },
    take: limit,
    omit: { shopId: true },
  });
}
