import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Outcome, SHOPIFY_RETRY_DELAYS_MS } from "./delivery.ts";
import { type Receiver, startReceiver, START, testSender, testWebhook } from "./test-receiver.ts";

let app: Receiver;
beforeEach(async () => {
  app = await startReceiver();
});
afterEach(() => app.close());

const after = (milliseconds: number): Date => new Date(START.getTime() + milliseconds);

it("signs the bytes and sends Shopify's headers", async () => {
  const { sender } = testSender();
  const delivery = sender.send(testWebhook(`${app.url}/webhooks`, { name: "orders" }));
  await sender.settled();
  const [request] = app.received;
  expect(request!.headers).toMatchObject({
    "content-type": "application/json",
    "content-length": "36",
    "x-shopify-topic": "orders/create",
    "x-shopify-shop-domain": "a.myshopify.com",
    "x-shopify-api-version": "2026-07",
    "x-shopify-event-id": "event-1",
    "x-shopify-webhook-id": "webhook-1",
    "x-shopify-triggered-at": "2026-07-01T09:30:00.123Z",
    "x-shopify-name": "orders",
    "x-shopify-hmac-sha256": createHmac("sha256", "hush").update(request!.body).digest("base64"),
  });
  expect(delivery).toMatchObject({ state: "delivered", attempts: [{ status: 200, error: null }] });
  sender.send(testWebhook(`${app.url}/webhooks`));
  await sender.settled();
  expect(app.received[1]!.headers).not.toHaveProperty("x-shopify-name");
});

it("retries on the simulator's clock, the same in everything, until it is accepted", async () => {
  const { sender, clock } = testSender({ retryDelaysMs: SHOPIFY_RETRY_DELAYS_MS });
  app.answers.push(500, 301);
  const delivery = sender.send(testWebhook(app.url));
  await sender.settled();
  expect(delivery).toMatchObject({ state: "waiting", attempts: [{ status: 500 }] });
  clock.move(SHOPIFY_RETRY_DELAYS_MS[0]! - 1);
  await sender.settled();
  expect(app.received).toHaveLength(1);
  clock.move(2);
  await sender.settled();
  expect(delivery.attempts.map(({ status }) => status)).toEqual([500, 301]);
  clock.move(4 * 3_600_000);
  await sender.settled();
  expect(delivery).toMatchObject({ state: "delivered", attempts: [{}, {}, { status: 200 }] });
  // A redirect is a failure and not followed.
  expect(app.received.map(({ path }) => path)).toEqual(["/", "/", "/"]);
  const signs = app.received.map(({ headers, body }) => `${String(headers["x-shopify-webhook-id"])} ${body}`);
  expect(new Set(signs).size).toBe(1);
});

it("gives up after eight retries over four hours", async () => {
  const { sender, clock } = testSender({ retryDelaysMs: SHOPIFY_RETRY_DELAYS_MS });
  app.answers.push(...Array.from({ length: 20 }, () => 410));
  const outcomes: Outcome[] = [];
  const delivery = sender.send(testWebhook(app.url, { watch: (outcome) => outcomes.push(outcome) }));
  for (const delayMs of [0, ...SHOPIFY_RETRY_DELAYS_MS]) {
    clock.move(Math.ceil(delayMs));
    await sender.settled();
  }
  expect(delivery.state).toBe("failed");
  expect(delivery.attempts).toHaveLength(9);
  expect(clock.now().getTime() - START.getTime()).toBeCloseTo(4 * 3_600_000, -2);
  expect(outcomes.filter(({ isGivenUp }) => isGivenUp)).toHaveLength(1);
  clock.move(24 * 3_600_000);
  await sender.settled();
  expect(app.received).toHaveLength(9);
  expect(sender.stats()).toMatchObject({ attempts: 9, failedAttempts: 9, givenUp: 1, waiting: 0 });
});

it("catches up with all retries that a long jump of the clock passes", async () => {
  const { sender, clock } = testSender({ retryDelaysMs: [1000, 2000, 4000] });
  app.answers.push(500, 500, 500);
  const delivery = sender.send(testWebhook(app.url));
  await sender.settled();
  clock.move(3_600_000);
  await expect.poll(() => delivery.state).toBe("delivered");
  expect(delivery.attempts).toHaveLength(4);
});

it("sends a webhook that must not be repeated once", async () => {
  const { sender } = testSender({ retryDelaysMs: [1] });
  app.answers.push(401);
  const delivery = sender.send(testWebhook(app.url, { retries: false }));
  await sender.settled();
  expect(delivery.state).toBe("failed");
});

it("says why there was no answer, and stops waiting for one", async () => {
  const limits = { connectMs: 1000, totalMs: 60 };
  const { sender } = testSender({ limits });
  app.answers.push(() => {});
  const silent = sender.send(testWebhook(app.url));
  const refused = sender.send(testWebhook("http://127.0.0.1:1/"));
  await sender.settled();
  expect(silent.attempts[0]).toMatchObject({ status: null, error: "No answer within 60 ms." });
  expect(refused.attempts[0]?.error).toMatch(/ECONNREFUSED/);
});

