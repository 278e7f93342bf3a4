import { expect, it } from "vitest";
import { openContact, ordersOf } from "#app/features/orders/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { bigId, makeOrder, makeRefund, type Payload } from "#tests/factories/payloads.ts";
import { balanceOfCustomer, makeShop, startProgramme, type TestShop } from "#tests/factories/shop.ts";
import { readOrdersState, statesAfterEachOrder, tell } from "./permutations.ts";

const ID = bigId(1);
const CUSTOMER = bigId(7);
const at = (day: number) => `2026-03-${String(day).padStart(2, "0")}T10:00:00+00:00`;

const PARCEL: Payload = {
  id: bigId(80),
  order_id: ID,
  status: "success",
  shipment_status: null,
  created_at: at(2),
  updated_at: at(2),
};
const ARRIVAL = {
  id: bigId(81),
  fulfillment_id: bigId(80),
  order_id: ID,
  status: "delivered",
  happened_at: at(4),
};
const EDIT = { order_edit: { id: bigId(85), order_id: ID, created_at: at(2), committed_at: at(2) } };
const RETURN = { id: bigId(86), status: "open", order: { id: ID } };

async function factsOf(shop: TestShop): Promise<Record<string, string>> {
  const { facts } = await readOrdersState(shop);
  return Object.fromEntries(
    (facts as { kind: string; happened_at: Date }[]).map((fact) => [
      fact.kind,
      fact.happened_at.toISOString(),
    ]),
  );
}

it("an order is kept whole: amounts, channel, tokens, lines, and its contact sealed", async () => {
  const shop = await makeShop();
  const address = {
    name: "A Example",
    address1: "1 High Street",
    city: "Leeds",
    zip: "LS1 1AA",
    country_code: "GB",
  };
  const payload = makeOrder({
    source_name: "pos",
    presentment_currency: "EUR",
    total_price_set: { shop_money: { amount: "24.95" }, presentment_money: { amount: "29.10" } },
    total_discounts: "2.50",
    total_shipping_price_set: { shop_money: { amount: "4.95" } },
    total_tax: "3.33",
    fulfillment_status: "partial",
    tags: "vip, gift",
    discount_codes: [{ code: "TEN" }],
    cart_token: "cart-1",
    checkout_token: "checkout-1",
    closed_at: at(9),
    cancel_reason: "customer",
    email: "a@example.com",
    note: "ring twice",
    shipping_address: address,
    line_items: [
      {
        id: bigId(50),
        title: "Lantern",
        sku: "L-1",
        quantity: 3,
        current_quantity: 2,
        price: "7.50",
        discount_allocations: [{ amount: "1.00" }, { amount: "1.50" }],
      },
    ],
  });
  await tell(shop, [{ topic: "orders/create", payload }]);
  const { orders, lines } = (await readOrdersState(shop)) as { orders: object[]; lines: object[] };
  expect(orders).toMatchObject([
    {
      subtotalMinor: 2000n,
      totalMinor: 2495n,
      discountsMinor: 250n,
      shippingMinor: 495n,
      taxMinor: 333n,
      presentmentCurrency: "EUR",
      presentmentTotalMinor: 2910n,
      channel: "pos",
      sourceName: "pos",
      fulfillmentStatus: "partial",
      tags: ["gift", "vip"],
      discountCodes: ["TEN"],
      countryCode: "GB",
      cartToken: "cart-1",
      checkoutToken: "checkout-1",
      closedAt: new Date(at(9)),
      cancelReason: "customer",
      contact: { email: "a@example.com", note: "ring twice", shippingAddress: { city: "Leeds" } },
    },
  ]);
  expect(lines).toMatchObject([
    { sku: "L-1", quantity: 3, currentQuantity: 2, unitPriceMinor: 750n, discountMinor: 250n },
  ]);
  const plain = await withShop(
    shop.shopId,
    ({ db }) => db.$queryRaw<{ row: string }[]>`SELECT orders::text AS row FROM orders`,
  );
  expect(plain[0]!.row).not.toMatch(/Leeds|example\.com|ring twice|72696e67/);
});

