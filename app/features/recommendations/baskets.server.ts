/** What is counted of orders: the table recommendation_basket, made from the orders and read where they are counted. */
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import type { Derived } from "#app/features/events/index.server.ts";
import type { BasketColumns } from "./domain/shop-baskets.ts";

interface Basket {
  orderId: bigint;
  customerId: bigint | null;
  productIds: bigint[];
  boughtAt: Date;
}

/**
 * Makes the baskets of orders that changed what the orders say today, and has the lists of who and what they concern made
 * anew. Counted is what was bought and kept: no tests, nothing cancelled or returned, nobody who was erased or wants no
 * automated decisions.
 *
 * @returns how many orders were looked at; 0 = none is left
 */
export async function countChangedOrders(scope: ShopScope, limit: number): Promise<number> {
  const orderIds = await takeDue(scope, "order", limit);
  if (orderIds.length === 0) return 0;
  const [wanted, stored] = [await readWanted(scope, orderIds), await readStored(scope, orderIds)];
  const [wantedById, storedById] = [byOrder(wanted), byOrder(stored)];
  const stale = stored.filter((basket) => !isSame(basket, wantedById.get(basket.orderId)));
  const fresh = wanted.filter((basket) => !isSame(basket, storedById.get(basket.orderId)));
  if (stale.length > 0) {
    await scope.db.$executeRaw`
      DELETE FROM recommendation_basket WHERE shop_id = current_shop_id() AND order_id = ANY(${stale.map(({ orderId }) => orderId)}::bigint[])`;
  }
  await insertBaskets(scope, fresh);
  const people = [...stale, ...fresh].flatMap(({ customerId }) =>
    // Guests have no account that anything could be shown in.
    customerId !== null && customerId > 0n ? [customerId] : [],
  );
  await markDueAgain(scope, "customer", people);
  return orderIds.length;
}

const byOrder = (baskets: readonly Basket[]) => new Map(baskets.map((basket) => [basket.orderId, basket]));

function isSame(a: Basket, b: Basket | undefined): boolean {
  return (
    b !== undefined &&
    a.customerId === b.customerId &&
    a.boughtAt.getTime() === b.boughtAt.getTime() &&
    a.productIds.length === b.productIds.length &&
    a.productIds.every((id, index) => id === b.productIds[index])
  );
}

async function readWanted({ db }: ShopScope, orderIds: readonly bigint[]): Promise<Basket[]> {
  return db.$queryRaw<Basket[]>`
    SELECT o.order_id AS "orderId", o.customer_id AS "customerId", o.processed_at AS "boughtAt",
      array_agg(DISTINCT l.product_id ORDER BY l.product_id) AS "productIds"
    FROM orders o JOIN order_line l ON l.shop_id = o.shop_id AND l.order_id = o.order_id
    WHERE o.shop_id = current_shop_id() AND o.order_id = ANY(${[...orderIds]}::bigint[])
      AND l.product_id IS NOT NULL AND l.current_quantity > 0
      AND NOT o.is_test AND o.cancelled_at IS NULL AND o.deleted_at IS NULL
      AND coalesce(o.financial_status, '') NOT IN ('refunded', 'voided')
      -- Only the orders of somebody who was erased hold nothing sealed.
      AND o.sealed IS NOT NULL
      AND NOT EXISTS (SELECT FROM customer_preference p
        WHERE p.shop_id = o.shop_id AND p.customer_id = o.customer_id AND p.no_automated_decisions)
    GROUP BY o.order_id, o.customer_id, o.processed_at`;
}

async function readStored({ db }: ShopScope, orderIds: readonly bigint[]): Promise<Basket[]> {
  return db.$queryRaw<Basket[]>`
    SELECT order_id AS "orderId", customer_id AS "customerId", product_ids AS "productIds", bought_at AS "boughtAt"
    FROM recommendation_basket WHERE shop_id = current_shop_id() AND order_id = ANY(${[...orderIds]}::bigint[])`;
}

async function insertBaskets({ db }: ShopScope, baskets: readonly Basket[]): Promise<void> {
  if (baskets.length === 0) return;
  const rows = baskets.map(({ orderId, customerId, productIds, boughtAt }) => ({
    orderId: orderId.toString(),
    customerId: customerId?.toString() ?? null,
    productIds: productIds.map(String),
    boughtAt,
  }));
  await db.$executeRaw`
    INSERT INTO recommendation_basket (shop_id, order_id, customer_id, product_ids, bought_at)
    SELECT current_shop_id(), "orderId", "customerId", "productIds", "boughtAt"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g ("orderId" bigint, "customerId" bigint,
      "productIds" bigint[], "boughtAt" timestamptz) ORDER BY 2
    ON CONFLICT DO NOTHING`;
}

/** How the baskets stand: the number of the newest (0 = there are none), and how many were taken away so far. */
export async function readBasketState({ db }: ShopScope): Promise<{ newest: bigint; removals: bigint }> {
  // Of one moment: whoever takes a basket away raises the number in the same transaction.
  const rows = await db.$queryRaw<{ newest: bigint; removals: bigint }[]>`
    SELECT coalesce((SELECT max(basket_id) FROM recommendation_basket WHERE shop_id = current_shop_id()), 0) AS newest,
      coalesce((SELECT removals FROM recommendation_removals WHERE shop_id = current_shop_id()), 0) AS removals`;
  return rows[0]!;
}

