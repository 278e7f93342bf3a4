import { describe, expect, it } from "vitest";
import { type CustomersPage, listCustomers } from "#app/features/reports/index.server.ts";
import { CustomersFilter, type CustomerSort } from "#app/features/reports/schema.ts";
import { walkCustomers } from "#app/features/reports/walk-customers.server.ts";
import { selectCustomers } from "#app/features/reports/customers-filter.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { bigId, makeCustomer, makeOrder } from "#tests/factories/payloads.ts";
import { deliver, makeShop, startProgramme, type TestShop, workOff } from "#tests/factories/shop.ts";

const PAGE_SIZE = 3;
const NOW = new Date("2026-03-15T12:00:00Z");

type Query = Partial<Omit<Parameters<typeof listCustomers>[1], "filter">>;

function list(
  shop: TestShop,
  filter: Partial<CustomersFilter> = {},
  query: Query = {},
): Promise<CustomersPage> {
  const defaults = { sort: "points", direction: "desc", cursor: null, limit: PAGE_SIZE, now: NOW } as const;
  const whole = { ...CustomersFilter.parse({}), ...filter };
  return withShop(shop.shopId, (scope) => listCustomers(scope, { ...defaults, ...query, filter: whole }));
}

const idsOf = (page: CustomersPage) => page.rows.map((row) => row.id);
const numbersOf = (page: CustomersPage) => idsOf(page).map((id) => Number(id - bigId(0)));

/**
 * Eight customers. All but the last two bought for the same amount, so that sort values are equal; the last one never
 * bought. The first is called oddly.
 */
async function makeStore(): Promise<TestShop> {
  const shop = await makeShop();
  await startProgramme(shop);
  for (let n = 0; n < 8; n += 1) {
    const customer = makeCustomer({
      id: bigId(n),
      email: `person-${n}@example.com`,
      first_name: n === 0 ? "100%_sure" : `First${n}`,
      last_name: `Lastnamewithmanyletters${n}`,
      created_at: `2026-0${n < 5 ? 1 : 3}-0${n + 1}T00:00:00+00:00`,
    });
    await deliver(shop, { topic: "customers/create", payload: customer });
    if (n === 7) continue;
    const subtotal = n < 6 ? "20.00" : `${n}0.00`;
    const order = makeOrder({
      id: bigId(100 + n),
      name: `#10${n}1`,
      customer,
      subtotal_price: subtotal,
      total_price: subtotal,
    });
    await deliver(shop, { topic: "orders/create", payload: order });
  }
  await workOff(shop);
  await withShop(shop.shopId, async ({ db }) => {
    await db.$executeRaw`DELETE FROM customer_summary`;
    for (let n = 0; n < 7; n += 1)
      await db.$executeRaw`
        INSERT INTO customer_summary (shop_id, customer_id, orders_count, net_minor, stage, last_order_at)
        VALUES (${shop.shopId}, ${bigId(n)}, 1, ${n < 6 ? 2000 : 6000}, ${n < 3 ? "loyal" : "first_time"}, ${new Date(Date.UTC(2026, 2, n + 1))})`;
    await db.$executeRaw`
      INSERT INTO customer_consent (shop_id, customer_id, channel, state, source, changed_at)
      VALUES (${shop.shopId}, ${bigId(4)}, 'email', 'subscribed', 'shopify', now()), (${shop.shopId}, ${bigId(5)}, 'email', 'unsubscribed', 'shopify', now())`;
    await db.$executeRaw`UPDATE customer SET country_code = 'GB' WHERE customer_id IN (${bigId(1)}, ${bigId(2)})`;
  });
  return shop;
}

let readOnly: Promise<TestShop> | undefined;

/** One store for all tests that only look. */
const sharedStore = () => (readOnly ??= makeStore());

/** The ids of every page, going forwards. */
async function pagesOf(shop: TestShop, query: Query): Promise<CustomersPage[]> {
  const pages = [await list(shop, {}, query)];
  for (let next = pages[0]!.nextCursor; next; next = pages.at(-1)!.nextCursor)
    pages.push(await list(shop, {}, { ...query, cursor: { side: "after", text: next } }));
  return pages;
}

const EVERY_ORDER = (["points", "spent", "orders", "last_order", "created"] as const).flatMap((sort) =>
  (["asc", "desc"] as const).map((direction) => ({ sort, direction })),
);

