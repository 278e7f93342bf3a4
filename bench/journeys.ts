/**
 * How many due steps of journeys one worker takes a second, and how late they are, while many others wait. The job's own
 * function on a PostgreSQL in which everybody who waits has left a cart: each step looks at cart, orders and stock, and
 * each message is queued.
 *
 * JOURNEYS_BENCH_SIZE scales it: 0.05 = one twentieth of one million people who wait.
 */
import { cpus } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { say } from "../scripts/prepare.ts";
import { onStop } from "../scripts/stack.ts";
import { emptyDatabase, useDatabase } from "./database.ts";
import { type Figure, printFigures, ratioOf } from "./figures.ts";
import { startJobs } from "./worker.ts";

const WAITING = 1_000_000;
const DUE_AT_ONCE = 20_000;
const TARGET_STEPS_PER_S = 1_000;
const DUE_PER_S = 500;
const SECONDS = 20;
const TARGET_LATENESS_P99_MS = 2_000;
const DAY_MS = 86_400_000;

/** Runs the measurement and prints a table, or with `json` one line per figure. */
export async function run({ json }: { json: boolean }): Promise<void> {
  const scale = Number(process.env["JOURNEYS_BENCH_SIZE"] ?? 1);
  const waiting = Math.round(WAITING * scale);
  say(`  ${cpus().length} × ${cpus()[0]?.model ?? "CPU"}; ${waiting} people wait`);
  const databaseUrl = await emptyDatabase({ isLarge: true });
  useDatabase(databaseUrl);
  const { shopId, journeyId } = await makeShop();
  const database = new pg.Client(databaseUrl);
  await database.connect();
  onStop(() => database.end());
  await fill(database, shopId, journeyId, waiting);
  const figures = [
    await measureSteps(database, shopId, Math.max(2_000, Math.round(DUE_AT_ONCE * Math.min(1, scale * 5)))),
    await measureLateness(database, databaseUrl, shopId, waiting),
  ];
  printFigures(figures, {
    json,
    verdictOf: ({ metric, ratio }) =>
      ratio !== null && (metric === "steps" ? ratio >= 1 : ratio <= 1) ? "met" : "MISSED",
  });
}

async function makeShop(): Promise<{ shopId: bigint; journeyId: number }> {
  const { installShop } = await import("../app/features/shops/index.server.ts");
  const { createCartRecovery, switchJourney } = await import("../app/features/automations/index.server.ts");
  const { withShop } = await import("../app/platform/db/scope.server.ts");
  const shopId = await installShop("bench.myshopify.com", []);
  const now = new Date(Date.now() - 30 * DAY_MS);
  const journeyId = await withShop(shopId, async (scope) => {
    await scope.db.shop.update({
      where: { id: shopId },
      data: { currency: "GBP", ianaTimezone: "Europe/London" },
    });
    const id = await createCartRecovery(scope, { name: "Cart recovery", staff: null, now });
    await switchJourney(scope, id, true, now);
    return id;
  });
  return { shopId, journeyId };
}

/** Everybody got the first message yesterday and waits for the second, a month from now; each left a cart of two things. */
async function fill(database: pg.Client, shopId: bigint, journeyId: number, waiting: number): Promise<void> {
  const values = [shopId.toString(), waiting, new Date(Date.now() - DAY_MS)];
  await database.query(
    `INSERT INTO cart (shop_id, cart_token, subject_id, customer_id, currency, total_minor, item_count, lines, created_at, updated_at)
     SELECT $1, 'cart-' || n, n, n, 'GBP', 2500, 2,
       '[{"variantId":"70","productId":"60","title":"Lantern","quantity":2,"unitPriceMinor":"1250"}]',
       $3, $3 FROM generate_series(1, $2::int) AS n`,
    values,
  );
  await database.query(
    `INSERT INTO enrolment (shop_id, journey_id, version, key, subject_id, customer_id, state, step, due_at, anchor_at, entered_at)
     SELECT $1, $4, 1, 'cart:cart-' || n, n, n, 'active', 'one_day', now() + interval '30 days' + n * interval '1 second',
       $3, $3 FROM generate_series(1, $2::int) AS n`,
    [...values, journeyId],
  );
  await database.query("VACUUM ANALYZE cart");
  await database.query("VACUUM ANALYZE enrolment");
}

