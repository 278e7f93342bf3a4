import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { InvalidInput, messageOf } from "#app/shared/errors.ts";
import type { Json } from "#app/shared/json.ts";
import {
  finishDelivery,
  lockNextDelivery,
  nextAttemptAt,
  noteFailure,
  readBody,
  type WaitingDelivery,
} from "./repository.server.ts";

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

class AttemptFailed extends Error {
  readonly delivery: WaitingDelivery;
  constructor(delivery: WaitingDelivery, cause: unknown) {
    super(messageOf(cause), { cause });
    this.delivery = delivery;
  }
}

/**
 * Works off a shop's stored deliveries, each in a transaction of its own, so that a poisoned one holds up nobody. What
 * cannot be read is marked failed at once; what fails for another reason is tried again, later and later.
 */
export async function processDeliveries(
  shopId: ShopId,
  handlers: Readonly<Record<string, DeliveryHandler>>,
): Promise<void> {
  const endsAtMs = performance.now() + MAX_MS_PER_JOB;
  while (performance.now() < endsAtMs) {
    try {
      if (!(await withShop(shopId, (scope) => processNext(scope, handlers)))) break;
    } catch (error) {
      if (!(error instanceof AttemptFailed)) throw error;
      await withShop(shopId, (scope) => giveUpOrRetry(scope, error));
    }
  }
  await withShop(shopId, async (scope) => {
    const next = await nextAttemptAt(scope);
    if (next) await enqueue(scope, "process-deliveries", { runAt: next });
  });
}

async function processNext(
  scope: ShopScope,
  handlers: Readonly<Record<string, DeliveryHandler>>,
): Promise<boolean> {
  const delivery = await lockNextDelivery(scope);
  if (!delivery) return false;
  const handler = handlers[delivery.topic];
  if (!handler) {
    const note = `This version knows no topic "${delivery.topic}".`;
    await finishDelivery(scope, delivery.id, { status: "ignored", customerId: null, isErased: false, note });
    return true;
  }
  try {
    const { customerId, isErased = false } = await handler(scope, {
      topic: delivery.topic,
      payload: readBody(delivery),
      triggeredAt: delivery.triggeredAt ?? delivery.receivedAt,
      deliveryId: delivery.id,
    });
    await finishDelivery(scope, delivery.id, { status: "processed", customerId, isErased });
  } catch (error) {
    throw new AttemptFailed(delivery, error);
  }
  return true;
}

async function giveUpOrRetry(scope: ShopScope, failure: AttemptFailed): Promise<void> {
  const { delivery, cause } = failure;
  const unreadable = cause instanceof InvalidInput || cause instanceof SyntaxError;
  const attempts = delivery.attempts + 1;
  const retryAt =
    unreadable || attempts >= MAX_ATTEMPTS ? null : new Date(Date.now() + 1000 * 2 ** Math.min(attempts, 12));
  const said = cause instanceof SyntaxError ? `The body is not JSON: ${cause.message}` : failure.message;
  await noteFailure(scope, delivery.id, said.slice(0, 1000), retryAt);
  const details = {
    shopId: scope.shopId.toString(),
    deliveryId: delivery.id.toString(),
    topic: delivery.topic,
    attempts,
  };
  // The message of an unexpected error may quote data; its name and place do not.
  log.warn(
    { ...details, cause: cause instanceof Error ? cause.name : typeof cause },
    "a delivery could not be processed",
  );
}
