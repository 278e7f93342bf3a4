import { beforeEach, describe, expect, it } from "vitest";
import { factTextsOf, findCustomers } from "#app/features/customers/index.server.ts";
import { expirePrivacy } from "#app/features/privacy/index.server.ts";
import { readConsentHistory } from "#app/features/customers/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import type { ImportKind } from "#app/features/reports/transfer/domain/import-kinds.ts";
import {
  cancelImport,
  checkImport,
  createImport,
  finishUpload,
  listRowErrors,
  readMapping,
  readSample,
  startImport,
  uploadPiece,
} from "#app/features/reports/transfer/import-runs.server.ts";
import { answerDownload, downloadPath, findExample } from "#app/features/reports/index.server.ts";
import { readImport } from "#app/features/reports/transfer/import-record.server.ts";
import { readPieceOf } from "#app/features/reports/transfer/file-pieces.server.ts";
import { workOffImports } from "#app/features/reports/transfer/store-import.server.ts";
import { previewUndo, undoImport } from "#app/features/reports/transfer/undo-import.server.ts";
import { StoredMapping } from "#app/features/reports/transfer/schema.ts";
import { bigId, makeCustomer } from "#tests/factories/payloads.ts";
import {
  asOwner,
  balanceOfCustomer,
  deliver,
  makeShop,
  startProgramme,
  type TestShop,
  workOff,
} from "#tests/factories/shop.ts";

let shop: TestShop;

beforeEach(async () => {
  shop = await makeShop();
  await startProgramme(shop);
  await deliver(shop, {
    topic: "customers/create",
    payload: makeCustomer({ id: bigId(7), email: "ann@example.com" }),
  });
  await workOff(shop);
});

const run = <T>(work: Parameters<typeof withShop<T>>[1]) => withShop(shop.shopId, work);

/** Brings a file as far as the mapping. */
async function bring(kind: ImportKind, text: string, pieceBytes = 1000): Promise<bigint> {
  const id = await run((scope) => createImport(scope, { kind, fileName: "file.csv", staff: "1" }));
  const bytes = Buffer.from(text);
  for (let piece = 0; piece * pieceBytes < bytes.length; piece += 1)
    await run((scope) =>
      uploadPiece(scope, id, piece, bytes.subarray(piece * pieceBytes, (piece + 1) * pieceBytes)),
    );
  await finishUpload(shop.shopId, id);
  return id;
}

const statusOf = async (id: bigint) => {
  const found = await run((scope) => readImport(scope, id));
  return {
    status: found?.status,
    total: found?.rowsTotal,
    stored: found?.rowsStored,
    failed: found?.rowsFailed,
  };
};

async function check(id: bigint, change: Partial<StoredMapping> = {}): Promise<void> {
  const found = await run((scope) => readImport(scope, id));
  const mapping = { ...StoredMapping.parse(found?.mapping), ...change };
  await run((scope) => checkImport(scope, id, mapping));
  await workOffImports(shop.shopId);
}

async function bringAll(
  kind: ImportKind,
  text: string,
  change: Partial<StoredMapping> = {},
): Promise<bigint> {
  const id = await bring(kind, text);
  await check(id, change);
  await run((scope) => startImport(scope, id));
  await workOffImports(shop.shopId);
  await workOff(shop);
  return id;
}

/** How many rows each table of the database has, but for the import's own. */
async function countRows(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  await asOwner<{ name: string; n: number }>(async (query) => {
    const tables = await query(
      "SELECT table_name AS name, 0 AS n FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'shop_id' AND table_name NOT IN ('import_run', 'import_row_error', 'file_piece')",
    );
    for (const { name } of tables)
      counts[name] = (await query(`SELECT count(*)::int AS n FROM ${name}`))[0]!.n;
  });
  return counts;
}

