/** Jobs of one shop at the same time: none waits for another in a circle, none has to be tried again. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { processDeliveries, react } from "#app/features/events/index.server.ts";
import { reactToFacts } from "#app/features/loyalty/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { deliveryHandlers } from "#app/worker/registry.server.ts";
import { deliverAll, makeStory } from "#tests/integration/worker/story.ts";
import { asOwner, makeShop, startProgramme } from "#tests/factories/shop.ts";

async function countDeadlocks(): Promise<number> {
  let rows: { deadlocks: number }[] = [];
  await asOwner(async (query) => {
    rows = (await query(
      "SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()",
    )) as typeof rows;
  });
  return rows[0]?.deadlocks ?? 0;
}

const wrapped = Object.fromEntries(Object.entries(deliveryHandlers).map(([k, h]) => [k, async (...a: Parameters<typeof h>) => { try { return await h(...a); } catch (e) { console.log("FAILED", k, String(e).slice(0, 600)); throw e; } }]));
it("jobs at the same time do not get in each other's way", async () => {
  const shop = await makeShop();
  await startProgramme(shop);
  // Few customers, so that everything concerns the same ones.
  await deliverAll(shop, makeStory({ orders: 60, customers: 2 }));
  let isWorking = true;
  const reactUntilDone = async () => {
    while (isWorking) {
      await react(shop.shopId, [reactToFacts]);
      await sleep(20);
    }
  };
  const reactors = [reactUntilDone(), reactUntilDone()];
  await Promise.all(Array.from({ length: 3 }, () => processDeliveries(shop.shopId, wrapped)));
  isWorking = false;
  await Promise.all(reactors);
  const retried = await withShop(shop.shopId, ({ db }) =>
    db.webhookDelivery.findMany({
      where: { OR: [{ attempts: { not: 1 } }, { status: { not: "processed" } }] },
      select: { topic: true, status: true, attempts: true, error: true },
    }),
  );
  console.log(retried.filter(r=>r.attempts>1).length, retried.length, 'deadlocks', await countDeadlocks());
  
});
