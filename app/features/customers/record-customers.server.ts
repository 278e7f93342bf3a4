import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { idFromGid } from "#app/shared/ids.ts";
import { InvalidInput, messageOf } from "#app/shared/errors.ts";
import {
  deliveryHandler,
  type DeliveryHandler,
  type Fact,
  lockCustomer,
  recordFacts,
} from "#app/features/events/index.server.ts";
import { consentFromRecord } from "./consent/domain/consent-payload.ts";
import { recordConsents } from "./consent/record-consents.server.ts";
import { type CustomerMemory, remember, rememberTags, type TagChange } from "./domain/customer-memory.ts";
import {
  type CustomerState,
  customerStateFromWebhook,
  deletedIdFromWebhook,
  mergeFromWebhook,
  tagsFromWebhook,
} from "./domain/customer-state.ts";
import { addClaims, claimsBy, recogniserOf, settleGuests } from "./identities.server.ts";
import { changeMerges, lowestFirst, storeMerges, withThoseWhoMean } from "./merges.server.ts";
import { markDeleted, redactedAmong, resolveMerges, storePeople } from "./repository.server.ts";

/**
 * Stores customers as Shopify showed them, by what they are recognised, and the facts that these states imply. Whoever was
 * erased is passed over.
 */
export async function recordCustomers(scope: ShopScope, told: readonly CustomerState[]): Promise<void> {
  if (told.length === 0) return;
  const ids = [...new Set(told.map((state) => state.id))];
  const redacted = await redactedAmong(scope, ids);
  const states = redacted.size === 0 ? told : told.filter((state) => !redacted.has(state.id));
  const before = await storePeople(
    scope,
    "customer",
    states.map((state) => ({ id: state.id, remember: (known) => remember(known, state) })),
  );
  await recogniseBy(scope, states, before);
  const merged = await resolveMerges(scope, ids);
  const erased = merged.size === 0 ? redacted : await redactedAmong(scope, [...merged.values()]);
  await recordFacts(
    scope,
    states.flatMap((state) => {
      const owner = merged.get(state.id) ?? state.id;
      return erased.has(owner) ? [] : factsFrom(state, owner);
    }),
  );
  await recordConsents(
    scope,
    states.flatMap(({ id, consents = [] }) =>
      consents.flatMap((consent) => consentFromRecord(id, consent.channel, consent) ?? []),
    ),
  );
}

/** Notes by what these customers are recognised, and makes guests theirs who are. */
async function recogniseBy(
  scope: ShopScope,
  states: readonly CustomerState[],
  before: ReadonlyMap<bigint, CustomerMemory>,
): Promise<void> {
  const shownNew = states.filter((state) => !wasKnown(state, before.get(state.id)));
  if (shownNew.length === 0) return;
  const recogniser = await recogniserOf(scope);
  const news = await addClaims(
    scope,
    shownNew.flatMap((state) =>
      recogniser
        .identitiesOf(state)
        .map((identity) => ({ ...identity, customerId: state.id, since: state.updatedAt })),
    ),
  );
  // Somebody else may be storing a guest with the same e-mail now and not see this: the reaction looks again. A new
  // customer is due anyway.
  const changed = new Set(news.map(({ customerId }) => customerId).filter((id) => before.has(id)));
  for (const id of [...changed].toSorted(lowestFirst)) await lockCustomer(scope, id);
  await settleGuests(scope, news);
}

/** Whether an earlier state showed the same contact: then nothing new can follow from it. */
function wasKnown({ email, phone, updatedAt }: CustomerState, known: CustomerMemory | undefined): boolean {
  const core = known?.core;
  return !!core && core.at <= updatedAt.getTime() && core.value.email === email && core.value.phone === phone;
}

function factsFrom({ id, createdAt }: CustomerState, customerId: bigint): Fact[] {
  if (!createdAt) return [];
  return [
    {
      kind: "customer.created",
      key: id.toString(),
      happenedAt: createdAt,
      subjectId: id,
      customerId,
      orderId: null,
      data: {},
      sourceUpdatedAt: createdAt,
    },
  ];
}

async function effectsOn(scope: ShopScope, ids: readonly bigint[]) {
  const erased = await redactedAmong(scope, ids);
  return ids.map((customerId) => ({ customerId, isErased: erased.has(customerId) }));
}

