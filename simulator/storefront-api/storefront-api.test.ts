import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createStorefrontApiClient } from "@shopify/storefront-api-client";
import { afterAll, beforeAll, expect, it } from "vitest";
import { send } from "#simulator/http.ts";
import { gid } from "#simulator/ids.ts";
import { newMetafieldDefinition } from "#simulator/state/model/metafields.ts";
import { createTestApi, NOW } from "#simulator/test-store.ts";
import { findCart } from "./carts.ts";
import type { StorefrontAccess } from "./context.ts";
import { answerStorefrontApi, answerStorefrontGraphql, STOREFRONT_PATH } from "./endpoint.ts";

const ALL: StorefrontAccess = {
  kind: "token",
  scopes: [
    "unauthenticated_read_product_listings",
    "unauthenticated_read_product_inventory",
    "unauthenticated_read_product_tags",
    "unauthenticated_write_checkouts",
    "unauthenticated_write_customers",
  ],
};

interface Answer {
  // Whatever the query asked for.
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: string[]; extensions?: { code?: string } }[];
}

function setUp(access: StorefrontAccess = ALL) {
  const api = createTestApi();
  const { shop } = api.runtime;
  shop.markets.push({ countryCode: "DE", countryName: "Germany", currency: "EUR", rate: 1.2 });
  shop.locales.push({ locale: "de", isPrimary: false });
  const run = async (query: string, variables: Record<string, unknown> = {}) => {
    const answer = await answerStorefrontGraphql(api.runtime, access, { query, variables });
    return JSON.parse(JSON.stringify(answer)) as Answer;
  };
  const [product] = shop.products.values();
  return { ...api, shop, run, product: product!, variant: product!.variants[0]! };
}

it("speaks the request's language and currency", async () => {
  const { run, shop, product } = setUp();
  shop.translations.set(gid("Product", product.id), { de: { title: "Bienenwachskerze" } });
  const query = `query ($country: CountryCode, $language: LanguageCode) @inContext(country: $country, language: $language) {
    localization { country { isoCode currency { isoCode } } language { isoCode } availableCountries { isoCode } }
    product(handle: "beeswax-candle") { title priceRange { minVariantPrice { amount currencyCode } } } }`;
  expect((await run(query)).data).toEqual({
    localization: {
      country: { isoCode: "GB", currency: { isoCode: "GBP" } },
      language: { isoCode: "EN" },
      availableCountries: [{ isoCode: "GB" }, { isoCode: "DE" }],
    },
    product: {
      title: "Beeswax Candle",
      priceRange: { minVariantPrice: { amount: "12.0", currencyCode: "GBP" } },
    },
  });
  expect((await run(query, { country: "DE", language: "DE" })).data).toMatchObject({
    localization: { country: { isoCode: "DE" }, language: { isoCode: "DE" } },
    product: {
      title: "Bienenwachskerze",
      priceRange: { minVariantPrice: { amount: "14.4", currencyCode: "EUR" } },
    },
  });
});

it("lists, searches, suggests and recommends products", async () => {
  const { run, shop } = setUp();
  const answer = await run(`{
    products(first: 2, sortKey: PRICE, reverse: true) { nodes { title } pageInfo { hasNextPage } }
    found: products(first: 5, query: "product_type:Kitchen") { nodes { title } }
    collection(handle: "kitchen") { title products(first: 5, filters: [{ price: { max: 5 } }]) { nodes { title availableForSale } } }
    search(query: "mug", first: 3) { totalCount nodes { __typename ... on Product { title } } }
    predictiveSearch(query: "ena", limit: 3) { queries { text } products { title } }
    productTags(first: 2) { nodes } }`);
  expect(answer.errors).toBeUndefined();
  expect(answer.data).toMatchObject({
    products: { nodes: [{ title: "Wool Blanket" }, { title: "Seed Tin" }], pageInfo: { hasNextPage: true } },
    collection: { title: "Kitchen", products: { nodes: [{ title: "Oak Coaster", availableForSale: true }] } },
    search: { totalCount: 1, nodes: [{ __typename: "Product", title: "Enamel Mug" }] },
    predictiveSearch: { queries: [{ text: "enamel" }], products: [{ title: "Enamel Mug" }] },
    productTags: { nodes: ["candles", "garden"] },
  });
  expect((answer.data!["found"] as { nodes: unknown[] }).nodes).toHaveLength(3);
  const mug = [...shop.products.values()].find((each) => each.handle === "enamel-mug")!;
  const related = await run(
    `query ($id: ID!) { productRecommendations(productId: $id, intent: RELATED) { title } }`,
    {
      id: gid("Product", mug.id),
    },
  );
  expect(related.data!["productRecommendations"]).toContainEqual({ title: "Oak Coaster" });
});

