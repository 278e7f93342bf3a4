import type { Task } from "graphile-worker";
import { z } from "zod";
import { withShop } from "#app/platform/db/scope.server.ts";
import { requeueDueWork, type ShopTask } from "#app/platform/queue/queue.server.ts";
import {
  catalogueChangeSenders,
  catalogueComparators,
  catalogueDeliveryHandlers,
} from "#app/features/catalogue/index.server.ts";
import {
  connectPixel,
  consentChangeSenders,
  consentDeliveryHandlers,
  consentDerived,
  customerComparators,
  customerDeliveryHandlers,
  reactToConsents,
  reactToPreferences,
  settlePeople,
  stitchVisitors,
} from "#app/features/customers/index.server.ts";
import {
  advanceJourneys,
  automationChangeSenders,
  enrolAndExit,
  journeyMessages,
  planJourneys,
} from "#app/features/automations/index.server.ts";
import {
  type Comparator,
  type DeliveryHandler,
  type Derived,
  maintainLog,
  oneByOne,
  processDeliveries,
  react,
  type Reaction,
  reconcile,
} from "#app/features/events/index.server.ts";
import { defineMetafields, loyaltyChangeSenders, reactToFacts } from "#app/features/loyalty/index.server.ts";
import {
  askForConfirmation,
  confirmationSource,
  type MessageSource,
  sendMessages,
} from "#app/features/messaging/index.server.ts";
import {
  advanceStages,
  continueBackfill,
  orderChangeSenders,
  customerSummaries,
  orderComparators,
  orderDeliveryHandlers,
  ordersNaming,
  planStages,
  recordBulkOperationFinish,
  summariseCustomers,
} from "#app/features/orders/index.server.ts";
import {
  advanceSegments,
  buildSegments,
  planSegments,
  reactToMembership,
  segmentChangeSenders,
  segmentDerived,
} from "#app/features/segments/index.server.ts";
import {
  defineRecommendationMetafields,
  planRefit,
  recommendationBaskets,
  recommendationChangeSenders,
  refitRecommendations,
} from "#app/features/recommendations/index.server.ts";
import { reportChangeSenders, runBulkActions, runTransfers } from "#app/features/reports/index.server.ts";
import {
  expirePrivacy,
  privacyDeliveryHandlers,
  workOffPrivacyRequests,
} from "#app/features/privacy/index.server.ts";
import {
  type ChangeSender,
  readShop,
  refreshShop,
  sendChanges,
  shopDeliveryHandlers,
} from "#app/features/shops/index.server.ts";

/** Every topic of shopify.app.toml and what is made of it. */
export const deliveryHandlers: Readonly<Record<string, DeliveryHandler>> = {
  ...Object.fromEntries(
    Object.entries(shopDeliveryHandlers).map(([topic, handle]) => [topic, oneByOne(handle)]),
  ),
  ...catalogueDeliveryHandlers,
  ...customerDeliveryHandlers,
  ...consentDeliveryHandlers,
  ...orderDeliveryHandlers,
  ...privacyDeliveryHandlers,
  "bulk_operations/finish": recordBulkOperationFinish,
};

/** What the features do about new facts, in the order of the features. */
export const reactions: readonly Reaction[] = [
  settlePeople,
  stitchVisitors,
  reactToConsents,
  reactToPreferences,
  askForConfirmation,
  summariseCustomers,
  reactToFacts,
  reactToMembership,
  enrolAndExit,
];

/** What the reactions make from the facts; a replay empties it and has it made anew. */
export const derived: readonly Derived[] = [
  ...consentDerived,
  customerSummaries,
  ...segmentDerived,
  recommendationBaskets,
];

/** What talks to Shopify target by target. */
export const changeSenders: readonly ChangeSender[] = [
  ...consentChangeSenders,
  ...loyaltyChangeSenders,
  ...segmentChangeSenders,
  ...automationChangeSenders,
  ...catalogueChangeSenders,
  ...orderChangeSenders,
  ...recommendationChangeSenders,
  ...reportChangeSenders,
];

/** Who wants messages sent. */
export const messageSources: readonly MessageSource[] = [confirmationSource, journeyMessages()];

/** How the features' records are compared with Shopify's, in the order of the features. */
export const comparators: readonly Comparator[] = [
  ...customerComparators(ordersNaming),
  ...orderComparators,
  ...catalogueComparators,
];

const JobPayload = z.object({ shopId: z.string().regex(/^\d+$/).transform(BigInt) });

/** Runs a job for a shop, unless the shop was erased or, where Shopify or its shoppers are needed, uninstalled the app. */
function shopTask(run: (shopId: bigint) => Promise<unknown>, { needsShopify = false } = {}): Task {
  return async (payload) => {
    const { shopId } = JobPayload.parse(payload);
    const shop = await withShop(shopId, (scope) => readShop(scope).catch(() => null));
    if (!shop || (needsShopify && shop.uninstalledAt)) return;
    await run(shopId);
  };
}

/** Jobs that something falls due for by the time of day alone. */
export const byClock: readonly ShopTask[] = [
  "advance-stages",
  "advance-segments",
  "build-segments",
  "advance-journeys",
  "send-messages",
];

/** When what, in the format of cron. */
export const schedule = [
  "* * * * * requeue-due-work ?max=1",
  "23 2 * * * maintain-log ?fill=1d&max=1",
  "41 2 * * * expire-privacy ?fill=1d&max=1",
].join("\n");

/** Every job, by name. Each may run twice and may be killed at any point. */
export const tasks: Readonly<
  Record<ShopTask | "requeue-due-work" | "maintain-log" | "expire-privacy", Task>
> = {
  "requeue-due-work": () => requeueDueWork({ minAgeMs: 10_000 }),
  "maintain-log": () => maintainLog(new Date()),
  "expire-privacy": expirePrivacy,
  "process-deliveries": shopTask((shopId) => processDeliveries(shopId, deliveryHandlers)),
  react: shopTask(async (shopId) => {
    await react(shopId, reactions);
    await planStages(shopId);
    await planRefit(shopId);
    await planSegments(shopId);
    await planJourneys(shopId);
  }),
  "advance-stages": shopTask(advanceStages),
  "advance-journeys": shopTask((shopId) => advanceJourneys(shopId), { needsShopify: true }),
  "advance-segments": shopTask((shopId) => advanceSegments(shopId)),
  "build-segments": shopTask((shopId) => buildSegments(shopId)),
  "send-changes": shopTask((shopId) => sendChanges(shopId, changeSenders), { needsShopify: true }),
  "refresh-shop": shopTask(
    async (shopId) => {
      await refreshShop(shopId);
      await defineMetafields(shopId);
      await defineRecommendationMetafields(shopId);
      await connectPixel(shopId);
    },
    { needsShopify: true },
  ),
  backfill: shopTask(continueBackfill, { needsShopify: true }),
  "refit-recommendations": shopTask((shopId) => refitRecommendations(shopId)),
  reconcile: shopTask((shopId) => reconcile(shopId, comparators), { needsShopify: true }),
  "work-off-privacy-requests": shopTask(workOffPrivacyRequests),
  "run-bulk-actions": shopTask((shopId) => runBulkActions(shopId, derived)),
  "run-transfers": shopTask(runTransfers),
  "send-messages": shopTask((shopId) => sendMessages(shopId, messageSources), { needsShopify: true }),
};
