import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTestApi, createTestStore, TEST_APP } from "#simulator/test-store.ts";
import { orderPayload } from "#simulator/webhooks/order-payloads.ts";
import type { Order, ShopState } from "./model.ts";
import { newDiscount } from "./model/discounts.ts";
import { currentAmounts, currentQuantity, receivedAmount, refundedAmount, sumOf } from "./order-amounts.ts";
import {
  fulfillableQuantity,
  fulfilledQuantity,
  fulfillmentsOf,
  returnableQuantity,
} from "./order-quantities.ts";
import type { ShopCommands } from "./commands.ts";

interface World {
  shop: ShopState;
  commands: ShopCommands;
  order: Order;
}

/** What may happen to an order; the numbers choose line, quantity and kind. Much of it is refused, which is fine. */
type Step = [kind: string, a: number, b: number];

const KINDS = [
  "edit",
  "add",
  "discount",
  "fulfill",
  "unfulfill",
  "return",
  "process",
  "refund",
  "money",
  "cancel",
  "pay",
];

const pick = <T>(items: readonly T[], index: number): T | undefined =>
  items[index % Math.max(1, items.length)];

function edit({ commands, order }: World, change: (editId: bigint) => { ok: boolean }): void {
  const begun = commands.beginEdit(order.id);
  if (begun.ok && change(begun.edit.id).ok) commands.commitEdit(begun.edit.id);
}

const STEPS: Record<string, (world: World, a: number, b: number) => void> = {
  edit: (world, a, b) =>
    edit(world, (id) => {
      const line = pick(world.order.lines, a)!;
      return world.commands.setLineQuantity(id, { lineId: `${line.id}`, quantity: b, restock: b % 2 === 0 });
    }),
  add: (world, a, b) =>
    edit(world, (id) => {
      const variant = pick([...world.shop.products.values()], a)!.variants[0]!;
      return world.commands.addVariant(id, { variantId: variant.id, quantity: b, allowDuplicates: true });
    }),
  discount: (world, a, b) =>
    edit(world, (id) =>
      world.commands.discountLine(id, {
        lineId: `${pick(world.order.lines, a)!.id}`,
        description: "Sorry",
        value: b % 2 === 0 ? { kind: "percentage", percentage: 7 * b + 1 } : { kind: "amount", amount: 33n },
      }),
    ),
  fulfill: ({ commands, order }, a, b) => {
    const line = pick(order.lines, a)!;
    commands.fulfillOrder({
      orderId: order.id,
      ...(b > 4 ? {} : { lines: [{ lineId: line.id, quantity: b }] }),
    });
  },
  unfulfill: ({ commands, order }, a) => {
    const fulfillment = pick(order.fulfillments, a);
    if (fulfillment) commands.cancelFulfillment(fulfillment.id);
  },
  return: ({ commands, order }, a, b) => {
    const part = pick(
      fulfillmentsOf(order).flatMap((each) => each.lines),
      a,
    );
    if (!part) return;
    const lines = [{ fulfillmentLineId: part.id, quantity: b, reason: "UNWANTED" }];
    commands.createReturn({ orderId: order.id, lines });
  },
  process: ({ commands, order }, a, b) => {
    const back = pick(order.returns, a);
    const line = back?.lines[0];
    if (!back || !line) return;
    commands.processReturn({
      returnId: back.id,
      lines: [{ returnLineId: line.id, quantity: b, restock: true, locationId: null }],
      refund: b % 2 === 0 ? null : {},
      shipping: 0n,
      note: null,
    });
  },
  refund: ({ commands, order }, a, b) => {
    commands.refundOrder({ orderId: order.id, lines: [{ lineId: pick(order.lines, a)!.id, quantity: b }] });
  },
  money: ({ commands, order }, a, b) => {
    commands.refundOrder({ orderId: order.id, lines: [], transactions: [{ amount: BigInt(a * 100 + b) }] });
  },
  cancel: ({ commands, order }, a, b) => {
    commands.cancelOrder({ orderId: order.id, refund: a % 2 === 0, restock: b % 2 === 0 });
  },
  pay: ({ commands, order }) => {
    commands.markPaid(order.id);
  },
};

function check(order: Order): void {
  const gross = sumOf(order.lines, (line) => line.unitPrice * BigInt(line.quantity));
  const lineDiscounts = sumOf(order.lines, (line) => line.discount);
  expect(order.subtotal).toBe(gross - lineDiscounts);
  expect(order.total).toBe(order.subtotal + order.shipping - order.shippingDiscount);
  expect(order.totalDiscounts).toBe(lineDiscounts + order.shippingDiscount);
  for (const line of order.lines) {
    expect(sumOf(line.discountAllocations, (each) => each.amount)).toBe(line.discount);
    const sent = fulfilledQuantity(order, line);
    expect(currentQuantity(order, line)).toBeGreaterThanOrEqual(0);
    expect(fulfillableQuantity(order, line)).toBeLessThanOrEqual(currentQuantity(order, line));
    expect(sent + fulfillableQuantity(order, line)).toBeLessThanOrEqual(line.quantity - line.removedQuantity);
  }
  for (const part of fulfillmentsOf(order).flatMap((each) => each.lines)) {
    expect(returnableQuantity(order, part.id)).toBeLessThanOrEqual(part.quantity);
  }
  expect(refundedAmount(order)).toBeLessThanOrEqual(receivedAmount(order));
  const current = currentAmounts(order);
  const removed = sumOf(order.lines, (line) => line.removedAmount);
  const back = sumOf(
    order.refunds.flatMap((refund) => refund.lines),
    (line) => line.subtotal,
  );
  const shippingBack = sumOf(order.refunds, (refund) => refund.shipping);
  const discrepancy = sumOf(order.refunds, (refund) => refund.discrepancy);
  expect(current.total).toBe(order.total - removed - back - shippingBack - discrepancy);
  expect(current.lines).toBeGreaterThanOrEqual(0n);
  expect(current.shipping).toBeGreaterThanOrEqual(0n);
  if (order.financialStatus === "PAID") expect(current.outstanding).toBeLessThanOrEqual(0n);
}

