import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTestStore } from "#simulator/test-store.ts";
import { findVariant } from "./indexes.ts";
import type { Product } from "./model.ts";
import { freeHandle, handleFrom } from "./products-handles.ts";
import { optionsOf, valueHasVariants, optionValuesOf } from "./products-options.ts";
import { hasPage, isListed } from "./products-parts.ts";

type Store = ReturnType<typeof createTestStore>;

const topics = (store: Store): string[] => (store.sent.at(-1) ?? []).map(({ topic }) => topic);

function made(store: Store, title: string, more: object = {}): Product {
  const result = store.commands.createProduct({ title, ...more });
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.product;
}

const SIZES = [{ name: "Size", values: ["S", "M"] }];
const size = (name: string) => ({ optionValues: [{ optionName: "Size", name }] });

describe("handles", () => {
  it.each([
    ['Chloë\'s "Red" Mug', "chloes-red-mug"],
    ["  100% M & Ms!!!  ", "100-m-ms"],
    ["東京 タワー", "東京-タワー"],
    ["Кружка №1", "кружка-1"],
    ["!!!", ""],
  ])("of %s", (title, handle) => {
    expect(handleFrom(title)).toBe(handle);
  });

  it("are the same when made again from themselves", () => {
    fc.assert(fc.property(fc.string(), (text) => handleFrom(handleFrom(text)) === handleFrom(text)));
  });

  it.each([
    ["mug", ["mug"], "mug-1"],
    ["mug", ["mug", "mug-1"], "mug-2"],
    ["mug-41", ["mug-41"], "mug-42"],
    ["mug", [], "mug"],
  ])("go on counting: %s beside %s", (wanted, taken, handle) => {
    expect(freeHandle(wanted, (each) => taken.includes(each))).toBe(handle);
  });

  it("made from titles get a number, asked for they must be free", () => {
    const store = createTestStore();
    expect(made(store, "Enamel Mug").handle).toBe("enamel-mug-1");
    expect(made(store, "???").handle).toBe("product");
    const refused = store.commands.createProduct({ title: "X", handle: "Enamel Mug" });
    expect(refused).toMatchObject({ errors: [{ field: "handle", code: "HANDLE_NOT_UNIQUE" }] });
  });

  it("stay when the title changes", () => {
    const store = createTestStore();
    const product = made(store, "Lamp");
    store.commands.updateProduct(product.id, { title: "Lantern" });
    expect(product).toMatchObject({ title: "Lantern", handle: "lamp" });
  });
});

describe("products", () => {
  it("begin unpublished with one variant that is not tracked", () => {
    const store = createTestStore();
    const product = made(store, "Lamp", { tags: ["b, a", "A "] });
    expect(product).toMatchObject({
      publishedAt: null,
      status: "ACTIVE",
      vendor: "Simulated Store",
      imagePath: "",
    });
    expect(product.tags).toEqual(["a", "b"]);
    expect(product.variants).toMatchObject([
      { title: "Default Title", price: 0n, tracked: false, inventoryPolicy: "DENY" },
    ]);
    expect(topics(store)).toEqual(["products/create", "inventory_items/create", "inventory_levels/connect"]);
  });

  it.each([
    [{ title: " " }, "title"],
    [{ title: "x".repeat(256) }, "title"],
    [{ title: "X", options: ["A", "B", "C", "D"].map((name) => ({ name, values: ["1"] })) }, "options"],
    [{ title: "X", options: [{ name: "A", values: ["1", "1"] }] }, "options.0.values"],
    [{ title: "X", joinCollections: [1n] }, "collectionsToJoin"],
  ])("refuse %o", (input, field) => {
    const store = createTestStore();
    expect(store.commands.createProduct(input)).toMatchObject({ ok: false, errors: [{ field }] });
    expect(store.sent).toEqual([]);
  });

  it("send nothing when an update changes nothing", () => {
    const store = createTestStore();
    const product = made(store, "Lamp");
    const before = store.sent.length;
    store.commands.updateProduct(product.id, { title: "Lamp", tags: [] });
    expect(store.sent).toHaveLength(before);
    store.commands.updateProduct(product.id, { status: "DRAFT" });
    expect(topics(store)).toEqual(["products/update"]);
  });

  it("leave carts, collections and metafields when they are deleted", () => {
    const store = createTestStore();
    const { shop, commands, variants } = store;
    const variant = variants[1]!;
    const ownerGid = `gid://shopify/Product/${variant.productId}`;
    commands.setMetafields([{ ownerGid, namespace: "custom", key: "care", type: "json", value: "{}" }], null);
    commands.deleteProduct(variant.productId);
    expect(topics(store)).toEqual([
      "products/delete",
      "inventory_levels/disconnect",
      "inventory_items/delete",
    ]);
    expect(findVariant(shop, variant.id)).toBeNull();
    const priced = commands.priceCart([{ variantId: variant.id, quantity: 1 }], [], null);
    expect(priced.lines).toEqual([]);
    expect(shop.metafields.size).toBe(0);
    expect([...shop.collections.values()].flatMap(({ productIds }) => productIds)).not.toContain(
      variant.productId,
    );
  });

  it.each([
    ["ACTIVE", 0, true, true],
    ["UNLISTED", 0, true, false],
    ["DRAFT", 0, false, false],
    ["ARCHIVED", 0, false, false],
    ["ACTIVE", 1, false, false],
    ["ACTIVE", null, false, false],
  ] as const)("%s, published in %s ms: page %s, listed %s", (status, inMs, page, listed) => {
    const store = createTestStore();
    const now = store.environment.clock();
    const product = made(store, "Lamp", { status });
    if (inMs !== null) store.commands.publishProduct(product.id, new Date(now.getTime() + inMs));
    expect([hasPage(product, now), isListed(product, now)]).toEqual([page, listed]);
  });
});

