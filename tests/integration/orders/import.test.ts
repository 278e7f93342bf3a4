import { expect, it } from "vitest";
import { withShop } from "#app/platform/db/scope.server.ts";
import { ResultGone } from "#app/platform/shopify-admin/admin-client.server.ts";
import { stageNamed } from "#app/features/orders/import-stages.server.ts";
import { storeResult } from "#app/features/orders/store-result.server.ts";
import { makeShop, type TestShop } from "#tests/factories/shop.ts";

const ORDERS = 1_200;
const LINES_PER_ORDER = 2;

const money = { shopMoney: { amount: "10.00" } };

function linesOf(n: number): string[] {
  const id = `gid://shopify/Order/${n}`;
  const order = {
    id,
    name: `#${n}`,
    createdAt: "2026-01-01T10:00:00Z",
    processedAt: "2026-01-01T10:00:00Z",
    updatedAt: "2026-02-01T10:00:00Z",
    displayFinancialStatus: "PAID",
    currencyCode: "GBP",
    discountCodes: [],
    subtotalPriceSet: money,
    totalPriceSet: money,
    currentSubtotalPriceSet: money,
    currentTotalPriceSet: money,
    transactions: [
      { kind: "SALE", status: "SUCCESS", processedAt: "2026-01-03T10:00:00Z", amountSet: money },
    ],
    refunds: [],
  };
  const item = {
    id: `gid://shopify/LineItem/${n}`,
    title: "Lantern",
    quantity: 1,
    originalUnitPriceSet: money,
    __parentId: id,
  };
  return [JSON.stringify(order), JSON.stringify(item)];
}

const FILE = Array.from({ length: ORDERS }, (_, n) => linesOf(n + 1)).flat();

/** How a download goes: how many lines come, and how it ends. */
interface Download {
  lines?: readonly string[];
  fails?: Error;
}

async function importFile(shop: TestShop, downloads: Download[], expectedLines = FILE.length) {
  const { shopId } = shop;
  const row = await withShop(
    shopId,
    async ({ db }) =>
      (await db.backfill.findFirst()) ??
      (await db.backfill.create({ data: { shopId, id: 1, stage: "orders" } })),
  );
  let opened = 0;
  const outcome = await storeResult({
    shopId,
    id: row.id,
    stage: stageNamed("orders"),
    progress: row,
    client: { request: () => Promise.reject(new Error("nothing is to be asked for")) },
    open: async function* () {
      const { lines = FILE, fails } = downloads[opened++] ?? {};
      yield* lines;
      if (fails) throw fails;
    },
    expectedLines,
  });
  return { outcome, opened };
}

async function readImport(shop: TestShop) {
  return withShop(shop.shopId, async ({ db }) => ({
    orders: await db.order.count(),
    lines: await db.orderLine.count(),
    progress: await db.backfill.findFirstOrThrow({
      orderBy: { id: "desc" },
      select: { linesRead: true, ordersRead: true, ordersStored: true },
    }),
  }));
}

const WHOLE = {
  orders: ORDERS,
  lines: ORDERS * (LINES_PER_ORDER - 1),
  progress: { linesRead: FILE.length, ordersRead: ORDERS, ordersStored: ORDERS },
};

it.each<[string, Download]>([
  ["breaks off between two orders", { lines: FILE.slice(0, 1_400) }],
  ["breaks off within an order", { lines: FILE.slice(0, 1_401) }],
  ["breaks off within a line", { lines: [...FILE.slice(0, 1_401), FILE[1_401]!.slice(0, 20)] }],
  ["ends with an error", { lines: FILE.slice(0, 1_333), fails: new TypeError("terminated") }],
  ["never begins", { lines: [], fails: new TypeError("fetch failed") }],
])("a download that %s goes on where it was, with whole orders only", async (_case, broken) => {
  const shop = await makeShop();
  expect(await importFile(shop, [broken, {}])).toEqual({ outcome: "stored", opened: 2 });
  expect(await readImport(shop)).toEqual(WHOLE);
});

it("after every break the stored orders are whole, and the next job goes on after them", async () => {
  const shop = await makeShop();
  const broken = { lines: FILE.slice(0, 1_401) };
  await expect(
    importFile(
      shop,
      Array.from({ length: 20 }, () => broken),
    ),
  ).rejects.toThrow("ends after 1401 of 2400 lines");
  const { orders, lines, progress } = await readImport(shop);
  expect({ orders, lines, linesRead: progress.linesRead }).toEqual({
    orders: 700,
    lines: 700,
    linesRead: 1_400,
  });
  await importFile(shop, [{}]);
  expect(await readImport(shop)).toEqual(WHOLE);
});

it("a line that is no JSON costs its order, and no other", async () => {
  const shop = await makeShop();
  await importFile(shop, [{ lines: FILE.toSpliced(101, 1, "{broken") }]);
  expect(await readImport(shop)).toMatchObject({
    orders: ORDERS - 1,
    progress: { ordersRead: ORDERS, ordersStored: ORDERS - 1 },
  });
});

it("a file that is gone is said to be", async () => {
  const shop = await makeShop();
  const gone = { lines: [], fails: new ResultGone("the bulk result answered 404") };
  expect(await importFile(shop, [gone])).toEqual({ outcome: "gone", opened: 1 });
});

it("an imported order counts as paid when its payment was complete", async () => {
  const shop = await makeShop();
  await importFile(shop, [{ lines: FILE.slice(0, 2) }], 2);
  const facts = await withShop(shop.shopId, ({ db }) => db.fact.findMany({ where: { kind: "order.paid" } }));
  expect(facts).toMatchObject([{ happenedAt: new Date("2026-01-03T10:00:00Z") }]);
});
