/** Nothing acknowledged is lost: workers are killed in the middle of their work, and the end is as if they had not been. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { withShop } from "#app/platform/db/scope.server.ts";
import { makeStory } from "#tests/factories/story.ts";
import { deliverAll } from "#tests/integration/worker/story.ts";
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
const DELIVERED_AT_ONCE = 40;

const STORY = makeStory({ orders: 200, customers: 30 });

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

it("nothing acknowledged is lost or done twice when workers are killed", { timeout: 120_000 }, async () => {
  const undisturbed = await tellUndisturbed();
  const shop = await makeShop();
  await startProgramme(shop);
  const killedAtWork: boolean[] = [];
  let isTelling = true;

  const tell = async () => {
    const answers = [];
    for (let n = 0; n < STORY.length; n += DELIVERED_AT_ONCE) {
      const told = STORY.slice(n, n + DELIVERED_AT_ONCE);
      answers.push(...(await Promise.all(told.map((one) => deliver(shop, one)))));
      // Shopify repeats what it is not sure of.
      if (n % 80 === 0) answers.push(await deliver(shop, told[0]!));
      await sleep(60);
    }
    isTelling = false;
    return answers;
  };

  /** Kills workers, one or two at a time, each soon after the first delivery that they worked off. */
  const disturb = async () => {
    for (let round = 0; round < ROUNDS || isTelling; round += 1) {
      const workers = await Promise.all(Array.from({ length: 1 + (round % 2) }, startWorker));
      const before = await countDeliveries(shop, "processed");
      for (let tries = 0; tries < 400 && (await countDeliveries(shop, "processed")) === before; tries += 1)
        await sleep(25);
      await sleep(randomInt(0, 60));
      killedAtWork.push((await countDeliveries(shop, "received")) > 0);
      await Promise.all(workers.map(kill));
    }
  };

  const [answers] = await Promise.all([tell(), disturb()]);
  expect(answers.every((answer) => answer.status === 200)).toBe(true);
  expect(killedAtWork, "no worker was killed at work").toContain(true);
  expect(await countDeliveries(shop, "processed"), "no killed worker had done anything").toBeGreaterThan(0);

  // No delivery comes any more: what the dead held must be found without a nudge.
  await Promise.all([startWorker(), startWorker()]);
  await waitUntilDone(shop);

  const deliveries = await withShop(shop.shopId, ({ db }) => db.webhookDelivery.findMany());
  expect(deliveries).toHaveLength(STORY.length);
  const unusual = deliveries.filter((delivery) => delivery.status !== "processed");
  expect(unusual.map(({ topic, status, attempts, error }) => ({ topic, status, attempts, error }))).toEqual(
    [],
  );
  expect(await readState(shop)).toEqual(undisturbed);
});
