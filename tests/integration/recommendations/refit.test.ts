import { beforeEach, describe, expect, it } from "vitest";
import { type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { markDueAgain, takeDue } from "#app/features/recommendations/baskets.server.ts";
import { recordPreferences } from "#app/features/customers/index.server.ts";
import { replayCustomer } from "#app/features/events/index.server.ts";
import {
  type Placement,
  readServed,
  refitRecommendations,
  saveRules,
} from "#app/features/recommendations/index.server.ts";
import { derived } from "#app/worker/registry.server.ts";
import { bigId, type Payload } from "#tests/factories/payloads.ts";
import { deliver, makeShop, type TestShop, workOff } from "#tests/factories/shop.ts";
import { makeProductsIn, order } from "./sold.ts";

let shop: TestShop;
const NOW = new Date("2026-06-01T10:00:00Z");
const MUG = bigId(601);
const TEA = bigId(602);
const POT = bigId(603);
const RUG = bigId(604);
const TITLES = new Map([
  [MUG, "Mug"],
  [TEA, "Tea"],
  [POT, "Pot"],
  [RUG, "Rug"],
]);

beforeEach(async () => {
  shop = await makeShop();
});

const inShop = <T>(work: (scope: ShopScope) => Promise<T>, of = shop) => withShop(of.shopId, work);

const makeProducts = (ids: readonly bigint[], of = shop) => makeProductsIn(of, ids, TITLES);

async function tell(payloads: readonly Payload[], of = shop): Promise<void> {
  for (const payload of payloads) await deliver(of, { topic: "orders/updated", payload });
  await workOff(of);
  await refitRecommendations(of.shopId, NOW);
}

/** What the baskets add up to; a number of a product with itself: how often it was bought. */
async function counts(of = shop): Promise<unknown[]> {
  return inShop(
    ({ db }) => db.$queryRaw<object[]>`
      SELECT a::text, b::text, count(DISTINCT o1) FILTER (WHERE o1 = o2)::int AS baskets, count(DISTINCT person)::int AS people FROM (
        SELECT x.order_id AS o1, y.order_id AS o2, a, b, coalesce(x.customer_id::text, 'o' || x.order_id) AS person
        FROM recommendation_basket x JOIN recommendation_basket y
          ON coalesce(x.customer_id::text, 'o' || x.order_id) = coalesce(y.customer_id::text, 'o' || y.order_id)
        CROSS JOIN unnest(x.product_ids) AS a CROSS JOIN unnest(y.product_ids) AS b
      ) pairs GROUP BY 1, 2 ORDER BY 1, 2`,
    of,
  );
}

async function served(
  placement: Placement,
  productIds: bigint[] = [],
  customerId: bigint | null = null,
): Promise<string[]> {
  const items = await inShop((scope) => readServed(scope, { placement, productIds, customerId, limit: 12 }));
  return items.map(({ title }) => title);
}

const STORY = [
  order(1, 1, [MUG, TEA]),
  order(2, 2, [MUG, TEA]),
  order(3, 3, [MUG]),
  order(4, 3, [POT]),
  order(5, 4, [MUG, POT]),
  order(6, null, [MUG, TEA, POT]),
];

describe("the counts", () => {
  it("are those of what was bought and kept, whatever the order of deliveries and however often", async () => {
    await tell(STORY);
    const expected = await counts();
    expect(expected).toContainEqual({ a: MUG.toString(), b: TEA.toString(), baskets: 3, people: 3 });
    expect(expected).toContainEqual({ a: MUG.toString(), b: POT.toString(), baskets: 2, people: 3 });
    const other = await makeShop();
    for (const payload of [...STORY, ...STORY].toReversed()) await tell([payload], other);
    expect(await counts(other)).toEqual(expected);
  });

  it("lose what is returned, cancelled, refunded as a whole or was a test", async () => {
    await tell(STORY);
    const later = { updated_at: "2026-05-01T00:00:00Z" };
    // The tea came back.
    const [mug, tea] = order(1, 1, [MUG, TEA])["line_items"] as Payload[];
    const lines = [mug, { ...tea, current_quantity: 0 }];
    await tell([
      order(1, 1, [], { ...later, line_items: lines, financial_status: "partially_refunded" }),
      order(2, 2, [MUG, TEA], { ...later, cancelled_at: later.updated_at }),
      order(5, 4, [MUG, POT], { ...later, financial_status: "refunded" }),
      order(7, 5, [MUG, TEA], { test: true }),
    ]);
    const left = await counts();
    expect(left).toContainEqual({ a: MUG.toString(), b: TEA.toString(), baskets: 1, people: 1 });
    expect(left).toContainEqual({ a: MUG.toString(), b: MUG.toString(), baskets: 3, people: 3 });
  });

  it("are the same after a replay", async () => {
    await tell(STORY);
    const before = await counts();
    await inShop((scope) => replayCustomer(scope, bigId(13), derived));
    expect(await counts()).not.toEqual(before);
    await workOff(shop);
    await refitRecommendations(shop.shopId, NOW);
    expect(await counts()).toEqual(before);
  });

  it("lose who wants no automated decisions, and get them back", async () => {
    await tell(STORY);
    const before = await counts();
    const choose = async (noAutomatedDecisions: boolean, at: string) => {
      await inShop((scope) =>
        recordPreferences(
          scope,
          bigId(11),
          { topicsOff: [], frequency: "all", pausedUntil: null, noAutomatedDecisions },
          new Date(at),
        ),
      );
      await tell([]);
    };
    await choose(true, "2026-05-01T00:00:00Z");
    expect(await counts()).toContainEqual({ a: MUG.toString(), b: TEA.toString(), baskets: 2, people: 2 });
    await choose(false, "2026-05-02T00:00:00Z");
    expect(await counts()).toEqual(before);
  });

  it("are worked off a few orders at a time, however the database goes about it", async () => {
    const ids = Array.from({ length: 40 }, (_, at) => bigId(at + 1));
    const taken = await inShop(async (scope) => {
      await markDueAgain(scope, "order", ids);
      await scope.db.$executeRaw`SET LOCAL enable_hashjoin = off`;
      await scope.db.$executeRaw`SET LOCAL enable_mergejoin = off`;
      return takeDue(scope, "order", 5);
    });
    expect(taken).toEqual(ids.slice(0, 5));
  });

  it("are each shop's own", async () => {
    const other = await makeShop();
    await makeProducts([MUG, TEA]);
    await makeProducts([RUG], other);
    await tell(STORY);
    await tell([order(1, 1, [RUG])], other);
    const beside = await inShop(
      (scope) =>
        readServed(scope, { placement: "similar", productIds: [MUG], customerId: bigId(11), limit: 12 }),
      other,
    );
    expect(beside.map(({ title }) => title)).toEqual(["Rug"]);
  });
});

describe("what is served", () => {
  it("is what goes together first, then what is popular, and nothing that cannot be bought", async () => {
    await makeProducts([MUG, TEA, POT, RUG]);
    await tell(STORY);
    expect((await served("bought_together", [MUG])).slice(0, 2)).toEqual(["Tea", "Pot"]);
    expect(await served("cart", [MUG, TEA])).toEqual(["Pot", "Rug"]);
    await deliver(shop, { topic: "products/delete", payload: { id: TEA } });
    await workOff(shop);
    expect(await served("bought_together", [MUG])).toEqual(["Pot", "Rug"]);
    await refitRecommendations(shop.shopId, NOW);
    const stored = await inShop(
      ({ db }) => db.$queryRaw<object[]>`
      SELECT FROM product_recommendation WHERE product_id <> ${TEA} AND items::text LIKE ${`%${TEA}%`}`,
    );
    expect(stored).toEqual([]);
  });

  it("is for a customer what they do not have, and again what they have", async () => {
    await makeProducts([MUG, TEA, POT]);
    await tell([...STORY, order(8, 2, [MUG], { processed_at: "2026-04-02T10:00:00Z" })]);
    expect((await served("for_you", [], bigId(12)))[0]).toBe("Pot");
    expect((await served("buy_again", [], bigId(12))).slice(0, 2)).toEqual(["Mug", "Tea"]);
  });

  it("passes over what is sold out", async () => {
    await makeProducts([MUG, TEA, POT]);
    await tell(STORY);
    await inShop(async ({ db, shopId }) => {
      const updatedAt = new Date();
      await db.inventoryItem.create({ data: { shopId, id: TEA, tracked: true, updatedAt } });
      await db.inventoryLevel.create({
        data: { shopId, inventoryItemId: TEA, locationId: 1n, available: 0, updatedAt },
      });
    });
    expect(await served("bought_together", [MUG])).toEqual(["Pot"]);
  });

  it("is never empty while there is anything to buy", async () => {
    await makeProducts([MUG, TEA]);
    await refitRecommendations(shop.shopId, NOW);
    expect(await served("similar", [MUG])).toEqual(["Tea"]);
    expect(await served("for_you", [], bigId(99))).toEqual(["Mug", "Tea"]);
  });

  it("is nothing in a shop of one product, without fail", async () => {
    await makeProducts([MUG]);
    await tell([order(1, 1, [MUG]), order(2, 2, [MUG])]);
    expect(await served("similar", [MUG])).toEqual([]);
    expect(await served("popular")).toEqual(["Mug"]);
  });

  it("never shows what one person alone bought together", async () => {
    await makeProducts([MUG, RUG]);
    await inShop(
      ({ db }) =>
        db.$executeRaw`UPDATE product SET product_type = product_id::text, title = 'X' || product_id`,
    );
    await tell([order(1, 1, [MUG, RUG]), order(2, 1, [MUG, RUG])]);
    const lists = await inShop(
      ({ db }) => db.$queryRaw<{ items: { reason: { kind: string } }[] }[]>`
      SELECT items FROM product_recommendation WHERE product_id > 0`,
    );
    expect(lists.flatMap(({ items }) => items).filter(({ reason }) => reason.kind === "together")).toEqual(
      [],
    );
  });
});

describe("what the merchant decides", () => {
  it("stands before the model, and is told to Shopify only where a list changed", async () => {
    await makeProducts([MUG, TEA, POT, RUG]);
    await tell(STORY);
    await inShop(({ db }) => db.$executeRaw`DELETE FROM outbox_change`);
    await inShop((scope) =>
      saveRules(
        scope,
        "bought_together",
        {
          productId: MUG.toString(),
          rules: [
            { itemId: RUG.toString(), action: "pin" },
            { itemId: TEA.toString(), action: "exclude" },
          ],
        },
        "1",
      ),
    );
    await refitRecommendations(shop.shopId, NOW);
    expect((await served("bought_together", [MUG])).slice(0, 2)).toEqual(["Rug", "Pot"]);
    const told = await inShop(
      ({ db }) =>
        db.$queryRaw<{ kind: string; key: string }[]>`SELECT kind, key FROM outbox_change ORDER BY kind`,
    );
    expect(told).toEqual([
      { kind: "recommendations.product", key: MUG.toString() },
      // Beside the shop's list stands what nothing may fall back on.
      { kind: "recommendations.shop", key: "popular" },
    ]);
  });
});
