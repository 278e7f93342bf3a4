import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTestStore, NOW } from "#simulator/test-store.ts";
import { lastId } from "./create-shop.ts";
import type { CommandEnvironment } from "./environment.ts";
import type { GiftCard, Order, StoreCreditAccount } from "./model.ts";
import { newOrder, newOrderLine } from "./model/orders.ts";
import { giveBack, payOrder, refundable, tenders } from "./payments.ts";
import { createGiftCardCommands } from "./gift-cards.ts";
import { balanceAt, balanceOf, createStoreCreditCommands } from "./store-credit.ts";

/** A store whose clock can be moved, with a customer who has a gift card of 10.00 and store credit of 5.00. */
function start() {
  const store = createTestStore();
  const time = { now: NOW };
  const environment: CommandEnvironment = { ...store.environment, clock: () => time.now };
  const cards = createGiftCardCommands(environment);
  const credits = createStoreCreditCommands(environment);
  const made = cards.createGiftCard({ initialValue: 1000n, code: "tenpounds" });
  const credited = credits.addStoreCredit({
    owner: { customerId: store.customer.id },
    amount: 500n,
    currency: "GBP",
  });
  if (!made.ok || !credited.ok) throw new Error("not made");
  return { ...store, environment, time, cards, credits, card: made.giftCard, account: credited.account };
}

type Store = ReturnType<typeof start>;

function orderOf(store: Store, total: bigint, isGiftCard = false): Order {
  const { allocate } = store.environment;
  return newOrder({
    id: allocate(),
    number: 1001,
    currency: "GBP",
    customerId: store.customer.id,
    lines: [newOrderLine({ id: allocate(), title: "Thing", quantity: 1, unitPrice: total, isGiftCard })],
    createdAt: NOW,
  });
}

function paid(store: Store, total: bigint, giftCardCodes: string[], useStoreCredit: boolean): Order {
  const order = orderOf(store, total);
  const payment = payOrder(store.environment, { order, giftCardCodes, useStoreCredit });
  if (!payment.ok) throw new Error(JSON.stringify(payment.errors));
  order.transactions.push(...payment.transactions);
  store.shop.orders.set(order.id, order);
  return order;
}

const parts = (order: Order): [string, bigint][] =>
  order.transactions.map((each) => [each.gateway, each.amount]);

