import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FULL_ACCESS } from "#simulator/admin-api/protected-data.ts";
import type { AppUnderTest, WebhookSubscription } from "#simulator/context.ts";
import { gid } from "#simulator/ids.ts";
import { createShop } from "#simulator/state/create-shop.ts";
import { loadEmptyStore } from "#simulator/state/empty-store.ts";
import type { ShopSubscription } from "#simulator/state/model.ts";
import { TEST_APP } from "#simulator/test-store.ts";
import { publish } from "./publish.ts";
import { rotateSecret, signingSecret } from "./signing-secret.ts";
import { type Receiver, startReceiver, START, testSender } from "./test-receiver.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const declared = (change: Partial<WebhookSubscription> = {}): WebhookSubscription => ({
  id: 1n,
  topic: "orders/updated",
  uri: "/webhooks/orders",
  includeFields: [],
  filter: null,
  name: null,
  source: "configuration",
  ...change,
});

const ofShop = (change: Partial<ShopSubscription> = {}): ShopSubscription => ({
  ...declared({ id: 9n, source: "api", uri: `${receiver.url}/shop` }),
  createdAt: START,
  updatedAt: START,
  failures: 0,
  ...change,
});

function setUp(subscriptions: WebhookSubscription[], change: Partial<AppUnderTest> = {}) {
  const { sender, clock } = testSender({ retryDelaysMs: [10, 10, 10, 10, 10, 10, 10, 10] });
  const app: AppUnderTest = { ...TEST_APP, url: receiver.url, subscriptions, ...change };
  const shop = createShop("a.myshopify.com", loadEmptyStore(START));
  shop.installations.set(app.clientId, {
    id: 5n,
    appId: app.appId,
    clientId: app.clientId,
    scopes: app.scopes,
    accessTokens: new Map(),
    refreshTokens: new Map(),
    installedAt: START,
  });
  const shopSubscriptions = () => [...shop.webhookSubscriptions.values()];
  const publisher = { shop, app, sender, clock: clock.now, shopSubscriptions };
  const change1 = (payload: object, topic = "orders/updated") => ({ topic, payload });
  const send = async (...payloads: object[]): Promise<Record<string, unknown>[]> => {
    publish(
      publisher,
      payloads.map((payload) => change1(payload)),
    );
    await sender.settled();
    return receiver.received.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  };
  return { app, shop, sender, clock, publisher, send };
}

const ORDER = { id: 1, admin_graphql_api_id: "gid://shopify/Order/1", total_price: "12.00", note: "x" };

it("sends to the app's and the shop's subscriptions; one event, a webhook id each", async () => {
  const { shop, send } = setUp([declared()]);
  shop.webhookSubscriptions.set(9n, ofShop());
  await send(ORDER, { ...ORDER, id: 2 });
  const ids = (name: string) => new Set(receiver.received.map(({ headers }) => headers[name]));
  expect(receiver.received.map(({ path }) => path).toSorted()).toEqual([
    "/shop",
    "/shop",
    "/webhooks/orders",
    "/webhooks/orders",
  ]);
  expect(ids("x-shopify-event-id").size).toBe(1);
  expect(ids("x-shopify-webhook-id").size).toBe(4);
});

it.each([
  ["total_price:>10", 1],
  ["total_price:>13", 0],
  ["id:1 AND note:x", 1],
])("a filter %s lets %i through", async (filter, count) => {
  const { send } = setUp([declared({ filter })]);
  expect(await send(ORDER)).toHaveLength(count);
});

it("a filter sees only the included fields", async () => {
  const { send } = setUp([declared({ filter: "total_price:>10", includeFields: ["id"] })]);
  expect(await send(ORDER)).toEqual([]);
});

it("sends the same trimmed payload only once within a short time", async () => {
  const { send, clock } = setUp([declared({ includeFields: ["id", "note"] }), declared({ id: 2n })]);
  await send(ORDER);
  await send({ ...ORDER, total_price: "13.00" });
  expect(receiver.received).toHaveLength(3);
  await send({ ...ORDER, note: "changed" });
  expect(receiver.received).toHaveLength(5);
  clock.move(5_000);
  await send(ORDER);
  expect(receiver.received).toHaveLength(7);
});

