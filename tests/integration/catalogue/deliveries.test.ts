/** The catalogue's webhooks, through the real intake: what they leave behind must not depend on their order. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  costOfVariants,
  productsByIds,
  searchProducts,
  variantsByIds,
} from "#app/features/catalogue/index.server.ts";
import { processDeliveries } from "#app/features/events/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { deliveryHandlers } from "#app/worker/registry.server.ts";
import { bigId, type Payload } from "#tests/factories/payloads.ts";
import { deliver, makeShop, type TestShop } from "#tests/factories/shop.ts";

const PRODUCT = bigId(60);
const VARIANTS = [bigId(70), bigId(71), bigId(72)];
const ITEM = bigId(80);

const at = (second: number) => `2026-03-01T10:00:${String(second).padStart(2, "0")}Z`;

function makeVariant(id: bigint, overrides: Payload = {}): Payload {
  const item = id === VARIANTS[0] ? ITEM : null;
  return {
    id,
    product_id: PRODUCT,
    title: "Small",
    sku: "L-1",
    barcode: "",
    price: "19.99",
    compare_at_price: null,
    inventory_item_id: item,
    position: 1,
    updated_at: at(0),
    ...overrides,
  };
}

function makeProduct(second: number, overrides: Payload = {}): Payload {
  return {
    id: PRODUCT,
    title: `Lantern ${second}`,
    handle: "lantern",
    vendor: "",
    product_type: "Lighting",
    status: "active",
    tags: "metal, garden",
    image: null,
    created_at: at(0),
    published_at: null,
    updated_at: at(second),
    variants: [makeVariant(VARIANTS[0]!)],
    ...overrides,
  };
}

interface Told {
  topic: string;
  payload: Payload;
  triggeredAt?: string;
}

const STORY: Told[] = [
  { topic: "products/create", payload: makeProduct(1, { variants: VARIANTS.map((id) => makeVariant(id)) }) },
  { topic: "products/update", payload: makeProduct(2) },
  { topic: "products/update", payload: makeProduct(2, { title: "Of the same second" }) },
  {
    topic: "products/update",
    payload: makeProduct(3, {
      variants: [makeVariant(VARIANTS[0]!, { price: "24.50", updated_at: at(3) }), makeVariant(VARIANTS[1]!)],
    }),
  },
  { topic: "products/create", payload: makeProduct(1, { id: bigId(61), variants: [] }) },
  { topic: "products/delete", payload: { id: bigId(61) }, triggeredAt: at(2) },
  { topic: "products/update", payload: makeProduct(5, { id: bigId(61), variants: [] }) },
  {
    topic: "inventory_items/create",
    payload: { id: ITEM, sku: "L-1", cost: null, tracked: true, updated_at: at(1) },
  },
  {
    topic: "inventory_items/update",
    payload: { id: ITEM, sku: "L-1", cost: "8.00", tracked: true, updated_at: at(4) },
  },
  ...[
    [1, "connect", 5, 1],
    [1, "update", 3, 4],
    [1, "update", 4, 4],
    [2, "connect", 7, 2],
    [3, "connect", 9, 2],
  ].map(([location, event, available, second]) => ({
    topic: `inventory_levels/${event}`,
    payload: { inventory_item_id: ITEM, location_id: location, available, updated_at: at(Number(second)) },
  })),
  {
    topic: "inventory_levels/disconnect",
    payload: { inventory_item_id: ITEM, location_id: 2 },
    triggeredAt: at(6),
  },
  {
    topic: "inventory_levels/disconnect",
    payload: { inventory_item_id: ITEM, location_id: 3 },
    triggeredAt: at(4),
  },
  {
    topic: "inventory_levels/connect",
    payload: { inventory_item_id: ITEM, location_id: 3, available: 2, updated_at: at(8) },
  },
  { topic: "collections/create", payload: { id: 1, title: "New", handle: "new", updated_at: at(1) } },
  { topic: "collections/update", payload: { id: 1, title: "Newest", handle: "new", updated_at: at(2) } },
  { topic: "collections/create", payload: { id: 2, title: "Old", handle: "old", updated_at: at(1) } },
  { topic: "collections/delete", payload: { id: 2 }, triggeredAt: at(3) },
];

async function tell(shop: TestShop, story: readonly Told[]): Promise<void> {
  await Promise.all(
    story.map(({ topic, payload, triggeredAt }) => {
      const headers: Record<string, string> = triggeredAt ? { "X-Shopify-Triggered-At": triggeredAt } : {};
      return deliver(shop, { topic, payload, headers });
    }),
  );
}

const workOff = (shop: TestShop) => processDeliveries(shop.shopId, deliveryHandlers);

/** Every row of the catalogue, without the shop. */
function readCatalogue(shop: TestShop): Promise<unknown> {
  return withShop(shop.shopId, async ({ db, shopId }) => {
    const all = { where: { shopId }, omit: { shopId: true as const } };
    return {
      products: await db.product.findMany({ ...all, orderBy: { id: "asc" } }),
      variants: await db.variant.findMany({ ...all, orderBy: { id: "asc" } }),
      items: await db.inventoryItem.findMany({ ...all, orderBy: { id: "asc" } }),
      levels: await db.inventoryLevel.findMany({ ...all, orderBy: { locationId: "asc" } }),
      collections: await db.collection.findMany({ ...all, orderBy: { id: "asc" } }),
    };
  });
}

