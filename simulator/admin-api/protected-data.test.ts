import { describe, expect, it } from "vitest";
import { createTestApi, TEST_APP } from "#simulator/test-store.ts";
import {
  FULL_ACCESS,
  isProtectedTopic,
  type ProtectedDataAccess,
  redactProtectedFields,
} from "./protected-data.ts";

function apiWith(change: Partial<ProtectedDataAccess>) {
  const api = createTestApi({ ...TEST_APP, protectedCustomerData: { ...FULL_ACCESS, ...change } });
  const [customer] = api.runtime.shop.customers.values();
  customer!.phone = "+447700900123";
  return api;
}

describe("the Admin API", () => {
  const QUERY =
    "{ customers(first: 1) { nodes { id email phone firstName defaultAddress { zip city lastName } } } }";

  it.each<[keyof ProtectedDataAccess, (string | number)[][]]>([
    ["name", [["firstName"], ["defaultAddress", "lastName"]]],
    ["email", [["email"]]],
    ["phone", [["phone"]]],
    ["address", [["defaultAddress", "zip"]]],
  ])("gives null and an error entry without approval for %s", async (kind, paths) => {
    const { data, errors } = await apiWith({ [kind]: false }).run(QUERY);
    expect(errors?.map((error) => error.path)).toEqual(
      paths.map((path) => ["customers", "nodes", 0, ...path]),
    );
    for (const error of errors!) {
      expect(error).toMatchObject({
        message: `This app is not approved to use the ${String(error.path!.at(-1))} field. See https://shopify.dev/docs/apps/launch/protected-customer-data for more details.`,
        extensions: { code: "ACCESS_DENIED" },
      });
    }
    const full = await apiWith({}).run(QUERY);
    const [customer, all] = [data, full.data].map(
      (each) => (each!["customers"] as { nodes: object[] }).nodes[0]!,
    );
    for (const path of paths) {
      expect(customer).toHaveProperty(path.join("."), null);
      expect(all).not.toHaveProperty(path.join("."), null);
    }
    expect(customer).toMatchObject({ id: expect.any(String), defaultAddress: { city: expect.any(String) } });
  });

  it("gives no customers and orders at all without level 1", async () => {
    const { run, runtime } = apiWith({ level1: false });
    const [customer] = runtime.shop.customers.keys();
    const id = `gid://shopify/Customer/${customer}`;
    const answer = await run(
      "query ($id: ID!) { customer(id: $id) { id } node(id: $id) { id } shop { name } }",
      { id },
    );
    expect(answer.data).toMatchObject({ customer: null, node: null, shop: { name: expect.any(String) } });
    expect(answer.errors?.map(({ path, message }) => [path, message.split(" See ")[0]])).toEqual([
      [["customer"], "This app is not approved to access the Customer object."],
      [["node"], "This app is not approved to access the Customer object."],
    ]);
  });
});

describe("payloads", () => {
  const payload = {
    id: 9007199254740993n,
    name: "#1001",
    email: "ada@example.com",
    contact_email: "ada@example.com",
    phone: "+447700900123",
    created_at: new Date(0),
    customer: { id: 7n, first_name: "Ada", last_name: "Marsh", email: "ada@example.com" },
    shipping_address: { name: "Ada Marsh", first_name: "Ada", address1: "1 Road", zip: "N1", city: "London" },
    line_items: [{ name: "A shirt" }],
  };

  it.each<[Partial<ProtectedDataAccess>, object]>([
    [{}, payload],
    [
      { email: false, phone: false },
      {
        ...payload,
        email: null,
        contact_email: null,
        phone: null,
        customer: { ...payload.customer, email: null },
      },
    ],
    [
      { name: false, address: false },
      {
        ...payload,
        customer: { ...payload.customer, first_name: null, last_name: null },
        shipping_address: { name: null, first_name: null, address1: null, zip: null, city: "London" },
      },
    ],
  ])("have null for what is not approved: %j", (change, expected) => {
    expect(redactProtectedFields(payload, { ...FULL_ACCESS, ...change })).toEqual(expected);
  });

  it.each([
    ["orders/create", true],
    ["customer.tags_added", true],
    ["customers_email_marketing_consent/update", true],
    ["checkouts/update", true],
    ["products/update", false],
    ["app/uninstalled", false],
    ["bulk_operations/finish", false],
  ])("of %s are about one customer: %s", (topic, expected) => {
    expect(isProtectedTopic(topic)).toBe(expected);
  });
});
