import { describe, expect, it } from "vitest";
import { gid } from "#simulator/ids.ts";
import { createTestApi, TEST_APP } from "#simulator/test-store.ts";
import { requireScope, scopeGroups } from "./access.ts";
import { loadAdminSchema } from "./schema.ts";

const apiWith = (...scopes: string[]) => createTestApi({ ...TEST_APP, scopes });

describe("a field without its scope", () => {
  it("is null, with Shopify's error entry", async () => {
    const answer = await apiWith("read_products").run(
      '{ customer(id: "gid://shopify/Customer/1") { id } shop { name } }',
    );
    expect(answer.data).toMatchObject({ customer: null, shop: { name: expect.any(String) } });
    expect(answer.errors).toEqual([
      {
        message: "Access denied for customer field. Required access: `read_customers` access scope.",
        locations: [{ line: 1, column: 3 }],
        path: ["customer"],
        extensions: {
          code: "ACCESS_DENIED",
          documentation: "https://shopify.dev/api/usage/access-scopes",
          requiredAccess: "`read_customers` access scope.",
        },
      },
    ]);
  });

  it("takes its parents with it where null is not allowed", async () => {
    const answer = await apiWith("read_products").run("{ customers(first: 1) { nodes { id } } }");
    expect(answer).toMatchObject({ data: null, errors: [{ path: ["customers"] }] });
  });

  it("is denied inside objects that may be read", async () => {
    const api = apiWith("read_customers");
    const answer = await api.run(
      "{ customers(first: 1) { nodes { id orders(first: 1) { nodes { id } } } } }",
    );
    expect(answer.errors?.[0]).toMatchObject({
      message: expect.stringContaining("Access denied for orders field. Required access: `read_orders`"),
      path: ["customers", "nodes", 0, "orders"],
    });
  });

  it("is denied where only the value says what it is", async () => {
    const api = apiWith("read_products");
    const [customer] = api.runtime.shop.customers.values();
    const answer = await api.run("query ($id: ID!) { node(id: $id) { id } }", {
      id: gid("Customer", customer!.id),
    });
    expect(answer).toMatchObject({
      data: { node: null },
      errors: [{ extensions: { code: "ACCESS_DENIED" } }],
    });
  });
});

it("takes writing for reading, but not reading for writing", async () => {
  expect((await apiWith("write_customers").run("{ customersCount { count } }")).errors).toBeUndefined();
  const answer = await apiWith("read_customers").run(
    `mutation { customerUpdate(input: { id: "gid://shopify/Customer/1" }) { userErrors { message } } }`,
  );
  expect(answer.errors?.[0]?.extensions?.["requiredAccess"]).toContain("`write_customers`");
});

it.each([
  ["Customer", [["read_customers"]]],
  ["Order", [["read_orders", "read_marketplace_orders", "read_quick_sale"]]],
  ["Mutation.webPixelCreate", [["write_pixels"], ["read_customer_events"]]],
  ["CustomerPaymentMethod", [["read_customers"], ["read_customer_payment_methods"]]],
  ["ReturnableFulfillment", [["read_orders", "read_marketplace_orders"], ["read_returns"]]],
  ["Mutation.orderUpdate", [["write_orders", "write_marketplace_orders", "write_quick_sale"]]],
])("reads what %s asks for", (name, groups) => {
  expect(scopeGroups(loadAdminSchema().accessRules.get(name)!)).toEqual(groups);
});

it("lets operations ask for the scope of what they touch", () => {
  const { context } = apiWith("write_customers");
  expect(() => requireScope(context, "read_customers", "tagsAdd")).not.toThrow();
  expect(() => requireScope(context, ["write_orders", "write_customers"], "tagsAdd")).not.toThrow();
  expect(() => requireScope(context, "write_orders", "tagsAdd")).toThrow(
    "Access denied for tagsAdd field. Required access: `write_orders` access scope.",
  );
});
