import { describe, expect, it } from "vitest";
import { gid } from "#simulator/ids.ts";
import { createTestApi, TEST_APP } from "#simulator/test-store.ts";

function setUp(scopes = ["write_products", "write_customers"]) {
  const api = createTestApi({ ...TEST_APP, scopes });
  const { shop, commands } = api.runtime;
  const [product, other] = shop.products.values();
  const owner = gid("Product", product!.id);
  return { ...api, shop, commands, product: product!, other: other!, owner };
}

const SET = `mutation ($metafields: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $metafields) {
  metafields { namespace ownerType jsonValue sizeInBytes owner { ... on Product { title } ... on AppInstallation { id } } } userErrors { field code elementIndex } } }`;

describe("metafieldsSet", () => {
  it("writes to products and to the app's own installation", async () => {
    const { run, owner, installation, product } = setUp();
    const app = gid("AppInstallation", installation.id);
    const answer = await run(SET, {
      metafields: [
        { ownerId: owner, namespace: "custom", key: "sizes", type: "list.number_integer", value: "[1,2]" },
        { ownerId: app, key: "enabled", type: "boolean", value: "true" },
      ],
    });
    expect(answer.data?.["metafieldsSet"]).toEqual({
      metafields: [
        {
          namespace: "custom",
          ownerType: "PRODUCT",
          jsonValue: [1, 2],
          sizeInBytes: 5,
          owner: { title: product.title },
        },
        {
          namespace: "app--42",
          ownerType: "API_PERMISSION",
          jsonValue: true,
          sizeInBytes: 4,
          owner: { id: app },
        },
      ],
      userErrors: [],
    });
  });

  it("asks for the scope of each owner", async () => {
    const { run, owner } = setUp(["read_products", "write_customers"]);
    const answer = await run(SET, {
      metafields: [{ ownerId: owner, key: "size", type: "json", value: "1" }],
    });
    expect(answer.errors?.[0]?.extensions?.["code"]).toBe("ACCESS_DENIED");
  });

  it.each([
    ["file_reference", "gid://shopify/Product/1", "the metafield type file_reference"],
    ["json", "gid://shopify/DraftOrder/1", "metafields of DraftOrder"],
  ])("fails by name for %s of %s", async (type, ownerId, name) => {
    const answer = await setUp().run(SET, { metafields: [{ ownerId, key: "size", type, value: "1" }] });
    expect(answer.errors?.[0]?.message).toBe(`The simulator does not model ${name}`);
  });

  it("keeps the metafields of other apps from being read, unless they are public", async () => {
    const { run, owner, commands } = setUp();
    const at = { ownerGid: owner, namespace: "app--7--secret", key: "score" };
    commands.setMetafields([{ ...at, type: "json", value: "1" }], 7n);
    const read = `query ($id: ID!) { product(id: $id) { metafield(namespace: "app--7--secret", key: "score") { value } metafields(first: 5) { nodes { key } } } }`;
    expect((await run(read, { id: owner })).data).toEqual({
      product: { metafield: null, metafields: { nodes: [] } },
    });
  });
});

describe("references", () => {
  it("are read as what they point to, without what is gone", async () => {
    const { run, owner, commands, product, other } = setUp();
    const value = JSON.stringify([gid("Product", other.id), gid("Product", product.id)]);
    const at = {
      ownerGid: owner,
      namespace: "shopify--discovery--product_recommendation",
      key: "related_products",
    };
    commands.setMetafields([{ ...at, type: "list.product_reference", value }], null);
    commands.deleteProduct(other.id);
    const answer = await run(
      `query ($id: ID!) { product(id: $id) { metafield(namespace: "shopify--discovery--product_recommendation", key: "related_products") {
        references(first: 5) { nodes { ... on Product { title } } } reference { __typename } } } }`,
      { id: owner },
    );
    expect(answer.data).toEqual({
      product: { metafield: { references: { nodes: [{ title: product.title }] }, reference: null } },
    });
  });
});

