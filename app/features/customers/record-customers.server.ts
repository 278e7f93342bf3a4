import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { idFromGid } from "#app/shared/ids.ts";
import { InvalidInput, messageOf } from "#app/shared/errors.ts";
import {
  type DeliveryHandler,
  type Fact,
  moveFacts,
  recordFacts,
} from "#app/features/events/index.server.ts";
import {
  type CustomerState,
  customerStateFromWebhook,
  deletedIdFromWebhook,
  mergeFromWebhook,
} from "./domain/customer-state.ts";
import {
  markDeleted,
  noteMerge,
  redactedAmong,
  resolveMerges,
  upsertCustomers,
} from "./repository.server.ts";

/** Stores customers as Shopify showed them, and the facts that these states imply. */
export async function recordCustomers(scope: ShopScope, states: readonly CustomerState[]): Promise<void> {
  await upsertCustomers(scope, states);
  const ids = states.map((state) => state.id);
  const [redacted, merged] = [await redactedAmong(scope, ids), await resolveMerges(scope, ids)];
  const facts = states.filter((state) => !redacted.has(state.id)).flatMap(factsFrom);
  await recordFacts(
    scope,
    facts.map((fact) => ({ ...fact, customerId: merged.get(fact.customerId!) ?? fact.customerId })),
  );
}

function factsFrom(state: CustomerState): Fact[] {
  if (!state.createdAt) return [];
  const { id, createdAt } = state;
  return [
    {
      kind: "customer.created",
      key: id.toString(),
      happenedAt: createdAt,
      customerId: id,
      orderId: null,
      data: {},
      sourceUpdatedAt: createdAt,
    },
  ];
}

/** Whether a customer was erased, so that nothing that comes late about them is kept. */
export async function isErased(scope: ShopScope, customerId: bigint | null): Promise<boolean> {
  return customerId !== null && (await redactedAmong(scope, [customerId])).has(customerId);
}

const recordCustomer: DeliveryHandler = async (scope, { payload, triggeredAt }) => {
  const state = customerStateFromWebhook(payload, triggeredAt);
  await recordCustomers(scope, [state]);
  return { customerId: state.id, isErased: await isErased(scope, state.id) };
};

const recordDeletion: DeliveryHandler = async (scope, { payload, triggeredAt }) => {
  const customerId = deletedIdFromWebhook(payload);
  await markDeleted(scope, customerId, triggeredAt);
  const fact = { orderId: null, data: {}, sourceUpdatedAt: triggeredAt, happenedAt: triggeredAt };
  await recordFacts(scope, [{ ...fact, kind: "customer.deleted", key: customerId.toString(), customerId }]);
  return { customerId };
};

/**
 * Notes that two customers were merged at Shopify and gives the facts of the one to the other. Later features move what
 * is theirs.
 */
export async function recordMerge(
  scope: ShopScope,
  payload: unknown,
): Promise<{ keptId: bigint; deletedId: bigint; isMerged: boolean }> {
  const merge = mergeFromWebhook(payload);
  const keptId = readCustomerGid(merge.keptGid);
  const deletedId = readCustomerGid(merge.deletedGid);
  const isMerged = merge.isCompleted && keptId !== deletedId;
  if (isMerged) {
    await noteMerge(scope, deletedId, keptId);
    await moveFacts(scope, deletedId, keptId);
  }
  return { keptId, deletedId, isMerged };
}

function readCustomerGid(gid: string): bigint {
  try {
    return idFromGid(gid, "Customer");
  } catch (error) {
    throw new InvalidInput(`The merge cannot be read: ${messageOf(error)}`);
  }
}

/** The customer topics of shopify.app.toml; customers/merge also moves orders and is handled by that feature. */
export const customerDeliveryHandlers: Readonly<Record<string, DeliveryHandler>> = {
  "customers/create": recordCustomer,
  "customers/update": recordCustomer,
  "customers/delete": recordDeletion,
};
