/**
 * How much the simulator can take: operations of the Admin API a second beside a bare server on the same schema,
 * webhooks a second to a receiver that does nothing, and memory and start-up with a large saved store.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, request as httpRequest } from "node:http";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import { writeStateFile } from "#simulator/saved-state/files.ts";
import { lastId } from "#simulator/state/create-shop.ts";
import { NODE } from "../scripts/node-commands.ts";
import { say } from "../scripts/prepare.ts";
import { findFreePort, onStop, startProcess, type StartedProcess } from "../scripts/stack.ts";
import { type Figure, medianOf, printFigures, ratioOf } from "./figures.ts";
import { largeStore } from "./simulator/large-store.ts";
import { OPERATIONS } from "./simulator/operations.ts";

const SHOP = "bench.myshopify.com";
const REPETITIONS = 3;
const MEASURE_MS = 3_000;
const CONNECTIONS = 16;
const WEBHOOKS = 12_000;
/** Sent before anything is measured, so that the code is compiled and the connections are open. */
const WARM_UP_WEBHOOKS = 6_000;
const BURST_PATIENCE_MS = 60_000;
const LARGE = { customers: 100_000, orders: 500_000 };

const TARGETS = { webhooks: 3_000, memory: 1_536, start: 10 };

interface Started {
  process: StartedProcess;
  /** From the start of the process to its first line, which says that it listens. */
  startedInMs: number;
}

/** Starts a program of the bench and waits for the line that says it listens. */
async function startListening(
  name: string,
  command: string[],
  env: Record<string, string>,
): Promise<Started> {
  const begun = performance.now();
  const started = startProcess(name, [...NODE, ...command], env);
  while (!started.output().includes('"listening":true')) {
    if (started.child.exitCode !== null) throw new Error(`${name} did not start:\n${started.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return { process: started, startedInMs: performance.now() - begun };
}

interface Simulator extends Started {
  url: string;
}

async function startSimulator(args: string[], appUrl: string): Promise<Simulator> {
  const port = await findFreePort();
  const storefrontPort = await findFreePort();
  const ports = ["--port", String(port), "--storefront-port", String(storefrontPort)];
  const started = await startListening(
    "simulator",
    ["simulator/main.ts", ...ports, "--app-url", appUrl, "--unlimited", ...args],
    { NODE_ENV: "development" },
  );
  return { ...started, url: `http://127.0.0.1:${port}` };
}

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

/** Sends JSON and reads the whole answer; node:http, because it costs the client less than fetch does. */
function post(url: string, body: string, headers: Record<string, string> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      url,
      {
        method: "POST",
        agent,
        headers: {
          "Content-Type": "application/json",
          "Content-Length": Buffer.byteLength(body),
          ...headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => resolve(Buffer.concat(chunks).toString()));
      },
    );
    outgoing.once("error", reject);
    outgoing.end(body);
  });
}

async function control(
  simulator: Simulator,
  route: string,
  body?: unknown,
): Promise<Record<string, unknown>> {
  const url = `${simulator.url}/__simulator/${route}`;
  const text = body === undefined ? await (await fetch(url)).text() : await post(url, JSON.stringify(body));
  return JSON.parse(text) as Record<string, unknown>;
}

/** Installs the app and gets a token, as the app itself would. */
async function accessToken(simulator: Simulator, shop: string): Promise<string> {
  await control(simulator, `shops/${shop}/install`, {});
  const { token } = await control(simulator, `shops/${shop}/session-token`, {});
  const { app } = (await control(simulator, `shops/${shop}`)) as { app: { clientId: string } };
  const answer = await post(
    `${simulator.url}/admin/oauth/access_token`,
    JSON.stringify({
      client_id: app.clientId,
      client_secret: "simulator-secret",
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token: token,
      subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
      requested_token_type: "urn:shopify:params:oauth:token-type:offline-access-token",
    }),
    { "x-sim-shop": shop },
  );
  return String((JSON.parse(answer) as { access_token: string }).access_token);
}

/** Requests a second of one body, on all connections for a while. @throws when an answer has errors */
async function requestsPerSecond(
  url: string,
  body: string,
  headers: Record<string, string>,
): Promise<number> {
  const sample = await post(url, body, headers);
  if (sample.includes('"errors":[')) throw new Error(`the bench's operation failed: ${sample.slice(0, 500)}`);
  const until = performance.now() + MEASURE_MS;
  const begun = performance.now();
  let answered = 0;
  const run = async (): Promise<void> => {
    while (performance.now() < until) {
      await post(url, body, headers);
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, run));
  return (answered * 1000) / (performance.now() - begun);
}

