/**
 * One cart on a device that two people used one after the other. When one of them is erased, the other's shop is the same as
 * one that the erased one never visited.
 */
import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { workOffPrivacyRequests } from "#app/features/privacy/index.server.ts";
import { blindIndexOf } from "#app/features/shops/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { bigId, makeCustomer, makeOrder, type Payload } from "#tests/factories/payloads.ts";
import { deliver, makeShop, startProgramme, type TestShop, workOff } from "#tests/factories/shop.ts";
import { ownersByPath, visit } from "../behaviour/pixel-story.ts";
import { readOrdersState, tell, type Told } from "../orders/permutations.ts";
import { findTraces } from "./find-traces.ts";

const BEGINNING_MS = Date.now() - 3_600_000;
const minute = (n: number) => new Date(BEGINNING_MS + n * 60_000).toISOString();
const CART = `cart-${randomUUID()}`;

type Name = "ann" | "ben";

interface Person {
  id: bigint;
  email: string;
  payload: Payload;
}

function makePerson(name: Name): Person {
  const [id, email] = [bigId(name === "ann" ? 7 : 8), `${name}-${randomUUID()}@example.com`];
  return { id, email, payload: makeCustomer({ id, email, first_name: `First-${name}-of-the-test` }) };
}

const PEOPLE = { ann: makePerson("ann"), ben: makePerson("ben") };
const otherThan = (name: Name): Name => (name === "ann" ? "ben" : "ann");

/** What is told, and of whom it tells: null = of nobody. */
type Step = Told & { of: Name | null };

const cart = (quantity: number, at: number): Step => ({
  of: null,
  topic: "carts/update",
  payload: {
    id: CART,
    token: CART,
    created_at: minute(0),
    updated_at: minute(at),
    line_items: [
      {
        id: 1,
        variant_id: bigId(70),
        product_id: bigId(60),
        title: "Lantern",
        quantity,
        price: "10.00",
        line_price: `${quantity * 10}.00`,
        price_set: { shop_money: { amount: "10.00", currency_code: "GBP" } },
      },
    ],
  },
});

const checkout = (of: Name, at: number, { token = `checkout-${of}`, asGuest = false } = {}): Step => ({
  of,
  topic: "checkouts/update",
  payload: {
    id: token === `checkout-${of}` ? PEOPLE[of].id - 1000n : 42,
    token,
    cart_token: CART,
    currency: "GBP",
    total_price: "24.95",
    email: PEOPLE[of].email,
    abandoned_checkout_url: `https://shop.example.com/${token}?of=${of}-of-the-test`,
    line_items: [
      { variant_id: bigId(70), product_id: bigId(60), title: "Lantern", quantity: 2, price: "10.00" },
    ],
    created_at: minute(token === `checkout-${of}` ? at : 1),
    updated_at: minute(at),
    completed_at: null,
    customer: asGuest ? null : PEOPLE[of].payload,
  },
});

const order = (of: Name, at: number): Step => ({
  of,
  topic: "orders/create",
  payload: makeOrder({
    id: bigId(of === "ann" ? 1 : 2),
    line_items: [{ id: bigId(of === "ann" ? 50 : 51), title: "Lantern", quantity: 2, price: "10.00" }],
    customer: PEOPLE[of].payload,
    email: PEOPLE[of].email,
    cart_token: CART,
    checkout_token: `checkout-${of}`,
    created_at: minute(at),
    processed_at: minute(at),
    updated_at: minute(at),
  }),
});

const TAKEN_OVER = [
  cart(1, 0),
  checkout("ann", 1, { token: "checkout-both" }),
  cart(2, 5),
  checkout("ben", 6, { token: "checkout-both" }),
];

const STORIES: [string, Step[]][] = [
  ["a checkout each", [cart(1, 0), checkout("ann", 1), cart(2, 5), checkout("ben", 6)]],
  [
    "a guest after a customer",
    [cart(1, 0), checkout("ann", 1), cart(2, 5), checkout("ben", 6, { asGuest: true })],
  ],
  [
    "an order each",
    [cart(1, 0), checkout("ann", 1), order("ann", 2), cart(2, 5), checkout("ben", 6), order("ben", 7)],
  ],
  [
    "an order of the first, a checkout of the second",
    [cart(1, 0), order("ann", 2), cart(2, 5), checkout("ben", 6)],
  ],
];

async function makeStore(): Promise<TestShop> {
  const shop = await makeShop();
  await startProgramme(shop);
  return shop;
}

async function erase(shop: TestShop, name: Name): Promise<void> {
  const { id, email } = PEOPLE[name];
  await deliver(shop, {
    topic: "customers/redact",
    payload: { shop_domain: shop.domain, customer: { id, email, phone: null }, orders_to_redact: [] },
  });
  await workOff(shop);
  await workOffPrivacyRequests(shop.shopId);
  await workOff(shop);
}

