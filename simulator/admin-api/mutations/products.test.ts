import { describe, expect, it } from "vitest";
import { gid } from "#simulator/ids.ts";
import { createTestApi, TEST_APP } from "#simulator/test-store.ts";

const SCOPES = [
  "write_products",
  "write_inventory",
  "write_locations",
  "write_publications",
  "write_customers",
];

function setUp(scopes = SCOPES) {
  const api = createTestApi({ ...TEST_APP, scopes });
  /** The answer of the first root field. */
  const ask = async (query: string, variables: object = {}): Promise<Record<string, unknown>> => {
    const answer = await api.run(query, variables as Record<string, unknown>);
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    return Object.values(answer.data!)[0]!;
  };
  const [product] = api.runtime.shop.products.values();
  const [location] = api.runtime.shop.locations.values();
  return { ...api, ask, shop: api.runtime.shop, product: product!, location: location! };
}

const CREATE = `mutation ($product: ProductCreateInput!) { productCreate(product: $product) {
  product { id handle status publishedAt onlineStoreUrl featuredMedia { id } hasOnlyDefaultVariant totalInventory tracksInventory
    options { name values optionValues { name hasVariants } }
    variants(first: 5) { nodes { title price inventoryPolicy selectedOptions { name value } inventoryItem { tracked } } }
    metafield(namespace: "custom", key: "care") { value } }
  userErrors { field message } } }`;

const BULK = `mutation ($id: ID!, $variants: [ProductVariantsBulkInput!]!) { productVariantsBulkCreate(productId: $id, variants: $variants) {
  productVariants { id title price compareAtPrice sku availableForSale sellableOnlineQuantity inventoryQuantity
    inventoryItem { id unitCost { amount } inventoryLevels(first: 2) { nodes { id quantities(names: ["available"]) { quantity } } } } }
  userErrors { field message code } } }`;

interface Made {
  product: { id: string };
}

describe("productCreate", () => {
  it("makes a product that nobody sees yet, with its options and metafields", async () => {
    const { ask } = setUp();
    const answer = await ask(CREATE, {
      product: {
        title: "Shirt",
        productOptions: [{ name: "Size", values: [{ name: "S" }, { name: "M" }] }],
        metafields: [
          { namespace: "custom", key: "care", type: "single_line_text_field", value: "Cold wash" },
        ],
      },
    });
    expect(answer).toMatchObject({
      userErrors: [],
      product: {
        handle: "shirt",
        status: "ACTIVE",
        publishedAt: null,
        onlineStoreUrl: null,
        featuredMedia: null,
        hasOnlyDefaultVariant: false,
        tracksInventory: false,
        options: [
          {
            name: "Size",
            values: ["S"],
            optionValues: [
              { name: "S", hasVariants: true },
              { name: "M", hasVariants: false },
            ],
          },
        ],
        variants: {
          nodes: [
            {
              title: "S",
              price: "0.00",
              inventoryPolicy: "DENY",
              selectedOptions: [{ name: "Size", value: "S" }],
            },
          ],
        },
        metafield: { value: "Cold wash" },
      },
    });
  });

  it.each([
    [{ title: "" }, ["title"]],
    [{ title: "X", handle: "enamel-mug" }, ["input", "handle"]],
    [
      { title: "X", metafields: [{ namespace: "custom", key: "care", type: "json", value: "{" }] },
      ["metafields", "0", "value"],
    ],
  ])("makes nothing of %j", async (product, field) => {
    const { ask, shop } = setUp();
    const before = shop.products.size;
    expect(await ask(CREATE, { product })).toMatchObject({ product: null, userErrors: [{ field }] });
    expect(shop.products.size).toBe(before);
  });

  it("fails by name for what is left out", async () => {
    const { run } = setUp();
    const answer = await run(CREATE, { product: { title: "X", requiresSellingPlan: true } });
    expect(answer.errors?.[0]?.message).toBe(
      "The simulator does not model ProductCreateInput.requiresSellingPlan",
    );
  });

  it("asks for write_products", async () => {
    const { run } = setUp(["read_products"]);
    const answer = await run(CREATE, { product: { title: "X" } });
    expect(answer.errors?.[0]?.extensions?.["code"]).toBe("ACCESS_DENIED");
  });
});

