/** Orders in the Admin API. */
import { gid } from "#simulator/ids.ts";
import type { Order, OrderLine, Refund, Transaction } from "#simulator/state/model.ts";
import { refundableShipping, refundedAmount, refundedQuantity } from "#simulator/state/refunds.ts";
import { graphqlTime } from "#simulator/time.ts";
import { currentAmounts } from "#simulator/webhooks/order-line-payloads.ts";
import { connection } from "../connection.ts";
import type { ApiContext, TypeModel } from "../context.ts";
import { metafieldFields } from "./metafield.ts";
import { moneyBag } from "./money.ts";

/** A line and the order it is in. */
export interface LineInOrder {
  order: Order;
  line: OrderLine;
}

export interface RefundInOrder {
  order: Order;
  refund: Refund;
}

export interface TransactionInOrder {
  order: Order;
  transaction: Transaction;
}

const lines = (order: Order): LineInOrder[] => order.lines.map((line) => ({ order, line }));
const refunds = (order: Order): RefundInOrder[] => order.refunds.map((refund) => ({ order, refund }));
const transactions = (order: Order): TransactionInOrder[] =>
  order.transactions.map((transaction) => ({ order, transaction }));

const shippingAddress = (order: Order) => order.shippingAddress && { ...order.shippingAddress, id: order.id };

const customerOf = (order: Order, context: ApiContext) =>
  order.customerId === null ? null : (context.shop.customers.get(order.customerId) ?? null);

/** Money fields by name, each from the order and its current amounts. */
const AMOUNTS: Record<string, (order: Order) => bigint> = {
  subtotalPriceSet: (order) => order.subtotal,
  totalPriceSet: (order) => order.total,
  originalTotalPriceSet: (order) => order.total,
  totalDiscountsSet: (order) => order.totalDiscounts,
  cartDiscountAmountSet: (order) => order.totalDiscounts,
  totalShippingPriceSet: (order) => order.shipping,
  totalTaxSet: () => 0n,
  currentTotalTaxSet: () => 0n,
  totalTipReceivedSet: () => 0n,
  currentSubtotalPriceSet: (order) => currentAmounts(order).lines,
  currentTotalPriceSet: (order) => currentAmounts(order).total,
  currentTotalDiscountsSet: (order) => currentAmounts(order).discounts,
  currentCartDiscountAmountSet: (order) => currentAmounts(order).discounts,
  currentShippingPriceSet: (order) => currentAmounts(order).shipping,
  totalOutstandingSet: (order) => currentAmounts(order).outstanding,
  totalRefundedSet: refundedAmount,
  totalRefundedShippingSet: (order) => order.shipping - refundableShipping(order),
  totalReceivedSet: (order) =>
    order.transactions.filter((each) => each.kind === "SALE").reduce((sum, each) => sum + each.amount, 0n),
  netPaymentSet: (order) =>
    order.transactions.reduce(
      (sum, each) => (each.kind === "SALE" ? sum + each.amount : sum - each.amount),
      0n,
    ),
};

const amountFields: TypeModel = Object.fromEntries(
  Object.entries(AMOUNTS).map(([name, amount]) => [
    name,
    (order: Order) => moneyBag(amount(order), order.currency),
  ]),
);

const quantity = (order: Order): number => order.lines.reduce((sum, line) => sum + line.quantity, 0);

