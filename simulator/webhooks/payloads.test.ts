import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { toJson } from "#simulator/json.ts";
import { newBulkOperation } from "#simulator/state/model/apps.ts";
import { createTestStore, NOW } from "#simulator/test-store.ts";
import { payloadProblems } from "./payload-schema.ts";
import { SENT_TOPICS } from "./topics.ts";
import { bulkOperationPayload } from "./bulk-payloads.ts";
import { scopesPayload, shopPayload } from "./shop-payloads.ts";

type Json = Record<string, unknown>;

/** Everything a store does in its life, once. */
function everyChange(): Map<string, unknown> {
  const store = createTestStore();
  const { commands, customer, variants, environment } = store;
  const lines = [{ variantId: variants[0]!.id, quantity: 2 }];
  const order = (paid: boolean) => {
    const result = commands.placeOrder({ customerId: customer.id, lines, paid });
    if (!result.ok) throw new Error("not placed");
    return result.order;
  };
  const first = order(false);
  commands.markPaid(first.id);
  commands.refundOrder({ orderId: first.id });
  commands.cancelOrder({ orderId: order(true).id });
  const made = commands.createCustomer({
    email: "x@example.com",
    firstName: "X",
    lastName: "Y",
    phone: "+441234567890",
  });
  commands.updateCustomer(customer.id, { phone: "+441234567891" });
  if (made.ok) commands.deleteCustomer(made.customer.id);
  commands.requestCustomerData(customer.id);
  commands.redactCustomer(customer.id);
  commands.redactShop();
  const operation = newBulkOperation({
    id: environment.allocate(),
    type: "QUERY",
    status: "COMPLETED",
    query: "",
    createdAt: NOW,
    completedAt: NOW,
  });
  const payloads = new Map(store.sent.flat().map((change) => [change.topic, change.payload]));
  payloads.set("bulk_operations/finish", bulkOperationPayload(store.shop, operation));
  payloads.set("app/uninstalled", shopPayload(store.shop));
  payloads.set("shop/update", shopPayload(store.shop));
  return payloads;
}

const payloads = everyChange();

const otherTests = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith("-payloads.test.ts"))
  .map((file) => readFileSync(path.join(import.meta.dirname, file), "utf8"));
/** Topics with a test of their own, which knows what their records may lack. */
const hasOwnTest = (topic: string): boolean => otherTests.some((test) => test.includes(`"${topic}"`));

it.each([...payloads.keys()].filter((topic) => !hasOwnTest(topic)))(
  "%s conforms to Shopify's schema",
  (topic) => {
    expect(payloadProblems(topic, addressed(payloads.get(topic)))).toEqual([]);
  },
);

it("every topic that is sent has a payload that a test checks", () => {
  const unchecked = SENT_TOPICS.filter((topic) => !payloads.has(topic) && !hasOwnTest(topic));
  expect(unchecked, "provoke these in a webhooks/…-payloads.test.ts and check payloadProblems()").toEqual([]);
});

it("every topic that a command sends is listed", () => {
  expect([...payloads.keys()].filter((topic) => !SENT_TOPICS.includes(topic))).toEqual([]);
});

/** New customers have no address; the example's always do. */
function addressed(payload: unknown): unknown {
  if (
    typeof payload !== "object" ||
    payload === null ||
    !("addresses" in payload) ||
    (payload as Json)["default_address"]
  )
    return payload;
  const example = payloads.get("customers/update") as Json;
  return { ...payload, default_address: example["default_address"] };
}

it("app/scopes_update conforms as well", () => {
  const { shop } = createTestStore();
  const change = { appId: 1n, previous: ["read_orders"], current: [], at: NOW };
  expect(payloadProblems("app/scopes_update", scopesPayload(shop, change))).toEqual([]);
});

it("a refund inside an order conforms to the schema of refunds", () => {
  const { refunds } = payloads.get("orders/cancelled") as { refunds: unknown[] };
  expect(refunds.flatMap((refund) => payloadProblems("refunds/create", refund))).toEqual([]);
  expect(refunds).toHaveLength(1);
});

it("finds a payload that does not conform", () => {
  const order = payloads.get("orders/create") as Json;
  expect(payloadProblems("orders/create", { ...order, total_price: 12 })).toEqual([
    "/total_price must be string",
  ]);
  const { currency: _currency, ...rest } = order;
  expect(payloadProblems("orders/create", rest)[0]).toContain("currency");
});

it("writes ids past 2^53 digit by digit", () => {
  const order = payloads.get("orders/create") as { id: bigint };
  expect(toJson(order)).toContain(`"id":${order.id},`);
});

it("keeps tags, consent and purchase figures out of customers, as Shopify has since 2025-01", () => {
  const customer = payloads.get("customers/update") as Json;
  for (const gone of ["tags", "email_marketing_consent", "orders_count", "total_spent", "last_order_id"]) {
    expect(customer).not.toHaveProperty(gone);
  }
});
