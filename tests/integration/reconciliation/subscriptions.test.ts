/** Subscriptions: those of before the installation, what webhooks leave out, and what webhooks missed. */
import { control, openApp, simulator, takeSent } from "./simulated-shopify.ts";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { compareNow, processDeliveries, reconcile } from "#app/features/events/index.server.ts";
import { continueBackfill, readBackfill, startBackfill } from "#app/features/orders/index.server.ts";
import { type Profile, readProfile } from "#app/features/reports/index.server.ts";
import { sendChanges } from "#app/features/shops/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { changeSenders, comparators, deliveryHandlers } from "#app/worker/registry.server.ts";
import { asOwner, deliver, makeShop, type TestShop } from "#tests/factories/shop.ts";

const { commands, clock } = simulator.runtime;
const { shop: store } = simulator;
const SCOPE = "read_own_subscription_contracts";

let shop: TestShop;

beforeAll(openApp);
beforeEach(async () => {
  await asOwner(async (query) => {
    await query("DELETE FROM shop WHERE domain = $1", [store.domain]);
  });
  store.subscriptionContracts.clear();
  shop = await makeShop(store.domain.replace(".myshopify.com", ""), store.currency);
});

const NEXT_CHARGE = new Date("2027-02-01T09:00:00Z");

function begin() {
  const customer = [...store.customers.values()][0]!;
  const [product] = store.products.values();
  const begun = commands.startContract({
    customerId: customer.id,
    interval: "WEEK",
    intervalCount: 2,
    nextBillingAt: NEXT_CHARGE,
    lines: [{ variantId: product!.variants[0]!.id, quantity: 2, price: 950n }],
  });
  if (!begun.ok) throw new Error("the simulator refused a contract");
  // A contract names its customer by number only.
  commands.addCustomerTags(customer.id, [`subscriber-${begun.contract.id}`]);
  commands.updateCustomer(customer.id, { note: `${begun.contract.id}` });
  return { customer, product: product!, contract: begun.contract };
}

async function runImport(): Promise<void> {
  await withShop(shop.shopId, startBackfill);
  for (let turn = 0; turn < 20; turn += 1) {
    await continueBackfill(shop.shopId);
    const progress = await withShop(shop.shopId, readBackfill);
    if (progress?.stage === "done" || progress?.stage === "failed") return;
  }
}

async function hear(): Promise<void> {
  for (const { topic, body, triggeredAt } of await takeSent())
    await deliver(shop, { topic, body, headers: { "X-Shopify-Triggered-At": triggeredAt } });
  await processDeliveries(shop.shopId, deliveryHandlers);
}

async function profileOf(customerId: bigint): Promise<Profile> {
  const profile = await readProfile(shop.shopId, customerId, new Date());
  if (!profile || "mergedInto" in profile) throw new Error("nobody has this number");
  return profile;
}

it("of before the installation are imported, with lines and the next charge", async () => {
  const { customer, product, contract } = begin();
  await takeSent();
  await runImport();
  expect(await withShop(shop.shopId, readBackfill)).toMatchObject({ stage: "done", error: null });
  const { subscriptions, timeline } = await profileOf(customer.id);
  expect(subscriptions).toEqual([
    {
      id: contract.id,
      status: "active",
      currency: store.currency,
      interval: "week",
      intervalCount: 2,
      startedAt: new Date(Math.floor(contract.createdAt.getTime() / 1000) * 1000),
      nextBillingAt: NEXT_CHARGE,
      lines: [
        {
          lineId: contract.lines[0]!.id.toString(),
          productId: product.id.toString(),
          variantId: product.variants[0]!.id.toString(),
          title: product.title,
          quantity: 2,
          unitPriceMinor: "950",
        },
      ],
    },
  ]);
  expect(timeline.facts.map(({ kind }) => kind)).toContain("subscription.started");
});

it("are, however they were told, one subscription with one beginning", async () => {
  const { customer, contract } = begin();
  await hear();
  await runImport();
  await runImport();
  expect((await profileOf(customer.id)).subscriptions).toHaveLength(1);
  const facts = await withShop(shop.shopId, ({ db }) =>
    db.fact.findMany({ where: { kind: { startsWith: "subscription." } }, orderBy: { kind: "asc" } }),
  );
  expect(facts.map(({ kind, key }) => [kind, key])).toEqual([
    ["subscription.changed", `${contract.id}:${contract.revisionId}`],
    ["subscription.started", contract.id.toString()],
  ]);
});