it("keeps connections", async () => {
  const { sender } = testSender();
  const ports = new Set<number | undefined>();
  for (let turn = 0; turn < 3; turn += 1) {
    app.answers.push((response) => {
      ports.add(response.socket?.remotePort);
      response.writeHead(204).end();
    });
    sender.send(testWebhook(app.url));
    await sender.settled();
  }
  expect(ports.size).toBe(1);
});

it("is not held up by a slow address, and shows what waits for it", async () => {
  const { sender } = testSender();
  const open: (() => void)[] = [];
  for (let turn = 0; turn < 50; turn += 1) {
    app.answers.push((response) => void open.push(() => response.end()));
    sender.send(testWebhook(`${app.url}/slow?turn=${turn}`));
  }
  await expect.poll(() => open.length).toBe(32);
  app.answers.splice(0);
  const quick = sender.send(testWebhook(`${app.url}/quick`));
  await expect.poll(() => quick.state).toBe("delivered");
  expect(sender.stats()).toMatchObject({ queued: 18, active: 32, lanes: [{ queued: 18, active: 32 }] });
  for (const end of open) end();
  await sender.settled();
  expect(sender.stats()).toMatchObject({ queued: 0, active: 0, delivered: 51 });
});

it("keeps the newest deliveries and counts all", async () => {
  const { sender } = testSender();
  for (let turn = 0; turn < 5_600; turn += 1)
    sender.send(testWebhook("pubsub://a:b", { eventId: `${turn}` }));
  expect(sender.deliveries.length).toBeLessThanOrEqual(5_500);
  expect(sender.deliveries.length).toBeGreaterThanOrEqual(5_000);
  expect(sender.deliveries.at(-1)).toMatchObject({ id: 5_600, eventId: "5599" });
  expect(sender.stats()).toMatchObject({ webhooks: 5_600, undeliverable: 5_600 });
});

it("can leave headers out and replace them", async () => {
  const { sender } = testSender();
  const headers = { "X-Shopify-Topic": null, "X-Shopify-Hmac-Sha256": "AAAA" };
  sender.send(testWebhook(app.url, { headers }));
  await sender.settled();
  expect(app.received[0]!.headers).not.toHaveProperty("x-shopify-topic");
  expect(app.received[0]!.headers["x-shopify-hmac-sha256"]).toBe("AAAA");
});

it("sends nothing more once it is closed", async () => {
  const { sender, clock } = testSender({ retryDelaysMs: [10] });
  app.answers.push(500);
  sender.send(testWebhook(app.url));
  await sender.settled();
  sender.close();
  clock.move(10);
  await sleep(20);
  expect(app.received).toHaveLength(1);
});

it("waits twice as long each time", () => {
  expect(SHOPIFY_RETRY_DELAYS_MS).toHaveLength(8);
  expect(SHOPIFY_RETRY_DELAYS_MS.reduce((sum, delay) => sum + delay, 0)).toBeCloseTo(4 * 3_600_000);
  expect(SHOPIFY_RETRY_DELAYS_MS[1]! / SHOPIFY_RETRY_DELAYS_MS[0]!).toBeCloseTo(2);
});

describe("addresses that are not HTTP", () => {
  it("hands Pub/Sub messages over as a push: payload in base64, headers as attributes", async () => {
    const { sender } = testSender();
    const address = "pubsub://my-project:my-topic";
    expect(sender.send(testWebhook(address)).state).toBe("undeliverable");
    sender.forwards.set(address, `${app.url}/push`);
    sender.send(testWebhook(address));
    await sender.settled();
    expect(app.received[0]!.path).toBe("/push");
    const push = JSON.parse(app.received[0]!.body) as {
      message: { data: string; attributes: object };
      subscription: string;
    };
    expect(push.subscription).toBe("projects/my-project/subscriptions/my-topic");
    expect(push.message.attributes).toMatchObject({
      "X-Shopify-Topic": "orders/create",
      "X-Shopify-Webhook-Id": "webhook-1",
    });
    expect(Buffer.from(push.message.data, "base64").toString()).toContain('"note":"né"');
  });

  it("hands events over with payload and metadata, every digit of an id in place", async () => {
    const { sender } = testSender();
    const address = "arn:aws:events:us-east-1::event-source/aws.partner/shopify.com/42/source";
    sender.forwards.set(address, app.url);
    sender.send(testWebhook(address));
    await sender.settled();
    expect(app.received[0]!.body).toContain('"payload":{"id":9007199254740993,');
    expect(JSON.parse(app.received[0]!.body)).toMatchObject({
      "detail-type": "shopifyWebhook",
      source: "aws.partner/shopify.com/42/source",
      region: "us-east-1",
      time: "2026-07-01T09:30:00Z",
      detail: { metadata: { "X-Shopify-Shop-Domain": "a.myshopify.com" } },
    });
  });
});

it("logs the time of an attempt by the simulator's clock", async () => {
  const { sender, clock } = testSender({ retryDelaysMs: [5000] });
  app.answers.push(500);
  const delivery = sender.send(testWebhook(app.url));
  await sender.settled();
  clock.move(9000);
  await sender.settled();
  expect(delivery.attempts.map(({ at }) => at)).toEqual([START, after(5000)]);
});
