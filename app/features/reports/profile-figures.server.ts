import type { ShopScope } from "#app/platform/db/scope.server.ts";
import type { Movement } from "./domain/buying-habits.ts";
import type { Stage } from "./schema.ts";

/** What a customer's facts add up to. */
export interface ProfileSummary {
  ordersCount: number;
  spentMinor: bigint;
  refundedMinor: bigint;
  discountsMinor: bigint;
  netMinor: bigint;
  firstOrderAt: Date | null;
  lastOrderAt: Date | null;
  lastSeenAt: Date | null;
  stage: Stage;
  /** When the stage changes by itself if nothing happens; null = never. */
  stageChangesAt: Date | null;
}

export async function readSummary(
  { db, shopId }: ShopScope,
  customerId: bigint,
): Promise<ProfileSummary | null> {
  const row = await db.customerSummary.findUnique({
    where: { shopId_customerId: { shopId, customerId } },
    omit: { shopId: true, customerId: true },
  });
  return row && { ...row, stage: row.stage as Stage };
}

/** A product that a customer bought and kept. */
export interface OwnedProduct {
  productId: bigint | null;
  title: string;
  imageUrl: string | null;
  quantity: number;
  ordersCount: number;
  lastBoughtAt: Date;
  /** What was paid for what was kept, after the lines' discounts; with the tax where prices contain it. */
  paidMinor: bigint;
  /** The same without tax: what the shop keeps. */
  keptMinor: bigint;
  /** Of that, for pieces whose cost is known. */
  paidWithCostMinor: bigint;
  costMinor: bigint;
}

/** Products that a customer bought and kept, the latest first. Returns and removals are taken off. */
export async function readOwnedProducts({ db }: ShopScope, customerId: bigint): Promise<OwnedProduct[]> {
  return db.$queryRaw<OwnedProduct[]>`
    WITH kept AS (
      SELECT l.product_id, l.title, l.current_quantity AS quantity, o.order_id, o.processed_at,
        l.unit_price_minor * l.current_quantity - l.discount_minor * l.current_quantity / greatest(l.quantity, 1) AS paid,
        CASE WHEN o.taxes_included THEN l.tax_minor * l.current_quantity / greatest(l.quantity, 1) ELSE 0 END AS tax,
        i.cost_minor * l.current_quantity AS cost
      FROM orders o
      JOIN order_line l ON l.shop_id = o.shop_id AND l.order_id = o.order_id
      LEFT JOIN variant v ON v.shop_id = l.shop_id AND v.variant_id = l.variant_id
      LEFT JOIN inventory_item i ON i.shop_id = v.shop_id AND i.inventory_item_id = v.inventory_item_id
      WHERE o.shop_id = current_shop_id() AND o.customer_id = ${customerId} AND l.current_quantity > 0
        AND o.cancelled_at IS NULL AND o.deleted_at IS NULL AND NOT o.is_test
    ), owned AS (
      SELECT product_id, CASE WHEN product_id IS NULL THEN title END AS custom, (array_agg(title ORDER BY processed_at DESC))[1] AS title,
        sum(quantity)::int AS quantity, count(DISTINCT order_id)::int AS orders, max(processed_at) AS last, sum(paid)::bigint AS paid,
        sum(paid - tax)::bigint AS net,
        coalesce(sum(paid - tax) FILTER (WHERE cost IS NOT NULL), 0)::bigint AS paid_with_cost, coalesce(sum(cost), 0)::bigint AS cost
      FROM kept GROUP BY 1, 2
    )
    SELECT w.product_id AS "productId", w.title, p.image_url AS "imageUrl", w.quantity, w.orders AS "ordersCount", w.last AS "lastBoughtAt",
      w.paid AS "paidMinor", w.net AS "keptMinor", w.paid_with_cost AS "paidWithCostMinor", w.cost AS "costMinor"
    FROM owned w LEFT JOIN product p ON p.shop_id = current_shop_id() AND p.product_id = w.product_id
    ORDER BY w.last DESC, w.quantity DESC, w.product_id`;
}

/**
 * What a customer was given back without returning anything, on orders that stand and of which the cost of something kept
 * is known: without the tax that the orders' prices contain.
 */
