import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { withAdvisoryLock } from "#app/platform/db/advisory-lock.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { InvalidInput, messageOf } from "#app/shared/errors.ts";
import type { Json } from "#app/shared/json.ts";
import {
  finishDelivery,
  lockNextDeliveries,
  nextAttemptAt,
  noteFailure,
  readBody,
  type WaitingDelivery,
} from "./repository.server.ts";
import { queueReactions } from "./record-facts.server.ts";

/** What a feature makes of a delivery, in one transaction with the note that it is done. */
export type DeliveryHandler = (
  scope: ShopScope,
  delivery: { topic: string; payload: Json; triggeredAt: Date; deliveryId: bigint },
) => Promise<{
  /** Whose data the body holds. */
  customerId: bigint | null;
  /** The customer was erased: the body is not kept. */
  isErased?: boolean;
}>;

const MAX_ATTEMPTS = 8;
const MAX_MS_PER_JOB = 20_000;
const DELIVERIES_PER_TRANSACTION = 20;
const BUSY_RETRY_MS = 250;

/**
 * Works off a shop's stored deliveries, many in a transaction, each behind a savepoint, so that a poisoned one holds up
 * nobody. What cannot be read is marked failed at once; what fails for another reason is tried again, later and later.
 * One job at a time for a shop: two would wait for each other's customers.
 */
export async function processDeliveries(
  shopId: ShopId,
  handlers: Readonly<Record<string, DeliveryHandler>>,
): Promise<void> {
  const hadTurn = await withAdvisoryLock(`process-deliveries:${shopId}`, async () => {
    const endsAtMs = performance.now() + MAX_MS_PER_JOB;
    while (
      performance.now() < endsAtMs &&
      (await withShop(shopId, (scope) => processBatch(scope, handlers)))
    ) {
      // Until nothing waits.
    }
  });
  await withShop(shopId, async (scope) => {
    const next = hadTurn ? await nextAttemptAt(scope) : new Date(Date.now() + BUSY_RETRY_MS);
    if (next) await enqueue(scope, "process-deliveries", { runAt: next });
  });
}

/** Returns whether there was anything to do. */
async function processBatch(
  scope: ShopScope,
  handlers: Readonly<Record<string, DeliveryHandler>>,
): Promise<boolean> {
  const deliveries = await lockNextDeliveries(scope, DELIVERIES_PER_TRANSACTION);
  for (const delivery of deliveries) {
    await scope.db.$executeRaw`SAVEPOINT delivery`;
    try {
      await processOne(scope, delivery, handlers[delivery.topic]);
    } catch (error) {
      await scope.db.$executeRaw`ROLLBACK TO SAVEPOINT delivery`;
      await giveUpOrRetry(scope, delivery, error);
    }
    await scope.db.$executeRaw`RELEASE SAVEPOINT delivery`;
  }
  if (deliveries.length > 0) await queueReactions(scope);
  return deliveries.length > 0;
}

async function processOne(
  scope: ShopScope,
  delivery: WaitingDelivery,
  handler: DeliveryHandler | undefined,
): Promise<void> {
  if (!handler) {
    const note = `This version knows no topic "${delivery.topic}".`;
    await finishDelivery(scope, delivery.id, { status: "ignored", customerId: null, isErased: false, note });
    return;
  }
  const { customerId, isErased = false } = await handler(scope, {
    topic: delivery.topic,
    payload: readBody(delivery),
    triggeredAt: delivery.triggeredAt ?? delivery.receivedAt,
    deliveryId: delivery.id,
  });
  await finishDelivery(scope, delivery.id, { status: "processed", customerId, isErased });
}

async function giveUpOrRetry(scope: ShopScope, delivery: WaitingDelivery, error: unknown): Promise<void> {
  const unreadable = error instanceof InvalidInput || error instanceof SyntaxError;
  const attempts = delivery.attempts + 1;
  const retryAt =
    unreadable || attempts >= MAX_ATTEMPTS ? null : new Date(Date.now() + 1000 * 2 ** Math.min(attempts, 12));
  const said = error instanceof SyntaxError ? `The body is not JSON: ${error.message}` : messageOf(error);
  await noteFailure(scope, delivery.id, said.slice(0, 1000), retryAt);
  const details = {
    shopId: scope.shopId.toString(),
    deliveryId: delivery.id.toString(),
    topic: delivery.topic,
    attempts,
  };
  // The message of an unexpected error may quote data; its name does not.
  log.warn(
    { ...details, cause: error instanceof Error ? error.name : typeof error },
    "a delivery could not be processed",
  );
}