async function measureOperations(): Promise<Figure[]> {
  const simulator = await startSimulator(["--shop", SHOP], "http://127.0.0.1:9");
  const floorPort = await findFreePort();
  const floor = await startListening("floor", ["bench/simulator/graphql-floor.ts"], {
    PORT: String(floorPort),
  });
  const headers = { "X-Shopify-Access-Token": await accessToken(simulator, SHOP), "x-sim-shop": SHOP };
  const { customers } = (await control(simulator, "customers?limit=1&withOrders=true")) as {
    customers: { id: string }[];
  };
  const { orders } = (await control(simulator, "orders?limit=1")) as { orders: { id: string }[] };
  const ids = {
    customer: `gid://shopify/Customer/${customers[0]!.id}`,
    order: `gid://shopify/Order/${orders[0]!.id}`,
  };
  const figures: Figure[] = [];
  for (const operation of OPERATIONS) {
    const body = JSON.stringify({ query: operation.query, variables: operation.variables(ids) });
    const ours: number[] = [];
    const bare: number[] = [];
    for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
      ours.push(await requestsPerSecond(`${simulator.url}/admin/api/2026-07/graphql.json`, body, headers));
      bare.push(await requestsPerSecond(`http://127.0.0.1:${floorPort}/`, body, {}));
    }
    const value = Math.round(medianOf(ours));
    const referenceValue = Math.round(medianOf(bare));
    say(`  ${operation.name}: ${value}/s, bare server ${referenceValue}/s`);
    figures.push({
      bench: "simulator",
      case: operation.name,
      metric: "operations",
      value,
      unit: "1/s",
      reference: "bare graphql-js",
      referenceValue,
      ratio: ratioOf(value, referenceValue),
    });
  }
  await simulator.process.stop();
  await floor.process.stop();
  return figures;
}

async function measureWebhooks(): Promise<Figure> {
  const receiverPort = await findFreePort();
  const receiverUrl = `http://127.0.0.1:${receiverPort}`;
  const receiver = await startListening("receiver", ["bench/simulator/null-receiver.ts"], {
    PORT: String(receiverPort),
  });
  const simulator = await startSimulator(["--shop", SHOP], receiverUrl);
  await control(simulator, `shops/${SHOP}/install`, {});
  const arrived = async (): Promise<number> => Number(await (await fetch(receiverUrl)).text());
  /** Sends so many and waits until all have arrived; how many a second that were. */
  const burst = async (count: number): Promise<number> => {
    const before = await arrived();
    const begun = performance.now();
    await control(simulator, "webhooks/burst", { topic: "orders/updated", count });
    while ((await arrived()) - before < count) {
      if (performance.now() - begun > BURST_PATIENCE_MS)
        throw new Error("not all webhooks of the burst arrived");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return (count * 1000) / (performance.now() - begun);
  };
  await burst(WARM_UP_WEBHOOKS);
  const rates: number[] = [];
  for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
    rates.push(await burst(WEBHOOKS));
    say(`  ${repetition + 1}/${REPETITIONS}  ${Math.round(rates.at(-1)!)} webhooks/s`);
  }
  await simulator.process.stop();
  await receiver.process.stop();
  const value = Math.round(medianOf(rates));
  return {
    bench: "simulator",
    case: "orders/updated to a null receiver",
    metric: "webhooks",
    value,
    unit: "1/s",
    reference: "target",
    referenceValue: TARGETS.webhooks,
    ratio: ratioOf(value, TARGETS.webhooks),
  };
}

/** What a process holds of the machine's memory, in MiB; Linux tells it in /proc. */
function residentMemory(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024);
}

async function measureLargeStore(): Promise<Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "simulator-bench-"));
  onStop(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, "large.jsonl");
  say(`  making a store of ${LARGE.customers} customers and ${LARGE.orders} orders`);
  const shop = largeStore(LARGE, new Date());
  writeStateFile(file, { clock: { now: new Date(), speed: 1 }, shops: [shop], lastId: lastId(shop) });
  const simulator = await startSimulator(["--state", file], "http://127.0.0.1:9");
  const [{ orders, customers }] = (await control(simulator, "shops"))["shops"] as [
    { orders: number; customers: number },
  ];
  if (orders !== LARGE.orders || customers !== LARGE.customers) throw new Error("the store is not complete");
  const figure = (metric: "memory" | "start", value: number, unit: string): Figure => ({
    bench: "simulator",
    case: "100,000 customers, 500,000 orders",
    metric,
    value,
    unit,
    reference: "target",
    referenceValue: TARGETS[metric],
    ratio: ratioOf(value, TARGETS[metric]),
  });
  // A token, a customer and that customer's orders: what a test on a large store begins with.
  const headers = {
    "X-Shopify-Access-Token": await accessToken(simulator, shop.domain),
    "x-sim-shop": shop.domain,
  };
  const [id] = shop.customers.keys();
  const query = `{ customer(id: "gid://shopify/Customer/${id}") { numberOfOrders orders(first: 5) { nodes { name } } } }`;
  const answer = await post(
    `${simulator.url}/admin/api/2026-07/graphql.json`,
    JSON.stringify({ query }),
    headers,
  );
  if (!answer.includes('"name":"#')) throw new Error(`the customer has no orders: ${answer}`);
  const figures = [
    figure("memory", residentMemory(simulator.process.child.pid!), "MiB"),
    figure("start", Math.round(simulator.startedInMs / 10) / 100, "s"),
  ];
  await simulator.process.stop();
  return figures;
}

/** Runs the measurement and prints a table, or with `json` one line per figure. */
export async function run({ json }: { json: boolean }): Promise<void> {
  say(`  ${cpus().length} × ${cpus()[0]?.model ?? "CPU"}; client and receiver on the same machine`);
  const figures = [await measureWebhooks(), ...(await measureOperations()), ...(await measureLargeStore())];
  printFigures(figures, {
    json,
    verdictOf: ({ metric, ratio }) => {
      if (ratio === null || metric === "operations") return "";
      const isReached = metric === "webhooks" ? ratio >= 1 : ratio <= 1;
      return isReached ? "reached" : "missed";
    },
  });
}
