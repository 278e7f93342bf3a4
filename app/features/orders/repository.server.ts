import type { ShopScope } from "#app/platform/db/scope.server.ts";
import type { FactData, FactKind } from "#app/shared/fact.ts";
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
  /** Whether prices contain the tax. */
  taxesIncluded: boolean;
  presentmentCurrency: string | null;
  presentmentTotalMinor: bigint | null;
  isTest: boolean;
  tags: string[];
  discountCodes: string[];
  lines: OrderLineState[];
  refunds: ShownRefund[];
  parcels: ShownParcel[];
  returns: ShownReturn[];
}

export interface ShownRefund {
  id: string;
  at: Date;
  /** Given back for goods. */
  goodsMinor: bigint;
}

export interface ShownParcel {
  id: string;
  sentAt: Date | null;
  deliveredAt: Date | null;
  isCancelled: boolean;
}

export interface ShownReturn {
  id: string;
  /** requested | open | closed | canceled | declined */
  status: string;
  at: Date;
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
  taxesIncluded: true,
  presentmentCurrency: true,
  presentmentTotalMinor: true,
  isTest: true,
  tags: true,
  discountCodes: true,
} as const;

/** A customer's orders, newest first; with `before` only those that come after that one. */
export async function ordersOf(
  scope: ShopScope,
  customerId: bigint,
  limit: number,
  before: { at: Date; id: bigint } | null = null,
): Promise<OrderRecord[]> {
  const { db, shopId } = scope;
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
  const happened = Map.groupBy(
    await readHappened(
      scope,
      rows.map(({ id }) => id),
    ),
    ({ orderId }) => orderId,
  );
  return rows.map((row) => ({
    ...row,
    ...partsFrom(happened.get(row.id) ?? []),
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
      taxMinor: line.taxMinor.toString(),
    })),
  }));
}

interface Happened {
  orderId: bigint;
  kind: FactKind;
  key: string;
  at: Date;
  data: FactData;
}

/** What happened to orders after they were placed, oldest first. */
async function readHappened({ db }: ShopScope, orderIds: readonly bigint[]): Promise<Happened[]> {
  if (orderIds.length === 0) return [];
  return db.$queryRaw<Happened[]>`
    SELECT order_id AS "orderId", kind, key, happened_at AS at, data FROM fact
    WHERE shop_id = current_shop_id() AND order_id = ANY(${[...orderIds]}::bigint[])
      AND kind IN ('order.refunded', 'order.fulfilled', 'order.delivered', 'order.returned')
    ORDER BY happened_at, kind, key`;
}

function partsFrom(facts: readonly Happened[]): Pick<OrderRecord, "refunds" | "parcels" | "returns"> {
  const of = (kind: FactKind) => facts.filter((fact) => fact.kind === kind);
  const sent = of("order.fulfilled");
  const arrived = new Map(of("order.delivered").map(({ key, at }) => [key, at]));
  const parcelIds = [...new Set([...sent.map(({ key }) => key), ...arrived.keys()])];
  return {
    refunds: of("order.refunded").map(({ key, at, data }) => ({
      id: key,
      at,
      goodsMinor: BigInt(String(data["goodsMinor"] ?? "0")),
    })),
    parcels: parcelIds.map((id) => {
      const parcel = sent.find(({ key }) => key === id);
      return {
        id,
        sentAt: parcel?.at ?? null,
        deliveredAt: arrived.get(id) ?? null,
        isCancelled: parcel?.data["status"] === "cancelled",
      };
    }),
    returns: of("order.returned").map(({ key, at, data }) => ({
      id: key,
      at,
      status: String(data["status"]),
    })),
  };
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
