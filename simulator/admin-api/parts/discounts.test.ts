import { describe, expect, it } from "vitest";
import { createTestApi, TEST_APP } from "#simulator/test-store.ts";

const APP = {
  ...TEST_APP,
  scopes: ["write_discounts", "read_customers", "read_products", "read_orders"],
};

const FIELDS = `title status summary discountClasses usageLimit asyncUsageCount codesCount { count }
  codes(first: 5) { nodes { id code asyncUsageCount } } context { __typename ... on DiscountCustomers { customers { id } } }`;

const CREATE = `mutation ($input: DiscountCodeBasicInput!) { discountCodeBasicCreate(basicCodeDiscount: $input) {
  codeDiscountNode { id codeDiscount { ... on DiscountCodeBasic { ${FIELDS} shortSummary
    minimumRequirement { __typename }
    customerGets { items { __typename ... on DiscountProducts { products(first: 5) { nodes { title } } } }
      value { ... on DiscountPercentage { percentage } ... on DiscountAmount { amount { amount } appliesOnEachItem } } } } } }
  userErrors { field message code extraInfo } } }`;

type Json = Record<string, never> & { [key: string]: Json };

const INPUT = {
  title: "Welcome",
  code: "WELCOME",
  startsAt: "2026-06-01T00:00:00Z",
  context: { all: "ALL" },
  customerGets: { items: { all: true }, value: { percentage: 0.1 } },
};

function start() {
  const api = createTestApi(APP);
  const { shop } = api.context;
  const [product, other] = shop.products.values();
  const [customer] = shop.customers.values();
  const mutate = async (query: string, variables: Record<string, unknown>): Promise<Json> => {
    const answer = await api.run(query, variables);
    expect(answer.errors).toBeUndefined();
    return Object.values(answer.data!)[0] as unknown as Json;
  };
  const create = (input: object = INPUT): Promise<Json> => mutate(CREATE, { input });
  return { ...api, shop, mutate, create, product: product!, other: other!, customer: customer! };
}

const gidOf = (type: string, { id }: { id: bigint }): string => `gid://shopify/${type}/${id}`;

