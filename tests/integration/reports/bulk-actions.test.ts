import { describe, expect, it, vi } from "vitest";
import {
  listBulkActions,
  previewBulkAction,
  readExportFile,
  readTimeline,
  reportChangeSenders,
  runBulkActions,
  startBulkAction,
  startReplay,
  undoBulkAction,
} from "#app/features/reports/index.server.ts";
import { recordCustomers } from "#app/features/customers/index.server.ts";
import { BulkChange, BulkSelection, WHOLE_TIMELINE } from "#app/features/reports/schema.ts";
import { derived } from "#app/worker/registry.server.ts";
import { makeCustomerState } from "#tests/factories/customer-states.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { bigId, makeCustomer } from "#tests/factories/payloads.ts";
import {
  balanceOfCustomer,
  deliver,
  makeShop,
  startProgramme,
  type TestShop,
  workOff,
} from "#tests/factories/shop.ts";

const asked = vi.hoisted(() => [] as { mutation: string; id: string; tags: string[] }[]);
vi.mock("#app/platform/shopify-admin/admin-client.server.ts", () => ({
  createAdminClient: () => ({
    request: async (document: unknown, input: { id: string; tags: string[] }) => {
      const mutation = JSON.stringify(document).includes("tagsAdd") ? "tagsAdd" : "tagsRemove";
      asked.push({ mutation, ...input });
      return { [mutation]: { userErrors: [] } };
    },
  }),
}));

const NOW = new Date("2026-03-15T12:00:00Z");

/** Four customers; the first two are tagged "vip". */
async function makeStore(): Promise<TestShop> {
  const shop = await makeShop();
  await startProgramme(shop);
  for (let n = 0; n < 4; n += 1)
    await deliver(shop, {
      topic: "customers/create",
      payload: makeCustomer({
        id: bigId(n),
        email: `b-${n}@example.com`,
        first_name: `=Name${n}`,
        last_name: "Bulk",
      }),
    });
  await workOff(shop);
  await withShop(
    shop.shopId,
    ({ db }) =>
      db.$executeRaw`UPDATE customer SET tags = '{vip}' WHERE customer_id IN (${bigId(0)}, ${bigId(1)})`,
  );
  return shop;
}

const changeOf = (input: object) => BulkChange.parse(input);
const everybody = BulkSelection.parse({});
const chosen = (...numbers: number[]) => BulkSelection.parse({ ids: numbers.map((n) => bigId(n)).join(",") });

async function start(shop: TestShop, change: BulkChange, selection: BulkSelection): Promise<bigint> {
  const id = await withShop(shop.shopId, (scope) =>
    startBulkAction(scope, { change, selection, staff: "1", now: NOW }),
  );
  await runBulkActions(shop.shopId);
  return id;
}

async function undo(shop: TestShop, id: bigint): Promise<void> {
  await withShop(shop.shopId, (scope) => undoBulkAction(scope, id));
  await runBulkActions(shop.shopId);
}

async function send(shop: TestShop): Promise<string[]> {
  asked.length = 0;
  const keys = await withShop(shop.shopId, ({ db }) =>
    db.outboxChange.findMany({ where: { kind: "customer.tags" } }),
  );
  await reportChangeSenders[0]!.send(
    shop.shopId,
    keys.map(({ key }) => key),
  );
  return asked
    .map(({ mutation, id, tags }) => `${mutation} ${BigInt(id.split("/").at(-1)!) - bigId(0)} ${tags}`)
    .toSorted();
}

const latest = async (shop: TestShop) =>
  (await withShop(shop.shopId, (scope) => listBulkActions(scope, 1)))[0]!;
const balances = (shop: TestShop) =>
  Promise.all([0, 1, 2, 3].map(async (n) => Number(await balanceOfCustomer(shop, bigId(n)))));

