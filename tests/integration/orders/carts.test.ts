import { expect, it } from "vitest";
import { bigId, makeCustomer, makeOrder } from "#tests/factories/payloads.ts";
import { makeShop } from "#tests/factories/shop.ts";
import { readOrdersState, statesAfterEachOrder, tell } from "./permutations.ts";

const CUSTOMER = bigId(7);
const BEGINNING_MS = Date.now() - 3_600_000;
const minute = (n: number) => new Date(BEGINNING_MS + n * 60_000).toISOString();
const [BEGUN, STARTED, CHANGED, DONE] = [minute(0), minute(5), minute(9), minute(12)];

const cart = (quantity: number, updatedAt: string) => ({
  id: "cart-1",
  token: "cart-1",
  created_at: BEGUN,
  updated_at: updatedAt,
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
});

const checkout = (rest = {}) => ({
  id: 42,
  token: "checkout-1",
  cart_token: "cart-1",
  currency: "GBP",
  total_price: "24.95",
  email: "a@example.com",
  abandoned_checkout_url: "https://shop.example.com/checkouts/checkout-1/recover?key=secret",
  line_items: [
    { variant_id: bigId(70), product_id: bigId(60), title: "Lantern", quantity: 2, price: "10.00" },
  ],
  created_at: STARTED,
  updated_at: STARTED,
  completed_at: null,
  customer: makeCustomer(),
  ...rest,
});

const order = () =>
  makeOrder({
    cart_token: "cart-1",
    checkout_token: "checkout-1",
    created_at: DONE,
    processed_at: DONE,
    updated_at: DONE,
  });

it("a cart that changes fifty times is one cart and one fact, as it stands", async () => {
  const shop = await makeShop();
  const changes = Array.from({ length: 50 }, (_, n) => ({
    topic: "carts/update",
    payload: cart(n + 1, minute(n + 1)),
  }));
  await tell(shop, [changes[49]!, ...changes.slice(0, 5)]);
  const { carts, facts } = (await readOrdersState(shop)) as { carts: object[]; facts: { data: object }[] };
  expect(carts).toMatchObject([
    { itemCount: 50, totalMinor: 50_000n, currency: "GBP", updatedAt: new Date(minute(50)) },
  ]);
  expect(facts).toMatchObject([
    { kind: "cart.changed", happened_at: new Date(BEGUN), data: { itemCount: 50 } },
  ]);
});

it("cart, checkout and order find each other, whichever is told first", async () => {
  const states = await statesAfterEachOrder([
    { topic: "carts/update", payload: cart(2, CHANGED) },
    { topic: "checkouts/create", payload: checkout() },
    { topic: "orders/create", payload: order() },
  ]);
  for (const state of states) expect(state).toEqual(states[0]);
  expect(states[0]).toMatchObject({
    carts: [{ customerId: CUSTOMER }],
    checkouts: [
      {
        customerId: CUSTOMER,
        orderId: bigId(1),
        completedAt: new Date(DONE),
        contact: { email: "a@example.com" },
      },
    ],
  });
  const facts = states[0]!["facts"] as { kind: string; customer_id: string; happened_at: Date }[];
  expect(facts.filter(({ customer_id }) => customer_id !== CUSTOMER.toString())).toEqual([]);
  expect(facts.find(({ kind }) => kind === "checkout.completed")?.happened_at).toEqual(new Date(DONE));
});

it("a checkout without a name belongs to whom its order names", async () => {
  const states = await statesAfterEachOrder([
    { topic: "checkouts/create", payload: checkout({ customer: null, email: null }) },
    { topic: "orders/create", payload: order() },
  ]);
  expect(states[1]).toEqual(states[0]);
  expect(states[0]).toMatchObject({ checkouts: [{ customerId: CUSTOMER }] });
});

it("the deletion of a checkout survives whatever is told later", async () => {
  const states = await statesAfterEachOrder([
    { topic: "checkouts/create", payload: checkout() },
    { topic: "checkouts/delete", payload: { id: 42, cart_token: "cart-1" }, triggeredAt: DONE },
    { topic: "checkouts/update", payload: checkout({ updated_at: CHANGED }) },
  ]);
  for (const state of states) expect(state).toEqual(states[0]);
  expect(states[0]!["checkouts"]).toMatchObject([{ token: "checkout-1", deletedAt: new Date(DONE) }]);
});

it("a subscription, its changes and its charges are told in any order", async () => {
  const contract = {
    id: 402,
    customer_id: CUSTOMER,
    origin_order_id: bigId(1),
    currency_code: "GBP",
    billing_policy: { interval: "week", interval_count: 4 },
    revision_id: "1",
    status: "active",
  };
  const attempt = { id: 9, subscription_contract_id: 402, order_id: bigId(2), error_code: null };
  const states = await statesAfterEachOrder([
    { topic: "subscription_contracts/create", payload: contract, triggeredAt: BEGUN },
    { topic: "subscription_billing_attempts/success", payload: attempt, triggeredAt: STARTED },
    {
      topic: "subscription_contracts/pause",
      payload: { ...contract, status: "paused", revision_id: "2" },
      triggeredAt: CHANGED,
    },
  ]);
  for (const state of states) expect(state).toEqual(states[0]);
  expect(states[0]).toMatchObject({
    subscriptions: [
      {
        status: "paused",
        interval: "week",
        intervalCount: 4,
        customerId: CUSTOMER,
        createdAt: new Date(BEGUN),
      },
    ],
  });
  const facts = states[0]!["facts"] as { kind: string; customer_id: string }[];
  expect(facts.map(({ kind }) => kind)).toEqual([
    "subscription.billed",
    "subscription.changed",
    "subscription.changed",
    "subscription.started",
  ]);
  expect(new Set(facts.map(({ customer_id }) => customer_id))).toEqual(new Set([CUSTOMER.toString()]));
});
