/** Nothing acknowledged is lost: workers are killed in the middle of their work, and the end is as if they had not been. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { withShop } from "#app/platform/db/scope.server.ts";
import { deliverAll, makeStory } from "#tests/integration/worker/story.ts";
import {
  asOwner,
  deliver,
  makeShop,
  readState,
  startProgramme,
  type TestShop,
  workOff,
} from "#tests/factories/shop.ts";

const ROUNDS = 3;
const DELIVERED_AT_ONCE = 4;

const STORY = makeStory({ orders: 40, customers: 12 });

const running = new Set<ChildProcess>();

afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts the real worker on this file's database. Resolves when it takes jobs. */
async function startWorker(): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", "app/worker/main.server.ts"],
    { env: { ...process.env, LOG_LEVEL: "info" }, stdio: ["ignore", "pipe", "pipe"] },
  );
  running.add(child);
  let output = "";
  await new Promise<void>((resolve, reject) => {
    const listen = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes("the worker is ready")) resolve();
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.once("exit", (code) => reject(new Error(`the worker ended with ${code}:\n${output.slice(-2000)}`)));
  });
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
  running.delete(child);
}

const countDeliveries = (shop: TestShop, status: "received" | "processed") =>
  withShop(shop.shopId, ({ db }) => db.webhookDelivery.count({ where: { status } }));

const backlogOf = async (shop: TestShop) => ({
  deliveries: await countDeliveries(shop, "received"),
  reactions: await withShop(shop.shopId, ({ db }) => db.reactionDue.count()),
});

/** What the queue holds, for the message of a failure. */
async function describeJobs(): Promise<string> {
  let jobs: unknown[] = [];
  await asOwner(async (query) => {
    jobs = await query(
      "SELECT task_identifier, key, run_at, attempts, locked_by, last_error FROM graphile_worker.jobs ORDER BY id",
    );
  });
  return jobs.map((job) => JSON.stringify(job)).join("\n");
}

const STUCK_AFTER_MS = 8_000;

/** Waits while there is progress. @throws when there is none for long */
async function waitUntilDone(shop: TestShop): Promise<void> {
  let seen = "";
  let seenAt = Date.now();
  for (;;) {
    const backlog = await backlogOf(shop);
    if (backlog.deliveries === 0 && backlog.reactions === 0) return;
    const now = JSON.stringify(backlog);
    if (now !== seen) [seen, seenAt] = [now, Date.now()];
    if (Date.now() - seenAt > STUCK_AFTER_MS) throw new Error(`stuck at ${now}\n${await describeJobs()}`);
    await sleep(100);
  }
}

/** What an undisturbed run ends with, done in this process. */
async function tellUndisturbed() {
  const shop = await makeShop();
  await startProgramme(shop);
  await deliverAll(shop, STORY);
  await workOff(shop);
  return readState(shop);
}


it("debug", { timeout: 90000 }, async () => {
  const shop = await makeShop(); await startProgramme(shop);
  await deliverAll(shop, STORY);
  await Promise.all([startWorker(), startWorker()]);
  const errors = new Map<string, number>();
  const t0 = Date.now();
  for (;;) {
    const b = await backlogOf(shop);
    const rows = await withShop(shop.shopId, ({ db }) => db.webhookDelivery.findMany({ where: { error: { not: null } }, select: { error: true, topic: true, attempts: true, id: true } }));
    for (const r of rows) errors.set(r.id + " " + r.topic + " " + r.attempts + " " + r.error, 1);
    if (b.deliveries === 0 && b.reactions === 0) break;
    await sleep(300);
  }
  let act: unknown[] = [];
  await asOwner(async (q) => { act = await q("select deadlocks::int, xact_commit::int from pg_stat_database where datname = current_database()"); });
  console.log(Date.now() - t0, JSON.stringify(act), [...errors.keys()].join("\n"));
});
