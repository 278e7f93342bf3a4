import { describe, expect, it } from "vitest";
import { gid } from "#simulator/ids.ts";
import { createTestApi, NOW } from "#simulator/test-store.ts";
import { answerGraphql, type DebugWishes, readDebugWishes } from "./endpoint.ts";
import { loadAdminSchema } from "./schema.ts";

/** Costs as many points as it has counts, times ten; and none of them come back. */
const counts = (many: number): string =>
  `{ ${Array.from({ length: many }, (_unused, index) => `c${index}: customersCount { count }`).join(" ")} }`;

describe("cost", () => {
  it("says what was asked for, what it was and what is left", async () => {
    const answer = await createTestApi().run(
      "{ shop { name } customers(first: 10) { nodes { id addressesV2(first: 2) { nodes { city } } } } }",
    );
    const [requestedQueryCost, actualQueryCost] = [1 + 2 + 4 * (1 + 3), 1 + 2 + 2 * (1 + 3)];
    expect(answer.extensions).toEqual({
      cost: {
        requestedQueryCost,
        actualQueryCost,
        throttleStatus: {
          maximumAvailable: 2_000,
          currentlyAvailable: 2_000 - actualQueryCost,
          restoreRate: 100,
        },
      },
    });
  });

  it("throttles under HTTP 200 when the bucket is empty", async () => {
    const { run } = createTestApi();
    await run(counts(100));
    await run(counts(95));
    expect(await run(counts(6))).toEqual({
      errors: [
        {
          message: "Throttled",
          extensions: { code: "THROTTLED", documentation: "https://shopify.dev/api/usage/rate-limits" },
        },
      ],
      extensions: {
        cost: {
          requestedQueryCost: 60,
          actualQueryCost: null,
          throttleStatus: { maximumAvailable: 2_000, currentlyAvailable: 50, restoreRate: 100 },
        },
      },
    });
    expect((await run(counts(5))).errors).toBeUndefined();
  });

  it("has the rate of the shop's plan as soon as it changes", async () => {
    const { run, runtime } = createTestApi();
    await run("{ shop { name } }");
    runtime.shop.plan = "Plus";
    const { cost } = (await run("{ shop { name } }")).extensions!;
    expect(cost.throttleStatus).toMatchObject({ maximumAvailable: 20_000, restoreRate: 1_000 });
  });

  it("refuses a single query above 1,000 points, whatever the plan", async () => {
    const { run } = createTestApi();
    const message = "Query cost is 1010, which exceeds the single query max cost limit (1000).";
    expect((await run(counts(101))).errors).toMatchObject([
      {
        message: expect.stringContaining(message),
        extensions: { code: "MAX_COST_EXCEEDED", cost: 1010, maxCost: 1000 },
      },
    ]);
  });

  it.each([
    ["shopify-graphql-cost-debug", "1", true],
    ["x-graphql-cost-include-fields", "true", true],
    ["shopify-graphql-cost-debug", "0", false],
    ["accept", "*/*", false],
  ])("tells the cost of each field under the header %s: %s", async (header, value, isTold) => {
    const debug = readDebugWishes({ [header]: value });
    const answer = await answerWith(debug, "{ shop { name } }");
    const fields = [
      { path: ["shop", "name"], definedCost: 0, requestedTotalCost: 0, requestedChildrenCost: null },
      { path: ["shop"], definedCost: 1, requestedTotalCost: 1, requestedChildrenCost: 0 },
    ];
    expect((answer["extensions"] as { cost: object }).cost).toMatchObject(isTold ? { fields } : {});
    expect("fields" in (answer["extensions"] as { cost: object }).cost).toBe(isTold);
  });
});

async function answerWith(debug: DebugWishes, query: string): Promise<Record<string, unknown>> {
  const { runtime, installation, context } = createTestApi();
  const bucket = runtime.bucket(installation);
  const answering = { admin: loadAdminSchema(), bucket, context: { ...context }, log: () => {}, debug };
  return (await answerGraphql(answering, { query })) as Record<string, unknown>;
}

