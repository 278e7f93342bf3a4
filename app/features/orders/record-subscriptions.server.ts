import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { identifyPeople } from "#app/features/customers/index.server.ts";
import { assignKeyedFacts, deliveryHandler, recordFacts } from "#app/features/events/index.server.ts";
import { noteChanges } from "#app/features/shops/index.server.ts";
import {
  billingAttemptFromWebhook,
  factFromBilling,
  subscriptionFromWebhook,
} from "./domain/subscription-payload.ts";
import { factsFromSubscription, type SubscriptionState } from "./domain/subscription-state.ts";
import { effectsOf } from "./record-orders.server.ts";
import { ownersOfSubscriptions, upsertSubscriptions } from "./subscriptions-repository.server.ts";

/** The outbox's kind for contracts whose lines and next charge have to be read from Shopify. */
export const SUBSCRIPTION_TO_READ = "orders.subscription";

/** Stores contracts as webhooks or the Admin API showed them. */
export async function recordSubscriptions(
  scope: ShopScope,
  states: readonly SubscriptionState[],
): Promise<void> {
  if (states.length === 0) return;
  const people = await identifyPeople(
    scope,
    states.map(({ customerId, createdAt, observedAt }) => ({
      customerId,
      email: null,
      phone: null,
      seenAt: createdAt ?? observedAt,
    })),
  );
  await upsertSubscriptions(
    scope,
    states.map((state, position) => ({ state, ...people[position]! })),
  );
  await recordFacts(scope, states.flatMap(factsFromSubscription));
  await assignFacts(
    scope,
    states.map(({ id }) => id),
  );
}

/** Not queued at once: whoever waits at that job's row here holds rows that others need. */
const noteToRead = (scope: ShopScope, ids: readonly bigint[]): Promise<void> =>
  noteChanges(
    scope,
    SUBSCRIPTION_TO_READ,
    ids.map((id) => id.toString()),
    { isUrgent: false },
  );

/** subscription_contracts/*. */
export const recordSubscription = deliveryHandler(
  ({ payload, triggeredAt }) => subscriptionFromWebhook(payload, triggeredAt),
  async (scope, states) => {
    await recordSubscriptions(scope, states);
    const effects = await effectsOf(scope, states);
    await noteToRead(
      scope,
      states.map(({ id }) => id),
    );
    return effects;
  },
);

/** Gives everything that was told about these contracts to whom their newest states name. */
async function assignFacts(scope: ShopScope, ids: readonly bigint[]): Promise<void> {
  const owned = [...(await ownersOfSubscriptions(scope, ids))].map(([id, owner]) => ({
    ...owner,
    key: id.toString(),
  }));
  await assignKeyedFacts(
    scope,
    owned.map((owner) => ({ ...owner, kind: "subscription.started" })),
  );
  await assignKeyedFacts(
    scope,
    owned.flatMap((owner) => [
      { ...owner, kind: "subscription.changed" as const },
      { ...owner, kind: "subscription.billed" as const },
    ]),
    { byPrefix: true },
  );
}

function billingHandler(isPaid: boolean) {
  return deliveryHandler(
    ({ payload, triggeredAt }) => billingAttemptFromWebhook(payload, { isPaid, observedAt: triggeredAt }),
    async (scope, shown) => {
      const attempts = shown.flatMap((attempt) => attempt ?? []);
      const ids = attempts.map(({ contractId }) => contractId);
      await recordFacts(scope, attempts.map(factFromBilling));
      await assignFacts(scope, ids);
      const owners = await ownersOfSubscriptions(scope, ids);
      // The next charge is another one now.
      await noteToRead(scope, ids);
      return shown.map((attempt) => ({
        customerId: (attempt && owners.get(attempt.contractId)?.customerId) ?? null,
      }));
    },
  );
}

/** subscription_billing_attempts/success. */
export const recordPaidBilling = billingHandler(true);
/** subscription_billing_attempts/failure. */
export const recordRefusedBilling = billingHandler(false);