describe("variants", () => {
  it("are made with prices, costs and stock, and sold out when it is gone", async () => {
    const { ask, location } = setUp();
    const made = (await ask(CREATE, { product: { title: "Shirt" } })) as unknown as Made;
    const inventoryQuantities = [{ locationId: gid("Location", location.id), availableQuantity: 0 }];
    const answer = await ask(BULK, {
      id: made.product.id,
      variants: [
        {
          optionValues: [{ optionName: "Title", name: "Red" }],
          price: "12.5",
          compareAtPrice: "15",
          inventoryItem: { sku: "RED", cost: "4.20", tracked: true },
          inventoryQuantities,
        },
      ],
    });
    expect(answer).toMatchObject({
      userErrors: [],
      productVariants: [
        {
          title: "Red",
          price: "12.50",
          compareAtPrice: "15.00",
          sku: "RED",
          availableForSale: false,
          sellableOnlineQuantity: 0,
          inventoryItem: {
            unitCost: { amount: "4.2" },
            inventoryLevels: { nodes: [{ quantities: [{ quantity: 0 }] }] },
          },
        },
      ],
    });
  });

  it("say which input is wrong", async () => {
    const { ask } = setUp();
    const made = (await ask(CREATE, { product: { title: "Shirt" } })) as unknown as Made;
    const answer = await ask(BULK, {
      id: made.product.id,
      variants: [{ price: "-1", optionValues: [{ optionName: "Title", name: "A" }] }],
    });
    expect(answer).toMatchObject({
      productVariants: null,
      userErrors: [{ field: ["variants", "0", "price"], code: "GREATER_THAN_OR_EQUAL_TO" }],
    });
  });

  it("are set with their product", async () => {
    const { ask } = setUp();
    const answer = await ask(
      `mutation ($input: ProductSetInput!) { productSet(synchronous: true, input: $input) { product { variantsCount { count } priceRangeV2 { maxVariantPrice { amount } } compareAtPriceRange { minVariantCompareAtPrice { amount } } } userErrors { code } } }`,
      {
        input: {
          title: "Shirt",
          productOptions: [{ name: "Size", values: [{ name: "S" }, { name: "M" }] }],
          variants: ["S", "M"].map((name, index) => ({
            optionValues: [{ optionName: "Size", name }],
            price: `${index + 1}`,
          })),
        },
      },
    );
    expect(answer).toEqual({
      userErrors: [],
      product: {
        variantsCount: { count: 2 },
        priceRangeV2: { maxVariantPrice: { amount: "2.0" } },
        compareAtPriceRange: null,
      },
    });
  });
});

describe("publishing", () => {
  const PUBLISH = `mutation ($id: ID!, $input: [PublicationInput!]!) { publishablePublish(id: $id, input: $input) {
    publishable { ... on Product { onlineStoreUrl publishedAt resourcePublicationsV2(first: 1) { nodes { isPublished publication { name } } } } } userErrors { field } } }`;

  it("puts a product on the online store, and an unknown publication on none", async () => {
    const { ask } = setUp();
    const made = (await ask(CREATE, { product: { title: "Lamp" } })) as unknown as Made;
    const found = await ask("{ publications(first: 1) { nodes { id name } } }");
    const [{ id: publicationId }] = found["nodes"] as [{ id: string }];
    const answer = await ask(PUBLISH, { id: made.product.id, input: [{ publicationId }] });
    expect(answer).toMatchObject({
      userErrors: [],
      publishable: {
        onlineStoreUrl: "http://localhost:4101/products/lamp",
        resourcePublicationsV2: { nodes: [{ isPublished: true, publication: { name: "Online Store" } }] },
      },
    });
    const wrong = await ask(PUBLISH, {
      id: made.product.id,
      input: [{ publicationId: gid("Publication", 1n) }],
    });
    expect(wrong).toMatchObject({
      publishable: null,
      userErrors: [{ field: ["input", "0", "publicationId"] }],
    });
  });

  it("at a time to come is only planned", async () => {
    const { ask } = setUp();
    const made = (await ask(CREATE, { product: { title: "Lamp" } })) as unknown as Made;
    const found = await ask("{ publications(first: 1) { nodes { id } } }");
    const [{ id: publicationId }] = found["nodes"] as [{ id: string }];
    const input = [{ publicationId, publishDate: "2026-12-24T00:00:00Z" }];
    const answer = await ask(PUBLISH, { id: made.product.id, input });
    expect(answer).toMatchObject({
      publishable: {
        onlineStoreUrl: null,
        publishedAt: "2026-12-24T00:00:00Z",
        resourcePublicationsV2: { nodes: [] },
      },
    });
  });
});

