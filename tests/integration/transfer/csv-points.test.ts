/** Points of another programme, from a file. */
import { describe, expect, it } from "vitest";
import { factTextsOf } from "#app/features/customers/index.server.ts";
import { listRowErrors, readSample, startImport } from "#app/features/reports/transfer/import-runs.server.ts";
import { workOffImports } from "#app/features/reports/transfer/store-import.server.ts";
import { undoImport } from "#app/features/reports/transfer/undo-import.server.ts";
import { bigId } from "#tests/factories/payloads.ts";
import { balanceOfCustomer, workOff } from "#tests/factories/shop.ts";
import {
  shop,
  run,
  bring,
  statusOf,
  check,
  bringAll,
  countRows,
  workOffCutOffAfter,
  POINTS,
  undo,
} from "./bringing.ts";

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
