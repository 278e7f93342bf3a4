import { z } from "zod";
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import {
  type CustomerState,
  customerStateFromWebhook,
  type Identified,
  identifyPeople,
  noteNamedTokens,
  recordCustomers,
  redactedAmong,
} from "#app/features/customers/index.server.ts";
import {
  type DeliveryEffect,
  deliveryHandler,
  markDue,
  recordFacts,
} from "#app/features/events/index.server.ts";
import type { Fact } from "#app/shared/fact.ts";
import { id, readPayload } from "#app/shared/payload.ts";
import { joinOrdersWithCheckouts } from "./join-checkouts.server.ts";
import { orderFromWebhook } from "./domain/order-payload.ts";
import { factsFromOrder, type OrderState } from "./domain/order-state.ts";
import { nameIn } from "./domain/postal-address.ts";
import { lockOrders, markOrdersDeleted, ownersOf, upsertOrders } from "./store-orders.server.ts";

/**
 * Stores orders as Shopify showed them, and the facts that these states imply. The facts of an order follow its newest
 * state's customer, whichever state brought them.
 */
export async function recordOrders(scope: ShopScope, states: readonly OrderState[]): Promise<void> {
  await recordAndIdentify(scope, states);
}

/** As {@link recordOrders}; answers whom each state names. */
async function recordAndIdentify(scope: ShopScope, states: readonly OrderState[]): Promise<Identified[]> {
  if (states.length === 0) return [];
  const people = await identifyPeople(
    scope,
    states.map(({ customerId, email, phone, billingAddress, shippingAddress, processedAt }) => ({
      customerId,
      email,
      phone,
      // Who pays is who ordered; a parcel may go to somebody else.
      ...nameIn([billingAddress, shippingAddress]),
      seenAt: processedAt,
    })),
  );
  await upsertOrders(
    scope,
    states.map((state, position) => ({ state, ...people[position]! })),
  );
  const orderIds = states.map((order) => order.id);
  await noteNamedTokens(
    scope,
    states.flatMap(({ cartToken, checkoutToken, processedAt: seenAt, isTest }, position) => {
      const { subjectId } = people[position]!;
      // Nothing follows from a test order: whoever made it has no reaction that would recognise a browser by it.
      return isTest ? [] : [{ cartToken, checkoutToken, subjectId, seenAt }];
    }),
  );
  await joinOrdersWithCheckouts(scope, states);
  await recordOrderFacts(scope, states.flatMap(factsFromOrder), orderIds);
  return people;
}

/**
 * Records facts of orders. They belong to whom the newest state of each order names, or to nobody until one is known:
 * who it is, is answered for each of `orderIds`. Of an order that turns out to be a test none stay, whatever told of them
 * and whenever.
 */
export async function recordOrderFacts(
  scope: ShopScope,
  facts: readonly Fact[],
  orderIds: readonly bigint[],
): Promise<DeliveryEffect[]> {
  const owners = await ownersOf(scope, orderIds);
  const byOrder = new Map(owners.map((owner) => [owner.orderId, owner]));
  const owned = facts.flatMap((fact) => {
    const owner = byOrder.get(fact.orderId!);
    if (owner?.isTest) return [];
    return { ...fact, subjectId: owner?.subjectId ?? null, customerId: owner?.customerId ?? null };
  });
  await recordFacts(scope, owned, owners);
  await removeOrderFacts(
    scope,
    owners.flatMap(({ orderId, isTest }) => (isTest ? [orderId] : [])),
  );
  return orderIds.map((orderId) => ({ customerId: byOrder.get(orderId)?.customerId ?? null }));
}

/** Takes away what was told of test orders before it was known that they are. */
async function removeOrderFacts(scope: ShopScope, orderIds: readonly bigint[]): Promise<void> {
  if (orderIds.length === 0) return;
  const had = await scope.db.$queryRaw<{ id: bigint | null }[]>`
    DELETE FROM fact WHERE shop_id = current_shop_id() AND order_id = ANY(${[...orderIds]}::bigint[]) AND kind LIKE 'order.%'
    RETURNING customer_id AS id`;
  await markDue(scope, [...new Set(had.flatMap(({ id }) => id ?? []))]);
}

interface ShownOrder {
  order: OrderState;
  /** As it stands in the order. */
  customer: CustomerState | null;
}

/** orders/*: every one of them shows the whole order. */
export const recordOrder = deliveryHandler(
  ({ payload }): ShownOrder => {
    const { order, customer } = orderFromWebhook(payload);
    // A copy without an age of its own when updated_at is missing: the oldest there can be.
    return { order, customer: customer ? customerStateFromWebhook(customer, order.processedAt) : null };
  },
  async (scope, shown) => {
    const orders = shown.map(({ order }) => order);
    await lockOrders(
      scope,
      orders.map((order) => order.id),
    );
    const customers = shown.flatMap(({ customer }) => customer ?? []);
    if (customers.length > 0) await recordCustomers(scope, customers);
    const people = await recordAndIdentify(scope, orders);
    return orNamingErased(await effectsOf(scope, orders), people);
  },
);

/** Somebody who was erased may be named by an e-mail address only: such a body is not kept either. */
export function orNamingErased(
  effects: readonly DeliveryEffect[],
  people: readonly Identified[],
): DeliveryEffect[] {
  return effects.map((effect, position) =>
    people[position]?.isErased || people[position]?.showsErased ? { ...effect, isErased: true } : effect,
  );
}

/** Whose data the bodies hold, and whether they may be kept. */
export async function effectsOf(
  scope: ShopScope,
  shown: readonly { customerId: bigint | null }[],
): Promise<DeliveryEffect[]> {
  const erased = await redactedAmong(
    scope,
    shown.flatMap(({ customerId }) => customerId ?? []),
  );
  return shown.map(({ customerId }) => ({
    customerId,
    isErased: customerId !== null && erased.has(customerId),
  }));
}

/** orders/delete. */
export const recordOrderDeletion = deliveryHandler(
  ({ payload, triggeredAt }) => ({
    orderId: readPayload(z.object({ id }), payload, "The deletion").id,
    deletedAt: triggeredAt,
  }),
  async (scope, deletions) => {
    const orderIds = deletions.map(({ orderId }) => orderId);
    await lockOrders(scope, orderIds);
    // Shopify lets only cancelled, archived or test orders be deleted: nothing is given back, so no points move.
    await markOrdersDeleted(scope, deletions);
    const owners = new Map(
      (await ownersOf(scope, orderIds)).map((owner) => [owner.orderId, owner.customerId]),
    );
    return orderIds.map((orderId) => ({ customerId: owners.get(orderId) ?? null }));
  },
);
