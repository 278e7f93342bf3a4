import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { workOffPrivacyRequests } from "#app/features/privacy/index.server.ts";
import { openBytes, openJson } from "#app/platform/crypto/keyring.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { bigId, makeCustomer, makeOrder } from "#tests/factories/payloads.ts";
import {
  asOwner,
  balanceOfCustomer,
  deliver,
  makeShop,
  startProgramme,
  type TestShop,
  workOff,
} from "#tests/factories/shop.ts";

const CUSTOMER = bigId(7);
let shop: TestShop;
let email: string;

beforeEach(async () => {
  shop = await makeShop();
  // The other tests' customers are in the same database.
  email = `${randomUUID()}@example.com`;
  await startProgramme(shop);
  const customer = makeCustomer({ email });
  await deliver(shop, { topic: "customers/create", payload: customer });
  await deliver(shop, { topic: "orders/create", payload: makeOrder({ customer, email }) });
  await workOff(shop);
});

const request = (topic: string, rest = {}) =>
  deliver(shop, { topic, payload: { shop_domain: shop.domain, customer: { id: CUSTOMER, email }, ...rest } });

/** Every row of every table of the app and of the queue, as one text. */
async function dumpDatabase(): Promise<string> {
  const rows: unknown[] = [];
  await asOwner(async (query) => {
    const tables = (await query(
      "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
    )) as { name: string }[];
    for (const { name } of tables)
      rows.push(...(await query(`SELECT row_to_json(t)::text AS row FROM ${name} t`)));
    const bodies = (await query("SELECT body, webhook_id FROM webhook_delivery WHERE body IS NOT NULL")) as {
      body: Uint8Array;
      webhook_id: string;
    }[];
    rows.push(
      ...bodies.map(({ body, webhook_id }) => openBytes(body, `delivery:${webhook_id}`).toString("utf8")),
    );
  });
  return JSON.stringify(rows);
}

describe("customers/data_request", () => {
  it("collects everything that is stored, once for each request", async () => {
    const asked = { data_request: { id: 9999 } };
    await request("customers/data_request", asked);
    await request("customers/data_request", asked);
    await workOff(shop);
    await workOffPrivacyRequests(shop.shopId);
    const rows = await withShop(shop.shopId, ({ db }) => db.privacyRequest.findMany());
    expect(rows).toHaveLength(1);
    expect(rows[0]?.completedAt).not.toBeNull();
    const [row] = rows;
    expect(openJson(row!.sealed, `privacy-request:${shop.shopId}:${row!.id}`)).toMatchObject({
      customers: [{ email }],
      tables: { orders: [{ name: "#1001" }] },
      points: [{ kind: "earn", points: "20" }],
    });
  });
});

describe("customers/redact", () => {
  it("leaves nothing of the person anywhere, while the shop's books still add up", async () => {
    // One that could not be read, so that nobody knows yet whose data it holds.
    await deliver(shop, {
      topic: "orders/updated",
      payload: makeOrder({ subtotal_price: "?", customer: makeCustomer({ email }) }),
    });
    await workOff(shop);
    expect((await dumpDatabase()).includes(email)).toBe(true);
    await request("customers/data_request", { data_request: { id: 1 } });
    await request("customers/redact");
    await workOff(shop);
    await workOffPrivacyRequests(shop.shopId);
    expect((await dumpDatabase()).includes(email)).toBe(false);
    await asOwner(async (query) => {
      expect(
        await query(
          "SELECT sum(points)::text AS sum, count(*)::int AS count FROM points_entry WHERE shop_id = $1",
          [shop.shopId],
        ),
      ).toEqual([{ sum: "0", count: 2 }]);
      expect(
        await query("SELECT count(*)::int AS count FROM orders WHERE shop_id = $1", [shop.shopId]),
      ).toEqual([{ count: 1 }]);
    });
  });

  it("stays done when a delivery from before comes late", async () => {
    await request("customers/redact");
    await workOff(shop);
    await workOffPrivacyRequests(shop.shopId);
    const late = makeOrder({
      id: bigId(2),
      customer: makeCustomer({ email, updated_at: "2026-05-01T00:00:00Z" }),
    });
    await deliver(shop, { topic: "orders/create", payload: late });
    await workOff(shop);
    expect((await dumpDatabase()).includes(email)).toBe(false);
    expect(await balanceOfCustomer(shop, CUSTOMER)).toBe(0n);
    const customer = await withShop(shop.shopId, ({ db }) =>
      db.customer.findFirst({ where: { id: CUSTOMER } }),
    );
    expect(customer).toMatchObject({ sealed: null, searchTokens: [] });
  });
});

describe("shop/redact", () => {
  it("erases a shop that uninstalled, and no other", async () => {
    const other = await makeShop();
    await startProgramme(other);
    await deliver(shop, {
      topic: "app/uninstalled",
      payload: {},
      headers: { "X-Shopify-Triggered-At": "2099-01-01T00:00:00Z" },
    });
    await request("shop/redact", { shop_id: 1, customer: undefined });
    await workOff(shop);
    await workOffPrivacyRequests(shop.shopId);
    await asOwner(async (query) => {
      const tables = (await query(
        "SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'shop_id'",
      )) as { name: string }[];
      for (const { name } of tables) {
        expect(await query(`SELECT FROM ${name} WHERE shop_id = $1`, [shop.shopId]), name).toEqual([]);
      }
      expect(await query("SELECT FROM shop WHERE shop_id = $1", [other.shopId])).toHaveLength(1);
    });
  });

  it("erases nothing of a shop that has the app", async () => {
    await request("shop/redact", { shop_id: 1, customer: undefined });
    await workOff(shop);
    await workOffPrivacyRequests(shop.shopId);
    expect(await balanceOfCustomer(shop, CUSTOMER)).toBe(20n);
  });
});

describe("app/uninstalled", () => {
  it("that comes after the shop was installed again changes nothing", async () => {
    await deliver(shop, {
      topic: "app/uninstalled",
      payload: {},
      headers: { "X-Shopify-Triggered-At": "2020-01-01T00:00:00Z" },
    });
    await workOff(shop);
    const row = await withShop(shop.shopId, ({ db }) => db.shop.findFirst());
    expect(row?.uninstalledAt).toBeNull();
  });
});
