import { beforeEach, describe, expect, it } from "vitest";
import {
  findCustomer,
  joinPeople,
  recordCustomers,
  searchPeople,
} from "#app/features/customers/index.server.ts";
import { type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { makeCustomerState } from "#tests/factories/customer-states.ts";
import { bigId, makeOrder } from "#tests/factories/payloads.ts";
import { asOwner, deliver, makeShop, type TestShop, workOff } from "#tests/factories/shop.ts";

let shop: TestShop;

beforeEach(async () => {
  shop = await makeShop();
});

const at = (day: number) => new Date(Date.UTC(2026, 0, 1 + day));
const inShop = <T>(work: (scope: ShopScope) => Promise<T>) => withShop(shop.shopId, work);

describe("a search", () => {
  const found = async (text: string) => (await inShop((scope) => searchPeople(scope, text, 50))).ids;

  it("finds people by name, e-mail, phone and tag, the way they are typed", async () => {
    const person = {
      firstName: "Zoë",
      lastName: "Strøm",
      email: "zoe.strom@example.com",
      phone: "+442079460958",
    };
    await inShop((scope) =>
      recordCustomers(scope, [
        makeCustomerState({ id: 7n, ...person, tags: ["VIP", "Big spender"] }),
        makeCustomerState({ id: 8n, firstName: "Other", email: "other@example.com" }),
      ]),
    );
    const searches = [
      "zoe",
      "STROM zo",
      "zoe.strom@example.com",
      "strom",
      "020 7946 0958",
      "+44 20 7946",
      "0044207946",
      'tag:vip tag:"big SPENDER" zoë',
    ];
    for (const text of searches) expect(await found(text), text).toEqual([7n]);
    for (const text of ["zoe other", "tag:vi", "zoe.strom@example.org", "x"])
      expect(await found(text), text).toEqual([]);
    await inShop((scope) =>
      joinPeople(scope, { fromId: 7n, intoId: 8n, source: "merchant", staff: "Sam", at: at(9) }),
    );
    expect(await found("zoe")).toEqual([8n]);
  });

  it("finds guests by the name on their orders and checkouts, in whichever order these are told", async () => {
    const billing = { first_name: "Maja", last_name: "Lindqvist", city: "Malmö", country_code: "SE" };
    const guest = { customer: null, email: "maja@example.com" };
    const gift = { ...billing, first_name: "Erik" };
    const told = [
      {
        id: bigId(1),
        billing_address: billing,
        shipping_address: gift,
        processed_at: "2026-03-01T10:00:00Z",
      },
      // At the till nobody asks for a name.
      { id: bigId(2), processed_at: "2026-03-02T10:00:00Z" },
    ];
    for (const [n, orders] of [told, told.toReversed()].entries()) {
      shop = await makeShop();
      for (const order of orders) {
        const payload = makeOrder({ ...guest, ...order });
        await deliver(shop, { topic: "orders/create", payload });
        await workOff(shop);
      }
      const [id] = await found("maja lindqvist");
      expect(id! < 0n, `order ${n}`).toBe(true);
      expect(await found("erik")).toEqual([]);
      const record = await inShop((scope) => findCustomer(scope, id!));
      expect(record).toMatchObject({ firstName: "Maja", lastName: "Lindqvist", email: "maja@example.com" });
    }
    const checkout = {
      token: "checkout-2",
      email: "ola@example.com",
      currency: "GBP",
      total_price: "10.00",
      created_at: "2026-03-01T10:00:00Z",
      shipping_address: { ...billing, first_name: "Ola" },
    };
    await deliver(shop, { topic: "checkouts/create", payload: checkout });
    await workOff(shop);
    expect(await found("ola lind")).toHaveLength(1);
  });

  it("looks at few pages, however many people there are", async () => {
    await asOwner<Record<string, unknown>>(async (query) => {
      await query(
        `INSERT INTO customer (shop_id, customer_id, updated_at, search_tokens, tags)
         SELECT $1, n, now(), ARRAY[n, n + 1, n % 100], '{}' FROM generate_series(1000000, 1020000) AS n`,
        [shop.shopId],
      );
      await query("SELECT gin_clean_pending_list('customer_search')");
      await query("ANALYZE customer");
      await query("SELECT set_config('perennial.shop_id', $1, false)", [shop.shopId.toString()]);
      const [{ "QUERY PLAN": plan } = {}] = await query(
        "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT * FROM find_customers('{1000500, 1000501}', 50)",
      );
      const top = (plan as { Plan: Record<string, number> }[])[0]!.Plan;
      const [{ pages } = {}] = await query(
        "SELECT relpages AS pages FROM pg_class WHERE relname = 'customer'",
      );
      expect(top["Actual Rows"]).toBe(1);
      expect(top["Shared Hit Blocks"]! + top["Shared Read Blocks"]!).toBeLessThan((pages as number) / 2);
    });
  });
});
