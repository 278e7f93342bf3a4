/**
 * How many webhooks the app acknowledges a second, and how long each takes: the app as it is built and served, beside
 * two simpler servers on the same durable PostgreSQL, with the same client, turn by turn in the same run.
 */
import { execFile } from "node:child_process";
import { cpus } from "node:os";
import { promisify } from "node:util";
import pg from "pg";
import { NODE, webCommand } from "../scripts/node-commands.ts";
import { ROOT, say } from "../scripts/prepare.ts";
import { findFreePort, onStop, startProcess, waitUntilUp } from "../scripts/stack.ts";
import { emptyDatabase } from "./database.ts";
import { type Figure, medianOf, printFigures, ratioOf } from "./figures.ts";
import { CREATE_FLOOR_TABLE } from "./intake/floor-table.ts";
import type { LoadOptions, LoadResult } from "./intake/load-client.ts";

export const needsWebBuild = true;

const CONNECTIONS = [32, 128];
const REPETITIONS = 3;
const WARM_UP_MS = 1_000;
const MEASURE_MS = 4_000;
const SHOP = "bench.myshopify.com";
const SECRET = "bench-client-secret";

type Metric = "accepted" | "p50" | "p99";
const UNITS: Record<Metric, string> = { accepted: "1/s", p50: "ms", p99: "ms" };

interface Server {
  name: string;
  port: number;
  /** Where it stores what it accepts. */
  table: string;
}

/** Runs the measurement and prints a table, or with `json` one line per figure. */
export async function run({ json }: { json: boolean }): Promise<void> {
  const { databaseUrl, database } = await startDatabase();
  const servers = [
    await startApp(databaseUrl),
    await startFloor("insert per request", "bench/intake/insert-floor.ts", databaseUrl),
    await startFloor("template", "bench/intake/template-floor.ts", databaseUrl),
  ];
  say(`  ${cpus().length} × ${cpus()[0]?.model ?? "CPU"}; PostgreSQL with fsync; client on the same machine`);
  const results = await measureInTurn(servers, database);
  printFigures(figuresOf(results), {
    json,
    verdictOf: ({ metric, ratio }) => {
      if (ratio === null) return "";
      const isBetter = metric === "accepted" ? ratio >= 1 : ratio <= 1;
      return isBetter ? "better" : "worse";
    },
  });
}

/** A PostgreSQL that keeps what it acknowledges, with our tables, the floors' table and one shop that has the app. */
async function startDatabase(): Promise<{ databaseUrl: string; database: pg.Client }> {
  const databaseUrl = await emptyDatabase();
  const database = new pg.Client(databaseUrl);
  await database.connect();
  onStop(() => database.end());
  await database.query("SELECT install_shop($1)", [SHOP]);
  await database.query(CREATE_FLOOR_TABLE);
  return { databaseUrl, database };
}

async function startApp(databaseUrl: string): Promise<Server> {
  const port = await findFreePort();
  const web = startProcess("web", webCommand(), {
    NODE_ENV: "production",
    DATABASE_URL: databaseUrl,
    SHOPIFY_API_KEY: "bench-client-id",
    SHOPIFY_API_SECRET: SECRET,
    SHOPIFY_APP_URL: `http://localhost:${port}`,
    LOG_LEVEL: "warn",
    PORT: String(port),
  });
  await waitUntilUp(`http://127.0.0.1:${port}/healthz`, web);
  return { name: "app", port, table: "webhook_delivery" };
}

async function startFloor(name: string, file: string, databaseUrl: string): Promise<Server> {
  const port = await findFreePort();
  const floor = startProcess(name, [...NODE, file], {
    NODE_ENV: "production",
    DATABASE_URL: databaseUrl,
    API_SECRET: SECRET,
    SHOP,
    PORT: String(port),
  });
  await waitUntilAnswering(port, () => floor.child.exitCode === null, floor.output);
  return { name, port, table: "floor_delivery" };
}

/** The floors know no page to ask for: any answer will do. */
async function waitUntilAnswering(port: number, isAlive: () => boolean, output: () => string): Promise<void> {
  for (let attempt = 0; attempt < 400 && isAlive(); attempt += 1) {
    const response = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body: "{}" }).catch(
      () => null,
    );
    if (response) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`a floor of the bench did not start:\n${output()}`);
}

/** Server → connections → one result per repetition. */
type Results = Map<string, Map<number, LoadResult[]>>;

/** Each repetition begins with another server, so that none always has the coldest or the busiest moment. */
async function measureInTurn(servers: readonly Server[], database: pg.Client): Promise<Results> {
  const results: Results = new Map(
    servers.map(({ name }) => [name, new Map(CONNECTIONS.map((n) => [n, []]))]),
  );
  for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
    const turn = servers.map((_, position) => servers[(position + repetition) % servers.length]!);
    for (const connections of CONNECTIONS)
      for (const server of turn) {
        const result = await measure(server, connections, database);
        results.get(server.name)!.get(connections)!.push(result);
        const perSecond = Math.round((result.accepted * 1000) / result.measuredMs);
        say(
          `  ${repetition + 1}/${REPETITIONS}  ${server.name}, ${connections} connections: ${perSecond}/s, ` +
            `p50 ${result.p50Ms.toFixed(1)} ms, p99 ${result.p99Ms.toFixed(1)} ms`,
        );
      }
  }
  return results;
}

const execute = promisify(execFile);

/** One run of the client. @throws when not exactly what was acknowledged is stored */
async function measure(server: Server, connections: number, database: pg.Client): Promise<LoadResult> {
  await database.query(`TRUNCATE ${server.table}`);
  await database.query("CHECKPOINT");
  const options: LoadOptions = {
    port: server.port,
    connections,
    warmUpMs: WARM_UP_MS,
    measureMs: MEASURE_MS,
    run: `${server.name}-${connections}-${Date.now()}`.replaceAll(" ", "-"),
    secret: SECRET,
    shop: SHOP,
  };
  const [program = "node", ...parameters] = [...NODE, "bench/intake/load-client.ts", JSON.stringify(options)];
  const { stdout } = await execute(program, parameters, { cwd: ROOT });
  const result = JSON.parse(stdout) as LoadResult;
  const { rows } = await database.query<{ count: number }>(`SELECT count(*)::int FROM ${server.table}`);
  const stored = rows[0]?.count ?? 0;
  if (stored !== result.acceptedInAll)
    throw new Error(`${server.name} acknowledged ${result.acceptedInAll} deliveries and stored ${stored}`);
  return result;
}

function valueOf(results: readonly LoadResult[], metric: Metric): number {
  if (metric === "accepted")
    return Math.round(medianOf(results.map((result) => (result.accepted * 1000) / result.measuredMs)));
  const median = medianOf(results.map((result) => (metric === "p50" ? result.p50Ms : result.p99Ms)));
  return Math.round(median * 100) / 100;
}

function figuresOf(results: Results): Figure[] {
  const references = [...results.keys()].filter((name) => name !== "app");
  return CONNECTIONS.flatMap((connections) =>
    (Object.keys(UNITS) as Metric[]).flatMap((metric) =>
      references.map((reference): Figure => {
        const of = (server: string) => valueOf(results.get(server)?.get(connections) ?? [], metric);
        return {
          bench: "intake",
          case: `${connections} connections`,
          metric,
          value: of("app"),
          unit: UNITS[metric],
          reference,
          referenceValue: of(reference),
          ratio: ratioOf(of("app"), of(reference)),
        };
      }),
    ),
  );
}
