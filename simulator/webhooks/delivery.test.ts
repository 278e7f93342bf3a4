import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { createHmac } from "node:crypto";
import { afterEach, expect, it } from "vitest";
import { createSender, SHOPIFY_RETRY_DELAYS_MS, trimPayload, type OutgoingWebhook } from "./delivery.ts";
import { topicFromEnum, topicToEnum } from "./topics.ts";

interface Received {
  headers: IncomingMessage["headers"];
  body: string;
}

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** Answers with the given statuses one after the other, then with 200. */
async function receiver(statuses: number[]): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      received.push({ headers: request.headers, body });
      response.writeHead(statuses[received.length - 1] ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  closers.push(() => server.close());
  return { url: `http://localhost:${(server.address() as AddressInfo).port}/webhooks`, received };
}

function webhook(url: string, change: Partial<OutgoingWebhook> = {}): OutgoingWebhook {
  return {
    shopDomain: "a.myshopify.com",
    topic: "orders/create",
    url,
    body: '{"id":9007199254740993,"note":"né"}',
    apiVersion: "2026-07",
    eventId: "event-1",
    webhookId: "webhook-1",
    triggeredAt: new Date("2026-07-01T09:30:00.123Z"),
    name: null,
    secret: "hush",
    ...change,
  };
}

function sender(retryDelaysMs: number[]) {
  const made = createSender({ clock: () => new Date(), retryDelaysMs, log: () => {} });
  closers.push(() => made.close());
  return made;
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !holds(); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
}

it("signs the bytes and sends Shopify's headers", async () => {
  const { url, received } = await receiver([]);
  const sending = sender([]);
  const delivery = sending.send(webhook(url));
  await sending.settled();
  const [request] = received;
  expect(request!.headers).toMatchObject({
    "x-shopify-topic": "orders/create",
    "x-shopify-shop-domain": "a.myshopify.com",
    "x-shopify-api-version": "2026-07",
    "x-shopify-event-id": "event-1",
    "x-shopify-webhook-id": "webhook-1",
    "x-shopify-triggered-at": "2026-07-01T09:30:00.123Z",
    "x-shopify-hmac-sha256": createHmac("sha256", "hush").update(request!.body).digest("base64"),
  });
  expect(request!.headers["x-shopify-name"]).toBeUndefined();
  expect(delivery).toMatchObject({ state: "delivered", attempts: [{ status: 200 }] });
});

it("sends the same delivery again until it is accepted", async () => {
  const { url, received } = await receiver([500, 503]);
  const sending = sender([1, 1, 1]);
  const delivery = sending.send(webhook(url));
  await until(() => delivery.state === "delivered");
  expect(received).toHaveLength(3);
  expect(
    new Set(received.map(({ headers, body }) => `${String(headers["x-shopify-webhook-id"])} ${body}`)).size,
  ).toBe(1);
});

it("gives up after the last retry and says why", async () => {
  const sending = sender([1]);
  const delivery = sending.send(webhook("http://localhost:1/"));
  await until(() => delivery.attempts.length === 2 && delivery.state === "failed");
  expect(delivery.attempts[0]).toMatchObject({ status: null });
  expect(delivery.attempts[0]?.error).toBeTruthy();
});

it("can leave headers out and replace them", async () => {
  const { url, received } = await receiver([]);
  const sending = sender([]);
  sending.send(webhook(url, { headers: { "X-Shopify-Topic": null, "X-Shopify-Hmac-Sha256": "AAAA" } }));
  await sending.settled();
  expect(received[0]!.headers["x-shopify-topic"]).toBeUndefined();
  expect(received[0]!.headers["x-shopify-hmac-sha256"]).toBe("AAAA");
});

it("retries eight times over four hours, each wait twice the one before", () => {
  expect(SHOPIFY_RETRY_DELAYS_MS).toHaveLength(8);
  expect(SHOPIFY_RETRY_DELAYS_MS.reduce((sum, delay) => sum + delay, 0)).toBeCloseTo(4 * 3_600_000);
  expect(SHOPIFY_RETRY_DELAYS_MS[1]! / SHOPIFY_RETRY_DELAYS_MS[0]!).toBeCloseTo(2);
});

it("trims a payload to the wanted fields", () => {
  expect(trimPayload({ id: 1, name: "x", note: null }, ["id", "note"])).toEqual({ id: 1, note: null });
  expect(trimPayload({ id: 1 }, [])).toEqual({ id: 1 });
});

it.each(["orders/create", "app/uninstalled", "bulk_operations/finish", "customers/update"])(
  "knows %s by its name in the GraphQL enum",
  (topic) => {
    expect(topicFromEnum(topicToEnum(topic))).toBe(topic);
  },
);