it.each([
  ["JPY", "2000.00", 2000n],
  ["KWD", "20.125", 20125n],
])("%s amounts are whole minor units", async (currency, amount, minor) => {
  const shop = await makeShop(undefined, currency);
  await tell(shop, [
    {
      topic: "orders/create",
      payload: makeOrder({ currency, subtotal_price: amount, total_price: amount, line_items: [] }),
    },
  ]);
  const { orders } = (await readOrdersState(shop)) as { orders: { subtotalMinor: bigint }[] };
  expect(orders[0]?.subtotalMinor).toBe(minor);
});

it("whatever is told of an order, in whichever order, ends in the same records and facts", async () => {
  const states = await statesAfterEachOrder([
    { topic: "orders/create", payload: makeOrder() },
    { topic: "fulfillments/update", payload: { ...PARCEL, shipment_status: "delivered", updated_at: at(5) } },
    { topic: "fulfillment_events/create", payload: ARRIVAL },
  ]);
  for (const state of states) expect(state).toEqual(states[0]);
});

it("each thing that happens to an order is one fact, at the time it happened", async () => {
  const shop = await makeShop();
  const order = (day: number, rest: Payload) => makeOrder({ updated_at: at(day), ...rest });
  await tell(shop, [
    { topic: "orders/edited", payload: EDIT },
    { topic: "orders/create", payload: order(1, { financial_status: "pending" }) },
    { topic: "fulfillments/create", payload: PARCEL },
    { topic: "orders/fulfilled", payload: order(3, { fulfillments: [PARCEL] }) },
    { topic: "fulfillment_events/create", payload: { ...ARRIVAL, status: "in_transit", happened_at: at(3) } },
    { topic: "fulfillment_events/create", payload: ARRIVAL },
    { topic: "returns/request", payload: { ...RETURN, status: "requested" }, triggeredAt: at(5) },
    {
      topic: "returns/close",
      payload: { id: bigId(86), order_id: ID, status: "closed" },
      triggeredAt: at(6),
    },
    { topic: "refunds/create", payload: makeRefund({ created_at: at(7) }) },
    { topic: "orders/cancelled", payload: order(8, { cancelled_at: at(8) }) },
  ]);
  expect(await factsOf(shop)).toMatchObject({
    "order.placed": new Date(at(1)).toISOString(),
    "order.edited": new Date(at(2)).toISOString(),
    "order.fulfilled": new Date(at(2)).toISOString(),
    "order.delivered": new Date(at(4)).toISOString(),
    "order.returned": new Date(at(5)).toISOString(),
    "order.refunded": new Date(at(7)).toISOString(),
    "order.cancelled": new Date(at(8)).toISOString(),
  });
  const { facts } = (await readOrdersState(shop)) as {
    facts: { kind: string; customer_id: string; data: object }[];
  };
  expect(
    facts.filter(({ kind, customer_id }) => kind.startsWith("order.") && customer_id !== CUSTOMER.toString()),
  ).toEqual([]);
  expect(facts.find(({ kind }) => kind === "order.returned")?.data).toEqual({ status: "closed" });
});

it("a payment that was pending and then failed is one fact, whichever is told first, with the newest status", async () => {
  const transaction = {
    id: bigId(95),
    order_id: ID,
    kind: "sale",
    gateway: "shopify_payments",
    amount: "29.10",
    currency: "EUR",
    created_at: at(1),
    processed_at: at(1),
  };
  const states = await statesAfterEachOrder([
    { topic: "orders/create", payload: makeOrder() },
    {
      topic: "order_transactions/create",
      payload: { ...transaction, status: "pending" },
      triggeredAt: at(1),
    },
    {
      topic: "order_transactions/create",
      payload: { ...transaction, status: "failure" },
      triggeredAt: at(2),
    },
  ]);
  for (const state of states) expect(state).toEqual(states[0]);
  const { facts } = states[0] as { facts: { kind: string }[] };
  expect(facts.filter(({ kind }) => kind === "order.transaction")).toMatchObject([
    {
      customer_id: CUSTOMER.toString(),
      data: {
        type: "sale",
        status: "failure",
        gateway: "shopify_payments",
        amountMinor: "2910",
        currency: "EUR",
      },
    },
  ]);
});

