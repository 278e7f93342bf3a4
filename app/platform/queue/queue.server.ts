import { prisma } from "#app/platform/db/client.server.ts";
import type { ShopScope } from "#app/platform/db/scope.server.ts";

/**
 * How often a worker with nothing to do looks for jobs whose time has come, in milliseconds. A job for at once does not
 * wait for it, one that is planned for an instant begins at most so much later.
 */
export const JOB_POLL_MS = 200;

/** Jobs for one shop. Their handlers are in app/worker/registry. */
export type ShopTask =
  | "process-deliveries"
  | "react"
  | "send-changes"
  | "refresh-shop"
  | "backfill"
  | "advance-stages"
  | "advance-segments"
  | "build-segments"
  | "reconcile"
  | "refit-recommendations"
  | "run-bulk-actions"
  | "work-off-privacy-requests"
  | "advance-journeys"
  | "run-transfers"
  | "send-messages";

/**
 * Queues a job for a shop in the transaction that is open, so that it exists if and only if the change does. One job
 * of a kind waits for a shop at a time: queueing it again while it waits changes nothing, while it runs adds one more.
 * Of those for later one waits as well, for the time that was given last.
 */
export async function enqueue(
  scope: ShopScope,
  task: ShopTask,
  options: { runAt?: Date } = {},
): Promise<void> {
  const payload = JSON.stringify({ shopId: scope.shopId.toString() });
  const jobKey = options.runAt ? `${task}:${scope.shopId}:later` : `${task}:${scope.shopId}`;
  // So long from now, not at that instant: the clock that counts is the one that said when, not the database's.
  const delayMs = options.runAt ? Math.max(0, options.runAt.getTime() - Date.now()) : null;
  await scope.db.$executeRaw`
    SELECT enqueue_job(${task}, ${payload}::json, ${jobKey}, clock_timestamp() + ${delayMs}::float8 * interval '1 millisecond')`;
}

/**
 * Queues again what is due but waits: the job may have died with its worker, which the queue itself notices only hours
 * later. Jobs may run twice, so asking once too often does no harm.
 *
 * @param options.minAgeMs leaves alone what has been due for less than this: its own job is on its way
 */
export async function requeueDueWork(options: { minAgeMs: number }): Promise<void> {
  await prisma.$executeRaw`
    SELECT enqueue_job(task, json_build_object('shopId', shop_id::text), task || ':' || shop_id) FROM list_due_work(${options.minAgeMs}::int * interval '1 millisecond')`;
}

/** Queues jobs that go by the time of day for every shop: the clock was set, so anything may be due. */
export async function requeueByClock(tasks: readonly ShopTask[]): Promise<void> {
  await prisma.$executeRaw`
    SELECT enqueue_job(task, json_build_object('shopId', shop.id::text), task || ':' || shop.id)
    FROM list_shops() AS shop, unnest(${[...tasks]}::text[]) AS task`;
}
