/** Lists as they are served, and what the merchant decided about them. */
import type { ShopReads, ShopScope } from "#app/platform/db/scope.server.ts";
import type { MerchandisingRule } from "./domain/merchandising.ts";
import type { ListedItem, Placement } from "./domain/placements.ts";

/** One list. `id` = the product's or the customer's; 0 = of the whole shop. */
export interface StoredList {
  placement: Placement;
  id: bigint;
  items: ListedItem[];
}

const asRows = (lists: readonly StoredList[]) =>
  JSON.stringify(lists.map(({ placement, id, items }) => ({ placement, id: id.toString(), items })));

/**
 * Stores lists of products.
 *
 * @returns the products whose lists name other items than before, or in another order
 */
export async function storeProductLists({ db }: ShopScope, lists: readonly StoredList[]): Promise<bigint[]> {
  if (lists.length === 0) return [];
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    WITH given AS (
      SELECT * FROM jsonb_to_recordset(${asRows(lists)}::jsonb) AS g (placement text, id bigint, items jsonb)
    ), stored AS (
      INSERT INTO product_recommendation AS r (shop_id, placement, product_id, items)
      SELECT current_shop_id(), placement, id, items FROM given ORDER BY placement, id
      ON CONFLICT (shop_id, placement, product_id) DO UPDATE SET items = excluded.items, fitted_at = now()
      WHERE r.items IS DISTINCT FROM excluded.items
    )
    SELECT DISTINCT g.id FROM given g
    LEFT JOIN product_recommendation r ON r.shop_id = current_shop_id() AND r.placement = g.placement AND r.product_id = g.id
    WHERE jsonb_path_query_array(coalesce(r.items, '[]'), '$[*].id') IS DISTINCT FROM jsonb_path_query_array(g.items, '$[*].id')`;
  return rows.map(({ id }) => id);
}

/** Stores lists of customers; an empty one is taken away. Returns the customers whose lists changed. */
export async function storeCustomerLists({ db }: ShopScope, lists: readonly StoredList[]): Promise<bigint[]> {
  if (lists.length === 0) return [];
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    WITH given AS (
      SELECT * FROM jsonb_to_recordset(${asRows(lists)}::jsonb) AS g (placement text, id bigint, items jsonb)
    ), stored AS (
      INSERT INTO customer_recommendation AS r (shop_id, placement, customer_id, items)
      SELECT current_shop_id(), placement, id, items FROM given WHERE items <> '[]' ORDER BY placement, id
      ON CONFLICT (shop_id, placement, customer_id) DO UPDATE SET items = excluded.items, fitted_at = now()
      WHERE r.items IS DISTINCT FROM excluded.items
    ), emptied AS (
      DELETE FROM customer_recommendation r USING given g
      WHERE r.shop_id = current_shop_id() AND r.placement = g.placement AND r.customer_id = g.id AND g.items = '[]'
    )
    SELECT DISTINCT g.id FROM given g
    LEFT JOIN customer_recommendation r ON r.shop_id = current_shop_id() AND r.placement = g.placement AND r.customer_id = g.id
    WHERE jsonb_path_query_array(coalesce(r.items, '[]'), '$[*].id') IS DISTINCT FROM jsonb_path_query_array(g.items, '$[*].id')`;
  return rows.map(({ id }) => id);
}

/** The stored lists of these products. */
export async function productLists(
  { db }: ShopScope,
  placements: readonly Placement[],
  productIds: readonly bigint[],
): Promise<StoredList[]> {
  return db.$queryRaw<StoredList[]>`
    SELECT placement, product_id AS id, items FROM product_recommendation
    WHERE shop_id = current_shop_id() AND placement = ANY(${[...placements]}) AND product_id = ANY(${[...productIds]}::bigint[])`;
}

/** The stored lists of these customers. */
export async function customerLists(
  { db }: ShopScope,
  placements: readonly Placement[],
  customerIds: readonly bigint[],
): Promise<StoredList[]> {
  return db.$queryRaw<StoredList[]>`
    SELECT placement, customer_id AS id, items FROM customer_recommendation
    WHERE shop_id = current_shop_id() AND placement = ANY(${[...placements]}) AND customer_id = ANY(${[...customerIds]}::bigint[])`;
}

