/** Stock changes: by orders, and by whoever counts it. */
import {
  inventoryItemPayload,
  inventoryLevelGonePayload,
  inventoryLevelPayload,
} from "#simulator/webhooks/inventory-payloads.ts";
import { productPayload, variantStockPayload } from "#simulator/webhooks/product-payloads.ts";
import type { CommandError, CommandResult } from "./commands.ts";
import type { Change, CommandEnvironment } from "./environment.ts";
import { findVariant, findVariantByItem } from "./indexes.ts";
import {
  dropLevel,
  firstLocation,
  type Level,
  levelAt,
  levelsOf,
  putLevel,
  stockOf,
} from "./inventory-levels.ts";
import type { Hundredths, Product, ShopState, Variant } from "./model.ts";

export interface QuantityChange {
  inventoryItemId: bigint;
  locationId: bigint;
  /** Pieces that the change counts on; null = any. */
  changeFrom: number | null;
  /** How many more or fewer, or how many there are then. */
  change: { by: number } | { to: number };
}

export interface InventoryItemInput {
  sku?: string;
  unitCost?: Hundredths | null;
  tracked?: boolean;
  requiresShipping?: boolean;
  weightGrams?: number;
}

export interface InventoryCommands {
  /** All or none: inventory_levels/update, products/update, variants/in_stock and variants/out_of_stock. */
  changeQuantities(
    changes: QuantityChange[],
  ): CommandResult<{ applied: { change: QuantityChange; delta: number }[] }>;
  /** inventory_levels/connect. */
  activateInventory(input: { inventoryItemId: bigint } & Level): CommandResult<{ variant: Variant }>;
  /** inventory_levels/disconnect. */
  deactivateInventory(input: {
    inventoryItemId: bigint;
    locationId: bigint;
  }): CommandResult<{ variant: Variant }>;
  /** inventory_items/update, products/update. */
  updateInventoryItem(
    inventoryItemId: bigint,
    input: InventoryItemInput,
  ): CommandResult<{ variant: Variant }>;
}

const productOf = (shop: ShopState, variant: Variant): Product => shop.products.get(variant.productId)!;

/** The webhooks of a variant whose stock was `before`, after it changed at these locations. */
function stockChanges(shop: ShopState, variant: Variant, before: number, locations: bigint[]): Change[] {
  const changes: Change[] = locations.flatMap((locationId) => {
    const level = levelAt(shop, variant, locationId);
    return level
      ? [{ topic: "inventory_levels/update", payload: inventoryLevelPayload(shop, { variant, ...level }) }]
      : [];
  });
  const after = stockOf(variant);
  if (variant.tracked && before > 0 !== after > 0) {
    changes.push({
      topic: after > 0 ? "variants/in_stock" : "variants/out_of_stock",
      payload: variantStockPayload(shop, productOf(shop, variant), variant, before),
    });
  }
  return changes;
}

/** products/update of the products; each once, dated. */
function productChanges(shop: ShopState, productIds: Iterable<bigint>, now: Date): Change[] {
  return [...new Set(productIds)].flatMap((id) => {
    const product = shop.products.get(id);
    if (!product) return [];
    product.updatedAt = now;
    return [{ topic: "products/update", payload: productPayload(shop, product) }];
  });
}

/** Where an order takes its pieces: the first location that stocks them. */
const placeOfSale = (shop: ShopState, variant: Variant): bigint =>
  levelsOf(shop, variant)[0]?.locationId ?? firstLocation(shop).id;

/**
 * Takes ordered goods off the shelf, or puts them back when the quantity is negative; at `locationId`, or where orders
 * take them. What is not tracked does not move. Returns the webhooks for the caller to send with its own: inventory_levels/update, variants/in_stock or
 * out_of_stock, and products/update.
 */