it("hides drafts and what is not on the online store", async () => {
  const { run, product } = setUp();
  product.status = "DRAFT";
  const answer = await run(
    `{ product(handle: "beeswax-candle") { title } products(first: 20) { nodes { title } } }`,
  );
  expect(answer.data!["product"]).toBeNull();
  expect((answer.data!["products"] as { nodes: unknown[] }).nodes).toHaveLength(5);
});

it("shows metafields only when their definition opens them", async () => {
  const { run, shop, product } = setUp();
  const at = { namespace: "care", key: "wash", type: "single_line_text_field" };
  const owner = gid("Product", product.id);
  shop.metafields.set(`${owner} care wash`, {
    id: 1n,
    ownerGid: owner,
    ...at,
    value: "cold",
    createdAt: NOW,
    updatedAt: NOW,
  });
  const definition = newMetafieldDefinition({ id: 2n, ownerType: "PRODUCT", ...at, createdAt: NOW });
  const read = async () =>
    (
      await run(
        `{ product(handle: "beeswax-candle") { metafields(identifiers: [{ namespace: "care", key: "wash" }]) { value } } }`,
      )
    ).data!["product"];
  expect(await read()).toEqual({ metafields: [null] });
  shop.metafieldDefinitions.set(2n, {
    ...definition,
    access: { ...definition.access, storefront: "PUBLIC_READ" },
  });
  expect(await read()).toEqual({ metafields: [{ value: "cold" }] });
});

const CART = `id checkoutUrl totalQuantity note attributes { key value } discountCodes { code applicable }
  cost { subtotalAmount { amount currencyCode } totalAmount { amount } } buyerIdentity { countryCode email customer { id } }
  lines(first: 10) { nodes { id quantity attributes { key value } merchandise { ... on ProductVariant { id product { title } } } cost { totalAmount { amount } } } }`;
const CREATE = `mutation ($input: CartInput) { cartCreate(input: $input) { cart { ${CART} } userErrors { field code message } warnings { code target } } }`;

interface CartAnswer {
  id: string;
  checkoutUrl: string;
  lines: { nodes: { id: string }[] };
}