it("a deletion told before the order is not forgotten", async () => {
  const states = await statesAfterEachOrder([
    { topic: "orders/create", payload: makeOrder() },
    { topic: "orders/delete", payload: { id: ID }, triggeredAt: at(9) },
  ]);
  expect(states[1]).toEqual(states[0]);
  expect(states[0]).toMatchObject({ orders: [{ name: "#1001", deletedAt: new Date(at(9)) }] });
});

it("a deleted order is no longer shown", async () => {
  const shop = await makeShop();
  await tell(shop, [
    { topic: "orders/create", payload: makeOrder() },
    { topic: "orders/delete", payload: { id: ID } },
  ]);
  expect(await withShop(shop.shopId, (scope) => ordersOf(scope, CUSTOMER, 10))).toEqual([]);
});

it("a test order is kept and gives nothing", async () => {
  const shop = await makeShop();
  await startProgramme(shop);
  await tell(shop, [
    { topic: "orders/create", payload: makeOrder({ test: true }) },
    { topic: "refunds/create", payload: makeRefund() },
  ]);
  expect(await balanceOfCustomer(shop, CUSTOMER)).toBe(0n);
  const { orders, summaries } = (await readOrdersState(shop)) as { orders: object[]; summaries: object[] };
  expect(orders).toMatchObject([{ isTest: true }]);
  expect(summaries).toMatchObject([{ ordersCount: 0, spentMinor: 0n, refundedMinor: 0n, stage: "lead" }]);
});

it("of a test order no fact is left, whichever of its webhooks comes first", async () => {
  const states = await statesAfterEachOrder([
    { topic: "orders/updated", payload: makeOrder({ test: true, fulfillments: [PARCEL] }) },
    { topic: "refunds/create", payload: makeRefund() },
    { topic: "fulfillments/create", payload: { ...PARCEL, shipment_status: "delivered" } },
    { topic: "returns/request", payload: { ...RETURN, status: "requested" }, triggeredAt: at(5) },
  ]);
  for (const state of states) expect(state).toEqual(states[0]);
  const { facts } = states[0] as { facts: { kind: string }[] };
  expect(facts.filter(({ kind }) => kind.startsWith("order."))).toEqual([]);
});

it("a refund paid back in the shopper's currency counts in the shop's", async () => {
  const shop = await makeShop();
  const refund = makeRefund({
    goods: "5.00",
    transactions: [{ id: bigId(92), kind: "refund", status: "success", amount: "8.20", currency: "EUR" }],
    order_adjustments: [
      {
        kind: "refund_discrepancy",
        amount: "-2.00",
        amount_set: { shop_money: { amount: "-2.00", currency_code: "GBP" } },
      },
    ],
  });
  await tell(shop, [{ topic: "refunds/create", payload: refund }]);
  const { facts } = (await readOrdersState(shop)) as { facts: object[] };
  expect(facts).toMatchObject([{ kind: "order.refunded", data: { goodsMinor: "700" } }]);
});

it("what is sealed opens in its own place only", async () => {
  const shop = await makeShop();
  await tell(shop, [{ topic: "orders/create", payload: makeOrder({ email: "a@example.com" }) }]);
  await withShop(shop.shopId, async (scope) => {
    const { sealed } = await scope.db.order.findFirstOrThrow();
    expect(openContact(scope, ID, sealed)?.email).toBe("a@example.com");
    expect(() => openContact(scope, bigId(2), sealed)).toThrow();
  });
});