describe("what the app may not have", () => {
  it.each([
    ["a topic without its scope", { scopes: ["read_products"] }],
    ["customer data without level 1", { protectedCustomerData: { ...FULL_ACCESS, level1: false } }],
  ])("%s is never sent", async (_name, change) => {
    const { send } = setUp([declared()], change);
    expect(await send(ORDER)).toEqual([]);
  });

  it("level 2 fields are not in payloads", async () => {
    const { send } = setUp([declared()], { protectedCustomerData: { ...FULL_ACCESS, email: false } });
    const [payload] = await send({ ...ORDER, email: "a@example.com" });
    expect(payload).toMatchObject({ id: 1 });
    expect(payload!["email"] ?? null).toBeNull();
  });

  it("after it was removed it gets what Shopify still owes it", async () => {
    const { app, shop, publisher, sender } = setUp([
      declared(),
      declared({ topic: "app/uninstalled" }),
      declared({ topic: "shop/redact" }),
    ]);
    shop.installations.delete(app.clientId);
    for (const topic of ["orders/updated", "app/uninstalled", "shop/redact"]) {
      publish(publisher, [{ topic, payload: {} }]);
      await sender.settled();
    }
    expect(receiver.received.map(({ headers }) => headers["x-shopify-topic"])).toEqual([
      "app/uninstalled",
      "shop/redact",
    ]);
  });

  it("a topic that Shopify does not have fails by name", () => {
    const { publisher } = setUp([]);
    expect(() => publish(publisher, [{ topic: "orders/exploded", payload: {} }])).toThrow(/orders\/exploded/);
  });
});

it("adds the metafields that a subscription asks for", async () => {
  const { shop, send } = setUp([]);
  const owner = gid("Order", 1n);
  const metafield = { ownerGid: owner, type: "json", value: "{}", createdAt: START, updatedAt: START };
  for (const [index, [namespace, key]] of [
    ["loyalty", "points"],
    ["custom", "gift"],
    ["custom", "other"],
  ].entries()) {
    shop.metafields.set(`${owner} ${namespace} ${key}`, {
      ...metafield,
      id: BigInt(index),
      namespace: namespace!,
      key: key!,
    });
  }
  const metafields = [{ namespace: "custom", key: "gift" }];
  shop.webhookSubscriptions.set(9n, ofShop({ metafieldNamespaces: ["loyalty"], metafields }));
  const [payload] = await send(ORDER);
  expect(payload!["metafields"]).toMatchObject([
    { namespace: "loyalty", key: "points", owner_id: 1, owner_resource: "order", type: "json" },
    { namespace: "custom", key: "gift", created_at: "2026-07-01T10:30:00+01:00" },
  ]);
});

describe("failures", () => {
  const failing = Array.from({ length: 40 }, () => 500);

  it("in a row remove a subscription of the Admin API, not one of the configuration", async () => {
    const { shop, app, sender, clock, send } = setUp([declared()]);
    shop.webhookSubscriptions.set(9n, ofShop());
    receiver.answers.push(...failing);
    await send(ORDER);
    for (let retry = 0; retry < 8; retry += 1) {
      expect(shop.webhookSubscriptions.size).toBe(1);
      clock.move(10);
      await sender.settled();
    }
    expect(shop.webhookSubscriptions.size).toBe(0);
    expect(app.subscriptions).toHaveLength(1);
  });

  it("of many webhooks at once do not, nor do those before a success", async () => {
    const { shop, send } = setUp([]);
    shop.webhookSubscriptions.set(9n, ofShop());
    receiver.answers.push(...failing.slice(0, 12));
    await send(...Array.from({ length: 12 }, () => ORDER));
    expect(shop.webhookSubscriptions.get(9n)).toMatchObject({ failures: 12 });
    await send(ORDER);
    expect(shop.webhookSubscriptions.get(9n)).toMatchObject({ failures: 0 });
  });
});

it("goes on signing with the old secret for an hour after it was rotated", async () => {
  const { app, clock, send } = setUp([declared()]);
  const signedBy = (secret: string) => {
    const { headers, body } = receiver.received.at(-1)!;
    return headers["x-shopify-hmac-sha256"] === createHmac("sha256", secret).update(body).digest("base64");
  };
  expect(rotateSecret(app, clock.now(), "fresh")).toBe("fresh");
  expect(app.clientSecret).toBe("fresh");
  await send(ORDER);
  expect(signedBy("hush")).toBe(true);
  clock.move(3_600_000);
  await send(ORDER);
  expect(signedBy("fresh")).toBe(true);
  expect(rotateSecret(app, clock.now())).toMatch(/^shpss_[0-9a-f]{32}$/);
  expect(signingSecret(app, clock.now())).toBe("fresh");
});
