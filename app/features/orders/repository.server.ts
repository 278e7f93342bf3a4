import type { ShopScope } from "#app/platform/db/scope.server.ts";
import type { FactData, FactKind } from "#app/shared/fact.ts";
import {
  linesFromText,
  type OrderDiscount,
  type OrderParts,
  type ParcelTracking,
  type PartLine,
} from "./domain/order-parts.ts";
import type { OrderLineState } from "./domain/order-state.ts";
import { openContact } from "./store-orders.server.ts";

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
  discounts: OrderDiscount[];
  lines: OrderLineState[];
  transactions: ShownTransaction[];
  refunds: ShownRefund[];
  parcels: ShownParcel[];
  returns: ShownReturn[];
  edits: ShownEdit[];
}

export interface ShownEdit {
  id: string;
  at: Date;
  added: PartLine[];
  removed: PartLine[];
}

/** Money that moved, or should have; in the currency that the shopper paid in. */
export interface ShownTransaction {
  id: string;
  at: Date;
  /** sale | authorization | capture | refund | void … */
  type: string;
  /** success | pending | failure | error … */
  status: string;
  gateway: string | null;
  amountMinor: bigint;
  currency: string;
}

export interface ShownRefund {
  id: string;
  at: Date;
  /** Given back for goods. */
  goodsMinor: bigint;
  /** All that was paid back; null = not known yet. */
  paidBackMinor: bigint | null;
  shippingMinor: bigint;
  taxMinor: bigint;
  lines: PartLine[];
}

export interface ShownParcel {
  id: string;
  sentAt: Date | null;
  deliveredAt: Date | null;
  isCancelled: boolean;
  tracking: Omit<ParcelTracking, "parcelId">[];
  lines: PartLine[];
}

export interface ShownReturn {
  id: string;
  /** requested | open | closed | canceled | declined */
  status: string;
  at: Date;
  lines: (PartLine & { reason: string | null })[];
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
    select: { ...SHOWN, parts: true, sealed: true },
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
  return rows.map(({ parts: kept, sealed, ...row }) => ({
    ...row,
    ...shownParts(
      happened.get(row.id) ?? [],
      kept as unknown as Partial<OrderParts>,
      openContact(scope, row.id, sealed)?.tracking ?? [],
    ),
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
      AND kind IN ('order.transaction', 'order.edited', 'order.refunded', 'order.fulfilled', 'order.delivered', 'order.returned')
    ORDER BY happened_at, kind, key`;
}

/**
 * What happened, with what the order's newest state tells of it.
 *
 * @param kept empty for an order of which only its deletion is known
 */
function shownParts(
  facts: readonly Happened[],
  kept: Partial<OrderParts>,
  tracking: readonly ParcelTracking[],
): Pick<OrderRecord, "discounts" | "transactions" | "refunds" | "parcels" | "returns" | "edits"> {
  const of = (kind: FactKind) => facts.filter((fact) => fact.kind === kind);
  const sent = of("order.fulfilled");
  const arrived = new Map(of("order.delivered").map(({ key, at }) => [key, at]));
  const parcelIds = [...new Set([...sent.map(({ key }) => key), ...arrived.keys()])];
  return {
    discounts: kept.discounts ?? [],
    transactions: of("order.transaction").map(({ key, at, data }) => ({
      id: key,
      at,
      type: String(data["type"]),
      status: String(data["status"]),
      gateway: typeof data["gateway"] === "string" ? data["gateway"] : null,
      amountMinor: BigInt(String(data["amountMinor"])),
      currency: String(data["currency"]),
    })),
    refunds: of("order.refunded").map(({ key, at, data }) => {
      const refund = kept.refunds?.find(({ id }) => id === key);
      return {
        id: key,
        at,
        goodsMinor: BigInt(String(data["goodsMinor"] ?? "0")),
        paidBackMinor: refund ? BigInt(refund.paidBackMinor) : null,
        shippingMinor: BigInt(refund?.shippingMinor ?? "0"),
        taxMinor: BigInt(refund?.taxMinor ?? "0"),
        lines: refund?.lines ?? [],
      };
    }),
    parcels: parcelIds.map((parcelId) => {
      const fact = sent.find(({ key }) => key === parcelId);
      return {
        id: parcelId,
        sentAt: fact?.at ?? null,
        deliveredAt: arrived.get(parcelId) ?? null,
        isCancelled: fact?.data["status"] === "cancelled",
        tracking: tracking.flatMap(({ parcelId: of, ...rest }) => (of === parcelId ? [rest] : [])),
        lines: kept.parcels?.find(({ id }) => id === parcelId)?.lines ?? [],
      };
    }),
    edits: of("order.edited").map(({ key, at, data }) => ({
      id: key,
      at,
      added: linesFromText(String(data["added"] ?? "")),
      removed: linesFromText(String(data["removed"] ?? "")),
    })),
    returns: of("order.returned").map(({ key, at, data }) => ({
      id: key,
      at,
      status: String(data["status"]),
      lines: kept.returns?.find(({ id }) => id === key)?.lines ?? [],
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
