import { randomBytes, randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { unzipSync, Zip, ZipDeflate } from "fflate";
import { beforeAll, describe, expect, it } from "vitest";
import { withShop } from "#app/platform/db/scope.server.ts";
import { ARCHIVE_TABLES, LEFT_OUT } from "#app/features/reports/transfer/domain/archive-format.ts";
import { describeTable, readTable } from "#app/features/reports/transfer/archive-rows.server.ts";
import {
  createPieceFile,
  type FileOwner,
  PIECE_BYTES,
  readPieces,
} from "#app/features/reports/transfer/file-pieces.server.ts";
import { readZip } from "#app/features/reports/transfer/read-zip.server.ts";
import { createZip } from "#app/features/reports/transfer/write-zip.server.ts";
import { checkArchive, makeRoom, storeArchive } from "#app/features/reports/transfer/read-archive.server.ts";
import { writeArchive } from "#app/features/reports/transfer/write-archive.server.ts";
import { expirePrivacy } from "#app/features/privacy/index.server.ts";
import { downloadPath, saveView } from "#app/features/reports/index.server.ts";
import { pool } from "#app/platform/db/client.server.ts";
import { SEALED_COLUMNS } from "#app/platform/crypto/sealed-columns.ts";
import { writeJson } from "#app/shared/json.ts";
import { adjustPoints } from "#app/features/loyalty/index.server.ts";
import { bigId, makeCustomer, makeOrder, makeRefund } from "#tests/factories/payloads.ts";
import { deliver, makeShop, startProgramme, type TestShop, workOff } from "#tests/factories/shop.ts";

const OWNER: FileOwner = "export:1";
let shop: TestShop;

beforeAll(async () => {
  shop = await makeShop();
  await startProgramme(shop);
  for (let n = 0; n < 30; n += 1) {
    const customer = makeCustomer({ id: bigId(200 + (n % 9)), email: `person-${n % 9}@example.com` });
    await deliver(shop, {
      topic: "orders/create",
      payload: makeOrder({ id: bigId(1000 + n), name: `=#${n}`, customer }),
    });
    if (n % 3 === 0)
      await deliver(shop, {
        topic: "refunds/create",
        payload: makeRefund({ id: bigId(3000 + n), order_id: bigId(1000 + n) }),
      });
  }
  await workOff(shop);
  await withShop(shop.shopId, (scope) =>
    adjustPoints(scope, {
      adjustmentId: randomUUID(),
      customerId: bigId(200),
      points: 7,
      reason: "a gift",
      staff: "1",
      now: new Date("2026-03-05T10:00:00Z"),
    }),
  );
  await withShop(shop.shopId, async (scope) => {
    await saveView(scope, {
      id: null,
      name: "Loyal",
      address: "stage=loyal",
      staff: "1",
      now: new Date("2026-03-05T10:00:00Z"),
    });
    await scope.db.$executeRaw`DELETE FROM reaction_due`;
  });
});

/** Everything that an archive carries of a shop, opened, as text. */
async function stateOf({ shopId }: TestShop): Promise<Record<string, string[]>> {
  const state: Record<string, string[]> = {};
  for (const table of ARCHIVE_TABLES) {
    await withShop(shopId, async (scope) => {
      const { key } = await describeTable(scope, table);
      const rows: string[] = [];
      for await (const batch of readTable(scope, table, key)) rows.push(...batch.map(writeJson));
      state[table] = rows;
    });
  }
  return state;
}

const bytesOfArchive = () => readPieces(shop.shopId, OWNER);

async function archiveBytes(): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytesOfArchive()) pieces.push(piece);
  return Buffer.concat(pieces);
}

it("every table of a shop is carried or left out with a reason", async () => {
  const { rows } = await pool.query<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'shop_id'",
  );
  const known = [...ARCHIVE_TABLES, ...Object.keys(LEFT_OUT)];
  expect(rows.map(({ name }) => name).toSorted()).toEqual(known.toSorted());
});