const BASKETS_AT_ONCE = 20_000;

/** The baskets after a number, page by page. */
export async function* readBaskets(
  { db }: ShopScope,
  afterId: bigint,
): AsyncGenerator<{ page: BasketColumns; lastId: bigint }> {
  for (let lastId = afterId; ;) {
    // As text: an array of numbers for each row takes several times as long to read.
    const rows = await db.$queryRaw<{ id: bigint; basket: string }[]>`
      SELECT basket_id AS id, concat_ws(' ', order_id, coalesce(customer_id, 0),
        (extract(epoch FROM bought_at) * 1000)::bigint, array_to_string(product_ids, ' ')) AS basket
      FROM recommendation_basket WHERE shop_id = current_shop_id() AND basket_id > ${lastId}
      ORDER BY basket_id LIMIT ${BASKETS_AT_ONCE}`;
    if (rows.length === 0) return;
    lastId = rows.at(-1)!.id;
    yield { page: asColumns(rows.map(({ basket }) => basket.split(" "))), lastId };
    if (rows.length < BASKETS_AT_ONCE) return;
  }
}

/** @param rows order, customer, time, products */
function asColumns(rows: readonly string[][]): BasketColumns {
  const starts = new Int32Array(rows.length + 1);
  for (const [n, row] of rows.entries()) starts[n + 1] = starts[n]! + row.length - 3;
  const productIds = new BigInt64Array(starts[rows.length]!);
  for (const [n, row] of rows.entries())
    for (let at = 3; at < row.length; at++) productIds[starts[n]! + at - 3] = BigInt(row[at]!);
  return {
    orderIds: BigInt64Array.from(rows, (row) => BigInt(row[0]!)),
    customerIds: BigInt64Array.from(rows, (row) => BigInt(row[1]!)),
    boughtAtMs: Float64Array.from(rows, (row) => Number(row[2])),
    starts,
    productIds,
  };
}

export type DueKind = "order" | "product" | "customer";

/** Takes what is due, lowest id first. Nobody else takes the same; what becomes due again meanwhile stays. */
export async function takeDue({ db }: ShopScope, kind: DueKind, limit: number): Promise<bigint[]> {
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    -- As an array: a plan that ran the inner query for each row would take more than the limit, and one that looked for
    -- each row in what was taken would take minutes where very much is due.
    DELETE FROM recommendation_due
    WHERE shop_id = current_shop_id() AND kind = ${kind} AND due_id = ANY (ARRAY(
      SELECT due_id FROM recommendation_due WHERE shop_id = current_shop_id() AND kind = ${kind}
      ORDER BY due_id LIMIT ${limit} FOR UPDATE SKIP LOCKED))
    RETURNING due_id AS id`;
  return rows.map(({ id }) => id).toSorted((a, b) => (a < b ? -1 : 1));
}

/** Has these looked at again. */
export async function markDueAgain({ db }: ShopScope, kind: DueKind, ids: readonly bigint[]): Promise<void> {
  if (ids.length === 0) return;
  await db.$executeRaw`
    INSERT INTO recommendation_due AS d (shop_id, kind, due_id)
    SELECT DISTINCT current_shop_id(), ${kind}, id FROM unnest(${[...ids]}::bigint[]) AS id ORDER BY 3
    ON CONFLICT (shop_id, kind, due_id) DO UPDATE SET since = d.since`;
}

/** Has every list of the shop made anew: the model changed, or what the merchant decided for all. */
export async function markAllDue({ db }: ShopScope): Promise<void> {
  await db.$executeRaw`
    INSERT INTO recommendation_due AS d (shop_id, kind, due_id)
    SELECT shop_id, 'product', product_id FROM product WHERE shop_id = current_shop_id() AND deleted_at IS NULL
    UNION
    SELECT shop_id, 'customer', customer_id FROM recommendation_basket WHERE shop_id = current_shop_id() AND customer_id > 0
    ORDER BY 2, 3
    ON CONFLICT (shop_id, kind, due_id) DO UPDATE SET since = d.since`;
}

/** A replay takes a customer's orders out of the counts and has them counted anew. */
export const recommendationBaskets: Derived = {
  name: "recommendation_basket",
  clear: async (scope, customerIds) => {
    const { db } = scope;
    await db.$executeRaw`
      INSERT INTO recommendation_due AS d (shop_id, kind, due_id)
      SELECT shop_id, 'order', order_id FROM orders
      WHERE shop_id = current_shop_id() AND customer_id = ANY(${[...customerIds]}::bigint[]) ORDER BY 3
      ON CONFLICT (shop_id, kind, due_id) DO UPDATE SET since = d.since`;
    await db.$executeRaw`
      DELETE FROM recommendation_basket
      WHERE shop_id = current_shop_id() AND customer_id = ANY(${[...customerIds]}::bigint[])`;
  },
  customersAfter: async ({ db }, afterId, limit) => {
    const rows = await db.$queryRaw<{ id: bigint }[]>`
      SELECT DISTINCT customer_id AS id FROM recommendation_basket
      WHERE shop_id = current_shop_id() AND customer_id > ${afterId} ORDER BY 1 LIMIT ${limit}`;
    return rows.map(({ id }) => id);
  },
};
