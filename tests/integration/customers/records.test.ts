import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { findCustomer, recordCustomers, redactCustomer } from "#app/features/customers/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { makeCustomerState } from "#tests/factories/customer-states.ts";
import { bigId, makeCustomer, makeOrder, type Payload } from "#tests/factories/payloads.ts";
import { deliver, makeShop, readState, type TestShop, workOff } from "#tests/factories/shop.ts";

const ID = bigId(7);
let shop: TestShop;

beforeEach(async () => {
  shop = await makeShop();
});

const at = (second: number) => new Date(Date.UTC(2026, 2, 1, 10, 0, second));
const address = (city: string) => ({ id: 5, city, country_code: "GB", province_code: "ENG", default: true });
const customer = (second: number, overrides: Payload = {}) =>
  makeCustomer({ id: ID, updated_at: at(second).toISOString(), ...overrides });
const tags = (names: string[], second: number) => ({
  customerId: `gid://shopify/Customer/${ID}`,
  tags: names,
  occurredAt: at(second).toISOString(),
});
const record = () => withShop(shop.shopId, (scope) => findCustomer(scope, ID));

/** What Shopify tells about one customer: by webhooks of its own, within orders, and by an import. */
const TOLD: readonly ((one: TestShop) => Promise<unknown>)[] = [
  (one) =>
    deliver(one, { topic: "customers/create", payload: customer(1, { addresses: [address("London")] }) }),
  (one) =>
    deliver(one, {
      topic: "customers/update",
      payload: customer(3, { email: "new@example.com", addresses: [] }),
    }),
  (one) =>
    deliver(one, {
      topic: "orders/create",
      payload: makeOrder({ customer: customer(2, { created_at: null, default_address: address("York") }) }),
    }),
  (one) => deliver(one, { topic: "customer.tags_added", payload: tags(["vip", "old"], 2) }),
  (one) => deliver(one, { topic: "customer.tags_removed", payload: tags(["old"], 5) }),
  (one) => deliver(one, { topic: "customers/delete", payload: { id: ID } }),
  (one) =>
    withShop(one.shopId, (scope) =>
      recordCustomers(scope, [
        makeCustomerState({
          id: ID,
          email: "import@example.com",
          tags: ["first", "old"],
          locale: "fr",
          updatedAt: at(2),
        }),
      ]),
    ),
];

describe("a customer's record", () => {
  it("is the same for any order and repetition of what is told", async () => {
    const comparable = async (one: TestShop) => {
      const { customers, facts } = await readState(one);
      return { rows: customers, facts };
    };
    const expected = await makeShop();
    for (const tell of TOLD) await tell(expected);
    await workOff(expected);
    const end = await comparable(expected);
    expect(end.rows).toMatchObject([
      {
        tags: ["first", "vip"],
        locale: "fr",
        countryCode: null,
        details: { email: "new@example.com", addresses: [] },
      },
    ]);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...TOLD, ...TOLD], { minLength: TOLD.length * 2 }),
        async (told) => {
          const one = await makeShop();
          for (const [n, tell] of told.entries()) {
            await tell(one);
            if (n % 4 === 3) await workOff(one);
          }
          await workOff(one);
          expect(await comparable(one)).toEqual(end);
        },
      ),
      { numRuns: 10 },
    );
  }, 120_000);

  it("loses nothing when two store the same new customer at once", async () => {
    const states = Array.from({ length: 6 }, (_, n) =>
      makeCustomerState({ id: ID, updatedAt: at(n), note: `note ${n}`, tags: n === 2 ? ["kept"] : null }),
    );
    await Promise.all(
      states.map((state) => withShop(shop.shopId, (scope) => recordCustomers(scope, [state]))),
    );
    expect(await record()).toMatchObject({ note: "note 5", tags: ["kept"] });
  });

  it("stays empty once it was redacted", async () => {
    await deliver(shop, { topic: "customers/create", payload: customer(1) });
    await workOff(shop);
    await withShop(shop.shopId, (scope) => redactCustomer(scope, ID, at(4)));
    for (const tell of TOLD) await tell(shop);
    await workOff(shop);
    expect(await record()).toMatchObject({ email: null, tags: [], redactedAt: at(4), createdAt: null });
  });
});
