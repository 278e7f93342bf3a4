/**
 * The database goes away for 30 seconds while the worker is at work, and comes back: nothing is lost, nothing done twice. By
 * hand for as long as wanted: OUTAGE_SECONDS=2 npm test -- integration …/connection.test.ts
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withShop } from "#app/platform/db/scope.server.ts";
import { processDeliveries, react } from "#app/features/events/index.server.ts";
import { refitRecommendations } from "#app/features/recommendations/index.server.ts";
import { deliveryHandlers, reactions } from "#app/worker/registry.server.ts";
import { asOwner, type TestShop } from "#tests/factories/shop.ts";
import { differences, makeComparableShop, wholeState } from "#tests/integration/faults/whole-state.ts";
import { makeStory } from "#tests/factories/story.ts";
import { deliverAll } from "#tests/integration/worker/story.ts";

const OUTAGE_MS = Number(process.env["OUTAGE_SECONDS"] ?? 30) * 1000;
const PATIENCE_MS = 60_000 + OUTAGE_MS;
const BETWEEN_ENDS_MS = 300;
const STORY = makeStory({ orders: 60, customers: 12 });

/** Stands between the worker and PostgreSQL, and can be cut or clogged. */
class Wire {
  private readonly pairs = new Set<[Socket, Socket]>();
  private server: Server | undefined;
  private isCut = false;
  port = 0;

  async open(host: string, port: number): Promise<void> {
    this.server = createServer((inner) => {
      if (this.isCut) return inner.destroy();
      const outer = connect(port, host);
      const pair: [Socket, Socket] = [inner, outer];
      this.pairs.add(pair);
      inner.pipe(outer).pipe(inner);
      for (const socket of pair) {
        socket.on("error", () => {});
        socket.on("close", () => {
          this.pairs.delete(pair);
          for (const one of pair) one.destroy();
        });
      }
    });
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    const address = this.server.address();
    this.port = typeof address === "object" && address ? address.port : 0;
  }

  cut(): void {
    this.isCut = true;
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
  }

  mend(): void {
    this.isCut = false;
  }

  /** Nothing comes through any more, and nobody is told. */
  clog(): void {
    for (const pair of this.pairs) for (const socket of pair) socket.pause();
  }

  unclog(): void {
    for (const pair of this.pairs) for (const socket of pair) socket.resume();
  }

  /** By which the database knows the worker's connections. */
  outerPorts(): number[] {
    return [...this.pairs].flatMap(([, outer]) => outer.localPort ?? []);
  }

  close(): void {
    this.cut();
    this.server?.close();
  }
}

let wire: Wire;
let worker: ChildProcess;
let shop: TestShop;
let output = "";

beforeEach(async () => {
  shop = await makeComparableShop();
  const direct = new URL(process.env["DATABASE_URL"]!);
  wire = new Wire();
  await wire.open(direct.hostname, Number(direct.port));
  const through = new URL(direct);
  through.host = `127.0.0.1:${wire.port}`;
  worker = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "app/worker/main.server.ts"], {
    env: { ...process.env, DATABASE_URL: through.href, LOG_LEVEL: "info" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  output = "";
  for (const stream of [worker.stdout!, worker.stderr!])
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await waitFor(async () => output.includes("the worker is ready"));
});

afterEach(() => {
  worker.kill("SIGKILL");
  wire.close();
});

/** Waits until something holds. @throws with what the worker said */
async function waitFor(holds: () => Promise<boolean>): Promise<void> {
  const endsAtMs = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > endsAtMs || worker.exitCode !== null)
      throw new Error(`the worker (${worker.exitCode ?? "running"}) said:\n${output.slice(-3000)}`);
    await sleep(50);
  }
}

const countIn = (status: string) =>
  withShop(shop.shopId, ({ db }) => db.webhookDelivery.count({ where: { status } }));
const isDone = async () =>
  (await countIn("received")) === 0 &&
  (await withShop(shop.shopId, ({ db }) => db.reactionDue.count())) === 0;

async function endsAsUndisturbed(): Promise<void> {
  await waitFor(isDone);
  expect(worker.exitCode, "the worker ended").toBeNull();
  expect(await countIn("processed")).toBe(STORY.length);
  // Or it would work on the other shop, too.
  worker.kill("SIGKILL");
  await once(worker, "exit");
  const undisturbed = await makeComparableShop();
  await deliverAll(undisturbed, STORY);
  await processDeliveries(undisturbed.shopId, deliveryHandlers);
  await react(undisturbed.shopId, reactions);
  // A job of its own, some seconds later: the worker may have come to it or not, and then it said when.
  const now = new Date();
  for (const { shopId } of [shop, undisturbed]) await refitRecommendations(shopId, now);
  const { placement_model: _when, ...differing } = differences(
    await wholeState(shop),
    await wholeState(undisturbed),
  );
  expect(differing).toEqual({});
}

/** Delivers everything while the worker is at it, and lets something happen in the middle. */
async function tellWhile(disturb: () => Promise<void>): Promise<void> {
  await deliverAll(shop, STORY.slice(0, 40));
  await waitFor(async () => (await countIn("processed")) > 0);
  const disturbing = disturb();
  await deliverAll(shop, STORY.slice(40));
  await disturbing;
}

describe("the worker goes on by itself when its connections", { timeout: 3 * PATIENCE_MS }, () => {
  it("are cut and refused for a while", async () => {
    await tellWhile(async () => {
      wire.cut();
      await sleep(OUTAGE_MS);
      wire.mend();
    });
    await endsAsUndisturbed();
  });

  it("stall for a while", async () => {
    await tellWhile(async () => {
      wire.clog();
      await sleep(OUTAGE_MS);
      wire.unclog();
    });
    await endsAsUndisturbed();
  });

  it("are ended by the database, again and again", async () => {
    await tellWhile(async () => {
      for (let n = 0; n < 5; n += 1) {
        // The worker's only: those of this test do not come through the wire.
        await asOwner(async (query) => {
          await query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND client_port = ANY($1)",
            [wire.outerPorts()],
          );
        });
        await sleep(BETWEEN_ENDS_MS);
      }
    });
    await endsAsUndisturbed();
  });
});
