/** What follows from the facts can be made anew at any time, and comes out the same. */
import { beforeEach, expect, it } from "vitest";
import {
  derivedTable,
  processDeliveries,
  react,
  type Reaction,
  replayCustomer,
  replayDeliveries,
  replayShop,
} from "#app/features/events/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { deliveryHandlers, derived, reactions } from "#app/worker/registry.server.ts";
import { bigId, makeOrder } from "#tests/factories/payloads.ts";
import { deliver, makeShop, startProgramme, type TestShop, workOff } from "#tests/factories/shop.ts";
import { hashOf, wholeState } from "#tests/integration/faults/whole-state.ts";
import { makeStory } from "#tests/factories/story.ts";
import { deliverAll } from "#tests/integration/worker/story.ts";

/** A derived table as a feature would have it: how many facts each customer has. */
const countFacts: Reaction = async ({ db, shopId }, customers) => {
  for (const { customerId, facts } of customers) {
    if (facts.length === 0) continue;
    const counted = { ordersCount: facts.length, netMinor: 7n };
    await db.customerSummary.upsert({
      where: { shopId_customerId: { shopId, customerId } },
      create: { shopId, customerId, ...counted },
      update: counted,
    });
  }
};
const own = [derivedTable("customer_summary")];
const its: Reaction[] = [...reactions, countFacts];

let shop: TestShop;
let before: string;

beforeEach(async () => {
  shop = await makeShop();
  await startProgramme(shop);
  await deliverAll(shop, makeStory({ orders: 12, customers: 4 }));
  await workAll();
  before = await stateOf();
});

const stateOf = async () => hashOf(await wholeState(shop));
async function workAll(): Promise<void> {
  await processDeliveries(shop.shopId, deliveryHandlers);
  await react(shop.shopId, its);
}
const tamper = () =>
  withShop(shop.shopId, ({ db, shopId }) =>
    db.customerSummary.updateMany({ where: { shopId }, data: { ordersCount: 99 } }),
  );
const summaries = () =>
  withShop(shop.shopId, ({ db, shopId }) =>
    db.customerSummary.findMany({ where: { shopId }, orderBy: { customerId: "asc" } }),
  );

it("a shop's replay mends what was tampered with, and takes away what nothing implies", async () => {
  await tamper();
  await withShop(shop.shopId, ({ db, shopId }) =>
    db.customerSummary.create({ data: { shopId, customerId: bigId(999), ordersCount: 1 } }),
  );
  const seen: number[] = [];
  const { customers } = await replayShop(shop.shopId, own, {
    onProgress: (progress) => seen.push(progress.customers),
  });
  expect(customers).toBe(5);
  expect(seen.at(-1)).toBe(5);
  await react(shop.shopId, its);
  expect(await stateOf()).toBe(before);
});

it("goes on from where it was cut off", async () => {
  await tamper();
  const half = (await summaries())[1]!.customerId;
  const { customers } = await replayShop(shop.shopId, own, { afterId: half });
  await react(shop.shopId, its);
  expect(customers).toBe(2);
  expect((await summaries()).map(({ ordersCount }) => ordersCount === 99)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

it("a customer's replay leaves the others as they are", async () => {
  await tamper();
  const [first] = await summaries();
  await withShop(shop.shopId, (scope) => replayCustomer(scope, first!.customerId, own));
  expect((await summaries()).map(({ ordersCount }) => ordersCount)).toEqual([99, 99, 99]);
  await react(shop.shopId, its);
  const after = await summaries();
  expect(after.map(({ ordersCount }) => ordersCount === 99)).toEqual([false, true, true, true]);
});

it("posts nothing to the ledger when nothing was wrong", async () => {
  const count = () => withShop(shop.shopId, ({ db }) => db.pointsTransfer.count());
  const transfers = await count();
  await replayShop(shop.shopId, [...own, ...derived]);
  await replayDeliveries(shop.shopId);
  await workAll();
  expect(await count()).toBe(transfers);
  expect(await stateOf()).toBe(before);
});

it("reads the deliveries again that still have a body, and none that does something", async () => {
  await deliver(shop, { topic: "app/uninstalled", payload: {} });
  await withShop(shop.shopId, ({ db }) =>
    db.webhookDelivery.updateMany({ where: { topic: "app/uninstalled" }, data: { status: "processed" } }),
  );
  const all = await withShop(shop.shopId, ({ db }) => db.webhookDelivery.count());
  await withShop(
    shop.shopId,
    ({ db }) => db.$executeRaw`
      UPDATE webhook_delivery SET body = NULL WHERE delivery_id = (SELECT max(delivery_id) FROM webhook_delivery WHERE topic = 'orders/paid')`,
  );
  await withShop(shop.shopId, ({ db }) => db.orderLine.deleteMany({}));
  expect(await replayDeliveries(shop.shopId)).toBe(all - 2);
  await workAll();
  const left = await withShop(shop.shopId, ({ db }) =>
    db.webhookDelivery.count({ where: { status: { not: "processed" } } }),
  );
  expect(left).toBe(0);
});

it("while new deliveries come in ends as if there had been none", async () => {
  const more = makeStory({ orders: 30, customers: 4 }).slice(20);
  const [live] = await Promise.all([
    (async () => {
      for (let n = 0; n < more.length; n += 5) {
        await deliverAll(shop, more.slice(n, n + 5));
        await workAll();
      }
    })(),
    (async () => {
      for (let n = 0; n < 5; n += 1) {
        await replayShop(shop.shopId, own);
        await replayDeliveries(shop.shopId);
        await react(shop.shopId, its);
      }
    })(),
  ]);
  expect(live).toBeUndefined();
  // A job that did not get its turn comes again by itself; here it has to be asked.
  await workAll();
  const mended = await stateOf();
  await replayShop(shop.shopId, own);
  await workAll();
  expect(await stateOf()).toBe(mended);

  const undisturbed = await makeShop();
  await startProgramme(undisturbed);
  await deliverAll(undisturbed, makeStory({ orders: 30, customers: 4 }));
  await workOff(undisturbed);
  const points = async ({ shopId }: TestShop) => {
    const { balances } = await wholeState({ shopId, domain: "" });
    return balances;
  };
  expect(await points(shop)).toEqual(await points(undisturbed));
});

it("an order's points stay right when its customer is replayed before the order is paid", async () => {
  const order = makeOrder({ id: bigId(400), financial_status: "pending" });
  await deliver(shop, { topic: "orders/create", payload: order });
  await workAll();
  await withShop(shop.shopId, (scope) => replayCustomer(scope, bigId(7), own));
  await deliver(shop, {
    topic: "orders/paid",
    payload: makeOrder({ id: bigId(400), updated_at: "2026-03-01T11:00:00Z" }),
  });
  await workAll();
  const balance = await withShop(shop.shopId, ({ db, shopId }) =>
    db.pointsAccount.findUnique({ where: { shopId_customerId: { shopId, customerId: bigId(7) } } }),
  );
  expect(balance?.balance).toBe(20n);
});