export const orderModel: TypeModel = {
  ...amountFields,
  id: (order: Order) => gid("Order", order.id),
  legacyResourceId: (order: Order) => order.id.toString(),
  name: (order: Order) => order.name,
  number: (order: Order) => order.number,
  email: (order: Order) => order.email,
  phone: () => null,
  note: () => null,
  tags: () => [],
  test: (order: Order) => order.test,
  customer: (order: Order, _args, context) => customerOf(order, context),
  customerLocale: (order: Order, _args, context) => customerOf(order, context)?.locale ?? "en",
  customerAcceptsMarketing: (order: Order, _args, context) =>
    customerOf(order, context)?.emailMarketing.state === "SUBSCRIBED",
  currencyCode: (order: Order) => order.currency,
  presentmentCurrencyCode: (order: Order) => order.currency,
  sourceName: () => "web",
  sourceIdentifier: () => null,
  confirmed: () => true,
  closed: () => false,
  closedAt: () => null,
  edited: () => false,
  cancelledAt: (order: Order) => order.cancelledAt && graphqlTime(order.cancelledAt),
  cancelReason: (order: Order) => order.cancelReason?.toUpperCase() ?? null,
  createdAt: (order: Order) => graphqlTime(order.createdAt),
  processedAt: (order: Order) => graphqlTime(order.processedAt),
  updatedAt: (order: Order) => graphqlTime(order.updatedAt),
  displayFinancialStatus: (order: Order) => order.financialStatus,
  displayFulfillmentStatus: (order: Order) => order.fulfillmentStatus,
  fullyPaid: (order: Order) => order.transactions.some((each) => each.kind === "SALE"),
  unpaid: (order: Order) => order.financialStatus === "PENDING",
  canMarkAsPaid: (order: Order) => order.financialStatus === "PENDING",
  refundable: (order: Order) => currentAmounts(order).total > 0n && order.transactions.length > 0,
  discountCode: (order: Order) => order.discountCodes[0]?.code ?? null,
  discountCodes: (order: Order) => order.discountCodes.map((each) => each.code),
  taxesIncluded: () => true,
  taxExempt: () => false,
  taxLines: () => [],
  dutiesIncluded: () => false,
  subtotalLineItemsQuantity: (order: Order) => quantity(order),
  currentSubtotalLineItemsQuantity: (order: Order) => {
    const current = currentAmounts(order);
    return order.lines.reduce((sum, line) => sum + current.quantityOf(line.id), 0);
  },
  requiresShipping: () => true,
  totalWeight: () => "0",
  paymentGatewayNames: (order: Order) => (order.transactions.length > 0 ? ["bogus"] : []),
  shippingAddress: (order: Order) => shippingAddress(order),
  billingAddress: (order: Order) => shippingAddress(order),
  displayAddress: (order: Order) => shippingAddress(order),
  statusPageUrl: (order: Order, _args, context) => `${context.shop.primaryUrl}/orders/${order.id}`,
  lineItems: (order: Order, args, context, info) =>
    connection({ items: lines(order), args, context, info, idOf: ({ line }) => line.id, keepOrder: true }),
  refunds: (order: Order, args) => refunds(order).slice(0, (args["first"] as number | null) ?? undefined),
  transactions: (order: Order, args) =>
    transactions(order).slice(0, (args["first"] as number | null) ?? undefined),
  transactionsCount: (order: Order) => ({ count: order.transactions.length, precision: "EXACT" }),
  fulfillments: () => [],
  ...metafieldFields((order: Order) => gid("Order", order.id)),
};

const lineTotal = ({ line }: LineInOrder): bigint => line.unitPrice * BigInt(line.quantity);