describe("code discounts", () => {
  it("are created with all that belongs to them", async () => {
    const { create, product, customer } = start();
    const { codeDiscountNode, userErrors } = await create({
      ...INPUT,
      context: { customers: { add: [gidOf("Customer", customer)] } },
      appliesOncePerCustomer: true,
      usageLimit: 3,
      minimumRequirement: { subtotal: { greaterThanOrEqualToSubtotal: "50.00" } },
      customerGets: {
        items: { products: { productsToAdd: [gidOf("Product", product)] } },
        value: { discountAmount: { amount: "5.00", appliesOnEachItem: true } },
      },
    });
    expect(userErrors).toEqual([]);
    expect(codeDiscountNode!["codeDiscount"]).toMatchObject({
      title: "Welcome",
      status: "ACTIVE",
      summary:
        "£5.00 off Beeswax Candle • Minimum purchase of £50.00 • For 1 customer • One use per customer",
      shortSummary: "£5.00 off Beeswax Candle",
      discountClasses: ["PRODUCT"],
      usageLimit: 3,
      codesCount: { count: 1 },
      codes: { nodes: [{ code: "WELCOME", asyncUsageCount: 0 }] },
      context: { __typename: "DiscountCustomers", customers: [{ id: gidOf("Customer", customer) }] },
      minimumRequirement: { __typename: "DiscountMinimumSubtotal" },
      customerGets: {
        items: { products: { nodes: [{ title: "Beeswax Candle" }] } },
        value: { amount: { amount: "5.0" }, appliesOnEachItem: true },
      },
    });
  });

  const gets = (value: object, items: object = { all: true }): object => ({ customerGets: { items, value } });

  it.each<[string, object, string[], string]>([
    ["no title", { title: null }, ["title"], "BLANK"],
    ["a long title", { title: "x".repeat(256) }, ["title"], "TOO_LONG"],
    ["no code", { code: " " }, ["code"], "BLANK"],
    ["a taken code", { code: "taken" }, ["code"], "TAKEN"],
    ["no beginning", { startsAt: null }, ["startsAt"], "BLANK"],
    ["an end before the beginning", { endsAt: "2026-05-01T00:00:00Z" }, ["endsAt"], "INVALID"],
    ["nobody", { context: null }, ["context"], "BLANK"],
    [
      "somebody unknown",
      { context: { customers: { add: ["gid://shopify/Customer/1"] } } },
      ["context", "customers", "add"],
      "INVALID",
    ],
    [
      "an unknown segment",
      { context: { customerSegments: { add: ["gid://shopify/Segment/1"] } } },
      ["context", "customerSegments", "add"],
      "INVALID",
    ],
    [
      "too large a percentage",
      gets({ percentage: 1.5 }),
      ["customerGets", "value", "percentage"],
      "VALUE_OUTSIDE_RANGE",
    ],
    [
      "no amount",
      gets({ discountAmount: { amount: "0" } }),
      ["customerGets", "value", "discountAmount", "amount"],
      "GREATER_THAN",
    ],
    ["no value", gets({}), ["customerGets", "value"], "BLANK"],
    ["no items", { customerGets: { value: { percentage: 0.1 } } }, ["customerGets", "items"], "BLANK"],
    [
      "an unknown product",
      gets({ percentage: 0.1 }, { products: { productsToAdd: ["gid://shopify/Product/1"] } }),
      ["customerGets", "items", "products", "productsToAdd"],
      "INVALID",
    ],
    ["a limit of none", { usageLimit: 0 }, ["usageLimit"], "GREATER_THAN"],
    [
      "two minimums",
      {
        minimumRequirement: {
          subtotal: { greaterThanOrEqualToSubtotal: "5" },
          quantity: { greaterThanOrEqualToQuantity: "2" },
        },
      },
      ["minimumRequirement"],
      "MINIMUM_SUBTOTAL_AND_QUANTITY_RANGE_BOTH_PRESENT",
    ],
    ["too many tags", { tags: ["a", "b", "c", "d", "e", "f"] }, ["tags"], "TOO_MANY_TAGS"],
    [
      "cycles without subscriptions",
      { recurringCycleLimit: 3 },
      ["recurringCycleLimit"],
      "MULTIPLE_RECURRING_CYCLE_LIMIT_FOR_NON_SUBSCRIPTION_ITEMS",
    ],
  ])("are refused with %s", async (_name, change, path, code) => {
    const { create } = start();
    await create({ ...INPUT, code: "TAKEN" });
    const { codeDiscountNode, userErrors } = await create({ ...INPUT, ...change });
    expect(codeDiscountNode).toBeNull();
    expect(userErrors).toEqual([
      { field: ["basicCodeDiscount", ...path], message: expect.any(String), code, extraInfo: null },
    ]);
  });

  it("keep what an update does not name; items and customers are added and removed", async () => {
    const { create, mutate, product, other, shop } = start();
    const { codeDiscountNode } = await create({
      ...INPUT,
      usageLimit: 7,
      ...gets({ percentage: 0.1 }, { products: { productsToAdd: [gidOf("Product", product)] } }),
    });
    const { userErrors } = await mutate(
      `mutation ($id: ID!, $input: DiscountCodeBasicInput!) { discountCodeBasicUpdate(id: $id, basicCodeDiscount: $input) {
        codeDiscountNode { id } userErrors { field code } } }`,
      {
        id: codeDiscountNode!["id"],
        input: {
          code: "HELLO",
          customerGets: {
            items: {
              products: {
                productsToAdd: [gidOf("Product", other)],
                productsToRemove: [gidOf("Product", product)],
              },
            },
          },
        },
      },
    );
    expect(userErrors).toEqual([]);
    const [discount] = shop.discounts.values();
    expect(discount).toMatchObject({
      title: "Welcome",
      usageLimit: 7,
      codes: [{ code: "HELLO" }],
      terms: { items: { productIds: [other.id] }, value: { kind: "percentage", fraction: 0.1 } },
    });
  });

  it("are ended, begun again and deleted", async () => {
    const { create, mutate, shop } = start();
    const id = (await create()).codeDiscountNode!["id"];
    const act = (name: string, fields: string): Promise<Json> =>
      mutate(`mutation ($id: ID!) { ${name}(id: $id) { ${fields} userErrors { field message code } } }`, {
        id,
      });
    const node = "codeDiscountNode { codeDiscount { ... on DiscountCodeBasic { status } } }";
    const status = (answer: Json): unknown => answer["codeDiscountNode"]!["codeDiscount"]!["status"];
    expect(status(await act("discountCodeDeactivate", node))).toBe("EXPIRED");
    expect(status(await act("discountCodeActivate", node))).toBe("ACTIVE");
    expect((await act("discountCodeDelete", "deletedCodeDiscountId"))["deletedCodeDiscountId"]).toBe(id);
    expect(shop.discounts.size).toBe(0);
    expect((await act("discountCodeDelete", "deletedCodeDiscountId"))["userErrors"]).toEqual([
      { field: ["id"], message: "Code discount does not exist.", code: "INVALID" },
    ]);
  });

  it("are found by code in any case, by node and by search", async () => {
    const { create, run } = start();
    const id = (await create()).codeDiscountNode!["id"];
    await create({ ...INPUT, code: "OTHER", title: "Other", startsAt: "2027-01-01T00:00:00Z" });
    const answer = await run(
      `query ($id: ID!) { codeDiscountNodeByCode(code: "welcome") { id } discountNode(id: $id) { id discount { __typename } }
        node(id: $id) { __typename } none: codeDiscountNodeByCode(code: "nope") { id }
        codeDiscountNodes(first: 5, query: "status:scheduled") { nodes { codeDiscount { ... on DiscountCodeBasic { title } } } }
        discountNodes(first: 5, query: "code:WELCOME discount_class:order,product method:code") { nodes { id } }
        discountNodesCount(query: "discount_type:percentage") { count precision } discountCodesCount { count } }`,
      { id },
    );
    expect(answer).toMatchObject({
      data: {
        codeDiscountNodeByCode: { id },
        discountNode: { id, discount: { __typename: "DiscountCodeBasic" } },
        node: { __typename: "DiscountCodeNode" },
        none: null,
        codeDiscountNodes: { nodes: [{ codeDiscount: { title: "Other" } }] },
        discountNodes: { nodes: [{ id }] },
        discountNodesCount: { count: 2, precision: "EXACT" },
        discountCodesCount: { count: 2 },
      },
    });
  });
});

