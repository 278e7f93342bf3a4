import { describe, expect, it } from "vitest";
import { toJson } from "#simulator/json.ts";
import type { CommandResult } from "#simulator/state/commands.ts";
import type { Order } from "#simulator/state/model.ts";
import { newAddress } from "#simulator/state/model/customers.ts";
import { createTestStore, NOW } from "#simulator/test-store.ts";
import { payloadProblems } from "./payload-schema.ts";

type Json = Record<string, unknown>;
type Store = ReturnType<typeof createTestStore>;

function done<T>(result: CommandResult<T>): { ok: true } & T {
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result;
}

const place = (store: Store, more: object = {}): Order =>
  done(
    store.commands.placeOrder({
      customerId: store.customer.id,
      lines: [
        { variantId: store.variants[0]!.id, quantity: 3 },
        { variantId: store.variants[1]!.id, quantity: 1 },
      ],
      ...more,
    }),
  ).order;

/** The payload of a topic that an action sent last. */
function sent(store: Store, topic: string): Json {
  const found = store.sent.flat().findLast((change) => change.topic === topic);
  if (!found) throw new Error(`nothing sent ${topic}`);
  return JSON.parse(toJson(found.payload)) as Json;
}

function fulfilled(store: Store, quantity?: number) {
  const order = place(store);
  const lines = quantity === undefined ? undefined : [{ lineId: order.lines[0]!.id, quantity }];
  const { fulfillment } = done(
    store.commands.fulfillOrder({
      orderId: order.id,
      ...(lines ? { lines } : {}),
      tracking: { company: "Royal Mail", numbers: ["AB1"], urls: ["https://example.com/AB1"] },
    }),
  );
  return { order, fulfillment };
}

function returned(store: Store, isRequest: boolean) {
  const { order, fulfillment } = fulfilled(store);
  const back = done(
    store.commands.createReturn({
      orderId: order.id,
      lines: [{ fulfillmentLineId: fulfillment.lines[0]!.id, quantity: 2, reason: "UNWANTED" }],
      isRequest,
    }),
  ).return;
  return { order, back };
}

function processed(store: Store) {
  const { order, back } = returned(store, false);
  done(
    store.commands.processReturn({
      returnId: back.id,
      lines: [{ returnLineId: back.lines[0]!.id, quantity: 2, restock: true, locationId: null }],
      refund: {},
      shipping: 0n,
      note: "Thanks",
    }),
  );
  return { order, back };
}

const PROVOKED: [topic: string, provoke: (store: Store) => void][] = [
  ["orders/create", (store) => place(store)],
  ["orders/updated", (store) => processed(store)],
  ["orders/paid", (store) => done(store.commands.markPaid(place(store, { paid: false }).id))],
  ["orders/cancelled", (store) => done(store.commands.cancelOrder({ orderId: place(store).id }))],
  ["orders/fulfilled", (store) => fulfilled(store)],
  ["orders/partially_fulfilled", (store) => fulfilled(store, 1)],
  [
    "orders/edited",
    (store) => {
      const order = place(store);
      const { edit } = done(store.commands.beginEdit(order.id));
      const lineId = order.lines[0]!.id.toString();
      done(store.commands.setLineQuantity(edit.id, { lineId, quantity: 1, restock: true }));
      const variantId = store.variants[2]!.id;
      done(store.commands.addVariant(edit.id, { variantId, quantity: 2, allowDuplicates: false }));
      done(store.commands.commitEdit(edit.id));
    },
  ],
  [
    "orders/delete",
    (store) => {
      const order = place(store, { paid: false });
      done(store.commands.closeOrder(order.id));
      done(store.commands.deleteOrder(order.id));
    },
  ],
  ["order_transactions/create", (store) => place(store)],
  ["tender_transactions/create", (store) => place(store)],
  ["refunds/create", (store) => done(store.commands.refundOrder({ orderId: place(store).id }))],
  ["fulfillments/create", (store) => fulfilled(store)],
  ["fulfillments/update", (store) => done(store.commands.cancelFulfillment(fulfilled(store).fulfillment.id))],
  [
    "fulfillment_events/create",
    (store) => {
      const fulfillmentId = fulfilled(store).fulfillment.id;
      done(
        store.commands.addFulfillmentEvent({
          fulfillmentId,
          status: "IN_TRANSIT",
          message: "On its way",
          country: "GB",
        }),
      );
    },
  ],
  ["returns/request", (store) => returned(store, true)],
  ["returns/approve", (store) => done(store.commands.approveReturn(returned(store, true).back.id))],
  [
    "returns/decline",
    (store) => {
      const { back } = returned(store, true);
      done(store.commands.declineReturn(back.id, { reason: "FINAL_SALE", note: "Sorry" }));
    },
  ],
  ["returns/cancel", (store) => done(store.commands.cancelReturn(returned(store, false).back.id))],
  ["returns/close", (store) => done(store.commands.closeReturn(returned(store, false).back.id))],
  [
    "returns/reopen",
    (store) => {
      const { back } = returned(store, false);
      done(store.commands.closeReturn(back.id));
      done(store.commands.reopenReturn(back.id));
    },
  ],
  [
    "returns/update",
    (store) => {
      const { back } = returned(store, false);
      done(store.commands.removeFromReturn(back.id, [{ returnLineId: back.lines[0]!.id, quantity: 1 }]));
    },
  ],
  ["returns/process", (store) => processed(store)],
];

it.each(PROVOKED)("%s conforms to Shopify's schema", (topic, provoke) => {
  const store = createTestStore();
  provoke(store);
  expect(payloadProblems(topic, sent(store, topic))).toEqual([]);
});

