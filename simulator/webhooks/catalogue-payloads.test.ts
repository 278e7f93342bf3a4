import { expect, it } from "vitest";
import { createTestStore } from "#simulator/test-store.ts";
import { payloadProblems } from "./payload-schema.ts";

/** Topics of the catalogue; each is provoked below. */
const TOPICS = [
  "products/create",
  "products/update",
  "products/delete",
  "variants/in_stock",
  "variants/out_of_stock",
  "collections/create",
  "collections/update",
  "collections/delete",
  "inventory_items/create",
  "inventory_items/update",
  "inventory_items/delete",
  "inventory_levels/connect",
  "inventory_levels/update",
  "inventory_levels/disconnect",
  "locations/create",
  "locations/update",
  "locations/activate",
  "locations/deactivate",
] as const;

/** The life of a catalogue, with the last payload of each topic. */
function catalogueLife(): Map<string, unknown> {
  const { commands, sent, shop, environment } = createTestStore();
  const made = commands.createProduct({
    title: "Lamp",
    picture: "https://pictures.example/lamp.jpg",
    tags: ["b", "a"],
  });
  if (!made.ok) throw new Error("not made");
  const { product } = made;
  const [variant] = product.variants;
  const { inventoryItemId } = variant!;
  commands.publishProduct(product.id, environment.clock());
  commands.updateVariants(product.id, [
    { id: variant!.id, price: 1000n, compareAtPrice: 1500n, item: { tracked: true, unitCost: 400n } },
  ]);
  const added = commands.addLocation({
    name: "Shop",
    address1: "2 High Street",
    city: "Leeds",
    zip: "LS1 6AB",
    countryCode: "GB",
  });
  if (!added.ok) throw new Error("no location");
  const locationId = added.location.id;
  commands.activateInventory({ inventoryItemId, locationId, available: 3 });
  commands.changeQuantities([{ inventoryItemId, locationId, changeFrom: 3, change: { to: 0 } }]);
  commands.changeQuantities([{ inventoryItemId, locationId, changeFrom: null, change: { by: 2 } }]);
  const collection = commands.createCollection({ title: "Lamps", productIds: [product.id] });
  if (!collection.ok) throw new Error("no collection");
  commands.publishCollection(collection.collection.id, environment.clock());
  commands.deleteCollection(collection.collection.id);
  commands.changeQuantities([{ inventoryItemId, locationId, changeFrom: null, change: { to: 0 } }]);
  commands.deactivateInventory({ inventoryItemId, locationId });
  commands.deactivateLocation(locationId);
  commands.activateLocation(locationId);
  commands.deleteProduct(product.id);
  expect(shop.products.has(product.id)).toBe(false);
  return new Map(sent.flat().map(({ topic, payload }) => [topic, payload]));
}

const payloads = catalogueLife();

it.each(TOPICS)("%s conforms to Shopify's schema", (topic) => {
  // New collections are not published; the example of collections/create is.
  const payload = payloads.get(topic);
  expect(payload, `nothing sent ${topic}`).toBeDefined();
  expect(payloadProblems(topic, payload)).toEqual([]);
});

it("a variant that sold out says how many there were", () => {
  expect(payloads.get("variants/in_stock")).toMatchObject({
    old_inventory_quantity: 0,
    inventory_quantity: 2,
  });
  expect(payloads.get("variants/out_of_stock")).toMatchObject({
    old_inventory_quantity: 2,
    inventory_quantity: 0,
  });
});