async function tracesOf(shop: TestShop, name: Name): Promise<string[]> {
  const { id, email } = PEOPLE[name];
  const token = await withShop(shop.shopId, async (scope) =>
    (await blindIndexOf(scope)).token("email", email),
  );
  const words = [email, `First-${name}-of-the-test`, `${name}-of-the-test`, token.toString("hex")];
  return findTraces(shop, { words, ids: [id] });
}

type State = Awaited<ReturnType<typeof readOrdersState>>;

interface Owned {
  subjectId?: bigint | null;
  subject_id?: string | null;
}

const isSomebodys = (row: Owned) => (row.subjectId ?? row.subject_id ?? null) !== null;

/** What the shop knows of people: what was sold to nobody, as an erasure leaves it, is left out. */
async function stateOf(shop: TestShop): Promise<State> {
  const state = await readOrdersState(shop);
  const orders = (state["orders"] as (Owned & { id: bigint })[]).filter(isSomebodys);
  const kept = new Set(orders.map(({ id }) => id));
  // Guests' numbers are keyed: they differ from shop to shop.
  return JSON.parse(
    JSON.stringify(
      {
        ...state,
        orders,
        lines: (state["lines"] as { orderId: bigint }[]).filter(({ orderId }) => kept.has(orderId)),
        balances: (state["balances"] as { kind: string }[]).filter(({ kind }) => kind === "customer"),
      },
      (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value),
    ).replaceAll(/-\d{6,}/g, "guest"),
  ) as State;
}

/** What is told late of somebody who was erased names nobody: a checkout with neither contact nor facts of anybody. */
function ofSomebody({ checkouts, facts, ...state }: State): State {
  return {
    ...state,
    checkouts: (checkouts as Owned[]).filter(isSomebodys),
    facts: (facts as Owned[]).filter(isSomebodys),
  };
}

/** The story told in a shop, with somebody erased; and in another, as if they had never been there. */
async function tellBoth(
  story: readonly Step[],
  erased: Name,
): Promise<{ shared: TestShop; alone: TestShop }> {
  const [shared, alone] = [await makeStore(), await makeStore()];
  await tell(shared, story);
  await tell(
    alone,
    story.filter(({ of }) => of !== erased),
  );
  expect(await tracesOf(shared, erased)).not.toEqual([]);
  await erase(shared, erased);
  expect(await tracesOf(shared, erased)).toEqual([]);
  return { shared, alone };
}

async function expectAsIfAlone(story: readonly Step[], erased: Name): Promise<void> {
  const { shared, alone } = await tellBoth(story, erased);
  expect(await stateOf(shared)).toEqual(await stateOf(alone));
  const other = otherThan(erased);
  expect(await tracesOf(shared, other)).toEqual(await tracesOf(alone, other));
  // Told again late: it stays as it is.
  await tell(shared, story);
  await workOffPrivacyRequests(shared.shopId);
  expect(await tracesOf(shared, erased)).toEqual([]);
  expect(ofSomebody(await stateOf(shared))).toEqual(ofSomebody(await stateOf(alone)));
}

describe.each(STORIES)("a cart of two people, with %s", (_label, story) => {
  it.each<Name>(["ann", "ben"])("is the other's as if there had never been %s, who is erased", (erased) =>
    expectAsIfAlone(story, erased),
  );
});

describe("a cart of two people with one checkout, begun by the one and taken over by the other", () => {
  it("is the other's as if there had never been the one who is erased", () =>
    expectAsIfAlone(TAKEN_OVER, "ann"));

  it("is the one's when the other is erased; the checkout goes, of which only the other's state was left", async () => {
    const { shared, alone } = await tellBoth(TAKEN_OVER, "ben");
    const [state, expected] = [await stateOf(shared), await stateOf(alone)];
    expect(state["checkouts"]).toEqual([]);
    for (const part of ["carts", "summaries", "balances"]) expect(state[part]).toEqual(expected[part]);
  });
});

it("a browser that both were signed in to keeps what the other did, and the cart is the other's", async () => {
  const shop = await makeStore();
  const { ann, ben } = PEOPLE;
  await visit(shop, { events: [{ path: "/unknown" }], cart: CART });
  await visit(shop, { events: [{ path: "/ann" }], cart: CART, customer: ann.id.toString() });
  await visit(shop, { events: [{ path: "/ben" }], cart: CART, customer: ben.id.toString() });
  await tell(shop, [cart(1, 0), checkout("ann", 1), cart(2, 5), checkout("ben", 6)]);
  await erase(shop, "ann");
  expect(await tracesOf(shop, "ann")).toEqual([]);
  expect(await ownersByPath(shop)).toMatchObject({ "/ben": Number(ben.id) });
  expect(await ownersByPath(shop)).not.toHaveProperty("/ann");
  const carts = await withShop(shop.shopId, ({ db }) => db.cart.findMany());
  expect(carts).toMatchObject([{ token: CART, customerId: ben.id }]);
});
