/**
 * How many orders a second go the whole way: live, from the stored webhook to the finished reactions, with one and with
 * two worker processes; and by the import, beside plain inserts of the same rows. Each on an empty database and on one
 * with ten times as many orders. What was made of them is checked.
 */
import { execFile } from "node:child_process";
import { cpus } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { NODE, workerCommand } from "../scripts/node-commands.ts";
import { ROOT, say } from "../scripts/prepare.ts";
import { onStop, startProcess } from "../scripts/stack.ts";
import { emptyDatabase } from "./database.ts";
import { type Figure, printFigures, ratioOf } from "./figures.ts";
import type { Task } from "./pipeline/app-side.ts";
import { fillWithCopies } from "./pipeline/fill.ts";
import { CREATE_FLOOR_TABLES, insertPlainly } from "./pipeline/floor.ts";
import { makeOrder } from "./pipeline/orders.ts";

const FULL_SIZE = 100_000;
const ORDERS_PER_CUSTOMER = 5;
const LIVE_TARGET = 300;
const IMPORT_TARGET = 1_000;
const COPIES = 9;
const execute = promisify(execFile);

interface Bed {
  databaseUrl: string;
  database: pg.Client;
  shopId: string;
  orders: number;
  customers: number;
}

/** Runs the measurement. `settings.orders` scales it down; targets are for {@link FULL_SIZE}. */
export async function run({
  json,
  settings = {},
}: {
  json: boolean;
  settings?: Record<string, string>;
}): Promise<void> {
  const orders = Number(settings["orders"] ?? FULL_SIZE);
  if (!Number.isInteger(orders) || orders < 100) throw new Error("orders= takes a whole number from 100 on");
  const bed = await prepareBed(orders);
  if (orders !== FULL_SIZE) say(`  scaled down: ${orders} orders in place of ${FULL_SIZE}`);
  say(
    `  ${bed.customers} customers; ${cpus().length} × ${cpus()[0]?.model ?? "CPU"}; PostgreSQL with fsync, set up for a large store`,
  );
  const live = await measureLive(bed, 1, 1);
  const imported = await measureImport(bed, 2);
  say(`  storing ${COPIES} copies of what is there`);
  await fillWithCopies(bed.database, COPIES);
  const liveLarge = await measureLive(bed, 3, 1);
  const importedLarge = await measureImport(bed, 4);
  const liveTwo = await measureLive(bed, 5, 2);
  const figure = (name: string, value: number, reference: string, referenceValue: number): Figure => ({
    bench: "pipeline",
    case: name,
    metric: "orders",
    value: Math.round(value),
    unit: "1/s",
    reference,
    referenceValue: Math.round(referenceValue),
    ratio: ratioOf(value, referenceValue),
  });
  printFigures(
    [
      figure("live", live, "target", LIVE_TARGET),
      figure("live, two workers, tenfold data", liveTwo, "target", LIVE_TARGET),
      figure("live, tenfold data", liveLarge, "empty database", live),
      figure("backfill", imported.perSecond, "target", IMPORT_TARGET),
      figure("backfill", imported.perSecond, "plain inserts", imported.floorPerSecond),
      figure("backfill, tenfold data", importedLarge.perSecond, "empty database", imported.perSecond),
    ],
    { json, verdictOf: ({ reference, ratio }) => verdictOf(reference, ratio) },
  );
}

const WANTED: Record<string, number> = { target: 1, "empty database": 0.8, "plain inserts": 0.25 };

function verdictOf(reference: string, ratio: number | null): string {
  return ratio !== null && ratio >= WANTED[reference]! ? "reached" : "missed";
}

async function prepareBed(orders: number): Promise<Bed> {
  const databaseUrl = await emptyDatabase({ isLarge: true });
  const database = new pg.Client(databaseUrl);
  await database.connect();
  onStop(() => database.end());
  const { rows } = await database.query<{ id: string }>("SELECT id FROM install_shop('bench.myshopify.com')");
  const shopId = rows[0]!.id;
  // Uninstalled: nothing is sent to a Shopify that is not there, everything else goes on.
  await database.query(
    "UPDATE shop SET currency = 'GBP', iana_timezone = 'Europe/London', uninstalled_at = now()",
  );
  await database.query(
    `INSERT INTO programme (shop_id, version, effective_from, earn_points, earn_per_minor) VALUES ($1, 1, '2000-01-01', 1, 100)`,
    [shopId],
  );
  await database.query(CREATE_FLOOR_TABLES);
  return { databaseUrl, database, shopId, orders, customers: Math.ceil(orders / ORDERS_PER_CUSTOMER) };
}

function environmentOf({ databaseUrl }: Bed): Record<string, string> {
  return {
    NODE_ENV: "production",
    DATABASE_URL: databaseUrl,
    SHOPIFY_API_KEY: "bench-client-id",
    SHOPIFY_API_SECRET: "bench-client-secret",
    SHOPIFY_APP_URL: "https://app.example.com",
    LOG_LEVEL: "warn",
  };
}

