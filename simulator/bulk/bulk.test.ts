import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { loadAdminSchema } from "#simulator/admin-api/schema.ts";
import { gid } from "#simulator/ids.ts";
import type { StoredFile } from "#simulator/state/model.ts";
import { createTestApi, NOW } from "#simulator/test-store.ts";
import { createFileWriter } from "#simulator/uploads/files.ts";
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

const START = `mutation ($query: String!, $grouped: Boolean = false) { bulkOperationRunQuery(query: $query, groupObjects: $grouped) { bulkOperation { id status } userErrors { field message code } } }`;
const QUERY =
  "{ orders { edges { node { id name refunds { id } lineItems { edges { node { id quantity } } } } } } }";

type TestApi = ReturnType<typeof createTestApi>;

function storeWithOrders(count: number): TestApi {
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

async function finished(api: TestApi) {
  const [operation] = [...api.runtime.shop.bulkOperations.values()].slice(-1);
  for (let tries = 0; tries < 200 && !operation!.completedAt; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return operation!;
}

const readLines = (file: StoredFile | null): Record<string, unknown>[] =>
  readFileSync(file!.path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const READ = `query ($id: ID!) { bulkOperation(id: $id) { status errorCode url partialDataUrl objectCount rootObjectCount fileSize } }`;

it("writes every order and its lines, each parent right before its children when grouped", async () => {
  const api = storeWithOrders(230);
  const started = await api.run(START, { query: QUERY, grouped: true });
  expect(started.data!["bulkOperationRunQuery"]).toMatchObject({
    bulkOperation: { status: "CREATED" },
    userErrors: [],
  });
  const operation = await finished(api);
  expect(operation).toMatchObject({ status: "COMPLETED", objectCount: 690, rootObjectCount: 230 });
  const lines = readLines(operation.result);
  expect(lines).toHaveLength(690);
  expect(Object.keys(lines[0]!)).toEqual(["id", "name", "refunds"]);
  expect(lines[1]).toMatchObject({ quantity: 1, __parentId: lines[0]!["id"] });
  expect(new Set(lines.map((line) => line["id"])).size).toBe(690);
});

it("puts children somewhere after their parents when not grouped", async () => {
  const api = storeWithOrders(3);
  await api.run(START, { query: QUERY });
  const lines = readLines((await finished(api)).result);
  const parents = lines.map((line) => line["__parentId"] !== undefined);
  expect(parents).toEqual([false, false, false, true, true, true, true, true, true]);
});

it("runs five at a time, and can be cancelled", async () => {
  const api = storeWithOrders(1);
  const started = await Promise.all(Array.from({ length: 5 }, () => api.run(START, { query: QUERY })));
  const sixth = await api.run(START, { query: QUERY });
  expect(sixth.data!["bulkOperationRunQuery"]).toMatchObject({
    bulkOperation: null,
    userErrors: [{ field: null, code: "LIMIT_REACHED" }],
  });
  const last = started[4]!.data!["bulkOperationRunQuery"] as { bulkOperation: { id: string } };
  const cancelled = await api.run(
    `mutation ($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { status } userErrors { message } } }`,
    { id: last.bulkOperation.id },
  );
  expect(cancelled.data!["bulkOperationCancel"]).toMatchObject({ bulkOperation: { status: "CANCELING" } });
  expect((await finished(api)).status).toBe("CANCELED");
});

it("has no result when there is nothing, and loses it after seven days", async () => {
  const api = storeWithOrders(1);
  await api.run(START, { query: '{ orders(query: "email:nobody@example.com") { edges { node { id } } } }' });
  expect(await finished(api)).toMatchObject({ status: "COMPLETED", result: null });
  await api.run(START, { query: QUERY });
  const { id } = await finished(api);
  const read = async () => (await api.run(READ, { id: gid("BulkOperation", id) })).data!["bulkOperation"];
  expect(await read()).toMatchObject({
    status: "COMPLETED",
    url: `http://localhost:4100/bulk/${id}.jsonl`,
    objectCount: "3",
    partialDataUrl: null,
  });
  api.clock.move(7 * 24 * 3600 * 1000);
  expect(await read()).toMatchObject({ status: "EXPIRED", url: null });
});

it("fails when a scope is missing", async () => {
  const api = createTestApi();
  api.installation.scopes = ["read_products"];
  await api.run(START, { query: QUERY });
  expect(await finished(api)).toMatchObject({ status: "FAILED", errorCode: "ACCESS_DENIED" });
});

const IMPORT = `mutation ($path: String!, $mutation: String!) { bulkOperationRunMutation(stagedUploadPath: $path, mutation: $mutation) { bulkOperation { type status } userErrors { field message code } } }`;
const TAG = `mutation ($id: ID!, $tags: [String!]!) { tagsAdd(id: $id, tags: $tags) { node { id } userErrors { field message } } }`;

/** An upload as `stagedUploadsCreate` and the upload would leave it. */
function uploaded(api: TestApi, text: string, resource = "BULK_MUTATION_VARIABLES"): string {
  const writer = createFileWriter();
  writer.write(text);
  const key = `tmp/1/bulk/${resource}/variables.jsonl`;
  const upload = { key, resource, filename: "variables.jsonl", mimeType: "text/jsonl" };
  const file = writer.end();
  api.runtime.shop.stagedUploads.set(key, { ...upload, httpMethod: "POST", file, createdAt: NOW });
  return key;
}

it("runs a mutation for each line and keeps what each line answers", async () => {
  const api = createTestApi();
  const [customer] = api.runtime.shop.customers.values();
  const id = gid("Customer", customer!.id);
  const path = uploaded(
    api,
    [
      JSON.stringify({ id, tags: ["vip"] }),
      "{not json",
      JSON.stringify({ id }),
      JSON.stringify({ id, tags: ["two"] }),
    ].join("\n"),
  );
  const started = await api.run(IMPORT, { path, mutation: TAG });
  expect(started.data!["bulkOperationRunMutation"]).toEqual({
    bulkOperation: { type: "MUTATION", status: "CREATED" },
    userErrors: [],
  });
  const operation = await finished(api);
  expect(operation).toMatchObject({ status: "COMPLETED", objectCount: 4 });
  const lines = readLines(operation.result);
  expect(lines[0]).toEqual({ data: { tagsAdd: { node: { id }, userErrors: [] } }, __lineNumber: 0 });
  expect(lines[1]).toMatchObject({ errors: [{ message: expect.stringContaining("JSON") }], __lineNumber: 1 });
  expect(lines[2]).toMatchObject({ errors: [{}], __lineNumber: 2 });
  expect(customer!.tags).toEqual(["two", "vip"]);
});

it.each([
  ["an unknown file", "tmp/1/bulk/none", TAG, "NO_SUCH_FILE"],
  ["a query", null, "{ shop { name } }", "INVALID_MUTATION"],
  [
    "a bulk operation in a bulk operation",
    null,
    `mutation ($query: String!) { bulkOperationRunQuery(query: $query) { userErrors { message } } }`,
    "INVALID_MUTATION",
  ],
  ["a mutation with a mistake", null, TAG.replace("node", "nodes"), "INVALID_MUTATION"],
])("refuses to import with %s", async (_name, given, mutation, code) => {
  const api = createTestApi();
  const path = given ?? uploaded(api, "{}");
  const answer = await api.run(IMPORT, { path, mutation });
  expect(answer.data!["bulkOperationRunMutation"]).toMatchObject({
    bulkOperation: null,
    userErrors: [{ code }],
  });
});
