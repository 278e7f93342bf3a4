import { describe, expect, it } from "vitest";
import { createTestStore } from "#simulator/test-store.ts";
import { firstLocation, isAvailable, levelsOf, onlineStockOf, stockOf } from "./inventory-levels.ts";
import { moveStock } from "./inventory.ts";

type Store = ReturnType<typeof createTestStore>;

const topics = (changes: { topic: string }[] = []): string[] => changes.map(({ topic }) => topic);

function secondLocation(store: Store): bigint {
  const added = store.commands.addLocation({ name: "Barn", countryCode: "GB", fulfillsOnlineOrders: false });
  if (!added.ok) throw new Error("no location");
  return added.location.id;
}

describe("orders", () => {
  it.each([
    [99, ["inventory_levels/update", "products/update"]],
    [100, ["inventory_levels/update", "variants/out_of_stock", "products/update"]],
  ])("of %i pieces of 100 tell of %o", (quantity, sent) => {
    const store = createTestStore();
    const [variant] = store.variants;
    const now = store.environment.clock();
    const changes = moveStock(store.environment, [{ variantId: variant!.id, quantity }], now);
    expect(topics(changes)).toEqual(sent);
    expect(variant!.inventoryQuantity).toBe(100 - quantity);
  });

  it("that are returned to another location put goods on its shelf", () => {
    const store = createTestStore();
    const [variant] = store.variants;
    const locationId = secondLocation(store);
    const line = { variantId: variant!.id, quantity: -2, locationId };
    const [change] = moveStock(store.environment, [line], new Date());
    expect(change!.payload).toMatchObject({ location_id: locationId, available: 2 });
    expect(levelsOf(store.shop, variant!).map(({ available }) => available)).toEqual([100, 2]);
  });

  it("that are returned put goods back in stock", () => {
    const store = createTestStore();
    const [variant] = store.variants;
    variant!.inventoryQuantity = 0;
    const changes = moveStock(store.environment, [{ variantId: variant!.id, quantity: -1 }], new Date());
    expect(topics(changes)).toContain("variants/in_stock");
  });

  it("do not move what is not tracked, or gone", () => {
    const store = createTestStore();
    const [variant] = store.variants;
    variant!.tracked = false;
    const lines = [
      { variantId: variant!.id, quantity: 5 },
      { variantId: 1n, quantity: 1 },
      { variantId: null, quantity: 1 },
    ];
    expect(moveStock(store.environment, lines, new Date())).toEqual([]);
    expect(variant!.inventoryQuantity).toBe(100);
  });

  it("of the same variant on two lines tell of it once", () => {
    const store = createTestStore();
    const [variant] = store.variants;
    const line = { variantId: variant!.id, quantity: 50 };
    expect(topics(moveStock(store.environment, [line, line], new Date()))).toEqual([
      "inventory_levels/update",
      "variants/out_of_stock",
      "products/update",
    ]);
  });
});

describe("several locations", () => {
  it("are counted together, for the online store only those that fulfil its orders", () => {
    const store = createTestStore();
    const [variant] = store.variants;
    const locationId = secondLocation(store);
    const { inventoryItemId } = variant!;
    store.commands.activateInventory({ inventoryItemId, locationId, available: 7 });
    expect([stockOf(variant!), onlineStockOf(store.shop, variant!)]).toEqual([107, 100]);
    const first = firstLocation(store.shop).id;
    store.commands.deactivateInventory({ inventoryItemId, locationId: first });
    variant!.inventoryPolicy = "DENY";
    expect(levelsOf(store.shop, variant!)).toEqual([{ locationId, available: 7 }]);
    expect(isAvailable(store.shop, variant!)).toBe(false);
    expect(store.commands.deactivateInventory({ inventoryItemId, locationId })).toMatchObject({ ok: false });
  });

  it("with stock, and the first one, are not closed", () => {
    const store = createTestStore();
    const locationId = secondLocation(store);
    const { inventoryItemId } = store.variants[0]!;
    store.commands.activateInventory({ inventoryItemId, locationId, available: 7 });
    const code = (id: bigint) => {
      const result = store.commands.deactivateLocation(id);
      return result.ok ? null : result.errors[0]!.code;
    };
    expect(code(locationId)).toBe("HAS_ACTIVE_INVENTORY_ERROR");
    expect(code(firstLocation(store.shop).id)).toBe("PERMANENTLY_BLOCKED_FROM_DEACTIVATION_ERROR");
    store.commands.changeQuantities([{ inventoryItemId, locationId, changeFrom: null, change: { to: 0 } }]);
    expect(code(locationId)).toBeNull();
  });
});

describe("quantities", () => {
  const change = (store: Store, more: object = {}) => ({
    inventoryItemId: store.variants[0]!.inventoryItemId,
    locationId: firstLocation(store.shop).id,
    changeFrom: null,
    change: { to: 5 },
    ...more,
  });

  it.each([
    [{ inventoryItemId: 1n }, "INVALID_INVENTORY_ITEM"],
    [{ locationId: 1n }, "INVALID_LOCATION"],
    [{ changeFrom: 99 }, "CHANGE_FROM_QUANTITY_STALE"],
    [{ change: { to: 1_000_000_001 } }, "INVALID_QUANTITY_TOO_HIGH"],
    [{ change: { by: -2_000_000_101 } }, "INVALID_QUANTITY_TOO_LOW"],
  ])("change all together or not: %o", (more, code) => {
    const store = createTestStore();
    const other = { inventoryItemId: store.variants[1]!.inventoryItemId };
    const result = store.commands.changeQuantities([change(store, other), change(store, more)]);
    expect(result).toMatchObject({ ok: false, errors: [{ code }] });
    expect(store.variants[1]!.inventoryQuantity).toBe(100);
    expect(store.sent).toEqual([]);
  });

  it("of one item at one place are set once in a call", () => {
    const store = createTestStore();
    expect(store.commands.changeQuantities([change(store), change(store)])).toMatchObject({
      errors: [{ field: "1.locationId", code: "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR" }],
    });
  });

  it("that stay the same are told to nobody", () => {
    const store = createTestStore();
    store.commands.changeQuantities([change(store, { changeFrom: 100, change: { to: 100 } })]);
    expect(store.sent).toEqual([]);
  });
});