/** Lets the app's own code do something in a process of its own; answers its seconds. */
async function ask(bed: Bed, command: Task["command"], block: number): Promise<number> {
  const { shopId, orders, customers } = bed;
  const task: Task = { command, shopId, block, orders, customers };
  const [program = "node", ...parameters] = [...NODE, "bench/pipeline/app-side.ts", JSON.stringify(task)];
  const { stdout } = await execute(program, parameters, {
    cwd: ROOT,
    env: { ...process.env, ...environmentOf(bed) },
    maxBuffer: 1e8,
  });
  const answer = /\{"seconds":.*\}$/.exec(stdout.trim())?.[0];
  return Number((JSON.parse(answer ?? "{}") as { seconds?: number }).seconds);
}

/** Orders a second from the stored webhook to the last reaction. */
async function measureLive(bed: Bed, block: number, workers: number): Promise<number> {
  const { database, shopId, orders } = bed;
  const before = await sumsOf(bed);
  await ask(bed, "deliver", block);
  await database.query("VACUUM ANALYZE webhook_delivery");
  await database.query("CHECKPOINT");
  const started = Array.from({ length: workers }, (_, n) =>
    startProcess(`worker ${n + 1}`, workerCommand(), environmentOf(bed)),
  );
  // The workers find what is stored by themselves when they start; the clock starts with the first one's first order.
  await until(
    database,
    "SELECT EXISTS (SELECT FROM webhook_delivery WHERE status <> 'received' AND processed_at > now() - interval '1 minute')",
  );
  const { rows: done } = await database.query<{ done: number }>(
    "SELECT count(*)::int AS done FROM webhook_delivery WHERE status = 'processed'",
  );
  const startedMs = performance.now();
  const early = (done[0]?.done ?? 0) - before.deliveries;
  await until(
    database,
    "SELECT NOT EXISTS (SELECT FROM webhook_delivery WHERE status = 'received') AND NOT EXISTS (SELECT FROM reaction_due)",
  );
  const perSecond = (orders - early) / ((performance.now() - startedMs) / 1000);
  for (const worker of started) worker.child.kill("SIGTERM");
  await Promise.all(
    started.map(({ child }) =>
      child.exitCode === null ? new Promise((resolve) => child.once("exit", resolve)) : null,
    ),
  );
  await check(bed, before, block, shopId);
  say(`  live, ${workers} worker${workers > 1 ? "s" : ""}: ${Math.round(perSecond)} orders/s`);
  return perSecond;
}

async function until(database: pg.Client, question: string): Promise<void> {
  while (true) {
    const { rows } = await database.query<Record<string, boolean>>(question);
    if (Object.values(rows[0] ?? {})[0]) return;
    await sleep(50);
  }
}

async function measureImport(
  bed: Bed,
  block: number,
): Promise<{ perSecond: number; floorPerSecond: number }> {
  const { database, orders } = bed;
  await database.query("CHECKPOINT");
  const floorSeconds = await insertPlainly(database, { ...bed, block });
  await database.query("CHECKPOINT");
  const seconds = await ask(bed, "import", block);
  const { rows } = await database.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM orders WHERE order_id BETWEEN $1 AND $2",
    [makeOrder(block, 0, 1).id, makeOrder(block, orders - 1, 1).id],
  );
  if (rows[0]?.count !== orders) throw new Error(`${rows[0]?.count} of ${orders} orders were imported`);
  await database.query("DELETE FROM reaction_due");
  const [perSecond, floorPerSecond] = [orders / seconds, orders / floorSeconds];
  say(`  backfill: ${Math.round(perSecond)} orders/s; plain inserts: ${Math.round(floorPerSecond)}`);
  return { perSecond, floorPerSecond };
}

interface Sums {
  deliveries: number;
  orders: number;
  points: number;
  spent: number;
}

async function sumsOf({ database }: Bed): Promise<Sums> {
  const { rows } = await database.query<Sums>(
    `SELECT (SELECT count(*)::int FROM webhook_delivery WHERE status = 'processed') AS deliveries,
       (SELECT count(*)::int FROM orders) AS orders,
       (SELECT coalesce(sum(balance), 0)::float8 FROM points_account WHERE kind = 'member') AS points,
       (SELECT coalesce(sum(spent_minor), 0)::float8 FROM customer_summary) AS spent`,
  );
  return rows[0]!;
}

/** @throws when not every order was made what it should be: a record, points for its goods, its part of a summary */
async function check(bed: Bed, before: Sums, block: number, shopId: string): Promise<void> {
  const after = await sumsOf(bed);
  let points = 0;
  let spent = 0;
  for (let n = 0; n < bed.orders; n += 1) {
    const { goodsMinor } = makeOrder(block, n, bed.customers);
    points += Math.floor(goodsMinor / 100);
    spent += goodsMinor;
  }
  const wanted: Sums = { deliveries: bed.orders, orders: bed.orders, points, spent };
  for (const key of Object.keys(wanted) as (keyof Sums)[]) {
    const got = after[key] - before[key];
    if (got !== wanted[key])
      throw new Error(`shop ${shopId}: ${key} grew by ${got} in place of ${wanted[key]}`);
  }
}
