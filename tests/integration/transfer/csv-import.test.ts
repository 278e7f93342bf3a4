/** Files from the upload to the end, and what they tell of people. */
import { expect, it } from "vitest";
import { findCustomers, readConsentHistory } from "#app/features/customers/index.server.ts";
import { expirePrivacy } from "#app/features/privacy/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import {
  cancelImport,
  createImport,
  listRowErrors,
  readMapping,
  startImport,
  uploadPiece,
} from "#app/features/reports/transfer/import-runs.server.ts";
import { answerDownload, downloadPath, findExample } from "#app/features/reports/index.server.ts";
import { readImport } from "#app/features/reports/transfer/import-record.server.ts";
import { readPieceOf } from "#app/features/reports/transfer/file-pieces.server.ts";
import { workOffImports } from "#app/features/reports/transfer/store-import.server.ts";
import { bigId } from "#tests/factories/payloads.ts";
import { makeShop } from "#tests/factories/shop.ts";
import { shop, run, bring, statusOf, check, bringAll, POINTS } from "./bringing.ts";

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
