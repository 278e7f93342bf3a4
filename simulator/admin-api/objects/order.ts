/** Orders in the Admin API. */
import { gid } from "#simulator/ids.ts";
import type { Order } from "#simulator/state/model.ts";
import { countOf, currentAmounts, netPayment, totalCapturable } from "#simulator/state/order-amounts.ts";
import { editProblems } from "#simulator/state/order-edits.ts";
import { fulfillableQuantity } from "#simulator/state/order-quantities.ts";
import { currentTax, totalTax } from "#simulator/state/order-taxes.ts";
import { canMarkAsPaid } from "#simulator/state/order-updates.ts";
import { returnStatusOf } from "#simulator/state/returns.ts";
import { graphqlTime } from "#simulator/time.ts";
import { confirmationNumber, gatewaysOf, orderToken } from "#simulator/webhooks/order-payloads.ts";
import { connection } from "../connection.ts";
import { type ApiContext, NotModelled, type TypeModel, typed } from "../context.ts";
import { metafieldFields } from "./metafield.ts";
import { agreementsOf } from "./order-agreement.ts";
import { orderAmountFields } from "./order-amounts.ts";
import { applicationsOf } from "./order-discount.ts";
import { parcelsOf } from "./order-fulfillment.ts";
import { hasShippingLine, isNonFulfillable, linesOf, taxLinesOf } from "./order-line.ts";
import { refundsOf } from "./order-refund.ts";
import { returnsOf } from "./order-return.ts";
import { orderSourceFields } from "./order-source.ts";
import { suggestedRefund } from "./order-suggested-refund.ts";
import { listedTransactions } from "./order-transaction.ts";

const addressOf = (order: Order, kind: "shippingAddress" | "billingAddress") =>
  order[kind] && { ...order[kind], id: order.id, modelName: "Address" };

const billingAddress = (order: Order) =>
  addressOf(order, order.billingAddress ? "billingAddress" : "shippingAddress");

const customerOf = (order: Order, context: ApiContext) =>
  order.customerId === null ? null : (context.shop.customers.get(order.customerId) ?? null);

const timeOf = (date: Date | null): string | null => date && graphqlTime(date);

const exactly = (count: number) => ({ count, precision: "EXACT" });

const requiresShipping = (order: Order): boolean => order.lines.some((line) => line.requiresShipping);

