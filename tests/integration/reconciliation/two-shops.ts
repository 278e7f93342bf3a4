/**
 * Two installations of one store: the one that Shopify knows, and one that is told every webhook. Import this before
 * anything of the app.
 */
import { control, openApp, type Sent, simulator, takeSent } from "./simulated-shopify.ts";
import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach } from "vitest";
import {
  type Comparator,
  compareNow,
  processDeliveries,
  reconcile,
} from "#app/features/events/index.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { comparators, deliveryHandlers } from "#app/worker/registry.server.ts";
import { asOwner, deliver, makeShop, type TestShop } from "#tests/factories/shop.ts";

export const resources = comparators.map((comparator) => comparator.resource);
export const { commands } = simulator.runtime;
const domain = simulator.shop.domain;
const nameOfShop = domain.replace(".myshopify.com", "");

/** The shop that Shopify knows, and one that the same webhooks are told to, all of them. */
export let shop: TestShop;
export let complete: TestShop;

beforeAll(async () => {
  await openApp();
});

beforeEach(async () => {
  await asOwner(async (query) => {
    await query("DELETE FROM shop WHERE domain = $1", [domain]);
  });
  shop = await makeShop(nameOfShop, simulator.shop.currency);
  complete = await makeShop(`complete-${randomUUID().slice(0, 8)}`, simulator.shop.currency);
});

/** A second later by Shopify's clock, so that states differ in age. */
export const tick = () => control("clock", { moveMs: 1000 });

/** Lets an installation take webhooks. */
export async function tell(to: TestShop, webhooks: readonly Sent[]): Promise<void> {
  await Promise.all(
    webhooks.map(({ topic, body, triggeredAt }) =>
      deliver(to, { topic, body, headers: { "X-Shopify-Triggered-At": triggeredAt } }),
    ),
  );
  await processDeliveries(to.shopId, deliveryHandlers);
}

/** Both know everything up to now. */
export async function bringUpToDate(): Promise<void> {
  await takeSent();
  for (const each of [shop, complete]) await compareAll(each);
}

/** Compares everything, as the button does. The complete shop asks in the name of the one that Shopify knows. */
export async function compareAll(of: TestShop, given: readonly Comparator[] = comparators): Promise<void> {
  await withShop(of.shopId, compareNow);
  await inTheNameOfTheShop(of, () => reconcile(of.shopId, given));
}

/** Lets an installation ask Shopify in the name of the store. */
export async function inTheNameOfTheShop(of: TestShop, work: () => Promise<void>): Promise<void> {
  if (of === shop) return work();
  await rename(shop, "elsewhere.myshopify.com");
  await rename(of, domain);
  try {
    await work();
  } finally {
    await rename(of, of.domain);
    await rename(shop, domain);
  }
}

const rename = (of: TestShop, to: string) =>
  withShop(of.shopId, ({ db, shopId }) => db.shop.update({ where: { id: shopId }, data: { domain: to } }));

/** The newest run of each resource that came to its end. */
export const lastRuns = (of: TestShop) =>
  withShop(of.shopId, async ({ db, shopId }) => {
    const runs = await db.reconciliation.findMany({
      where: { shopId, finishedAt: { not: null } },
      orderBy: { id: "desc" },
      take: resources.length,
    });
    return Object.fromEntries(runs.map((run) => [run.resource, run]));
  });