/** Works off the imports until one has more rows behind it than so many: there the worker is killed. */
async function workOffCutOffAfter(rows: number): Promise<void> {
  await asOwner(async (query) => {
    await query(`CREATE FUNCTION cut_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.rows_read > ${rows} THEN RAISE EXCEPTION 'cut off'; END IF; RETURN NEW; END $$`);
    await query("CREATE TRIGGER cut_off BEFORE UPDATE ON import_run FOR EACH ROW EXECUTE FUNCTION cut_off()");
  });
  await expect(workOffImports(shop.shopId)).rejects.toThrow("cut off");
  await asOwner(async (query) => void (await query("DROP FUNCTION cut_off() CASCADE")));
}

const POINTS = "Email,Points Balance,Expiry Date\nann@example.com,250,2030-01-01\nben@example.com,40,\n";

describe("a file of points", () => {
  it("is recognised, checked without a trace, then stored; again it changes nothing, and a new balance replaces the old", async () => {
    const id = await bring("points", POINTS);
    expect((await readSample(shop.shopId, id)).rows[0]).toEqual({
      Email: "ann@example.com",
      "Points Balance": "250",
      "Expiry Date": "2030-01-01",
    });
    const before = await countRows();
    await check(id);
    expect(await statusOf(id)).toEqual({ status: "checked", total: 2, stored: 2, failed: 0 });
    expect(await countRows()).toEqual(before);

    await run((scope) => startImport(scope, id));
    await workOffImports(shop.shopId);
    await workOff(shop);
    expect(await statusOf(id)).toEqual({ status: "done", total: 2, stored: 2, failed: 0 });
    expect(await balanceOfCustomer(shop, bigId(7))).toBe(250n);
    expect(await run(({ db }) => db.filePiece.count())).toBe(0);
    const after = await countRows();
    await bringAll("points", POINTS);
    expect(await countRows()).toEqual(after);
    expect(await balanceOfCustomer(shop, bigId(7))).toBe(250n);

    await bringAll("points", "email,points,expires_at\nann@example.com,300,2030-01-01\n");
    expect(await balanceOfCustomer(shop, bigId(7))).toBe(300n);
  });

  it("gives guests points that Shopify, which knows no guests, hears nothing of", async () => {
    await bringAll("points", POINTS);
    const told = await run(({ db }) => db.outboxChange.findMany({ where: { kind: "customer.points" } }));
    expect(told.map(({ key }) => key)).toEqual([bigId(7).toString()]);
    expect(await run(({ db }) => db.pointsAccount.count({ where: { customerId: { lt: 0n } } }))).toBe(1);
  });

  it("credits no lot that is over already: the row says so in the dry run and in the import", async () => {
    const file =
      "email,points,expires_at\nann@example.com,90,2026-01-05\nann@example.com,10,2190-01-05\ndee@example.com,5,2025-12-31\n";
    const id = await bring("points", file);
    await check(id);
    const problems = () => run((scope) => listRowErrors(scope, id, 10));
    expect(await problems()).toMatchObject([
      { line: 2, field: "expires_at", message: expect.stringContaining("expired on 2026-01-05") as string },
      { line: 4, field: "expires_at" },
    ]);
    const told = await problems();
    await run((scope) => startImport(scope, id));
    await workOffImports(shop.shopId);
    await workOff(shop);
    expect(await problems()).toEqual(told);
    expect(await statusOf(id)).toMatchObject({ status: "done", stored: 1, failed: 2 });
    expect(await balanceOfCustomer(shop, bigId(7))).toBe(10n);
    // Ann by her e-mail; nobody is made of a row that is refused.
    expect(await run(({ db }) => db.customer.count({ where: { kind: "guest" } }))).toBe(1);
  });

  it("keeps a note apart from the facts, sealed", async () => {
    const file = "email,points,reference\nann@example.com,5,for Quill Example\n";
    await bringAll("points", file);
    await bringAll("points", file);
    const facts = await run(({ db }) => db.fact.findMany({ where: { kind: "points.imported" } }));
    expect(facts).toHaveLength(1);
    expect(JSON.stringify(facts[0]!.data)).not.toContain("Quill");
    const texts = await run((scope) => factTextsOf(scope, facts));
    expect([...texts.values()]).toEqual(["for Quill Example"]);
    const [kept] = await run(({ db }) => db.consentEvidence.findMany());
    expect(kept!.customerId).toBe(bigId(7));
    expect(Buffer.from(kept!.sealed).includes("Quill")).toBe(false);
  });

  it("keeps each lot with its expiry, equal rows as two", async () => {
    const lots =
      "email,points,earned_at,expires_at\n" +
      "ann@example.com,10,2026-01-05,2027-01-05\n".repeat(2) +
      "ann@example.com,5,2026-02-05,\n";
    await bringAll("points", lots);
    expect(await balanceOfCustomer(shop, bigId(7))).toBe(25n);
    const facts = await run(({ db }) =>
      db.fact.findMany({ where: { kind: "points.imported" }, orderBy: { happenedAt: "asc" } }),
    );
    expect(facts.map(({ data }) => (data as { expiresAt: string | null }).expiresAt)).toEqual([
      "2027-01-05T00:00:00.000Z",
      "2027-01-05T00:00:00.000Z",
      null,
    ]);
  });

  it("is undone as if it had never come, also when it is brought again", async () => {
    const id = await bringAll("points", POINTS);
    await undo(id);
    expect(await balanceOfCustomer(shop, bigId(7))).toBe(0n);
    await expect(run((scope) => undoImport(scope, id, new Date()))).rejects.toMatchObject({
      code: "import_not_undoable",
    });
    await bringAll("points", POINTS);
    expect(await balanceOfCustomer(shop, bigId(7))).toBe(250n);
  });

  it("tells what is wrong row by row, and stores the others", async () => {
    const id = await bringAll(
      "points",
      "email,points\nann@example.com,12.5\nnobody,1\n,3\nann@example.com,7\n",
    );
    expect(await statusOf(id)).toEqual({ status: "done", total: 4, stored: 1, failed: 3 });
    expect(await run((scope) => listRowErrors(scope, id, 10))).toMatchObject([
      { line: 2, field: "points" },
      { line: 3, field: "email" },
      { line: 4, field: "person" },
    ]);
    expect(await balanceOfCustomer(shop, bigId(7))).toBe(7n);
  });

  it("that was cut off goes on where it was, no row twice", async () => {
    const rows = Array.from({ length: 450 }, (_, n) => `ann@example.com,1,2026-01-01,row ${n % 300}`);
    const id = await bring("points", `email,points,earned_at,reference\n${rows.join("\n")}\n`);
    await check(id);
    await run((scope) => startImport(scope, id));
    // Cut off in the second transaction: what it had stored is gone with it.
    await workOffCutOffAfter(200);
    expect(await statusOf(id)).toMatchObject({ status: "running", stored: 200 });
    await workOffImports(shop.shopId);
    await workOff(shop);
    expect(await balanceOfCustomer(shop, bigId(7))).toBe(450n);
  });
});

