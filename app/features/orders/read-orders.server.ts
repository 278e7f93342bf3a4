import type { AdminApi } from "#app/platform/shopify-admin/admin-client.server.ts";
import { readByIds } from "#app/platform/shopify-admin/bulk-by-id.ts";
import {
  RefundsOfOrdersDocument,
  type RefundsOfOrdersQuery,
} from "#app/platform/shopify-admin/operations.generated.ts";
import { gidOf, idFromGid } from "#app/shared/ids.ts";
import { minorFromDecimal } from "#app/shared/money.ts";
import { ORDERS_BULK_QUERY } from "./domain/bulk-query.ts";
import { orderFromNodes, type ReadNode } from "./domain/order-node.ts";
import { type OrderState, refundedGoods, type RefundState } from "./domain/order-state.ts";

/** So many that one query stays below Shopify's 1,000 points. */
const ORDERS_PER_QUERY = 5;
/** The same of the details of refunds. */
const DETAILED_PER_QUERY = 20;

/**
 * Reads orders by their ids as the import reads them. Those that Shopify no longer has are left out.
 *
 * @throws InvalidInput when one cannot be read
 */
export async function readOrdersFromShopify(api: AdminApi, ids: readonly bigint[]): Promise<OrderState[]> {
  const gids = ids.map((id) => gidOf("Order", id));
  const found = await readByIds(api, ORDERS_BULK_QUERY, gids, { objectsPerQuery: ORDERS_PER_QUERY });
  const read = await withRefundDetails(
    api,
    found.map(({ node, children }) => orderFromNodes(node, children)),
  );
  return read.map(({ order }) => order);
}

/**
 * Bulk queries cannot page within a list: the lines of refunds are asked for by themselves, several orders at a time, and
 * only where something was refunded.
 */
export async function withRefundDetails(api: AdminApi, read: readonly ReadNode[]): Promise<ReadNode[]> {
  const asked = read.flatMap(({ order, needsRefundDetails }) => (needsRefundDetails ? [order] : []));
  const refunds = new Map<bigint, RefundState[]>();
  for (let at = 0; at < asked.length; at += DETAILED_PER_QUERY)
    for (const [id, told] of await askForRefunds(api, asked.slice(at, at + DETAILED_PER_QUERY)))
      refunds.set(id, told);
  return read.map(({ order }) => ({
    order: { ...order, refunds: refunds.get(order.id) ?? order.refunds },
    needsRefundDetails: false,
  }));
}

type AnsweredOrder = Extract<NonNullable<RefundsOfOrdersQuery["nodes"][number]>, { refunds: unknown }>;

/** The refunds of some orders. Left out are those of which Shopify does not tell all at once. */
async function askForRefunds(
  api: AdminApi,
  orders: readonly OrderState[],
): Promise<Map<bigint, RefundState[]>> {
  const ids = orders.map((order) => gidOf("Order", order.id));
  const { nodes } = await api.request(RefundsOfOrdersDocument, { ids });
  const found = new Map<bigint, RefundState[]>();
  for (const [position, order] of orders.entries()) {
    const node = nodes[position];
    if (!node || !("refunds" in node)) continue;
    const isWhole =
      node.refunds.length >= order.refunds.length &&
      !node.refunds.some((refund) => refund.refundLineItems.pageInfo.hasNextPage);
    if (isWhole)
      found.set(
        order.id,
        node.refunds.map((refund) => refundFromAnswer(refund, order)),
      );
  }
  return found;
}

function refundFromAnswer(refund: AnsweredOrder["refunds"][number], order: OrderState): RefundState {
  const money = (bag: { shopMoney: { amount: string } }) =>
    minorFromDecimal(bag.shopMoney.amount, order.currency);
  const sum = (amounts: bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);
  const lines = refund.refundLineItems.nodes;
  return {
    id: idFromGid(refund.id, "Refund"),
    orderId: order.id,
    createdAt: new Date(refund.createdAt ?? order.updatedAt),
    observedAt: order.updatedAt,
    ...refundedGoods({
      linesMinor: sum(lines.map((line) => money(line.subtotalSet))),
      // Contained in the lines already where prices include it.
      linesTaxMinor: order.taxesIncluded ? 0n : sum(lines.map((line) => money(line.totalTaxSet))),
      shippingMinor: sum(
        refund.refundShippingLines.nodes.flatMap((line) => [
          money(line.subtotalAmountSet),
          money(line.taxAmountSet),
        ]),
      ),
      paidBackMinor: money(refund.totalRefundedSet),
    }),
  };
}
