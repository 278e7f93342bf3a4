import { beforeAll, describe, expect, it } from "vitest";
import { pool } from "#app/platform/db/client.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { asOwner, deliver, makeShop, startProgramme, type TestShop, workOff } from "#tests/factories/shop.ts";
import { makeOrder } from "#tests/factories/payloads.ts";

let own: TestShop;
let other: TestShop;

beforeAll(async () => {
  [own, other] = [await makeShop(), await makeShop()];
  for (const shop of [own, other]) {
    await startProgramme(shop);
    await deliver(shop, { topic: "orders/create", payload: makeOrder() });
    await workOff(shop);
  }
});

/** Every table with a shop_id, from the catalogue: a new table is checked without being named here. */
async function tenantTables(): Promise<string[]> {
  const { rows } = await pool.query<{ table_name: string }>(
    "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'shop_id' ORDER BY 1",
  );
  return rows.map((row) => row.table_name);
}

describe("row-level security", () => {
  it("shows nothing to a query outside a shop's scope, table by table", async () => {
    const tables = await tenantTables();
    expect(tables).toEqual(
      expect.arrayContaining(["shop", "fact", "points_entry", "webhook_delivery", "redemption"]),
    );
    for (const table of tables) {
      const { rows } = await pool.query(`SELECT FROM ${table}`);
      expect(rows, table).toHaveLength(0);
    }
  });

  it("shows a shop its own rows only, also to a query that forgets its filter", async () => {
    for (const table of await tenantTables()) {
      const rows = await withShop(own.shopId, ({ db }) =>
        db.$queryRawUnsafe<{ shop_id: bigint }[]>(`SELECT shop_id FROM ${table}`),
      );
      expect(new Set(rows.map((row) => row.shop_id)).difference(new Set([own.shopId])), table).toEqual(
        new Set(),
      );
    }
    const facts = await withShop(own.shopId, ({ db }) => db.fact.findMany());
    expect(facts.length).toBeGreaterThan(0);
  });

  it("finds nothing under another shop's ids", async () => {
    const found = await withShop(own.shopId, ({ db }) =>
      db.order.findMany({ where: { shopId: other.shopId } }),
    );
    expect(found).toEqual([]);
  });

  it("refuses a row that names another shop", async () => {
    const writing = withShop(
      own.shopId,
      ({ db }) =>
        db.$executeRaw`INSERT INTO reward (shop_id, reward_id, cost_points, value_minor) VALUES (${other.shopId}, 9, 1, 1)`,
    );
    await expect(writing).rejects.toThrow(/row-level security/);
  });

  it("is on, with a policy, for every table that has a shop_id", async () => {
    const { rows } = await pool.query<{ relname: string }>(
      `
      SELECT relname FROM pg_class c WHERE relname = ANY($1) AND relkind IN ('r', 'p')
        AND (NOT relrowsecurity OR NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid))`,
      [await tenantTables()],
    );
    expect(rows).toEqual([]);
  });

  it("binds the app's role, which owns nothing and cannot bypass it", async () => {
    const { rows } = await pool.query(`
      SELECT current_user AS name, rolsuper, rolbypassrls,
        (SELECT count(*)::int FROM pg_class WHERE relowner = r.oid) AS owned FROM pg_roles r WHERE rolname = current_user`);
    expect(rows).toEqual([{ name: "perennial_app", rolsuper: false, rolbypassrls: false, owned: 0 }]);
  });

  it("ends with the transaction that opened it", async () => {
    await withShop(own.shopId, async () => {});
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => pool.query("SELECT current_shop_id() AS id")),
    );
    expect(answers.every(({ rows }) => rows[0].id === null)).toBe(true);
  });
});

describe("keys", () => {
  /** Primary keys, unique constraints and foreign keys of tenant tables whose first column is not shop_id. */
  const STRAY_KEYS = `
    SELECT c.conrelid::regclass::text AS table, c.conname FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype IN ('p', 'u', 'f') AND a.attname <> 'shop_id'
      AND EXISTS (SELECT FROM pg_attribute s WHERE s.attrelid = c.conrelid AND s.attname = 'shop_id')`;

  it("of every tenant table begin with shop_id, so that the schema can be sharded by shop", async () => {
    const { rows } = await pool.query(STRAY_KEYS);
    expect(rows).toEqual([]);
  });

  it("that do not are noticed", async () => {
    await asOwner(async (query) => {
      await query("CREATE TABLE stray (shop_id bigint, id bigint PRIMARY KEY)");
      expect(await query(STRAY_KEYS)).toEqual([{ table: "stray", conname: "stray_pkey" }]);
      await query("DROP TABLE stray");
    });
  });
});

describe("the schema", () => {
  it("has an index for every foreign key of a tenant table", async () => {
    const { rows } = await pool.query(`
      SELECT c.conname FROM pg_constraint c WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.conrelid AND (i.indkey::int2[])[0:1] @> c.conkey[1:2])`);
    expect(rows).toEqual([]);
  });
});