const steps = fc.array(fc.tuple(fc.constantFrom(...KINDS), fc.nat(5), fc.nat(6)) as fc.Arbitrary<Step>, {
  minLength: 1,
  maxLength: 12,
});

function start(world: Omit<World, "order">, environment: { allocate: () => bigint }, paid: boolean): Order {
  const { shop, commands } = world;
  shop.discounts.set(
    7n,
    newDiscount({
      id: 7n,
      title: "Seven",
      codes: [{ id: environment.allocate(), code: "SEVEN", usageCount: 0, createdAt: new Date(0) }],
      terms: {
        kind: "basic",
        value: { kind: "amount", amount: 701n, onEachItem: false },
        items: { kind: "all" },
      },
      startsAt: new Date(0),
    }),
  );
  const products = [...shop.products.values()];
  const result = commands.placeOrder({
    customerId: [...shop.customers.keys()][0]!,
    lines: products
      .slice(0, 2)
      .map((each, index) => ({ variantId: each.variants[0]!.id, quantity: 2 + index })),
    discountCodes: ["SEVEN"],
    paid,
  });
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.order;
}

type Amounts = Record<
  | "totalPriceSet"
  | "currentTotalPriceSet"
  | "currentSubtotalPriceSet"
  | "currentTotalDiscountsSet"
  | "totalOutstandingSet",
  { shopMoney: { amount: string } }
>;

interface Found extends Amounts {
  displayFinancialStatus: string;
  lineItems: { nodes: { currentQuantity: number; unfulfilledQuantity: number }[] };
  refunds: object[];
}

describe("whatever happens to an order", () => {
  it("its amounts add up and no quantity is negative", () => {
    fc.assert(
      fc.property(steps, fc.boolean(), (list, paid) => {
        const { shop, commands, environment } = createTestStore();
        const order = start({ shop, commands }, environment, paid);
        check(order);
        for (const [kind, a, b] of list) {
          STEPS[kind]!({ shop, commands, order }, a, b);
          check(order);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("GraphQL says the same as the webhook", async () => {
    const api = createTestApi({ ...TEST_APP, scopes: ["write_orders", "write_customers", "read_products"] });
    const { shop, commands } = api.runtime;
    const check = fc.asyncProperty(steps, fc.boolean(), async (list, paid) => {
      const order = start({ shop, commands }, api.context.environment, paid);
      for (const [kind, a, b] of list) STEPS[kind]!({ shop, commands, order }, a, b);
      const payload: ReturnType<typeof orderPayload> & Record<string, unknown> = orderPayload(shop, order);
      const { data, errors } = await api.run(QUERY, { id: `gid://shopify/Order/${order.id}` });
      expect(errors).toBeUndefined();
      const found = data!["order"] as unknown as Found;
      const amount = (name: keyof Amounts): number => Number(found[name].shopMoney.amount);
      expect(amount("totalPriceSet")).toBe(Number(payload["total_price"]));
      expect(amount("currentTotalPriceSet")).toBe(Number(payload["current_total_price"]));
      expect(amount("currentSubtotalPriceSet")).toBe(Number(payload["current_subtotal_price"]));
      expect(amount("currentTotalDiscountsSet")).toBe(Number(payload["current_total_discounts"]));
      expect(amount("totalOutstandingSet")).toBe(Number(payload.total_outstanding));
      expect(found.displayFinancialStatus).toBe(payload.financial_status.toUpperCase());
      const lines = found.lineItems.nodes;
      expect(lines.map((line) => [line.currentQuantity, line.unfulfilledQuantity])).toEqual(
        payload.line_items.map((line) => [line.current_quantity, line.fulfillable_quantity]),
      );
      expect(found.refunds).toHaveLength(payload.refunds.length);
    });
    await fc.assert(check, { numRuns: 25 });
  });
});

const QUERY = `query ($id: ID!) { order(id: $id) {
  displayFinancialStatus
  totalPriceSet { shopMoney { amount } } currentTotalPriceSet { shopMoney { amount } }
  currentSubtotalPriceSet { shopMoney { amount } } currentTotalDiscountsSet { shopMoney { amount } }
  totalOutstandingSet { shopMoney { amount } }
  lineItems(first: 50) { nodes { currentQuantity unfulfilledQuantity } }
  refunds { id }
} }`;
