/**
 * How long the customers list, its search and a profile take in a large store, and how much room an order takes on disk.
 * The functions that the pages' loaders call, on a PostgreSQL filled in the shapes that the product writes: personal data
 * sealed with the app's key, names under search tokens of the shop's key.
 *
 * CUSTOMERS_BENCH_SIZE scales it: 0.01 = one hundredth of one million customers and five million orders.
 */
import { cpus } from "node:os";
import pg from "pg";
import { say } from "../scripts/prepare.ts";
import { type CallCase, callsFor } from "./customers/calls.ts";
import { filledStore, type Sizes } from "./customers/fill.ts";
import { type Figure, printFigures, ratioOf } from "./figures.ts";

const FULL: Sizes = { customers: 1_000_000, orders: 5_000_000 };
const TARGET_P95_MS = 100;
const ROUNDS = 5;
/** What an order takes with its lines and facts, at most. A figure to watch, not a promise. */
const TARGET_BYTES = 4_096;

/** Runs the measurement and prints a table, or with `json` one line per figure. */
export async function run({ json }: { json: boolean }): Promise<void> {
  const scale = Number(process.env["CUSTOMERS_BENCH_SIZE"] ?? 1);
  const sizes = { customers: Math.round(FULL.customers * scale), orders: Math.round(FULL.orders * scale) };
  say(
    `  ${cpus().length} × ${cpus()[0]?.model ?? "CPU"}; ${sizes.customers} customers, ${sizes.orders} orders`,
  );
  const { databaseUrl, shopId } = await filledStore(sizes);
  const figures = await measure(databaseUrl, shopId, sizes);
  printFigures(figures, {
    json,
    verdictOf: ({ ratio }) => (ratio !== null && ratio <= 1 ? "met" : "MISSED"),
  });
}

/** Measures a filled database. */
export async function measure(databaseUrl: string, shopId: bigint, sizes: Sizes): Promise<Figure[]> {
  const calls = await callsFor(shopId, sizes);
  const figures: Figure[] = [];
  for (const [name, cases] of Object.entries(calls) as [CallCase, (typeof calls)[CallCase]][]) {
    const times: number[] = [];
    for (let round = -1; round < ROUNDS; round += 1) {
      for (const { about, call } of cases) {
        const begin = performance.now();
        await call(round + 1);
        const ms = performance.now() - begin;
        // The first round fills the caches, as any page has before a merchant's second click.
        if (round >= 0) times.push(ms);
        if (round === ROUNDS - 1 && ms > TARGET_P95_MS) say(`  slow: ${name}, ${about}: ${ms.toFixed(0)} ms`);
      }
    }
    const p95 = Math.round(percentile(times, 0.95) * 10) / 10;
    say(
      `  ${name}: ${times.length} calls of ${cases.length} kinds, p50 ${percentile(times, 0.5).toFixed(1)} ms, p95 ${p95} ms`,
    );
    figures.push(figureOf(name, "p95", p95, "ms", TARGET_P95_MS));
  }
  figures.push(figureOf("size", "order", await bytesPerOrder(databaseUrl, sizes), "B", TARGET_BYTES));
  return figures;
}

function figureOf(name: string, metric: string, value: number, unit: string, target: number): Figure {
  const ratio = ratioOf(value, target);
  return {
    bench: "customers",
    case: name,
    metric,
    value,
    unit,
    reference: "at most",
    referenceValue: target,
    ratio,
  };
}

function percentile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/** Orders, their lines and facts with all indexes and long values, divided by the orders. */
async function bytesPerOrder(databaseUrl: string, { orders }: Sizes): Promise<number> {
  const database = new pg.Client(databaseUrl);
  await database.connect();
  try {
    const { rows } = await database.query<{ name: string; bytes: string }>(`
      SELECT name, sum(pg_total_relation_size(oid)) AS bytes FROM (
        SELECT 'orders' AS name, 'orders'::regclass AS oid UNION ALL SELECT 'lines', 'order_line'::regclass
        UNION ALL SELECT 'facts', relid FROM pg_partition_tree('fact') WHERE isleaf) t GROUP BY name ORDER BY name`);
    for (const { name, bytes } of rows) say(`  ${name}: ${Math.round(Number(bytes) / orders)} B per order`);
    return Math.round(rows.reduce((sum, { bytes }) => sum + Number(bytes), 0) / orders);
  } finally {
    await database.end();
  }
}
