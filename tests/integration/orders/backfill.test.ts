import { beforeEach, expect, it, vi } from "vitest";
import { continueBackfill, readBackfill, startBackfill } from "#app/features/orders/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { asOwner, makeShop } from "#tests/factories/shop.ts";

/** A Shopify without any data: what it was asked for, how long an export takes, and how many it runs at a time. */
const shopify = vi.hoisted(() => ({
  asked: [] as string[],
  started: 0,
  pollsUntilDone: 0,
  atOnce: 5,
  polls: 0,
}));
vi.mock("#app/platform/shopify-admin/admin-client.server.ts", async (original) => ({
  ...(await original<object>()),
  createAdminClient: () => ({
    request: async (document: unknown, input: { id?: string }) => {
      const text = JSON.stringify(document);
      if (text.includes("StoreSize")) return { customersCount: { count: 0 }, ordersCount: { count: 0 } };
      if (text.includes("bulkOperationRunQuery")) {
        if (shopify.started === shopify.atOnce)
          return {
            bulkOperationRunQuery: { bulkOperation: null, userErrors: [{ message: "already running" }] },
          };
        shopify.asked.push("start");
        const id = `gid://shopify/BulkOperation/${(shopify.started += 1)}`;
        return { bulkOperationRunQuery: { bulkOperation: { id, status: "CREATED" }, userErrors: [] } };
      }
      shopify.asked.push(`look ${input.id?.split("/").at(-1)}`);
      const isDone = (shopify.polls += 1) > shopify.pollsUntilDone;
      if (isDone) shopify.atOnce += 1;
      const status = isDone ? "COMPLETED" : "RUNNING";
      return { bulkOperation: { id: input.id, status, url: null, objectCount: "0" } };
    },
  }),
}));

beforeEach(() => {
  Object.assign(shopify, { asked: [], started: 0, pollsUntilDone: 0, atOnce: 5, polls: 0 });
});

async function beginImport() {
  const shop = await makeShop();
  await withShop(shop.shopId, startBackfill);
  return shop;
}

it("runs all exports side by side and goes through a small store in one job", async () => {
  const shop = await beginImport();
  shopify.pollsUntilDone = 2;
  await continueBackfill(shop.shopId);
  expect(await withShop(shop.shopId, readBackfill)).toMatchObject({ stage: "done" });
  // Shopify runs five at a time: the last has its turn when there is room.
  const looks = ["look 1", "look 1", "look 1", "look 2", "look 3", "look 4", "look 5"];
  expect(shopify.asked).toEqual([...Array.from({ length: 5 }, () => "start"), ...looks, "start", "look 6"]);
});

it("starts an export in its turn when Shopify runs fewer at a time", async () => {
  const shop = await beginImport();
  shopify.atOnce = 1;
  await continueBackfill(shop.shopId);
  expect(await withShop(shop.shopId, readBackfill)).toMatchObject({ stage: "done" });
  expect(shopify.asked.slice(0, 4)).toEqual(["start", "look 1", "start", "look 2"]);
});

it("asks less and less while a large export runs, and leaves the rest to a later job", async () => {
  const shop = await beginImport();
  shopify.pollsUntilDone = 1_000;
  await continueBackfill(shop.shopId);
  expect(shopify.asked.filter((asked) => asked.startsWith("look")).length).toBeLessThan(6);
  await asOwner<{ waits: boolean }>(async (query) => {
    const jobs = await query(
      "SELECT run_at > now() AS waits FROM graphile_worker._private_jobs WHERE key = $1",
      [`backfill:${shop.shopId}:later`],
    );
    expect(jobs).toEqual([{ waits: true }]);
  });
});
