import { expect, it } from "vitest";
import { react } from "#app/features/events/index.server.ts";
import { advanceStages } from "#app/features/orders/index.server.ts";
import { saveSettings } from "#app/features/shops/index.server.ts";
import { requeueDueWork } from "#app/platform/queue/queue.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { reactions } from "#app/worker/registry.server.ts";
import { bigId, makeCustomer, makeOrder, makeRefund } from "#tests/factories/payloads.ts";
import { asOwner, makeShop, type TestShop } from "#tests/factories/shop.ts";
import { tell } from "./permutations.ts";

const DAY_MS = 86_400_000;
const CUSTOMER = bigId(7);

const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();

function orderAt(n: number, at: string, rest = {}) {
  const payload = makeOrder({ id: bigId(n), created_at: at, processed_at: at, updated_at: at, ...rest });
  return { topic: "orders/create", payload };
}

async function summaryOf(shop: TestShop) {
  return withShop(shop.shopId, ({ db }) => db.customerSummary.findFirst({ where: { customerId: CUSTOMER } }));
}

it("adds up what was ordered, paid and given back", async () => {
  const shop = await makeShop();
  const [first, second, third] = [daysAgo(30), daysAgo(20), daysAgo(10)];
  await tell(shop, [
    orderAt(1, first, { total_discounts: "1.50" }),
    orderAt(2, second, { financial_status: "pending" }),
    orderAt(3, third, { cancelled_at: third }),
    { topic: "refunds/create", payload: makeRefund({ order_id: bigId(1), created_at: second }) },
  ]);
  expect(await summaryOf(shop)).toMatchObject({
    ordersCount: 2,
    spentMinor: 4000n,
    refundedMinor: 500n,
    discountsMinor: 150n,
    netMinor: 3500n,
    firstOrderAt: new Date(first),
    lastOrderAt: new Date(second),
    stage: "repeat",
  });
});

it("somebody without an order is a lead, with the time they were last seen", async () => {
  const shop = await makeShop();
  await tell(shop, [
    {
      topic: "customers/create",
      payload: makeCustomer({ created_at: daysAgo(400), updated_at: daysAgo(400) }),
    },
  ]);
  expect(await summaryOf(shop)).toMatchObject({ stage: "lead", stageChangesAt: null, ordersCount: 0 });
});

it("a stage changes when its instant has come, and is found again without its job", async () => {
  const shop = await makeShop();
  await tell(shop, [orderAt(1, daysAgo(89))]);
  expect(await summaryOf(shop)).toMatchObject({ stage: "first_time" });
  await withShop(shop.shopId, (scope) =>
    saveSettings(scope, { lifecycle: { loyalFromOrders: 4, atRiskAfterDays: 60, lapsedAfterDays: 180 } }),
  );
  await withShop(shop.shopId, ({ db }) =>
    db.customerSummary.updateMany({ data: { stageChangesAt: new Date(Date.now() - 20_000) } }),
  );
  await asOwner<{ task: string }>(async (query) => {
    await query("DELETE FROM graphile_worker._private_jobs");
    await requeueDueWork({ minAgeMs: 10_000 });
    const jobs = await query(
      "SELECT t.identifier AS task FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id",
    );
    expect(jobs).toContainEqual({ task: "advance-stages" });
  });
  await advanceStages(shop.shopId);
  await react(shop.shopId, reactions);
  expect(await summaryOf(shop)).toMatchObject({ stage: "at_risk" });
});

it("the next change is planned for its very instant", async () => {
  const shop = await makeShop();
  await tell(shop, [orderAt(1, daysAgo(1))]);
  await advanceStages(shop.shopId);
  const summary = await summaryOf(shop);
  await asOwner<{ at: Date }>(async (query) => {
    const jobs = await query("SELECT run_at AS at FROM graphile_worker._private_jobs WHERE key = $1", [
      `advance-stages:${shop.shopId}:later`,
    ]);
    // So long from now by the database's clock: never before the instant.
    const lateMs = jobs[0]!.at.getTime() - summary!.stageChangesAt!.getTime();
    expect(jobs).toHaveLength(1);
    expect(lateMs).toBeGreaterThanOrEqual(-1);
    expect(lateMs).toBeLessThan(10_000);
  });
});

it("who became somebody else has no summary left", async () => {
  const shop = await makeShop();
  await tell(shop, [
    orderAt(1, daysAgo(3)),
    {
      topic: "customers/merge",
      payload: {
        admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${bigId(8)}`,
        admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${CUSTOMER}`,
        status: "completed",
      },
    },
  ]);
  const rows = await withShop(shop.shopId, ({ db }) => db.customerSummary.findMany());
  expect(rows).toMatchObject([{ customerId: bigId(8), ordersCount: 1 }]);
});