describe("unusual orders conform too", () => {
  it.each<[string, (store: Store) => object]>([
    ["of a guest", () => ({ customerId: null, email: "new@example.com" })],
    ["by telephone number only", () => ({ customerId: null, phone: "+447700900123" })],
    [
      "over the counter",
      (store) => ({ customerId: null, sourceName: "pos", locationId: firstLocation(store) }),
    ],
    ["of long ago", () => ({ at: new Date("2006-06-01T12:00:00Z") })],
  ])("%s", (_name, more) => {
    const store = createTestStore();
    place(store, more(store));
    const problems = payloadProblems("orders/create", sent(store, "orders/create"));
    // These have no customer, or nothing to send it to; the examples always have both.
    expect(problems.filter((each) => !/billing_address|shipping_address|customer|email/.test(each))).toEqual(
      [],
    );
  });

  it("whose product is gone meanwhile", () => {
    const store = createTestStore();
    const order = place(store);
    done(store.commands.deleteProduct(order.lines[0]!.productId!));
    done(store.commands.updateOrder(order.id, { note: "x" }));
    const payload = sent(store, "orders/updated");
    expect(payloadProblems("orders/updated", payload)).toEqual([]);
    expect((payload["line_items"] as Json[])[0]).toMatchObject({
      product_exists: false,
      title: order.lines[0]!.title,
    });
  });
});

const firstLocation = (store: Store): bigint => [...store.shop.locations.keys()][0]!;

it("counts the customer of a telephone number as the same one", () => {
  const store = createTestStore();
  const order = place(store, { customerId: null, phone: "+447700900123" });
  const again = place(store, { customerId: null, phone: "+447700900123" });
  expect(again.customerId).toBe(order.customerId);
  expect(store.shop.customers.get(order.customerId!)).toMatchObject({ phone: "+447700900123", email: null });
  expect(sent(store, "orders/create")).toMatchObject({
    email: "",
    contact_email: null,
    phone: "+447700900123",
  });
});

it("gives every amount in the shopper's currency, without decimals where it has none", () => {
  const store = createTestStore();
  store.shop.markets.push({ countryCode: "JP", countryName: "Japan", currency: "JPY", rate: 190.5 });
  place(store, { presentmentCurrency: "JPY" });
  const payload = sent(store, "orders/create");
  expect(payload).toMatchObject({
    currency: "GBP",
    presentment_currency: "JPY",
    total_price: "48.45",
    total_price_set: {
      shop_money: { amount: "48.45", currency_code: "GBP" },
      presentment_money: { amount: "9230", currency_code: "JPY" },
    },
  });
  expect(sent(store, "order_transactions/create")).toMatchObject({ amount: "9230", currency: "JPY" });
  expect(sent(store, "tender_transactions/create")).toMatchObject({
    amount: "9230",
    payment_method: "credit_card",
  });
});

it("shows what is left after an edit, a refund and what money went beyond it", () => {
  const store = createTestStore();
  const order = place(store);
  const line = order.lines[0]!;
  const { edit } = done(store.commands.beginEdit(order.id));
  done(store.commands.setLineQuantity(edit.id, { lineId: `${line.id}`, quantity: 2, restock: false }));
  done(store.commands.commitEdit(edit.id));
  expect(sent(store, "orders/updated")).toMatchObject({
    total_price: "48.45",
    current_total_price: "36.45",
    total_outstanding: "-12.00",
    line_items: [{ quantity: 3, current_quantity: 2, fulfillable_quantity: 2 }, {}],
  });
  done(
    store.commands.refundOrder({
      orderId: order.id,
      lines: [{ lineId: line.id, quantity: 1 }],
      transactions: [{ amount: 3000n }],
    }),
  );
  expect(sent(store, "orders/updated")).toMatchObject({
    current_subtotal_price: "20.50",
    current_total_price: "18.45",
    total_outstanding: "0.00",
    financial_status: "partially_refunded",
    refunds: [
      {
        order_adjustments: [{ kind: "refund_discrepancy", amount: "-6.00" }],
        refund_line_items: [{ restock_type: "cancel", subtotal: 12 }],
        transactions: [{ kind: "refund", amount: "30.00" }],
      },
    ],
  });
});

it("dates everything of an action alike and in the shop's time zone", () => {
  const store = createTestStore();
  place(store);
  expect(sent(store, "orders/create")).toMatchObject({
    created_at: "2026-07-01T10:30:00+01:00",
    updated_at: "2026-07-01T10:30:00+01:00",
  });
  expect(NOW.toISOString()).toContain("T09:30:00");
});

it("keeps the address, attributes and origin of the order", () => {
  const store = createTestStore();
  place(store, {
    shippingAddress: newAddress({
      firstName: "A",
      address1: "1 Rd",
      address2: "Flat 2",
      province: "Ontario",
      provinceCode: "ON",
    }),
    attributes: { gift: "yes" },
    note: "Ring twice",
    tags: ["b", "a"],
    cartToken: "cart1",
    landingSite: "/sale",
    referringSite: "https://example.com/",
  });
  expect(sent(store, "orders/create")).toMatchObject({
    shipping_address: { address2: "Flat 2", province: "Ontario", province_code: "ON" },
    note_attributes: [{ name: "gift", value: "yes" }],
    note: "Ring twice",
    tags: "a, b",
    cart_token: "cart1",
    landing_site: "/sale",
    referring_site: "https://example.com/",
    source_name: "web",
    app_id: 580111,
  });
});
