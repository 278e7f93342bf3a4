import { expect, it } from "vitest";
import type { Change } from "#simulator/state/environment.ts";
import { createTestApi } from "#simulator/test-store.ts";
import { payloadProblems } from "#simulator/webhooks/payload-schema.ts";
import { answerPurchase } from "./charges.ts";
import { approveSubscription, declineSubscription } from "./subscriptions.ts";

const DAY_MS = 24 * 3600 * 1000;

function setUp() {
  const api = createTestApi();
  const sent: Change[] = [];
  const { environment } = api.runtime;
  const { emit } = environment;
  environment.emit = (changes) => {
    sent.push(...changes);
    emit(changes);
  };
  const ids = () => [...api.runtime.shop.appSubscriptions.keys()];
  const create = async (input: Record<string, unknown> = {}) => {
    const answer = await api.run(CREATE, { name: "Plus", lineItems: [monthly("20.00")], ...input });
    return answer.data!["appSubscriptionCreate"] as {
      appSubscription: { id: string } | null;
      confirmationUrl: string;
      userErrors: { field: string[]; message: string }[];
    };
  };
  const active = async () => {
    const answer = await api.run(ACTIVE);
    return (answer.data!["currentAppInstallation"] as { activeSubscriptions: Record<string, unknown>[] })
      .activeSubscriptions;
  };
  const agree = () => approveSubscription(environment, ids().at(-1)!);
  return { api, environment, sent, ids, create, active, agree };
}

const CREATE = `mutation ($name: String!, $lineItems: [AppSubscriptionLineItemInput!]!, $trialDays: Int, $replacement: AppSubscriptionReplacementBehavior, $returnUrl: URL = "https://app.example.com/back") {
  appSubscriptionCreate(name: $name, returnUrl: $returnUrl, lineItems: $lineItems, trialDays: $trialDays, replacementBehavior: $replacement, test: true) {
    appSubscription { id status } confirmationUrl userErrors { field message } } }`;
const ACTIVE = `{ currentAppInstallation { activeSubscriptions { id name status currentPeriodEnd trialDays lineItems { id plan { pricingDetails { __typename
  ... on AppRecurringPricing { price { amount currencyCode } interval discount { priceAfterDiscount { amount } remainingDurationInIntervals } }
  ... on AppUsagePricing { balanceUsed { amount } cappedAmount { amount } terms } } } } } } }`;

const monthly = (amount: string, rest: object = {}) => ({
  plan: { appRecurringPricingDetails: { price: { amount, currencyCode: "USD" }, ...rest } },
});
const usage = (amount: string) => ({
  plan: { appUsagePricingDetails: { cappedAmount: { amount, currencyCode: "USD" }, terms: "$1 a message" } },
});

it("becomes active when the merchant agrees, for thirty days after the trial", async () => {
  const { create, active, agree, sent } = setUp();
  const created = await create({ trialDays: 7 });
  expect(created.confirmationUrl).toMatch(
    /^http:\/\/localhost:4100\/store\/test\/charges\/test-app\/\d+\/confirm_recurring_application_charge\?signature=/,
  );
  expect(await active()).toEqual([]);
  agree();
  const [subscription] = await active();
  expect(subscription).toMatchObject({ status: "ACTIVE", currentPeriodEnd: "2026-08-07T09:30:00Z" });
  expect(sent.at(-1)).toMatchObject({
    topic: "app_subscriptions/update",
    payload: { app_subscription: { status: "ACTIVE", price: "20.00", interval: "every_30_days" } },
  });
});

it("moves on with the clock: next period, and lapses after two days without an answer", async () => {
  const { api, create, active, agree, ids, sent } = setUp();
  await create();
  agree();
  api.clock.move(31 * DAY_MS);
  expect((await active())[0]).toMatchObject({ currentPeriodEnd: "2026-08-30T09:30:00Z" });
  await create({ name: "Never answered" });
  api.clock.move(2 * DAY_MS);
  expect(sent.at(-1)).toMatchObject({
    topic: "app_subscriptions/update",
    payload: { app_subscription: { status: "EXPIRED" } },
  });
  expect(approveSubscription(api.runtime.environment, ids().at(-1)!)).toMatchObject({ ok: false });
});

it("replaces the current one at once, or at the end of its period", async () => {
  const { api, create, active, agree } = setUp();
  await create({ lineItems: [monthly("20.00", { interval: "ANNUAL" })] });
  agree();
  await create({ name: "Smaller", lineItems: [monthly("10.00")] });
  agree();
  expect((await active())[0]).toMatchObject({ name: "Plus" });
  await create({ name: "Now", lineItems: [monthly("10.00")], replacement: "APPLY_IMMEDIATELY" });
  agree();
  expect(await active()).toMatchObject([{ name: "Now" }]);
  api.clock.move(365 * DAY_MS);
  expect(await active()).toMatchObject([{ name: "Smaller" }]);
});

it.each([
  ["no name", { name: " " }, "Name can't be blank"],
  ["no line item", { lineItems: [] }, "At least one line item is required"],
  ["two recurring prices", { lineItems: [monthly("1.00"), monthly("2.00")] }, "Only one recurring line item"],
  [
    "usage beside a yearly price",
    { lineItems: [monthly("1.00", { interval: "ANNUAL" }), usage("5.00")] },
    "EVERY_30_DAYS",
  ],
  ["nothing to pay", { lineItems: [monthly("0.00")] }, "Price must be greater than 0"],
  [
    "a wrong discount",
    { lineItems: [monthly("5.00", { discount: { value: { amount: "6.00" } } })] },
    "Discount value",
  ],
  ["a negative trial", { trialDays: -1 }, "Trial days"],
])("refuses a subscription with %s", async (_name, input, message) => {
  const { appSubscription, userErrors } = await setUp().create(input);
  expect(appSubscription).toBeNull();
  expect(userErrors[0]!.message).toContain(message);
});

