import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import {
  customerDeliveryHandlers,
  forgetPerson,
  identifyPeople,
  joinPeople,
  type Mention,
  readIdentity,
  recordCustomers,
  recordMerge,
  resolveMerges,
  undoJoin,
} from "#app/features/customers/index.server.ts";
import { recordFacts } from "#app/features/events/index.server.ts";
import { type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { bigId, makeOrder } from "#tests/factories/payloads.ts";
import {
  balanceOfCustomer,
  deliver,
  makeShop,
  startProgramme,
  type TestShop,
  workOff,
} from "#tests/factories/shop.ts";
import { makeCustomerState } from "#tests/factories/customer-states.ts";

let shop: TestShop;

beforeEach(async () => {
  shop = await makeShop();
  await withShop(shop.shopId, ({ db, shopId }) =>
    db.shop.update({ where: { id: shopId }, data: { countryCode: "GB" } }),
  );
});

const at = (day: number) => new Date(Date.UTC(2026, 0, 1 + day));
const inShop = <T>(work: (scope: ShopScope) => Promise<T>) => withShop(shop.shopId, work);

function mention(overrides: Partial<Mention> = {}): Mention {
  return { customerId: null, email: null, phone: null, seenAt: at(1), ...overrides };
}

const identify = async (overrides: Partial<Mention>) =>
  (await inShop((scope) => identifyPeople(scope, [mention(overrides)])))[0]!;

/** Whom an e-mail means. */
const ownerOf = async (email: string) => (await identify({ email })).customerId;

describe("a guest", () => {
  it("is one person however the e-mail is written, and nobody Shopify knows", async () => {
    const people = await inShop((scope) =>
      identifyPeople(scope, [
        mention({ email: "Guest@Example.com " }),
        mention({ email: "guest@example.com", phone: "+14155550100" }),
        mention({ email: "guest+shoes@example.com" }),
        mention({ phone: "020 7946 0958" }),
        mention({ phone: "+442079460958" }),
        mention({ email: "no e-mail", phone: "no phone" }),
      ]),
    );
    const [first, second, plus, home, abroad, nobody] = people.map(({ customerId }) => customerId);
    expect(first! < 0n).toBe(true);
    expect(second).toBe(first);
    expect(new Set([first, plus, home]).size).toBe(3);
    expect(abroad).toBe(home);
    expect(nobody).toBeNull();
  });

  it("is the customer with that e-mail, whoever is told first", async () => {
    const guest = await identify({ email: "A@example.com" });
    await inShop((scope) => recordCustomers(scope, [makeCustomerState({ id: 7n, email: "a@example.com" })]));
    expect(await identify({ email: "a@EXAMPLE.com" })).toMatchObject({
      subjectId: guest.subjectId,
      customerId: 7n,
    });
    await inShop((scope) =>
      recordCustomers(scope, [makeCustomerState({ id: 8n, email: null, phone: "+442079460958" })]),
    );
    expect(await identify({ phone: "020 7946 0958" })).toMatchObject({ customerId: 8n });
  });

  it("takes what was bought along, and points with it, when the customer turns up", async () => {
    await startProgramme(shop);
    await deliver(shop, {
      topic: "orders/create",
      payload: makeOrder({ customer: null, email: "late@example.com" }),
    });
    await workOff(shop);
    const { customerId: guestId } = await identify({ email: "late@example.com" });
    expect(await balanceOfCustomer(shop, guestId!)).toBe(20n);
    await inShop((scope) =>
      recordCustomers(scope, [makeCustomerState({ id: 7n, email: "late@example.com" })]),
    );
    await workOff(shop);
    expect(await balanceOfCustomer(shop, guestId!)).toBe(0n);
    expect(await balanceOfCustomer(shop, 7n)).toBe(20n);
    const order = await inShop(({ db }) => db.order.findFirstOrThrow());
    expect(order).toMatchObject({ subjectId: guestId, customerId: 7n });
  });

  it("is whoever had the e-mail first; the deleted are passed over; later states do not change it", async () => {
    const claims = [
      makeCustomerState({ id: 9n, email: "x@example.com", updatedAt: at(2) }),
      makeCustomerState({ id: 8n, email: "x@example.com", updatedAt: at(3) }),
      makeCustomerState({ id: 9n, email: "new@example.com", updatedAt: at(9) }),
    ];
    await inShop((scope) => recordCustomers(scope, claims));
    expect(await ownerOf("x@example.com")).toBe(9n);
    await deliver(shop, { topic: "customers/delete", payload: { id: 9n } });
    await workOff(shop);
    expect(await ownerOf("x@example.com")).toBe(8n);
  });
});

/** Something that is told about people: one of few customers and contacts, so that they meet. */
type Told =
  | { kind: "customer"; id: bigint; contact: number; day: number }
  | { kind: "guest"; contact: number; day: number }
  | { kind: "merge"; from: bigint; into: bigint; day: number }
  | { kind: "deletion"; id: bigint };

const EMAILS = ["one@example.com", "two@example.com"];
const CUSTOMERS = [bigId(1), bigId(2), bigId(3)];

async function tell(scope: ShopScope, told: Told): Promise<void> {
  if (told.kind === "customer") {
    const { id, contact, day } = told;
    await recordCustomers(scope, [makeCustomerState({ id, email: EMAILS[contact]!, updatedAt: at(day) })]);
  } else if (told.kind === "guest") {
    const [who] = await identifyPeople(scope, [
      mention({ email: EMAILS[told.contact]!, seenAt: at(told.day) }),
    ]);
    const key = `${told.contact}:${told.day}`;
    const fact = { kind: "order.placed" as const, key, happenedAt: at(told.day), sourceUpdatedAt: at(0) };
    await recordFacts(scope, [
      { ...fact, subjectId: who!.subjectId, customerId: who!.customerId, orderId: null, data: {} },
    ]);
  } else if (told.kind === "merge") {
    await recordMerge(scope, {
      deletedId: told.from,
      keptId: told.into,
      isMerged: true,
      mergedAt: at(told.day),
    });
  } else {
    await customerDeliveryHandlers["customers/delete"]!.record(scope, [
      { customerId: told.id, deletedAt: at(7) },
    ]);
  }
}

async function stateOf(one: TestShop): Promise<unknown> {
  return withShop(one.shopId, async ({ db }) => {
    const rows = await db.$queryRaw<{ kind: string; key: string; owner: string; isGuest: boolean }[]>`
      SELECT kind, key, customer_id::text AS owner, customer_id < 0 AS "isGuest" FROM fact WHERE shop_id = current_shop_id() ORDER BY kind, key`;
    const merges = await db.$queryRaw`
      SELECT source, merged_at, into_id::text FROM customer_merge WHERE shop_id = current_shop_id() ORDER BY 1, 2, 3`;
    // Ids of guests differ from shop to shop: only whose they are counts.
    return {
      facts: rows.map(({ owner, isGuest, ...row }) => ({ ...row, owner: isGuest ? "guest" : owner })),
      merges,
    };
  });
}

describe("who is who", () => {
  it("does not depend on the order in which it is told, nor on how often", async () => {
    const customer = fc.constantFrom(...CUSTOMERS);
    const contact = fc.nat({ max: EMAILS.length - 1 });
    const day = fc.integer({ min: 1, max: 6 });
    const told = fc.oneof(
      fc.record({ kind: fc.constant("customer" as const), id: customer, contact, day }),
      fc.record({ kind: fc.constant("guest" as const), contact, day }),
      fc
        .record({ kind: fc.constant("merge" as const), from: customer, into: customer, day })
        .filter(({ from, into }) => from !== into),
      fc.record({ kind: fc.constant("deletion" as const), id: customer }),
    );
    const histories = fc
      .array(told, { minLength: 2, maxLength: 12 })
      .chain((list) =>
        fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 })),
      );
    await fc.assert(
      fc.asyncProperty(histories, async ([inOrder, shuffled]) => {
        const states = [];
        for (const history of [inOrder, shuffled]) {
          const one = await makeShop();
          await withShop(one.shopId, async (scope) => {
            for (const each of history) await tell(scope, each);
          });
          states.push(await stateOf(one));
        }
        expect(states[1]).toEqual(states[0]);
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  it("survives circles of merges, told in either order", async () => {
    const [a, b, c] = CUSTOMERS as [bigint, bigint, bigint];
    for (const [from, into] of [
      [a, b],
      [b, c],
      [c, a],
    ] as const)
      await inShop((scope) => tell(scope, { kind: "merge", from, into, day: 1 }));
    expect(await inShop((scope) => resolveMerges(scope, [a, b, c]))).toEqual(
      new Map([
        [b, a],
        [c, a],
      ]),
    );
  });
});

describe("what staff join", () => {
  const joined = (fromId: bigint, intoId: bigint) =>
    inShop((scope) => joinPeople(scope, { fromId, intoId, source: "merchant", staff: "Sam", at: at(9) }));
  const undone = (id: bigint) => inShop((scope) => undoJoin(scope, id, "Sam", at(10)));

  beforeEach(async () => {
    await startProgramme(shop);
    const customers = [7n, 8n, 9n].map((id) => makeCustomerState({ id, email: `c${id}@example.com` }));
    await inShop((scope) => recordCustomers(scope, customers));
    for (const [n, id] of [7n, 8n, 9n].entries()) {
      const payload = makeOrder({ id: bigId(n), customer: { id, email: `c${id}@example.com` } });
      await deliver(shop, { topic: "orders/create", payload });
    }
    await deliver(shop, {
      topic: "orders/create",
      payload: makeOrder({ id: bigId(5), customer: null, email: "c7@example.com" }),
    });
    await workOff(shop);
  });

  const holdings = () =>
    inShop(
      ({ db }) =>
        db.$queryRaw`
        SELECT 'fact' AS what, key, customer_id::text AS owner FROM fact WHERE customer_id IS NOT NULL
        UNION ALL SELECT 'order', order_id::text, customer_id::text FROM orders
        UNION ALL SELECT 'points', customer_id::text, balance::text FROM points_account WHERE kind = 'member' AND balance <> 0
        ORDER BY 1, 2, 3`,
    );

  it("moves everything, and undoing brings everything back, also from the middle of a chain", async () => {
    const before = await holdings();
    await joined(7n, 8n);
    await joined(8n, 9n);
    await workOff(shop);
    expect(await balanceOfCustomer(shop, 9n)).toBe(80n);
    expect(await ownerOf("c7@example.com")).toBe(9n);
    await undone(8n);
    await workOff(shop);
    expect(await balanceOfCustomer(shop, 9n)).toBe(20n);
    expect(await balanceOfCustomer(shop, 8n)).toBe(60n);
    await undone(7n);
    await workOff(shop);
    expect(await holdings()).toEqual(before);
  });

  it("also holds what comes later: it goes back with whom it names", async () => {
    await joined(7n, 8n);
    await deliver(shop, {
      topic: "orders/create",
      payload: makeOrder({ id: bigId(6), customer: { id: 7n } }),
    });
    await workOff(shop);
    expect(await balanceOfCustomer(shop, 8n)).toBe(80n);
    await undone(7n);
    await workOff(shop);
    expect(await balanceOfCustomer(shop, 7n)).toBe(60n);
  });

  it("is told apart from what an e-mail led to: undone, a guest stays a guest", async () => {
    const guest = (await identify({ email: "c7@example.com" })).subjectId!;
    expect((await inShop((scope) => readIdentity(scope, 7n))).joined).toMatchObject([
      { id: guest, source: "email", canUndo: true },
    ]);
    await undone(guest);
    await inShop((scope) =>
      recordCustomers(scope, [makeCustomerState({ id: 7n, email: "c7@example.com", updatedAt: at(0) })]),
    );
    await workOff(shop);
    expect(await ownerOf("c7@example.com")).toBe(guest);
    expect(await balanceOfCustomer(shop, guest)).toBe(20n);
  });

  it("refuses what cannot be", async () => {
    const guest = (await identify({ email: "stranger@example.com" })).subjectId!;
    await expect(joined(7n, 7n)).rejects.toMatchObject({ code: "join_same" });
    await expect(joined(7n, 404n)).rejects.toMatchObject({ code: "join_unknown" });
    await expect(joined(7n, guest)).rejects.toMatchObject({ code: "join_into_guest" });
    await expect(undone(7n)).rejects.toMatchObject({ code: "join_not_there" });
    await inShop((scope) => recordMerge(scope, { deletedId: 7n, keptId: 8n, isMerged: true }));
    await expect(undone(7n)).rejects.toMatchObject({ code: "join_by_shopify" });
    await inShop((scope) => forgetPerson(scope, [9n], at(11)));
    await expect(joined(8n, 9n)).rejects.toMatchObject({ code: "join_erased" });
  });

  it("is put right by the reaction when two transactions did not see each other", async () => {
    await joined(7n, 8n);
    await inShop(({ db }) => db.$executeRaw`UPDATE fact SET customer_id = 7 WHERE subject_id = 7`);
    await workOff(shop);
    await workOff(shop);
    expect(await balanceOfCustomer(shop, 7n)).toBe(0n);
    expect(await balanceOfCustomer(shop, 8n)).toBe(60n);
  });
});

describe("whoever is forgotten", () => {
  it("stays forgotten, whatever is told late, as a customer or as a guest", async () => {
    const told = makeCustomerState({ id: 7n, email: "gone@example.com", firstName: "Gone" });
    await inShop((scope) => recordCustomers(scope, [told]));
    const guest = (await identify({ email: "seen@example.com" })).subjectId!;
    const forgotten = await inShop((scope) =>
      forgetPerson(scope, [7n], at(5), [{ email: "Seen@example.com", phone: null }]),
    );
    expect(forgotten).toContain(guest);
    await inShop((scope) => recordCustomers(scope, [{ ...told, updatedAt: at(20) }]));
    for (const email of ["gone@example.com", "seen@example.com"])
      expect(await identify({ email })).toEqual({ subjectId: null, customerId: null, isErased: true });
    const left = await inShop(async ({ db }) => ({
      customers: await db.customer.count({
        where: { OR: [{ sealed: { not: null } }, { searchTokens: { isEmpty: false } }] },
      }),
      identities: await db.customerIdentity.count(),
    }));
    expect(left).toEqual({ customers: 0, identities: 0 });
  });

  it("takes no guest along who is somebody else's", async () => {
    const [first, second] = [7n, 8n].map((id, n) =>
      makeCustomerState({ id, email: "both@example.com", updatedAt: at(n) }),
    );
    await inShop((scope) => recordCustomers(scope, [first!, second!]));
    await ownerOf("both@example.com");
    await inShop((scope) => forgetPerson(scope, [8n], at(5)));
    expect(await ownerOf("both@example.com")).toBe(7n);
  });
});
