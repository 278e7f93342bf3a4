import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import {
  listDeliveries,
  oneByOne,
  processDeliveries,
  retryDeliveries,
} from "#app/features/events/index.server.ts";
import { openBytes, sealBytes } from "#app/platform/crypto/keyring.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { action } from "#app/routes/webhooks.$.ts";
import { deliveryHandlers } from "#app/worker/registry.server.ts";
import {
  bigId,
  bytesOf,
  makeCustomer,
  makeOrder,
  makeRefund,
  type Payload,
} from "#tests/factories/payloads.ts";
import {
  balanceOfCustomer,
  deliver,
  makeShop,
  readState,
  startProgramme,
  type TestShop,
  workOff,
} from "#tests/factories/shop.ts";

let shop: TestShop;

beforeEach(async () => {
  shop = await makeShop();
  await startProgramme(shop);
});

const listed = () =>
  withShop(shop.shopId, (scope) =>
    listDeliveries(scope, { status: null, topic: null, beforeId: null, limit: 100 }),
  );

describe("the intake", () => {
  it("stores the body byte for byte, unknown fields included", async () => {
    const body = Buffer.from('{"id": 1,   "unknown": "é", "n": null}');
    expect(await deliver(shop, { topic: "orders/create", body })).toMatchObject({
      status: 200,
      outcome: "stored",
    });
    const [row] = await withShop(shop.shopId, ({ db }) => db.webhookDelivery.findMany());
    expect(openBytes(row!.body!, `delivery:${row!.webhookId}`).equals(body)).toBe(true);
  });

  it("answers 200 to a repetition and stores it once, also when both come at once", async () => {
    const webhookId = randomUUID();
    const twice = () => deliver(shop, { topic: "orders/create", payload: makeOrder(), webhookId });
    const outcomes = await Promise.all([twice(), twice(), twice()]);
    expect(outcomes.every((outcome) => outcome.status === 200)).toBe(true);
    expect(await deliver(shop, { topic: "orders/create", payload: makeOrder(), webhookId })).toMatchObject({
      outcome: "duplicate",
    });
    expect(await listed()).toHaveLength(1);
  });

  it("takes a burst of many shops in a few inserts and gives each its own answer", async () => {
    const stranger = { domain: "stranger.myshopify.com", shopId: 0n };
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, n) =>
        deliver(n % 3 === 0 ? stranger : shop, {
          topic: "orders/create",
          payload: makeOrder({ id: bigId(n) }),
        }),
      ),
    );
    expect(answers.map((answer) => answer.status)).toEqual(
      Array.from({ length: 300 }, (_, n) => (n % 3 === 0 ? 404 : 200)),
    );
    const count = await withShop(shop.shopId, ({ db }) => db.webhookDelivery.count());
    expect(count).toBe(200);
  });

  it.each([
    ["a forged signature", { secret: "not-the-secret" }, 401],
    ["no signature", { headers: { "X-Shopify-Hmac-Sha256": "" } }, 401],
    ["no topic", { headers: { "X-Shopify-Topic": "" } }, 400],
    ["no webhook id", { headers: { "X-Shopify-Webhook-Id": "" } }, 400],
    ["a shop that is no shop", { headers: { "X-Shopify-Shop-Domain": "evil.example.com" } }, 400],
    [
      "a shop that never installed the app",
      { headers: { "X-Shopify-Shop-Domain": "stranger.myshopify.com" } },
      404,
    ],
  ])("refuses %s", async (_label, options, status) => {
    const answer = await deliver(shop, { topic: "orders/create", payload: makeOrder(), ...options });
    expect(answer).toMatchObject({ status, outcome: "refused" });
    expect(await listed()).toHaveLength(0);
  });

  it("refuses a truncated body by its signature", async () => {
    const body = bytesOf(makeOrder());
    const { createHmac } = await import("node:crypto");
    const signature = createHmac("sha256", process.env["SHOPIFY_API_SECRET"]!).update(body).digest("base64");
    const answer = await deliver(shop, {
      topic: "orders/create",
      body: body.slice(0, -10),
      headers: { "X-Shopify-Hmac-Sha256": signature },
    });
    expect(answer.status).toBe(401);
  });

  it("refuses an oversized body with 413 and anything but a POST with 405", async () => {
    const call = (init: RequestInit) =>
      action({
        request: new Request("http://localhost/webhooks/orders", { method: "POST", ...init }),
        params: {},
        context: {},
      });
    const signed = { "X-Shopify-Hmac-Sha256": "c2lnbmF0dXJl" };
    expect((await call({ body: Buffer.alloc(6 * 1024 * 1024), headers: signed })).status).toBe(413);
    expect((await call({ body: "{}", headers: signed })).status).toBe(401);
    expect((await call({ method: "PUT", body: "x" })).status).toBe(405);
    expect((await call({ body: "{}" })).status).toBe(401);
  });
});

