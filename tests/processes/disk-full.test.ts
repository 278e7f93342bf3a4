/**
 * The disk of the database fills up while webhooks come in: what was acknowledged is there, the rest is refused with 503,
 * so that Shopify sends it again, and when there is room the app goes on by itself. Needs a volume of its own, which
 * only root can mount: elsewhere the test is left out.
 */
import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "#app/platform/db/embedded.server.ts";
import { webCommand } from "#scripts/node-commands.ts";
import { findFreePort, migrate, startProcess, type StartedProcess, waitUntilUp } from "#scripts/stack.ts";
import { bigId, bytesOf, makeOrder } from "#tests/factories/payloads.ts";

const SHOP = "full.myshopify.com";
const SECRET = "disk-full-secret";
const VOLUME_MIB = 96;
const AT_ONCE = 16;
/** What one round of deliveries that are let in takes at most, with what PostgreSQL keeps beside them. */
const MIN_FREE_MIB = 16;

const folder = mkdtempSync(path.join(os.tmpdir(), "perennial-full-"));
// The account that PostgreSQL runs as must be able to pass.
chmodSync(folder, 0o755);
const volume = path.join(folder, "volume");

function mountVolume(): boolean {
  mkdirSync(volume);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${VOLUME_MIB}m`, "tmpfs", volume], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const hasVolume = process.platform === "linux" && process.getuid?.() === 0 && mountVolume();

let postgres: EmbeddedPostgres | undefined;
let web: StartedProcess | undefined;
/** One that watches the disk. */
let watchful: StartedProcess | undefined;
let url = "";
let watchfulUrl = "";
let databaseUrl = "";

beforeAll(async () => {
  if (!hasVolume) return;
  const dataFolder = path.join(folder, "data");
  postgres = await startEmbeddedPostgres({ dataFolder });
  const owner = statSync(dataFolder);
  const space = path.join(volume, "space");
  mkdirSync(space);
  chownSync(space, owner.uid, owner.gid);
  const client = new pg.Client(postgres.urlFor("postgres"));
  await client.connect();
  await client.query(`CREATE TABLESPACE small LOCATION '${space}'`);
  await client.query("CREATE DATABASE full_disk TABLESPACE small");
  await client.end();
  databaseUrl = postgres.urlFor("full_disk");
  await migrate(databaseUrl);
  await query("SELECT install_shop($1)", [SHOP]);
  ({ web, url } = await startWeb({}));
  ({ web: watchful, url: watchfulUrl } = await startWeb({
    DATABASE_FOLDER: volume,
    INTAKE_MIN_FREE_MB: String(MIN_FREE_MIB),
  }));
});

async function startWeb(env: Record<string, string>): Promise<{ web: StartedProcess; url: string }> {
  const port = await findFreePort();
  const address = `http://127.0.0.1:${port}`;
  const started = startProcess("web", webCommand(), {
    NODE_ENV: "production",
    DATABASE_URL: databaseUrl,
    SHOPIFY_API_KEY: "disk-full",
    SHOPIFY_API_SECRET: SECRET,
    SHOPIFY_APP_URL: address,
    PORT: String(port),
    LOG_LEVEL: "warn",
    ...env,
  });
  await waitUntilUp(`${address}/healthz`, started);
  return { web: started, url: address };
}

afterAll(async () => {
  await web?.stop();
  await watchful?.stop();
  await postgres?.stop();
  if (hasVolume) execFileSync("umount", [volume]);
  rmSync(folder, { recursive: true, force: true });
});

async function query<T extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    return (await client.query<T>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

let sent = 0;

/** Sends one large order. Returns the status, and its id when it was acknowledged. */
async function send(
  to = url,
): Promise<{ status: number; id: string; text: string; retryAfter: string | null }> {
  const n = (sent += 1);
  // Random text: what repeats would be stored smaller.
  const note = Array.from({ length: 2_000 }, () => Math.random().toString(36).slice(2, 14)).join("");
  const body = bytesOf(makeOrder({ id: bigId(n), note }));
  const id = `full-${n}`;
  const response = await fetch(`${to}/webhooks/orders`, {
    method: "POST",
    body: Buffer.from(body),
    headers: {
      "X-Shopify-Topic": "orders/create",
      "X-Shopify-Shop-Domain": SHOP,
      "X-Shopify-API-Version": "2026-07",
      "X-Shopify-Webhook-Id": id,
      "X-Shopify-Event-Id": id,
      "X-Shopify-Hmac-Sha256": createHmac("sha256", SECRET).update(body).digest("base64"),
    },
  });
  const text = await response.text();
  return { status: response.status, id, text, retryAfter: response.headers.get("retry-after") };
}

const freeMib = () => {
  const { bavail, bsize } = statfsSync(volume);
  return (bavail * bsize) / 1024 / 1024;
};

/** Sends rounds of deliveries until some are refused. */
async function sendUntilRefused(to: string): Promise<Awaited<ReturnType<typeof send>>[]> {
  const answers: Awaited<ReturnType<typeof send>>[] = [];
  for (let round = 0; round < 400 && !answers.some(({ status }) => status === 503); round += 1)
    answers.push(...(await Promise.all(Array.from({ length: AT_ONCE }, () => send(to)))));
  return answers;
}

it.skipIf(!hasVolume)("who watches the disk refuses before it is full", async () => {
  const ballast = path.join(volume, "ballast");
  writeFileSync(ballast, Buffer.alloc((freeMib() - MIN_FREE_MIB - 8) * 1024 * 1024));
  const refused = (await sendUntilRefused(watchfulUrl)).filter(({ status }) => status !== 200);
  expect(new Set(refused.map(({ status, text }) => `${status} ${text}`))).toEqual(
    new Set(["503 the disk of the database is nearly full\n"]),
  );
  expect(freeMib()).toBeGreaterThan(MIN_FREE_MIB / 4);
  rmSync(ballast);
  await expect.poll(async () => (await send(watchfulUrl)).status, { timeout: 10_000 }).toBe(200);
});

it.skipIf(!hasVolume)("a full disk loses nothing that was acknowledged, and heals", async () => {
  const ballast = path.join(volume, "ballast");
  writeFileSync(ballast, Buffer.alloc(((VOLUME_MIB * 1024 * 1024) / 100) * 45));
  const answers = await sendUntilRefused(url);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 503]));
  expect(
    answers.filter(({ status }) => status === 503).every(({ retryAfter }) => Number(retryAfter) > 0),
  ).toBe(true);

  rmSync(ballast);
  for (let attempt = 0; ; attempt += 1) {
    const answer = await send();
    answers.push(answer);
    if (answer.status === 200) break;
    expect(attempt, "the app does not heal").toBeLessThan(60);
    await sleep(500);
  }
  const acknowledged = answers.filter(({ status }) => status === 200).map(({ id }) => id);
  const stored = await query<{ id: string }>("SELECT webhook_id AS id FROM webhook_delivery");
  expect(new Set(stored.map(({ id }) => id)).isSupersetOf(new Set(acknowledged))).toBe(true);
  expect(new Set(stored.map(({ id }) => id)).size).toBe(stored.length);
});