const failures = (shop: TestShop) =>
  withShop(shop.shopId, ({ db, shopId }) =>
    db.webhookDelivery.findMany({
      where: { shopId, status: { not: "processed" } },
      select: { topic: true, status: true, error: true },
    }),
  );

async function tellNewShop(story: readonly Told[], currency = "GBP"): Promise<TestShop> {
  const shop = await makeShop(undefined, currency);
  await tell(shop, story);
  await workOff(shop);
  return shop;
}

describe("a catalogue told by webhooks", () => {
  it("stands as Shopify last showed it", async () => {
    const shop = await tellNewShop(STORY);
    expect(await failures(shop)).toEqual([]);
    await withShop(shop.shopId, async (scope) => {
      const [known] = (await productsByIds(scope, [PRODUCT])).values();
      expect(known).toMatchObject({
        title: "Lantern 3",
        vendor: null,
        tags: ["garden", "metal"],
        deletedAt: null,
      });
      const variants = await variantsByIds(scope, VARIANTS);
      expect(variants.get(VARIANTS[0]!)).toMatchObject({
        priceMinor: 2450n,
        costMinor: 800n,
        available: 6,
        deletedAt: null,
      });
      expect(VARIANTS.map((id) => variants.get(id)?.deletedAt === null)).toEqual([true, true, false]);
      expect(await costOfVariants(scope, VARIANTS)).toEqual(new Map([[VARIANTS[0], 800n]]));
    });
  });

  it("is the same in any order, with repetitions, at once or one by one", async () => {
    const expected = await readCatalogue(await tellNewShop(STORY));
    const order = fc.shuffledSubarray(STORY, { minLength: STORY.length, maxLength: STORY.length });
    await fc.assert(
      fc.asyncProperty(order, fc.subarray(STORY), fc.boolean(), async (story, again, isOneByOne) => {
        const shop = await makeShop();
        const told = [...story, ...again];
        for (const part of isOneByOne ? told.map((each) => [each]) : [told]) {
          await tell(shop, part);
          await workOff(shop);
        }
        expect(await readCatalogue(shop)).toEqual(expected);
      }),
      { numRuns: 12 },
    );
  });

  it("knows which variants are sold beyond their stock", async () => {
    const variants = [
      makeVariant(VARIANTS[0]!, { inventory_policy: "continue" }),
      makeVariant(VARIANTS[1]!, { inventory_policy: "deny" }),
    ];
    const shop = await tellNewShop([{ topic: "products/update", payload: makeProduct(1, { variants }) }]);
    const known = await withShop(shop.shopId, (scope) => variantsByIds(scope, VARIANTS));
    expect(VARIANTS.map((id) => known.get(id)?.isTracked)).toEqual([false, true, undefined]);
  });

  it("finds products by how their titles begin, deleted ones left out and signs of patterns taken as they are", async () => {
    const shop = await tellNewShop(STORY);
    const find = (prefix: string) =>
      withShop(shop.shopId, async (scope) => (await searchProducts(scope, prefix, 5)).map((each) => each.id));
    expect(await find("LANT")).toEqual([PRODUCT]);
    expect(await find("%ant")).toEqual([]);
  });
});

