import { createHmac } from "node:crypto";
import { Agent, createServer, request as requestHttp } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { makeShop, type TestShop } from "#tests/factories/shop.ts";

const MAX_MB = 1;
const MAX_DELIVERIES = 60;
const BODY_BYTES = 40_000;

vi.hoisted(() => {
  Object.assign(process.env, { INTAKE_MAX_MB: "1", INTAKE_MAX_DELIVERIES: "60", INTAKE_MAX_WAIT_MS: "400" });
});

const { intakeLoad, takeDelivery } = await import("#app/features/events/index.server.ts");
const { pool } = await import("#app/platform/db/client.server.ts");
const { withShop } = await import("#app/platform/db/scope.server.ts");

const server = createServer(
  (request, response) => void takeDelivery(request, response, { bodyPatienceMs: 200 }),
);
const agent = new Agent({ keepAlive: true, maxSockets: 200 });
let shop: TestShop;
let port = 0;
let sent = 0;

beforeAll(async () => {
  shop = await makeShop();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(() => {
  agent.destroy();
  server.closeAllConnections();
  server.close();
});

interface Answer {
  webhookId: string;
  status: number;
  retryAfter: string | undefined;
}

function headersOf(body: Buffer, webhookId: string): Record<string, string> {
  return {
    "X-Shopify-Topic": "orders/create",
    "X-Shopify-Shop-Domain": shop.domain,
    "X-Shopify-Webhook-Id": webhookId,
    "X-Shopify-Hmac-Sha256": createHmac("sha256", process.env["SHOPIFY_API_SECRET"]!)
      .update(body)
      .digest("base64"),
  };
}

function send({ isChunked = false } = {}): Promise<Answer> {
  sent += 1;
  const webhookId = `flood-${sent}`;
  const body = Buffer.from(JSON.stringify({ id: sent, note: "x".repeat(BODY_BYTES) }));
  const length = isChunked ? {} : { "Content-Length": String(body.length) };
  return new Promise((resolve, reject) => {
    const request = requestHttp({
      port,
      agent,
      method: "POST",
      path: "/webhooks/orders",
      headers: { ...headersOf(body, webhookId), ...length },
    });
    const give = (status: number, retryAfter?: string) => resolve({ webhookId, status, retryAfter });
    request.on("response", (response) => {
      response.resume().on("end", () => give(response.statusCode!, response.headers["retry-after"]));
    });
    // An early refusal closes the connection, which a sender in the middle of its body sees as a reset.
    request.on("error", (error: NodeJS.ErrnoException) =>
      error.code === "ECONNRESET" || error.code === "EPIPE" ? give(503, "reset") : reject(error),
    );
    request.end(body);
  });
}

const flood = (count: number) =>
  Promise.all(Array.from({ length: count }, (_, n) => send({ isChunked: n % 3 === 0 })));

async function storedIds(): Promise<Set<string>> {
  const rows = await withShop(shop.shopId, ({ db }) =>
    db.webhookDelivery.findMany({ select: { webhookId: true } }),
  );
  return new Set(rows.map((row) => row.webhookId));
}

/** Delivers as Shopify does: again and again until it is taken. */
async function untilTaken(): Promise<void> {
  while ((await send()).status !== 200) await sleep(100);
}

async function expectAllAcknowledgedStored(answers: readonly Answer[]): Promise<void> {
  const ids = await storedIds();
  const lost = answers.filter((answer) => answer.status === 200 && !ids.has(answer.webhookId));
  expect(lost).toEqual([]);
}

describe("a flood of deliveries", () => {
  it("while the database stands still is refused within bounded memory, and all is well afterwards", async () => {
    const before = await flood(30);
    const blocker = await pool.connect();
    await blocker.query("BEGIN; SET LOCAL ROLE NONE; LOCK TABLE webhook_delivery IN ACCESS EXCLUSIVE MODE");
    const during = [...(await flood(300)), ...(await flood(100))];
    expect(new Set(during.map((answer) => answer.status))).toEqual(new Set([503]));
    expect(during.filter((answer) => answer.retryAfter === undefined)).toEqual([]);
    await blocker.query("COMMIT");
    blocker.release();
    await untilTaken();
    const after = await flood(20);
    expect(after.filter((answer) => answer.status !== 200)).toEqual([]);
    await expectAllAcknowledgedStored([...before, ...during, ...after]);
    const load = intakeLoad();
    expect(load.mostBytes).toBeGreaterThan(MAX_MB * 1024 * 1024 * 0.8);
    expect(load.mostBytes).toBeLessThanOrEqual(MAX_MB * 1024 * 1024);
    expect(load.mostDeliveries).toBeLessThanOrEqual(MAX_DELIVERIES);
    expect(load).toMatchObject({ deliveries: 0, bytes: 0 });
  });

  it("whose connections to the database are cut is refused or stored, and goes on by itself", async () => {
    const cut = await pool.connect();
    await cut.query("SET ROLE NONE");
    const answers: Answer[] = [];
    for (let round = 0; round < 5; round += 1) {
      const coming = flood(20);
      await cut.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'SELECT receive_deliveries(%' AND pid <> pg_backend_pid()",
      );
      answers.push(...(await coming));
    }
    cut.release(true);
    await untilTaken();
    expect(answers.every(({ status }) => status === 200 || status === 503)).toBe(true);
    await expectAllAcknowledgedStored(answers);
    expect(intakeLoad()).toMatchObject({ deliveries: 0, bytes: 0 });
  });
});

describe("a body that does not end", () => {
  const head = (length: number) =>
    `POST /webhooks/orders HTTP/1.1\r\nHost: a\r\nX-Shopify-Hmac-Sha256: eA==\r\nContent-Length: ${length}\r\n\r\n{`;

  it("is not waited for", async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, "127.0.0.1", () => socket.write(head(1_000)));
      let text = "";
      socket.on("data", (chunk) => (text += chunk.toString()));
      socket.on("close", () => resolve(text)).on("error", reject);
    });
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(intakeLoad()).toMatchObject({ deliveries: 0, bytes: 0 });
  });

  it("leaves nothing behind when the sender goes away", async () => {
    const socket = connect(port, "127.0.0.1", () => socket.write(head(1_000)));
    while (intakeLoad().deliveries === 0) await sleep(5);
    socket.destroy();
    while (intakeLoad().deliveries > 0) await sleep(5);
    expect(intakeLoad().bytes).toBe(0);
  });

  it("is refused unread when it announces too much", async () => {
    const status = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, "127.0.0.1", () => socket.write(head(50_000_000)));
      socket.on("data", (chunk) => resolve(chunk.toString().slice(9, 12))).on("error", reject);
    });
    expect(status).toBe("413");
  });
});
