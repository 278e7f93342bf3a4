/** Questions to the counts: what goes together, what is popular, what can be bought. */
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import type { ListedItem, PairCount, Purchase } from "./domain/placements.ts";
import { MIN_PEOPLE, rankNeighbours } from "./domain/placements.ts";

/** Whether people who bought both count, in one order or several, or orders with both. */
export type CountedBy = "people" | "baskets";

/** More than a list shows: some of them are sold out, excluded or owned. */
const NEIGHBOURS = 40;

/** What goes with each of these products by the counts, best first. */
export async function neighboursOf(
  { db }: ShopScope,
  productIds: readonly bigint[],
  by: CountedBy,
): Promise<Map<bigint, ListedItem[]>> {
  if (productIds.length === 0) return new Map();
  const isByPeople = by === "people";
  const rows = await db.$queryRaw<(PairCount & { productId: bigint })[]>`
    SELECT * FROM (
      SELECT *, row_number() OVER (PARTITION BY "productId"
        ORDER BY together / (sqrt(own::float8 * other::float8) + 5) DESC, "otherId") AS place
      FROM (
        SELECT p.product_id AS "productId", p.other_id AS "otherId", p.people,
          CASE WHEN ${isByPeople} THEN p.people ELSE p.baskets END AS together,
          CASE WHEN ${isByPeople} THEN a.people ELSE a.baskets END AS own,
          CASE WHEN ${isByPeople} THEN b.people ELSE b.baskets END AS other
        FROM item_pair p
        JOIN item_pair a ON a.shop_id = p.shop_id AND a.product_id = p.product_id AND a.other_id = p.product_id
        JOIN item_pair b ON b.shop_id = p.shop_id AND b.product_id = p.other_id AND b.other_id = p.other_id
        WHERE p.shop_id = current_shop_id() AND p.product_id = ANY(${[...productIds]}::bigint[])
          AND p.other_id <> p.product_id AND p.people >= ${MIN_PEOPLE}
      ) counted
      WHERE together >= ${MIN_PEOPLE}
    ) ranked WHERE place <= ${NEIGHBOURS}`;
  const byProduct = Map.groupBy(rows, ({ productId }) => productId);
  return new Map(productIds.map((id) => [id, rankNeighbours(id, byProduct.get(id) ?? [], NEIGHBOURS)]));
}

/** Pairs of products that enough people bought, of those given: what a model says is checked against it. */
export async function knownPairs(
  { db }: ShopScope,
  productIds: readonly bigint[],
): Promise<ReadonlySet<string>> {
  if (productIds.length === 0) return new Set();
  const rows = await db.$queryRaw<{ pair: string }[]>`
    SELECT product_id || ' ' || other_id AS pair FROM item_pair
    WHERE shop_id = current_shop_id() AND product_id = ANY(${[...productIds]}::bigint[]) AND people >= ${MIN_PEOPLE}`;
  return new Set(rows.map(({ pair }) => pair));
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
