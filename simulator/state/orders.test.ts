import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTestStore, NOW } from "#simulator/test-store.ts";
import type { Discount, DiscountTerms, DiscountValue } from "./model.ts";
import { newDiscount } from "./model/discounts.ts";
import { moneyOf } from "./refunds.ts";

const basic = (value: DiscountValue): DiscountTerms => ({ kind: "basic", value, items: { kind: "all" } });

const topics = (changes: { topic: string }[] | undefined): string[] =>
  (changes ?? []).map((each) => each.topic);

type Store = ReturnType<typeof createTestStore>;

function placed(store: Store, quantities: number[], discountCodes: string[] = []) {
  const result = store.commands.placeOrder({
    customerId: store.customer.id,
    lines: quantities.map((quantity, index) => ({ variantId: store.variants[index]!.id, quantity })),
    discountCodes,
  });
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.order;
}

function addDiscount(store: Store, change: Partial<Discount> = {}): Discount {
  const discount = newDiscount({
    id: store.environment.allocate(),
    title: "Reward",
    codes: [{ id: store.environment.allocate(), code: "REWARD", usageCount: 0, createdAt: NOW }],
    terms: basic({ kind: "amount", amount: 500n, onEachItem: false }),
    startsAt: new Date(NOW.getTime() - 1000),
    ...change,
  });
  store.shop.discounts.set(discount.id, discount);
  return discount;
}

describe("placing", () => {
  it("makes a paid order with an id past 2^53 and tells the subscribers in one action", () => {
    const store = createTestStore();
    const order = placed(store, [2, 1]);
    expect(order).toMatchObject({
      subtotal: 3250n,
      shipping: 395n,
      total: 3645n,
      financialStatus: "PAID",
      name: "#1001",
    });
    expect(order.id).toBeGreaterThan(2n ** 53n);
    expect(store.sent).toHaveLength(1);
    expect(topics(store.sent[0])).toEqual([
      "customers/update",
      "customers/purchasing_summary",
      "orders/create",
      "orders/paid",
      "orders/updated",
      "order_transactions/create",
      "tender_transactions/create",
      "inventory_levels/update",
      "inventory_levels/update",
      "products/update",
      "products/update",
    ]);
  });

  it("leaves an unpaid order open until it is marked as paid", () => {
    const store = createTestStore();
    const result = store.commands.placeOrder({
      customerId: null,
      lines: [{ variantId: store.variants[0]!.id, quantity: 1 }],
      paid: false,
    });
    expect(result.ok && result.order).toMatchObject({
      financialStatus: "PENDING",
      transactions: [],
      customerId: null,
    });
    expect(topics(store.sent[0])).toEqual([
      "orders/create",
      "orders/updated",
      "inventory_levels/update",
      "products/update",
    ]);
    const paid = store.commands.markPaid(result.ok ? result.order.id : 0n);
    expect(paid.ok && paid.order.financialStatus).toBe("PAID");
    expect(topics(store.sent[1])).toEqual([
      "orders/paid",
      "orders/updated",
      "order_transactions/create",
      "tender_transactions/create",
    ]);
    expect(paid.ok && paid.order.transactions).toMatchObject([{ gateway: "manual", amount: 1595n }]);
  });

  it("gives a guest's order to whoever has the address, and makes a customer for a new one", () => {
    const store = createTestStore();
    const lines = [{ variantId: store.variants[0]!.id, quantity: 1 }];
    const known = store.commands.placeOrder({
      customerId: null,
      email: store.customer.email!.toUpperCase(),
      lines,
    });
    expect(known.ok && known.order.customerId).toBe(store.customer.id);
    const made = store.commands.placeOrder({ customerId: null, email: "new@example.com", lines });
    expect(made.ok && store.shop.customers.get(made.order.customerId!)).toMatchObject({
      email: "new@example.com",
      state: "DISABLED",
    });
    expect(topics(store.sent[1])[0]).toBe("customers/create");
  });

  it.each([
    [{ customerId: null, lines: [] }, "lines"],
    [{ customerId: 7n, lines: [{ variantId: 1n, quantity: 1 }] }, "lines.0.variantId"],
  ])("refuses %o", (input, field) => {
    const result = createTestStore().commands.placeOrder(input);
    expect(!result.ok && result.errors[0]?.field).toBe(field);
  });
});