describe("paying", () => {
  it("issues the gift cards of an order when it is marked as paid, once", () => {
    const store = start();
    const order = orderOf(store, 2500n, true);
    Object.assign(order, { total: 2500n, financialStatus: "PENDING" });
    store.shop.orders.set(order.id, order);
    const bought = (): bigint[] =>
      [...store.shop.giftCards.values()]
        .filter((card) => card.orderId === order.id)
        .map((card) => card.initialValue);
    expect(bought()).toEqual([]);
    expect(store.commands.markPaid(order.id).ok).toBe(true);
    expect(store.commands.markPaid(order.id).ok).toBe(false);
    expect(bought()).toEqual([2500n]);
  });

  it("takes gift cards first, then store credit, then the card", () => {
    const store = start();
    expect(parts(paid(store, 2000n, ["TENPOUNDS"], true))).toEqual([
      ["gift_card", 1000n],
      ["shopify_store_credit", 500n],
      ["bogus", 500n],
    ]);
    expect(store.card.balance).toBe(0n);
    expect(balanceOf(store.account)).toBe(0n);
    expect(store.account.transactions.at(-1)).toMatchObject({ kind: "DEBIT", event: "ORDER_PAYMENT" });
  });

  it("takes no more than the order comes to", () => {
    const store = start();
    expect(parts(paid(store, 300n, ["tenpounds", "tenpounds"], true))).toEqual([["gift_card", 300n]]);
    expect(store.card.balance).toBe(700n);
  });

  it.each<[string, (store: Store) => void, string]>([
    ["an unknown code", (store) => store.shop.giftCards.clear(), "Unable to find"],
    ["a disabled card", (store) => store.cards.deactivateGiftCard(store.card.id), "disabled"],
    ["an expired card", (store) => Object.assign(store.card, { expiresOn: "2026-06-30" }), "expired"],
    ["an empty card", (store) => Object.assign(store.card, { balance: 0n }), "no balance"],
    ["another currency", (store) => Object.assign(store.card, { currency: "EUR" }), "currency"],
  ])("refuses %s and changes nothing", (_name, change, message) => {
    const store = start();
    change(store);
    const order = orderOf(store, 2000n);
    const payment = payOrder(store.environment, {
      order,
      giftCardCodes: ["tenpounds"],
      useStoreCredit: true,
    });
    expect(payment).toMatchObject({ ok: false, errors: [{ message: expect.stringContaining(message) }] });
    expect(balanceOf(store.account)).toBe(500n);
  });

  it("is good through the last day of a gift card in the shop's time zone", () => {
    const store = start();
    store.card.expiresOn = "2026-07-01";
    store.time.now = new Date("2026-07-01T22:59:59Z");
    const question = { total: 1n, customerId: null, giftCardCodes: ["tenpounds"], useStoreCredit: false };
    expect(tenders(store.shop, { ...question, now: store.time.now }).ok).toBe(true);
    expect(tenders(store.shop, { ...question, now: new Date("2026-07-01T23:00:00Z") }).ok).toBe(false);
  });

  it("wants a signed-in customer for store credit", () => {
    const { shop } = start();
    const question = { total: 1n, customerId: null, giftCardCodes: [], useStoreCredit: true, now: NOW };
    expect(tenders(shop, question)).toMatchObject({ ok: false, errors: [{ field: "useStoreCredit" }] });
  });

  it("issues the gift cards that were bought", () => {
    const store = start();
    const order = orderOf(store, 5000n, true);
    payOrder(store.environment, { order });
    expect([...store.shop.giftCards.values()].at(-1)).toMatchObject({
      initialValue: 5000n,
      source: "purchased",
      orderId: order.id,
      lineId: order.lines[0]!.id,
      customerId: store.customer.id,
    });
  });
});

it("leaves the ids of cards, credit and codes alone when a saved store goes on", () => {
  const store = start();
  const transaction = store.cards.moveGiftCardMoney(store.card.id, { amount: 1n, currency: "GBP" });
  expect(lastId(store.shop)).toBe(transaction.ok && transaction.transaction.id);
  const created = store.commands.createDiscount({
    title: "Welcome",
    code: "WELCOME",
    startsAt: NOW,
    terms: { kind: "basic", value: { kind: "percentage", fraction: 0.1 }, items: { kind: "all" } },
  });
  expect(lastId(store.shop)).toBe(created.ok && created.discount.codes[0]!.id);
});

describe("giving back", () => {
  it("goes in the order of the payments and stops at what each paid", () => {
    const store = start();
    const order = paid(store, 2000n, ["tenpounds"], true);
    const back = giveBack(store.environment, order, 1200n).transactions;
    order.transactions.push(...back);
    expect(back.map(({ gateway, amount, kind }) => [kind, gateway, amount])).toEqual([
      ["REFUND", "gift_card", 1000n],
      ["REFUND", "shopify_store_credit", 200n],
    ]);
    expect(store.card.balance).toBe(1000n);
    expect(store.account.transactions.at(-1)).toMatchObject({
      kind: "DEBIT_REVERT",
      amount: 200n,
      event: "ORDER_REFUND",
    });
    const rest = giveBack(store.environment, order, 10_000n).transactions;
    expect(rest.reduce((sum, each) => sum + each.amount, 0n)).toBe(800n);
  });

  it("turns any payment into store credit on request", () => {
    const store = start();
    const order = paid(store, 2000n, [], false);
    const [back] = giveBack(store.environment, order, 2000n, { toStoreCredit: true }).transactions;
    expect(back).toMatchObject({ gateway: "shopify_store_credit", parentId: order.transactions[0]!.id });
    expect(store.account.transactions.at(-1)).toMatchObject({ kind: "CREDIT", amount: 2000n });
  });

  it("spends what lapses first, and gives what has lapsed meanwhile back for good", () => {
    const store = start();
    const owner = { accountId: store.account.id };
    const expiresAt = new Date(NOW.getTime() + 1000);
    store.credits.addStoreCredit({ owner, amount: 300n, currency: "GBP", expiresAt });
    const order = paid(store, 400n, [], true);
    expect(store.account.transactions.map((each) => each.remaining)).toEqual([400n, 0n, 0n]);
    store.time.now = new Date(NOW.getTime() + 2000);
    giveBack(store.environment, order, 400n);
    expect(balanceAt(store.account, new Date("2030-01-01T00:00:00Z"))).toBe(800n);
    expect(balanceOf(store.account)).toBe(800n);
  });
});