/** How many jobs for imports are found again after they were lost. */
const dueTransfers = async () => {
  let found = 0;
  await asOwner(async (query) => {
    const rows = await query(
      "SELECT FROM list_due_work('0 s') WHERE shop_id = $1 AND task = 'run-transfers'",
      [shop.shopId],
    );
    found = rows.length;
  });
  return found;
};

const previewOf = (id: bigint) => run(async (scope) => previewUndo(scope, (await readImport(scope, id))!));
const undo = async (id: bigint) => {
  await run((scope) => undoImport(scope, id, new Date()));
  await workOffImports(shop.shopId);
  await workOff(shop);
};

describe("an undo", () => {
  const ORDERS =
    "email,number,date,total\nann@example.com,A-1,2026-02-01,40.00\nann@example.com,A-2,2026-03-01,10.00\n";

  it("removes imported orders with their points, and a file that told them anew keeps them", async () => {
    const first = await bringAll("orders", ORDERS, { ordersEarnPoints: true });
    await workOff(shop);
    expect(await balanceOfCustomer(shop, bigId(7))).toBe(50n);
    await bringAll("orders", ORDERS.split("\n").toSpliced(1, 1).join("\n"), { ordersEarnPoints: true });
    expect(await previewOf(first)).toEqual({ isPossible: true, goes: 1, stays: 0 });
    await undo(first);
    expect(await balanceOfCustomer(shop, bigId(7))).toBe(10n);
    const left = await run(({ db }) => db.order.findMany({ select: { name: true } }));
    expect(left).toEqual([{ name: "A-2" }]);
    expect(await run(({ db }) => db.customerSummary.findFirst())).toMatchObject({ ordersCount: 1 });
  });

  it("removes people of whom nothing else is known, and leaves the others and Shopify's customers", async () => {
    const file = "email,first name\nann@example.com,Ann\nben@example.com,Ben\ncem@example.com,Cem\n";
    const id = await bringAll("customers", file);
    await bringAll("points", "email,points\ncem@example.com,5\n");
    expect(await previewOf(id)).toEqual({ isPossible: true, goes: 2, stays: 1 });
    await undo(id);
    const people = await run(({ db }) => db.customer.findMany({ orderBy: { id: "asc" } }));
    expect(people.map(({ kind }) => kind)).toEqual(["guest", "customer"]);
    expect(await previewOf(id)).toBeNull();
    await bringAll("customers", file);
    expect(await run(({ db }) => db.customer.count({ where: { kind: "guest" } }))).toBe(3);
  });

  it("of people whom the merchant knew for years removes those alone of whom nothing else is known", async () => {
    const id = await bringAll(
      "customers",
      "email,created\nben@example.com,2019-04-01\ncem@example.com,2018-04-01\n",
    );
    await bringAll("points", "email,points\ncem@example.com,5\n");
    expect(await previewOf(id)).toEqual({ isPossible: true, goes: 1, stays: 1 });
    await undo(id);
    expect(await run(({ db }) => db.customer.count({ where: { kind: "guest" } }))).toBe(1);
  });

  it("marks tiers and codes as taken back until they are brought again", async () => {
    const tiers = "email,tier,since\nann@example.com,Gold,2025-03-01\n";
    const id = await bringAll("tiers", tiers);
    await undo(id);
    const stored = () => run(({ db }) => db.fact.findMany({ where: { kind: "tier.imported" } }));
    expect(await stored()).toMatchObject([{ data: { tier: "Gold", undone: true } }]);
    await bringAll("tiers", tiers);
    expect((await stored())[0]!.data).not.toHaveProperty("undone");
  });

  it("waits for the worker, which goes on where it was killed; a file that is brought meanwhile counts", async () => {
    const lots = Array.from({ length: 700 }, (_, n) => `ann@example.com,1,2026-01-01,row ${n}`);
    const file = `email,points,earned_at,reference\n${lots.join("\n")}\n`;
    const id = await bringAll("points", file);
    await run((scope) => undoImport(scope, id, new Date()));
    expect(await statusOf(id)).toMatchObject({ status: "undoing", total: 700 });
    expect(await previewOf(id)).toBeNull();
    await run((scope) => cancelImport(scope, id));
    expect(await dueTransfers()).toBe(1);

    await workOffCutOffAfter(500);
    expect(await run((scope) => readImport(scope, id))).toMatchObject({ status: "undoing", rowsRead: 500 });
    await workOff(shop);
    expect(await balanceOfCustomer(shop, bigId(7))).toBe(200n);

    const again = await bring("points", `${file.split("\n").slice(0, 31).join("\n")}\n`);
    await check(again);
    expect(await run((scope) => readImport(scope, id))).toMatchObject({ status: "undone", rowsRead: 700 });
    await workOff(shop);
    expect(await balanceOfCustomer(shop, bigId(7))).toBe(0n);
    await run((scope) => startImport(scope, again));
    await workOffImports(shop.shopId);
    await workOff(shop);
    expect(await balanceOfCustomer(shop, bigId(7))).toBe(30n);
    expect(await dueTransfers()).toBe(0);
  });

  it("of people that was killed looks at the rest, and by two workers at once takes each person once", async () => {
    const people = Array.from({ length: 700 }, (_, n) => `person-${n}@example.com`);
    const id = await bringAll("customers", `email\n${people.join("\n")}\n`);
    await bringAll("points", "email,points\nperson-3@example.com,5\n");
    await run((scope) => undoImport(scope, id, new Date()));
    await workOffCutOffAfter(500);
    const guests = () => run(({ db }) => db.customer.count({ where: { kind: "guest" } }));
    // Numbers of guests are in no order: who holds points may be among the first 500 or the last 200.
    expect([200, 201]).toContain(await guests());
    await Promise.all([workOffImports(shop.shopId), workOffImports(shop.shopId)]);
    expect(await run((scope) => readImport(scope, id))).toMatchObject({
      status: "undone",
      rowsTotal: 699,
      rowsRead: 699,
    });
    expect(await guests()).toBe(1);
  });

  it("of consents is refused with the reason", async () => {
    const id = await bringAll("consents", "email,consent,consent date\nann@example.com,yes,2025-01-02\n");
    expect(await previewOf(id)).toEqual({ isPossible: false, reason: "consents" });
    await expect(undo(id)).rejects.toMatchObject({ code: "import_not_undoable" });
  });
});

