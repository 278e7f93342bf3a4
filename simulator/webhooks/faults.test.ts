import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createClock } from "#simulator/clock.ts";
import { createFaults } from "./faults.ts";
import { type Receiver, startReceiver, testSender, testWebhook } from "./test-receiver.ts";

let app: Receiver;
beforeEach(async () => {
  app = await startReceiver();
});
afterEach(() => app.close());

const isGenuine = (request: Receiver["received"][number]): boolean =>
  request.headers["x-shopify-hmac-sha256"] ===
  createHmac("sha256", "hush").update(request.body).digest("base64");

/** Sends webhooks `0`, `1`, … and gives the order in which they arrived. */
async function sendNumbered(count: number, faults: Record<string, unknown>[], seed = 1) {
  const made = testSender({ retryDelaysMs: [1000, 1000, 1000] });
  made.sender.faults.seed(seed);
  for (const fault of faults) made.sender.faults.add(fault);
  for (let turn = 0; turn < count; turn += 1)
    made.sender.send(testWebhook(app.url, { eventId: `${turn}`, webhookId: `webhook-${turn}` }));
  await made.sender.settled();
  const arrived = () => app.received.map(({ headers }) => Number(headers["x-shopify-event-id"]));
  return { ...made, arrived };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_unused, index) => index);
const sorted = (numbers: number[]): number[] => numbers.toSorted((a, b) => a - b);

describe("late", () => {
  it.each(["uniform", "exponential"])("delays within its bounds, %s", async (distribution) => {
    const { sender, clock, arrived } = await sendNumbered(30, [
      { kind: "delay", minMs: 1000, maxMs: 61_000, distribution },
    ]);
    clock.move(999);
    await sender.settled();
    expect(arrived()).toEqual([]);
    expect(sender.stats().held).toBe(30);
    clock.move(20_000);
    await sender.settled();
    expect(arrived().length).toBeGreaterThan(2);
    // Exponential: most are early.
    if (distribution === "exponential") expect(arrived().length).toBeGreaterThan(15);
    else expect(arrived().length).toBeLessThan(20);
    clock.move(41_000);
    await sender.settled();
    expect(sorted(arrived())).toEqual(upTo(30));
  });

  it("holds everything, then lets it go in order", async () => {
    const { sender, clock, arrived } = await sendNumbered(20, [{ kind: "hold" }]);
    clock.move(86_400_000);
    await sender.settled();
    expect(arrived()).toEqual([]);
    expect(sender.faults.state().faults).toMatchObject([{ kind: "hold", kept: 20, applied: 20 }]);
    expect(sender.faults.release(null)).toBe(20);
    await sender.settled();
    // Requests go out in this order on several connections; the first ones cannot be last.
    expect(sorted(arrived())).toEqual(upTo(20));
    expect(sender.deliveries.map(({ state }) => state)).toEqual(upTo(20).map(() => "delivered"));
    expect(sender.faults.state().faults).toEqual([]);
  });

  it("holds retries too", async () => {
    app.answers.push(500);
    const { sender, clock } = await sendNumbered(1, []);
    sender.faults.add({ kind: "hold" });
    clock.move(1000);
    await sender.settled();
    expect(sender.stats()).toMatchObject({ held: 1, waiting: 0, attempts: 1 });
    expect(sender.faults.release(null)).toBe(1);
    await sender.settled();
    expect(sender.deliveries[0]).toMatchObject({ state: "delivered", attempts: [{}, {}] });
  });

  it("ends a day of silence by itself, with the times of the events", async () => {
    const { sender, clock } = await sendNumbered(5, [{ kind: "hold", forMs: 86_400_000, order: "shuffled" }]);
    clock.move(86_399_999);
    await sender.settled();
    expect(app.received).toHaveLength(0);
    clock.move(1);
    await sender.settled();
    expect(app.received).toHaveLength(5);
    expect(app.received[0]!.headers["x-shopify-triggered-at"]).toBe("2026-07-01T09:30:00.123Z");
    sender.send(testWebhook(app.url));
    await sender.settled();
    expect(app.received).toHaveLength(6);
  });
});

