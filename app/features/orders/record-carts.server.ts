import type { ShopScope } from "#app/platform/db/scope.server.ts";
import {
  customerStateFromWebhook,
  type CustomerState,
  identifyPeople,
  noteNamedTokens,
  recordCustomers,
} from "#app/features/customers/index.server.ts";
import { type DeliveryEffect, deliveryHandler, recordFacts } from "#app/features/events/index.server.ts";
import { markCheckoutsDeleted, upsertCarts, upsertCheckouts } from "./carts-repository.server.ts";
import { cartFromWebhook, factFromCart } from "./domain/cart-payload.ts";
import {
  checkoutFromWebhook,
  type CheckoutState,
  deletedCheckoutFromWebhook,
  factFromCheckout,
} from "./domain/checkout-payload.ts";
import { nameIn } from "./domain/postal-address.ts";
import { refreshCartOwners, settleCheckouts } from "./join-checkouts.server.ts";
import { effectsOf, orNamingErased } from "./record-orders.server.ts";

/** carts/create and carts/update. */
export const recordCart = deliveryHandler(
  ({ payload }) => cartFromWebhook(payload),
  async (scope, carts) => {
    await upsertCarts(scope, carts);
    await recordFacts(scope, carts.map(factFromCart));
    await refreshCartOwners(scope, [...new Set(carts.map(({ token }) => token))]);
    return carts.map(() => ({ customerId: null }));
  },
);

interface ShownCheckout {
  checkout: CheckoutState;
  /** As it stands in the checkout. */
  customer: CustomerState | null;
}

/** Stores checkouts as Shopify showed them. */
export async function recordCheckouts(
  scope: ShopScope,
  shown: readonly ShownCheckout[],
): Promise<DeliveryEffect[]> {
  const checkouts = shown.map(({ checkout }) => checkout);
  const customers = shown.flatMap(({ customer }) => customer ?? []);
  if (customers.length > 0) await recordCustomers(scope, customers);
  const people = await identifyPeople(
    scope,
    checkouts.map(({ customerId, email, phone, shippingAddress, createdAt, updatedAt }) => ({
      customerId,
      email,
      phone,
      ...nameIn([shippingAddress]),
      namedAt: updatedAt,
      seenAt: createdAt,
    })),
  );
  await upsertCheckouts(
    scope,
    checkouts.map((state, position) => ({ state, ...people[position]! })),
  );
  await recordFacts(scope, checkouts.map(factFromCheckout));
  // By whom each state names, whichever is the newest: what is known must not hang on the order of states.
  await noteNamedTokens(
    scope,
    checkouts.map(({ token: checkoutToken, cartToken, createdAt }, position) => {
      return { cartToken, checkoutToken, subjectId: people[position]!.subjectId, seenAt: createdAt };
    }),
  );
  const joined = await settleCheckouts(scope, [...new Set(checkouts.map(({ token }) => token))]);
  await refreshCartOwners(scope, [...new Set(checkouts.flatMap(({ cartToken }) => cartToken ?? []))]);
  const owners = new Map(joined.map(({ token, customerId }) => [token, customerId]));
  const effects = await effectsOf(
    scope,
    checkouts.map(({ token, customerId }) => ({ customerId: customerId ?? owners.get(token) ?? null })),
  );
  return orNamingErased(effects, people);
}

/** checkouts/create and checkouts/update. */
export const recordCheckout = deliveryHandler(({ payload }): ShownCheckout => {
  const { checkout, customer } = checkoutFromWebhook(payload);
  return { checkout, customer: customer ? customerStateFromWebhook(customer, checkout.createdAt) : null };
}, recordCheckouts);

/** checkouts/delete. What it led to stays: the shopper was there. */
export const recordCheckoutDeletion = deliveryHandler(
  ({ payload, triggeredAt }) => ({ number: deletedCheckoutFromWebhook(payload), deletedAt: triggeredAt }),
  async (scope, deletions) => {
    await markCheckoutsDeleted(scope, deletions);
    return deletions.map(() => ({ customerId: null }));
  },
);
