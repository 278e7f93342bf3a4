import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createClock } from "#simulator/clock.ts";
import { send } from "#simulator/http.ts";
import { createPlatform, type Platform } from "#simulator/platform.ts";
import type { ShopRuntime } from "#simulator/runtime.ts";
import { createShop } from "#simulator/state/create-shop.ts";
import { loadEmptyStore } from "#simulator/state/empty-store.ts";
import { TEST_APP } from "#simulator/test-store.ts";
import { createSender, SHOPIFY_RETRY_DELAYS_MS } from "#simulator/webhooks/delivery.ts";
import { type Receiver, startReceiver } from "#simulator/webhooks/test-receiver.ts";
import { type Control, createControl } from "./control.ts";
import { answerControl } from "./routes.ts";
import { readDuration } from "./time-routes.ts";

const SHOP = "test.myshopify.com";
const TOPICS = [
  "app/uninstalled",
  "customers/create",
  "customers/redact",
  "orders/create",
  "orders/updated",
  "shop/redact",
  "shop/update",
];

interface Started {
  platform: Platform;
  runtime: ShopRuntime;
  control: Control;
  server: Server;
}

/** One shop with the app, its clock standing still, and the control API of it. */
async function startControl(appUrl: string): Promise<Started> {
  const clock = createClock({ now: new Date("2026-07-01T12:00:00Z"), speed: 0 });
  const log = (): void => {};
  const subscriptions = TOPICS.map((topic, index) => ({
    id: BigInt(index),
    topic,
    uri: "/webhooks",
    includeFields: [],
    filter: null,
    name: null,
    source: "configuration" as const,
  }));
  const platform = createPlatform({
    app: { ...TEST_APP, url: appUrl, subscriptions },
    clock,
    sender: createSender({ clock, log, retryDelaysMs: SHOPIFY_RETRY_DELAYS_MS }),
    log,
    adminUrl: () => "http://localhost:4100",
    storefrontUrl: () => "http://localhost:4101",
  });
  const runtime = platform.put(createShop(SHOP, loadEmptyStore(clock.now())));
  runtime.install();
  const server = createServer((request, response) => {
    const url = new URL(request.url!, "http://localhost");
    void answerControl(platform, request, url).then((reply) => send(response, reply));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { platform, runtime, control: createControl(runtime), server };
}

let app: Receiver;
let started: Started;
beforeEach(async () => {
  app = await startReceiver();
  started = await startControl(app.url);
});
afterEach(() => {
  started.platform.sender.close();
  started.server.close();
  started.server.closeAllConnections();
  app.close();
});

async function call(method: string, path: string, body?: object) {
  const { port } = started.server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/__simulator/${path}`, {
    method,
    body: body && JSON.stringify(body),
  });
  return { status: response.status, answer: (await response.json()) as Record<string, never> };
}

const topicsReceived = (): unknown[] => app.received.map(({ headers }) => headers["x-shopify-topic"]);
const settled = () => started.control.settled();

describe("clock", () => {
  it("is shown, set, moved and made to run", async () => {
    expect((await call("GET", "clock")).answer).toEqual({ now: "2026-07-01T12:00:00.000Z", speed: 0 });
    expect((await call("POST", "clock", { move: "2 days" })).answer["now"]).toBe("2026-07-03T12:00:00.000Z");
    expect((await call("POST", "clock", { moveMs: -1000 })).answer["now"]).toBe("2026-07-03T11:59:59.000Z");
    const set = await call("POST", "clock", { now: "2027-01-01T00:00:00Z", speed: 0 });
    expect(set.answer).toEqual({ now: "2027-01-01T00:00:00.000Z", speed: 0 });
    expect((await call("POST", "clock", { speed: 60 })).answer["speed"]).toBe(60);
  });

  it.each([[{ now: "later" }], [{ move: "soon" }], [{ moveMs: "1" }], [{ speed: -1 }], [{ sped: 1 }]])(
    "refuses %j",
    async (body) => {
      expect((await call("POST", "clock", body)).status).toBe(400);
      expect((await call("GET", "clock")).answer["now"]).toBe("2026-07-01T12:00:00.000Z");
    },
  );

  it("is what tokens, discounts and webhooks go by", async () => {
    const claims = (): { exp: number } => {
      const [, body] = started.control.sessionToken().split(".");
      return JSON.parse(Buffer.from(body!, "base64url").toString()) as { exp: number };
    };
    const before = claims().exp;
    await call("POST", "clock", { move: "1 day" });
    expect(claims().exp - before).toBe(86_400);
    await call("POST", `shops/${SHOP}`, { name: "New name" });
    await settled();
    expect(app.received[0]!.headers["x-shopify-triggered-at"]).toBe("2026-07-02T12:00:00.000Z");
  });

  it("makes retries fall due", async () => {
    app.answers.push(503);
    await call("POST", `shops/${SHOP}`, { name: "New name" });
    await settled();
    await call("POST", "clock", { move: "4 hours" });
    await settled();
    expect(topicsReceived()).toEqual(["shop/update", "shop/update"]);
  });

  it("brings shop/redact 48 hours after the app was removed, unless it is back", async () => {
    await call("POST", `shops/${SHOP}/uninstall`);
    await call("POST", "clock", { move: "47 hours" });
    await settled();
    expect(topicsReceived()).toEqual(["app/uninstalled"]);
    await call("POST", "clock", { move: "1 hour" });
    await settled();
    expect(topicsReceived()).toEqual(["app/uninstalled", "shop/redact"]);
    await call("POST", `shops/${SHOP}/install`);
    await call("POST", `shops/${SHOP}/uninstall`);
    await call("POST", `shops/${SHOP}/install`);
    await call("POST", "clock", { move: "3 days" });
    await settled();
    expect(topicsReceived().filter((topic) => topic === "shop/redact")).toHaveLength(1);
  });

  it("brings customers/redact ten days after the erasure was asked for", async () => {
    const { runtime } = started;
    const made = runtime.commands.createCustomer({ email: "new@example.com", firstName: "N", lastName: "N" });
    if (!made.ok) throw new Error("not made");
    expect(runtime.commands.requestErasure(made.customer.id).ok).toBe(true);
    await call("POST", "clock", { move: "9 days 23 hours" });
    await settled();
    expect(topicsReceived()).not.toContain("customers/redact");
    await call("POST", "clock", { move: "1 hour" });
    await settled();
    expect(topicsReceived()).toContain("customers/redact");
    expect(runtime.shop.customers.get(made.customer.id)).toMatchObject({ email: null });
  });

  it.each([
    ["2 days", 172_800_000],
    ["90 minutes", 5_400_000],
    ["1 day 12 hours", 129_600_000],
    ["-1.5 h", -5_400_000],
    ["30s", 30_000],
    ["3 weeks", 1_814_400_000],
  ])("reads %s", (text, durationMs) => {
    expect(readDuration(text)).toBe(durationMs);
  });
});

describe("faults", () => {
  it("are set, shown, seeded, released and cleared", async () => {
    const made = await call("POST", "webhooks/faults", { kind: "hold", topic: "shop/*" });
    expect(made).toMatchObject({ status: 201, answer: { fault: { id: 1, kind: "hold", share: 1 } } });
    await call("POST", `shops/${SHOP}`, { name: "Held" });
    expect((await call("GET", "webhooks/faults")).answer).toMatchObject({ seed: 1, faults: [{ kept: 1 }] });
    expect((await call("POST", "webhooks/release", { order: "shuffled" })).answer).toEqual({ released: 1 });
    await call("POST", "webhooks/settle");
    expect(topicsReceived()).toEqual(["shop/update"]);
    await call("POST", "webhooks/faults", { kind: "lose" });
    expect((await call("POST", "webhooks/faults/seed", { seed: 7 })).answer).toMatchObject({ seed: 7 });
    expect((await call("DELETE", "webhooks/faults/99")).status).toBe(404);
    expect((await call("POST", "webhooks/faults/clear")).answer).toEqual({ cleared: 1 });
    expect((await call("GET", "webhooks/faults")).answer["faults"]).toEqual([]);
  });

  it.each([
    ["webhooks/faults", { kind: "explode" }],
    ["webhooks/faults/seed", { seed: "x" }],
    ["webhooks/release", { order: "backwards" }],
    ["webhooks/burst", { topic: "orders/exploded" }],
    ["webhooks/burst", { topic: "customers/update" }],
    ["webhooks/burst", { count: 0 }],
    ["webhooks/secret", { secret: "" }],
    ["webhooks/forwards", { address: "https://example.com", url: "http://localhost:1" }],
    ["app/protected-customer-data", { emails: false }],
  ])("%s refuses %j", async (path, body) => {
    const { status, answer } = await call("POST", path, body);
    expect(status).toBe(400);
    expect(answer["error"]).toBeTruthy();
  });

  it("bursts so many webhooks at a rate, and stops", async () => {
    const [variant] = [...started.runtime.shop.products.values()][0]!.variants;
    const placed = await call("POST", "orders", {
      email: "a@example.com",
      lines: [{ variantId: variant!.id.toString(), quantity: 1 }],
    });
    expect(placed.status).toBe(200);
    await settled();
    const before = app.received.length;
    const burst = { topic: "orders/updated", perSecond: 1000, count: 50 };
    const begun = performance.now();
    expect((await call("POST", "webhooks/burst", burst)).status).toBe(201);
    await expect.poll(() => app.received.length - before, { timeout: 5_000 }).toBe(50);
    expect(performance.now() - begun).toBeGreaterThan(40);
    const last = JSON.parse(app.received.at(-1)!.body) as Record<string, unknown>;
    expect(last).toMatchObject({ updated_at: "2026-07-01T13:00:00+01:00" });
    await call("POST", "webhooks/burst", { count: 300 });
    await expect.poll(() => app.received.length - before, { timeout: 5_000 }).toBe(350);
    await call("POST", "webhooks/burst", { perSecond: 1, count: 1000 });
    const { bursts } = (await call("POST", "webhooks/burst/stop")).answer as unknown as { bursts: object[] };
    expect(bursts.at(-1)).toMatchObject({ isRunning: false, wanted: 1000 });
  });

  it("rotates the secret", async () => {
    const { answer } = await call("POST", "webhooks/secret", { secret: "fresh", graceMs: 1000 });
    expect(answer).toMatchObject({ secret: "fresh", retired: { value: "hush" } });
    expect(started.platform.app.clientSecret).toBe("fresh");
  });
});

describe("webhooks", () => {
  it("are sent by hand, and shown as they went", async () => {
    const sent = await call("POST", "webhooks/send", {
      topic: "orders/create",
      payload: { id: 1 },
      times: 2,
    });
    expect(sent.answer["deliveries"]).toMatchObject([{ state: "delivered" }, { state: "delivered" }]);
    await call("POST", `shops/${SHOP}`, { name: "New name" });
    await settled();
    const all = async (query: string) =>
      (await call("GET", `deliveries${query}`)).answer["deliveries"] as unknown as object[];
    expect(await all("")).toHaveLength(3);
    expect(await all("?topic=orders/create")).toHaveLength(2);
    expect(await all("?state=failed")).toHaveLength(0);
    expect(await all("?shopDomain=other.myshopify.com")).toHaveLength(0);
    expect(await all("?limit=1")).toMatchObject([{ topic: "shop/update" }]);
    expect((await call("GET", "webhooks/stats")).answer).toMatchObject({ delivered: 3, queued: 0 });
  });

  it("shows subscriptions and topics, and which of them are sent", async () => {
    const { subscriptions } = (await call("GET", "webhooks/subscriptions")).answer as unknown as {
      subscriptions: { topic: string; isAllowed: boolean; isSent: boolean }[];
    };
    const orders = subscriptions.find(({ topic }) => topic === "orders/create");
    expect(orders).toMatchObject({ source: "configuration", isAllowed: true, isSent: true });
    const { topics } = (await call("GET", "webhooks/topics")).answer as unknown as { topics: object[] };
    expect(topics).toHaveLength(218);
    expect(topics).toContainEqual({
      topic: "orders/delete",
      enum: "ORDERS_DELETE",
      scopes: ["read_orders"],
      isSent: expect.any(Boolean) as boolean,
    });
  });

  it("forwards Pub/Sub topics", async () => {
    const address = "pubsub://a:b";
    expect((await call("POST", "webhooks/forwards", { address, url: app.url })).answer).toEqual({
      forwards: { [address]: app.url },
    });
    expect((await call("POST", "webhooks/forwards", { address })).answer).toEqual({ forwards: {} });
  });

  it("takes approval for protected customer data away and gives it back", async () => {
    const path = "app/protected-customer-data";
    expect((await call("GET", path)).answer).toMatchObject({ level1: true, email: true });
    expect((await call("POST", path, { email: false })).answer).toMatchObject({ level1: true, email: false });
    started.runtime.commands.createCustomer({ email: "x@example.com", firstName: "X", lastName: "Y" });
    await settled();
    expect(app.received[0]!.body).not.toContain("x@example.com");
  });
});
