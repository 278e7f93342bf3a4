import { afterAll, beforeAll, expect, it } from "vitest";
import { escapeHtml } from "./html.ts";
import { startTestAdmin, type TestAdmin } from "./test-admin.ts";

let admin: TestAdmin;

beforeAll(async () => {
  admin = await startTestAdmin();
  admin.simulator.control.install();
});
afterAll(() => admin.simulator.close());

it("sends a webhook again and one of any kind", async () => {
  await admin.post("/webhooks/test", {
    form: "test",
    topic: "orders/create",
    body: '{"id":9007199254740993}',
    times: "1",
  });
  const first = admin.simulator.control.deliveries().at(-1)!;
  const { text } = await admin.get(`/webhooks/${first.id}`);
  expect(text).toContain("9007199254740993");
  expect(first.headers).toMatchObject({
    "X-Shopify-API-Version": "2026-07",
    "X-Shopify-Shop-Domain": "perennial-demo.myshopify.com",
  });
  for (const [name, value] of Object.entries(first.headers)) {
    expect(text).toContain(`<dt>${name}</dt>`);
    expect(text).toContain(escapeHtml(value));
  }
  await admin.post(`/webhooks/${first.id}/send`);
  const again = admin.simulator.control.deliveries().at(-1)!;
  expect(again).toMatchObject({ webhookId: first.webhookId, eventId: first.eventId, body: first.body });
  expect(again.id).not.toBe(first.id);
});

it.each([
  ["delay", { min: "1", max: "5" }, { minMs: 1000, maxMs: 5000 }],
  ["duplicate", { copies: "3" }, { copies: 3 }],
  ["reorder", { size: "5" }, { size: 5 }],
  ["hold", { for: "2", order: "shuffled" }, { forMs: 120_000, order: "shuffled" }],
  ["lose", { share: "25", times: "4", topic: "orders/*" }, { share: 0.25, times: 4, topic: "orders/*" }],
  ["forge", { how: "no-hmac", isInstead: "yes" }, { how: "no-hmac", isInstead: true }],
  ["version", { apiVersion: "2025-01" }, { apiVersion: "2025-01" }],
  ["drop-before", { attempts: "2" }, { attempts: 2 }],
  ["drop-after", { shop: "this" }, { shop: "perennial-demo.myshopify.com" }],
  ["slow", { duration: "0.5" }, { durationRealMs: 500 }],
])("makes the fault %s", async (kind, form, made) => {
  const { faults } = admin.simulator.platform.sender;
  await admin.post(`/faults/add/${kind}`, { form: `fault-${kind}`, ...form });
  expect(faults.state().faults).toMatchObject([{ kind, ...made }]);
  await admin.post("/faults/clear");
  expect(faults.state().faults).toEqual([]);
});

it("says why a fault cannot be", async () => {
  const { status, text } = await admin.post("/faults/add/delay", {
    form: "fault-delay",
    min: "9",
    max: "1",
  });
  expect([status, text.includes("maxMs must not be below minMs")]).toEqual([422, true]);
});

it("moves, stops and sets the clock, and says so in the header", async () => {
  const { clock } = admin.simulator.platform;
  await admin.post("/time/set", { form: "set", what: "given", now: "2027-01-31T10:00" });
  await admin.post("/time/move", { step: "day" });
  await admin.post("/time/speed", { speed: "3600" });
  await admin.post("/time/speed", { speed: "0" });
  expect(clock.now().toISOString().slice(0, 16)).toMatch(/^2027-02-01T1\d/);
  expect((await admin.get("")).text).toMatch(/class="clock"[\s\S]*1 Feb 2027[\s\S]*stopped/);
  expect((await admin.post("/time/speed", { speed: "-1" })).status).toBe(422);
});
