/**
 * Nothing acknowledged is lost and nothing is done twice, whatever dies: web, worker and PostgreSQL are killed with -9 at
 * random moments while thousands of webhooks come in, Shopify repeats what was not acknowledged, and the end is as if
 * nothing had happened. `KILL_ROUNDS=50 KILL_DELIVERIES=5000 npx vitest run --project processes tests/processes/kill-everything.test.ts` by hand.
 */
import { createHmac, randomInt } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "#app/platform/db/embedded.server.ts";
import { webCommand, workerCommand } from "#scripts/node-commands.ts";
import {
  createDatabase,
  findFreePort,
  migrate,
  startProcess,
  type StartedProcess,
  waitUntilUp,
} from "#scripts/stack.ts";
import { bytesOf } from "#tests/factories/payloads.ts";
import { makeStory, type Told } from "#tests/factories/story.ts";

const ROUNDS = Number(process.env["KILL_ROUNDS"] ?? 3);
const DELIVERIES = Number(process.env["KILL_DELIVERIES"] ?? 2_000);
const AT_ONCE = 24;
const SHOP = "killed.myshopify.com";
const SECRET = "kill-test-secret";
/** Kills of each part in a round. */
const KILLS = 3;

const folder = mkdtempSync(path.join(os.tmpdir(), "perennial-kill-"));
// The account that PostgreSQL runs as must be able to pass.
chmodSync(folder, 0o755);
let postgresPort = 0;
let webPort = 0;
let postgres: EmbeddedPostgres;
let web: StartedProcess;
let worker: StartedProcess;
let env: Record<string, string>;

const startPostgres = async () => {
  const dataFolder = path.join(folder, "data");
  // Backends of the killed server let go of its memory a moment later.
  for (let attempt = 1; ; attempt += 1)
    try {
      postgres = await startEmbeddedPostgres({ dataFolder, port: postgresPort });
      return;
    } catch (error) {
      if (attempt === 50) throw error;
      await sleep(100);
    }
};
const startWeb = () => {
  web = startProcess("web", webCommand(), env);
};
const startWorker = () => {
  worker = startProcess("worker", workerCommand(), env);
};

beforeAll(async () => {
  [postgresPort, webPort] = [await findFreePort(), await findFreePort()];
  await startPostgres();
  const databaseUrl = await createDatabase(postgres, "kill");
  await migrate(databaseUrl);
  env = {
    NODE_ENV: "production",
    DATABASE_URL: databaseUrl,
    SHOPIFY_API_KEY: "kill-test",
    SHOPIFY_API_SECRET: SECRET,
    SHOPIFY_APP_URL: `http://localhost:${webPort}`,
    PORT: String(webPort),
    LOG_LEVEL: "warn",
  };
});