describe("what a webhook cannot tell", () => {
  const outbox = (shop: TestShop) =>
    withShop(shop.shopId, ({ db }) =>
      db.outboxChange.findMany({ select: { kind: true, key: true }, orderBy: { kind: "asc" } }),
    );

  it("is noted to be read from Shopify: variants past the first hundred, products of a collection", async () => {
    const named = [...VARIANTS, bigId(99)].map((id) => ({
      admin_graphql_api_id: `gid://shopify/ProductVariant/${id}`,
      updated_at: "2026-03-01T10:00:00.500Z",
    }));
    const shop = await tellNewShop([
      { topic: "products/update", payload: makeProduct(2, { variant_gids: named }) },
      { topic: "collections/create", payload: { id: 1, title: "New", handle: "new", updated_at: at(1) } },
    ]);
    expect(await outbox(shop)).toEqual([
      { kind: "catalogue.collection", key: "1" },
      { kind: "catalogue.product", key: PRODUCT.toString() },
    ]);
  });

  it("of a product with few variants is nothing", async () => {
    const shop = await tellNewShop([{ topic: "products/update", payload: makeProduct(2) }]);
    expect(await outbox(shop)).toEqual([]);
  });
});

it("waits for the shop's currency, and says so", async () => {
  const shop = await makeShop();
  await withShop(shop.shopId, ({ db, shopId }) =>
    db.shop.update({ where: { id: shopId }, data: { currency: null } }),
  );
  await tell(shop, [{ topic: "products/create", payload: makeProduct(1) }]);
  await workOff(shop);
  expect(await failures(shop)).toMatchObject([
    { status: "received", error: expect.stringContaining("currency") },
  ]);
  await withShop(shop.shopId, async ({ db, shopId }) => {
    await db.shop.update({ where: { id: shopId }, data: { currency: "GBP" } });
    await db.webhookDelivery.updateMany({ where: { shopId }, data: { notBefore: null } });
  });
  await workOff(shop);
  expect(await failures(shop)).toEqual([]);
});

it.each([
  ["products/update", makeProduct(1, { variants: [makeVariant(1n, { price: "1e9" })] }), "variants.0.price"],
  ["products/update", makeProduct(1, { variants: [makeVariant(1n, { price: "1.005" })] }), "price"],
  ["products/update", makeProduct(1, { title: { $ne: 1 } }), "title"],
  [
    "products/update",
    makeProduct(1, { variant_gids: [{ admin_graphql_api_id: "gid://x/Order/1", updated_at: at(1) }] }),
    "variant_gids",
  ],
  ["products/delete", { id: "1; DROP TABLE product" }, "id"],
  [
    "inventory_levels/update",
    { inventory_item_id: 1, location_id: 1, available: 1e12, updated_at: at(1) },
    "available",
  ],
  ["inventory_items/update", { id: 1, cost: "a lot", updated_at: at(1) }, "cost"],
  ["collections/update", { id: -1, title: "x", updated_at: at(1) }, "id"],
])("%s that is no such thing is set aside, naming the field", async (topic, payload, field) => {
  const shop = await tellNewShop([{ topic, payload }]);
  expect(await failures(shop)).toMatchObject([{ status: "failed", error: expect.stringContaining(field) }]);
});