export function moveStock(
  environment: Pick<CommandEnvironment, "shop">,
  lines: { variantId: bigint | null; quantity: number; locationId?: bigint | null }[],
  now: Date,
): Change[] {
  const { shop } = environment;
  const before = new Map<Variant, { pieces: number; locations: Set<bigint> }>();
  for (const line of lines) {
    const variant = line.variantId === null ? null : findVariant(shop, line.variantId);
    if (!variant?.tracked || line.quantity === 0) continue;
    const known = before.get(variant) ?? { pieces: stockOf(variant), locations: new Set<bigint>() };
    before.set(variant, known);
    const locationId = line.locationId ?? placeOfSale(shop, variant);
    known.locations.add(locationId);
    const available = levelAt(shop, variant, locationId)?.available ?? 0;
    putLevel(shop, variant, { locationId, available: available - line.quantity });
    variant.updatedAt = now;
  }
  return [
    ...[...before].flatMap(([variant, { pieces, locations }]) =>
      stockChanges(shop, variant, pieces, [...locations]),
    ),
    ...productChanges(
      shop,
      [...before.keys()].map((variant) => variant.productId),
      now,
    ),
  ];
}

const HIGHEST = 1_000_000_000;

function quantityProblem(shop: ShopState, change: QuantityChange, index: number): CommandError | null {
  const fail = (field: string, message: string, code: string): CommandError => ({
    field: `${index}.${field}`,
    message,
    code,
  });
  const variant = findVariantByItem(shop, change.inventoryItemId);
  if (!variant) {
    return fail(
      "inventoryItemId",
      "The specified inventory item could not be found.",
      "INVALID_INVENTORY_ITEM",
    );
  }
  if (!shop.locations.has(change.locationId)) {
    return fail("locationId", "The specified location could not be found.", "INVALID_LOCATION");
  }
  const level = levelAt(shop, variant, change.locationId);
  if (!level) {
    const message = "The specified inventory item is not stocked at the location.";
    return fail("locationId", message, "ITEM_NOT_STOCKED_AT_LOCATION");
  }
  if (change.changeFrom !== null && change.changeFrom !== level.available) {
    const message = "The changeFromQuantity argument no longer matches the persisted quantity.";
    return fail("changeFromQuantity", message, "CHANGE_FROM_QUANTITY_STALE");
  }
  const [isSet, after] =
    "to" in change.change ? [true, change.change.to] : [false, level.available + change.change.by];
  const limit = isSet ? HIGHEST : 2 * HIGHEST;
  const words = isSet ? "1,000,000,000" : "2,000,000,000";
  const field = isSet ? "quantity" : "delta";
  if (after > limit)
    return fail(field, `The quantity can't be higher than ${words}.`, "INVALID_QUANTITY_TOO_HIGH");
  if (after < -limit)
    return fail(field, `The quantity can't be lower than -${words}.`, "INVALID_QUANTITY_TOO_LOW");
  return null;
}

function duplicates(changes: QuantityChange[]): CommandError[] {
  const seen = new Set<string>();
  return changes.flatMap(({ inventoryItemId, locationId }, index) => {
    const pair = `${inventoryItemId} ${locationId}`;
    if (!seen.has(pair)) {
      seen.add(pair);
      return [];
    }
    const message = "The combination of inventoryItemId and locationId must be unique.";
    return [{ field: `${index}.locationId`, message, code: "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR" }];
  });
}

function changeQuantities(environment: CommandEnvironment, changes: QuantityChange[]) {
  const { shop } = environment;
  const problems = changes.flatMap((change, index) => quantityProblem(shop, change, index) ?? []);
  const sets = changes.filter(({ change }) => "to" in change);
  const errors = [...problems, ...duplicates(sets)];
  if (errors.length > 0) return { ok: false as const, errors };
  const now = environment.clock();
  const before = new Map<Variant, { pieces: number; locations: Set<bigint> }>();
  const applied = changes.map((change) => {
    const variant = findVariantByItem(shop, change.inventoryItemId)!;
    const level = levelAt(shop, variant, change.locationId)!;
    const after = "to" in change.change ? change.change.to : level.available + change.change.by;
    const delta = after - level.available;
    if (delta !== 0) {
      const known = before.get(variant) ?? { pieces: stockOf(variant), locations: new Set<bigint>() };
      before.set(variant, known);
      known.locations.add(change.locationId);
      putLevel(shop, variant, { locationId: change.locationId, available: after });
      variant.updatedAt = now;
    }
    return { change, delta };
  });
  const sent = [...before].flatMap(([variant, { pieces, locations }]) =>
    stockChanges(shop, variant, pieces, [...locations]),
  );
  const tracked = [...before.keys()].filter((variant) => variant.tracked);
  const products = productChanges(
    shop,
    tracked.map((variant) => variant.productId),
    now,
  );
  if (sent.length + products.length > 0) environment.emit([...sent, ...products]);
  return { ok: true as const, applied };
}

