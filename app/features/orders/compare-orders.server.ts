/** How our orders, with their refunds, are compared with Shopify's, and repaired. */
import { CompareOrdersDocument } from "#app/platform/shopify-admin/operations.generated.ts";
import { idFromGid } from "#app/shared/ids.ts";
import {
  ageOfRepair,
  type Comparator,
  type OwnRecord,
  recordDeletions,
} from "#app/features/events/index.server.ts";
import { orderDeliveryHandlers } from "./delivery-handlers.server.ts";
import { readOrdersFromShopify } from "./read-orders.server.ts";
import { recordOrders } from "./record-orders.server.ts";

interface OwnRow {
  id: bigint;
  updatedAt: Date;
  deletedAt: Date | null;
  financialStatus: string | null;
  isCancelled: boolean;
  refunds: bigint;
}

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
          // Nothing follows from a test order: no facts of its refunds either.
          refunds: (node.test ? 0 : node.refunds.length).toString(),
        },
      })),
    };
  },
  readOwn: async ({ db }, ids) => {
    const rows = await db.$queryRaw<OwnRow[]>`
      SELECT o.order_id AS id, o.updated_at AS "updatedAt", o.deleted_at AS "deletedAt",
        o.financial_status AS "financialStatus", o.cancelled_at IS NOT NULL AS "isCancelled", (
          SELECT count(*) FROM fact f
          WHERE f.shop_id = o.shop_id AND f.order_id = o.order_id AND f.kind = 'order.refunded') AS refunds
      FROM orders o WHERE o.shop_id = current_shop_id() AND o.order_id = ANY(${[...ids]}::bigint[])`;
    return new Map(
      rows.map(({ id, updatedAt, deletedAt, financialStatus, isCancelled, refunds }): [bigint, OwnRecord] => [
        id,
        {
          id,
          updatedAt,
          isGone: deletedAt !== null,
          fields: { financialStatus, cancelled: String(isCancelled), refunds: refunds.toString() },
        },
      ]),
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

/** For the worker's list of comparators. */
export const orderComparators: readonly Comparator[] = [compareOrders];