const recordCustomer = deliveryHandler(
  ({ payload, triggeredAt }) => customerStateFromWebhook(payload, triggeredAt),
  async (scope, states) => {
    await recordCustomers(scope, states);
    return effectsOn(
      scope,
      states.map(({ id }) => id),
    );
  },
);

const recordTags = (isThere: boolean) =>
  deliveryHandler(
    ({ payload, triggeredAt }): TagChange & { customerId: bigint } => {
      const { customerGid, tags, at } = tagsFromWebhook(payload, triggeredAt);
      return { customerId: readCustomerGid(customerGid, "change of tags"), tags, at, isThere };
    },
    async (scope, changes) => {
      await storePeople(
        scope,
        "customer",
        changes.map((change) => ({
          id: change.customerId,
          remember: (known) => rememberTags(known, change),
        })),
      );
      return effectsOn(
        scope,
        changes.map(({ customerId }) => customerId),
      );
    },
  );

const recordDeletion = deliveryHandler(
  ({ payload, triggeredAt }) => ({ customerId: deletedIdFromWebhook(payload), deletedAt: triggeredAt }),
  async (scope, deletions) => {
    await markDeleted(scope, deletions);
    const ids = deletions.map(({ customerId }) => customerId);
    const redacted = await redactedAmong(scope, ids);
    const merged = await resolveMerges(scope, ids);
    await recordFacts(
      scope,
      deletions
        .filter(({ customerId }) => !redacted.has(customerId))
        .map(({ customerId, deletedAt }) => ({
          kind: "customer.deleted",
          key: customerId.toString(),
          subjectId: customerId,
          customerId: merged.get(customerId) ?? customerId,
          orderId: null,
          data: {},
          sourceUpdatedAt: deletedAt,
          happenedAt: deletedAt,
        })),
    );
    // A guest whom they were recognised as is somebody else now, or nobody.
    await settleGuests(scope, await claimsBy(scope, await withThoseWhoMean(scope, ids)));
    return ids.map((customerId) => ({ customerId, isErased: redacted.has(customerId) }));
  },
);

/** Two customers whom Shopify merged, or failed to. */
export interface ShownMerge {
  keptId: bigint;
  deletedId: bigint;
  isMerged: boolean;
  /** When Shopify told; left out: now. */
  mergedAt?: Date;
}

/** Reads customers/merge. @throws InvalidInput */
function readMerge(payload: unknown, mergedAt?: Date): ShownMerge {
  const merge = mergeFromWebhook(payload);
  const keptId = readCustomerGid(merge.keptGid, "merge");
  const deletedId = readCustomerGid(merge.deletedGid, "merge");
  const isMerged = merge.isCompleted && keptId !== deletedId;
  return { keptId, deletedId, isMerged, ...(mergedAt ? { mergedAt } : {}) };
}

/** Notes a merge of Shopify's and gives everything of the one to the other. */
export async function recordMerge(
  scope: ShopScope,
  { keptId, deletedId, mergedAt = new Date() }: ShownMerge,
): Promise<void> {
  await changeMerges(scope, [deletedId], () =>
    storeMerges(scope, [{ fromId: deletedId, intoId: keptId, source: "shopify", mergedAt, staff: null }]),
  );
  await settleGuests(scope, await claimsBy(scope, await withThoseWhoMean(scope, [deletedId, keptId])));
}

const recordMerges = deliveryHandler(
  ({ payload, triggeredAt }) => readMerge(payload, triggeredAt),
  async (scope, merges) => {
    for (const merge of merges) if (merge.isMerged) await recordMerge(scope, merge);
    return merges.map(({ keptId }) => ({ customerId: keptId }));
  },
);

function readCustomerGid(gid: string, what: string): bigint {
  try {
    return idFromGid(gid, "Customer");
  } catch (error) {
    throw new InvalidInput(`The ${what} cannot be read: ${messageOf(error)}`);
  }
}

/** The customer topics of shopify.app.toml. */
export const customerDeliveryHandlers: Readonly<Record<string, DeliveryHandler>> = {
  "customers/create": recordCustomer,
  "customers/update": recordCustomer,
  "customers/enable": recordCustomer,
  "customers/disable": recordCustomer,
  "customers/delete": recordDeletion,
  "customers/merge": recordMerges,
  "customer.tags_added": recordTags(true),
  "customer.tags_removed": recordTags(false),
};
