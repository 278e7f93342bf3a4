import { setTimeout as sleep } from "node:timers/promises";
import { Logger, run, type Runner } from "graphile-worker";
import { watchClock } from "#app/platform/clock/watch-clock.server.ts";
import { checkDataKeys } from "#app/platform/crypto/check-keys.server.ts";
import { closeDatabase } from "#app/platform/db/client.server.ts";
import { env } from "#app/platform/env/env.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { JOB_POLL_MS, requeueByClock, requeueDueWork } from "#app/platform/queue/queue.server.ts";
import { closeModels } from "#app/features/recommendations/index.server.ts";
import { messageOf } from "#app/shared/errors.ts";
import { byClock, schedule, tasks } from "./registry.server.ts";

/**
 * The background process. It may be started as often as needed; the queue hands each job to one of them.
 * The queue's own tables belong to the owner's role, so it has its own connection; handlers use the app's role.
 */
await checkDataKeys();
let runner = await start();

async function start(): Promise<Runner> {
  // What a killed worker left behind does not wait for the clock.
  await requeueDueWork({ minAgeMs: 0 });
  const started = await run({
    connectionString: env.DATABASE_URL,
    concurrency: env.WORKER_CONCURRENCY,
    pollInterval: JOB_POLL_MS,
    noHandleSignals: true,
    taskList: tasks,
    crontab: schedule,
    logger: new Logger((scope) => (level, message) => {
      if (level === "error") log.error({ source: "queue", job: scope.taskIdentifier }, message);
      else if (level === "warning") log.warn({ source: "queue" }, message);
    }),
  });
  log.info({ concurrency: env.WORKER_CONCURRENCY }, "the worker is ready");
  return started;
}

watchClock((byMs) => {
  log.info({ byMs }, "the clock was set; whatever may be due is looked at");
  void requeueByClock(byClock);
});

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await runner.stop();
  await closeModels();
  await closeDatabase();
  process.exit(0);
}
process.on("SIGTERM", () => void stop());
process.on("SIGINT", () => void stop());

// The queue notes failed jobs in the background; when the database is away nobody waits for that to fail. The job is
// found again by what it was to do.
process.on("unhandledRejection", (error) => {
  log.error({ cause: messageOf(error) }, "something failed in the background");
});

const RESTART_DELAY_MS = 1000;

// The queue ends when it cannot note what became of a job, as when the database went away in the middle of one. The work
// stands in tables: it goes on as soon as the database is back.
let isRunning = true;
while (!stopping) {
  try {
    if (!isRunning) runner = await start();
    isRunning = true;
    await runner.promise;
    break;
  } catch (error) {
    isRunning = false;
    log.error({ cause: messageOf(error) }, "the queue stopped; it is started again");
    await sleep(RESTART_DELAY_MS);
  }
}
