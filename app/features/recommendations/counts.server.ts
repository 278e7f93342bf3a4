/** Questions to the baskets and the catalogue: what is popular, what can be bought, what somebody has. */
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import type { ListedItem, PairCount, Purchase } from "./domain/placements.ts";
import { rankNeighbours } from "./domain/placements.ts";
import { type CountedBy, MAX_BASKET_ITEMS } from "./domain/shop-counts.ts";

/** Enough to say what goes together, and read within a moment. */
const RECENT_ORDERS = 20_000;
const NEIGHBOURS = 40;

/**
 * What goes with a product by the newest orders, for a look at it from a page: the lists themselves are made from all of
 * them, in the worker.
 */
export async function recentNeighboursOf(
  { db }: ShopScope,
  productId: bigint,
  by: CountedBy,
): Promise<ListedItem[]> {
  const rows = await db.$queryRaw<PairCount[]>`
    WITH recent AS (
      SELECT coalesce(customer_id::text, 'order ' || order_id) AS person, order_id, product_ids
      FROM recommendation_basket
      WHERE shop_id = current_shop_id() AND cardinality(product_ids) <= ${MAX_BASKET_ITEMS}
      ORDER BY bought_at DESC, order_id LIMIT ${RECENT_ORDERS}
    ), bought AS MATERIALIZED (
      SELECT DISTINCT person, CASE WHEN ${by === "people"} THEN person ELSE order_id::text END AS counted, item
      FROM recent CROSS JOIN unnest(product_ids) AS item
    ), times AS (
      SELECT item, count(*) AS times FROM bought GROUP BY item
    ), pairs AS (
      SELECT b.item, count(*) AS together, count(DISTINCT b.person) AS people
      FROM bought a JOIN bought b ON b.counted = a.counted AND b.item <> a.item
      WHERE a.item = ${productId} GROUP BY b.item
    )
    SELECT p.item AS "otherId", p.together::integer, p.people::integer, own.times::integer AS own, other.times::integer AS other
    FROM pairs p JOIN times own ON own.item = ${productId} JOIN times other ON other.item = p.item`;
  return rankNeighbours(productId, rows, NEIGHBOURS);
}

const POPULAR_DAYS = 180;
const HALF_LIFE_DAYS = 30;

/**
 * What is bought most, an order of a month ago counting half, and then the newest products: never empty while anything
 * can be bought. Counted back from the newest order, so that a shop that rests does not forget what it sold.
 */
export async function popularItems({ db }: ShopScope, limit: number): Promise<ListedItem[]> {
  const bought = await db.$queryRaw<{ id: bigint; score: number; count: number }[]>`
    WITH newest AS (SELECT max(bought_at) AS at FROM recommendation_basket WHERE shop_id = current_shop_id())
    SELECT item AS id, count(*)::integer AS count,
      sum(power(0.5, extract(epoch FROM newest.at - b.bought_at) / 86400 / ${HALF_LIFE_DAYS}))::float8 AS score
    FROM newest JOIN recommendation_basket b ON b.shop_id = current_shop_id()
      AND b.bought_at > newest.at - ${POPULAR_DAYS}::integer * interval '1 day'
    CROSS JOIN unnest(b.product_ids) AS item
    GROUP BY item ORDER BY 3 DESC, 1 LIMIT ${limit}`;
  const newest = await db.$queryRaw<{ id: bigint }[]>`
    SELECT product_id AS id FROM product
    WHERE shop_id = current_shop_id() AND deleted_at IS NULL AND published_at IS NOT NULL
      AND coalesce(status, 'active') = 'active'
    ORDER BY published_at DESC, product_id LIMIT ${limit}`;
  const listed = new Map<string, ListedItem>();
  for (const { id, score, count } of bought)
    listed.set(id.toString(), { id: id.toString(), score, reason: { kind: "popular", count } });
  for (const { id } of newest)
    if (!listed.has(id.toString()))
      listed.set(id.toString(), { id: id.toString(), score: 0, reason: { kind: "popular", count: 0 } });
  return [...listed.values()];
}

/**
 * Which of these products can be bought now: there, active, published in the online store, and something of it in stock or
 * not counted, or sold beyond its stock.
 */
export async function sellableAmong(
  { db }: ShopScope,
  productIds: readonly (bigint | string)[],
): Promise<Set<string>> {
  if (productIds.length === 0) return new Set();
  const ids = [...new Set(productIds.map(String))];
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    SELECT p.product_id AS id FROM product p
    WHERE p.shop_id = current_shop_id() AND p.product_id = ANY(${ids}::bigint[]) AND p.deleted_at IS NULL
      AND coalesce(p.status, 'active') = 'active' AND p.published_at <= now()
      AND (NOT EXISTS (SELECT FROM variant v WHERE v.shop_id = p.shop_id AND v.product_id = p.product_id AND v.deleted_at IS NULL)
        OR EXISTS (
          SELECT FROM variant v
          LEFT JOIN inventory_item i ON i.shop_id = v.shop_id AND i.inventory_item_id = v.inventory_item_id
          WHERE v.shop_id = p.shop_id AND v.product_id = p.product_id AND v.deleted_at IS NULL
            AND (i.tracked IS FALSE OR v.is_sold_beyond_stock OR coalesce((SELECT sum(l.available) FROM inventory_level l
              WHERE l.shop_id = v.shop_id AND l.inventory_item_id = v.inventory_item_id AND l.deleted_at IS NULL), 1) > 0)))`;
  return new Set(rows.map(({ id }) => id.toString()));
}

/** What these people bought and kept, order by order. */
export async function purchasesOf(
  { db }: ShopScope,
  customerIds: readonly bigint[],
): Promise<Map<bigint, Purchase[]>> {
  if (customerIds.length === 0) return new Map();
  const rows = await db.$queryRaw<(Purchase & { customerId: bigint })[]>`
    SELECT customer_id AS "customerId", item AS "productId", bought_at AS "boughtAt"
    FROM recommendation_basket CROSS JOIN unnest(product_ids) AS item
    WHERE shop_id = current_shop_id() AND customer_id = ANY(${[...customerIds]}::bigint[])
    ORDER BY bought_at, order_id, item`;
  return Map.groupBy(rows, ({ customerId }) => customerId);
}