afterAll(async () => {
  await web?.stop();
  await worker?.stop();
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function query<T extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client(env["DATABASE_URL"]);
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query<T>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

async function killed(child: StartedProcess["child"]): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

/** Whatever could not live without the database is started anew, as a process manager does; until the answer is called. */
function supervise(): () => void {
  const timer = setInterval(() => {
    if (web.child.exitCode !== null) startWeb();
    if (worker.child.exitCode !== null) startWorker();
  }, 200);
  return () => clearInterval(timer);
}

/** Delivers until it is acknowledged, as Shopify does. Returns how often that took. */
async function deliver(round: number, told: Told): Promise<number> {
  const body = bytesOf(told.payload);
  const headers = {
    "X-Shopify-Topic": told.topic,
    "X-Shopify-Shop-Domain": SHOP,
    "X-Shopify-API-Version": "2026-07",
    "X-Shopify-Webhook-Id": `${round}-${told.webhookId}`,
    "X-Shopify-Event-Id": `${round}-${told.webhookId}`,
    "X-Shopify-Triggered-At": "2026-03-01T10:00:40Z",
    "X-Shopify-Hmac-Sha256": createHmac("sha256", SECRET).update(body).digest("base64"),
  };
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(`http://127.0.0.1:${webPort}/webhooks/orders`, {
      method: "POST",
      body: Buffer.from(body),
      headers,
      signal: AbortSignal.timeout(5_000),
    }).catch(() => null);
    await response?.arrayBuffer().catch(() => null);
    if (response?.status === 200) return attempt;
    if (response && response.status < 500) throw new Error(`the app refused a delivery: ${response.status}`);
    if (attempt > 1_000) throw new Error(`a delivery was never acknowledged\n${web.output().slice(-1500)}`);
    await sleep(100 + randomInt(100));
  }
}

/** What the story gives, added up by hand: a point for each pound that was paid and not given back. */
function expectedPoints(story: readonly Told[]): { orders: number; points: number } {
  const orders = new Set(story.map(({ payload }) => String(payload["order_id"] ?? payload["id"])));
  const of = (prefix: string) =>
    new Set(
      story.filter((told) => told.webhookId.startsWith(prefix)).map((told) => told.webhookId.split("-")[1]),
    );
  const [paid, refunded, cancelled] = [of("paid-"), of("refund-"), of("cancel-").union(of("cancelled-"))];
  const points = [...paid].reduce((sum, n) => sum + (cancelled.has(n) ? 0 : refunded.has(n) ? 15 : 20), 0);
  return { orders: orders.size, points };
}

/** What the queue and the database are at, for the message of a failure. */
async function describe(): Promise<string> {
  const jobs = await query(
    "SELECT task_identifier, key, run_at - now() AS in, attempts, locked_by, last_error FROM graphile_worker.jobs ORDER BY id",
  );
  const sessions = await query(
    "SELECT pid, state, wait_event_type, wait_event, pg_blocking_pids(pid) AS behind, now() - xact_start AS since, left(query, 100) AS query FROM pg_stat_activity WHERE datname = current_database()",
  );
  const lines = [...jobs, ...sessions].map((line) => JSON.stringify(line));
  return [...lines, worker.output().slice(-1500)].join("\n");
}

async function waitUntilDone(): Promise<void> {
  let said = "";
  for (let stuck = 0; ;) {
    const [row] = await query<{ waiting: number; due: number }>(
      `SELECT (SELECT count(*)::int FROM webhook_delivery WHERE status = 'received') AS waiting,
              (SELECT count(*)::int FROM reaction_due) AS due`,
    );
    if (row!.waiting === 0 && row!.due === 0) return;
    const now = JSON.stringify(row);
    stuck = now === said ? stuck + 1 : 0;
    said = now;
    if (stuck > 150) throw new Error(`stuck at ${now}\n${await describe()}`);
    await sleep(200);
  }
}

it(
  `survives kill -9 of web, worker and PostgreSQL, ${ROUNDS} rounds`,
  { timeout: ROUNDS * 120_000 },
  async () => {
    const story = makeStory({ orders: DELIVERIES, customers: 400 }).slice(0, DELIVERIES);
    for (let round = 1; round <= ROUNDS; round += 1) {
      await query("SELECT erase_shop(shop_id) FROM shop");
      await query("SELECT install_shop($1)", [SHOP]);
      await query("UPDATE shop SET currency = 'GBP', iana_timezone = 'Europe/London'");
      await query(
        `INSERT INTO programme (shop_id, version, effective_from, earn_points, earn_per_minor)
       SELECT shop_id, 1, '2026-01-01', 1, 100 FROM shop`,
      );
      startWeb();
      startWorker();
      await waitUntilUp(`http://127.0.0.1:${webPort}/healthz`, web);

      let isTelling = true;
      let retried = 0;
      const tell = async () => {
        const waiting = story.slice();
        const connection = async () => {
          for (let told = waiting.shift(); told; told = waiting.shift()) {
            if ((await deliver(round, told)) > 1) retried += 1;
            // Shopify repeats what it is not sure of.
            if (randomInt(20) === 0) await deliver(round, told);
          }
        };
        await Promise.all(Array.from({ length: AT_ONCE }, connection));
        isTelling = false;
      };
      const disturb = async () => {
        const parts = ["web", "worker", "postgres"] as const;
        for (const part of Array.from({ length: KILLS }, () => parts).flat()) {
          await sleep(randomInt(50, 500));
          if (!isTelling) return;
          if (part === "web") {
            await killed(web.child);
            startWeb();
          } else if (part === "worker") {
            await killed(worker.child);
            startWorker();
          } else {
            await killed(postgres.process);
            await startPostgres();
          }
        }
      };
      const stopSupervising = supervise();
      onTestFinished(stopSupervising);
      await Promise.all([tell(), disturb()]);
      expect(retried, "nothing was disturbed").toBeGreaterThan(0);
      // Last of all the worker, in the middle of what is left.
      await killed(worker.child);
      startWorker();
      await waitUntilDone();
      stopSupervising();

      const [stored] = await query<{ deliveries: number; processed: number }>(
        "SELECT count(*)::int AS deliveries, count(*) FILTER (WHERE status = 'processed')::int AS processed FROM webhook_delivery",
      );
      expect(stored).toEqual({ deliveries: story.length, processed: story.length });
      const [state] = await query<{ orders: number; points: number; off: number; sum: number }>(
        `SELECT (SELECT count(*)::int FROM orders) AS orders,
        (SELECT sum(balance)::int FROM points_account WHERE kind = 'member') AS points,
        (SELECT count(*)::int FROM points_account a WHERE a.balance <> coalesce((SELECT sum(e.points) FROM points_entry e WHERE e.shop_id = a.shop_id AND e.account_id = a.account_id), 0)) AS off,
        (SELECT coalesce(sum(points), 0)::int FROM points_entry) AS sum`,
      );
      const expected = expectedPoints(story);
      expect(state).toEqual({ orders: expected.orders, points: expected.points, off: 0, sum: 0 });
      await killed(web.child);
      await killed(worker.child);
    }
  },
);