/** What a placement is served from. */
export interface ServedLists {
  /** Of the products on the page. */
  products: ListedItem[][];
  /** Of the person who is signed in. */
  customer: ListedItem[];
  /** Of the whole shop. */
  popular: ListedItem[];
  /** Items that the merchant excluded here. */
  excluded: string[];
}

/** All that a placement needs but the products themselves, in one read: shoppers wait for it. */
export async function readServedLists(
  { db }: ShopReads,
  {
    placement,
    productIds,
    customerId,
  }: { placement: Placement; productIds: readonly bigint[]; customerId: bigint | null },
): Promise<ServedLists> {
  const beside = [0n, ...productIds];
  const rows = await db.$queryRaw<{ source: keyof ServedLists; items: ListedItem[] | string[] }[]>`
    /* prepared: served_lists */
    SELECT CASE placement WHEN 'popular' THEN 'popular' ELSE 'products' END AS source, items FROM product_recommendation
    WHERE shop_id = current_shop_id() AND placement = ANY(${["popular", placement]}) AND product_id = ANY(${beside}::bigint[])
    UNION ALL
    SELECT 'customer', items FROM customer_recommendation
    WHERE shop_id = current_shop_id() AND placement = ${placement} AND customer_id = ${customerId}
    UNION ALL
    SELECT 'excluded', jsonb_agg(item_id::text) FROM merchandising_rule
    WHERE shop_id = current_shop_id() AND placement = ${placement} AND product_id = ANY(${beside}::bigint[]) AND action = 'exclude'
    HAVING count(*) > 0`;
  const of = (wanted: keyof ServedLists) => rows.filter(({ source }) => source === wanted);
  const lists = (wanted: keyof ServedLists) => of(wanted).map(({ items }) => items as ListedItem[]);
  return {
    products: lists("products"),
    customer: lists("customer").flat(),
    popular: lists("popular").flat(),
    excluded: of("excluded").flatMap(({ items }) => items as string[]),
  };
}

/** Marks the owners of lists in which one of these products stands. */
export async function markListsWith({ db }: ShopScope, itemIds: readonly bigint[]): Promise<void> {
  if (itemIds.length === 0) return;
  const ids = itemIds.map(String);
  await db.$executeRaw`
    INSERT INTO recommendation_due AS d (shop_id, kind, due_id)
    SELECT current_shop_id(), kind, id FROM (
      SELECT 'product' AS kind, product_id AS id, items FROM product_recommendation
      WHERE shop_id = current_shop_id() AND product_id > 0
      UNION ALL
      SELECT 'customer', customer_id, items FROM customer_recommendation WHERE shop_id = current_shop_id()
    ) lists
    WHERE EXISTS (SELECT FROM jsonb_array_elements(items) AS item WHERE item->>'id' = ANY(${ids}))
    GROUP BY kind, id ORDER BY kind, id
    ON CONFLICT (shop_id, kind, due_id) DO UPDATE SET since = d.since`;
}

/** What the merchant decided, of all placements or of one, beside whatever it is or beside these (0 = beside all). */
export async function readRules(
  { db, shopId }: ShopScope,
  placement?: Placement,
  besideIds?: readonly bigint[],
): Promise<MerchandisingRule[]> {
  const rows = await db.merchandisingRule.findMany({
    where: {
      shopId,
      ...(placement ? { placement } : {}),
      ...(besideIds ? { productId: { in: [...besideIds] } } : {}),
    },
    orderBy: [{ placement: "asc" }, { productId: "asc" }, { position: "asc" }, { itemId: "asc" }],
  });
  return rows.map((row) => ({
    placement: row.placement as Placement,
    productId: row.productId.toString(),
    itemId: row.itemId.toString(),
    action: row.action as MerchandisingRule["action"],
    position: row.position,
  }));
}