it("a piece of a file is counted as it comes, whatever its head says", async () => {
  const requestOf = (bytes: number) =>
    new Request("https://example.com", {
      method: "POST",
      body: new ReadableStream({
        start(controller) {
          for (let left = bytes; left > 0; left -= 65_536)
            controller.enqueue(new Uint8Array(Math.min(left, 65_536)));
          controller.close();
        },
      }),
      headers: { "Content-Length": "1" },
      duplex: "half",
    } as RequestInit);
  expect((await readPieceOf(requestOf(1024 * 1024)))?.length).toBe(1024 * 1024);
  expect(await readPieceOf(requestOf(1024 * 1024 + 1))).toBeNull();
});

it("a table may have 2 GB, an archive as much as one was made with", async () => {
  const upload = async (kind: "points" | "archive") => {
    const id = await run((scope) => createImport(scope, { kind, fileName: "file", staff: "1" }));
    return run((scope) => uploadPiece(scope, id, 2048, new Uint8Array(1)));
  };
  await expect(upload("points")).rejects.toMatchObject({ code: "file_too_large" });
  // Not too large: only the pieces before it are not there.
  await expect(upload("archive")).rejects.toMatchObject({ code: "piece_missing" });
});

it("a mapping that names nobody or lacks a column is refused by the field's name", async () => {
  const id = await bring("points", "who,how many\nAnn,5\n");
  await expect(check(id)).rejects.toMatchObject({ code: "mapping_incomplete", field: "person" });
  await check(id, { columns: { email: "who", points: "how many" } });
  expect(await statusOf(id)).toMatchObject({ status: "checked", failed: 1 });
});