describe("variants", () => {
  it("100 at once take the place of the default one, each with its item", () => {
    const store = createTestStore();
    const product = made(store, "Shirt");
    const inputs = Array.from({ length: 100 }, (_unused, index) => ({
      optionValues: [{ optionName: "Title", name: `No ${index}` }],
      price: BigInt(index),
    }));
    expect(store.commands.createVariants(product.id, inputs)).toMatchObject({ ok: true });
    expect(product.variants).toHaveLength(100);
    expect(product.variants[99]).toMatchObject({ title: "No 99", price: 99n });
    expect(topics(store).filter((topic) => topic === "inventory_items/create")).toHaveLength(100);
    expect(findVariant(store.shop, product.variants[50]!.id)?.title).toBe("No 50");
  });

  it("stop at 2048", () => {
    const store = createTestStore();
    const product = made(store, "Shirt", { options: SIZES });
    const inputs = Array.from({ length: 2048 }, (_unused, index) => size(`No ${index}`));
    expect(store.commands.createVariants(product.id, inputs)).toMatchObject({
      ok: false,
      errors: [{ field: "variants" }],
    });
    expect(store.commands.createVariants(product.id, inputs.slice(1)).ok).toBe(true);
  });

  it.each([
    [[size("S")], "variants.0", "VARIANT_ALREADY_EXISTS_CHANGE_OPTION_VALUE"],
    [[size("L"), size("l")], "variants.1", "VARIANT_ALREADY_EXISTS_CHANGE_OPTION_VALUE"],
    [[{ optionValues: [] }], "variants.0", "NEED_TO_ADD_OPTION_VALUES"],
    [
      [{ optionValues: [{ optionName: "Colour", name: "Red" }] }],
      "variants.0.optionValues.0",
      "INVALID_INPUT",
    ],
    [[{ ...size("L"), price: -1n }], "variants.0.price", "GREATER_THAN_OR_EQUAL_TO"],
    [
      [{ ...size("L"), quantities: [{ locationId: 1n, available: 1 }] }],
      "variants.0.inventoryQuantities",
      "TRACKED_VARIANT_LOCATION_NOT_FOUND",
    ],
  ])("none is made of %o", (inputs, field, code) => {
    const store = createTestStore();
    const product = made(store, "Shirt", { options: SIZES });
    expect(store.commands.createVariants(product.id, inputs)).toMatchObject({
      ok: false,
      errors: [{ field, code }],
    });
    expect(product.variants).toHaveLength(1);
  });

  it("new values join their option; unused ones stay without variants", () => {
    const store = createTestStore();
    const product = made(store, "Shirt", { options: SIZES });
    store.commands.createVariants(product.id, [size("XL")]);
    const [option] = optionsOf(product);
    expect(option!.values).toEqual(["S", "M", "XL"]);
    expect(optionValuesOf(product, option!).map(valueHasVariants)).toEqual([true, false, true]);
    expect(product.variants.map(({ title }) => title)).toEqual(["S", "XL"]);
  });

  it("are changed all together or not at all, unless part of it is enough", () => {
    const store = createTestStore();
    const product = made(store, "Shirt");
    const { id } = product.variants[0]!;
    const inputs = [
      { id, price: 500n },
      { id: 1n, price: 1n },
    ];
    expect(store.commands.updateVariants(product.id, inputs)).toMatchObject({
      ok: false,
      errors: [{ field: "variants.1.id", code: "PRODUCT_VARIANT_DOES_NOT_EXIST" }],
    });
    expect(product.variants[0]!.price).toBe(0n);
    expect(store.commands.updateVariants(product.id, inputs, true)).toMatchObject({ ok: true, errors: [{}] });
    expect(product.variants[0]!.price).toBe(500n);
  });

  it("the last one stays", () => {
    const store = createTestStore();
    const product = made(store, "Shirt");
    const refused = store.commands.deleteVariants(product.id, [product.variants[0]!.id]);
    expect(refused).toMatchObject({ ok: false, errors: [{ code: "CANNOT_DELETE_LAST_VARIANT" }] });
  });
});