export const orderModel: TypeModel = {
  ...orderAmountFields,
  ...orderSourceFields,
  id: (order: Order) => gid("Order", order.id),
  legacyResourceId: (order: Order) => order.id.toString(),
  name: (order: Order) => order.name,
  number: (order: Order) => order.number,
  confirmationNumber: (order: Order) => confirmationNumber(order),
  email: (order: Order) => order.email,
  phone: (order: Order) => order.phone,
  note: (order: Order) => order.note,
  poNumber: (order: Order) => order.poNumber,
  tags: (order: Order) => order.tags,
  test: (order: Order) => order.test,
  customAttributes: (order: Order) => order.customAttributes,
  customer: (order: Order, _args, context) => customerOf(order, context),
  purchasingEntity: (order: Order, _args, context) => {
    const customer = customerOf(order, context);
    return customer && typed("Customer", customer);
  },
  customerLocale: (order: Order, _args, context) =>
    order.customerLocale ?? customerOf(order, context)?.locale ?? null,
  customerAcceptsMarketing: (order: Order, _args, context) =>
    customerOf(order, context)?.emailMarketing.state === "SUBSCRIBED",
  canNotifyCustomer: (order: Order) => order.email !== null || order.phone !== null,
  currencyCode: (order: Order) => order.currency,
  presentmentCurrencyCode: (order: Order) => order.presentment.currency,
  confirmed: () => true,
  closed: (order: Order) => order.closedAt !== null,
  closedAt: (order: Order) => timeOf(order.closedAt),
  edited: (order: Order) => order.edited,
  merchantEditable: (order: Order) => editProblems(order).length === 0,
  merchantEditableErrors: editProblems,
  cancelledAt: (order: Order) => timeOf(order.cancelledAt),
  cancelReason: (order: Order) => order.cancelReason?.toUpperCase() ?? null,
  cancellation: (order: Order) => (order.cancelledAt ? { staffNote: order.cancelNote } : null),
  createdAt: (order: Order) => graphqlTime(order.createdAt),
  processedAt: (order: Order) => graphqlTime(order.processedAt),
  updatedAt: (order: Order) => graphqlTime(order.updatedAt),
  displayFinancialStatus: (order: Order) => order.financialStatus,
  displayFulfillmentStatus: (order: Order) => order.fulfillmentStatus,
  returnStatus: returnStatusOf,
  fullyPaid: (order: Order) => currentAmounts(order).outstanding <= 0n && order.financialStatus !== "VOIDED",
  unpaid: (order: Order) => order.financialStatus === "PENDING",
  canMarkAsPaid,
  capturable: (order: Order) => totalCapturable(order) > 0n,
  refundable: (order: Order) => netPayment(order) > 0n,
  restockable: (order: Order) => order.lines.some((line) => line.variantId !== null),
  fulfillable: (order: Order) => order.lines.some((line) => fulfillableQuantity(order, line) > 0),
  discountCode: (order: Order) => order.discountCodes[0]?.code ?? null,
  discountCodes: (order: Order) => order.discountCodes.map((each) => each.code),
  taxesIncluded: () => true,
  taxExempt: () => false,
  taxLines: (order: Order) => taxLinesOf(order, totalTax(order)),
  currentTaxLines: (order: Order) => taxLinesOf(order, currentTax(order)),
  estimatedTaxes: () => false,
  dutiesIncluded: () => false,
  additionalFees: () => [],
  alerts: () => [],
  disputes: () => [],
  hasTimelineComment: () => false,
  productNetwork: () => false,
  paymentTerms: () => null,
  shopifyProtect: () => null,
  merchantOfRecordApp: () => null,
  risk: () => ({ assessments: [], recommendation: "NONE" }),
  riskLevel: () => "LOW",
  risks: () => [],
  paymentCollectionDetails: () => ({ additionalPaymentCollectionUrl: null, vaultedPaymentMethods: [] }),
  subtotalLineItemsQuantity: (order: Order) => countOf(order.lines, (line) => line.quantity),
  currentSubtotalLineItemsQuantity: (order: Order) => {
    const current = currentAmounts(order);
    return countOf(order.lines, (line) => current.quantityOf(line.id));
  },
  requiresShipping,
  totalWeight: () => "0",
  currentTotalWeight: () => "0",
  paymentGatewayNames: gatewaysOf,
  shippingAddress: (order: Order) => addressOf(order, "shippingAddress"),
  billingAddress,
  billingAddressMatchesShippingAddress: (order: Order) =>
    order.billingAddress === null && order.shippingAddress !== null,
  displayAddress: (order: Order) => addressOf(order, "shippingAddress") ?? billingAddress(order),
  statusPageUrl: (order: Order, _args, context) =>
    `${context.shop.primaryUrl}/orders/${orderToken(order)}/authenticate`,
  agreements: (order: Order, args, context, info) =>
    connection({
      items: agreementsOf(order),
      args,
      context,
      info,
      idOf: ({ edit }) => edit?.id ?? order.id,
      keepOrder: true,
    }),
  shippingLine: (order: Order) => (hasShippingLine(order) ? order : null),
  shippingLines: (order: Order, args, context, info) =>
    connection({
      items: hasShippingLine(order) ? [order] : [],
      args,
      context,
      info,
      idOf: (each) => each.id,
    }),
  lineItems: (order: Order, args, context, info) =>
    connection({ items: linesOf(order), args, context, info, idOf: ({ line }) => line.id, keepOrder: true }),
  nonFulfillableLineItems: (order: Order, args, context, info) =>
    connection({
      items: linesOf(order).filter(isNonFulfillable),
      args,
      context,
      info,
      idOf: ({ line }) => line.id,
      keepOrder: true,
    }),
  discountApplications: (order: Order, args, context, info) =>
    connection({
      items: applicationsOf(order),
      args,
      context,
      info,
      idOf: ({ index }) => BigInt(index),
      keepOrder: true,
    }),
  refunds: (order: Order, args) => refundsOf(order).slice(0, (args["first"] as number | null) ?? undefined),
  suggestedRefund,
  transactions: listedTransactions,
  transactionsCount: (order: Order) => exactly(order.transactions.length),
  fulfillments: (order: Order, args) => {
    if (args["query"]) throw new NotModelled("Order.fulfillments(query:)");
    return parcelsOf(order).slice(0, (args["first"] as number | null) ?? undefined);
  },
  fulfillmentsCount: (order: Order) => exactly(parcelsOf(order).length),
  fulfillmentOrders: (order: Order, args, context, info) => {
    if (args["query"]) throw new NotModelled("Order.fulfillmentOrders(query:)");
    const items = requiresShipping(order) ? [{ order }] : [];
    return connection({ items, args, context, info, idOf: (each) => each.order.id });
  },
  returns: (order: Order, args, context, info) => {
    if (args["query"]) throw new NotModelled("Order.returns(query:)");
    return connection({
      items: returnsOf(order),
      args,
      context,
      info,
      idOf: (each) => each.return.id,
    });
  },
  localizedFields: (_order: Order, args, context, info) =>
    connection({ items: [] as { id: string }[], args, context, info, idOf: ({ id }) => id }),
  ...metafieldFields((order: Order) => gid("Order", order.id)),
};