describe("metafieldsDelete", () => {
  it("answers null for what is not there", async () => {
    const { run, owner, commands } = setUp();
    commands.setMetafields(
      [{ ownerGid: owner, namespace: "custom", key: "size", type: "json", value: "1" }],
      null,
    );
    const metafields = ["size", "other"].map((key) => ({ ownerId: owner, namespace: "custom", key }));
    const answer = await run(
      `mutation ($metafields: [MetafieldIdentifierInput!]!) { metafieldsDelete(metafields: $metafields) { deletedMetafields { key } userErrors { field } } }`,
      { metafields },
    );
    expect(answer.data?.["metafieldsDelete"]).toEqual({
      deletedMetafields: [{ key: "size" }, null],
      userErrors: [],
    });
  });
});

describe("definitions", () => {
  const CREATE = `mutation ($definition: MetafieldDefinitionInput!) { metafieldDefinitionCreate(definition: $definition) {
    createdDefinition { id namespace type { name category } access { admin storefront } capabilities { uniqueValues { eligible enabled } } validations { name type value } pinnedPosition validationStatus } userErrors { field code message } } }`;
  const definition = {
    ownerType: "PRODUCT",
    namespace: "$app:care",
    key: "wash",
    name: "Wash",
    type: "single_line_text_field",
  };

  it("are made in the app's namespace, listed, changed and deleted", async () => {
    const { run } = setUp();
    const validations = [{ name: "max", value: "5" }];
    const made = await run(CREATE, { definition: { ...definition, validations, pin: true } });
    expect(made.data?.["metafieldDefinitionCreate"]).toMatchObject({
      createdDefinition: {
        namespace: "app--42--care",
        type: { name: "single_line_text_field", category: "TEXT" },
        access: { admin: "MERCHANT_READ", storefront: "NONE" },
        capabilities: { uniqueValues: { eligible: true, enabled: false } },
        validations: [{ name: "max", type: "number_integer", value: "5" }],
        pinnedPosition: 1,
        validationStatus: "ALL_VALID",
      },
      userErrors: [],
    });
    const listed = await run(
      `{ metafieldDefinitions(first: 5, ownerType: PRODUCT, query: "key:wash", pinnedStatus: PINNED) { nodes { name } } }`,
    );
    expect(listed.data?.["metafieldDefinitions"]).toEqual({ nodes: [{ name: "Wash" }] });
    const identifier = { ownerType: "PRODUCT", namespace: "$app:care", key: "wash" };
    const changed = await run(
      `mutation ($definition: MetafieldDefinitionUpdateInput!) { metafieldDefinitionUpdate(definition: $definition) { updatedDefinition { name access { storefront } } userErrors { code } } }`,
      { definition: { ...identifier, name: "Washing", access: { storefront: "PUBLIC_READ" } } },
    );
    expect(changed.data?.["metafieldDefinitionUpdate"]).toEqual({
      updatedDefinition: { name: "Washing", access: { storefront: "PUBLIC_READ" } },
      userErrors: [],
    });
    const DELETE = `mutation ($identifier: MetafieldDefinitionIdentifierInput!, $all: Boolean!) { metafieldDefinitionDelete(identifier: $identifier, deleteAllAssociatedMetafields: $all) { deletedDefinition { key } userErrors { field code } } }`;
    expect((await run(DELETE, { identifier, all: false })).data?.["metafieldDefinitionDelete"]).toEqual({
      deletedDefinition: null,
      userErrors: [{ field: null, code: "RESERVED_NAMESPACE_ORPHANED_METAFIELDS" }],
    });
    expect((await run(DELETE, { identifier, all: true })).data?.["metafieldDefinitionDelete"]).toMatchObject({
      deletedDefinition: { key: "wash" },
    });
  });

  it("of another app's namespace are refused", async () => {
    const answer = await setUp().run(CREATE, { definition: { ...definition, namespace: "app--7--care" } });
    expect(answer.data?.["metafieldDefinitionCreate"]).toMatchObject({
      createdDefinition: null,
      userErrors: [{ field: ["definition", "namespace"] }],
    });
  });

  it("are told of by their types", async () => {
    const answer = await setUp().run("{ metafieldDefinitionTypes { name supportedValidations { name } } }");
    const types = answer.data!["metafieldDefinitionTypes"] as unknown as { name: string }[];
    expect(types).toContainEqual({
      name: "rating",
      supportedValidations: [{ name: "scale_min" }, { name: "scale_max" }],
    });
    expect(types.map(({ name }) => name)).toContain("list.product_reference");
  });
});