describe("paying", () => {
  it("takes gift cards and store credit before the card, and gives each its money back", () => {
    const store = createTestStore();
    const made = store.commands.createGiftCard({ initialValue: 1000n });
    if (!made.ok) throw new Error("no gift card");
    const result = store.commands.placeOrder({
      customerId: store.customer.id,
      lines: [{ variantId: store.variants[0]!.id, quantity: 3 }],
      giftCardCodes: [made.giftCard.code],
    });
    if (!result.ok) throw new Error(JSON.stringify(result.errors));
    const { order } = result;
    const paid = order.transactions.map(({ gateway, amount }) => [gateway, amount]);
    expect(paid).toEqual([
      ["gift_card", 1000n],
      ["bogus", 2995n],
    ]);
    expect(made.giftCard.balance).toBe(0n);
    expect(store.commands.refundOrder({ orderId: order.id }).ok).toBe(true);
    expect(made.giftCard.balance).toBe(1000n);
    expect(order.financialStatus).toBe("REFUNDED");
  });

  it("leaves no customer and no order behind when the payment is refused", () => {
    const store = createTestStore();
    const [orders, customers] = [store.shop.orders.size, store.shop.customers.size];
    const result = store.commands.placeOrder({
      customerId: null,
      email: "nobody@example.com",
      lines: [{ variantId: store.variants[0]!.id, quantity: 1 }],
      giftCardCodes: ["nosuchcard"],
    });
    expect(result).toMatchObject({ ok: false, errors: [{ field: "giftCardCodes.0" }] });
    expect([store.shop.orders.size, store.shop.customers.size]).toEqual([orders, customers]);
  });
});

describe("discount codes", () => {
  it("takes an amount off all lines in proportion and counts the use", () => {
    const store = createTestStore();
    const discount = addDiscount(store);
    const order = placed(store, [1, 1], ["reward"]);
    expect(order).toMatchObject({
      subtotal: 1550n,
      totalDiscounts: 500n,
      discountCodes: [{ code: "REWARD", amount: 500n }],
    });
    expect(order.lines.map((line) => line.discount)).toEqual([293n, 207n]);
    expect(discount.codes[0]?.usageCount).toBe(1);
  });

  it("drops a code that a better one beats, and refuses one that does not hold", () => {
    const store = createTestStore();
    addDiscount(store);
    addDiscount(store, {
      codes: [{ id: 1n, code: "LESS", usageCount: 0, createdAt: NOW }],
      terms: basic({ kind: "amount", amount: 100n, onEachItem: false }),
    });
    expect(placed(store, [1], ["LESS", "REWARD"]).discountCodes).toEqual([{ code: "REWARD", amount: 500n }]);
    expect(() => placed(store, [1], ["LESS", "NOPE"])).toThrow("NOPE is not a valid discount code.");
  });
});