it("a file that nobody came back for goes after a week, a younger one stays", async () => {
  const [old, young] = [await bring("points", POINTS), await bring("points", POINTS)];
  await run(
    ({ db }) =>
      db.$executeRaw`UPDATE import_run SET created_at = now() - interval '8 days' WHERE import_id = ${old}`,
  );
  await expirePrivacy();
  expect(await statusOf(old)).toMatchObject({ status: "cancelled" });
  const pieces = await run(({ db }) => db.filePiece.findMany({ select: { owner: true } }));
  expect(pieces).toEqual([{ owner: `import:${young}` }]);
});

it("a cancelled import stores nothing more and keeps no file", async () => {
  const id = await bring("points", POINTS);
  await check(id);
  await run((scope) => cancelImport(scope, id));
  await workOffImports(shop.shopId);
  expect(await statusOf(id)).toMatchObject({ status: "cancelled" });
  expect(await run(({ db }) => db.filePiece.count())).toBe(0);
  await expect(run((scope) => startImport(scope, id))).rejects.toMatchObject({ code: "import_not_checked" });
});

it("all problems of a file can be fetched, however many there are", async () => {
  const rows = Array.from({ length: 6_000 }, (_, n) => `person-${n},,=many`);
  const id = await bring("points", `email,points,reference\n${rows.join("\n")}\n`, 100_000);
  await check(id);
  expect(await statusOf(id)).toMatchObject({ status: "checked", total: 6_000, failed: 6_000 });
  const address = new URL(downloadPath(shop.shopId, "import-errors", id, new Date()), "https://app.example");
  const answer = await answerDownload(address.searchParams.get("key")!, new Date());
  const lines = (await answer.text()).trimEnd().split("\n");
  expect(lines).toHaveLength(1 + 2 * 6_000);
  expect(lines.at(-1)).toBe("6001,points,is empty");
});

