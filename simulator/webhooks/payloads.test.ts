import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { schemaForWebhook } from "shopify-webhook-schemas";
import { expect, it } from "vitest";
import { toJson } from "#simulator/json.ts";
import type { BulkOperation } from "#simulator/state/model.ts";
import { createTestStore, NOW } from "#simulator/test-store.ts";
import { SENT_TOPICS } from "./topics.ts";
import { bulkOperationPayload, scopesPayload, shopPayload } from "./shop-payloads.ts";

/**
 * The schemas are inferred from Shopify's examples, where these fields happen to have a value. Shopify's REST reference
 * gives them as "null when unknown".
 */
const MAY_BE_NULL = new Set([
  "address2",
  "company",
  "note",
  "phone",
  "province",
  "province_code",
  "user_id",
  "iana_timezone",
]);

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** As the schema, with null for the fields above and anything in lists whose example was empty. */
function allowNull(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(allowNull);
  if (!isObject(schema)) return schema;
  const entries = Object.entries(schema).map(([name, value]): [string, unknown] => {
    if (name === "items" && value === false) return [name, {}];
    if (name !== "properties" || !isObject(value)) return [name, allowNull(value)];
    const properties = Object.entries(value).map(([property, inner]): [string, unknown] => [
      property,
      MAY_BE_NULL.has(property) ? { anyOf: [{ type: "null" }, allowNull(inner)] } : allowNull(inner),
    ]);
    return [name, Object.fromEntries(properties)];
  });
  return Object.fromEntries(entries);
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);

function problems(topic: string, payload: unknown): string[] {
  const schema = schemaForWebhook("2026-07", topic);
  const validate = ajv.compile(allowNull(schema) as Json);
  // As the app would read it: bigint becomes a number literal.
  validate(JSON.parse(toJson(payload)));
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

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
  const operation: BulkOperation = {
    id: environment.allocate(),
    type: "QUERY",
    status: "COMPLETED",
    errorCode: null,
    query: "",
    objectCount: 0,
    rootObjectCount: 0,
    result: null,
    createdAt: NOW,
    completedAt: NOW,
  };
  const payloads = new Map(store.sent.flat().map((change) => [change.topic, change.payload]));
  payloads.set("bulk_operations/finish", bulkOperationPayload(store.shop, operation));
  payloads.set("app/uninstalled", shopPayload(store.shop));
  payloads.set("shop/update", shopPayload(store.shop));
  return payloads;
}

const payloads = everyChange();

it.each([...SENT_TOPICS])("%s conforms to Shopify's schema", (topic) => {
  const payload = payloads.get(topic);
  expect(payload, `nothing sent ${topic}`).toBeDefined();
  const wanted = problems(topic, addressed(payload));
  expect(wanted).toEqual([]);
});

/** New customers have no address; the example's always do. */
function addressed(payload: unknown): unknown {
  if (!isObject(payload) || !("addresses" in payload) || payload["default_address"]) return payload;
  const example = payloads.get("customers/update") as Json;
  return { ...payload, default_address: example["default_address"] };
}

it("app/scopes_update conforms as well", () => {
  const { shop } = createTestStore();
  const change = { appId: 1n, previous: ["read_orders"], current: [], at: NOW };
  expect(problems("app/scopes_update", scopesPayload(shop, change))).toEqual([]);
});

it("a refund inside an order conforms to the schema of refunds", () => {
  const { refunds } = payloads.get("orders/cancelled") as { refunds: unknown[] };
  expect(refunds.flatMap((refund) => problems("refunds/create", refund))).toEqual([]);
  expect(refunds).toHaveLength(1);
});

it("finds a payload that does not conform", () => {
  const order = payloads.get("orders/create") as Json;
  expect(problems("orders/create", { ...order, total_price: 12 })).toEqual(["/total_price must be string"]);
  const { currency: _currency, ...rest } = order;
  expect(problems("orders/create", rest)[0]).toContain("currency");
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
