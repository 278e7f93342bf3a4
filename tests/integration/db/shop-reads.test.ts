import { beforeAll, describe, expect, it } from "vitest";
import { readPool } from "#app/platform/db/client.server.ts";
import { type ShopReads, withShop, withShopReads } from "#app/platform/db/scope.server.ts";
import { makeShop, type TestShop } from "#tests/factories/shop.ts";

let own: TestShop;
let other: TestShop;

beforeAll(async () => {
  [own, other] = [await makeShop(), await makeShop()];
});

/** All kinds of columns and values that readers use. */
const everyKind = ({ db }: ShopReads) =>
  db.$queryRaw<object[]>`
    SELECT current_shop_id() AS shop, ${9007199254740993n}::bigint AS big, 7 AS small, ${"it's"}::text AS text, NULL::bigint AS nothing,
      ${null}::text AS "null", '{"a": [1, "x", null]}'::jsonb AS json, true AS yes, timestamptz '2026-03-29 01:30+01' AS at,
      ${["a", "b"]}::text[] AS texts, ${[1n, 9007199254740993n]}::bigint[] @> ARRAY[9007199254740993] AS "hasBig"`;

const readDomains = ({ db }: ShopReads) => db.$queryRaw<{ domain: string }[]>`SELECT domain FROM shop`;

describe("reads in a shop's scope", () => {
  it("give the same rows as a transaction of the shop", async () => {
    const rows = await withShopReads(own.domain, everyKind);
    expect(rows).toEqual(await withShop(own.shopId, everyKind));
    expect(rows).toMatchObject([{ shop: own.shopId, big: 9007199254740993n, nothing: null, hasBig: true }]);
  });

  it("plan a statement with a name once, and give it new values each time", async () => {
    const twice = (n: bigint) =>
      withShopReads(
        own.domain,
        ({ db }) =>
          db.$queryRaw<{ twice: bigint }[]>`/* prepared: twice_for_test */ SELECT 2 * ${n}::bigint AS twice`,
      );
    for (const n of [1n, 2n, 3n]) expect(await twice(n)).toEqual([{ twice: 2n * n }]);
  });

  it("see the shop's own rows only, however many shops read at once over the same connections", async () => {
    const shops = Array.from({ length: 60 }, (_, n) => (n % 2 === 0 ? own : other));
    const seen = await Promise.all(
      shops.map(({ domain }) =>
        withShopReads(domain, async (reads) => [await readDomains(reads), await readDomains(reads)]),
      ),
    );
    expect(seen).toEqual(shops.map(({ domain }) => [[{ domain }], [{ domain }]]));
    const clients = await Promise.all(Array.from({ length: readPool.options.max }, () => readPool.connect()));
    const left = await Promise.all(clients.map((client) => client.query("SELECT FROM shop")));
    for (const client of clients) client.release();
    expect(left.map(({ rowCount }) => rowCount)).toEqual(clients.map(() => 0));
  });

  it("see nothing of a shop that never had the app", async () => {
    expect(await withShopReads("nobody.myshopify.com", readDomains)).toEqual([]);
    expect(await withShopReads("'; DROP TABLE shop; --", readDomains)).toEqual([]);
  });

  it("are over with the work: what is asked later is refused", async () => {
    const kept = await withShopReads(own.domain, async (reads) => reads);
    await expect(readDomains(kept)).rejects.toThrow("scope is over");
  });

  it("change nothing", async () => {
    const writing = withShopReads(
      own.domain,
      ({ db }) => db.$queryRaw`UPDATE shop SET name = 'changed' RETURNING name`,
    );
    await expect(writing).rejects.toThrow("read-only transaction");
  });

  it("fail with what failed, and leave the connection to the next reader as it was", async () => {
    for (let n = 0; n < 2 * readPool.options.max; n++) {
      const failing = withShopReads(own.domain, ({ db }) => db.$queryRaw`SELECT 1 / 0`);
      await expect(failing).rejects.toThrow("division by zero");
    }
    const thrown = withShopReads(own.domain, () => Promise.reject(new Error("of the reader itself")));
    await expect(thrown).rejects.toThrow("of the reader itself");
    expect(await withShopReads(own.domain, readDomains)).toEqual([{ domain: own.domain }]);
  });

  it("replace a connection that breaks under them", async () => {
    const broken = withShopReads(
      own.domain,
      ({ db }) => db.$queryRaw`SELECT pg_terminate_backend(pg_backend_pid())`,
    );
    await expect(broken).rejects.toThrow();
    expect(await withShopReads(own.domain, readDomains)).toEqual([{ domain: own.domain }]);
  });
});