describe("options", () => {
  it("are added with their first value for every variant, renamed and taken away", () => {
    const store = createTestStore();
    const { commands } = store;
    const product = made(store, "Shirt", { options: SIZES });
    commands.createOptions(product.id, [{ name: "Colour", values: ["Red", "Blue"] }]);
    expect(product.variants.map(({ title }) => title)).toEqual(["S / Red"]);
    const colour = product.options[1]!;
    const renameValues = [{ id: colour.valueIds![0]!, name: "Crimson" }];
    commands.updateOption(product.id, { optionId: colour.id, name: "Color", renameValues });
    expect(product.variants[0]!.title).toBe("S / Crimson");
    expect(commands.deleteOptions(product.id, [colour.id], "DEFAULT")).toMatchObject({
      ok: false,
      errors: [{ code: "CANNOT_DELETE_OPTION_WITH_MULTIPLE_VALUES" }],
    });
    commands.deleteOptions(product.id, [colour.id], "NON_DESTRUCTIVE");
    expect(product.variants[0]).toMatchObject({ title: "S", optionValues: ["S"] });
  });
});

describe("setting a product", () => {
  const input = (names: string[]) => ({
    title: "Shirt",
    handle: "shirt",
    options: [{ name: "Size", values: names }],
    variants: names.map((name) => ({ ...size(name), price: 100n })),
  });

  it("makes it, then keeps, adds and deletes variants by their values", () => {
    const store = createTestStore();
    const first = store.commands.setProduct(null, input(["S", "M"]));
    if (!first.ok) throw new Error(JSON.stringify(first.errors));
    const { product } = first;
    expect(topics(store)[0]).toBe("products/create");
    const medium = product.variants[1]!.id;
    store.commands.setProduct(product.id, input(["M", "L"]));
    expect(product.variants.map(({ title }) => title)).toEqual(["M", "L"]);
    expect(product.variants[0]!.id).toBe(medium);
    expect(topics(store)).toEqual([
      "products/update",
      "inventory_items/create",
      "inventory_levels/connect",
      "inventory_levels/disconnect",
      "inventory_items/delete",
    ]);
  });

  it.each([
    [{ title: "X", options: SIZES }, "VARIANTS_INPUT_MISSING"],
    [{ title: "X", variants: [size("S")] }, "PRODUCT_OPTIONS_INPUT_MISSING"],
    [{ title: "X", handle: "enamel-mug" }, "HANDLE_NOT_UNIQUE"],
    [{ title: "X", options: SIZES, variants: [size("S"), size("S")] }, "INVALID_VARIANT"],
  ])("refuses %o", (wrong, code) => {
    const store = createTestStore();
    const before = store.shop.products.size;
    expect(store.commands.setProduct(null, wrong)).toMatchObject({ ok: false, errors: [{ code }] });
    expect(store.shop.products.size).toBe(before);
  });
});
