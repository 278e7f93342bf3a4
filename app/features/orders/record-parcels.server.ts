/** What happens to an order after it was placed, where Shopify tells it on its own: each becomes a fact of the order. */
import { deliveryHandler, type ReceivedDelivery } from "#app/features/events/index.server.ts";
import type { Fact } from "#app/shared/fact.ts";
import { id, readPayload } from "#app/shared/payload.ts";
import { z } from "zod";
import {
  factFromArrival,
  factFromEdit,
  factFromRefund,
  factFromReturn,
  factsFromParcel,
} from "./domain/order-state.ts";
import {
  arrivalFromWebhook,
  editFromWebhook,
  parcelFromWebhook,
  returnFromWebhook,
} from "./domain/parcel-payload.ts";
import { refundFromWebhook, transactionsOfRefund } from "./domain/refund-payload.ts";
import { factFromTransaction, transactionFromWebhook } from "./domain/transaction-state.ts";
import { recordOrderFacts } from "./record-orders.server.ts";
import { lockOrders } from "./store-orders.server.ts";

interface ShownFacts {
  orderId: bigint;
  facts: Fact[];
}

/** A handler of deliveries that show facts of one order, and not the order itself. */
function factHandler(read: (delivery: ReceivedDelivery) => ShownFacts) {
  return deliveryHandler(read, async (scope, shown) => {
    const orderIds = shown.map(({ orderId }) => orderId);
    await lockOrders(scope, orderIds);
    return recordOrderFacts(
      scope,
      shown.flatMap(({ facts }) => facts),
      orderIds,
    );
  });
}

/** refunds/create. */
export const recordRefund = factHandler(({ payload }) => {
  const { order_id: orderId } = readPayload(z.object({ order_id: id }), payload, "The refund");
  const refund = refundFromWebhook(payload, null);
  const transactions = transactionsOfRefund(payload, refund.observedAt);
  return { orderId, facts: [factFromRefund(refund), ...transactions.map(factFromTransaction)] };
});

/** order_transactions/create: told again when a status changes. */
export const recordTransaction = factHandler(({ payload, triggeredAt }) => {
  const transaction = transactionFromWebhook(payload, triggeredAt);
  return { orderId: transaction.orderId, facts: [factFromTransaction(transaction)] };
});

/** fulfillments/create and fulfillments/update. */
export const recordParcel = factHandler(({ payload }) => {
  const parcel = parcelFromWebhook(payload);
  return { orderId: parcel.orderId, facts: factsFromParcel(parcel) };
});

/** fulfillment_events/create: carriers tell many; the arrival counts. */
export const recordParcelEvent = factHandler(({ payload }) => {
  const { parcelId, orderId, at } = arrivalFromWebhook(payload);
  return { orderId, facts: at ? [factFromArrival({ parcelId, orderId, at })] : [] };
});

/** returns/*. */
export const recordReturn = factHandler(({ payload, triggeredAt }) => {
  const shown = returnFromWebhook(payload, triggeredAt);
  return { orderId: shown.orderId, facts: [factFromReturn(shown)] };
});

/** orders/edited. */
export const recordEdit = factHandler(({ payload }) => {
  const edit = editFromWebhook(payload);
  return { orderId: edit.orderId, facts: [factFromEdit(edit)] };
});