const refuse = (field: string, message: string, code?: string) => ({
  ok: false as const,
  errors: [{ field, message, ...(code && { code }) }],
});

function activateInventory(environment: CommandEnvironment, input: { inventoryItemId: bigint } & Level) {
  const { shop } = environment;
  const variant = findVariantByItem(shop, input.inventoryItemId);
  if (!variant) return refuse("inventoryItemId", "The product couldn't be stocked because it wasn't found.");
  const location = shop.locations.get(input.locationId);
  if (!location?.isActive) {
    const message = `The product couldn't be stocked because the location wasn't found.`;
    return refuse("locationId", message);
  }
  if (levelAt(shop, variant, location.id)) {
    const message = `Not allowed to set available quantity when the item is already active at the location.`;
    return input.available === 0 ? { ok: true as const, variant } : refuse("available", message);
  }
  const before = stockOf(variant);
  putLevel(shop, variant, { locationId: location.id, available: input.available });
  variant.updatedAt = environment.clock();
  const connected = {
    topic: "inventory_levels/connect",
    payload: inventoryLevelPayload(shop, { variant, locationId: location.id, available: input.available }),
  };
  environment.emit([connected, ...stockChanges(shop, variant, before, [])]);
  return { ok: true as const, variant };
}

function deactivateInventory(
  environment: CommandEnvironment,
  { inventoryItemId, locationId }: { inventoryItemId: bigint; locationId: bigint },
) {
  const { shop } = environment;
  const variant = findVariantByItem(shop, inventoryItemId);
  if (!variant || !levelAt(shop, variant, locationId)) {
    return refuse("inventoryLevelId", "The inventory level couldn't be found.");
  }
  if (levelsOf(shop, variant).length === 1) {
    const message =
      "The product couldn't be unstocked because products need to be stocked at a minimum of 1 location.";
    return refuse("inventoryLevelId", message);
  }
  const before = stockOf(variant);
  dropLevel(shop, variant, locationId);
  variant.updatedAt = environment.clock();
  environment.emit([
    { topic: "inventory_levels/disconnect", payload: inventoryLevelGonePayload({ variant, locationId }) },
    ...stockChanges(shop, variant, before, []),
  ]);
  return { ok: true as const, variant };
}

/** Writes what belongs to the inventory item into the variant; true when something changed. */
export function applyItem(variant: Variant, input: InventoryItemInput): boolean {
  let changed = false;
  const set = <K extends "sku" | "unitCost" | "tracked" | "requiresShipping" | "weightGrams">(
    name: K,
    value: Variant[K] | undefined,
  ): void => {
    if (value === undefined || variant[name] === value) return;
    variant[name] = value;
    changed = true;
  };
  set("sku", input.sku);
  set("unitCost", input.unitCost);
  set("tracked", input.tracked);
  set("requiresShipping", input.requiresShipping);
  set("weightGrams", input.weightGrams);
  return changed;
}

function updateInventoryItem(environment: CommandEnvironment, id: bigint, input: InventoryItemInput) {
  const { shop } = environment;
  const variant = findVariantByItem(shop, id);
  if (!variant) return refuse("id", "The product couldn't be updated because it does not exist.");
  if (input.unitCost !== undefined && input.unitCost !== null && input.unitCost < 0n) {
    return refuse("input.cost", "Cost must be greater than or equal to 0", "INVALID");
  }
  if (applyItem(variant, input)) {
    const now = environment.clock();
    variant.updatedAt = now;
    environment.emit([
      { topic: "inventory_items/update", payload: inventoryItemPayload(shop, variant) },
      ...productChanges(shop, [variant.productId], now),
    ]);
  }
  return { ok: true as const, variant };
}

export function createInventoryCommands(environment: CommandEnvironment): InventoryCommands {
  return {
    changeQuantities: (changes) => changeQuantities(environment, changes),
    activateInventory: (input) => activateInventory(environment, input),
    deactivateInventory: (input) => deactivateInventory(environment, input),
    updateInventoryItem: (id, input) => updateInventoryItem(environment, id, input),
  };
}
