import { isInterfaceType, isObjectType } from "graphql";
import { describe, expect, it } from "vitest";
import { gid } from "#simulator/ids.ts";
import { createTestApi, NOW, TEST_APP } from "#simulator/test-store.ts";
import { MODELS } from "./models.ts";
import { loadAdminSchema } from "./schema.ts";

it("models only fields that Shopify's schema has", () => {
  const { schema } = loadAdminSchema();
  const unknown = Object.entries(MODELS).flatMap(([typeName, model]) => {
    const type = schema.getType(typeName);
    if (!isObjectType(type) && !isInterfaceType(type)) return [typeName];
    return Object.keys(model)
      .filter((field) => !type.getFields()[field])
      .map((field) => `${typeName}.${field}`);
  });
  expect(unknown).toEqual([]);
});

describe("what is not modelled", () => {
  it("fails by name at the root", async () => {
    const answer = await createTestApi({ ...TEST_APP, scopes: ["read_shipping"] }).run(
      "{ deliveryProfiles(first: 1) { nodes { id } } }",
    );
    expect(answer.errors?.[0]?.message).toBe("The simulator does not model QueryRoot.deliveryProfiles");
  });

  it("fails by name at a field", async () => {
    const answer = await createTestApi().run(
      "{ products(first: 1) { nodes { feedback { details { messages { message } } } } } }",
    );
    expect(answer.errors?.[0]?.message).toBe("The simulator does not model Product.feedback");
  });

  it("does not know fields that Shopify does not have", async () => {
    const answer = await createTestApi().run("{ shop { nmae } }");
    expect(answer).toEqual({
      errors: [expect.objectContaining({ message: expect.stringContaining("nmae") })],
    });
  });
});

describe("access scopes", () => {
  it("denies what was not granted", async () => {
    const answer = await createTestApi({ ...TEST_APP, scopes: ["read_products"] }).run(
      "{ customers(first: 1) { nodes { id } } }",
    );
    expect(answer.errors?.[0]).toMatchObject({
      message: expect.stringContaining("Access denied for customers field."),
      path: ["customers"],
      extensions: { code: "ACCESS_DENIED" },
    });
  });

  it("takes writing for reading", async () => {
    const answer = await createTestApi({ ...TEST_APP, scopes: ["write_customers"] }).run(
      "{ customersCount { count } }",
    );
    expect(answer.data).toEqual({ customersCount: { count: 4 } });
  });
});