it("that a webhook tells of are read for what it leaves out, and a late webhook takes nothing of it away", async () => {
  const { customer, contract } = begin();
  await hear();
  expect((await profileOf(customer.id)).subscriptions).toMatchObject([{ lines: [], nextBillingAt: null }]);
  await sendChanges(shop.shopId, changeSenders);
  expect((await profileOf(customer.id)).subscriptions).toMatchObject([
    { nextBillingAt: NEXT_CHARGE, lines: [{ quantity: 2 }] },
  ]);
  commands.changeContract(contract.id, { status: "PAUSED" });
  await hear();
  expect((await profileOf(customer.id)).subscriptions).toMatchObject([
    { status: "paused", nextBillingAt: NEXT_CHARGE, lines: [{ quantity: 2 }] },
  ]);
  const later = new Date(clock().getTime() + 86_400_000);
  commands.changeContract(contract.id, { status: "ACTIVE", nextBillingAt: later });
  await hear();
  await sendChanges(shop.shopId, changeSenders);
  const [subscription] = (await profileOf(customer.id)).subscriptions;
  expect(subscription).toMatchObject({ status: "active" });
  expect(subscription!.nextBillingAt!.getTime()).toBe(Math.floor(later.getTime() / 1000) * 1000);
});

it("that the store does not let the app read are left out, and the import goes on", async () => {
  begin();
  await takeSent();
  const installation = simulator.runtime.installation()!;
  const granted = installation.scopes;
  installation.scopes = granted.filter((scope) => scope !== SCOPE);
  try {
    await runImport();
  } finally {
    installation.scopes = granted;
  }
  expect(await withShop(shop.shopId, readBackfill)).toMatchObject({ stage: "done", error: null });
  expect(await withShop(shop.shopId, ({ db }) => db.subscription.count())).toBe(0);
  expect(await withShop(shop.shopId, ({ db }) => db.collection.count())).toBe(store.collections.size);
});

const comparison = () =>
  withShop(shop.shopId, ({ db, shopId }) =>
    db.reconciliation.findFirstOrThrow({
      where: { shopId, resource: "subscriptions", finishedAt: { not: null } },
      orderBy: { id: "desc" },
    }),
  );

async function compare(): Promise<void> {
  await withShop(shop.shopId, compareNow);
  await reconcile(shop.shopId, comparators);
}

it("whose webhooks were lost are found by the comparison: new, changed and gone ones", async () => {
  const { customer, contract, product } = begin();
  await hear();
  await sendChanges(shop.shopId, changeSenders);
  await compare();
  expect(await comparison()).toMatchObject({ compared: 1, missing: 0, stale: 0, surplus: 0 });

  await control("clock", { moveMs: 2_000 });
  commands.changeContract(contract.id, {
    status: "CANCELLED",
    lines: [{ variantId: product.variants[0]!.id, quantity: 5 }],
  });
  const second = begin();
  await takeSent();
  await compare();
  expect(await comparison()).toMatchObject({ compared: 2, missing: 1, stale: 1, repaired: 2 });
  expect((await profileOf(customer.id)).subscriptions).toMatchObject([
    { id: second.contract.id, status: "active", lines: [{ quantity: 2 }] },
    { id: contract.id, status: "cancelled", lines: [{ quantity: 5 }] },
  ]);

  store.subscriptionContracts.delete(second.contract.id);
  await compare();
  expect(await comparison()).toMatchObject({ missing: 0, stale: 0, surplus: 1, repaired: 1 });
  expect((await profileOf(customer.id)).subscriptions.map(({ id }) => id)).toEqual([contract.id]);
  await compare();
  expect(await comparison()).toMatchObject({ missing: 0, stale: 0, surplus: 0 });
});

it("that the store does not let the app read are not compared, and nothing is put off", async () => {
  begin();
  await hear();
  const installation = simulator.runtime.installation()!;
  const granted = installation.scopes;
  installation.scopes = granted.filter((scope) => scope !== SCOPE);
  try {
    await compare();
  } finally {
    installation.scopes = granted;
  }
  expect(await comparison()).toMatchObject({ compared: 0, surplus: 0, error: null });
  expect(await withShop(shop.shopId, ({ db }) => db.subscription.count({ where: { deletedAt: null } }))).toBe(
    1,
  );
});
