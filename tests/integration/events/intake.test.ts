import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { openBytes } from "#app/platform/crypto/keyring.server.ts";
import { byteaArray, textArray, timestamptzArray, uuidArray } from "#app/platform/db/binary-array.ts";
import { pool } from "#app/platform/db/client.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { makeOrder } from "#tests/factories/payloads.ts";
import { asOwner, deliver, type DeliveryOptions, makeShop, type TestShop } from "#tests/factories/shop.ts";

let shop: TestShop;

beforeEach(async () => {
  shop = await makeShop();
});

const stored = () =>
  withShop(shop.shopId, ({ db }) => db.webhookDelivery.findMany({ orderBy: { id: "asc" } }));

describe("a repetition", () => {
  const first = (webhookId: string): DeliveryOptions => ({
    topic: "orders/create",
    payload: makeOrder(),
    webhookId,
    eventId: "one-action",
  });

  it("is recognised by topic, webhook id and body", async () => {
    const webhookId = randomUUID();
    expect(await deliver(shop, first(webhookId))).toMatchObject({ outcome: "stored" });
    const again = { ...first(webhookId), headers: { "X-Shopify-Triggered-At": "2026-03-02T00:00:00Z" } };
    expect(await deliver(shop, again)).toMatchObject({ status: 200, outcome: "duplicate" });
    expect(await stored()).toHaveLength(1);
  });

  it.each<[string, (webhookId: string) => Partial<DeliveryOptions>]>([
    ["another subscription's delivery of one action", () => ({ webhookId: randomUUID() })],
    ["a second change by one action", () => ({ webhookId: randomUUID(), payload: makeOrder({ note: "2" }) })],
    ["another body under one webhook id", () => ({ payload: makeOrder({ note: "2" }) })],
    ["another topic under one webhook id", () => ({ topic: "orders/updated" })],
  ])("is not: %s", async (_label, change) => {
    const webhookId = randomUUID();
    await deliver(shop, first(webhookId));
    const other = { ...first(webhookId), ...change(webhookId) };
    expect(await deliver(shop, other)).toMatchObject({ outcome: "stored" });
    expect(await stored()).toHaveLength(2);
  });

  it("is not: the same delivery to another shop", async () => {
    const [webhookId, other] = [randomUUID(), await makeShop()];
    await deliver(shop, first(webhookId));
    expect(await deliver(other, first(webhookId))).toMatchObject({ outcome: "stored" });
  });
});

it("keeps bodies and times as they came, sealed for their own row", async () => {
  const secret = "Rosalind";
  const deliveries = Array.from({ length: 40 }, (_, n) => ({
    topic: "orders/create",
    body: Buffer.from(`{"id": ${n}, "name": "${secret} é ${"x".repeat(n * 97)}"}`),
    webhookId: `webhook-${n}`,
    headers: (n % 2 ? {} : { "X-Shopify-Triggered-At": "soon", "X-Shopify-API-Version": "" }) as Record<
      string,
      string
    >,
  }));
  await Promise.all(deliveries.map((one) => deliver(shop, one)));
  const rows = await stored();
  expect(rows).toHaveLength(deliveries.length);
  for (const row of rows) {
    const given = deliveries.find(({ webhookId }) => webhookId === row.webhookId)!;
    expect(Buffer.from(row.body!).includes(secret)).toBe(false);
    expect(openBytes(row.body!, `delivery:${row.webhookId}`).equals(given.body)).toBe(true);
    expect(() => openBytes(row.body!, "delivery:another")).toThrow("sealed for another place");
    const isPlain = Object.keys(given.headers).length === 0;
    expect(row.triggeredAt).toEqual(isPlain ? new Date("2026-03-01T10:00:10Z") : null);
    expect(row.apiVersion).toBe(isPlain ? "2026-07" : null);
  }
});

it.each([
  ["a webhook id with a control character", { "X-Shopify-Webhook-Id": "a\tb" }],
  ["an endless webhook id", { "X-Shopify-Webhook-Id": "a".repeat(201) }],
  ["a topic that is none", { "X-Shopify-Topic": "orders create" }],
])("refuses %s", async (_label, headers) => {
  expect(await deliver(shop, { topic: "orders/create", payload: {}, headers })).toMatchObject({
    status: 400,
  });
  expect(await stored()).toHaveLength(0);
});

describe("the job", () => {
  const key = () => `process-deliveries:${shop.shopId}`;
  const jobs = async () => {
    let rows: { id: string; revision: number; key: string | null; run_at: Date }[] = [];
    await asOwner<(typeof rows)[number]>(async (query) => {
      rows = await query(
        `SELECT j.id, j.revision, j.key, j.run_at FROM graphile_worker._private_jobs j
         JOIN graphile_worker._private_tasks t ON t.id = j.task_id
         WHERE t.identifier = 'process-deliveries' AND j.payload->>'shopId' = $1 ORDER BY j.id`,
        [shop.shopId.toString()],
      );
    });
    return rows;
  };
  const change = (sql: string) => asOwner(async (query) => void (await query(sql, [key()])));
  const deliverOne = () => deliver(shop, { topic: "orders/create", payload: makeOrder() });

  it("is queued once and left alone while it waits", async () => {
    await deliverOne();
    const [first] = await jobs();
    expect(first).toMatchObject({ key: key() });
    await Promise.all(Array.from({ length: 20 }, deliverOne));
    expect(await jobs()).toEqual([first]);
  });

  it("is queued anew when the one before is under way, put off or used up", async () => {
    await deliverOne();
    await change(
      `UPDATE graphile_worker._private_jobs SET locked_at = now(), locked_by = 'worker' WHERE key = $1`,
    );
    await deliverOne();
    expect((await jobs()).filter((job) => job.key === key())).toHaveLength(1);
    expect(await jobs()).toHaveLength(2);
    for (const obstacle of ["run_at = now() + interval '1 hour'", "attempts = max_attempts"]) {
      await change(`UPDATE graphile_worker._private_jobs SET ${obstacle} WHERE key = $1`);
      const before = await jobs();
      await deliverOne();
      const waiting = (await jobs()).find((job) => job.key === key());
      expect(waiting!.run_at.getTime()).toBeLessThanOrEqual(Date.now() + 60_000);
      expect(await jobs()).not.toEqual(before);
    }
  });
});

it("arrays reach PostgreSQL as they are", async () => {
  const ids = [randomUUID(), randomUUID()];
  const { rows } = await pool.query(
    "SELECT $1::text[] AS texts, $2::bytea[] AS bytes, $3::uuid[] AS uuids, $4::timestamptz[] AS times, $5::text[] AS none",
    [
      textArray(["plain", null, "", 'é "quoted", {braced} \\ 𝄞']),
      byteaArray([Buffer.from([0, 1, 255]), null, Buffer.alloc(0)]),
      uuidArray(ids.map((id) => Buffer.from(id.replaceAll("-", ""), "hex"))),
      timestamptzArray([new Date("2026-03-01T10:00:00.123Z"), null, new Date("1850-01-01T00:00:00.001Z")]),
      textArray([]),
    ],
  );
  expect(rows[0]).toEqual({
    texts: ["plain", null, "", 'é "quoted", {braced} \\ 𝄞'],
    bytes: [Buffer.from([0, 1, 255]), null, Buffer.alloc(0)],
    uuids: ids,
    times: [new Date("2026-03-01T10:00:00.123Z"), null, new Date("1850-01-01T00:00:00.001Z")],
    none: [],
  });
});
