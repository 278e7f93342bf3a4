/** Orders in the Admin API. */
import { gid } from "#simulator/ids.ts";
import { allOrders, orderToLookAt } from "#simulator/state/indexes.ts";
import type { Order, ShopState } from "#simulator/state/model.ts";
import { orderOfPart } from "#simulator/state/order-index.ts";
import { connection, type ConnectionOptions, count, prepareBulk } from "../connection.ts";
import { type ApiContext, type ApiPart, type Arguments, NotModelled, type TypeModel } from "../context.ts";
import { orderCreateMutation } from "../mutations/orders-create.ts";
import { orderEditMutations } from "../mutations/orders-edit.ts";
import { fulfillmentMutations } from "../mutations/orders-fulfillment.ts";
import { refundMutations } from "../mutations/orders-refund.ts";
import { returnMutations } from "../mutations/orders-return.ts";
import { orderMutations } from "../mutations/orders.ts";
import { withoutTagNot } from "../objects/customer-search.ts";
import { findMerge } from "../objects/customer-merge.ts";
import { agreementModel, productSaleModel } from "../objects/order-agreement.ts";
import { addedVariantModel, calculatedLineItemModel, calculatedOrderModel } from "../objects/order-edit.ts";
import {
  fulfillmentEventModel,
  fulfillmentLineItemModel,
  fulfillmentModel,
  fulfillmentOrderLineItemModel,
  fulfillmentOrderModel,
  parcelsOf,
} from "../objects/order-fulfillment.ts";
import { lineItemModel, shippingLineModel } from "../objects/order-line.ts";
import {
  orderAdjustmentModel,
  refundLineItemModel,
  refundModel,
  refundsOf,
  refundShippingLineModel,
} from "../objects/order-refund.ts";
import {
  returnLineItemModel,
  returnModel,
  returnsOf,
  reverseFulfillmentOrderLineItemModel,
  reverseFulfillmentOrderModel,
} from "../objects/order-return.ts";
import {
  returnableFulfillmentLineItemModel,
  returnableFulfillmentModel,
  returnableParcels,
} from "../objects/returnable-fulfillment.ts";
import { orderSearch, orderSortValue } from "../objects/order-search.ts";
import { customerJourneySummaryModel } from "../objects/order-source.ts";
import { orderTransactionModel } from "../objects/order-transaction.ts";
import { orderModel } from "../objects/order.ts";
import { visibleOrders } from "../order-age.ts";
import { byId } from "../root-fields.ts";
import { searchItems } from "../search.ts";

function searched(args: Arguments, context: ApiContext): Iterable<Order> {
  if (args["savedSearchId"]) throw new NotModelled("saved searches of orders");
  return visibleOrders(
    context,
    searchItems(allOrders(context.shop), withoutTagNot(args["query"]), orderSearch(context)),
  );
}

const countOf = (items: Iterable<unknown>): number => {
  let total = 0;
  for (const _item of items) total += 1;
  return total;
};

const JOB = /^gid:\/\/shopify\/Job\/([\da-f-]{36})$/;

/** Jobs have run by the time somebody asks. */
function job(shop: ShopState, id: unknown) {
  const uuid = JOB.exec(String(id))?.[1];
  const isKnown = uuid !== undefined && (shop.jobs.has(uuid) || findMerge(shop, id) !== null);
  return isKnown ? { id: String(id), done: true, query: {} } : null;
}

