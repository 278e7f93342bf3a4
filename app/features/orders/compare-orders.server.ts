/** How our orders, with their refunds, are compared with Shopify's, and repaired. */
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import {
  CompareOrdersDocument,
  type CompareOrdersQuery,
} from "#app/platform/shopify-admin/operations.generated.ts";
import { idFromGid } from "#app/shared/ids.ts";
import {
  ageOfRepair,
  type Comparator,
  type OwnRecord,
  recordDeletions,
} from "#app/features/events/index.server.ts";
import { compareCheckouts } from "./compare-checkouts.server.ts";
import { compareSubscriptions } from "./compare-subscriptions.server.ts";
import { orderDeliveryHandlers } from "./delivery-handlers.server.ts";
import { fulfillmentStatusOf } from "./domain/order-node.ts";
import { readOrdersFromShopify } from "./read-orders.server.ts";
import { recordOrders } from "./record-orders.server.ts";

interface OwnRow {
  id: bigint;
  updatedAt: Date;
  deletedAt: Date | null;
  financialStatus: string | null;
  isCancelled: boolean;
  refunds: bigint;
  fulfilment: string;
  returns: bigint;
  transactions: bigint;
  edits: bigint;
}

type ComparedOrder = CompareOrdersQuery["orders"]["nodes"][number];

/** Edits are known by the second in which they were committed. */
function countEdits({ agreements }: ComparedOrder): number {
  const edits = agreements.nodes.filter((agreement) => agreement.__typename === "OrderEditAgreement");
  return new Set(edits.map(({ happenedAt }) => Math.floor(Date.parse(happenedAt) / 1000))).size;
}

/** So many returns Shopify is asked for; more of one order are not told apart. */
const MOST_RETURNS = 10;

const compareOrders: Comparator = {
  resource: "orders",
  gidType: "Order",
  readPage: async (api, search) => {
    const { orders } = await api.request(CompareOrdersDocument, { search });
    return {
      hasMore: orders.pageInfo.hasNextPage,
      records: orders.nodes.map((node) => ({
        id: idFromGid(node.id, "Order"),
        updatedAt: new Date(node.updatedAt),
        fields: {
          financialStatus: node.displayFinancialStatus?.toLowerCase() ?? null,
          cancelled: String(node.cancelledAt != null),
          // Nothing follows from a test order: no facts of its refunds and returns either.
          refunds: (node.test ? 0 : node.refunds.length).toString(),
          fulfilment: fulfillmentStatusOf(node.displayFulfillmentStatus) ?? "none",
          returns: (node.test ? 0 : node.returns.nodes.length).toString(),
          transactions: (node.test ? 0 : node.transactions.length).toString(),
          edits: node.agreements.pageInfo.hasNextPage ? null : (node.test ? 0 : countEdits(node)).toString(),
        },
      })),
    };
  },
  readOwn: async ({ db }, ids) => {
    const rows = await db.$queryRaw<OwnRow[]>`
      SELECT o.order_id AS id, o.updated_at AS "updatedAt", o.deleted_at AS "deletedAt",
        o.financial_status AS "financialStatus", o.cancelled_at IS NOT NULL AS "isCancelled", f.refunds, f.transactions, f.edits,
        coalesce(o.fulfillment_status, 'none') AS fulfilment, f.returns
      FROM orders o CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE kind = 'order.refunded') AS refunds,
          count(*) FILTER (WHERE kind = 'order.transaction') AS transactions,
          count(*) FILTER (WHERE kind = 'order.edited') AS edits,
          least(count(*) FILTER (WHERE kind = 'order.returned'), ${MOST_RETURNS}) AS returns
        FROM fact WHERE shop_id = o.shop_id AND order_id = o.order_id) f
      WHERE o.shop_id = current_shop_id() AND o.order_id = ANY(${[...ids]}::bigint[])`;
    return new Map(
      rows.map(
        ({ id, updatedAt, deletedAt, financialStatus, isCancelled, ...counted }): [bigint, OwnRecord] => [
          id,
          {
            id,
            updatedAt,
            isGone: deletedAt !== null,
            fields: {
              financialStatus,
              cancelled: String(isCancelled),
              refunds: counted.refunds.toString(),
              fulfilment: counted.fulfilment,
              returns: counted.returns.toString(),
              transactions: counted.transactions.toString(),
              edits: counted.edits.toString(),
            },
          },
        ],
      ),
    );
  },
  listOwn: async ({ db, shopId }, { afterId, upToId, limit }) => {
    const rows = await db.order.findMany({
      // Orders of other platforms that the merchant imported, below zero, are ours alone.
      where: { shopId, deletedAt: null, id: { gt: afterId, ...(upToId === null ? {} : { lte: upToId }) } },
      orderBy: { id: "asc" },
      take: limit,
      select: { id: true },
    });
    return rows.map((row) => row.id);
  },
  prepareRepair: async (api, ids) => {
    const states = (await readOrdersFromShopify(api, ids)).map((state) => ({
      ...state,
      updatedAt: ageOfRepair(state.updatedAt, new Date()),
    }));
    return (scope) => recordOrders(scope, states);
  },
  markGone: (scope, ids, at) =>
    recordDeletions(scope, orderDeliveryHandlers, { topic: "orders/delete", ids, at }),
};

/** Orders asked for each customer: one merge moves them all. */
const ORDERS_PER_CUSTOMER = 5;

/** The newest orders that name each of these customers; those of other platforms, below zero, are unknown to Shopify. */
export async function ordersNaming(
  { db }: ShopScope,
  customerIds: readonly bigint[],
): Promise<Map<bigint, bigint[]>> {
  const rows = await db.$queryRaw<{ customerId: bigint; orders: bigint[] }[]>`
    SELECT c.id AS "customerId", o.orders FROM unnest(${[...customerIds]}::bigint[]) AS c (id)
    CROSS JOIN LATERAL (
      SELECT array_agg(order_id) AS orders FROM (
        SELECT order_id FROM orders
        WHERE shop_id = current_shop_id() AND subject_id = c.id AND order_id > 0 AND deleted_at IS NULL
        ORDER BY processed_at DESC LIMIT ${ORDERS_PER_CUSTOMER}) newest) o
    WHERE o.orders IS NOT NULL`;
  return new Map(rows.map(({ customerId, orders }) => [customerId, orders]));
}

/** For the worker's list of comparators. */
export const orderComparators: readonly Comparator[] = [
  compareOrders,
  compareCheckouts,
  compareSubscriptions,
];
