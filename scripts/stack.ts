/** Starts the processes of Perennial together, for the demo, the tests and the benches, and stops them again. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { runMigrations } from "graphile-worker";
import pg from "pg";
import { endWithParent } from "../app/platform/db/end-with-parent.server.ts";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "../app/platform/db/embedded.server.ts";
import { applyMigrations } from "../app/platform/db/schema-engine.server.ts";
import { readAppToml } from "../app/platform/shopify-admin/app-toml.server.ts";
import { NODE, webCommand, workerCommand } from "./node-commands.ts";
import { ROOT } from "./prepare.ts";

/** Something that was started and can be stopped. Stopped in the opposite order of starting. */
export type Stop = () => Promise<void> | void;

const stops: Stop[] = [];
let stopping: Promise<void> | undefined;

export function onStop(stop: Stop): void {
  stops.push(stop);
}

/** Stops everything that was started, newest first. */
export function stopAll(): Promise<void> {
  stopping ??= (async () => {
    for (const stop of stops.splice(0).toReversed()) await stop();
  })();
  return stopping;
}

/** Ctrl-C, a closed terminal and `kill` all end in {@link stopAll}. */
export function stopOnSignals(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      void stopAll().then(() => process.exit(signal === "SIGINT" ? 130 : 143));
    });
  }
}

export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** The port, when nobody listens there; otherwise any free one. */
export function preferPort(port: number): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(findFreePort()));
    server.listen(port, () => server.close(() => resolve(port)));
  });
}

/** Starts a throw-away PostgreSQL, removed when everything stops. */
export async function startThrowAwayPostgres(): Promise<EmbeddedPostgres> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "perennial-postgres-"));
  onStop(() => rmSync(folder, { recursive: true, force: true }));
  const postgres = await startEmbeddedPostgres({ dataFolder: folder, durable: false });
  onStop(() => postgres.stop());
  return postgres;
}

/** Makes a database, empty or as a copy of another, and returns its address. */
export async function createDatabase(
  postgres: EmbeddedPostgres,
  name: string,
  template?: string,
): Promise<string> {
  const client = new pg.Client(postgres.urlFor("postgres"));
  await client.connect();
  try {
    const from = template ? ` TEMPLATE ${client.escapeIdentifier(template)}` : "";
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}${from}`);
  } finally {
    await client.end();
  }
  return postgres.urlFor(name);
}

/** Brings a database up to date: our tables, and the queue's. Returns the names of the migrations applied now. */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const applied = await applyMigrations(databaseUrl);
  await runMigrations({ connectionString: databaseUrl });
  return applied;
}

export interface StartedProcess {
  child: ChildProcess;
  /** What it wrote so far, both streams. */
  output: () => string;
  stop: () => Promise<void>;
}

const STOP_PATIENCE_MS = 4_000;

/**
 * Starts a program with the pinned Node and stops it with everything else.
 *
 * @param onLine hears every line that it writes
 */
export function startProcess(
  name: string,
  command: string[],
  env: Record<string, string>,
  onLine: (line: string, name: string) => void = () => {},
): StartedProcess {
  const [program = "node", ...parameters] = command;
  const child = spawn(program, parameters, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    // Ctrl-C goes to us alone: we stop the processes in order.
    detached: true,
  });
  endWithParent(child, "TERM");
  let output = "";
  let rest = "";
  const onData = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-100_000);
    const lines = (rest + chunk.toString()).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line, name);
  };
  child.stdout.on("data", onData);
  child.stderr.on("data", onData);
  const stop = () =>
    new Promise<void>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve();
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_PATIENCE_MS);
      child.once("exit", () => {
        clearTimeout(timer);
        resolve();
      });
      child.kill("SIGTERM");
    });
  onStop(stop);
  return { child, output: () => output, stop };
}

/** Asks an address until it answers 2xx or 3xx. @throws when it does not in time, or the process behind it ended */
export async function waitUntilUp(url: string, behind: StartedProcess, timeoutMs = 60_000): Promise<void> {
  const endsAt = Date.now() + timeoutMs;
  while (Date.now() < endsAt) {
    if (behind.child.exitCode !== null)
      throw new Error(`the process behind ${url} ended:\n${behind.output().slice(-3000)}`);
    const response = await fetch(url, { redirect: "manual" }).catch(() => null);
    if (response && response.status < 400) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${url} did not answer within ${timeoutMs / 1000} s:\n${behind.output().slice(-3000)}`);
}