describe("out of order", () => {
  it("shuffles within a window, and waits no longer than its time", async () => {
    const { sender, clock, arrived } = await sendNumbered(25, [
      { kind: "reorder", size: 10, windowMs: 60_000 },
    ]);
    expect(sorted(arrived())).toEqual(upTo(20));
    const started = sender.deliveries.toSorted((a, b) => a.id - b.id).map(({ state }) => state);
    expect(started.slice(20)).toEqual(["held", "held", "held", "held", "held"]);
    clock.move(60_000);
    await sender.settled();
    expect(sorted(arrived())).toEqual(upTo(25));
  });

  it.each([
    ["reorder", { kind: "reorder", size: 12 }, null],
    ["a hold that is released shuffled", { kind: "hold" }, "shuffled"],
    ["a hold that is released as sent", { kind: "hold" }, "sent"],
  ] as const)("%s starts in an order that the seed decides", (_name, given, order) => {
    const startsWith = (seed: number): number[] => {
      const faults = createFaults(createClock({ speed: 0 }));
      faults.seed(seed);
      const fault = faults.add(given);
      const started: number[] = [];
      for (const turn of upTo(12)) faults.keep(fault, () => started.push(turn));
      if (order) faults.release(order);
      return started;
    };
    expect(startsWith(1)).toEqual(startsWith(1));
    expect(sorted(startsWith(1))).toEqual(upTo(12));
    const isMixed = order !== "sent";
    expect(startsWith(1).join() !== upTo(12).join()).toBe(isMixed);
    expect(startsWith(1).join() !== startsWith(2).join()).toBe(isMixed);
  });

  it("hits the same webhooks with the same seed", () => {
    const lost = (seed: number): string => {
      const { sender } = testSender();
      sender.faults.seed(seed);
      sender.faults.add({ kind: "lose", share: 0.5 });
      for (let turn = 0; turn < 64; turn += 1) sender.send(testWebhook("pubsub://a:b"));
      return sender.deliveries.map(({ state }) => state).join();
    };
    expect(lost(7)).toBe(lost(7));
    expect(lost(7)).not.toBe(lost(8));
  });
});

describe("too often, or never", () => {
  it("sends the same delivery several times", async () => {
    await sendNumbered(1, [{ kind: "duplicate", copies: 2 }]);
    expect(app.received).toHaveLength(3);
    expect(new Set(app.received.map(({ headers }) => headers["x-shopify-webhook-id"])).size).toBe(1);
  });

  it("loses a share for good", async () => {
    const { sender, clock } = await sendNumbered(200, [{ kind: "lose", share: 0.25 }]);
    clock.move(86_400_000);
    await sender.settled();
    const { lost, delivered } = sender.stats();
    expect(lost + delivered).toBe(200);
    expect(lost).toBeGreaterThan(25);
    expect(lost).toBeLessThan(75);
    expect(app.received).toHaveLength(delivered);
  });
});

describe("on the way", () => {
  it("drops the connection after delivery: the app has it, and gets it again", async () => {
    const { sender, clock } = await sendNumbered(1, [{ kind: "drop-after" }]);
    await expect.poll(() => app.received.length).toBe(1);
    expect(app.received[0]).toMatchObject({ isCut: false, body: '{"id":9007199254740993,"note":"né"}' });
    const [delivery] = sender.deliveries;
    expect(delivery).toMatchObject({ state: "waiting", attempts: [{ status: null }] });
    expect(delivery!.attempts[0]!.error).toMatch(/dropped after delivery/);
    clock.move(1000);
    await sender.settled();
    expect(app.received).toHaveLength(2);
    expect(delivery).toMatchObject({ state: "delivered" });
  });

  it("drops the connection before the body is complete", async () => {
    const { sender, clock } = await sendNumbered(1, [{ kind: "drop-before", attempts: 2 }]);
    await expect.poll(() => app.received.map(({ isCut }) => isCut)).toEqual([true]);
    clock.move(1000);
    await sender.settled();
    await expect.poll(() => app.received.map(({ isCut }) => isCut)).toEqual([true, true]);
    clock.move(1000);
    await sender.settled();
    await expect.poll(() => app.received.map(({ isCut }) => isCut)).toEqual([true, true, false]);
  });

  it("sends the body slowly", async () => {
    const { sender } = await sendNumbered(1, [{ kind: "slow", durationRealMs: 60 }]);
    expect(app.received[0]!.body).toBe('{"id":9007199254740993,"note":"né"}');
    expect(sender.deliveries[0]!.attempts[0]!.durationMs).toBeGreaterThan(40);
  });
});