describe("paging", () => {
  const PAGE = `query ($first: Int, $last: Int, $after: String, $before: String, $reverse: Boolean) {
    customers(first: $first, last: $last, after: $after, before: $before, reverse: $reverse, sortKey: NAME) {
      nodes { displayName } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;

  interface Page {
    nodes: { displayName: string }[];
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
  }

  it("walks forward and back over everything once", async () => {
    const { run } = createTestApi();
    const page = async (variables: object): Promise<Page> =>
      (await run(PAGE, variables as Record<string, unknown>)).data!["customers"] as unknown as Page;
    const names: string[] = [];
    let after: string | null = null;
    for (;;) {
      const { nodes, pageInfo }: Page = await page({ first: 3, after });
      names.push(...nodes.map((node) => node.displayName));
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(names).toEqual(["Ada Marsh", "Chloë Núñez", "Dara O'Neill", "Ben Okafor"]);
    const back = await page({ last: 2, before: after });
    expect(back.nodes.map((node) => node.displayName)).toEqual(["Ada Marsh", "Chloë Núñez"]);
    expect((await page({ first: 1, reverse: true })).nodes[0]?.displayName).toBe("Ben Okafor");
  });

  it.each([
    ["no size", {}, "you must provide one of first or last"],
    ["too much", { first: 251 }, "250"],
    ["a broken cursor", { first: 1, after: "xyz" }, "Invalid cursor"],
  ])("refuses %s", async (_name, variables, message) => {
    const answer = await createTestApi().run(PAGE, variables);
    expect(answer.errors?.[0]?.message).toContain(message);
  });
});

describe("metafields", () => {
  const SET = `mutation ($metafields: [MetafieldsSetInput!]!) {
    metafieldsSet(metafields: $metafields) {
      metafields { namespace key value type compareDigest } userErrors { field message code elementIndex } } }`;

  const input = (api: ReturnType<typeof createTestApi>, change: object = {}) => {
    const [customer] = api.runtime.shop.customers.values();
    return {
      ownerId: gid("Customer", customer!.id),
      namespace: "$app:loyalty",
      key: "points",
      type: "number_integer",
      value: "120",
      ...change,
    };
  };

  interface SetAnswer {
    metafields: { namespace: string; compareDigest: string }[];
    userErrors: { field: string[]; code: string }[];
  }

  const set = async (api: ReturnType<typeof createTestApi>, metafields: object[]) =>
    (await api.run(SET, { metafields })).data!["metafieldsSet"] as unknown as SetAnswer;

  it("keeps app-owned values in the app's own namespace", async () => {
    const api = createTestApi();
    const answer = await set(api, [input(api)]);
    expect(answer.userErrors).toEqual([]);
    expect(answer.metafields[0]?.namespace).toBe("app--42--loyalty");
    const read = await api.run(
      `{ customers(first: 1) { nodes { metafield(namespace: "$app:loyalty", key: "points") { value jsonValue } } } }`,
    );
    expect(read.data?.["customers"]).toEqual({ nodes: [{ metafield: { value: "120", jsonValue: 120 } }] });
  });

  it.each([
    ["a wrong value", { value: "12.5" }, ["metafields", "1", "value"], "INVALID_VALUE"],
    ["broken JSON", { type: "json", value: "{" }, ["metafields", "1", "value"], "INVALID_VALUE"],
    [
      "another app's namespace",
      { namespace: "app--7--loyalty" },
      ["metafields", "1", "namespace"],
      "APP_NOT_AUTHORIZED",
    ],
    [
      "an owner that is not there",
      { ownerId: "gid://shopify/Customer/1" },
      ["metafields", "1", "ownerId"],
      "INVALID",
    ],
  ])("writes nothing of a call with %s", async (_name, change, field, code) => {
    const api = createTestApi();
    const answer = await set(api, [input(api), input(api, { key: "tier", ...change })]);
    expect(answer.userErrors).toMatchObject([{ field, code }]);
    expect(api.runtime.shop.metafields.size).toBe(0);
  });

  it("takes 25 at a time", async () => {
    const api = createTestApi();
    const many = Array.from({ length: 26 }, (_unused, index) => input(api, { key: `key-${index}` }));
    expect((await set(api, many)).userErrors[0]?.code).toBe("LESS_THAN_OR_EQUAL_TO");
    expect((await set(api, many.slice(1))).metafields).toHaveLength(25);
  });

  it("compares before it sets when asked to", async () => {
    const api = createTestApi();
    const first = await set(api, [input(api, { compareDigest: null })]);
    expect(first.userErrors).toEqual([]);
    const stale = await set(api, [input(api, { compareDigest: null, value: "5" })]);
    expect(stale.userErrors[0]?.code).toBe("STALE_OBJECT");
    const { compareDigest } = first.metafields[0]!;
    expect((await set(api, [input(api, { compareDigest, value: "5" })])).userErrors).toEqual([]);
  });

  it("holds values to their definition", async () => {
    const api = createTestApi();
    const create = `mutation { metafieldDefinitionCreate(definition: { name: "Points", namespace: "$app:loyalty", key: "points",
      type: "number_integer", ownerType: CUSTOMER, access: { storefront: PUBLIC_READ } }) { createdDefinition { namespace access { storefront } } userErrors { code } } }`;
    const made = await api.run(create);
    expect(made.data?.["metafieldDefinitionCreate"]).toMatchObject({
      createdDefinition: { namespace: "app--42--loyalty", access: { storefront: "PUBLIC_READ" } },
    });
    expect((await api.run(create)).data?.["metafieldDefinitionCreate"]).toMatchObject({
      userErrors: [{ code: "TAKEN" }],
    });
    expect((await set(api, [input(api, { type: "json" })])).userErrors[0]?.code).toBe("INVALID_TYPE");
  });
});

describe("discount codes", () => {
  const CREATE = `mutation ($input: DiscountCodeBasicInput!) { discountCodeBasicCreate(basicCodeDiscount: $input) {
    codeDiscountNode { id codeDiscount { __typename ... on DiscountCodeBasic { title status usageLimit codes(first: 1) { nodes { code } }
      customerGets { value { ... on DiscountAmount { amount { amount currencyCode } } } }
      context { ... on DiscountCustomers { customers { id } } } } } } userErrors { field code message } } }`;

  const input = (customerId: bigint, change: object = {}) => ({
    title: "Reward",
    code: "REWARD-1",
    startsAt: NOW.toISOString(),
    usageLimit: 1,
    appliesOncePerCustomer: true,
    context: { customers: { add: [gid("Customer", customerId)] } },
    customerGets: {
      items: { all: true },
      value: { discountAmount: { amount: "5.00", appliesOnEachItem: false } },
    },
    ...change,
  });

  it("are made for one customer, found by code and ended", async () => {
    const api = createTestApi();
    const [customer] = api.runtime.shop.customers.values();
    const made = await api.run(CREATE, { input: input(customer!.id) });
    const answer = made.data!["discountCodeBasicCreate"] as {
      codeDiscountNode: { id: string; codeDiscount: object };
    };
    expect(answer.codeDiscountNode.codeDiscount).toMatchObject({
      __typename: "DiscountCodeBasic",
      status: "ACTIVE",
      codes: { nodes: [{ code: "REWARD-1" }] },
      customerGets: { value: { amount: { amount: "5.0", currencyCode: "GBP" } } },
      context: { customers: [{ id: gid("Customer", customer!.id) }] },
    });
    const { id } = answer.codeDiscountNode;
    const found = await api.run(`{ codeDiscountNodeByCode(code: "reward-1") { id } }`);
    expect(found.data).toEqual({ codeDiscountNodeByCode: { id } });
    await api.run(`mutation ($id: ID!) { discountCodeDeactivate(id: $id) { userErrors { message } } }`, {
      id,
    });
    const ended = await api.run(
      `query ($id: ID!) { codeDiscountNode(id: $id) { codeDiscount { ... on DiscountCodeBasic { status } } } }`,
      { id },
    );
    expect(ended.data).toEqual({ codeDiscountNode: { codeDiscount: { status: "EXPIRED" } } });
  });

  it.each([
    ["a used code", {}, ["basicCodeDiscount", "code"], "TAKEN"],
    ["no title", { title: "", code: "B" }, ["basicCodeDiscount", "title"], "BLANK"],
    [
      "too high a percentage",
      { code: "B", customerGets: { items: { all: true }, value: { percentage: 5 } } },
      ["basicCodeDiscount", "customerGets", "value", "percentage"],
      "VALUE_OUTSIDE_RANGE",
    ],
  ])("are refused with %s", async (_name, change, field, code) => {
    const api = createTestApi();
    const [customer] = api.runtime.shop.customers.values();
    await api.run(CREATE, { input: input(customer!.id) });
    const answer = await api.run(CREATE, { input: input(customer!.id, change) });
    expect(answer.data!["discountCodeBasicCreate"]).toMatchObject({
      codeDiscountNode: null,
      userErrors: [{ field, code }],
    });
  });
});

describe("customers and scalars", () => {
  it("are tagged and updated with a webhook", async () => {
    const api = createTestApi();
    const [customer] = api.runtime.shop.customers.values();
    const id = gid("Customer", customer!.id);
    await api.run(
      `mutation ($id: ID!) { tagsAdd(id: $id, tags: ["vip", "gold"]) { userErrors { message } } }`,
      { id },
    );
    await api.run(`mutation ($id: ID!) { tagsRemove(id: $id, tags: ["vip"]) { userErrors { message } } }`, {
      id,
    });
    const answer = await api.run(
      `mutation ($id: ID!) { customerUpdate(input: { id: $id, note: "hi" }) { customer { note tags } userErrors { message } } }`,
      { id },
    );
    expect(answer.data!["customerUpdate"]).toEqual({
      customer: { note: "hi", tags: ["gold"] },
      userErrors: [],
    });
  });

  it("refuses values that are none of their scalar", async () => {
    const api = createTestApi();
    const bad = await api.run(
      `mutation ($input: DiscountCodeBasicInput!) { discountCodeBasicCreate(basicCodeDiscount: $input) { userErrors { code } } }`,
      { input: { startsAt: "tomorrow" } },
    );
    expect(bad.errors?.[0]?.message).toContain("DateTime");
    const id = await api.run(`{ customer(id: "7") { id } }`);
    expect(id.errors?.[0]?.message).toContain("Invalid global id");
  });

  it("finds nodes of several types and nothing for strangers", async () => {
    const api = createTestApi();
    const [customer] = api.runtime.shop.customers.values();
    const [product] = api.runtime.shop.products.values();
    const ids = [gid("Customer", customer!.id), gid("Product", product!.id), "gid://shopify/Order/1"];
    const answer = await api.run(`query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }`, { ids });
    expect(answer.data!["nodes"]).toEqual([
      { __typename: "Customer", id: ids[0] },
      { __typename: "Product", id: ids[1] },
      null,
    ]);
  });
});
