import type { ShopScope } from "#app/platform/db/scope.server.ts";
import {
  type CustomerState,
  customerStateFromWebhook,
  isErased,
  recordCustomers,
  recordMerge,
  redactedAmong,
  resolveMerges,
} from "#app/features/customers/index.server.ts";
import { type DeliveryHandler, recordFacts } from "#app/features/events/index.server.ts";
import { z } from "zod";
import { id, readPayload } from "#app/shared/payload.ts";
import { orderFromWebhook, refundFromWebhook } from "./domain/order-payload.ts";
import { factFromRefund, factsFromOrder, type OrderState } from "./domain/order-state.ts";
import { lockOrder, markOrderDeleted, moveOrders, ownersOf, upsertOrders } from "./repository.server.ts";

/**
 * Stores orders as Shopify showed them, and the facts that these states imply. The facts of an order follow its newest
 * state's customer, whichever state brought them.
 */
export async function recordOrders(scope: ShopScope, states: readonly OrderState[]): Promise<void> {
  const named = states.flatMap((state) => (state.customerId === null ? [] : [state.customerId]));
  const merged = await resolveMerges(scope, named);
  const redacted = await redactedAmong(scope, [...named, ...merged.values()]);
  const ownerOf = (customerId: bigint | null) => {
    const owner = customerId === null ? null : (merged.get(customerId) ?? customerId);
    return owner === null || redacted.has(owner) ? null : owner;
  };
  const orders = states.map((state) => ({ ...state, customerId: ownerOf(state.customerId) }));
  await upsertOrders(scope, orders);
  const owners = await ownersOf(
    scope,
    orders.map((order) => order.id),
  );
  const ownerByOrder = new Map(owners.map((owner) => [owner.orderId, owner.customerId]));
  const facts = orders
    .flatMap(factsFromOrder)
    .map((fact) => ({ ...fact, customerId: ownerByOrder.get(fact.orderId!) ?? null }));
  await recordFacts(scope, facts, owners);
}

const recordOrder: DeliveryHandler = async (scope, { payload }) => {
  const { order, customer } = orderFromWebhook(payload);
  await lockOrder(scope, order.id);
  if (customer) await recordCustomers(scope, [customerWithin(customer, order)]);
  await recordOrders(scope, [order]);
  return { customerId: order.customerId, isErased: await isErased(scope, order.customerId) };
};

/** The customer in an order is a copy without an age of its own when updated_at is missing: the oldest there can be. */
function customerWithin(customer: unknown, order: OrderState): CustomerState {
  return customerStateFromWebhook(customer, order.processedAt);
}

const recordRefund: DeliveryHandler = async (scope, { payload }) => {
  const { order_id: orderId } = readPayload(z.object({ order_id: id }), payload, "The refund");
  await lockOrder(scope, orderId);
  const [owner] = await ownersOf(scope, [orderId]);
  const refund = refundFromWebhook(payload, owner?.currency ?? null, null);
  const customerId = owner?.customerId ?? null;
  await recordFacts(scope, [factFromRefund(refund, customerId)], owner ? [owner] : []);
  return { customerId };
};

const recordOrderDeletion: DeliveryHandler = async (scope, { payload, triggeredAt }) => {
  const deleted = readPayload(z.object({ id }), payload, "The deletion");
  // Shopify lets only cancelled, archived or test orders be deleted: nothing is given back, so no points move.
  await markOrderDeleted(scope, deleted.id, triggeredAt);
  const [owner] = await ownersOf(scope, [deleted.id]);
  return { customerId: owner?.customerId ?? null };
};

const recordCustomerMerge: DeliveryHandler = async (scope, { payload }) => {
  const { keptId, deletedId, isMerged } = await recordMerge(scope, payload);
  if (isMerged) await moveOrders(scope, deletedId, keptId);
  return { customerId: keptId };
};

/** The order topics of shopify.app.toml, and the merge of customers, which moves orders. */
export const orderDeliveryHandlers: Readonly<Record<string, DeliveryHandler>> = {
  "orders/create": recordOrder,
  "orders/updated": recordOrder,
  "orders/paid": recordOrder,
  "orders/cancelled": recordOrder,
  "orders/delete": recordOrderDeletion,
  // Says which lines changed, not how the order stands: kept, and orders/updated follows with the state.
  "orders/edited": async () => ({ customerId: null }),
  "refunds/create": recordRefund,
  "customers/merge": recordCustomerMerge,
};