export async function readGoodwill({ db }: ShopScope, customerId: bigint): Promise<bigint> {
  const rows = await db.$queryRaw<{ minor: bigint }[]>`
    WITH given AS (
      SELECT f.order_id, sum((f.data->>'goodwillMinor')::bigint) AS minor FROM fact f
      WHERE f.shop_id = current_shop_id() AND f.customer_id = ${customerId} AND f.kind = 'order.refunded' GROUP BY 1
    )
    SELECT coalesce(sum(round(g.minor * (1 - CASE WHEN o.taxes_included THEN coalesce(p.tax / nullif(p.paid, 0), 0) ELSE 0 END))), 0)::bigint AS minor
    FROM given g JOIN orders o ON o.shop_id = current_shop_id() AND o.order_id = g.order_id
    JOIN LATERAL (
      SELECT coalesce(sum(l.tax_minor), 0) AS tax, sum(l.unit_price_minor * l.quantity - l.discount_minor) AS paid,
        bool_or(l.current_quantity > 0 AND i.cost_minor IS NOT NULL) AS is_known
      FROM order_line l
      LEFT JOIN variant v ON v.shop_id = l.shop_id AND v.variant_id = l.variant_id
      LEFT JOIN inventory_item i ON i.shop_id = v.shop_id AND i.inventory_item_id = v.inventory_item_id
      WHERE l.shop_id = o.shop_id AND l.order_id = o.order_id
    ) p ON p.is_known
    WHERE g.minor > 0 AND o.cancelled_at IS NULL AND o.deleted_at IS NULL AND NOT o.is_test`;
  return rows[0]?.minor ?? 0n;
}

/** When and for how much a customer ordered: goods of orders that stand, after discounts. */
export async function readPurchases({ db }: ShopScope, customerId: bigint): Promise<Movement[]> {
  return db.$queryRaw<Movement[]>`
    SELECT processed_at AS at, subtotal_minor AS "amountMinor" FROM orders
    WHERE shop_id = current_shop_id() AND customer_id = ${customerId} AND cancelled_at IS NULL AND deleted_at IS NULL AND NOT is_test
    ORDER BY processed_at`;
}

/** Money for goods that went back to a customer, on orders that stand. */
export async function readRefunds({ db }: ShopScope, customerId: bigint): Promise<Movement[]> {
  return db.$queryRaw<Movement[]>`
    SELECT f.happened_at AS at, -(f.data->>'goodsMinor')::bigint AS "amountMinor" FROM fact f
    JOIN orders o ON o.shop_id = f.shop_id AND o.order_id = f.order_id AND o.cancelled_at IS NULL AND o.deleted_at IS NULL AND NOT o.is_test
    WHERE f.shop_id = current_shop_id() AND f.customer_id = ${customerId} AND f.kind = 'order.refunded'`;
}

/** How often each kind of thing happened to a customer, and when last. */
export interface KindCount {
  kind: string;
  count: number;
  lastAt: Date;
}

export async function countFacts({ db }: ShopScope, customerId: bigint): Promise<KindCount[]> {
  return db.$queryRaw<KindCount[]>`
    SELECT kind, count(*)::int AS count, max(happened_at) AS "lastAt" FROM fact
    WHERE shop_id = current_shop_id() AND customer_id = ${customerId} GROUP BY kind ORDER BY kind`;
}

/** Products that a customer looked at in the storefront, the latest first. */
export interface ViewedProduct {
  productId: bigint;
  title: string | null;
  count: number;
  lastAt: Date;
}

export async function readViewedProducts(
  { db }: ShopScope,
  customerId: bigint,
  limit: number,
): Promise<ViewedProduct[]> {
  return db.$queryRaw<ViewedProduct[]>`
    SELECT v.id AS "productId", p.title, v.count, v.last AS "lastAt" FROM (
      SELECT (data->>'productId')::bigint AS id, count(*)::int AS count, max(happened_at) AS last FROM fact
      WHERE shop_id = current_shop_id() AND customer_id = ${customerId} AND kind = 'visit.product_viewed' AND data->>'productId' ~ '^[0-9]{1,18}$'
      GROUP BY 1 ORDER BY 3 DESC LIMIT ${limit}
    ) v LEFT JOIN product p ON p.shop_id = current_shop_id() AND p.product_id = v.id ORDER BY v.last DESC`;
}

/** What a customer agreed to on a channel. */
export interface ProfileConsent {
  channel: string;
  state: string;
  level: string | null;
  source: string;
  changedAt: Date;
}

export async function readConsents({ db, shopId }: ShopScope, customerId: bigint): Promise<ProfileConsent[]> {
  return db.customerConsent.findMany({
    where: { shopId, customerId },
    orderBy: { channel: "asc" },
    omit: { shopId: true, customerId: true },
  });
}

/** What a customer chose in the preference centre; null = nothing. */
export interface ProfilePreferences {
  topicsOff: string[];
  frequency: string;
  pausedUntil: Date | null;
  noAutomatedDecisions: boolean;
  updatedAt: Date;
}

export async function readPreferences(
  { db, shopId }: ShopScope,
  customerId: bigint,
): Promise<ProfilePreferences | null> {
  return db.customerPreference.findUnique({
    where: { shopId_customerId: { shopId, customerId } },
    omit: { shopId: true, customerId: true },
  });
}