describe("requests that do not run", () => {
  const UPDATE = "mutation ($input: CustomerInput!) { customerUpdate(input: $input) { customer { id } } }";
  const DISCOUNT =
    "mutation Make($input: DiscountCodeBasicInput!) { discountCodeBasicCreate(basicCodeDiscount: $input) { userErrors { code } } }";
  const id = gid("Customer", 1n);

  it.each<[string, string, Record<string, unknown>, object]>([
    ["no GraphQL", "query { shop {", {}, { extensions: { code: "PARSE_ERROR" } }],
    [
      "an unknown field",
      "query Wrong { products(first: 1) { nodes { colour } } }",
      {},
      {
        message: "Field 'colour' doesn't exist on type 'Product'",
        path: ["query Wrong", "products", "nodes", "colour"],
        extensions: { code: "undefinedField", typeName: "Product", fieldName: "colour" },
      },
    ],
    [
      "an object without selections",
      "{ shop }",
      {},
      {
        message:
          "Field must have selections (field 'shop' returns Shop but has no selections. Did you mean 'shop { ... }'?)",
        path: ["query", "shop"],
        extensions: { code: "selectionMismatch", nodeName: "field 'shop'", typeName: "Shop" },
      },
    ],
    [
      "an unknown argument",
      "{ shop(id: 1) { id } }",
      {},
      { message: "Field 'shop' doesn't accept argument 'id'", extensions: { code: "argumentNotAccepted" } },
    ],
    [
      "a missing argument",
      "{ customer { id } }",
      {},
      {
        message: "Field 'customer' is missing required arguments: id",
        extensions: { code: "missingRequiredArguments" },
      },
    ],
    [
      "a missing variable",
      UPDATE,
      {},
      {
        message: "Variable $input of type CustomerInput! was provided invalid value",
        extensions: {
          code: "INVALID_VARIABLE",
          value: null,
          problems: [{ path: [], explanation: "Expected value to not be null" }],
        },
      },
    ],
    [
      "a variable with a field that is not there",
      UPDATE,
      { input: { id, mail: "a" } },
      {
        message:
          "Variable $input of type CustomerInput! was provided invalid value for mail (Field is not defined on CustomerInput)",
        extensions: { code: "INVALID_VARIABLE", value: { id, mail: "a" } },
      },
    ],
    [
      "a variable that is none of its scalar",
      DISCOUNT,
      { input: { startsAt: "tomorrow" } },
      {
        message:
          "Variable $input of type DiscountCodeBasicInput! was provided invalid value for startsAt (invalid DateTime 'tomorrow')",
      },
    ],
    [
      "an id that is not global, in a variable",
      UPDATE,
      { input: { id: "7" } },
      {
        message:
          "Variable $input of type CustomerInput! was provided invalid value for id (Invalid global id '7')",
      },
    ],
    [
      "an id that is not global",
      `{ customer(id: "7") { id } }`,
      {},
      {
        message: "Invalid global id '7'",
        extensions: { code: "argumentLiteralsIncompatible", typeName: "CoercionError" },
      },
    ],
    [
      "a list of more than 250",
      UPDATE,
      { input: { id, tags: Array.from({ length: 251 }, () => "a") } },
      {
        message: "The input array size of 251 is greater than the maximum allowed of 250.",
        path: ["customerUpdate", "input", "tags"],
        extensions: { code: "MAX_INPUT_SIZE_EXCEEDED" },
      },
    ],
  ])("%s", async (_name, query, variables, error) => {
    const answer = await createTestApi().run(query, variables);
    expect(answer).toMatchObject({ errors: [error] });
    expect(Object.keys(answer)).toEqual(["errors"]);
  });
});

describe("what was searched for", () => {
  const TWO = `query ($query: String) { matching: customersCount(query: $query) { count } customers(first: 5, query: "now:1 email:*") { nodes { id } } }`;

  it("leaves out fields that Shopify does not search, and warns of it", async () => {
    const answer = (await createTestApi().run(TWO, { query: "email:grace@example.com" })) as object;
    const warning = (field: string) => ({
      field,
      message: "Invalid search field for this query.",
      code: "invalid_field",
    });
    expect(answer).toMatchObject({
      data: { matching: { count: 4 } },
      extensions: {
        search: [
          {
            path: ["matching"],
            query: "email:grace@example.com",
            parsed: { field: "email", match_all: "grace@example.com" },
            warnings: [warning("email")],
          },
          {
            path: ["customers"],
            query: "now:1 email:*",
            parsed: {
              and: [
                { field: "now", match_all: "1" },
                { field: "email", exists: true },
              ],
            },
            warnings: [warning("now")],
          },
        ],
      },
    });
  });

  it("says nothing of good searches unless asked", async () => {
    const query = `{ customers(first: 1, query: "email:ada*") { nodes { id } } }`;
    expect(await answerWith({}, query)).not.toHaveProperty("extensions.search");
    expect(await answerWith({ search: true }, query)).toHaveProperty("extensions.search.0.parsed", {
      field: "email",
      match_prefix: "ada",
    });
  });

  it("warns of a time without quotes, which loses its minutes", async () => {
    const query = `{ orders(first: 1, query: "updated_at:>2026-09-25T02:45:22Z") { nodes { id } } }`;
    expect(await answerWith({}, query)).toHaveProperty("extensions.search.0.warnings.0.field", "45");
  });

  it("takes `now` from the simulator's clock", async () => {
    const { run, runtime } = createTestApi();
    const [early] = runtime.shop.customers.values();
    for (const customer of runtime.shop.customers.values()) customer.updatedAt = NOW;
    early!.updatedAt = new Date(NOW.getTime() - 5_000);
    const answer = await run(`{ customersCount(query: "updated_at:<now") { count } }`);
    expect(answer.data).toEqual({ customersCount: { count: 1 } });
  });
});