export const lineItemModel: TypeModel = {
  id: ({ line }: LineInOrder) => gid("LineItem", line.id),
  title: ({ line }: LineInOrder) => line.title,
  name: ({ line }: LineInOrder) => line.title,
  variantTitle: () => null,
  vendor: ({ line }: LineInOrder, _args, context) =>
    (line.productId === null ? null : context.shop.products.get(line.productId)?.vendor) ?? null,
  sku: ({ line }: LineInOrder) => line.sku,
  quantity: ({ line }: LineInOrder) => line.quantity,
  currentQuantity: ({ order, line }: LineInOrder) => line.quantity - refundedQuantity(order, line.id),
  refundableQuantity: ({ order, line }: LineInOrder) => line.quantity - refundedQuantity(order, line.id),
  isGiftCard: () => false,
  requiresShipping: () => true,
  taxable: () => false,
  customAttributes: () => [],
  originalUnitPriceSet: ({ order, line }: LineInOrder) => moneyBag(line.unitPrice, order.currency),
  originalTotalSet: (source: LineInOrder) => moneyBag(lineTotal(source), source.order.currency),
  // Order-level discounts do not lower these two, as at Shopify.
  discountedUnitPriceSet: ({ order, line }: LineInOrder) => moneyBag(line.unitPrice, order.currency),
  discountedTotalSet: (source: LineInOrder, args) =>
    moneyBag(
      args["withCodeDiscounts"] === true ? lineTotal(source) - source.line.discount : lineTotal(source),
      source.order.currency,
    ),
  discountedUnitPriceAfterAllDiscountsSet: (source: LineInOrder) =>
    moneyBag(
      (lineTotal(source) - source.line.discount) / BigInt(source.line.quantity),
      source.order.currency,
    ),
  totalDiscountSet: ({ order }: LineInOrder) => moneyBag(0n, order.currency),
  product: ({ line }: LineInOrder, _args, context) =>
    line.productId === null ? null : (context.shop.products.get(line.productId) ?? null),
  variant: ({ line }: LineInOrder, _args, context) => {
    const product = line.productId === null ? null : context.shop.products.get(line.productId);
    const variant = product?.variants.find((candidate) => candidate.id === line.variantId);
    return product && variant ? { product, variant } : null;
  },
};

const refundTotal = (refund: Refund): bigint => refund.transaction?.amount ?? 0n;

interface RefundLineInOrder extends LineInOrder {
  refunded: Refund["lines"][number];
}

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
  return: () => null,
  duties: () => [],
  totalRefundedSet: ({ order, refund }: RefundInOrder) => moneyBag(refundTotal(refund), order.currency),
  refundLineItems: (source: RefundInOrder, args, context, info) =>
    connection({
      items: refundLines(source),
      args,
      context,
      info,
      idOf: ({ refunded }) => refunded.id,
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
  transactions: ({ order, refund }: RefundInOrder, args, context, info) =>
    connection({
      items: transactions(order).filter((each) => each.transaction.id === refund.transaction?.id),
      args,
      context,
      info,
      idOf: (each) => each.transaction.id,
    }),
};

export const refundShippingLineModel: TypeModel = {
  id: ({ refund }: RefundInOrder) => gid("RefundShippingLine", refund.id),
  subtotalAmountSet: ({ order, refund }: RefundInOrder) => moneyBag(refund.shipping, order.currency),
  taxAmountSet: ({ order }: RefundInOrder) => moneyBag(0n, order.currency),
};

export const refundLineItemModel: TypeModel = {
  id: ({ refunded }: RefundLineInOrder) => gid("RefundLineItem", refunded.id),
  quantity: ({ refunded }: RefundLineInOrder) => refunded.quantity,
  restocked: () => true,
  restockType: () => "RETURN",
  lineItem: ({ order, line }: RefundLineInOrder): LineInOrder => ({ order, line }),
  priceSet: ({ order, line }: RefundLineInOrder) => moneyBag(line.unitPrice, order.currency),
  subtotalSet: ({ order, refunded }: RefundLineInOrder) => moneyBag(refunded.subtotal, order.currency),
  totalTaxSet: ({ order }: RefundLineInOrder) => moneyBag(0n, order.currency),
};

export const orderTransactionModel: TypeModel = {
  id: ({ transaction }: TransactionInOrder) => gid("OrderTransaction", transaction.id),
  kind: ({ transaction }: TransactionInOrder) => transaction.kind,
  status: () => "SUCCESS",
  gateway: () => "bogus",
  formattedGateway: () => "Bogus",
  test: ({ order }: TransactionInOrder) => order.test,
  errorCode: () => null,
  amountSet: ({ order, transaction }: TransactionInOrder) => moneyBag(transaction.amount, order.currency),
  createdAt: ({ transaction }: TransactionInOrder) => graphqlTime(transaction.processedAt),
  processedAt: ({ transaction }: TransactionInOrder) => graphqlTime(transaction.processedAt),
  order: ({ order }: TransactionInOrder) => order,
};
