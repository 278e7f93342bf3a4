/**
 * How long a change takes all the way: from a webhook that is sent to the app until Shopify has the customer's new points
 * as a metafield, while webhooks come at a steady rate. The app as it is built and served, its worker, a durable
 * PostgreSQL, and the simulator with Shopify's own rate limits.
 */
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import { writeStateFile } from "#simulator/saved-state/files.ts";
import { lastId } from "#simulator/state/create-shop.ts";
import { type RunningSimulator, startSimulator } from "#simulator/simulator.ts";
import type { Customer } from "#simulator/state/model.ts";
import { readAppToml } from "../app/platform/shopify-admin/app-toml.server.ts";
import {
  install,
  startProgramme,
  type StoreAddresses,
  waitForImport,
  waitUntilSettled,
} from "../scripts/open-store.ts";
import { webCommand, workerCommand } from "../scripts/node-commands.ts";
import { ROOT, say } from "../scripts/prepare.ts";
import { findFreePort, onStop, startProcess, waitUntilUp } from "../scripts/stack.ts";
import { emptyDatabase } from "./database.ts";
import { type Figure, printFigures, ratioOf } from "./figures.ts";
import { makeLagOrder } from "./lag/order-body.ts";
import { largeStore } from "./simulator/large-store.ts";

export const needsWebBuild = true;

const RATE_PER_SECOND = 100;
const SECONDS = 120;
const TARGET_P99_MS = 2_000;
const PATIENCE_MS = 60_000;
const SECRET = "bench-client-secret";

/** Runs the measurement and prints a table, or with `json` one line per figure. */
export async function run({ json }: { json: boolean }): Promise<void> {
  say(`  ${cpus().length} × ${cpus()[0]?.model ?? "CPU"}; ${RATE_PER_SECOND} webhooks/s for ${SECONDS} s`);
  const { simulator, store } = await startAll();
  await install(store);
  await waitForImport(store);
  await startProgramme(store);
  await waitUntilSettled(store);
  const sentAtMs = await sendSteadily(simulator, store);
  const lagsMs = await readLags(simulator, sentAtMs);
  const p99 = percentile(lagsMs, 0.99);
  say(
    `  ${lagsMs.length} orders, p50 ${percentile(lagsMs, 0.5)} ms, p99 ${p99} ms, longest ${percentile(lagsMs, 1)} ms`,
  );
  const figure: Figure = {
    bench: "lag",
    case: `${RATE_PER_SECOND} webhooks/s for ${SECONDS} s`,
    metric: "p99",
    value: p99,
    unit: "ms",
    reference: "target",
    referenceValue: TARGET_P99_MS,
    ratio: ratioOf(p99, TARGET_P99_MS),
  };
  printFigures([figure], {
    json,
    verdictOf: ({ ratio }) => (ratio !== null && ratio <= 1 ? "reached" : "missed"),
  });
}

/** A store with a customer for every order to come, the app, its worker and a PostgreSQL that keeps what it acknowledges. */
async function startAll(): Promise<{ simulator: RunningSimulator; store: StoreAddresses }> {
  const folder = mkdtempSync(path.join(tmpdir(), "perennial-lag-"));
  onStop(() => rmSync(folder, { recursive: true, force: true }));
  const shop = largeStore({ customers: RATE_PER_SECOND * SECONDS, orders: 1 }, new Date());
  const stateFile = path.join(folder, "store.jsonl");
  writeStateFile(stateFile, { clock: { now: new Date(), speed: 1 }, shops: [shop], lastId: lastId(shop) });
  const webPort = await findFreePort();
  const appUrl = `http://localhost:${webPort}`;
  const simulator = await startSimulator({ stateFile, appFolder: ROOT, appUrl, apiSecret: SECRET });
  onStop(() => simulator.close());

  const databaseUrl = await emptyDatabase();
  const env = {
    NODE_ENV: "production",
    PERENNIAL_DEMO: "1",
    DATABASE_URL: databaseUrl,
    SHOPIFY_API_KEY: readAppToml(path.join(ROOT, "shopify.app.toml")).clientId,
    SHOPIFY_API_SECRET: SECRET,
    SHOPIFY_APP_URL: appUrl,
    SHOPIFY_SIMULATOR_URL: simulator.adminUrl,
    PORT: String(webPort),
    LOG_LEVEL: "warn",
  };
  const web = startProcess("web", webCommand(), env);
  const worker = startProcess("worker", workerCommand(), env);
  await waitUntilUp(`${appUrl}/healthz`, web);
  const store = { adminUrl: simulator.adminUrl, appUrl, databaseUrl, shop: shop.domain, worker };
  return { simulator, store };
}

/** Sends one order of each customer, evenly. Returns when each was sent, by customer. */
async function sendSteadily(
  simulator: RunningSimulator,
  store: StoreAddresses,
): Promise<Map<bigint, number>> {
  const customers = [...simulator.shop.customers.values()];
  const sentAtMs = new Map<bigint, number>();
  const answers: Promise<void>[] = [];
  const beganAtMs = Date.now();
  for (const [n, customer] of customers.entries()) {
    const dueAtMs = beganAtMs + (n * 1000) / RATE_PER_SECOND;
    const waitMs = dueAtMs - Date.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    // By the simulator's clock, which stamps what is written.
    sentAtMs.set(customer.id, simulator.platform.clock.now().getTime());
    answers.push(send(store, customer, n));
  }
  await Promise.all(answers);
  return sentAtMs;
}

async function send(store: StoreAddresses, customer: Customer, n: number): Promise<void> {
  const body = makeLagOrder(n, customer, new Date());
  const response = await fetch(`${store.appUrl}/webhooks/orders`, {
    method: "POST",
    body: new Uint8Array(body),
    headers: {
      "Content-Type": "application/json",
      "X-Shopify-Topic": "orders/create",
      "X-Shopify-Shop-Domain": store.shop,
      "X-Shopify-API-Version": "2026-07",
      "X-Shopify-Webhook-Id": `lag-webhook-${n}`,
      "X-Shopify-Event-Id": `lag-event-${n}`,
      "X-Shopify-Triggered-At": new Date().toISOString(),
      "X-Shopify-Hmac-Sha256": createHmac("sha256", SECRET).update(body).digest("base64"),
    },
  });
  if (response.status !== 200) throw new Error(`the app answered ${response.status} to a webhook`);
}

/** Waits until Shopify has every customer's points. @throws when some never come */
async function readLags(simulator: RunningSimulator, sentAtMs: Map<bigint, number>): Promise<number[]> {
  for (const endsAtMs = Date.now() + PATIENCE_MS; ;) {
    const writtenAtMs = new Map(
      [...simulator.shop.metafields.values()].flatMap((metafield) => {
        const id = /^gid:\/\/shopify\/Customer\/(\d+)$/.exec(metafield.ownerGid)?.[1];
        return id && metafield.key === "points" && metafield.value !== "0"
          ? [[BigInt(id), metafield.updatedAt.getTime()] as const]
          : [];
      }),
    );
    const lags = [...sentAtMs].flatMap(([id, sentAt]) => {
      const writtenAt = writtenAtMs.get(id);
      return writtenAt === undefined ? [] : [writtenAt - sentAt];
    });
    if (lags.length === sentAtMs.size) return lags;
    if (Date.now() > endsAtMs)
      throw new Error(`${sentAtMs.size - lags.length} of ${sentAtMs.size} points never reached Shopify`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** The value that this share of all values does not exceed. */
function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]!;
}
