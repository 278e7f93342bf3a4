/** The log over the years: partitions by month, deliveries that are no longer kept. */
import { beforeEach, describe, expect, it } from "vitest";
import { maintainLog } from "#app/features/events/index.server.ts";
import { saveSettings } from "#app/features/shops/index.server.ts";
import { pool } from "#app/platform/db/client.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { bigId, makeOrder } from "#tests/factories/payloads.ts";
import { asOwner, deliver, makeShop, startProgramme, type TestShop, workOff } from "#tests/factories/shop.ts";

let shop: TestShop;

beforeEach(async () => {
  shop = await makeShop();
  await startProgramme(shop);
});

/** The partition that a fact stands in, by the order's number. */
async function partitionsOf(kind: string): Promise<string[]> {
  let rows: { name: string }[] = [];
  await asOwner<{ name: string }>(async (query) => {
    rows = await query(
      "SELECT tableoid::regclass::text AS name FROM fact WHERE shop_id = $1 AND kind = $2 ORDER BY happened_at",
      [shop.shopId, kind],
    );
  });
  return rows.map(({ name }) => name);
}

async function deliverOrdersOf(createdAt: string, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1)
    await deliver(shop, {
      topic: "orders/create",
      payload: makeOrder({
        id: bigId(n),
        created_at: createdAt,
        processed_at: createdAt,
        updated_at: createdAt,
      }),
    });
  await workOff(shop);
}

describe("partitions", () => {
  it("take a fact of twenty years ago and one filed in the future", async () => {
    await deliver(shop, {
      topic: "orders/create",
      payload: makeOrder({ created_at: "2006-03-01T10:00:00Z", processed_at: "2006-03-01T10:00:00Z" }),
    });
    await deliver(shop, {
      topic: "orders/create",
      payload: makeOrder({
        id: bigId(2),
        created_at: "2041-03-01T10:00:00Z",
        processed_at: "2041-03-01T10:00:00Z",
      }),
    });
    await workOff(shop);
    expect(await partitionsOf("order.placed")).toEqual(["partitions.fact_other", "partitions.fact_other"]);
  });

  it("are made for the twelve months ahead, once", async () => {
    const now = new Date("2051-11-22T00:00:00Z");
    await maintainLog(now);
    await maintainLog(now);
    const { rows } = await pool.query(
      `SELECT relname FROM pg_class WHERE relname ~ '^fact_205[12]_\\d\\d$' AND relkind = 'r' ORDER BY 1`,
    );
    expect(rows.map(({ relname }) => relname)).toEqual([
      "fact_2051_11",
      "fact_2051_12",
      ...Array.from({ length: 11 }, (_, n) => `fact_2052_${String(n + 1).padStart(2, "0")}`),
    ]);
  });

  it("are made for a past month that holds many facts, which move in while others are recorded", async () => {
    await deliverOrdersOf("2007-05-01T10:00:00Z", 6);
    const maintaining = maintainLog(new Date(), { crowdedMonth: 10 });
    await deliver(shop, {
      topic: "orders/create",
      payload: makeOrder({
        id: bigId(50),
        created_at: "2007-05-02T10:00:00Z",
        processed_at: "2007-05-02T10:00:00Z",
      }),
    });
    await Promise.all([maintaining, workOff(shop)]);
    expect(new Set(await partitionsOf("order.placed"))).toEqual(new Set(["partitions.fact_2007_05"]));
    // Told again, they are known in their new place.
    await deliverOrdersOf("2007-05-01T10:00:00Z", 6);
    expect(await partitionsOf("order.placed")).toHaveLength(7);
  });

  it("cannot be entered by the app, which sees facts through the table alone", async () => {
    await expect(pool.query("SELECT FROM partitions.fact_other")).rejects.toThrow(
      /permission denied for schema/,
    );
    const { rows } = await pool.query("SELECT has_schema_privilege('partitions', 'USAGE') AS may");
    expect(rows).toEqual([{ may: false }]);
  });

  it("are all asked by index for the facts of a customer", async () => {
    const { rows } = await withShop(shop.shopId, async ({ db }) => {
      await db.$executeRaw`SET LOCAL enable_seqscan = off`;
      const plan = await db.$queryRaw<{ "QUERY PLAN": string }[]>`
        EXPLAIN SELECT * FROM fact WHERE shop_id = current_shop_id() AND customer_id = ANY('{1,2,3}'::bigint[]) ORDER BY happened_at`;
      return { rows: plan.map((line) => line["QUERY PLAN"]) };
    });
    const scans = rows.filter((line) => / on fact_/.test(line));
    expect(scans.length).toBeGreaterThan(30);
    expect(scans.filter((line) => !/(Index|Bitmap Heap) Scan/.test(line))).toEqual([]);
  });
});

describe("retention", () => {
  /** Deliveries as they would stand after so many days. */
  async function deliverDaysAgo(days: number, status: string): Promise<void> {
    await deliver(shop, { topic: "orders/create", payload: makeOrder(), eventId: `${status}-${days}` });
    await withShop(
      shop.shopId,
      ({ db }) => db.$executeRaw`
        UPDATE webhook_delivery SET status = ${status}, received_at = now() - ${days}::int * interval '1 day',
          processed_at = CASE WHEN ${status} IN ('processed', 'ignored') THEN now() - ${days}::int * interval '1 day' END
        WHERE event_id = ${`${status}-${days}`}`,
    );
  }

  const kept = () =>
    withShop(shop.shopId, async ({ db }) => {
      const rows = await db.webhookDelivery.findMany({ orderBy: { eventId: "asc" } });
      return Object.fromEntries(rows.map((row) => [row.eventId, row.body !== null]));
    });

  it("empties bodies after 60 days, takes rows away after 400, and keeps what is undecided", async () => {
    for (const status of ["processed", "ignored", "failed", "received"])
      for (const days of [401, 61, 59]) await deliverDaysAgo(days, status);
    await maintainLog(new Date(), { deliveriesPerStatement: 1 });
    expect(await kept()).toEqual({
      "failed-401": true,
      "failed-59": true,
      "failed-61": true,
      "ignored-59": true,
      "ignored-61": false,
      "processed-59": true,
      "processed-61": false,
      "received-401": true,
      "received-59": true,
      "received-61": true,
    });
  });

  it("goes by the days that the shop chose, and never touches facts", async () => {
    await withShop(shop.shopId, (scope) => saveSettings(scope, { deliveryBodyDays: 3 }));
    await deliver(shop, { topic: "orders/create", payload: makeOrder() });
    await workOff(shop);
    await deliverDaysAgo(4, "processed");
    await deliverDaysAgo(2, "processed");
    const facts = () => withShop(shop.shopId, ({ db }) => db.fact.count());
    const before = await facts();
    await maintainLog(new Date());
    expect(await kept()).toMatchObject({ "processed-2": true, "processed-4": false });
    expect(await facts()).toBe(before);
  });
});