describe("working deliveries off", () => {
  it("gives points for a paid order and keeps ids past 2^53", async () => {
    await deliver(shop, { topic: "orders/create", payload: makeOrder() });
    await workOff(shop);
    expect(await balanceOfCustomer(shop, bigId(7))).toBe(20n);
    const [order] = await withShop(shop.shopId, ({ db }) => db.order.findMany());
    expect(order).toMatchObject({
      id: 9007199254740994n,
      customerId: 9007199254741000n,
      subtotalMinor: 2000n,
    });
    expect(await listed()).toMatchObject([{ status: "processed" }]);
  });

  it.each([
    ["no customer", { customer: null }],
    ["a missing customer", { customer: undefined }],
    [
      "null lines, refunds and times",
      { line_items: null, refunds: null, processed_at: null, updated_at: null },
    ],
  ])("takes an order with %s", async (_label, overrides) => {
    await deliver(shop, { topic: "orders/create", payload: makeOrder(overrides) });
    await workOff(shop);
    expect(await listed()).toMatchObject([{ status: "processed", error: null }]);
  });

  it("counts a currency without decimals in whole units", async () => {
    const customer = makeCustomer();
    await deliver(shop, {
      topic: "orders/create",
      payload: makeOrder({
        currency: "JPY",
        subtotal_price: "12500",
        total_price: "12500.00",
        customer,
        line_items: [],
      }),
    });
    await workOff(shop);
    expect(await balanceOfCustomer(shop, bigId(7))).toBe(125n);
  });

  it("dates an order that was entered twenty years late by when it happened", async () => {
    const payload = makeOrder({ processed_at: "2006-03-01T10:00:00Z", customer: makeCustomer() });
    await deliver(shop, { topic: "orders/create", payload });
    await workOff(shop);
    const facts = await withShop(shop.shopId, ({ db }) =>
      db.fact.findMany({ where: { kind: "order.paid" } }),
    );
    expect(facts[0]?.happenedAt.getUTCFullYear()).toBe(2006);
    expect(await balanceOfCustomer(shop, bigId(7))).toBe(0n);
  });

  it.each([
    ["not JSON", Buffer.from("<html>"), /not JSON/],
    ["empty", Buffer.alloc(0), /not JSON/],
    ["a list", Buffer.from("[]"), /The order cannot be read/],
    [
      "an amount in words",
      bytesOf(makeOrder({ subtotal_price: "twenty" })),
      /subtotal_price: expected a decimal amount/,
    ],
    ["a currency that is none", bytesOf(makeOrder({ currency: "£" })), /currency: expected a currency code/],
    ["no id", bytesOf({ ...makeOrder(), id: null }), /id: /],
    ["a date that is none", bytesOf(makeOrder({ created_at: "yesterday" })), /created_at/],
  ])("keeps a body that is %s as failed, with the reason", async (_label, body, reason) => {
    await deliver(shop, { topic: "orders/create", body });
    await workOff(shop);
    const [row] = await listed();
    expect(row).toMatchObject({ status: "failed", attempts: 1 });
    expect(row!.error).toMatch(reason);
  });

  it("keeps an unknown topic, visibly ignored", async () => {
    await deliver(shop, { topic: "planets/create", payload: {} });
    await workOff(shop);
    expect(await listed()).toMatchObject([
      { status: "ignored", error: expect.stringContaining("planets/create") },
    ]);
  });

  it("is not held up by a poisoned delivery, and takes it again when told to", async () => {
    await deliver(shop, { topic: "orders/create", payload: makeOrder({ subtotal_price: "poison" }) });
    await deliver(shop, { topic: "orders/create", payload: makeOrder({ id: bigId(2) }) });
    await workOff(shop);
    expect((await listed()).map((row) => row.status)).toEqual(["processed", "failed"]);
    await withShop(shop.shopId, async ({ db }) => {
      const { webhookId } = await db.webhookDelivery.findFirstOrThrow({ where: { status: "failed" } });
      const body = sealBytes(bytesOf(makeOrder()), `delivery:${webhookId}`);
      await db.webhookDelivery.updateMany({ where: { status: "failed" }, data: { body } });
    });
    expect(await withShop(shop.shopId, (scope) => retryDeliveries(scope, null))).toBe(1);
    await workOff(shop);
    expect(await balanceOfCustomer(shop, bigId(7))).toBe(40n);
  });

  it("tries again later what failed for another reason, and gives up in the end", async () => {
    await deliver(shop, { topic: "orders/create", payload: makeOrder() });
    const broken = {
      ...deliveryHandlers,
      "orders/create": oneByOne(() => Promise.reject(new Error("the database hiccuped"))),
    };
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      await processDeliveries(shop.shopId, broken);
      const [row] = await listed();
      expect(row).toMatchObject({ status: attempt < 8 ? "received" : "failed", attempts: attempt });
      await withShop(shop.shopId, ({ db }) => db.webhookDelivery.updateMany({ data: { notBefore: null } }));
    }
  });

  it("by two workers at once does each once", async () => {
    for (let n = 0; n < 30; n += 1)
      await deliver(shop, { topic: "orders/create", payload: makeOrder({ id: bigId(n) }) });
    await Promise.all([workOff(shop), workOff(shop), workOff(shop)]);
    await workOff(shop);
    expect(await balanceOfCustomer(shop, bigId(7))).toBe(600n);
    expect((await listed()).every((row) => row.status === "processed" && row.attempts === 1)).toBe(true);
  });
});