type Step =
  | { do: "order"; total: number; card: boolean; credit: boolean }
  | { do: "refund"; order: number; amount: number; toStoreCredit: boolean }
  | { do: "credit"; amount: number; days: number }
  | { do: "wait"; days: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant("order" as const),
    total: fc.integer({ min: 1, max: 900 }),
    card: fc.boolean(),
    credit: fc.boolean(),
  }),
  fc.record({
    do: fc.constant("refund" as const),
    order: fc.nat(9),
    amount: fc.integer({ min: 1, max: 900 }),
    toStoreCredit: fc.boolean(),
  }),
  fc.record({
    do: fc.constant("credit" as const),
    amount: fc.integer({ min: 1, max: 500 }),
    days: fc.integer({ min: 1, max: 9 }),
  }),
  fc.record({ do: fc.constant("wait" as const), days: fc.integer({ min: 1, max: 5 }) }),
);

const DAY_MS = 24 * 3600 * 1000;

function take(store: Store, orders: Order[], each: Step): void {
  if (each.do === "order") {
    const cards = each.card && store.card.balance > 0n ? ["tenpounds"] : [];
    orders.push(paid(store, BigInt(each.total), cards, each.credit));
  } else if (each.do === "refund") {
    const order = orders[each.order % Math.max(1, orders.length)];
    if (!order) return;
    const { transactions } = giveBack(store.environment, order, BigInt(each.amount), each);
    order.transactions.push(...transactions);
  } else if (each.do === "credit") {
    const expiresAt = new Date(store.time.now.getTime() + each.days * DAY_MS);
    const owner = { accountId: store.account.id };
    store.credits.addStoreCredit({ owner, amount: BigInt(each.amount), currency: "GBP", expiresAt });
  } else {
    store.time.now = new Date(store.time.now.getTime() + each.days * DAY_MS);
  }
}

function check({ time }: Store, card: GiftCard, account: StoreCreditAccount, orders: Order[]): void {
  const sum = (amounts: bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);
  expect(card.balance).toBe(card.initialValue + sum(card.transactions.map((each) => each.amount)));
  expect(card.balance).toBeGreaterThanOrEqual(0n);
  expect(balanceOf(account)).toBe(sum(account.transactions.map((each) => each.amount)));
  expect(balanceOf(account)).toBeGreaterThanOrEqual(balanceAt(account, time.now));
  expect(balanceAt(account, time.now)).toBeGreaterThanOrEqual(0n);
  for (const order of orders) {
    expect(refundable(order).every((each) => each.amount <= each.sale.amount)).toBe(true);
    const of = (kind: string): bigint =>
      sum(order.transactions.filter((each) => each.kind === kind).map((each) => each.amount));
    expect(of("SALE")).toBe(order.total);
    expect(of("REFUND")).toBeLessThanOrEqual(order.total);
  }
}

it("keeps balances equal to the sum of their transactions, whatever happens", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const store = start();
      const orders: Order[] = [];
      for (const each of steps) {
        take(store, orders, each);
        check(store, store.card, store.account, orders);
      }
    }),
    { numRuns: 150 },
  );
});