describe("reading products", () => {
  it.each([
    ["status:active", 6],
    ["status:draft,archived", 0],
    ["tag:kitchen", 3],
    ["tag_not:kitchen", 3],
    ["-tag_not:kitchen", 3],
    ["title:mug", 1],
    ["price:>=20", 2],
    ["inventory_total:<100", 0],
    ["gift_card:false product_type:Kitchen,Home", 4],
    ["published_status:published", 6],
    ["published_status:unavailable", 0],
    ["sku:SKU-1 OR sku:SKU-2", 2],
    ["has_only_default_variant:true", 6],
    ["is_price_reduced:true", 0],
    ["created_at:>2030-01-01", 0],
  ])("by %s finds %i", async (query, count) => {
    const { ask } = setUp();
    expect(await ask(`query ($q: String) { productsCount(query: $q) { count } }`, { q: query })).toEqual({
      count,
    });
  });

  it("by a metafield needs a definition that is filterable", async () => {
    const { ask, run, product, runtime } = setUp();
    const ownerGid = gid("Product", product.id);
    runtime.commands.setMetafields(
      [{ ownerGid, namespace: "custom", key: "fair", type: "boolean", value: "true" }],
      null,
    );
    const query = `{ products(first: 5, query: "metafields.custom.fair:true") { nodes { title } } }`;
    expect((await run(query)).errors?.[0]?.extensions?.["code"]).toBe("NOT_MODELLED");
    runtime.commands.createDefinition(
      {
        ownerType: "PRODUCT",
        namespace: "custom",
        key: "fair",
        name: "Fair",
        type: "boolean",
        capabilities: { adminFilterable: true },
      },
      null,
    );
    expect(await ask(query)).toEqual({ nodes: [{ title: product.title }] });
  });

  it("gives market prices, translations and identifiers", async () => {
    const { ask, shop, product } = setUp();
    shop.markets.push({ countryCode: "JP", countryName: "Japan", currency: "JPY", rate: 190.333 });
    shop.translations.set(gid("Product", product.id), { de: { title: "Kerze" } });
    const answer = await ask(
      `query ($handle: String!) { productByIdentifier(identifier: { handle: $handle }) { title
        translations(locale: "de") { key value outdated }
        contextualPricing(context: { country: JP }) { priceRange { minVariantPrice { amount currencyCode } } } } }`,
      { handle: product.handle },
    );
    expect(answer).toEqual({
      title: product.title,
      translations: [{ key: "title", value: "Kerze", outdated: false }],
      contextualPricing: { priceRange: { minVariantPrice: { amount: "2284.0", currencyCode: "JPY" } } },
    });
  });

  it("lists tags, types and vendors once each", async () => {
    const { ask } = setUp();
    expect(await ask("{ productTypes(first: 10) { nodes } }")).toEqual({
      nodes: ["Candles", "Garden", "Home", "Kitchen"],
    });
    expect(await ask("{ productVendors(first: 10) { nodes } }")).toEqual({ nodes: ["Simulated Goods"] });
  });
});

describe("collections", () => {
  it("with rules hold what meets them", async () => {
    const { ask } = setUp();
    const answer = await ask(
      `mutation ($input: CollectionInput!) { collectionCreate(input: $input) { collection { handle sortOrder ruleSet { rules { column } } productsCount { count } products(first: 5, sortKey: TITLE) { nodes { title } } } userErrors { message } } }`,
      {
        input: {
          title: "Küche",
          ruleSet: {
            appliedDisjunctively: false,
            rules: [{ column: "TYPE", relation: "EQUALS", condition: "Kitchen" }],
          },
        },
      },
    );
    expect(answer).toMatchObject({
      userErrors: [],
      collection: {
        handle: "kuche",
        productsCount: { count: 3 },
        products: {
          nodes: [{ title: "Enamel Mug" }, { title: "Linen Tea Towel" }, { title: "Oak Coaster" }],
        },
      },
    });
  });
});
