import { expect, it } from "vitest";
import { react } from "#app/features/events/index.server.ts";
import {
  previewStages,
  readStagePlan,
  readSuggestion,
  runBulkActions,
  saveShopSettings,
} from "#app/features/reports/index.server.ts";
import { SettingsForm } from "#app/features/reports/settings/schema.ts";
import { readSettings } from "#app/features/shops/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { reactions } from "#app/worker/registry.server.ts";
import { bigId, makeCustomer, makeOrder } from "#tests/factories/payloads.ts";
import { deliver, makeShop, type TestShop, workOff } from "#tests/factories/shop.ts";

const DAY_MS = 86_400_000;
const FIELDS = {
  loyalFromOrders: "4",
  atRiskAfterDays: "90",
  lapsedAfterDays: "180",
  deliveryBodyDays: "60",
  exportDays: "30",
  accessLogMonths: "24",
};
const RULES = { loyalFromOrders: 2, atRiskAfterDays: 30, lapsedAfterDays: 100 };

/** Customer n ordered so many days ago. */
async function makeStore(orders: readonly (readonly number[])[]): Promise<TestShop> {
  const shop = await makeShop();
  let order = 100;
  for (const [n, daysAgo] of orders.entries()) {
    for (const days of daysAgo) {
      const at = new Date(Date.now() - days * DAY_MS).toISOString();
      const customer = makeCustomer({ id: bigId(n), email: `c-${n}@example.com` });
      const times = { created_at: at, processed_at: at, updated_at: at };
      await deliver(shop, {
        topic: "orders/create",
        payload: makeOrder({ id: bigId((order += 1)), customer, ...times }),
      });
    }
  }
  await workOff(shop);
  return shop;
}

async function save(shop: TestShop, fields: object): Promise<void> {
  const form = SettingsForm.parse({ ...FIELDS, ...fields });
  await withShop(shop.shopId, (scope) => saveShopSettings(scope, form, { staff: "1", now: new Date() }));
}

const stagesOf = async (shop: TestShop) =>
  (
    await withShop(shop.shopId, ({ db }) => db.customerSummary.findMany({ orderBy: { customerId: "asc" } }))
  ).map(({ stage, lastOrderAt, stageChangesAt }) => ({
    stage,
    afterDays: stageChangesAt && (stageChangesAt.getTime() - lastOrderAt!.getTime()) / DAY_MS,
  }));

it("new thresholds move everybody to the stage that the preview promised, in the worker", async () => {
  const shop = await makeStore([[5], [5, 40], [40], [95], [120], [200]]);
  const preview = await withShop(shop.shopId, (scope) => previewStages(scope, RULES, new Date()));
  expect(preview).toEqual([
    { stage: "first_time", today: 2, planned: 1 },
    { stage: "repeat", today: 1, planned: 0 },
    { stage: "loyal", today: 0, planned: 1 },
    { stage: "at_risk", today: 2, planned: 2 },
    { stage: "lapsed", today: 1, planned: 2 },
  ]);

  await save(shop, RULES);
  expect(await withShop(shop.shopId, readStagePlan)).toEqual({ done: 0, total: 6 });
  await runBulkActions(shop.shopId);
  await react(shop.shopId, reactions);
  expect(await withShop(shop.shopId, readStagePlan)).toBeNull();
  expect(await stagesOf(shop)).toEqual([
    { stage: "first_time", afterDays: 30 },
    { stage: "loyal", afterDays: 30 },
    { stage: "at_risk", afterDays: 100 },
    { stage: "at_risk", afterDays: 100 },
    { stage: "lapsed", afterDays: null },
    { stage: "lapsed", afterDays: null },
  ]);
});

it("the same thresholds plan nothing, and the other settings are kept", async () => {
  const shop = await makeStore([[5]]);
  await save(shop, { deliveryBodyDays: "7", foldsPlusAddresses: "on" });
  expect(await withShop(shop.shopId, readStagePlan)).toBeNull();
  expect(await withShop(shop.shopId, readSettings)).toMatchObject({
    deliveryBodyDays: 7,
    foldsPlusAddresses: true,
    doubleOptIn: false,
    lifecycle: { loyalFromOrders: 4, atRiskAfterDays: 90, lapsedAfterDays: 180 },
  });
});

it("thresholds that make no sense are refused beside their field", () => {
  const refused = SettingsForm.safeParse({ ...FIELDS, atRiskAfterDays: "180", exportDays: "0" });
  expect(refused.error?.issues.map(({ path, message }) => [path[0], message])).toEqual([
    ["exportDays", "errors.days_1_90"],
    ["lapsedAfterDays", "errors.lapsed_after_risk"],
  ]);
});

it("suggests what fits how the shop's customers come back", async () => {
  const shop = await makeShop();
  expect(await withShop(shop.shopId, readSuggestion)).toBeNull();
  await withShop(
    shop.shopId,
    ({ db }) => db.$executeRaw`
      INSERT INTO customer_summary (shop_id, customer_id, orders_count, first_order_at, last_order_at)
      SELECT current_shop_id(), n, 3, '2026-01-01', '2026-01-01'::timestamptz + 2 * n * interval '1 day'
      FROM generate_series(1, 41) AS n`,
  );
  expect(await withShop(shop.shopId, readSuggestion)).toEqual({
    medianDays: 21,
    loyalFromOrders: 3,
    atRiskAfterDays: 33,
    lapsedAfterDays: 39,
  });
});
