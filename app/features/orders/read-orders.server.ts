import type { AdminApi } from "#app/platform/shopify-admin/admin-client.server.ts";
import { readByIds } from "#app/platform/shopify-admin/bulk-by-id.ts";
import {
  DetailsOfOrdersDocument,
  type DetailsOfOrdersQuery,
} from "#app/platform/shopify-admin/operations.generated.ts";
import { gidOf, idFromGid } from "#app/shared/ids.ts";
import { minorFromDecimal } from "#app/shared/money.ts";
import { ORDERS_BULK_QUERY } from "./domain/bulk-query.ts";
import { orderFromNodes, type ReadNode } from "./domain/order-node.ts";
import { type PartLine, returnReasonOf } from "./domain/order-parts.ts";
import { type OrderState, type RefundState, type ReturnState, withGoodwill } from "./domain/order-state.ts";

/** So many that one query stays below Shopify's 1,000 points. */
const ORDERS_PER_QUERY = 5;
/** The same of the lines of refunds and parcels, and of those of edits and returns as well, which cost five times as much. */
const DETAILED_PER_QUERY = { lines: 20, lines_and_changes: 4 } as const;

/**
 * Reads orders by their ids as the import reads them. Those that Shopify no longer has are left out.
 *
 * @throws InvalidInput when one cannot be read
 */
export async function readOrdersFromShopify(api: AdminApi, ids: readonly bigint[]): Promise<OrderState[]> {
  const gids = ids.map((id) => gidOf("Order", id));
  const found = await readByIds(api, ORDERS_BULK_QUERY, gids, { objectsPerQuery: ORDERS_PER_QUERY });
  const read = await withDetails(
    api,
    found.map(({ node, children }) => orderFromNodes(node, children)),
  );
  return read.map(({ order }) => order);
}

/**
 * Bulk queries cannot page within a list: the lines of refunds, returns and parcels are asked for by themselves, several orders at a
 * time, and only where the order alone does not tell.
 */
export async function withDetails(api: AdminApi, read: readonly ReadNode[]): Promise<ReadNode[]> {
  const detailed = new Map<bigint, OrderState>();
  for (const need of ["lines", "lines_and_changes"] as const) {
    const asked = read.flatMap(({ order, needs }) => (needs === need ? [order] : []));
    for (let at = 0; at < asked.length; at += DETAILED_PER_QUERY[need]) {
      const orders = asked.slice(at, at + DETAILED_PER_QUERY[need]);
      const { nodes } = await api.request(DetailsOfOrdersDocument, {
        ids: orders.map((order) => gidOf("Order", order.id)),
        withChanges: need === "lines_and_changes",
      });
      for (const [position, order] of orders.entries()) {
        const node = nodes[position];
        if (node && "refunds" in node) detailed.set(order.id, withAnswer(order, node));
      }
    }
  }
  return read.map(({ order }) => ({ order: detailed.get(order.id) ?? order, needs: null }));
}

type AnsweredOrder = Extract<NonNullable<DetailsOfOrdersQuery["nodes"][number]>, { refunds: unknown }>;

/** The order with its refunds and the lines of its parcels and returns. What Shopify does not tell all at once stays as it is. */
function withAnswer(order: OrderState, node: AnsweredOrder): OrderState {
  const areRefundsWhole =
    node.refunds.length >= order.refunds.length &&
    !node.refunds.some((refund) => refund.refundLineItems.pageInfo.hasNextPage);
  const linesByParcel = new Map(
    node.fulfillments.map((parcel) => [
      idFromGid(parcel.id, "Fulfillment"),
      parcel.fulfillmentLineItems.nodes.map(({ lineItem, quantity }) => ({
        lineId: idFromGid(lineItem.id, "LineItem").toString(),
        quantity: quantity ?? 0,
      })),
    ]),
  );
  return {
    ...order,
    refunds: areRefundsWhole ? node.refunds.map((refund) => refundFromAnswer(refund, order)) : order.refunds,
    parcels: order.parcels.map((parcel) => ({
      ...parcel,
      lines: linesByParcel.get(parcel.id) ?? parcel.lines,
    })),
    edits: (node.agreements?.nodes ?? []).flatMap((agreement) =>
      agreement.__typename === "OrderEditAgreement"
        ? [
            {
              orderId: order.id,
              committedAt: new Date(agreement.happenedAt),
              added: linesSold(agreement.sales.nodes, "ORDER"),
              removed: linesSold(agreement.sales.nodes, "RETURN"),
            },
          ]
        : [],
    ),
    returns: order.returns.map((each) => ({
      ...each,
      lines: linesOfReturn(node.returns?.nodes.find(({ id }) => idFromGid(id, "Return") === each.id)),
    })),
  };
}

type Sale = NonNullable<AnsweredOrder["agreements"]>["nodes"][number]["sales"]["nodes"][number];

/** What an agreement put into the order (ORDER), or took out of it (RETURN). */
function linesSold(sales: readonly Sale[], action: "ORDER" | "RETURN"): PartLine[] {
  return sales.flatMap((sale) =>
    sale.actionType === action && "lineItem" in sale && sale.quantity
      ? [
          {
            lineId: idFromGid(sale.lineItem.id, "LineItem").toString(),
            quantity: Math.abs(sale.quantity),
          },
        ]
      : [],
  );
}

/** A line of a return that nobody has looked at names no line of the order, and is left out. */
function linesOfReturn(
  answered: NonNullable<AnsweredOrder["returns"]>["nodes"][number] | undefined,
): ReturnState["lines"] {
  return (answered?.returnLineItems.nodes ?? []).flatMap((line) =>
    "fulfillmentLineItem" in line
      ? [
          {
            lineId: idFromGid(line.fulfillmentLineItem.lineItem.id, "LineItem").toString(),
            quantity: line.quantity,
            reason: returnReasonOf(line.returnReasonDefinition?.handle),
          },
        ]
      : [],
  );
}

function refundFromAnswer(refund: AnsweredOrder["refunds"][number], order: OrderState): RefundState {
  const money = (bag: { shopMoney: { amount: string } }) =>
    minorFromDecimal(bag.shopMoney.amount, order.currency);
  const sum = (amounts: bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);
  const lines = refund.refundLineItems.nodes;
  const shipping = refund.refundShippingLines.nodes;
  const linesMinor = sum(lines.map((line) => money(line.subtotalSet)));
  const linesTaxMinor = sum(lines.map((line) => money(line.totalTaxSet)));
  const shippingTaxMinor = sum(shipping.map((line) => money(line.taxAmountSet)));
  const shippingMinor = sum(shipping.map((line) => money(line.subtotalAmountSet))) + shippingTaxMinor;
  // Contained in the lines already where prices include it.
  const dueMinor = linesMinor + (order.taxesIncluded ? 0n : linesTaxMinor) + shippingMinor;
  const paidBackMinor = money(refund.totalRefundedSet);
  return {
    id: idFromGid(refund.id, "Refund"),
    orderId: order.id,
    createdAt: new Date(refund.createdAt ?? order.updatedAt),
    observedAt: order.updatedAt,
    ...withGoodwill(linesMinor, paidBackMinor - dueMinor),
    paidBackMinor,
    shippingMinor,
    taxMinor: linesTaxMinor + shippingTaxMinor,
    lines: lines.map(({ lineItem, quantity }) => ({
      lineId: idFromGid(lineItem.id, "LineItem").toString(),
      quantity,
    })),
  };
}
