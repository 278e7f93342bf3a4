/** The product's worker inside a bench: jobs begin when they would begin there. */
import { Logger, run } from "graphile-worker";
import { onStop } from "../scripts/stack.ts";

/**
 * Starts the jobs of these kinds, which anybody may have queued, as the worker process does. Load the app's settings
 * before.
 *
 * @returns ends it, after the jobs at hand
 */
export async function startJobs(databaseUrl: string, names: readonly string[]): Promise<() => Promise<void>> {
  const { tasks } = await import("../app/worker/registry.server.ts");
  const { JOB_POLL_MS } = await import("../app/platform/queue/queue.server.ts");
  const { env } = await import("../app/platform/env/env.server.ts");
  const runner = await run({
    connectionString: databaseUrl,
    concurrency: env.WORKER_CONCURRENCY,
    pollInterval: JOB_POLL_MS,
    noHandleSignals: true,
    taskList: Object.fromEntries(names.map((name) => [name, tasks[name as keyof typeof tasks]!])),
    crontab: "",
    logger: new Logger(() => (level, message) => {
      if (level === "error") console.error(`  a job failed: ${message}`);
    }),
  });
  let isRunning = true;
  const stop = async () => {
    if (isRunning) await runner.stop();
    isRunning = false;
  };
  onStop(stop);
  return stop;
}
