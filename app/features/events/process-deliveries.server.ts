import { withAdvisoryLock } from "#app/platform/db/advisory-lock.server.ts";
import { openBytes } from "#app/platform/crypto/keyring.server.ts";
import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { InvalidInput } from "#app/shared/errors.ts";
import { type Json, parseJson } from "#app/shared/json.ts";
import { decideFailure } from "./domain/delivery-rules.ts";
import { describeFailure } from "./domain/failure-text.ts";
import { queueReactions } from "./record-facts.server.ts";
import {
  countAttempt,
  type FinishedDelivery,
  finishDeliveries,
  lockNextDeliveries,
  nextAttemptAt,
  noteFailure,
  type WaitingDelivery,
} from "./repository.server.ts";
import { listRules } from "./rules-repository.server.ts";

/** A delivery as a feature reads it. */
export interface ReceivedDelivery {
  deliveryId: bigint;
  topic: string;
  payload: Json;
  /** When it happened, by Shopify's word; when it was received, where Shopify does not say. */
  triggeredAt: Date;
}

/** What became of a delivery. */
export interface DeliveryEffect {
  /** Whose data the body holds. */
  customerId: bigint | null;
  /** The customer was erased: the body is not kept. */
  isErased?: boolean;
}

/** What a feature makes of deliveries of some topics. Made by {@link deliveryHandler}. */
export interface DeliveryHandler {
  read(delivery: ReceivedDelivery): unknown;
  record(scope: ShopScope, shown: readonly unknown[]): Promise<readonly DeliveryEffect[]>;
}

/**
 * Two steps, so that many deliveries are stored at once and one that cannot be read holds up nobody.
 *
 * @param read what one delivery shows. Pure; @throws InvalidInput that names the field
 * @param record stores what several deliveries show, in the order in which they came, and answers for each. What it
 *   leaves behind must not depend on that order, nor on how often something is shown.
 */
export function deliveryHandler<Shown>(
  read: (delivery: ReceivedDelivery) => Shown,
  record: (scope: ShopScope, shown: readonly Shown[]) => Promise<readonly DeliveryEffect[]>,
): DeliveryHandler {
  return { read, record: (scope, shown) => record(scope, shown as readonly Shown[]) };
}

/** For topics that come rarely: one delivery after the other. */
export function oneByOne(
  handle: (scope: ShopScope, delivery: ReceivedDelivery) => Promise<DeliveryEffect>,
): DeliveryHandler {
  return deliveryHandler(
    (delivery) => delivery,
    async (scope, deliveries) => {
      const effects: DeliveryEffect[] = [];
      for (const delivery of deliveries) effects.push(await handle(scope, delivery));
      return effects;
    },
  );
}

const MAX_MS_PER_JOB = 20_000;
const DELIVERIES_PER_TRANSACTION = 250;
const BUSY_RETRY_MS = 250;
const MAX_ERROR_CHARACTERS = 1000;

/** What may be set otherwise by tests. */
interface Limits {
  deliveriesPerTransaction?: number;
  /** A transaction that takes longer is given up. */
  transactionMs?: number;
}

/**
 * Works off a shop's stored deliveries, many in a transaction. What cannot be read is set aside at once; what fails for
 * another reason is tried again, later and later, or as the shop's rules say. One job at a time for a shop: two would
 * wait for each other's customers.
 */
export async function processDeliveries(
  shopId: ShopId,
  handlers: Readonly<Record<string, DeliveryHandler>>,
  limits: Limits = {},
): Promise<void> {
  const hadTurn = await withAdvisoryLock(`process-deliveries:${shopId}`, async () => {
    const endsAtMs = performance.now() + MAX_MS_PER_JOB;
    while (performance.now() < endsAtMs && (await processBatch(shopId, handlers, limits))) {
      // Until nothing waits.
    }
  });
  await withShop(shopId, async (scope) => {
    const next = await nextAttemptAt(scope, hadTurn ? 0 : BUSY_RETRY_MS);
    if (next) await enqueue(scope, "process-deliveries", { runAt: next });
  });
}

/**
 * Returns whether there was anything to do. When the transaction as a whole fails (it took too long, for example), its
 * deliveries count an attempt and come in a batch half as large next time, until the one at fault stands alone.
 */
async function processBatch(
  shopId: ShopId,
  handlers: Readonly<Record<string, DeliveryHandler>>,
  { deliveriesPerTransaction = DELIVERIES_PER_TRANSACTION, transactionMs }: Limits,
): Promise<boolean> {
  let taken: readonly WaitingDelivery[] = [];
  try {
    await withShop(
      shopId,
      async (scope) => {
        taken = takeByAttempts(
          await lockNextDeliveries(scope, deliveriesPerTransaction),
          deliveriesPerTransaction,
        );
        if (taken.length > 0) await processTaken(scope, handlers, taken);
      },
      transactionMs === undefined ? {} : { timeoutMs: transactionMs },
    );
  } catch (error) {
    const [first] = taken;
    if (!first) throw error;
    await withShop(shopId, async (scope) => {
      if (taken.length === 1) await noteFailedAttempt(scope, first, error);
      else {
        const ids = taken.map(({ id }) => id);
        await countAttempt(scope, ids);
        log.warn(
          { shopId: shopId.toString(), deliveries: ids.length, cause: nameOf(error) },
          "a batch failed",
        );
      }
    });
  }
  return taken.length > 0;
}

