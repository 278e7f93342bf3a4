/** Refunds in the Admin API. */
import { gid } from "#simulator/ids.ts";
import { decimalAmount } from "#simulator/money.ts";
import type { Order, Refund, RefundLine } from "#simulator/state/model.ts";
import { moneyOf } from "#simulator/state/order-amounts.ts";
import { taxWithin } from "#simulator/state/order-taxes.ts";
import { graphqlTime } from "#simulator/time.ts";
import { connection } from "../connection.ts";
import type { TypeModel } from "../context.ts";
import { money } from "./money.ts";
import type { LineInOrder } from "./order-line.ts";
import { orderBag } from "./order-money.ts";
import { transactionsOf } from "./order-transaction.ts";

export interface RefundInOrder {
  order: Order;
  refund: Refund;
}

export interface RefundLineInOrder extends LineInOrder {
  /** Of a suggestion there is no id. */
  refunded: Omit<RefundLine, "id"> & { id: bigint | null };
}

export const refundsOf = (order: Order): RefundInOrder[] =>
  order.refunds.map((refund) => ({ order, refund }));

const refundLines = ({ order, refund }: RefundInOrder): RefundLineInOrder[] =>
  refund.lines.flatMap((refunded) => {
    const line = order.lines.find((candidate) => candidate.id === refunded.lineId);
    return line ? [{ order, line, refunded }] : [];
  });

export const refundModel: TypeModel = {
  id: ({ refund }: RefundInOrder) => gid("Refund", refund.id),
  legacyResourceId: ({ refund }: RefundInOrder) => refund.id.toString(),
  createdAt: ({ refund }: RefundInOrder) => graphqlTime(refund.createdAt),
  processedAt: ({ refund }: RefundInOrder) => graphqlTime(refund.createdAt),
  updatedAt: ({ refund }: RefundInOrder) => graphqlTime(refund.createdAt),
  note: ({ refund }: RefundInOrder) => refund.note,
  order: ({ order }: RefundInOrder) => order,
  staffMember: () => null,
  return: ({ order, refund }: RefundInOrder) => {
    const found = order.returns.find((each) => each.id === refund.returnId);
    return found ? { order, return: found } : null;
  },
  duties: () => [],
  totalRefunded: ({ order, refund }: RefundInOrder) => money(moneyOf(order, refund), order.currency),
  totalRefundedSet: ({ order, refund }: RefundInOrder) => orderBag(moneyOf(order, refund), order),
  refundLineItems: (source: RefundInOrder, args, context, info) =>
    connection({
      items: refundLines(source),
      args,
      context,
      info,
      idOf: ({ refunded }) => refunded.id ?? 0n,
      keepOrder: true,
    }),
  refundShippingLines: ({ order, refund }: RefundInOrder, args, context, info) =>
    connection({
      items: refund.shipping > 0n ? [{ order, refund }] : [],
      args,
      context,
      info,
      idOf: (each) => each.refund.id,
    }),
  orderAdjustments: ({ order, refund }: RefundInOrder, args, context, info) =>
    connection({
      items: refund.discrepancy === 0n ? [] : [{ order, refund }],
      args,
      context,
      info,
      idOf: (each) => each.refund.id,
    }),
  transactions: ({ order, refund }: RefundInOrder, args, context, info) =>
    connection({
      items: transactionsOf(order).filter((each) => refund.transactionIds.includes(each.transaction.id)),
      args,
      context,
      info,
      idOf: (each) => each.transaction.id,
    }),
};

/** What went back beyond or short of what was due. Positive in the merchant's favour. */
export const orderAdjustmentModel: TypeModel = {
  id: ({ refund }: RefundInOrder) => gid("OrderAdjustment", refund.id),
  amountSet: ({ order, refund }: RefundInOrder) => orderBag(-refund.discrepancy, order),
  taxAmountSet: ({ order }: RefundInOrder) => orderBag(0n, order),
  reason: () => "REFUND_DISCREPANCY",
};

export const refundShippingLineModel: TypeModel = {
  id: ({ refund }: RefundInOrder) => gid("RefundShippingLine", refund.id),
  shippingLine: ({ order }: RefundInOrder) => order,
  subtotalAmountSet: ({ order, refund }: RefundInOrder) => orderBag(refund.shipping, order),
  taxAmountSet: ({ order }: RefundInOrder) => orderBag(0n, order),
};

export const refundLineItemModel: TypeModel = {
  id: ({ refunded }: RefundLineInOrder) => (refunded.id === null ? null : gid("RefundLineItem", refunded.id)),
  quantity: ({ refunded }: RefundLineInOrder) => refunded.quantity,
  restocked: ({ refunded }: RefundLineInOrder) => refunded.restockType !== "NO_RESTOCK",
  restockType: ({ refunded }: RefundLineInOrder) => refunded.restockType,
  location: ({ refunded }: RefundLineInOrder, _args, { shop }) =>
    refunded.locationId === null ? null : (shop.locations.get(refunded.locationId) ?? null),
  lineItem: ({ order, line }: RefundLineInOrder): LineInOrder => ({ order, line }),
  price: ({ line }: RefundLineInOrder) => decimalAmount(line.unitPrice),
  priceSet: ({ order, line }: RefundLineInOrder) => orderBag(line.unitPrice, order),
  subtotal: ({ refunded }: RefundLineInOrder) => decimalAmount(refunded.subtotal),
  subtotalSet: ({ order, refunded }: RefundLineInOrder) => orderBag(refunded.subtotal, order),
  totalTax: ({ order, refunded }: RefundLineInOrder) => decimalAmount(taxWithin(refunded.subtotal, order)),
  totalTaxSet: ({ order, refunded }: RefundLineInOrder) =>
    orderBag(taxWithin(refunded.subtotal, order), order),
};
