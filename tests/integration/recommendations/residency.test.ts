/** What a worker keeps between refits changes nothing but the time they take. More stories by hand: RESIDENCY_STORIES=25. */
import { Worker } from "node:worker_threads";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { withShop } from "#app/platform/db/scope.server.ts";
import { workOffPrivacyRequests } from "#app/features/privacy/index.server.ts";
import { markAllDue } from "#app/features/recommendations/baskets.server.ts";
import { closeModels, refitRecommendations } from "#app/features/recommendations/index.server.ts";
import { bigId, type Payload } from "#tests/factories/payloads.ts";
import { deliver, makeShop, type TestShop, workOff } from "#tests/factories/shop.ts";
import { emailOf, makeProductsIn, order } from "./sold.ts";

const NOW = new Date("2026-06-01T10:00:00Z");
const PRODUCTS = Array.from({ length: 7 }, (_, n) => bigId(601 + n));
const [MUG, TEA, POT] = PRODUCTS as [bigint, bigint, bigint];

let shop: TestShop;

beforeEach(async () => {
  shop = await makeShop();
  await makeProductsIn(shop, PRODUCTS);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await closeModels();
});

const refit = (of = shop) => refitRecommendations(of.shopId, NOW);

async function tell(payloads: readonly Payload[], of = shop): Promise<void> {
  for (const payload of payloads) await deliver(of, { topic: "orders/updated", payload });
  await workOff(of);
  await refit(of);
}

async function lists(of = shop): Promise<object[]> {
  return withShop(
    of.shopId,
    ({ db }) => db.$queryRaw<object[]>`
      SELECT placement, product_id::text AS of, items FROM product_recommendation
      UNION ALL SELECT placement, customer_id::text, items FROM customer_recommendation ORDER BY 1, 2`,
  );
}

/** All lists, made by what is kept, or from the tables alone. */
async function listsMadeAnew(of = shop): Promise<object[]> {
  await withShop(of.shopId, markAllDue);
  await refit(of);
  return lists(of);
}

async function expectAsFromScratch(of = shop): Promise<void> {
  const kept = await listsMadeAnew(of);
  await closeModels();
  expect(kept).toEqual(await listsMadeAnew(of));
}

/** The threads that are started from now on. */
function threads(): Set<Worker> {
  const started = new Set<Worker>();
  const post = Worker.prototype.postMessage;
  vi.spyOn(Worker.prototype, "postMessage").mockImplementation(function (this: Worker, ...message) {
    started.add(this);
    return post.apply(this, message);
  });
  return started;
}

const together = (item: bigint, times: number) => ({ id: item.toString(), times });

interface Listed {
  id: string;
  reason: { kind: string; times: number };
}

/** What was bought with a product, as its list says. */
async function beside(product: bigint, placement = "similar", of = shop): Promise<object[]> {
  const rows = await withShop(
    of.shopId,
    ({ db }) => db.$queryRaw<{ items: Listed[] }[]>`
      SELECT items FROM product_recommendation WHERE placement = ${placement} AND product_id = ${product}`,
  );
  return (rows[0]?.items ?? [])
    .filter(({ reason }) => reason.kind === "together")
    .map(({ id, reason }) => ({ id, times: reason.times }));
}