const queries: TypeModel = {
  order: byId("Order"),
  orderByIdentifier: (root, args, context) => {
    const { id } = args["identifier"] as { id?: string | null };
    if (!id) throw new NotModelled("orderByIdentifier by custom id");
    return byId("Order")(root, { id }, context);
  },
  orders: async (_root, args, context, info) => {
    const options: ConnectionOptions<Order> = {
      items: () => searched(args, context),
      args,
      context,
      info,
      idOf: (order) => order.id,
      recordOf: (id) => orderToLookAt(context.shop, id),
      sortValue: orderSortValue(args["sortKey"], context),
    };
    await prepareBulk(options);
    return connection(options);
  },
  ordersCount: (_root, args, context) => count(countOf(searched(args, context)), args),
  refund: byId("Refund"),
  return: byId("Return"),
  returnableFulfillment: byId("ReturnableFulfillment"),
  returnableFulfillments: (_root, args, context, info) => {
    const order = byId("Order")(_root, { id: args["orderId"] }, context) as Order | null;
    return connection({
      items: order ? returnableParcels(order) : [],
      args,
      context,
      info,
      idOf: ({ fulfillment }) => fulfillment.id,
    });
  },
  fulfillment: byId("Fulfillment"),
  fulfillmentOrder: byId("FulfillmentOrder"),
  orderEditSession: (_root, args, { shop }) => {
    const edit = [...shop.orderEdits.values()].find(
      (each) => gid("OrderEditSession", each.id) === args["id"],
    );
    return edit ? { id: gid("OrderEditSession", edit.id) } : null;
  },
  job: (_root, args, { shop }) => job(shop, args["id"]),
};

export const orderPart: ApiPart = {
  queries,
  mutations: {
    ...orderMutations,
    ...orderCreateMutation,
    ...orderEditMutations,
    ...refundMutations,
    ...returnMutations,
    ...fulfillmentMutations,
  },
  types: {
    CalculatedLineItem: calculatedLineItemModel,
    CalculatedOrder: calculatedOrderModel,
    CustomerJourneySummary: customerJourneySummaryModel,
    Fulfillment: fulfillmentModel,
    FulfillmentEvent: fulfillmentEventModel,
    FulfillmentLineItem: fulfillmentLineItemModel,
    FulfillmentOrder: fulfillmentOrderModel,
    FulfillmentOrderLineItem: fulfillmentOrderLineItemModel,
    LineItem: lineItemModel,
    Order: orderModel,
    OrderAdjustment: orderAdjustmentModel,
    OrderAgreement: agreementModel,
    OrderEditAgreement: agreementModel,
    OrderStagedChangeAddVariant: addedVariantModel,
    OrderTransaction: orderTransactionModel,
    ProductSale: productSaleModel,
    Refund: refundModel,
    RefundLineItem: refundLineItemModel,
    RefundShippingLine: refundShippingLineModel,
    Return: returnModel,
    ReturnLineItem: returnLineItemModel,
    ReturnableFulfillment: returnableFulfillmentModel,
    ReturnableFulfillmentLineItem: returnableFulfillmentLineItemModel,
    ReverseFulfillmentOrder: reverseFulfillmentOrderModel,
    ReverseFulfillmentOrderLineItem: reverseFulfillmentOrderLineItemModel,
    ShippingLine: shippingLineModel,
  },
  nodes: {
    Order: ({ shop }, id) => shop.orders.get(id),
    CalculatedOrder: ({ shop }, id) => {
      const edit = shop.orderEdits.get(id);
      const order = edit && shop.orders.get(edit.orderId);
      return edit && order ? { order, edit } : null;
    },
    FulfillmentOrder: ({ shop }, id) => {
      const order = shop.orders.get(id);
      return order ? { order } : null;
    },
    Fulfillment: ({ shop }, id) => {
      const order = orderOfPart(shop, id);
      return order && parcelsOf(order).find(({ fulfillment }) => fulfillment.id === id);
    },
    ReturnableFulfillment: ({ shop }, id) => {
      const order = orderOfPart(shop, id);
      return order && returnableParcels(order).find(({ fulfillment }) => fulfillment.id === id);
    },
    Refund: ({ shop }, id) => {
      const order = orderOfPart(shop, id);
      return order && refundsOf(order).find(({ refund }) => refund.id === id);
    },
    Return: ({ shop }, id) => {
      const order = orderOfPart(shop, id);
      return order && returnsOf(order).find((each) => each.return.id === id);
    },
    LineItem: ({ shop }, id) => {
      const order = orderOfPart(shop, id);
      const line = order?.lines.find((each) => each.id === id);
      return order && line && { order, line };
    },
    OrderTransaction: ({ shop }, id) => {
      const order = orderOfPart(shop, id);
      const transaction = order?.transactions.find((each) => each.id === id);
      return order && transaction && { order, transaction };
    },
  },
};