describe("bulk actions", () => {
  it("tags those who lack the tag, and an undo takes it from them and from nobody else", async () => {
    const shop = await makeStore();
    const change = changeOf({ kind: "add_tags", tags: "VIP" });
    const preview = await withShop(shop.shopId, (scope) =>
      previewBulkAction(scope, { change, selection: everybody, now: NOW }),
    );
    expect(preview).toMatchObject({ total: { count: 4, exactness: "exact" }, changes: 2 });
    expect(preview.sample).toHaveLength(4);

    const id = await start(shop, change, everybody);
    expect(await latest(shop)).toMatchObject({ status: "done", total: 4, skipped: 2, failed: 0 });
    expect(await send(shop)).toEqual(["tagsAdd 2 VIP", "tagsAdd 3 VIP"]);
    await undo(shop, id);
    expect(await latest(shop)).toMatchObject({ status: "undone" });
    expect(await send(shop)).toEqual(["tagsRemove 2 VIP", "tagsRemove 3 VIP"]);
  });

  it("adjusts points once however often the job runs, leaves out who has too few, and gives them back", async () => {
    const shop = await makeStore();
    await start(shop, changeOf({ kind: "adjust_points", points: 30, reason: "Welcome" }), chosen(0, 1));
    const id = await start(
      shop,
      changeOf({ kind: "adjust_points", points: -20, reason: "Correction" }),
      everybody,
    );
    await runBulkActions(shop.shopId);
    expect(await balances(shop)).toEqual([10, 10, 0, 0]);
    expect(await latest(shop)).toMatchObject({ status: "done", total: 4, failed: 2 });
    await undo(shop, id);
    expect(await balances(shop)).toEqual([30, 30, 0, 0]);
    await expect(undo(shop, id)).rejects.toMatchObject({ code: "not_undoable" });
  });

  it("exports a file that spreadsheets take for text, sealed until it is read", async () => {
    const shop = await makeStore();
    const id = await start(shop, changeOf({ kind: "export" }), chosen(2, 3));
    const file = await withShop(shop.shopId, (scope) => readExportFile(scope, id));
    const lines = file!.trim().split("\r\n");
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain(`${bigId(2)},customer,'=Name2,Bulk,b-2@example.com`);
    const stored = await withShop(shop.shopId, ({ db }) => db.filePiece.findFirstOrThrow({}));
    expect(Buffer.from(stored.sealed).toString("latin1")).not.toContain("example.com");
  });

  it("keeps no text that was searched for", async () => {
    const shop = await makeStore();
    await start(
      shop,
      changeOf({ kind: "add_tags", tags: "found" }),
      BulkSelection.parse({ query: "q=b-3@example.com" }),
    );
    expect(await latest(shop)).toMatchObject({ status: "done", total: 1 });
    const stored = await withShop(
      shop.shopId,
      ({ db }) => db.$queryRaw`SELECT parameters::text FROM bulk_action`,
    );
    expect(JSON.stringify(stored)).not.toContain("b-3");
  });

  it("reaches everybody whom a search finds, however many, also by a long word", async () => {
    const shop = await makeShop();
    const people = Array.from({ length: 2_100 }, (_, n) =>
      makeCustomerState({ id: bigId(n), email: `m-${n}@example.com`, lastName: "Featherstonehaugh" }),
    );
    await withShop(shop.shopId, (scope) => recordCustomers(scope, people));
    const selection = BulkSelection.parse({ query: "q=Featherstonehaugh" });
    await start(shop, changeOf({ kind: "export" }), selection);
    expect(await latest(shop)).toMatchObject({ status: "done", total: 2_100, done: 2_100 });
  });

  it("keeps why points were adjusted sealed, and shows it", async () => {
    const shop = await makeStore();
    const reason = "For the broken vase";
    await start(shop, changeOf({ kind: "adjust_points", points: 30, reason }), chosen(0));
    expect(await latest(shop)).toMatchObject({ change: { points: 30, reason } });
    const { facts } = await withShop(shop.shopId, (scope) =>
      readTimeline(scope, bigId(0), { ...WHOLE_TIMELINE, kinds: ["points"] }, 10),
    );
    expect(facts).toMatchObject([{ kind: "points.adjusted", data: { points: "30", reason } }]);
    const stored = await withShop(
      shop.shopId,
      ({ db }) =>
        db.$queryRaw`SELECT parameters::text AS said FROM bulk_action UNION ALL SELECT data::text FROM fact`,
    );
    expect(JSON.stringify(stored)).not.toContain("vase");
  });

  it("works one customer out anew, and is not listed among the changes", async () => {
    const shop = await makeStore();
    const wrong = () =>
      withShop(shop.shopId, ({ db }) =>
        db.customerSummary.updateMany({ where: { customerId: bigId(0) }, data: { stage: "lapsed" } }),
      );
    await wrong();
    await withShop(shop.shopId, (scope) =>
      startReplay(scope, { customerId: bigId(0), staff: "1", now: NOW }),
    );
    await runBulkActions(shop.shopId, derived);
    await workOff(shop);
    const summary = await withShop(shop.shopId, ({ db }) =>
      db.customerSummary.findFirst({ where: { customerId: bigId(0) } }),
    );
    expect(summary).toMatchObject({ stage: "lead" });
    expect(await withShop(shop.shopId, (scope) => listBulkActions(scope, 10))).toEqual([]);
  });

  it("refuses an empty choice, more than can be chosen, and another shop's action", async () => {
    const shop = await makeStore();
    const change = changeOf({ kind: "export" });
    await expect(start(shop, change, BulkSelection.parse({ query: "q=nobody" }))).rejects.toMatchObject({
      code: "nobody_chosen",
    });
    expect(BulkSelection.safeParse({ ids: Array.from({ length: 251 }, (_, n) => n).join(",") }).success).toBe(
      false,
    );
    expect(BulkSelection.safeParse({ ids: "1;DROP" }).success).toBe(false);
    const id = await start(shop, changeOf({ kind: "add_tags", tags: "a" }), chosen(0));
    await expect(undo(await makeShop(), id)).rejects.toMatchObject({ code: "not_undoable" });
  });

  it("is found again when its job was lost", async () => {
    const shop = await makeStore();
    const id = await withShop(shop.shopId, (scope) =>
      startBulkAction(scope, {
        change: changeOf({ kind: "export" }),
        selection: everybody,
        staff: "1",
        now: NOW,
      }),
    );
    const due = () =>
      withShop(
        shop.shopId,
        ({ db }) =>
          db.$queryRaw<
            { shop_id: bigint }[]
          >`SELECT shop_id FROM list_due_work('0 s') WHERE task = 'run-bulk-actions' AND shop_id = ${shop.shopId}`,
      );
    expect(await due()).toHaveLength(1);
    await runBulkActions(shop.shopId);
    expect(await due()).toHaveLength(0);
    await withShop(
      shop.shopId,
      ({ db }) =>
        db.$executeRaw`UPDATE bulk_action SET finished_at = now() - interval '8 days' WHERE action_id = ${id}`,
    );
    await runBulkActions(shop.shopId);
    expect(await withShop(shop.shopId, (scope) => readExportFile(scope, id))).toBeNull();
  });
});

it("an action whose words named somebody who was erased is still listed", async () => {
  const { shopId } = await makeShop();
  await withShop(shopId, async (scope) => {
    await scope.db.bulkAction.create({
      data: { shopId, kind: "add_tags", parameters: {}, status: "done", staff: "1" },
    });
    expect(await listBulkActions(scope, 10)).toMatchObject([{ change: { kind: "add_tags", tags: [] } }]);
  });
});