/** The first deliveries, half as many for each attempt that one of them has behind it. */
function takeByAttempts(waiting: readonly WaitingDelivery[], limit: number): readonly WaitingDelivery[] {
  const end = waiting.findIndex(({ attempts }, position) => position > 0 && position >= limit >> attempts);
  const startsWith = waiting[0] ? Math.max(1, limit >> waiting[0].attempts) : 0;
  return waiting.slice(0, Math.min(end === -1 ? waiting.length : end, startsWith));
}

/** A delivery and what it shows. */
interface ReadDelivery {
  delivery: WaitingDelivery;
  shown: unknown;
}

async function processTaken(
  scope: ShopScope,
  handlers: Readonly<Record<string, DeliveryHandler>>,
  deliveries: readonly WaitingDelivery[],
): Promise<void> {
  const finished: FinishedDelivery[] = [];
  const byHandler = new Map<DeliveryHandler, ReadDelivery[]>();
  for (const delivery of deliveries) {
    const handler = handlers[delivery.topic];
    if (!handler) {
      const note = `This version knows no topic "${delivery.topic}".`;
      finished.push({ id: delivery.id, status: "ignored", customerId: null, isErased: false, note });
      continue;
    }
    try {
      const shown = handler.read(toReceived(delivery));
      const others = byHandler.get(handler);
      if (others) others.push({ delivery, shown });
      else byHandler.set(handler, [{ delivery, shown }]);
    } catch (error) {
      await noteFailedAttempt(scope, delivery, error);
    }
  }
  for (const [handler, group] of byHandler) finished.push(...(await recordGroup(scope, handler, group)));
  await finishDeliveries(scope, finished);
  await queueReactions(scope);
}

function toReceived(delivery: WaitingDelivery): ReceivedDelivery {
  return {
    deliveryId: delivery.id,
    topic: delivery.topic,
    payload: readBody(delivery),
    triggeredAt: delivery.triggeredAt ?? delivery.receivedAt,
  };
}

/** The body of a delivery as JSON. @throws SyntaxError when it is not JSON */
function readBody({ body, webhookId }: WaitingDelivery): Json {
  if (!body) throw new InvalidInput("The body is no longer kept.");
  return parseJson(openBytes(body, `delivery:${webhookId}`).toString("utf8"));
}

/** Stores what a group shows, all at once; when that fails in halves, so that the one at fault stands alone. */
async function recordGroup(
  scope: ShopScope,
  handler: DeliveryHandler,
  group: readonly ReadDelivery[],
): Promise<FinishedDelivery[]> {
  await scope.db.$executeRaw`SAVEPOINT deliveries`;
  try {
    const effects = await handler.record(
      scope,
      group.map(({ shown }) => shown),
    );
    await scope.db.$executeRaw`RELEASE SAVEPOINT deliveries`;
    return group.map(({ delivery }, index) => {
      const { customerId, isErased = false } = effects[index]!;
      return { id: delivery.id, status: "processed", customerId, isErased, note: null };
    });
  } catch (error) {
    await scope.db.$executeRaw`ROLLBACK TO SAVEPOINT deliveries`;
    const [first] = group;
    if (group.length === 1 && first) {
      await noteFailedAttempt(scope, first.delivery, error);
      return [];
    }
  }
  const half = Math.ceil(group.length / 2);
  return [
    ...(await recordGroup(scope, handler, group.slice(0, half))),
    ...(await recordGroup(scope, handler, group.slice(half))),
  ];
}

/** Notes a failed attempt, and what becomes of the delivery. */
async function noteFailedAttempt(scope: ShopScope, delivery: WaitingDelivery, error: unknown): Promise<void> {
  const attempt = {
    topic: delivery.topic,
    error: describeFailure(error).slice(0, MAX_ERROR_CHARACTERS),
    attempts: delivery.attempts + 1,
    isUnreadable: error instanceof InvalidInput || error instanceof SyntaxError,
  };
  const decision = decideFailure(attempt, await listRules(scope));
  const status = decision.kind === "ignore" ? ("ignored" as const) : ("failed" as const);
  await noteFailure(
    scope,
    delivery.id,
    attempt.error,
    decision.kind === "retry" ? { delayMs: decision.delayMs } : { status },
  );
  const ids = { shopId: scope.shopId.toString(), deliveryId: delivery.id.toString() };
  // The text of an unexpected error may quote data; its name does not.
  log.warn(
    {
      ...ids,
      topic: delivery.topic,
      attempts: attempt.attempts,
      decision: decision.kind,
      cause: nameOf(error),
    },
    "a delivery could not be processed",
  );
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