it("every column of bytes is in the list of sealed columns, or is a token or a hash", async () => {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND data_type = 'bytea' AND column_name NOT IN ('token', 'state_hash', 'repeat_key') AND table_name <> 'data_key'`,
  );
  expect(rows.map(({ name }) => name).toSorted()).toEqual(
    SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`).toSorted(),
  );
});

describe("an archive", () => {
  it("read into an empty installation gives the same state, and again changes nothing", async () => {
    await writeArchive(shop.shopId, OWNER, async () => {});
    const before = await stateOf(shop);
    expect(before["points_entry"]?.length).toBeGreaterThan(30);
    const other = await makeShop();
    const manifest = await checkArchive(bytesOfArchive);
    await withShop(other.shopId, (scope) => makeRoom(scope, manifest));
    const read: number[] = [];
    await storeArchive(other.shopId, bytesOfArchive, 0, async (_scope, rows) => void read.push(rows));
    expect(await stateOf(other)).toEqual(before);
    expect(read.at(-1)).toBe(
      manifest.files.filter(({ name }) => name.endsWith(".jsonl")).reduce((sum, { rows }) => sum + rows, 0),
    );
    await storeArchive(other.shopId, bytesOfArchive, 0, async () => {});
    expect(await stateOf(other)).toEqual(before);
    await workOff(other);
    expect((await stateOf(other))["points_entry"]).toEqual(before["points_entry"]);
    // Shopify goes on telling, and both shops go on alike.
    for (const one of [shop, other]) {
      const customer = makeCustomer({ id: bigId(200), email: "person-0@example.com" });
      await deliver(one, {
        topic: "orders/create",
        webhookId: "after",
        payload: makeOrder({ id: bigId(4000), customer }),
      });
      await workOff(one);
    }
    const balances = async (one: TestShop) =>
      withShop(
        one.shopId,
        ({ db }) =>
          db.$queryRaw`SELECT customer_id::text, balance::text FROM points_account WHERE kind = 'member' ORDER BY 1`,
      );
    expect(await balances(other)).toEqual(await balances(shop));
  });

  it("brings nobody back who was erased where it is read, and no settings that cannot be chosen", async () => {
    await writeArchive(shop.shopId, OWNER, async () => {});
    const manifest = await checkArchive(bytesOfArchive);
    const other = await makeShop();
    const redactedAt = new Date();
    const shopId = other.shopId;
    await withShop(shopId, ({ db }) =>
      db.customer.create({ data: { shopId, id: bigId(200), redactedAt, updatedAt: redactedAt } }),
    );
    manifest.shop.settings = { exportDays: "forever", doubleOptIn: true };
    await withShop(shopId, (scope) => makeRoom(scope, manifest));
    await storeArchive(shopId, bytesOfArchive, 0, async () => {});
    // Upkeep reads the settings of all shops.
    await expirePrivacy();
    const stored = await withShop(shopId, ({ db }) => db.shop.findFirst({ where: { id: shopId } }));
    expect(stored?.settings).toMatchObject({ exportDays: 30, doubleOptIn: true });
    const customer = await withShop(shopId, ({ db }) => db.customer.findFirst({ where: { id: bigId(200) } }));
    expect(customer).toMatchObject({ redactedAt, sealed: null });
    expect(await withShop(shopId, ({ db }) => db.fact.count({ where: { customerId: bigId(200) } }))).toBe(0);
  });

  it("cannot use up the numbers that all shops share", async () => {
    const { shopId } = await makeShop();
    await withShop(shopId, async ({ db }) => {
      await db.accessLog.create({
        data: { shopId, id: 9_223_372_036_854_775_807n, actor: "1", action: "viewed" },
      });
      await db.$executeRaw`SELECT raise_sequences()`;
      const next = await db.accessLog.create({ data: { shopId, actor: "1", action: "viewed" } });
      expect(next.id).toBeLessThan(1_000_000_000_000_000n);
    });
  });

  it("is fetched from an address whose path, which is logged, opens nothing", () => {
    const address = new URL(downloadPath(shop.shopId, "export", 1n, new Date()), "https://app.example");
    expect(address.pathname).toBe("/download");
    expect(address.searchParams.get("key")?.length).toBeGreaterThan(40);
  });

  it("that is cut off, changed or something else is refused, and nothing is stored", async () => {
    await writeArchive(shop.shopId, OWNER, async () => {});
    const whole = await archiveBytes();
    const from = (bytes: Uint8Array) =>
      async function* () {
        yield bytes;
      };
    await expect(checkArchive(from(whole.subarray(0, whole.length / 2)))).rejects.toMatchObject({
      code: "archive_cut_off",
    });
    await expect(checkArchive(from(Buffer.from("email,points\n")))).rejects.toMatchObject({
      code: "archive_cut_off",
    });
    const changed = Buffer.from(whole);
    for (let at = 500; at < whole.length - 500; at += 501) changed[at]! ^= 0xff;
    await expect(checkArchive(from(changed))).rejects.toMatchObject({
      code: expect.stringMatching(/^archive_(changed|cut_off)$/) as string,
    });
  });

  it("opens with other programs, and one whose sizes stand behind its files is read as well", async () => {
    await writeArchive(shop.shopId, OWNER, async () => {});
    const files = unzipSync(await archiveBytes());
    expect(Object.keys(files)).toHaveLength(2 * ARCHIVE_TABLES.length + 2);
    expect(Buffer.from(files["README.txt"]!).toString()).toContain("Everything that Perennial stores");
    // As they were written before: sizes only in descriptors after the data.
    const parts: Uint8Array[] = [];
    const zip = new Zip((_, part) => void parts.push(part));
    for (const [name, bytes] of Object.entries(files)) {
      const file = new ZipDeflate(name, { level: 6 });
      zip.add(file);
      file.push(bytes, true);
    }
    zip.end();
    const old = async function* () {
      yield* parts;
    };
    expect((await checkArchive(old)).files).toEqual((await checkArchive(bytesOfArchive)).files);
  });

  it("of many pieces has the sizes in the headers of its files, wherever these lie", async () => {
    const { shopId } = await makeShop();
    const file = createPieceFile(shopId, OWNER);
    const zip = createZip(file, new Date("2026-03-05T10:00:00Z"));
    const files: Record<string, Uint8Array> = {};
    // Headers within a piece, across two, and in one that is still in memory; what cannot be packed stays as long.
    for (const bytes of [PIECE_BYTES - 220, 10, 2 * PIECE_BYTES, 0, 5]) {
      const name = `${Object.keys(files).length}.txt`;
      files[name] = randomBytes(bytes);
      await zip.add(name, [files[name]]);
    }
    await zip.end();
    await file.end();
    const pieces = await Array.fromAsync(readPieces(shopId, OWNER));
    const whole = Buffer.concat(pieces);
    expect(pieces.length).toBeGreaterThan(3);
    expect(whole.length).toBe(file.length());
    const opened = unzipSync(whole);
    for (const [name, bytes] of Object.entries(files))
      expect(Buffer.compare(opened[name]!, bytes), name).toBe(0);
    const read: Record<string, Buffer> = {};
    for await (const one of readZip(Readable.from(pieces)))
      read[one.name] = Buffer.concat(await Array.fromAsync(one.bytes()));
    for (const [name, bytes] of Object.entries(files)) expect(read[name]!.equals(bytes), name).toBe(true);
  });

  it("is refused by a shop that holds something of its own", async () => {
    await writeArchive(shop.shopId, OWNER, async () => {});
    const manifest = await checkArchive(bytesOfArchive);
    const other = await makeShop();
    await startProgramme(other);
    await expect(withShop(other.shopId, (scope) => makeRoom(scope, manifest))).rejects.toMatchObject({
      code: "archive_not_empty",
    });
  });
});