describe("false", () => {
  it.each([
    ["bad-hmac", (request: Receiver["received"][number]) => !isGenuine(request)],
    ["no-hmac", ({ headers }: Receiver["received"][number]) => !("x-shopify-hmac-sha256" in headers)],
    [
      "tampered-body",
      (request: Receiver["received"][number]) => !isGenuine(request) && request.body.includes("tampered"),
    ],
    [
      "other-shop",
      (request: Receiver["received"][number]) =>
        isGenuine(request) && request.headers["x-shopify-shop-domain"] === "somebody-else.myshopify.com",
    ],
  ] as const)("forges with %s, besides the true one and only once", async (how, isForged) => {
    app.answers.push(200, 401);
    const { sender, clock } = await sendNumbered(1, [{ kind: "forge", how }]);
    clock.move(10_000);
    await sender.settled();
    const forged = app.received.filter(isForged);
    expect(app.received).toHaveLength(2);
    expect(forged).toHaveLength(1);
    const other = app.received.find((request) => !forged.includes(request))!;
    expect(isGenuine(other)).toBe(true);
    expect(forged[0]!.headers["x-shopify-webhook-id"]).not.toBe(other.headers["x-shopify-webhook-id"]);
  });

  it("forges in the place of the true one", async () => {
    await sendNumbered(1, [{ kind: "forge", how: "bad-hmac", isInstead: true }]);
    expect(app.received.map(isGenuine)).toEqual([false]);
  });

  it("names another API version, with a signature that holds", async () => {
    await sendNumbered(1, [{ kind: "version", apiVersion: "2025-01" }]);
    expect(app.received[0]!.headers["x-shopify-api-version"]).toBe("2025-01");
    expect(app.received.map(isGenuine)).toEqual([true]);
  });
});

describe("in reach", () => {
  it.each([
    [{ topic: "orders/*" }, true],
    [{ topic: "orders/create" }, true],
    [{ topic: "orders/creat" }, false],
    [{ topic: "customers/*" }, false],
    [{ shop: "a.myshopify.com" }, true],
    [{ shop: "b.myshopify.com" }, false],
    [{ share: 0 }, false],
  ])("hits %j: %s", async (scope, isHit) => {
    const { sender } = await sendNumbered(1, [{ kind: "lose", ...scope }]);
    expect(sender.stats().lost).toBe(isHit ? 1 : 0);
  });

  it("ends after so many hits, and when it is cleared", async () => {
    const { sender } = await sendNumbered(5, [{ kind: "lose", times: 2 }]);
    expect(sender.stats()).toMatchObject({ lost: 2, delivered: 3 });
    const { id } = sender.faults.add({ kind: "hold" });
    sender.send(testWebhook(app.url));
    expect(sender.faults.clear(id)).toBe(1);
    await sender.settled();
    expect(sender.stats()).toMatchObject({ held: 0, delivered: 4 });
    expect(sender.faults.clear()).toBe(1);
  });

  it.each([
    [{ kind: "explode" }, /kind must be one of delay, duplicate/],
    [{ kind: "lose", share: 2 }, /share must be a number from 0 to 1, not 2/],
    [{ kind: "delay", minMs: 5, maxMs: 1 }, /maxMs must not be below minMs/],
    [{ kind: "forge", how: "magic" }, /how must be one of bad-hmac/],
    [{ kind: "lose", copies: 3 }, /no setting "copies"/],
  ])("refuses %j", (fault, message) => {
    expect(() => testSender().sender.faults.add(fault)).toThrow(message);
  });
});