it("a file that could not be stored can be mapped and checked anew; one that is no table says so", async () => {
  const id = await bring("points", POINTS);
  await withCurrency(null, () => check(id));
  expect(await statusOf(id)).toMatchObject({ status: "failed" });
  const failed = await run((scope) => readImport(scope, id));
  const reading = await readMapping(shop.shopId, failed!);
  expect(reading).toMatchObject({ headings: ["Email", "Points Balance", "Expiry Date"] });
  await check(id, { columns: { ...reading!.mapping.columns, expires_at: null } });
  expect(await statusOf(id)).toMatchObject({ status: "checked", stored: 2 });

  const empty = await bring("points", "");
  const refused = await run((scope) => readImport(scope, empty));
  expect(refused).toMatchObject({
    status: "failed",
    error: expect.stringContaining("table_empty") as string,
  });
  expect(await readMapping(shop.shopId, refused!)).toBeNull();
});

/** Does something while the shop's currency is (not) known. */
async function withCurrency(currency: string | null, act: () => Promise<void>): Promise<void> {
  const set = (to: string | null) =>
    run(({ db, shopId }) => db.shop.update({ where: { id: shopId }, data: { currency: to } }));
  await set(currency);
  await act();
  await set("GBP");
}

it("another shop's import is unknown", async () => {
  const id = await bring("points", POINTS);
  const other = await makeShop();
  await expect(withShop(other.shopId, (scope) => startImport(scope, id))).rejects.toMatchObject({
    code: "import_unknown",
  });
});

it("customers bring address, language, tags and since when they are known; a later file of points forgets none of it", async () => {
  const id = await bringAll(
    "customers",
    "Email,First Name,Last Name,Address Line 1,Address Line 2,City,State,Zip,Country,Language,Customer Tags,Date Registered\n" +
      'ben@example.com,Ben,Quill,1 High Street,Flat 2,Leeds,YKS,LS1 1AA,United Kingdom,en_gb,"vip; wholesale",2019-04-01\n' +
      "ann@example.com,Anna,Other,9 Low Road,,York,,YO1,GB,en,,2018-01-01\n" +
      "dee@example.com,Dee,,,,,,,Narnia,english,,\n",
  );
  expect(await statusOf(id)).toEqual({ status: "done", total: 3, stored: 1, failed: 1 });
  expect(await run((scope) => readImport(scope, id))).toMatchObject({ rowsKnown: 1 });
  expect(await run((scope) => listRowErrors(scope, id, 10))).toMatchObject([
    { line: 3, field: "known", message: expect.stringContaining("nothing was changed") as string },
    { line: 4, field: "country" },
    { line: 4, field: "language" },
  ]);
  const ben = async () => {
    const [row] = await run(({ db }) =>
      db.customer.findMany({ where: { kind: "guest", countryCode: "GB", tags: { has: "vip" } } }),
    );
    const found = await run((scope) => findCustomers(scope, [row!.id]));
    return found.get(row!.id);
  };
  await bringAll("points", "email,points\nben@example.com,5\n");
  expect(await ben()).toMatchObject({
    firstName: "Ben",
    lastName: "Quill",
    locale: "en-GB",
    tags: ["vip", "wholesale"],
    countryCode: "GB",
    regionCode: "YKS",
    createdAt: new Date("2019-04-01T00:00:00Z"),
    addresses: [{ address1: "1 High Street", address2: "Flat 2", city: "Leeds", zip: "LS1 1AA" }],
  });
  // Shopify's record is the truth.
  const ann = await run((scope) => findCustomers(scope, [bigId(7)]));
  expect(ann.get(bigId(7))?.firstName).not.toBe("Anna");
});