/** Many are due at once: each ends its wait, has a message queued and waits again. */
async function measureSteps(database: pg.Client, shopId: bigint, due: number): Promise<Figure> {
  const { advanceJourneys } = await import("../app/features/automations/index.server.ts");
  // The first call reads code and plans.
  await advanceJourneys(shopId);
  const idleFrom = performance.now();
  await advanceJourneys(shopId);
  say(`  a look at a shop in which nobody is due: ${(performance.now() - idleFrom).toFixed(1)} ms`);
  await database.query("UPDATE enrolment SET due_at = now() - interval '1 second' WHERE customer_id <= $1", [
    due,
  ]);
  const from = performance.now();
  const cpuFrom = process.cpuUsage();
  let taken = 0;
  // The job makes room for others after a while; the worker would start it again at once.
  while (taken < due) {
    await advanceJourneys(shopId);
    const before = taken;
    taken = await countDone(database);
    if (taken === before) throw new Error(`only ${taken} of ${due} due steps were taken`);
  }
  const seconds = (performance.now() - from) / 1000;
  const { user, system } = process.cpuUsage(cpuFrom);
  say(
    `  ${taken} steps in ${seconds.toFixed(1)} s, ${((user + system) / 1000 / taken).toFixed(2)} ms CPU of the worker each`,
  );
  const value = Math.round(taken / seconds);
  return figureOf("one worker", "steps", value, "1/s", "at least", TARGET_STEPS_PER_S);
}

/** The waits that ended; the messages that follow from them are not counted. */
async function countDone(database: pg.Client): Promise<number> {
  const { rows } = await database.query<{ n: string }>(
    "SELECT count(*) AS n FROM enrolment_step WHERE step = 'one_day'",
  );
  return Number(rows[0]!.n);
}

/** People fall due one after the other while the product's worker runs; how long after it is their step committed? */
async function measureLateness(
  database: pg.Client,
  databaseUrl: string,
  shopId: bigint,
  waiting: number,
): Promise<Figure> {
  const { planJourneys } = await import("../app/features/automations/index.server.ts");
  const people = Math.min(DUE_PER_S * SECONDS, Math.floor(waiting / 2));
  const firstId = waiting - people + 1;
  const begin = Date.now() + 3_000;
  const dueOf = (id: number) => begin + ((id - firstId) * 1000) / DUE_PER_S;
  await database.query(
    `UPDATE enrolment SET due_at = to_timestamp($2::float8 / 1000 + (customer_id - $1::int)::float8 / $3::float8) WHERE customer_id >= $1::int`,
    [firstId, begin, DUE_PER_S],
  );
  await planJourneys(shopId);
  const stop = await startJobs(databaseUrl, ["advance-journeys"]);
  const giveUpAt = dueOf(waiting) + 60_000;
  let taken: { id: string; atMs: number }[] = [];
  while (taken.length < people) {
    if (Date.now() > giveUpAt) throw new Error(`only ${taken.length} of ${people} people were taken`);
    await pause(Math.max(500, dueOf(waiting) - Date.now()));
    taken = await readTaken(database, firstId);
  }
  await stop();
  const sorted = taken.map(({ id, atMs }) => atMs - dueOf(Number(id))).toSorted((a, b) => a - b);
  const p99 = Math.round(sorted[Math.ceil(sorted.length * 0.99) - 1]!);
  say(
    `  ${people} people at ${DUE_PER_S} a second: p50 ${Math.round(sorted[Math.floor(sorted.length / 2)]!)} ms, p99 ${p99} ms`,
  );
  return figureOf(`${DUE_PER_S} due a second`, "lateness", p99, "ms", "at most", TARGET_LATENESS_P99_MS);
}

/** When each step was committed, by PostgreSQL's clock of commits. */
async function readTaken(database: pg.Client, firstId: number): Promise<{ id: string; atMs: number }[]> {
  const { rows } = await database.query<{ id: string; atMs: number }>(
    `SELECT e.customer_id AS id, (extract(epoch FROM pg_xact_commit_timestamp(s.xmin)) * 1000)::float8 AS "atMs"
     FROM enrolment e JOIN enrolment_step s USING (shop_id, enrolment_id)
     WHERE e.customer_id >= $1 AND s.step = 'one_day'`,
    [firstId],
  );
  return rows;
}

function figureOf(
  name: string,
  metric: string,
  value: number,
  unit: string,
  reference: string,
  target: number,
): Figure {
  return {
    bench: "journeys",
    case: name,
    metric,
    value,
    unit,
    reference,
    referenceValue: target,
    ratio: ratioOf(value, target),
  };
}
