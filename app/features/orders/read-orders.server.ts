import type { AdminApi } from "#app/platform/shopify-admin/admin-client.server.ts";
import { readByIds } from "#app/platform/shopify-admin/bulk-by-id.ts";
import { RefundsOfOrderDocument } from "#app/platform/shopify-admin/operations.generated.ts";
import { gidOf, idFromGid } from "#app/shared/ids.ts";
import { minorFromDecimal } from "#app/shared/money.ts";
import { ORDERS_BULK_QUERY } from "./domain/bulk-query.ts";
import { orderFromNodes, type ReadNode } from "./domain/order-node.ts";
import { type OrderState, refundedGoods, type RefundState } from "./domain/order-state.ts";

/** So many that one query stays below Shopify's 1,000 points. */
const ORDERS_PER_QUERY = 5;

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
 * Bulk queries cannot page within a list: the lines of several refunds of one order are asked for one order at a time,
 * and only where there are several and goods came back.
 */
export async function withRefundDetails(api: AdminApi, read: readonly ReadNode[]): Promise<ReadNode[]> {
  const complete: ReadNode[] = [];
  for (const { order, needsRefundDetails } of read) {
    const refunds = needsRefundDetails ? await askForRefunds(api, order) : null;
    complete.push({ order: refunds ? { ...order, refunds } : order, needsRefundDetails: false });
  }
  return complete;
}

/** Null when Shopify does not tell all of them at once. */
async function askForRefunds(api: AdminApi, order: OrderState): Promise<RefundState[] | null> {
  const { order: detailed } = await api.request(RefundsOfOrderDocument, { id: gidOf("Order", order.id) });
  const refunds = detailed?.refunds ?? [];
  const isWhole =
    refunds.length >= order.refunds.length &&
    !refunds.some((refund) => refund.refundLineItems.pageInfo.hasNextPage);
  if (!isWhole) return null;
  const money = (bag: { shopMoney: { amount: string } }) =>
    minorFromDecimal(bag.shopMoney.amount, order.currency);
  const sum = (amounts: bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);
  return refunds.map((refund) => ({
    id: idFromGid(refund.id, "Refund"),
    orderId: order.id,
    createdAt: new Date(refund.createdAt ?? order.updatedAt),
    observedAt: order.updatedAt,
    goodsMinor: refundedGoods({
      linesMinor: sum(refund.refundLineItems.nodes.map((line) => money(line.subtotalSet))),
      linesTaxMinor: sum(refund.refundLineItems.nodes.map((line) => money(line.totalTaxSet))),
      shippingMinor: sum(
        refund.refundShippingLines.nodes.flatMap((line) => [
          money(line.subtotalAmountSet),
          money(line.taxAmountSet),
        ]),
      ),
      paidBackMinor: money(refund.totalRefundedSet),
    }),
  }));
}
