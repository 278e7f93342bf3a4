/**
 * The one way out: what Shopify must know is noted here in the transaction that decides it, and sent by the worker,
 * at least once, until it is done. A target that changes again while it waits is still sent once, as it is then.
 */
import { withAdvisoryLock } from "#app/platform/db/advisory-lock.server.ts";
import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { messageOf } from "#app/shared/errors.ts";

/** A change that waits to be sent. */
export interface Change {
  kind: string;
  /** What changed: a customer's id, a redemption's … */
  key: string;
  version: number;
  attempts: number;
}

/** What became of a change. Without `retry` a failure is final and shown to the merchant. */
export type ChangeResult =
  { key: string; ok: true } | { key: string; ok: false; error: string; retry: boolean };

/** Sends changes of one kind. Reads what to send itself, so that it sends what is true now. */
export interface ChangeSender {
  kind: string;
  /** How many targets one call takes. */
  batchSize: number;
  send: (shopId: ShopId, keys: readonly string[]) => Promise<ChangeResult[]>;
}

/** Later and later for two hours, then hourly: three days and a half. What Shopify refuses for good is given up at once. */
const MAX_ATTEMPTS = 12 + 82;
const MAX_MS_PER_JOB = 20_000;
const BUSY_RETRY_MS = 250;

/**
 * Notes that these targets changed.
 *
 * @param options.isUrgent false: `list_due_work` finds it within a minute or so. For a transaction that goes on to take
 *   rows which others hold while they wait for the job's row.
 */
export async function noteChanges(
  scope: ShopScope,
  kind: string,
  keys: readonly string[],
  options: { isUrgent?: boolean } = {},
): Promise<void> {
  if (keys.length === 0) return;
  // All times are ours, not the database's: the two clocks may differ.
  const now = new Date();
  await scope.db.$executeRaw`
    INSERT INTO outbox_change AS c (shop_id, kind, key, due_at)
    SELECT DISTINCT current_shop_id(), ${kind}, key, ${now}::timestamptz FROM unnest(${[...keys]}::text[]) AS key ORDER BY 3
    ON CONFLICT (shop_id, kind, key) DO UPDATE SET
      version = c.version + 1, attempts = 0, due_at = excluded.due_at, failed_at = NULL, last_error = NULL`;
  if (options.isUrgent ?? true) await enqueue(scope, "send-changes");
}

/**
 * Sends what waits, a batch of each kind in turn: points must not wait until thousands of lists are sent. One job at a time
 * for a shop: of two, the slower could leave an older value at Shopify.
 */
export async function sendChanges(shopId: ShopId, senders: readonly ChangeSender[]): Promise<void> {
  const hadTurn = await withAdvisoryLock(`send-changes:${shopId}`, () => sendDueChanges(shopId, senders));
  if (hadTurn) return;
  // What was noted while the other job was about to end must not be forgotten.
  const runAt = new Date(Date.now() + BUSY_RETRY_MS);
  await withShop(shopId, (scope) => enqueue(scope, "send-changes", { runAt }));
}

async function sendDueChanges(shopId: ShopId, senders: readonly ChangeSender[]): Promise<void> {
  const endsAtMs = performance.now() + MAX_MS_PER_JOB;
  for (let isIdle = false; !isIdle && performance.now() < endsAtMs;) {
    isIdle = true;
    for (const sender of senders) {
      const changes = await withShop(shopId, (scope) => readDue(scope, sender));
      if (changes.length === 0) continue;
      isIdle = false;
      const results = await sendBatch(shopId, sender, changes);
      await withShop(shopId, (scope) => noteResults(scope, sender.kind, changes, results));
    }
  }
  await withShop(shopId, async (scope) => {
    const rows = await scope.db.$queryRaw<{ at: Date | null }[]>`
      SELECT min(due_at) AS at FROM outbox_change WHERE shop_id = current_shop_id() AND failed_at IS NULL`;
    if (rows[0]?.at) await enqueue(scope, "send-changes", { runAt: rows[0].at });
  });
}

async function readDue({ db }: ShopScope, sender: ChangeSender): Promise<Change[]> {
  return db.$queryRaw<Change[]>`
    SELECT kind, key, version, attempts FROM outbox_change
    WHERE shop_id = current_shop_id() AND kind = ${sender.kind} AND failed_at IS NULL AND due_at <= ${new Date()}
    ORDER BY due_at, key LIMIT ${sender.batchSize}`;
}

async function sendBatch(
  shopId: ShopId,
  sender: ChangeSender,
  changes: readonly Change[],
): Promise<ChangeResult[]> {
  const keys = changes.map((change) => change.key);
  try {
    return await sender.send(shopId, keys);
  } catch (error) {
    log.warn(
      { shopId: shopId.toString(), kind: sender.kind, err: error },
      "changes could not be sent to Shopify",
    );
    return keys.map((key) => ({ key, ok: false, error: messageOf(error), retry: true }));
  }
}

async function noteResults(
  { db, shopId }: ShopScope,
  kind: string,
  changes: readonly Change[],
  results: readonly ChangeResult[],
): Promise<void> {
  const byKey = new Map(changes.map((change) => [change.key, change]));
  const sent = results.flatMap(({ ok, key }) => (ok ? (byKey.get(key) ?? []) : []));
  // Here and below only the version that was sent: a change made meanwhile stays and is sent again.
  await db.$executeRaw`
    DELETE FROM outbox_change c
    USING unnest(${sent.map(({ key }) => key)}::text[], ${sent.map(({ version }) => version)}::integer[]) AS s (key, version)
    WHERE c.shop_id = current_shop_id() AND c.kind = ${kind} AND c.key = s.key AND c.version = s.version`;
  for (const result of results) {
    const change = byKey.get(result.key);
    if (!change || result.ok) continue;
    const attempts = change.attempts + 1;
    const isFinal = !result.retry || attempts >= MAX_ATTEMPTS;
    await db.outboxChange.updateMany({
      where: { shopId, kind, key: result.key, version: change.version },
      data: {
        attempts,
        lastError: result.error.slice(0, 500),
        failedAt: isFinal ? new Date() : null,
        dueAt: new Date(Date.now() + 1000 * Math.min(3600, 2 ** attempts)),
      },
    });
  }
}
