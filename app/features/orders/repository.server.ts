import type { ShopScope } from "#app/platform/db/scope.server.ts";
import type { OrderLineState } from "./domain/order-state.ts";

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
  channel: string;
  fulfillmentStatus: string | null;
  discountsMinor: bigint;
  shippingMinor: bigint;
  taxMinor: bigint;
  presentmentCurrency: string | null;
  presentmentTotalMinor: bigint | null;
  isTest: boolean;
  tags: string[];
  discountCodes: string[];
  lines: OrderLineState[];
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
  channel: true,
  fulfillmentStatus: true,
  discountsMinor: true,
  shippingMinor: true,
  taxMinor: true,
  presentmentCurrency: true,
  presentmentTotalMinor: true,
  isTest: true,
  tags: true,
  discountCodes: true,
} as const;

/** A customer's orders, newest first; with `before` only those that come after that one. */
export async function ordersOf(
  { db, shopId }: ShopScope,
  customerId: bigint,
  limit: number,
  before: { at: Date; id: bigint } | null = null,
): Promise<OrderRecord[]> {
  const isOlder = before && {
    OR: [{ processedAt: { lt: before.at } }, { processedAt: before.at, id: { lt: before.id } }],
  };
  const rows = await db.order.findMany({
    where: { shopId, customerId, deletedAt: null, ...isOlder },
    orderBy: [{ processedAt: "desc" }, { id: "desc" }],
    take: limit,
    select: SHOWN,
  });
  const lines = await db.orderLine.findMany({
    where: { shopId, orderId: { in: rows.map(({ id }) => id) } },
    orderBy: [{ orderId: "asc" }, { id: "asc" }],
  });
  const byOrder = Map.groupBy(lines, (line) => line.orderId);
  return rows.map((row) => ({
    ...row,
    lines: (byOrder.get(row.id) ?? []).map((line) => ({
      lineId: line.id.toString(),
      productId: line.productId?.toString() ?? null,
      variantId: line.variantId?.toString() ?? null,
      title: line.title,
      sku: line.sku,
      quantity: line.quantity,
      currentQuantity: line.currentQuantity,
      unitPriceMinor: line.unitPriceMinor.toString(),
      discountMinor: line.discountMinor.toString(),
    })),
  }));
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
