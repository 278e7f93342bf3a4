import { expect, it } from "vitest";
import { loadAdminSchema } from "#simulator/admin-api/schema.ts";
import { createTestApi } from "#simulator/test-store.ts";
import { planBulkQuery } from "./plan.ts";

const plan = (query: string) => planBulkQuery(loadAdminSchema().schema, query);

it.each([
  ["no connection", "{ shop { name } }", "at least one connection"],
  [
    "a mutation",
    'mutation { tagsAdd(id: "gid://shopify/Customer/1", tags: []) { userErrors { message } } }',
    "must be queries",
  ],
  [
    "a connection inside a list",
    "{ orders { edges { node { id refunds { id refundLineItems { edges { node { quantity } } } } } } } }",
    "within a list",
  ],
  [
    "children without their parent's id",
    "{ orders { edges { node { name lineItems { edges { node { id } } } } } } }",
    "must select the 'id' field",
  ],
  ["a node at the root", '{ node(id: "gid://shopify/Order/1") { id } }', "node"],
  [
    "three levels below the root",
    "{ collections { edges { node { id products { edges { node { id variants { edges { node { id metafields { edges { node { id } } } } } } } } } } } } }",
    "nesting depth",
  ],
  ["a typing error", "{ orders { edges { node { idd } } } }", "idd"],
])("refuses a query with %s", (_name, query, message) => {
  const planned = plan(query);
  expect(!planned.ok && planned.message).toContain(message);
});

it("sees connections through fragments and inside objects", () => {
  const planned = plan(
    "fragment F on Customer { lastOrder { lineItems { edges { node { id } } } } } { customers { nodes { id ...F } } }",
  );
  expect(planned.ok && planned.root).toEqual({
    path: ["customers"],
    children: [{ path: ["lastOrder", "lineItems"], children: [] }],
  });
});

const START = `mutation ($query: String!) { bulkOperationRunQuery(query: $query) { bulkOperation { id status } userErrors { field message code } } }`;
const QUERY =
  "{ orders { edges { node { id name refunds { id } lineItems { edges { node { id quantity } } } } } } }";

function storeWithOrders(count: number) {
  const api = createTestApi();
  const variants = [...api.runtime.shop.products.values()].map((product) => product.variants[0]!.id);
  for (let index = 0; index < count; index += 1) {
    api.runtime.commands.placeOrder({
      customerId: null,
      lines: [
        { variantId: variants[0]!, quantity: 1 },
        { variantId: variants[1]!, quantity: 2 },
      ],
    });
  }
  return api;
}

async function finished(api: ReturnType<typeof createTestApi>) {
  const [operation] = [...api.runtime.shop.bulkOperations.values()].slice(-1);
  for (let tries = 0; tries < 200 && !operation!.completedAt; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return operation!;
}

it("writes every order and its lines, parents before children", async () => {
  const api = storeWithOrders(230);
  const started = await api.run(START, { query: QUERY });
  expect(started.data!["bulkOperationRunQuery"]).toMatchObject({
    bulkOperation: { status: "CREATED" },
    userErrors: [],
  });
  const operation = await finished(api);
  expect(operation).toMatchObject({ status: "COMPLETED", objectCount: 690, rootObjectCount: 230 });
  const lines = operation
    .result!.trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toHaveLength(690);
  expect(Object.keys(lines[0]!)).toEqual(["id", "name", "refunds"]);
  expect(lines[1]).toMatchObject({ quantity: 1, __parentId: lines[0]!["id"] });
  expect(new Set(lines.map((line) => line["id"])).size).toBe(690);
});

it("runs one at a time, can be cancelled, and has no result when there is nothing", async () => {
  const api = storeWithOrders(1);
  const first = await api.run(START, { query: QUERY });
  const { id } = (first.data!["bulkOperationRunQuery"] as { bulkOperation: { id: string } }).bulkOperation;
  const second = await api.run(START, { query: QUERY });
  expect(second.data!["bulkOperationRunQuery"]).toMatchObject({
    bulkOperation: null,
    userErrors: [{ field: null, code: "OPERATION_IN_PROGRESS" }],
  });
  await api.run(`mutation ($id: ID!) { bulkOperationCancel(id: $id) { userErrors { message } } }`, { id });
  expect((await finished(api)).status).toBe("CANCELED");
  await api.run(START, { query: '{ orders(query: "email:nobody@example.com") { edges { node { id } } } }' });
  expect(await finished(api)).toMatchObject({ status: "COMPLETED", result: null });
});

it("fails when a scope is missing", async () => {
  const api = createTestApi();
  api.installation.scopes = ["read_products"];
  await api.run(START, { query: QUERY });
  expect(await finished(api)).toMatchObject({ status: "FAILED", errorCode: "ACCESS_DENIED" });
});