describe("refunding", () => {
  it("returns exactly the total, whatever the pieces", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }), (quantities) => {
        const store = createTestStore();
        addDiscount(store);
        const order = placed(store, quantities, ["REWARD"]);
        for (const line of order.lines) {
          for (let piece = 0; piece < line.quantity; piece += 1) {
            const result = store.commands.refundOrder({
              orderId: order.id,
              lines: [{ lineId: line.id, quantity: 1 }],
            });
            expect(result.ok).toBe(true);
          }
        }
        expect(order.financialStatus).toBe("PARTIALLY_REFUNDED");
        const rest = store.commands.refundOrder({ orderId: order.id });
        expect(rest.ok && moneyOf(order, rest.refund)).toBe(order.shipping);
        const back = order.transactions
          .filter((each) => each.kind === "REFUND")
          .reduce((sum, each) => sum + each.amount, 0n);
        expect(back).toBe(order.total);
        expect(order.financialStatus).toBe("REFUNDED");
        expect(store.commands.refundOrder({ orderId: order.id }).ok).toBe(false);
      }),
      { numRuns: 30 },
    );
  });

  it("sends the refund and the order in one action", () => {
    const store = createTestStore();
    const order = placed(store, [1]);
    store.commands.refundOrder({ orderId: order.id });
    expect(topics(store.sent[1])).toEqual([
      "refunds/create",
      "order_transactions/create",
      "tender_transactions/create",
      "orders/updated",
      "customers/update",
      "customers/purchasing_summary",
      "inventory_levels/update",
      "products/update",
    ]);
  });

  it("refuses more pieces than were bought", () => {
    const store = createTestStore();
    const order = placed(store, [2]);
    const lines = [{ lineId: order.lines[0]!.id, quantity: 3 }];
    expect(store.commands.refundOrder({ orderId: order.id, lines }).ok).toBe(false);
  });
});

describe("cancelling", () => {
  it("gives the money back and puts the goods back on the shelf", () => {
    const store = createTestStore();
    const before = store.variants[0]!.inventoryQuantity;
    const order = placed(store, [2]);
    expect(store.commands.cancelOrder({ orderId: order.id, reason: "customer" }).ok).toBe(true);
    expect(order).toMatchObject({ financialStatus: "REFUNDED", cancelReason: "customer", cancelledAt: NOW });
    expect(store.variants[0]!.inventoryQuantity).toBe(before);
    expect(topics(store.sent[1])).toEqual([
      "orders/cancelled",
      "orders/updated",
      "refunds/create",
      "order_transactions/create",
      "tender_transactions/create",
      "customers/update",
      "customers/purchasing_summary",
      "inventory_levels/update",
      "products/update",
    ]);
    expect(store.commands.cancelOrder({ orderId: order.id }).ok).toBe(false);
  });

  it("voids an order nobody paid", () => {
    const store = createTestStore();
    const result = store.commands.placeOrder({
      customerId: store.customer.id,
      lines: [{ variantId: store.variants[0]!.id, quantity: 1 }],
      paid: false,
    });
    if (!result.ok) throw new Error("not placed");
    store.commands.cancelOrder({ orderId: result.order.id });
    expect(result.order).toMatchObject({
      financialStatus: "VOIDED",
      closedAt: NOW,
      refunds: [{ transactionIds: [], lines: [{ restockType: "CANCEL", quantity: 1 }] }],
    });
  });
});

describe("customers", () => {
  it("keeps e-mail addresses apart", () => {
    const { commands, customer } = createTestStore();
    const result = commands.createCustomer({
      email: customer.email!.toUpperCase(),
      firstName: "X",
      lastName: "Y",
    });
    expect(result).toEqual({
      ok: false,
      errors: [{ field: "email", message: "Email has already been taken", code: "TAKEN" }],
    });
  });

  it("erases the person from customer and orders", () => {
    const store = createTestStore();
    const order = placed(store, [1]);
    const { email } = store.customer;
    store.commands.redactCustomer(store.customer.id);
    expect(store.customer).toMatchObject({ email: null, firstName: "", addresses: [] });
    expect(order).toMatchObject({ email: null, shippingAddress: null });
    const [change] = store.sent[1]!;
    expect(change).toMatchObject({
      topic: "customers/redact",
      payload: { customer: { email }, orders_to_redact: [order.id] },
    });
  });

  it("does not delete a customer with orders", () => {
    const store = createTestStore();
    placed(store, [1]);
    expect(store.commands.deleteCustomer(store.customer.id).ok).toBe(false);
  });
});
