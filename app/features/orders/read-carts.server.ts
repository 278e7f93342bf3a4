/** Carts, checkouts and orders of people, for who brings carts back. */
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import type { CartLine } from "./domain/line-item-payload.ts";
import { openCheckout } from "./carts-repository.server.ts";

/** A cart together with the newest checkout that was begun from it; a checkout that names no cart stands alone. */
export interface CartRecord {
  /** cart:<token>, or checkout:<token>. */
  key: string;
  customerId: bigint;
  currency: string | null;
  totalMinor: bigint;
  itemCount: number;
  lines: CartLine[];
  updatedAt: Date;
  checkoutToken: string | null;
  isCompleted: boolean;
}

/**
 * People's carts that were changed since an instant, by person, the newest first. A checkout comes along with its cart
 * however long ago it was begun: Shopify writes its times in whole seconds, and whoever goes back changes only the cart.
 */
export async function cartsOf(
  { db }: ShopScope,
  customerIds: readonly bigint[],
  since: Date,
): Promise<Map<bigint, CartRecord[]>> {
  if (customerIds.length === 0) return new Map();
  const ids = [...new Set(customerIds)];
  const rows = await db.$queryRaw<(CartRecord & { isCheckout: boolean })[]>`
    SELECT 'cart:' || cart_token AS key, customer_id AS "customerId", currency, total_minor AS "totalMinor",
      item_count AS "itemCount", lines, updated_at AS "updatedAt", NULL AS "checkoutToken", false AS "isCompleted", false AS "isCheckout"
    FROM cart WHERE shop_id = current_shop_id() AND customer_id = ANY(${ids}::bigint[]) AND updated_at >= ${since}
    UNION ALL
    SELECT coalesce('cart:' || cart_token, 'checkout:' || checkout_token), customer_id, currency, total_minor,
      (SELECT coalesce(sum((l->>'quantity')::integer), 0)::integer FROM jsonb_array_elements(lines) l), lines, updated_at,
      checkout_token, completed_at IS NOT NULL OR order_id IS NOT NULL, true
    FROM checkout WHERE shop_id = current_shop_id() AND customer_id = ANY(${ids}::bigint[]) AND deleted_at IS NULL
      AND (updated_at >= ${since} OR cart_token IN (SELECT cart_token FROM cart
        WHERE shop_id = current_shop_id() AND customer_id = ANY(${ids}::bigint[]) AND updated_at >= ${since}))
    ORDER BY "updatedAt"`;
  const byKey = new Map<string, CartRecord>();
  for (const { isCheckout, ...row } of rows) {
    const id = `${row.customerId} ${row.key}`;
    const earlier = byKey.get(id);
    // What was shown last says what is in it; a checkout stays begun, and completed, whatever the cart shows after it.
    byKey.set(id, {
      ...row,
      checkoutToken: row.checkoutToken ?? earlier?.checkoutToken ?? null,
      isCompleted: row.isCompleted || (earlier?.isCompleted ?? false),
      currency: row.currency ?? earlier?.currency ?? null,
      totalMinor:
        isCheckout || row.currency !== null ? row.totalMinor : (earlier?.totalMinor ?? row.totalMinor),
    });
  }
  const newestFirst = [...byKey.values()].toSorted((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime());
  return Map.groupBy(newestFirst, ({ customerId }) => customerId);
}

/** The first order of each person from an instant of theirs on, on any channel. `after` leaves out that very instant. */
export async function firstOrdersSince(
  { db }: ShopScope,
  asked: readonly { ref: string; customerId: bigint; since: Date; isAfter: boolean }[],
): Promise<Map<string, { orderId: bigint; at: Date }>> {
  if (asked.length === 0) return new Map();
  const rows = asked.map(({ customerId, ...rest }) => ({ ...rest, customer: customerId.toString() }));
  const found = await db.$queryRaw<{ ref: string; orderId: bigint; at: Date }[]>`
    SELECT g.ref, o.order_id AS "orderId", o.processed_at AS at
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (ref text, customer bigint, since timestamptz, "isAfter" boolean)
    CROSS JOIN LATERAL (
      SELECT order_id, processed_at FROM orders o
      WHERE o.shop_id = current_shop_id() AND o.customer_id = g.customer AND o.processed_at >= g.since
        AND (NOT g."isAfter" OR o.processed_at > g.since) AND NOT o.is_test AND o.deleted_at IS NULL
      ORDER BY o.processed_at, o.order_id LIMIT 1) o`;
  return new Map(found.map(({ ref, ...order }) => [ref, order]));
}

/** Where Shopify restores a checkout; null when it said nothing, or nothing is kept any more. */
export async function recoveryUrlOf(scope: ShopScope, checkoutToken: string): Promise<string | null> {
  const { db, shopId } = scope;
  const row = await db.checkout.findUnique({
    where: { shopId_token: { shopId, token: checkoutToken } },
    select: { sealed: true, completedAt: true, deletedAt: true },
  });
  if (!row || row.completedAt || row.deletedAt) return null;
  return openCheckout(scope, checkoutToken, row.sealed)?.recoveryUrl ?? null;
}