/** Everything of a running demo. */
export interface Stack {
  databaseUrl: string;
  appUrl: string;
  adminUrl: string;
  storefrontUrl: string;
  shop: string;
  apiSecret: string;
  appEnv: Record<string, string>;
  simulator: StartedProcess;
  web: StartedProcess;
  worker: StartedProcess;
}

export interface StackOptions {
  databaseUrl: string;
  /** Wanted ports; missing = any free one. */
  ports?: { web: number; admin: number; storefront: number };
  /** online-retail is the demo's store, empty a handful of products without a past. */
  store: "online-retail" | "empty";
  /** Reload on change instead of the built app. */
  reload?: boolean;
  onLine?: (line: string, name: string) => void;
}

export const DEMO_SHOP = "perennial-demo.myshopify.com";

/** Starts the simulator, the web app and a worker on a migrated database. Ready when this resolves. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const port = async (wanted: number | undefined) => (wanted ? preferPort(wanted) : findFreePort());
  const [webPort, adminPort, storefrontPort] = [
    await port(options.ports?.web),
    await port(options.ports?.admin),
    await port(options.ports?.storefront),
  ];
  const mailPort = await findFreePort();
  const appUrl = `http://localhost:${webPort}`;
  const adminUrl = `http://localhost:${adminPort}`;
  const storefrontUrl = `http://localhost:${storefrontPort}`;
  const apiSecret = `demo-${randomBytes(16).toString("hex")}`;
  const appEnv = {
    NODE_ENV: options.reload ? "development" : "production",
    PERENNIAL_DEMO: "1",
    DATABASE_URL: options.databaseUrl,
    SHOPIFY_API_KEY: readAppToml(path.join(ROOT, "shopify.app.toml")).clientId,
    SHOPIFY_API_SECRET: apiSecret,
    SHOPIFY_APP_URL: appUrl,
    SHOPIFY_SIMULATOR_URL: adminUrl,
    APP_BRIDGE_URL: `${adminUrl}/app-bridge.js`,
    SMTP_URL: `smtp://127.0.0.1:${mailPort}`,
    MAIL_FROM: "hello@perennial-demo.example",
    PORT: String(webPort),
    LOG_LEVEL: process.env["LOG_LEVEL"] ?? "warn",
  };
  const simulator = startProcess(
    "simulator",
    [
      ...NODE,
      "simulator/main.ts",
      "--port",
      String(adminPort),
      "--storefront-port",
      String(storefrontPort),
      "--mail-port",
      String(mailPort),
      "--app",
      ".",
      "--app-url",
      appUrl,
      "--api-secret",
      apiSecret,
      "--shop",
      DEMO_SHOP,
      "--store",
      options.store,
    ],
    { NODE_ENV: "development" },
    options.onLine,
  );
  const follow = ["--import", "./scripts/follow-clock.ts"];
  const web = startProcess(
    "web",
    options.reload ? ["remix", "vite:dev", "--port", String(webPort), "--strictPort"] : webCommand(...follow),
    appEnv,
    options.onLine,
  );
  const watch = options.reload ? ["--watch"] : [];
  const worker = startProcess("worker", workerCommand(...follow, ...watch), appEnv, options.onLine);
  await waitUntilUp(`${adminUrl}/__simulator/health`, simulator);
  await waitUntilUp(`${appUrl}/healthz`, web);
  return {
    databaseUrl: options.databaseUrl,
    appUrl,
    adminUrl,
    storefrontUrl,
    shop: DEMO_SHOP,
    apiSecret,
    appEnv,
    simulator,
    web,
    worker,
  };
}
