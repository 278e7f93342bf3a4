/** The job refit-recommendations: counts orders that changed, and makes the lists anew that they concern. */
import { withAdvisoryLock } from "#app/platform/db/advisory-lock.server.ts";
import { type ShopId, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { readBackfill } from "#app/features/orders/index.server.ts";
import { noteChanges } from "#app/features/shops/index.server.ts";
import { countChangedOrders, markDueAgain, takeDue } from "./baskets.server.ts";
import { chooseModels } from "./choose-models.server.ts";
import { sellableAmong } from "./counts.server.ts";
import {
  markListsWith,
  readRules,
  storeCustomerLists,
  storeProductLists,
} from "./lists-repository.server.ts";
import { makeCustomerLists, makePopularList, makeProductLists, type Making } from "./make-lists.server.ts";
import { type ResidentModels, withResidentModels } from "./resident-models.server.ts";
import { openModels } from "./shop-models.server.ts";

/** What Shopify must be told: the lists of a product, of a customer, of the shop. */
export const PRODUCT_LISTS_CHANGE = "recommendations.product";
export const CUSTOMER_LISTS_CHANGE = "recommendations.customer";
export const SHOP_LIST_CHANGE = "recommendations.shop";

const ORDERS_AT_ONCE = 1_000;
const PRODUCTS_AT_ONCE = 100;
const CUSTOMERS_AT_ONCE = 250;
/** Then the job makes room for others and goes on as a new one. */
const MAX_MS_PER_JOB = 20_000;
/** An import that takes longer has got stuck, or the shop is so large that it should not wait any longer. */
const PATIENCE_WITH_IMPORT_MS = 6 * 3_600_000;
/** Orders that come one after the other are worked off together: after a pause of so long, or within the minute by list_due_work. */
const GATHER_MS = 10_000;

/**
 * Brings a shop's recommendations up to date with what changed since the last time. One job at a time for a shop; what it
 * had to leave stands in recommendation_due.
 */
export async function refitRecommendations(shopId: ShopId, now = new Date()): Promise<void> {
  if (await withShop(shopId, (scope) => isImporting(scope, now))) return planRefit(shopId);
  await withAdvisoryLock(`refit-recommendations:${shopId}`, () =>
    withResidentModels(shopId, (resident) => refit(shopId, resident, now)),
  );
}

/** While the past comes in, each part of it would make anew what the part before has made. */
async function isImporting(scope: ShopScope, now: Date): Promise<boolean> {
  const run = await readBackfill(scope);
  if (!run || run.stage === "done" || run.stage === "failed") return false;
  return now.getTime() - run.startedAt.getTime() < PATIENCE_WITH_IMPORT_MS;
}

/** Plans a refit a little later, when anything waits for one. For after what may have changed orders. */
export async function planRefit(shopId: ShopId): Promise<void> {
  await withShop(shopId, async (scope) => {
    const rows = await scope.db.$queryRaw<object[]>`
      SELECT FROM recommendation_due WHERE shop_id = current_shop_id() LIMIT 1`;
    if (rows.length === 0) return;
    await enqueue(scope, "refit-recommendations", { runAt: new Date(Date.now() + GATHER_MS) });
  });
}

async function refit(shopId: ShopId, resident: ResidentModels, now: Date): Promise<void> {
  const endsAtMs = performance.now() + MAX_MS_PER_JOB;
  const hasTime = () => performance.now() < endsAtMs;
  const countSome = () => withShop(shopId, (scope) => countChangedOrders(scope, ORDERS_AT_ONCE));
  while ((await countSome()) > 0) if (!hasTime()) return goOn(shopId);
  await withShop(shopId, storePopular);
  if (!(await refitLists(shopId, resident, { now, hasTime }))) return goOn(shopId);
  // Comparing models takes a while: until then the lists are there as they are made now.
  if (await chooseModels(shopId, resident, now))
    if (!(await refitLists(shopId, resident, { now, hasTime }))) return goOn(shopId);
}

/** Makes the lists that are due. Returns whether there was time for all. */
async function refitLists(
  shopId: ShopId,
  resident: ResidentModels,
  { now, hasTime }: { now: Date; hasTime: () => boolean },
): Promise<boolean> {
  const rules = await withShop(shopId, (scope) => readRules(scope));
  const making: Making = { rules, models: await openModels(shopId, resident, now), now };
  for (const refitSome of [refitProducts, refitCustomers])
    while (await withShop(shopId, (scope) => refitSome(scope, making))) if (!hasTime()) return false;
  return true;
}

function goOn(shopId: ShopId): Promise<void> {
  return withShop(shopId, (scope) => enqueue(scope, "refit-recommendations"));
}

async function storePopular(scope: ShopScope): Promise<void> {
  const list = await makePopularList(scope, await readRules(scope, "popular"));
  const changed = await storeProductLists(scope, [list]);
  await noteChanges(scope, SHOP_LIST_CHANGE, changed.length > 0 ? ["popular"] : []);
}

/** Returns whether there was anything to do. */
async function refitProducts(scope: ShopScope, making: Making): Promise<boolean> {
  const due = await takeDue(scope, "product", PRODUCTS_AT_ONCE);
  if (due.length === 0) return false;
  const changed = await storeProductLists(scope, await makeProductLists(scope, making, due));
  const sellable = await sellableAmong(scope, due);
  // Whatever it stands in is made anew, in this run or the next: it is not sellable there, so the second time ends it.
  const gone = due.filter((id) => !sellable.has(id.toString()));
  await markListsWith(scope, gone);
  await noteChanges(scope, PRODUCT_LISTS_CHANGE, changed.map(String));
  return true;
}

async function refitCustomers(scope: ShopScope, making: Making): Promise<boolean> {
  const due = await takeDue(scope, "customer", CUSTOMERS_AT_ONCE);
  if (due.length === 0) return false;
  const changed = await storeCustomerLists(scope, await makeCustomerLists(scope, making, due));
  await noteChanges(scope, CUSTOMER_LISTS_CHANGE, changed.map(String));
  return true;
}

/** Has the lists beside a product made anew, because the merchant decided something about them. */
export async function refitSoon(scope: ShopScope, productIds: readonly bigint[]): Promise<void> {
  await markDueAgain(scope, "product", productIds);
  await enqueue(scope, "refit-recommendations");
}