describe("orders of another platform", () => {
  const ORDERS =
    "Order Number,Email,Date,Total,Refunded,Product\nW1,ann@example.com,2024-05-01,20.00,,Lantern\nW1,ann@example.com,2024-05-01,20.00,,Candle\nW2,ann@example.com,2025-05-01,1.234,\nW3,ann@example.com,2025-06-01,30.00,10.00,Lamp\n";

  it("become history, with points only when the merchant says so", async () => {
    const id = await bringAll("orders", ORDERS);
    expect(await run((scope) => listRowErrors(scope, id, 10))).toMatchObject([{ line: 4, field: "total" }]);
    const orders = await run(({ db }) => db.order.findMany({ orderBy: { name: "asc" } }));
    expect(orders.map(({ name, customerId, channel }) => [name, customerId, channel])).toEqual([
      ["W1", bigId(7), "other"],
      ["W3", bigId(7), "other"],
    ]);
    expect(await run(({ db }) => db.orderLine.count())).toBe(3);
    expect(await balanceOfCustomer(shop, bigId(7))).toBe(0n);
    const before = await countRows();
    await bringAll("orders", ORDERS);
    expect(await countRows()).toEqual(before);
  });

  it("keep all their lines wherever these stand in the file, also when the worker is killed", async () => {
    const lines = Array.from({ length: 1_000 }, (_, n) =>
      Array.from(
        { length: 1 + (n % 3) },
        (_, line) => `S${n},ann@example.com,2024-05-01,20.00,Item ${n}-${line}`,
      ),
    ).flat();
    // Shuffled the same way each time.
    const shuffled = lines
      .map((line, at) => ({ line, at: (at * 7_919) % 10_007 }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ line }) => line);
    const id = await bring("orders", `number,email,date,total,product\n${shuffled.join("\n")}\n`, 50_000);
    await check(id);
    expect(await statusOf(id)).toMatchObject({ status: "checked", stored: lines.length, failed: 0 });
    await run((scope) => startImport(scope, id));
    await workOffCutOffAfter(1_000);
    await workOffImports(shop.shopId);
    expect(await statusOf(id)).toMatchObject({ status: "done", stored: lines.length, failed: 0 });
    const stored = await run(({ db }) => db.orderLine.findMany({ select: { title: true, orderId: true } }));
    expect(stored.map(({ title }) => title).toSorted()).toEqual(
      lines.map((line) => line.split(",").at(-1)!).toSorted(),
    );
    expect(new Set(stored.map(({ orderId }) => orderId)).size).toBe(1_000);
  });

  it("bring prices, discounts, tax, shipping, status and address; SKUs are the shop's products; points go by the goods", async () => {
    await run(async ({ db, shopId }) => {
      const known = { shopId, title: "Lantern", updatedAt: new Date("2026-01-01T00:00:00Z") };
      await db.product.create({
        data: { ...known, id: bigId(50), handle: "lantern", status: "active", tags: [] },
      });
      const variant = { ...known, productId: bigId(50), priceMinor: 900n };
      await db.variant.createMany({
        data: [
          { ...variant, id: bigId(51), sku: "LAN-1" },
          { ...variant, id: bigId(52), sku: "OLD-7", deletedAt: known.updatedAt },
        ],
      });
    });
    const id = await bringAll(
      "orders",
      "Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Shipping,Taxes,Total,Discount Amount,Lineitem name,Lineitem sku,Lineitem quantity,Lineitem price,Shipping City,Shipping Country\n" +
        "#1,ann@example.com,paid,2026-02-01,fulfilled,GBP,3.90,2.00,27.90,5.00,,LAN-1,2,10.00,Leeds,GB\n" +
        "#2,ann@example.com,Cancelled,2026-02-02,unfulfilled,GBP,,,9.00,,Lamp,,1,9.00,,\n" +
        "#1,,,,,,,,,,Candle,OLD-7,1,9.00,,\n" +
        "#3,ann@example.com,paid,2026-02-03,,EUR,,,9.00,,Lamp,,1,9.00,,\n" +
        "#3,,,,,,,,,,Candle,,1,9.00,,\n",
      { ordersEarnPoints: true },
    );
    expect(await run((scope) => listRowErrors(scope, id, 10))).toMatchObject([
      { line: 5, field: "currency" },
      { line: 6, field: "number", message: expect.stringContaining("line 5") as string },
    ]);
    expect(await statusOf(id)).toMatchObject({ stored: 3, failed: 2 });
    const orders = await run(({ db }) => db.order.findMany({ orderBy: { name: "asc" } }));
    expect(orders).toMatchObject([
      {
        name: "#1",
        subtotalMinor: 2_400n,
        discountsMinor: 500n,
        shippingMinor: 390n,
        taxMinor: 200n,
        totalMinor: 2_790n,
        financialStatus: "paid",
        fulfillmentStatus: "fulfilled",
        countryCode: "GB",
      },
      { name: "#2", financialStatus: "voided", cancelledAt: new Date("2026-02-02T00:00:00Z") },
    ]);
    const lines = await run(({ db, shopId }) =>
      db.orderLine.findMany({
        where: { shopId, orderId: orders[0]!.id },
        orderBy: { unitPriceMinor: "desc" },
      }),
    );
    expect(lines).toMatchObject([
      { productId: bigId(50), variantId: bigId(51), sku: "LAN-1", quantity: 2, unitPriceMinor: 1_000n },
      { productId: null, title: "Candle", sku: "OLD-7", unitPriceMinor: 900n },
    ]);
    expect(await balanceOfCustomer(shop, bigId(7))).toBe(24n);
    expect(
      await run(({ db }) => db.customerSummary.findFirst({ where: { customerId: bigId(7) } })),
    ).toMatchObject({
      ordersCount: 1,
    });
  });

  it("that earn points earn them by the programme of their day", async () => {
    await bringAll("orders", "number,email,date,total\nW9,ann@example.com,2026-02-01,30.00\n", {
      ordersEarnPoints: true,
    });
    expect(await balanceOfCustomer(shop, bigId(7))).toBe(30n);
  });
});

