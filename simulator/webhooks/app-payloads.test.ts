import { expect, it } from "vitest";
import { createPurchase, answerPurchase, createUsageRecord, usageItem } from "#simulator/billing/charges.ts";
import { approveSubscription, createSubscription } from "#simulator/billing/subscriptions.ts";
import { grantScopes, installApp } from "#simulator/state/apps.ts";
import { createTestStore, TEST_APP } from "#simulator/test-store.ts";
import { payloadProblems } from "./payload-schema.ts";

/** An app is installed, granted a scope, and paid in every way. */
function story() {
  const { environment, sent } = createTestStore();
  const app = { ...TEST_APP, optionalScopes: ["read_themes"] };
  installApp(environment, app);
  grantScopes(environment, app, ["read_themes"]);
  const created = createSubscription(environment, {
    name: "Plus",
    returnUrl: "https://app.example.com",
    test: true,
    trialDays: 0,
    replacementBehavior: "STANDARD",
    pricings: [
      { kind: "recurring", price: 1000n, currency: "USD", interval: "EVERY_30_DAYS", discount: null },
      { kind: "usage", cappedAmount: 2000n, proposedCap: null, currency: "USD", terms: "Messages" },
    ],
  });
  if (!created.ok) throw new Error("no subscription");
  const { id } = created.subscription;
  approveSubscription(environment, id);
  const record = { description: "Messages", price: 1900n, currency: "USD", idempotencyKey: null };
  createUsageRecord(environment, usageItem(environment, id, 1), record);
  const bought = createPurchase(environment, {
    name: "Import",
    price: 500n,
    currency: "USD",
    returnUrl: "https://app.example.com",
    test: true,
  });
  if (bought.ok) answerPurchase(environment, bought.purchase.id, true);
  return sent.flat();
}

it.each([
  "app/scopes_update",
  "app_subscriptions/update",
  "app_subscriptions/approaching_capped_amount",
  "app_purchases_one_time/update",
])("%s conforms to Shopify's schema", (topic) => {
  const found = story().find((change) => change.topic === topic);
  expect(found, `nothing sent ${topic}`).toBeDefined();
  expect(payloadProblems(topic, found!.payload)).toEqual([]);
});