it("keeps a cart: lines, codes, buyer, note", async () => {
  const { run, variant, runtime, shop } = setUp();
  const merchandiseId = gid("ProductVariant", variant.id);
  const line = { merchandiseId, quantity: 1, attributes: [{ key: "Engraving", value: "A" }] };
  const created = await run(CREATE, {
    input: { lines: [line, line, { merchandiseId }], discountCodes: ["NOPE"], note: "Hi" },
  });
  expect(created.errors).toBeUndefined();
  const payload = created.data!["cartCreate"] as { cart: CartAnswer; warnings: unknown[] };
  const { cart } = payload;
  expect(cart).toMatchObject({
    totalQuantity: 3,
    note: "Hi",
    discountCodes: [{ code: "NOPE", applicable: false }],
    cost: { subtotalAmount: { amount: "36.0", currencyCode: "GBP" }, totalAmount: { amount: "36.0" } },
    lines: { nodes: [{ quantity: 2, attributes: [{ key: "Engraving", value: "A" }] }, { quantity: 1 }] },
  });
  expect(payload.warnings).toEqual([{ code: "DISCOUNT_NOT_FOUND", target: cart.id }]);
  const [first, second] = cart.lines.nodes;
  const updated = await run(
    `mutation ($id: ID!, $lines: [CartLineUpdateInput!]!, $gone: [ID!]!) {
      cartLinesUpdate(cartId: $id, lines: $lines) { cart { totalQuantity } userErrors { code } }
      cartLinesRemove(cartId: $id, lineIds: $gone) { cart { totalQuantity cost { totalAmount { amount currencyCode } } } userErrors { code } }
      cartNoteUpdate(cartId: $id, note: "Bye") { cart { note } }
      cartAttributesUpdate(cartId: $id, attributes: [{ key: "a", value: "b" }]) { cart { attributes { key value } } }
      cartBuyerIdentityUpdate(cartId: $id, buyerIdentity: { countryCode: DE, email: "x@example.com" }) { cart { cost { totalAmount { amount currencyCode } } } } }`,
    { id: cart.id, lines: [{ id: first!.id, quantity: 5 }], gone: [second!.id] },
  );
  expect(updated.errors).toBeUndefined();
  expect(updated.data).toMatchObject({
    cartLinesUpdate: { cart: { totalQuantity: 6 }, userErrors: [] },
    cartLinesRemove: {
      cart: { totalQuantity: 5, cost: { totalAmount: { amount: "60.0", currencyCode: "GBP" } } },
    },
    cartNoteUpdate: { cart: { note: "Bye" } },
    cartBuyerIdentityUpdate: { cart: { cost: { totalAmount: { amount: "72.0", currencyCode: "EUR" } } } },
  });
  const url = new URL(cart.checkoutUrl);
  const found = findCart(shop, runtime.app.clientSecret, {
    token: url.pathname.split("/").at(-1)!,
    key: url.searchParams.get("key")!,
    now: NOW,
  });
  expect(found?.email).toBe("x@example.com");
});

it("does not show a cart to who lacks its key, nor after ten days", async () => {
  const { run, variant, clock } = setUp();
  const created = await run(CREATE, {
    input: { lines: [{ merchandiseId: gid("ProductVariant", variant.id) }] },
  });
  const { id } = (created.data!["cartCreate"] as { cart: CartAnswer }).cart;
  const read = async (wanted: string) =>
    (await run(`query ($id: ID!) { cart(id: $id) { totalQuantity } }`, { id: wanted })).data!["cart"];
  expect(await read(id)).toEqual({ totalQuantity: 1 });
  expect(await read(id.replace(/key=.*/, "key=0"))).toBeNull();
  clock.move(10 * 24 * 3600 * 1000);
  expect(await read(id)).toBeNull();
});

it("lowers quantities to what is in stock, and refuses what does not exist", async () => {
  const { run, variant } = setUp();
  variant.inventoryPolicy = "DENY";
  variant.inventoryQuantity = 3;
  const merchandiseId = gid("ProductVariant", variant.id);
  const created = await run(CREATE, { input: { lines: [{ merchandiseId, quantity: 9 }] } });
  expect(created.data!["cartCreate"]).toMatchObject({
    cart: { totalQuantity: 3 },
    warnings: [{ code: "MERCHANDISE_NOT_ENOUGH_STOCK" }],
  });
  const wrong = await run(CREATE, { input: { lines: [{ merchandiseId: gid("ProductVariant", 1n) }] } });
  expect(wrong.data!["cartCreate"]).toMatchObject({
    cart: null,
    userErrors: [{ field: ["input", "lines", "0", "merchandiseId"], code: "INVALID" }],
  });
});

const SIGN_IN = `mutation ($email: String!) { customerAccessTokenCreate(input: { email: $email, password: "secret" }) { customerAccessToken { accessToken expiresAt } customerUserErrors { code } } }`;

