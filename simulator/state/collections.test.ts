import { describe, expect, it } from "vitest";
import { createTestStore } from "#simulator/test-store.ts";
import { isMember, productsOf } from "./collections-rules.ts";
import type { Collection, CollectionRule } from "./model.ts";

type Store = ReturnType<typeof createTestStore>;

const rule = (column: string, relation: string, condition = ""): CollectionRule => ({
  column,
  relation,
  condition,
});

function smart(store: Store, rules: CollectionRule[], appliedDisjunctively = false): Collection {
  const result = store.commands.createCollection({
    title: "Smart",
    ruleSet: { appliedDisjunctively, rules },
  });
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.collection;
}

const titles = (store: Store, collection: Collection, order?: string): string[] =>
  productsOf(store.shop, collection, order).map(({ title }) => title);

describe("smart collections", () => {
  it.each([
    [[rule("TAG", "EQUALS", "Candles")], ["Beeswax Candle"]],
    [[rule("TITLE", "CONTAINS", "mug")], ["Enamel Mug"]],
    [
      [rule("TYPE", "NOT_EQUALS", "Kitchen"), rule("VARIANT_PRICE", "GREATER_THAN", "15")],
      ["Wool Blanket", "Seed Tin"],
    ],
    [[rule("VARIANT_PRICE", "LESS_THAN", "1")], ["Oak Coaster"]],
    [[rule("VARIANT_INVENTORY", "LESS_THAN", "100")], []],
    [[rule("IS_PRICE_REDUCED", "IS_SET")], []],
  ])("of %j", (rules, found) => {
    const store = createTestStore();
    expect(titles(store, smart(store, rules), "CREATED").toSorted()).toEqual(found.toSorted());
  });

  it("of any rule take what meets one of them", () => {
    const store = createTestStore();
    const rules = [rule("TITLE", "STARTS_WITH", "seed"), rule("TITLE", "ENDS_WITH", "mug")];
    expect(titles(store, smart(store, rules, true)).toSorted()).toEqual(["Enamel Mug", "Seed Tin"]);
  });

  it("follow their products at once", () => {
    const store = createTestStore();
    const collection = smart(store, [rule("TAG", "EQUALS", "gift")]);
    expect(titles(store, collection)).toEqual([]);
    const [product] = store.shop.products.values();
    store.commands.updateProduct(product!.id, { tags: ["Gift"] });
    expect(isMember(collection, product!)).toBe(true);
  });

  it.each([
    [rule("TAG", "CONTAINS", "x"), "Relation contains is an invalid relation for tag"],
    [rule("VARIANT_PRICE", "EQUALS", "cheap"), "Condition is not a number"],
    [rule("TITLE", "EQUALS", " "), "Condition can't be blank"],
  ])("refuse the rule %j", (wrong, message) => {
    const { commands } = createTestStore();
    const ruleSet = { appliedDisjunctively: false, rules: [wrong] };
    expect(commands.createCollection({ title: "X", ruleSet })).toMatchObject({
      ok: false,
      errors: [{ message }],
    });
  });

  it("take no products by hand", () => {
    const store = createTestStore();
    const collection = smart(store, [rule("TAG", "EQUALS", "x")]);
    const [product] = store.shop.products.keys();
    expect(store.commands.addToCollection(collection.id, [product!], true)).toMatchObject({
      errors: [{ code: "CANT_ADD_TO_SMART_COLLECTION" }],
    });
  });
});

describe("custom collections", () => {
  function kitchen(store: Store): Collection {
    return [...store.shop.collections.values()].find(({ handle }) => handle === "kitchen")!;
  }

  it("are filled, emptied and put in order by hand", () => {
    const store = createTestStore();
    const collection = kitchen(store);
    const [mug, towel, coaster] = collection.productIds as [bigint, bigint, bigint];
    store.commands.reorderCollection(collection.id, [{ productId: coaster, to: 0 }]);
    expect(collection.productIds).toEqual([coaster, mug, towel]);
    store.commands.removeFromCollection(collection.id, [mug]);
    expect(collection.productIds).toEqual([coaster, towel]);
    expect(store.commands.addToCollection(collection.id, [towel], false)).toMatchObject({
      ok: false,
      errors: [{ field: "productIds", message: "Product is already in the collection" }],
    });
    expect(store.sent.flat().map(({ topic }) => topic)).toEqual(["collections/update", "collections/update"]);
  });

  it.each([
    ["ALPHA_ASC", ["Enamel Mug", "Linen Tea Towel", "Oak Coaster"]],
    ["PRICE_DESC", ["Linen Tea Towel", "Enamel Mug", "Oak Coaster"]],
    ["BEST_SELLING", ["Oak Coaster", "Enamel Mug", "Linen Tea Towel"]],
  ])("sort by %s", (order, sorted) => {
    const store = createTestStore();
    const coaster = store.variants[4]!;
    store.commands.placeOrder({
      customerId: store.customer.id,
      lines: [{ variantId: coaster.id, quantity: 2 }],
    });
    expect(titles(store, kitchen(store), order)).toEqual(sorted);
  });
});