it("takes a discount off for so many intervals", async () => {
  const { api, create, active, agree } = setUp();
  await create({
    lineItems: [monthly("20.00", { discount: { value: { percentage: 0.25 }, durationLimitInIntervals: 3 } })],
  });
  agree();
  api.clock.move(30 * DAY_MS);
  expect((await active())[0]).toMatchObject({
    lineItems: [
      {
        plan: {
          pricingDetails: {
            discount: { priceAfterDiscount: { amount: "15.0" }, remainingDurationInIntervals: 1 },
          },
        },
      },
    ],
  });
});

const RECORD = `mutation ($item: ID!, $amount: Decimal!, $key: String) { appUsageRecordCreate(subscriptionLineItemId: $item, description: "Messages", price: { amount: $amount, currencyCode: USD }, idempotencyKey: $key) { appUsageRecord { id price { amount } } userErrors { field message } } }`;

async function withUsage() {
  const set = setUp();
  await set.create({ lineItems: [usage("10.00")] });
  set.agree();
  const [subscription] = await set.active();
  const item = (subscription!["lineItems"] as { id: string }[])[0]!.id;
  const charge = async (amount: string, key: string | null = null) => {
    const answer = await set.api.run(RECORD, { item, amount, key });
    return answer.data!["appUsageRecordCreate"]!;
  };
  return { ...set, item, charge };
}

it("charges usage up to the cap, once for each key, and warns at 90 %", async () => {
  const { api, active, charge, sent } = await withUsage();
  const first = await charge("8.50", "a");
  expect(await charge("8.50", "a")).toEqual(first);
  const before = sent.length;
  await charge("0.50");
  const [warning] = sent.slice(before);
  expect(warning!.topic).toBe("app_subscriptions/approaching_capped_amount");
  expect(payloadProblems(warning!.topic, warning!.payload)).toEqual([]);
  expect(await charge("1.01")).toMatchObject({
    appUsageRecord: null,
    userErrors: [{ field: null, message: "Total price exceeds balance remaining" }],
  });
  await charge("1.00");
  api.clock.move(30 * DAY_MS);
  expect(JSON.stringify(await active())).toContain('"balanceUsed":{"amount":"0.0"}');
  expect(await charge("9.00")).toMatchObject({ userErrors: [] });
});

it("raises the cap once the merchant agrees", async () => {
  const { api, item, charge } = await withUsage();
  const answer = await api.run(
    `mutation ($item: ID!) { appSubscriptionLineItemUpdate(id: $item, cappedAmount: { amount: "50.00", currencyCode: USD }) { confirmationUrl userErrors { message } } }`,
    { item },
  );
  expect(answer.data!["appSubscriptionLineItemUpdate"]).toMatchObject({
    confirmationUrl: expect.stringContaining("confirm_update_capped_amount"),
    userErrors: [],
  });
  expect(await charge("20.00")).toMatchObject({ appUsageRecord: null });
});

it("extends a trial that runs, cancels, and is declined without a trace", async () => {
  const { api, environment, create, active, agree, ids } = setUp();
  const { appSubscription } = await create({ trialDays: 7 });
  const id = appSubscription!.id;
  const extend = `mutation ($id: ID!, $days: Int!) { appSubscriptionTrialExtend(id: $id, days: $days) { appSubscription { trialDays } userErrors { code } } }`;
  const extended = async (days: number) =>
    (await api.run(extend, { id, days })).data!["appSubscriptionTrialExtend"];
  expect(await extended(3)).toMatchObject({ userErrors: [{ code: "SUBSCRIPTION_NOT_ACTIVE" }] });
  agree();
  expect(await extended(3)).toEqual({ appSubscription: { trialDays: 10 }, userErrors: [] });
  api.clock.move(11 * DAY_MS);
  expect(await extended(3)).toMatchObject({ userErrors: [{ code: "TRIAL_NOT_ACTIVE" }] });
  await api.run(`mutation ($id: ID!) { appSubscriptionCancel(id: $id) { userErrors { message } } }`, { id });
  expect(await active()).toEqual([]);
  await create();
  declineSubscription(environment, ids().at(-1)!);
  expect(await active()).toEqual([]);
});

it("sells something once", async () => {
  const { api, environment, sent } = setUp();
  const buy = `mutation ($amount: Decimal!) { appPurchaseOneTimeCreate(name: "Import", returnUrl: "https://app.example.com", price: { amount: $amount, currencyCode: USD }) { appPurchaseOneTime { id status } confirmationUrl userErrors { message } } }`;
  expect((await api.run(buy, { amount: "0.49" })).data!["appPurchaseOneTimeCreate"]).toMatchObject({
    appPurchaseOneTime: null,
  });
  await api.run(buy, { amount: "5.00" });
  const [id] = api.runtime.shop.appPurchases.keys();
  answerPurchase(environment, id!, true);
  expect(payloadProblems("app_purchases_one_time/update", sent.at(-1)!.payload)).toEqual([]);
  const answer = await api.run(
    `{ currentAppInstallation { oneTimePurchases(first: 5) { nodes { name status price { amount } } } } }`,
  );
  expect(answer.data!["currentAppInstallation"]).toMatchObject({
    oneTimePurchases: { nodes: [{ name: "Import", status: "ACTIVE", price: { amount: "5.0" } }] },
  });
});