it("consents, tiers and referral codes are kept as facts with where they came from", async () => {
  await bringAll(
    "consents",
    "email,consent,consent date,source,evidence\nann@example.com,yes,2025-01-02,pop-up,I agree\n",
  );
  const tiers = await bringAll("tiers", "email,tier,since\nann@example.com,Gold,2025-03-01\n");
  const codes = await bringAll("referral_codes", "email,referral_code\nann@example.com,ANN-10\n");
  for (const id of [tiers, codes])
    expect(await run(async (scope) => findExample(scope, (await readImport(scope, id))!))).toBe(bigId(7));
  const facts = await run(({ db }) =>
    db.fact.findMany({
      where: { kind: { in: ["consent.changed", "tier.imported", "referral_code.imported"] } },
      orderBy: { kind: "asc" },
    }),
  );
  expect(facts).toMatchObject([
    {
      kind: "consent.changed",
      customerId: bigId(7),
      data: { channel: "email", state: "subscribed", source: "import" },
    },
    { kind: "referral_code.imported", customerId: bigId(7), data: { code: "ANN-10" } },
    { kind: "tier.imported", customerId: bigId(7), data: { tier: "Gold" } },
  ]);
  const [row] = await run(({ db }) => db.consentEvidence.findMany());
  expect(Buffer.from(row!.sealed).includes("pop-up")).toBe(false);
  const [consent] = await run((scope) => readConsentHistory(scope, bigId(7), "email"));
  expect(consent).toMatchObject({ source: "import", evidence: { text: "I agree", collectedBy: "pop-up" } });
});
