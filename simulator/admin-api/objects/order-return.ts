/** Returns in the Admin API. */
import type { GraphQLResolveInfo } from "graphql";
import { gid } from "#simulator/ids.ts";
import type { Order, Return, ReturnLine } from "#simulator/state/model.ts";
import { countOf, shareOf } from "#simulator/state/order-amounts.ts";
import { codeDiscount, lineLevelDiscount } from "#simulator/state/order-discounts.ts";
import { graphqlTime } from "#simulator/time.ts";
import { connection } from "../connection.ts";
import { NotModelled, type TypeModel, typed, type ApiContext, type Arguments } from "../context.ts";
import { findFulfillmentLine } from "./order-fulfillment.ts";
import { orderBag } from "./order-money.ts";
import { refundsOf } from "./order-refund.ts";
import { transactionsOf } from "./order-transaction.ts";

export interface ReturnInOrder {
  order: Order;
  return: Return;
}

export interface ReturnLineInOrder extends ReturnInOrder {
  line: ReturnLine;
}

export const returnsOf = (order: Order): ReturnInOrder[] =>
  order.returns.map((each) => ({ order, return: each }));

const lines = ({ order, return: back }: ReturnInOrder) =>
  back.lines.map((line) => typed("ReturnLineItem", { order, return: back, line }));

const REASONS = [
  "UNKNOWN",
  "COLOR",
  "DEFECTIVE",
  "NOT_AS_DESCRIBED",
  "OTHER",
  "SIZE_TOO_LARGE",
  "SIZE_TOO_SMALL",
];

/** Shopify's own reasons have a definition each, the same in every shop. */
const reasonNumber = (reason: string): bigint =>
  BigInt([...REASONS, "STYLE", "UNWANTED", "WRONG_ITEM"].indexOf(reason) + 1);

/** The lines of a return, as a field of it. */
const linesOf = (source: ReturnInOrder, args: Arguments, context: ApiContext, info: GraphQLResolveInfo) =>
  connection({ items: lines(source), args, context, info, idOf: ({ line }) => line.id, keepOrder: true });

export const returnModel: TypeModel = {
  id: ({ return: back }: ReturnInOrder) => gid("Return", back.id),
  name: ({ return: back }: ReturnInOrder) => back.name,
  status: ({ return: back }: ReturnInOrder) => back.status,
  order: ({ order }: ReturnInOrder) => order,
  createdAt: ({ return: back }: ReturnInOrder) => graphqlTime(back.createdAt),
  closedAt: ({ return: back }: ReturnInOrder) => back.closedAt && graphqlTime(back.closedAt),
  requestApprovedAt: ({ return: back }: ReturnInOrder) =>
    back.requestApprovedAt && graphqlTime(back.requestApprovedAt),
  decline: ({ return: back }: ReturnInOrder) => back.decline,
  staffMember: () => null,
  returnShippingFees: () => [],
  totalQuantity: ({ return: back }: ReturnInOrder) => countOf(back.lines, (line) => line.quantity),
  returnLineItems: (source: ReturnInOrder, args, context, info) => {
    if (args["processingStatus"]) throw new NotModelled("Return.returnLineItems(processingStatus:)");
    return linesOf(source, args, context, info);
  },
  exchangeLineItems: (_source: ReturnInOrder, args, context, info) =>
    connection({ items: [] as { id: string }[], args, context, info, idOf: ({ id }) => id }),
  refunds: ({ order, return: back }: ReturnInOrder, args, context, info) =>
    connection({
      items: refundsOf(order).filter(({ refund }) => refund.returnId === back.id),
      args,
      context,
      info,
      idOf: ({ refund }) => refund.id,
    }),
  transactions: ({ order, return: back }: ReturnInOrder, args, context, info) => {
    const ids = new Set(
      order.refunds.filter((each) => each.returnId === back.id).flatMap((each) => each.transactionIds),
    );
    return connection({
      items: transactionsOf(order).filter(({ transaction }) => ids.has(transaction.id)),
      args,
      context,
      info,
      idOf: ({ transaction }) => transaction.id,
    });
  },
  reverseFulfillmentOrders: (source: ReturnInOrder, args, context, info) =>
    connection({
      items: source.return.status === "OPEN" || source.return.status === "CLOSED" ? [source] : [],
      args,
      context,
      info,
      idOf: (each) => each.return.id,
    }),
};

export const returnLineItemModel: TypeModel = {
  id: ({ line }: ReturnLineInOrder) => gid("ReturnLineItem", line.id),
  quantity: ({ line }: ReturnLineInOrder) => line.quantity,
  processedQuantity: ({ line }: ReturnLineInOrder) => line.processed,
  unprocessedQuantity: ({ line }: ReturnLineInOrder) => line.quantity - line.processed,
  processableQuantity: ({ line }: ReturnLineInOrder) => line.quantity - line.processed,
  refundedQuantity: ({ line }: ReturnLineInOrder) => line.refunded,
  refundableQuantity: ({ line }: ReturnLineInOrder) => line.quantity - line.refunded,
  returnReason: ({ line }: ReturnLineInOrder) => line.reason,
  returnReasonDefinition: ({ line }: ReturnLineInOrder) => ({
    id: gid("ReturnReasonDefinition", reasonNumber(line.reason)),
    deleted: false,
    handle: line.reason.toLowerCase().replaceAll("_", "-"),
    name: line.reason.charAt(0) + line.reason.slice(1).toLowerCase().replaceAll("_", " "),
  }),
  returnReasonNote: ({ line }: ReturnLineInOrder) => line.note,
  customerNote: ({ line }: ReturnLineInOrder) => line.customerNote,
  restockingFee: () => null,
  totalWeight: () => null,
  fulfillmentLineItem: ({ order, line }: ReturnLineInOrder) =>
    findFulfillmentLine(order, line.fulfillmentLineId),
  withCodeDiscountedTotalPriceSet: ({ order, line: back }: ReturnLineInOrder) => {
    const line = order.lines.find((each) => each.id === back.lineId)!;
    const discounts = lineLevelDiscount(order, line) + codeDiscount(order, line);
    const total = line.unitPrice * BigInt(line.quantity) - discounts;
    return orderBag(shareOf(total, back.quantity, line.quantity, order.currency), order);
  },
};

/** What comes back of one return; the source is the return. */
export const reverseFulfillmentOrderModel: TypeModel = {
  id: ({ return: back }: ReturnInOrder) => gid("ReverseFulfillmentOrder", back.id),
  status: ({ return: back }: ReturnInOrder) => (back.status === "CLOSED" ? "CLOSED" : "OPEN"),
  order: ({ order }: ReturnInOrder) => order,
  thirdPartyConfirmation: () => null,
  lineItems: linesOf,
  reverseDeliveries: (_source: ReturnInOrder, args, context, info) =>
    connection({ items: [] as { id: string }[], args, context, info, idOf: ({ id }) => id }),
};

export const reverseFulfillmentOrderLineItemModel: TypeModel = {
  id: ({ line }: ReturnLineInOrder) => gid("ReverseFulfillmentOrderLineItem", line.id),
  totalQuantity: ({ line }: ReturnLineInOrder) => line.quantity,
  fulfillmentLineItem: ({ order, line }: ReturnLineInOrder) =>
    findFulfillmentLine(order, line.fulfillmentLineId),
};