describe("other kinds", () => {
  it("give free shipping to some countries", async () => {
    const { mutate } = start();
    const { codeDiscountNode, userErrors } = await mutate(
      `mutation ($input: DiscountCodeFreeShippingInput!) { discountCodeFreeShippingCreate(freeShippingCodeDiscount: $input) {
        codeDiscountNode { codeDiscount { ... on DiscountCodeFreeShipping { summary discountClasses maximumShippingPrice { amount }
          destinationSelection { ... on DiscountCountries { countries includeRestOfWorld } } } } } userErrors { field code } } }`,
      {
        input: {
          title: "Ship",
          code: "SHIP",
          startsAt: INPUT.startsAt,
          context: { all: "ALL" },
          maximumShippingPrice: "5.00",
          destination: { countries: { add: ["GB", "IE"] } },
        },
      },
    );
    expect(userErrors).toEqual([]);
    expect(codeDiscountNode!["codeDiscount"]).toEqual({
      summary: "Free shipping on all products • Applies to shipping rates under £5.00 • For 2 countries",
      discountClasses: ["SHIPPING"],
      maximumShippingPrice: { amount: "5.0" },
      destinationSelection: { countries: ["GB", "IE"], includeRestOfWorld: false },
    });
  });

  const BXGY = `mutation ($input: DiscountAutomaticBxgyInput!) { discountAutomaticBxgyCreate(automaticBxgyDiscount: $input) {
    automaticDiscountNode { id automaticDiscount { ... on DiscountAutomaticBxgy { summary usesPerOrderLimit
      customerBuys { value { ... on DiscountQuantity { quantity } } }
      customerGets { value { ... on DiscountOnQuantity { quantity { quantity } effect { ... on DiscountPercentage { percentage } } } } } } } }
    userErrors { field message code } } }`;

  it("give something for something else by themselves", async () => {
    const { mutate, product, run } = start();
    const items = { products: { productsToAdd: [gidOf("Product", product)] } };
    const { automaticDiscountNode, userErrors } = await mutate(BXGY, {
      input: {
        title: "Two for one",
        startsAt: INPUT.startsAt,
        usesPerOrderLimit: "1",
        customerBuys: { items, value: { quantity: "2" } },
        customerGets: { items, value: { discountOnQuantity: { quantity: "1", effect: { percentage: 1 } } } },
      },
    });
    expect(userErrors).toEqual([]);
    expect(automaticDiscountNode!["automaticDiscount"]).toEqual({
      summary: "Buy 2 items, get 1 item free",
      usesPerOrderLimit: 1,
      customerBuys: { value: { quantity: "2" } },
      customerGets: { value: { quantity: { quantity: "1" }, effect: { percentage: 1 } } },
    });
    const found = await run('{ automaticDiscountNodes(first: 1, query: "type:bxgy") { nodes { id } } }');
    expect(found.data!["automaticDiscountNodes"]).toEqual({ nodes: [{ id: automaticDiscountNode!["id"] }] });
  });

  it("refuse all items and plain values for buy X get Y", async () => {
    const { mutate } = start();
    const { userErrors } = await mutate(BXGY, {
      input: {
        title: "Two for one",
        startsAt: INPUT.startsAt,
        customerBuys: { items: { all: true }, value: { quantity: "2" } },
        customerGets: { items: { all: true }, value: { percentage: 0.5 } },
      },
    });
    expect(userErrors).toEqual([
      {
        field: ["automaticBxgyDiscount", "customerGets", "value"],
        message: "Only discountOnQuantity permitted with bxgy discounts.",
        code: "INVALID",
      },
    ]);
  });

  it("let 25 automatic discounts be active at a time", async () => {
    const { mutate } = start();
    const create = (): Promise<Json> =>
      mutate(
        `mutation ($input: DiscountAutomaticBasicInput!) { discountAutomaticBasicCreate(automaticBasicDiscount: $input) {
          userErrors { code } } }`,
        { input: { title: "Auto", startsAt: INPUT.startsAt, customerGets: INPUT.customerGets } },
      );
    for (let index = 0; index < 25; index += 1) expect((await create())["userErrors"]).toEqual([]);
    expect((await create())["userErrors"]).toEqual([{ code: "ACTIVE_PERIOD_OVERLAP" }]);
  });

  it.each([
    ["discounts for markets", { ...INPUT, context: { markets: { add: ["gid://shopify/Market/1"] } } }],
    [
      "combinesWith.productDiscountsWithTagsOnSameCartLine",
      {
        ...INPUT,
        combinesWith: { productDiscounts: true, productDiscountsWithTagsOnSameCartLine: { add: ["a"] } },
      },
    ],
  ])("fail by name: %s", async (what, input) => {
    const answer = await start().run(CREATE, { input });
    expect(answer.errors?.[0]?.message).toBe(`The simulator does not model ${what}`);
  });
});

