import type { ShopScope } from "#app/platform/db/scope.server.ts";
import type { OrderLineState, OrderState } from "./domain/order-state.ts";

/** An order as the pages show one. */
export interface OrderRecord {
  id: bigint;
  name: string;
  customerId: bigint | null;
  currency: string;
  subtotalMinor: bigint;
  totalMinor: bigint;
  financialStatus: string | null;
  processedAt: Date;
  cancelledAt: Date | null;
  lines: OrderLineState[];
}

/**
 * Makes this transaction the only one that records an order until it ends. An order and its refund come as two
 * deliveries at the same time and touch the same facts and the same customer: without it they could wait for each other
 * in a circle.
 */
export async function lockOrder({ db, shopId }: ShopScope, orderId: bigint): Promise<void> {
  await db.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`order:${shopId}:${orderId}`}, 0))::text`;
}

/** Brings orders up to date; an older state never overwrites a newer one. */
export async function upsertOrders({ db }: ShopScope, states: readonly OrderState[]): Promise<void> {
  if (states.length === 0) return;
  const rows = states.map((state) => ({
    id: state.id.toString(),
    name: state.name,
    customer: state.customerId?.toString() ?? null,
    currency: state.currency,
    subtotal: state.subtotalMinor.toString(),
    total: state.totalMinor.toString(),
    status: state.financialStatus,
    processed: state.processedAt,
    cancelled: state.cancelledAt,
    updated: state.updatedAt,
    lines: state.lines,
  }));
  await db.$executeRaw`
    INSERT INTO orders AS o (shop_id, order_id, name, customer_id, currency, subtotal_minor, total_minor,
      financial_status, processed_at, cancelled_at, updated_at, lines)
    SELECT DISTINCT ON (id) current_shop_id(), id, name, customer, currency, subtotal, total, status, processed, cancelled, updated, lines
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (
      id bigint, name text, customer bigint, currency text, subtotal bigint, total bigint, status text,
      processed timestamptz, cancelled timestamptz, updated timestamptz, lines jsonb)
    ORDER BY id, updated DESC, g::text DESC
    ON CONFLICT (shop_id, order_id) DO UPDATE SET
      name = excluded.name, customer_id = excluded.customer_id, currency = excluded.currency,
      subtotal_minor = excluded.subtotal_minor, total_minor = excluded.total_minor,
      financial_status = excluded.financial_status, processed_at = excluded.processed_at,
      cancelled_at = excluded.cancelled_at, updated_at = excluded.updated_at, lines = excluded.lines
    WHERE (excluded.updated_at, ROW(excluded.customer_id, excluded.subtotal_minor, excluded.total_minor, excluded.financial_status, excluded.cancelled_at, excluded.lines)::text)
        > (o.updated_at, ROW(o.customer_id, o.subtotal_minor, o.total_minor, o.financial_status, o.cancelled_at, o.lines)::text)`;
}

/** Whom these orders belong to, by their newest states. Unknown orders are left out. */
export async function ownersOf(
  { db, shopId }: ShopScope,
  orderIds: readonly bigint[],
): Promise<{ orderId: bigint; customerId: bigint | null; currency: string }[]> {
  const rows = await db.order.findMany({
    where: { shopId, id: { in: [...orderIds] } },
    select: { id: true, customerId: true, currency: true },
  });
  return rows.map((row) => ({ orderId: row.id, customerId: row.customerId, currency: row.currency }));
}

/** Gives a customer's orders to another, after a merge. */
export async function moveOrders({ db, shopId }: ShopScope, fromId: bigint, intoId: bigint): Promise<void> {
  await db.order.updateMany({ where: { shopId, customerId: fromId }, data: { customerId: intoId } });
}

/** Takes a customer's name off the orders; what was sold stays in the shop's figures. */
export async function forgetOrders({ db, shopId }: ShopScope, customerId: bigint): Promise<void> {
  await db.order.updateMany({ where: { shopId, customerId }, data: { customerId: null } });
}

export async function markOrderDeleted({ db, shopId }: ShopScope, id: bigint, at: Date): Promise<void> {
  await db.order.updateMany({ where: { shopId, id }, data: { deletedAt: at } });
}

const SHOWN = {
  id: true,
  name: true,
  customerId: true,
  currency: true,
  subtotalMinor: true,
  totalMinor: true,
  financialStatus: true,
  processedAt: true,
  cancelledAt: true,
  lines: true,
} as const;

/** A customer's orders, newest first. */
export async function ordersOf(
  { db, shopId }: ShopScope,
  customerId: bigint,
  limit: number,
): Promise<OrderRecord[]> {
  const rows = await db.order.findMany({
    where: { shopId, customerId },
    orderBy: { processedAt: "desc" },
    take: limit,
    select: SHOWN,
  });
  return rows.map((row) => ({ ...row, lines: row.lines as unknown as OrderLineState[] }));
}

/** Paid orders with a customer since an instant, for previews: what was bought and what of it came back. */
export async function paidOrdersSince(
  { db }: ShopScope,
  since: Date,
): Promise<
  { customerId: bigint; goodsMinor: bigint; refundedMinor: bigint; isCancelled: boolean; paidAt: Date }[]
> {
  return db.$queryRaw`
    SELECT p.customer_id AS "customerId", (p.data->>'goodsMinor')::bigint AS "goodsMinor",
      coalesce((SELECT sum((r.data->>'goodsMinor')::bigint) FROM fact r
        WHERE r.shop_id = p.shop_id AND r.order_id = p.order_id AND r.kind = 'order.refunded'), 0)::bigint AS "refundedMinor",
      EXISTS (SELECT FROM fact c WHERE c.shop_id = p.shop_id AND c.order_id = p.order_id AND c.kind = 'order.cancelled') AS "isCancelled",
      p.happened_at AS "paidAt"
    FROM fact p WHERE p.shop_id = current_shop_id() AND p.kind = 'order.paid' AND p.customer_id IS NOT NULL AND p.happened_at >= ${since}`;
}