describe("what is kept of a shop between refits", () => {
  const what = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant("order" as const),
        // Some numbers come again: the order was changed.
        n: fc.nat(20),
        customer: fc.option(fc.nat(4)),
        products: fc.subarray(PRODUCTS, { minLength: 1, maxLength: 4 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("refund" as const), n: fc.nat(20) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("erase" as const), customer: fc.nat(4) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart" as const) }) },
  );

  it("makes the lists that are made from scratch, whatever happened to the orders", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(what, { minLength: 1, maxLength: 6 }), { minLength: 3, maxLength: 5 }),
        async (story) => {
          const other = await makeShop();
          await makeProductsIn(other, PRODUCTS);
          const said = new Map<number, Payload>();
          let second = 0;
          for (const chapter of story) {
            for (const one of chapter) {
              const updated_at = new Date(Date.UTC(2026, 3, 1) + ++second * 1000).toISOString();
              if (one.kind === "restart") await closeModels();
              if (one.kind === "order")
                said.set(one.n, order(one.n, one.customer, one.products, { updated_at }));
              if (one.kind === "refund" && said.has(one.n))
                said.set(one.n, { ...said.get(one.n), updated_at, financial_status: "refunded" });
              const payload = "n" in one ? said.get(one.n) : undefined;
              if (payload) await deliver(other, { topic: "orders/updated", payload });
              if (one.kind === "erase") await erase(other, one.customer);
            }
            await workOff(other);
            await refit(other);
          }
          await expectAsFromScratch(other);
        },
      ),
      { numRuns: Number(process.env["RESIDENCY_STORIES"] ?? 2) },
    );
  }, 120_000);

  async function erase(of: TestShop, customer: number): Promise<void> {
    await workOff(of);
    const payload = {
      shop_domain: of.domain,
      customer: { id: bigId(10 + customer), email: emailOf(customer) },
    };
    await deliver(of, { topic: "customers/redact", payload });
    await workOff(of);
    await workOffPrivacyRequests(of.shopId);
  }

  it("is the same thread, told of what is new, and filled anew where something went", async () => {
    const started = threads();
    await tell([order(1, 1, [MUG, TEA]), order(2, 2, [MUG, TEA])]);
    expect(await beside(MUG)).toEqual([together(TEA, 2)]);
    await tell([order(3, 3, [MUG, TEA])]);
    expect(await beside(MUG)).toEqual([together(TEA, 3)]);
    const asked = vi.mocked(Worker.prototype.postMessage).mock.calls.map(([{ kind }]) => kind as string);
    expect(asked.filter((kind) => kind === "refill" || kind === "add")).toEqual(["refill", "add"]);
    await erase(shop, 3);
    await refit();
    expect(await beside(MUG)).toEqual([together(TEA, 2)]);
    expect(started.size).toBe(1);
  });

  it("learns of a product that nobody had bought, and of one that is gone", async () => {
    await tell([order(1, 1, [MUG, TEA]), order(2, 2, [MUG, TEA])]);
    await tell([order(3, 3, [MUG, POT]), order(4, 4, [MUG, POT])]);
    expect(await beside(MUG)).toEqual([together(TEA, 2), together(POT, 2)]);
    await deliver(shop, { topic: "products/delete", payload: { id: TEA } });
    await workOff(shop);
    await refit();
    expect(await beside(MUG)).toEqual([together(POT, 2)]);
    await expectAsFromScratch();
  });

  it("leaves somebody out who passes 200 products, and counts them again when an order goes", async () => {
    const many = Array.from({ length: 101 }, (_, n) => bigId(5_000 + n));
    await tell([order(1, 1, [MUG, TEA]), order(2, 2, [MUG, TEA]), order(3, 1, many.slice(0, 99))]);
    expect(await beside(MUG)).toEqual([together(TEA, 2)]);
    await tell([
      order(
        4,
        1,
        Array.from({ length: 99 }, (_, n) => bigId(6_000 + n)),
      ),
    ]);
    expect(await beside(MUG)).toEqual([together(TEA, 2)]);
    await tell([order(5, 1, [MUG, many[100]!])]);
    expect(await beside(MUG)).toEqual([]);
    await expectAsFromScratch();
    await tell([
      order(5, 1, [MUG], { cancelled_at: "2026-05-01T00:00:00Z", updated_at: "2026-05-01T00:00:00Z" }),
    ]);
    expect(await beside(MUG)).toEqual([together(TEA, 2)]);
  });

  it("is replaced when its thread dies in the middle", async () => {
    await tell([order(1, 1, [MUG, TEA]), order(2, 2, [MUG, TEA])]);
    const post = Worker.prototype.postMessage;
    const killed: Worker[] = [];
    vi.spyOn(Worker.prototype, "postMessage").mockImplementation(function (this: Worker, ...message) {
      const { kind } = message[0] as { kind: string };
      if (kind !== "neighbours" || killed.length > 0) return post.apply(this, message);
      killed.push(this);
      void this.terminate();
    });
    await tell([order(3, 3, [MUG, TEA])]);
    expect(killed).toHaveLength(1);
    expect(await beside(MUG)).toEqual([together(TEA, 3)]);
  });

  it("is each shop's own, with more shops at work than are kept, and two refits of one at once", async () => {
    const shops = [shop, ...(await Promise.all(Array.from({ length: 4 }, () => makeShop())))];
    for (const [n, each] of shops.entries()) {
      if (n > 0) await makeProductsIn(each, PRODUCTS);
      const orders = Array.from({ length: 2 + n }, (_, at) => order(at, at, [MUG, TEA]));
      for (const payload of orders) await deliver(each, { topic: "orders/updated", payload });
      await workOff(each);
    }
    await Promise.all(shops.flatMap((each) => [refit(each), refit(each)]));
    for (const [n, each] of shops.entries())
      expect(await beside(MUG, "bought_together", each)).toEqual([together(TEA, 2 + n)]);
    for (const [n, each] of shops.entries()) {
      await tell([order(50, 50, [MUG, TEA])], each);
      expect(await beside(MUG, "bought_together", each)).toEqual([together(TEA, 3 + n)]);
    }
  });
});