it("signs a customer in for thirty days", async () => {
  const { run, clock, shop } = setUp();
  const [customer] = shop.customers.values();
  const unknown = await run(SIGN_IN, { email: "nobody@example.com" });
  expect(unknown.data!["customerAccessTokenCreate"]).toMatchObject({
    customerAccessToken: null,
    customerUserErrors: [{ code: "UNIDENTIFIED_CUSTOMER" }],
  });
  const known = await run(SIGN_IN, { email: customer!.email });
  const { accessToken } = (
    known.data!["customerAccessTokenCreate"] as { customerAccessToken: { accessToken: string } }
  ).customerAccessToken;
  const read = async () =>
    (
      await run(
        `query ($token: String!) { customer(customerAccessToken: $token) { firstName numberOfOrders } }`,
        { token: accessToken },
      )
    ).data!["customer"];
  expect(await read()).toEqual({ firstName: "Ada", numberOfOrders: "0" });
  clock.move(30 * 24 * 3600 * 1000);
  expect(await read()).toBeNull();
});

it("answers without a token what everybody may see, and refuses the rest by name", async () => {
  const { run, product } = setUp({ kind: "tokenless" });
  const open = await run(
    `{ products(first: 1) { nodes { title variants(first: 1) { nodes { price { amount } } } } } }`,
  );
  expect(open.errors).toBeUndefined();
  for (const [field, query] of [
    ["tags", `{ product(handle: "${product.handle}") { tags } }`],
    ["metafield", `{ shop { metafield(namespace: "a", key: "b") { value } } }`],
    ["customer", `{ customer(customerAccessToken: "x") { id } }`],
  ] as const) {
    const [error] = (await run(query)).errors ?? [];
    expect(error).toMatchObject({
      extensions: { code: "ACCESS_DENIED" },
      message: expect.stringContaining(field),
    });
  }
  const [tooMuch] =
    (
      await run(
        `{ products(first: 250) { nodes { collections(first: 250) { nodes { products(first: 250) { nodes { id } } } } } } }`,
      )
    ).errors ?? [];
  expect(tooMuch).toMatchObject({ extensions: { code: "MAX_COST_EXCEEDED" } });
});

it("fails by name where nothing is modelled", async () => {
  const [error] = (await setUp().run(`{ shop { name } menu(handle: "main") { title } }`)).errors ?? [];
  expect(error!.message).toContain("QueryRoot.menu of the Storefront API");
});

const http = createTestApi();
let server: Server;
let origin = "";

beforeAll(async () => {
  server = createServer((request, response) => {
    const version = STOREFRONT_PATH.exec(new URL(request.url!, "http://x").pathname)![1]!;
    void answerStorefrontApi(http.runtime, request, version).then((reply) => send(response, reply));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => void server.close());

/** Shopify's own client, whose requests come here. */
function client(token: { publicAccessToken: string } | { privateAccessToken: string }) {
  return createStorefrontApiClient({
    storeDomain: "test.myshopify.com",
    apiVersion: "2026-07",
    ...(token as { publicAccessToken: string }),
    customFetchApi: (url, init) => fetch(`${origin}${new URL(String(url)).pathname}`, init),
  });
}

it("is understood by Shopify's own client, with public and private tokens", async () => {
  http.installation.scopes.push("unauthenticated_read_product_listings");
  const made = await http.run(
    `mutation { storefrontAccessTokenCreate(input: { title: "Web" }) { storefrontAccessToken { accessToken accessScopes { handle } } userErrors { message } } }`,
  );
  const { storefrontAccessToken } = made.data!["storefrontAccessTokenCreate"] as {
    storefrontAccessToken: { accessToken: string; accessScopes: object[] };
  };
  expect(storefrontAccessToken.accessScopes).toEqual([{ handle: "unauthenticated_read_product_listings" }]);
  http.installation.accessTokens.set("shpat_x", { expiresAt: null, kind: "offline" });
  const query = `{ shop { name } products(first: 1) { nodes { title } } }`;
  for (const token of [
    { publicAccessToken: storefrontAccessToken.accessToken },
    { privateAccessToken: "shpat_x" },
  ]) {
    const { data, errors } = await client(token).request(query);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ shop: { name: "Simulated Store" } });
  }
  const { errors } = await client({ publicAccessToken: "wrong" }).request(query);
  expect(errors).toMatchObject({ networkStatusCode: 401 });
});

it("lets pages of other sites ask", async () => {
  const response = await fetch(`${origin}/api/2026-07/graphql.json`, { method: "OPTIONS" });
  expect(response.status).toBe(204);
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
});
