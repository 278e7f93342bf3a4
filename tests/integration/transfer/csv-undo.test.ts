/** What a file brought is taken back. */
import { describe, expect, it } from "vitest";
import { cancelImport, startImport } from "#app/features/reports/transfer/import-runs.server.ts";
import { readImport } from "#app/features/reports/transfer/import-record.server.ts";
import { workOffImports } from "#app/features/reports/transfer/store-import.server.ts";
import { previewUndo, undoImport } from "#app/features/reports/transfer/undo-import.server.ts";
import { bigId } from "#tests/factories/payloads.ts";
import { asOwner, balanceOfCustomer, workOff } from "#tests/factories/shop.ts";
import { shop, run, bring, statusOf, check, bringAll, workOffCutOffAfter, undo } from "./bringing.ts";

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
