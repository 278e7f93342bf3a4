import { getOperationAST, parse } from "graphql";
import { expect, it } from "vitest";
import { fieldCosts, queryCost } from "./cost.ts";
import { loadAdminSchema } from "./schema.ts";

const { schema } = loadAdminSchema();

function cost(query: string, options: { variables?: Record<string, unknown>; data?: unknown } = {}): number {
  const document = parse(query);
  return queryCost(schema, document, getOperationAST(document)!, options);
}

const CUSTOMER = "id defaultPhoneNumber { phoneNumber } defaultAddress { city }";

it.each([
  // The published table.
  ["a scalar and an enum are free, an object is 1", "{ shop { name currencyCode } }", 1],
  [
    "money and addresses are values",
    "{ customer(id: 1) { amountSpent { amount } defaultAddress { city } } }",
    1,
  ],
  [
    "a mutation is 10, with the object it returns",
    "mutation { tagsAdd(id: 1, tags: []) { node { id } userErrors { message } } }",
    10,
  ],
  [
    "two mutations are 20",
    "mutation { a: tagsAdd(id: 1, tags: []) { userErrors { message } } b: tagsAdd(id: 2, tags: []) { userErrors { message } } }",
    20,
  ],
  ["counts at the root are 10", "{ customersCount { count precision } }", 10],
  // Recorded at Shopify.
  [
    "250 variants",
    "{ product(id: 1) { variants(first: 250) { nodes { inventoryItem { id tracked } } } } }",
    25,
  ],
  ["one location", "{ shop { currencyCode } locations(first: 1) { nodes { id name isActive } } }", 4],
  [
    "pages of 10 and 1",
    "{ a: products(first: 10) { nodes { title } } b: products(first: 1) { nodes { title } pageInfo { hasNextPage } } }",
    9,
  ],
  [
    "pages of 2, 5 and 5 with an object each",
    `{ a: customers(first: 2) { edges { cursor node { ${CUSTOMER} } } }
    b: customers(first: 5) { edges { node { ${CUSTOMER} } } } c: customers(first: 5) { edges { node { ${CUSTOMER} } } } }`,
    20,
  ],
  [
    "one customer",
    "{ customer(id: 1) { tags amountSpent { amount } defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber } defaultAddress { city } } }",
    3,
  ],
  [
    "nodes and edges both",
    `{ customer(id: 1) { id addresses { city } addressesV2(first: 2) { nodes { city } edges { cursor node { city } } pageInfo { hasNextPage } }
    companyContactProfiles { id } orders(first: 2) { nodes { id } edges { node { id } } } events(first: 2) { nodes { id } edges { node { id } } }
    metafield(namespace: "a", key: "b") { id } metafields(first: 2) { nodes { id } edges { node { id } } } lastOrder { id } } }`,
    20,
  ],
  [
    "an object below the object that a mutation returns",
    "mutation { draftOrderComplete(id: 1) { draftOrder { id order { id totalPriceSet { shopMoney { amount } } } } userErrors { message } } }",
    11,
  ],
  [
    "store credit",
    "{ customer(id: 1) { storeCreditAccounts(first: 5) { nodes { id balance { amount } } } } }",
    1 + 20,
  ],
  [
    "products with variants and metafields",
    "{ products(first: 250) { nodes { id variants(first: 1) { nodes { id } } metafields(first: 10) { nodes { id } } } } }",
    112,
  ],
  // What follows from the rules.
  ["a page of nothing", "{ customers(first: 0) { nodes { id } } }", 2],
  [
    "a union is its dearest type",
    "{ codeDiscountNode(id: 1) { codeDiscount { ... on DiscountCodeBasic { title } ... on DiscountCodeBxgy { codes(first: 1) { nodes { id } } } } } }",
    1 + 1 + 3,
  ],
  [
    "an interface is its dearest type",
    "{ node(id: 1) { id ... on Order { customer { id } } ... on Customer { id } } }",
    2,
  ],
  [
    "what is selected twice counts once",
    "{ shop { name } ...Shop } fragment Shop on QueryRoot { shop { id } }",
    1,
  ],
  ["aliases count each", "{ a: shop { name } b: shop { name } }", 2],
  ["what is skipped is free", "{ shop @skip(if: true) { name } }", 0],
])("%s", (_name, query, expected) => {
  expect(cost(query)).toBe(expected);
});

it("takes sizes from variables, and from their defaults", () => {
  const query = "query ($first: Int = 10) { customers(first: $first) { nodes { id } } }";
  expect(cost(query)).toBe(2 + 4);
  expect(cost(query, { variables: { first: 250 } })).toBe(2 + 11);
});

it.each([
  ["fewer came back", { products: { nodes: [{ title: "a" }, { title: "b" }, { title: "c" }] } }, 2 + 2],
  ["nothing came back", { products: { nodes: [] } }, 2],
  ["all is null", null, 2],
])("charges for what came back: %s", (_name, data, expected) => {
  expect(cost("{ products(first: 10) { nodes { title } } }", { data })).toBe(expected);
});

it("charges for an object that is null, not for what is in it", () => {
  const query = "{ product(id: 1) { variants(first: 250) { nodes { inventoryItem { id tracked } } } } }";
  expect(cost(query, { data: { product: null } })).toBe(1);
});

it.each([
  ["a connection inside an object that came back empty", [], 1 + 2 + 4],
  [
    "the mean of its items",
    [{ refunds: [] }, { refunds: [{ staffMember: { id: 1 } }] }, { refunds: [] }],
    1 + 2 + 5,
  ],
])("charges for %s", (_name, nodes, expected) => {
  const query = "{ customer(id: 1) { orders(first: 10) { nodes { refunds { staffMember { id } } } } } }";
  expect(cost(query, { data: { customer: { orders: { nodes } } } })).toBe(expected);
});

it("breaks the cost down by field", () => {
  const document = parse("{ product(id: 1) { variants(first: 250) { nodes { inventoryItem { id } } } } }");
  const fields = fieldCosts(schema, document, getOperationAST(document)!);
  expect(fields.map((field) => [field.path.join("."), ...Object.values(field).slice(1)])).toEqual([
    ["product.variants.nodes.inventoryItem.id", 0, 0, null],
    ["product.variants.nodes.inventoryItem", 1, 1, 0],
    ["product.variants.nodes", 1, 2, 1],
    ["product.variants", null, 24, 2],
    ["product", 1, 25, 24],
  ]);
});
