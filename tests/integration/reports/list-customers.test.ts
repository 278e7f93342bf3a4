import { describe, expect, it } from "vitest";
import { type CustomersPage, listCustomers } from "#app/features/reports/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { bigId, makeCustomer, makeOrder, makeRefund } from "#tests/factories/payloads.ts";
import { deliver, makeShop, startProgramme, type TestShop, workOff } from "#tests/factories/shop.ts";

const PAGE_SIZE = 3;

type Query = Partial<Parameters<typeof listCustomers>[1]>;

function list(shop: TestShop, query: Query = {}): Promise<CustomersPage> {
  const defaults = { search: "", sort: "points", direction: "desc", cursor: null, limit: PAGE_SIZE } as const;
  return withShop(shop.shopId, (scope) => listCustomers(scope, { ...defaults, ...query }));
}

const idsOf = (page: CustomersPage) => page.rows.map((row) => row.id);

/** Eight customers, of whom all but the last two bought for the same amount: their sort values are equal. */
async function makeStore(): Promise<TestShop> {
  const shop = await makeShop();
  await startProgramme(shop);
  for (let n = 0; n < 8; n += 1) {
    const customer = makeCustomer({
      id: bigId(n),
      email: `person-${n}@example.com`,
      first_name: n === 0 ? "100%_sure" : `First${n}`,
      last_name: `Last${n}`,
      created_at: `2026-01-0${n + 1}T00:00:00+00:00`,
    });
    await deliver(shop, { topic: "customers/create", payload: customer });
    const subtotal = n < 6 ? "20.00" : `${n}0.00`;
    const order = makeOrder({
      id: bigId(100 + n),
      customer,
      subtotal_price: subtotal,
      total_price: subtotal,
    });
    await deliver(shop, { topic: "orders/create", payload: order });
  }
  await workOff(shop);
  return shop;
}

let readOnly: Promise<TestShop> | undefined;

/** One store for all tests that only look. */
const sharedStore = () => (readOnly ??= makeStore());

describe("listCustomers", () => {
  it("shows everybody once going forwards, and the same pages going backwards", async () => {
    const shop = await sharedStore();
    const forwards: CustomersPage[] = [await list(shop)];
    for (let next = forwards[0]!.nextCursor; next; next = forwards.at(-1)!.nextCursor) {
      forwards.push(await list(shop, { cursor: { side: "after", text: next } }));
    }
    expect(forwards.map((page) => page.rows.length)).toEqual([3, 3, 2]);
    expect(new Set(forwards.flatMap(idsOf)).size).toBe(8);
    expect(forwards[0]!.rows[0]).toMatchObject({
      id: bigId(7),
      points: 70n,
      ordersCount: 1,
      spentMinor: 7000n,
    });
    expect(forwards[0]!.previousCursor).toBeNull();

    const backwards: CustomersPage[] = [forwards.at(-1)!];
    for (let before = backwards[0]!.previousCursor; before; before = backwards[0]!.previousCursor) {
      backwards.unshift(await list(shop, { cursor: { side: "before", text: before } }));
    }
    expect(backwards.map(idsOf)).toEqual(forwards.map(idsOf));
  });

  it.each(["points", "spent", "created"] as const)(
    "sorts by %s both ways, with one as the other turned round",
    async (sort) => {
      const shop = await sharedStore();
      const ascending = await list(shop, { sort, direction: "asc", limit: 20 });
      const descending = await list(shop, { sort, direction: "desc", limit: 20 });
      expect(idsOf(descending)).toEqual(idsOf(ascending).toReversed());
    },
  );

  it("finds by the beginnings of names and of the e-mail, every word of the search", async () => {
    const shop = await sharedStore();
    expect(idsOf(await list(shop, { search: "first3" }))).toEqual([bigId(3)]);
    expect(idsOf(await list(shop, { search: "PERSON-4" }))).toEqual([bigId(4)]);
    expect(idsOf(await list(shop, { search: "First5 Last5" }))).toEqual([bigId(5)]);
    expect(await list(shop, { search: "First5 Last4" })).toMatchObject({ rows: [], total: 0 });
    expect((await list(shop, { search: "last" })).total).toBe(8);
  });

  it("takes the wildcards of LIKE as they are typed", async () => {
    const shop = await sharedStore();
    expect(idsOf(await list(shop, { search: "100%_" }))).toEqual([bigId(0)]);
    expect((await list(shop, { search: "%" })).total).toBe(0);
    expect((await list(shop, { search: "_irst3" })).total).toBe(0);
  });

  it("takes what came back off what was spent, and leaves out who was erased", async () => {
    const shop = await makeStore();
    await deliver(shop, {
      topic: "refunds/create",
      payload: makeRefund({ order_id: bigId(107), goods: "30.00" }),
    });
    await workOff(shop);
    const [first] = (await list(shop, { sort: "spent", search: "first7" })).rows;
    expect(first).toMatchObject({ spentMinor: 4000n });
    await withShop(shop.shopId, ({ db }) =>
      db.customer.update({
        where: { shopId_id: { shopId: shop.shopId, id: bigId(7) } },
        data: { redactedAt: new Date() },
      }),
    );
    expect((await list(shop)).total).toBe(7);
  });

  it.each(["", "x", "1_", "_1", "1;2", "9".repeat(40) + "_1", "1_" + "9".repeat(40)])(
    "shows the first page for %j, which is no cursor",
    async (text) => {
      const shop = await sharedStore();
      const page = await list(shop, { cursor: { side: "after", text } });
      expect(idsOf(page)).toEqual(idsOf(await list(shop)));
    },
  );

  it("shows nothing of another shop", async () => {
    await sharedStore();
    expect(await list(await makeShop())).toMatchObject({ rows: [], total: 0 });
  });
});