describe("bulk codes", () => {
  const ADD = `mutation ($id: ID!, $codes: [DiscountRedeemCodeInput!]!) { discountRedeemCodeBulkAdd(discountId: $id, codes: $codes) {
    bulkCreation { id done codesCount importedCount failedCount } userErrors { field code } } }`;

  it("are added after the answer; taken and repeated ones fail", async () => {
    const { create, mutate, run } = start();
    const id = (await create()).codeDiscountNode!["id"];
    const codes = ["ONE", "TWO", "one", "welcome"].map((code) => ({ code }));
    const { bulkCreation } = await mutate(ADD, { id, codes });
    expect(bulkCreation).toMatchObject({ done: false, codesCount: 4, importedCount: 0, failedCount: 0 });
    const later = await run(
      `query ($id: ID!) { discountRedeemCodeBulkCreation(id: $id) { done importedCount failedCount discountCode { id }
        codes(first: 9) { nodes { code discountRedeemCode { code } errors { code } } } } }`,
      { id: bulkCreation!["id"] },
    );
    expect(later.data!["discountRedeemCodeBulkCreation"]).toEqual({
      done: true,
      importedCount: 2,
      failedCount: 2,
      discountCode: { id },
      codes: {
        nodes: [
          { code: "ONE", discountRedeemCode: { code: "ONE" }, errors: [] },
          { code: "TWO", discountRedeemCode: { code: "TWO" }, errors: [] },
          { code: "one", discountRedeemCode: null, errors: [{ code: "TAKEN" }] },
          { code: "welcome", discountRedeemCode: null, errors: [{ code: "TAKEN" }] },
        ],
      },
    });
  });

  it("are removed by id or search, one way at a time", async () => {
    const { create, mutate, shop } = start();
    const id = (await create()).codeDiscountNode!["id"];
    await mutate(ADD, { id, codes: ["ONE", "TWO", "THREE"].map((code) => ({ code })) });
    const remove = (how: object): Promise<Json> =>
      mutate(
        `mutation ($id: ID!, $ids: [ID!], $search: String) { discountCodeRedeemCodeBulkDelete(discountId: $id, ids: $ids, search: $search) {
          job { done } userErrors { code } } }`,
        { id, ...how },
      );
    expect((await remove({}))["userErrors"]).toEqual([{ code: "MISSING_ARGUMENT" }]);
    const [discount] = shop.discounts.values();
    const last = discount!.codes.at(-1)!;
    expect(await remove({ ids: [gidOf("DiscountRedeemCode", last)] })).toEqual({
      job: { done: false },
      userErrors: [],
    });
    await remove({ search: "TWO" });
    expect(discount!.codes.map((code) => code.code)).toEqual(["WELCOME", "ONE"]);
  });
});
