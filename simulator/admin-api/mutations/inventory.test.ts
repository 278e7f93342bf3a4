import { describe, expect, it } from "vitest";
import { gid } from "#simulator/ids.ts";
import { createTestApi, TEST_APP } from "#simulator/test-store.ts";

function setUp() {
  const api = createTestApi({
    ...TEST_APP,
    scopes: ["write_products", "write_inventory", "write_locations"],
  });
  const { shop } = api.runtime;
  const [product] = shop.products.values();
  const [location] = shop.locations.values();
  const variant = product!.variants[0]!;
  const row = {
    inventoryItemId: gid("InventoryItem", variant.inventoryItemId),
    locationId: gid("Location", location!.id),
    changeFromQuantity: null as number | null | undefined,
  };
  return { ...api, shop, variant, row };
}

const ADJUST = `mutation ($input: InventoryAdjustQuantitiesInput!) { inventoryAdjustQuantities(input: $input) @idempotent(key: "a") {
  inventoryAdjustmentGroup { reason changes { name delta quantityAfterChange item { sku } location { name } } } userErrors { field code } } }`;
const SET = `mutation ($input: InventorySetQuantitiesInput!, $key: String!) { inventorySetQuantities(input: $input) @idempotent(key: $key) {
  inventoryAdjustmentGroup { changes { delta } } userErrors { field code } } }`;

const input = (list: object, more: object = {}) => ({
  name: "available",
  reason: "correction",
  ...list,
  ...more,
});

describe("inventoryAdjustQuantities", () => {
  it("changes by so many, once for each idempotency key", async () => {
    const { run, variant, row } = setUp();
    const variables = { input: input({ changes: [{ ...row, delta: -3 }] }) };
    const first = await run(ADJUST, variables);
    expect(first.data?.["inventoryAdjustQuantities"]).toEqual({
      inventoryAdjustmentGroup: {
        reason: "correction",
        changes: [
          {
            name: "available",
            delta: -3,
            quantityAfterChange: null,
            item: { sku: "SKU-1" },
            location: { name: "Shop location" },
          },
        ],
      },
      userErrors: [],
    });
    expect((await run(ADJUST, variables)).data).toEqual(first.data);
    expect(variant.inventoryQuantity).toBe(97);
    const other = await run(ADJUST, { input: input({ changes: [{ ...row, delta: -4 }] }) });
    expect(other.data?.["inventoryAdjustQuantities"]).toMatchObject({
      userErrors: [{ code: "IDEMPOTENCY_KEY_PARAMETER_MISMATCH" }],
    });
  });

  it("asks for an idempotency key", async () => {
    const { run, row } = setUp();
    const answer = await run(ADJUST.replace('@idempotent(key: "a")', ""), {
      input: input({ changes: [{ ...row, delta: 1 }] }),
    });
    expect(answer.errors?.[0]).toMatchObject({
      message: "The @idempotent directive is required for this mutation but was not provided.",
      extensions: { code: "BAD_REQUEST" },
    });
  });

  it("asks what each change counts on, if only with null", async () => {
    const { run, row } = setUp();
    const { changeFromQuantity: _left, ...rest } = row;
    const answer = await run(ADJUST, { input: input({ changes: [{ ...rest, delta: 1 }] }) });
    expect(answer.errors?.[0]?.extensions?.["code"]).toBe("INVALID_FIELD_ARGUMENTS");
  });
});

describe("inventorySetQuantities", () => {
  it.each([
    [
      {},
      { changeFromQuantity: 99, quantity: 5 },
      ["input", "quantities", "0", "changeFromQuantity"],
      "CHANGE_FROM_QUANTITY_STALE",
    ],
    [{ reason: "whim" }, { quantity: 5 }, ["input", "reason"], "INVALID_REASON"],
    [{ name: "some" }, { quantity: 5 }, ["input", "name"], "INVALID_NAME"],
    [{}, { quantity: 1_000_000_001 }, ["input", "quantities", "0", "quantity"], "INVALID_QUANTITY_TOO_HIGH"],
  ])("refuses %j %j", async (more, wrong, field, code) => {
    const { run, variant, row } = setUp();
    const variables = { key: "k", input: input({ quantities: [{ ...row, ...wrong }] }, more) };
    expect((await run(SET, variables)).data?.["inventorySetQuantities"]).toEqual({
      inventoryAdjustmentGroup: null,
      userErrors: [{ field, code }],
    });
    expect(variant.inventoryQuantity).toBe(100);
  });

  it("sets what is there", async () => {
    const { run, variant, row } = setUp();
    const variables = {
      key: "k",
      input: input({ quantities: [{ ...row, changeFromQuantity: 100, quantity: 5 }] }),
    };
    expect((await run(SET, variables)).data?.["inventorySetQuantities"]).toMatchObject({ userErrors: [] });
    expect(variant.inventoryQuantity).toBe(5);
  });

  it("fails by name for the kinds of stock that are left out", async () => {
    const { run, row } = setUp();
    const answer = await run(SET, {
      key: "k",
      input: input({ quantities: [{ ...row, quantity: 1 }] }, { name: "on_hand" }),
    });
    expect(answer.errors?.[0]?.message).toBe('The simulator does not model the inventory quantity "on_hand"');
  });
});

describe("levels", () => {
  it("are found by their own id, made and taken away", async () => {
    const { run, row } = setUp();
    const added = await run(
      `mutation { locationAdd(input: { name: "Barn", address: { countryCode: GB } }) { location { id isActive } userErrors { code } } }`,
    );
    const { id: locationId } = added.data!["locationAdd"]!["location"] as { id: string };
    const made = await run(
      `mutation ($item: ID!, $location: ID!) { inventoryActivate(inventoryItemId: $item, locationId: $location, available: 4) @idempotent(key: "x") { inventoryLevel { id } userErrors { message } } }`,
      { item: row.inventoryItemId, location: locationId },
    );
    const { id } = made.data!["inventoryActivate"]!["inventoryLevel"] as { id: string };
    const read = `query ($id: ID!) { inventoryLevel(id: $id) { quantities(names: ["available"]) { quantity } location { name } item { id } } }`;
    expect((await run(read, { id })).data).toEqual({
      inventoryLevel: {
        quantities: [{ quantity: 4 }],
        location: { name: "Barn" },
        item: { id: row.inventoryItemId },
      },
    });
    await run(
      `mutation ($id: ID!) { inventoryDeactivate(inventoryLevelId: $id) { userErrors { message } } }`,
      { id },
    );
    expect((await run(read, { id })).data).toEqual({ inventoryLevel: null });
  });

  it("of items hold cost and tracking", async () => {
    const { run, row, variant } = setUp();
    const answer = await run(
      `mutation ($id: ID!) { inventoryItemUpdate(id: $id, input: { cost: "3.50", tracked: false }) { inventoryItem { tracked unitCost { amount currencyCode } } userErrors { field } } }`,
      { id: row.inventoryItemId },
    );
    expect(answer.data?.["inventoryItemUpdate"]).toEqual({
      inventoryItem: { tracked: false, unitCost: { amount: "3.5", currencyCode: "GBP" } },
      userErrors: [],
    });
    expect(variant.unitCost).toBe(350n);
  });
});