describe("listCustomers", () => {
  it.each(EVERY_ORDER)(
    "shows everybody once by $sort $direction, and the same pages going backwards",
    async (order) => {
      const shop = await sharedStore();
      const forwards = await pagesOf(shop, order);
      expect(forwards.map((page) => page.rows.length)).toEqual([3, 3, 2]);
      expect(new Set(forwards.flatMap(idsOf)).size).toBe(8);
      expect(forwards[0]!.previousCursor).toBeNull();

      const backwards = [forwards.at(-1)!];
      for (let before = backwards[0]!.previousCursor; before; before = backwards[0]!.previousCursor)
        backwards.unshift(await list(shop, {}, { ...order, cursor: { side: "before", text: before } }));
      expect(backwards.map(idsOf)).toEqual(forwards.map(idsOf));
    },
  );

  it.each(EVERY_ORDER)(
    "walks along the index of $sort $direction as it sorts what it found",
    async (order) => {
      const shop = await sharedStore();
      const sorted = (await list(shop, {}, { ...order, limit: 20 })).rows.map((row) => row.id);
      const walk = (from: { value: string | null; id: bigint } | null, isBackwards = false) =>
        withShop(shop.shopId, async (scope) => {
          const selection = await selectCustomers(scope, CustomersFilter.parse({}), NOW);
          return walkCustomers(scope, selection, { ...order, from, isBackwards, wanted: 5, stage: null });
        });
      const first = await walk(null);
      const second = await walk(first.places.at(-1)!);
      expect([...first.places, ...second.places].map(({ id }) => id)).toEqual(sorted);
      const back = await walk(second.places.at(-1)!, true);
      expect(back.places.map(({ id }) => id)).toEqual(sorted.slice(2, 7).toReversed());
    },
  );

  it.each(
    EVERY_ORDER.flatMap((order) =>
      ([{ points: "yes" }, { ordered: "30" }, { joined: "30" }, { stage: "loyal" }] as const).map(
        (filter) => ({
          ...order,
          filter,
        }),
      ),
    ),
  )("meets along $sort $direction the same of $filter as it sorts", async ({ filter, ...order }) => {
    const shop = await sharedStore();
    const now = new Date("2026-04-03T12:00:00Z");
    const sorted = (await list(shop, filter, { ...order, now, limit: 20 })).rows.map((row) => row.id);
    expect(sorted.length).toBeGreaterThan(0);
    const walk = (isBackwards: boolean) =>
      withShop(shop.shopId, async (scope) => {
        const selection = await selectCustomers(scope, { ...CustomersFilter.parse({}), ...filter }, now);
        return walkCustomers(scope, selection, {
          ...order,
          from: null,
          isBackwards,
          wanted: 20,
          stage: null,
        });
      });
    expect((await walk(false)).places.map(({ id }) => id)).toEqual(sorted);
    expect((await walk(true)).places.map(({ id }) => id)).toEqual(sorted.toReversed());
  });

  it("puts who has no value last, whichever way it is sorted", async () => {
    const shop = await sharedStore();
    const lastOf = async (sort: CustomerSort, direction: "asc" | "desc") =>
      numbersOf(await list(shop, {}, { sort, direction, limit: 20 })).at(-1);
    for (const sort of ["points", "last_order"] as const)
      expect([await lastOf(sort, "asc"), await lastOf(sort, "desc")]).toEqual([7, 7]);
  });

  it("shows what each bought and holds", async () => {
    const shop = await sharedStore();
    const page = await list(shop);
    expect(page.rows[0]).toMatchObject({
      id: bigId(6),
      points: 60n,
      ordersCount: 1,
      spentMinor: 6000n,
      email: "person-6@example.com",
      stage: "first_time",
    });
    expect(page.total).toEqual({ count: 8, exactness: "exact" });
  });

  it.each([
    ["first3", [3]],
    ["PERSON-4", [4]],
    ["person-4@example.com", [4]],
    ["First5 Lastnamewithmanyletters5", [5]],
    ["First5 Lastnamewithmanyletters4", []],
    ["#1021", [2]],
    ["1021", [2]],
    ["100%_", [0]],
    ["%", []],
    ["_irst3", []],
  ])("finds by %j", async (q, expected) => {
    const shop = await sharedStore();
    expect(numbersOf(await list(shop, { q }))).toEqual(expected);
  });

  it.each([
    [{ stage: "loyal" }, [0, 1, 2]],
    [{ country: "GB", stage: "loyal" }, [1, 2]],
    [{ consent: "email" }, [4]],
    [{ points: "yes", q: "first7" }, []],
    [{ ordered: "30", stage: "first_time" }, [3, 4, 5, 6]],
    [{ joined: "month" }, [5, 6, 7]],
    [{ joined: "30" }, [5, 6, 7]],
    [{ kind: "guest" }, []],
    [{ kind: "customer", stage: "loyal" }, [0, 1, 2]],
  ] as const)("filters by %j", async (filter, expected) => {
    const shop = await sharedStore();
    const page = await list(shop, filter, { sort: "created", direction: "asc", limit: 20 });
    expect(numbersOf(page)).toEqual(expected);
    expect(page.total.count).toBe(expected.length);
  });

  it("leaves out who was erased", async () => {
    const shop = await makeStore();
    await withShop(shop.shopId, ({ db }) =>
      db.customer.update({
        where: { shopId_id: { shopId: shop.shopId, id: bigId(6) } },
        data: { redactedAt: new Date() },
      }),
    );
    expect((await list(shop)).total.count).toBe(7);
  });

  it.each([
    "",
    "x",
    "1_",
    "_1",
    "1;2",
    "9".repeat(40) + "_1",
    "1_" + "9".repeat(40),
    "none",
    "none_",
    "1_9999999999999999999",
  ])("shows the first page for %j, which is no cursor", async (text) => {
    const shop = await sharedStore();
    const page = await list(shop, {}, { cursor: { side: "after", text } });
    expect(idsOf(page)).toEqual(idsOf(await list(shop)));
  });

  it("shows nothing of another shop", async () => {
    await sharedStore();
    expect(await list(await makeShop())).toMatchObject({ rows: [], total: { count: 0 } });
  });
});
