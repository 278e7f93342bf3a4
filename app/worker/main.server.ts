import { Logger, run } from "graphile-worker";
import { closeDatabase } from "#app/platform/db/client.server.ts";
import { env } from "#app/platform/env/env.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { requeueDueWork } from "#app/platform/queue/queue.server.ts";
import { schedule, tasks } from "./registry.server.ts";

/**
 * The background process. It may be started as often as needed; the queue hands each job to one of them.
 * The queue's own tables belong to the owner's role, so it has its own connection; handlers use the app's role.
 */
const runner = await run({
  connectionString: env.DATABASE_URL,
  concurrency: env.WORKER_CONCURRENCY,
  pollInterval: 1000,
  noHandleSignals: true,
  taskList: tasks,
  crontab: schedule,
  logger: new Logger((scope) => (level, message) => {
    if (level === "error") log.error({ source: "queue", job: scope.taskIdentifier }, message);
    else if (level === "warning") log.warn({ source: "queue" }, message);
  }),
});
// What a killed worker left behind does not wait for the clock.
await requeueDueWork({ minAgeMs: 0 });
log.info({ concurrency: env.WORKER_CONCURRENCY }, "the worker is ready");

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await runner.stop();
  await closeDatabase();
  process.exit(0);
}
process.on("SIGTERM", () => void stop());
process.on("SIGINT", () => void stop());
await runner.promise;