// ── The same end state for any order, repetition and delay ────────────────────────────────────────────────────────────

const order = (updatedSecond: number, rest: Payload = {}) =>
  makeOrder({ updated_at: `2026-03-01T10:00:${String(updatedSecond).padStart(2, "0")}+00:00`, ...rest });

const refund = makeRefund({ created_at: "2026-03-01T10:00:20+00:00" });
const secondRefund = makeRefund({ id: bigId(95), goods: "15.00", created_at: "2026-03-01T10:00:40+00:00" });

/** What Shopify sends about one order: made, paid, moved to another customer, refunded twice, cancelled. */
const STORY: { topic: string; payload: Payload }[] = [
  { topic: "customers/create", payload: makeCustomer() },
  {
    topic: "customers/update",
    payload: makeCustomer({ first_name: "Sam", updated_at: "2026-02-01T00:00:00Z" }),
  },
  { topic: "orders/create", payload: order(1, { financial_status: "pending" }) },
  { topic: "orders/paid", payload: order(5) },
  {
    topic: "orders/updated",
    payload: order(10, { customer: makeCustomer({ id: bigId(8), email: "other@example.com" }) }),
  },
  { topic: "refunds/create", payload: refund },
  {
    topic: "orders/updated",
    payload: order(20, {
      financial_status: "partially_refunded",
      refunds: [refund],
      customer: makeCustomer({ id: bigId(8), email: "other@example.com" }),
    }),
  },
  { topic: "refunds/create", payload: secondRefund },
  {
    topic: "orders/cancelled",
    payload: order(41, {
      financial_status: "refunded",
      refunds: [refund, secondRefund],
      cancelled_at: "2026-03-01T10:00:41Z",
      customer: makeCustomer({ id: bigId(8), email: "other@example.com" }),
    }),
  },
];

describe("for any order, repetition and delay of the same deliveries", () => {
  async function tell(indexes: readonly number[], portion: number, story = STORY) {
    const teller = await makeShop();
    await startProgramme(teller);
    for (const [position, index] of indexes.entries()) {
      await deliver(teller, { ...story[index]!, eventId: `event-${index}` });
      if (position % portion === portion - 1) await workOff(teller);
    }
    await workOff(teller);
    return readState(teller);
  }

  it("the end state is the same", { timeout: 120_000 }, async () => {
    const told = await tell(
      STORY.map((_, index) => index),
      1,
    );
    expect(told["balances"]).toEqual([]);
    const anyTelling = fc.array(fc.nat(STORY.length - 1), { maxLength: 6 }).chain((again) => {
      const indexes = [...STORY.keys(), ...again];
      return fc.tuple(
        fc.shuffledSubarray(indexes, { minLength: indexes.length }),
        fc.integer({ min: 1, max: 9 }),
      );
    });
    await fc.assert(
      fc.asyncProperty(anyTelling, async ([indexes, portion]) => {
        expect(await tell(indexes, portion)).toEqual(told);
      }),
      { numRuns: 40 },
    );
  });

  it("the end state is the same before the story is over, too", { timeout: 60_000 }, async () => {
    const part = STORY.slice(0, 7);
    const told = await tell([...part.keys()], 1);
    expect(told["balances"]).toMatchObject([
      { kind: "issued" },
      { kind: "member", customer_id: bigId(8).toString(), balance: "15" },
    ]);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...part.keys()], { minLength: part.length }), async (indexes) => {
        expect(await tell(indexes, 2)).toEqual(told);
      }),
      { numRuns: 15 },
    );
  });

  it(
    "a merge of customers gives one of them everything, whenever it is told",
    { timeout: 60_000 },
    async () => {
      const merge = {
        topic: "customers/merge",
        payload: {
          admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${bigId(9)}`,
          admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${bigId(7)}`,
        },
      };
      const story = [...STORY.slice(2, 4), merge];
      const told = await tell([0, 1, 2], 1, story);
      expect(told["balances"]).toMatchObject([
        { kind: "issued" },
        { customer_id: bigId(9).toString(), balance: "20" },
      ]);
      for (const indexes of [
        [2, 0, 1],
        [2, 1, 0],
        [1, 2, 0],
      ])
        expect(await tell(indexes, 1, story)).toEqual(told);
    },
  );
});
