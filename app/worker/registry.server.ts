import type { Task } from "graphile-worker";
import { z } from "zod";
import { withShop } from "#app/platform/db/scope.server.ts";
import { requeueDueWork, type ShopTask } from "#app/platform/queue/queue.server.ts";
import { customerDeliveryHandlers } from "#app/features/customers/index.server.ts";
import {
  type DeliveryHandler,
  processDeliveries,
  react,
  type Reaction,
} from "#app/features/events/index.server.ts";
import { defineMetafields, loyaltyChangeSenders, reactToFacts } from "#app/features/loyalty/index.server.ts";
import {
  continueBackfill,
  orderDeliveryHandlers,
  recordBulkOperationFinish,
} from "#app/features/orders/index.server.ts";
import { privacyDeliveryHandlers, workOffPrivacyRequests } from "#app/features/privacy/index.server.ts";
import {
  readShop,
  refreshShop,
  sendChanges,
  shopDeliveryHandlers,
} from "#app/features/shops/index.server.ts";

/** Every topic of shopify.app.toml and what is made of it. */
export const deliveryHandlers: Readonly<Record<string, DeliveryHandler>> = {
  ...shopDeliveryHandlers,
  ...customerDeliveryHandlers,
  ...orderDeliveryHandlers,
  ...privacyDeliveryHandlers,
  "bulk_operations/finish": recordBulkOperationFinish,
};

/** What the features do about new facts, in the order of the features. */
const reactions: readonly Reaction[] = [reactToFacts];

const JobPayload = z.object({ shopId: z.string().regex(/^\d+$/).transform(BigInt) });

/** Runs a job for a shop, unless the shop was erased or, where Shopify is needed, uninstalled the app. */
function shopTask(run: (shopId: bigint) => Promise<unknown>, { needsShopify = false } = {}): Task {
  return async (payload) => {
    const { shopId } = JobPayload.parse(payload);
    const shop = await withShop(shopId, (scope) => readShop(scope).catch(() => null));
    if (!shop || (needsShopify && shop.uninstalledAt)) return;
    await run(shopId);
  };
}

/** When what, in the format of cron. */
export const schedule = "* * * * * requeue-due-work ?max=1";

/** Every job, by name. Each may run twice and may be killed at any point. */
export const tasks: Readonly<Record<ShopTask | "requeue-due-work", Task>> = {
  "requeue-due-work": () => requeueDueWork({ minAgeMs: 10_000 }),
  "process-deliveries": shopTask((shopId) => processDeliveries(shopId, deliveryHandlers)),
  react: shopTask((shopId) => react(shopId, reactions)),
  "send-changes": shopTask((shopId) => sendChanges(shopId, loyaltyChangeSenders), { needsShopify: true }),
  "refresh-shop": shopTask(
    async (shopId) => {
      await refreshShop(shopId);
      await defineMetafields(shopId);
    },
    { needsShopify: true },
  ),
  backfill: shopTask(continueBackfill, { needsShopify: true }),
  "work-off-privacy-requests": shopTask(workOffPrivacyRequests),
};
