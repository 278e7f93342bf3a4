import { expect, it } from "vitest";
import { gid } from "#simulator/ids.ts";
import { createTestApi, TEST_APP } from "#simulator/test-store.ts";

function setUp() {
  const api = createTestApi({ ...TEST_APP, scopes: [...TEST_APP.scopes, "write_marketing_events"] });
  const { commands, shop } = api.runtime;
  const [customer] = shop.customers.values();
  const [product] = shop.products.values();
  const lines = [{ variantId: product!.variants[0]!.id, quantity: 2 }];
  const begun = commands.startCheckout({ lines, email: customer!.email, note: "Hurry" });
  if (!begun.ok) throw new Error("no checkout");
  commands.startCheckout({ lines });
  return { ...api, checkout: begun.checkout, customer: customer!, lines };
}

const LIST = `query ($query: String) { abandonedCheckoutsCount(query: $query) { count } abandonedCheckouts(first: 10, query: $query) { nodes {
  id name abandonedCheckoutUrl note completedAt customer { id } totalPriceSet { shopMoney { amount currencyCode } }
  lineItems(first: 5) { nodes { quantity title variant { id } originalTotalPriceSet { shopMoney { amount } } } } } } }`;

it("lists checkouts with contact details, also recovered ones", async () => {
  const { run, runtime, checkout, customer, lines } = setUp();
  const open = await run(LIST);
  expect(open.errors).toBeUndefined();
  expect(open.data!["abandonedCheckouts"]).toMatchObject({
    nodes: [
      {
        id: gid("AbandonedCheckout", checkout.id),
        customer: { id: gid("Customer", customer.id) },
        completedAt: null,
        lineItems: { nodes: [{ quantity: 2, title: "Beeswax Candle" }] },
      },
    ],
  });
  const order = runtime.commands.placeOrder({ customerId: customer.id, lines });
  checkout.createdAt = new Date(checkout.createdAt.getTime() - 60_000);
  if (order.ok) runtime.commands.completeCheckout(checkout.id, order.order.id);
  const count = async (query: string) => (await run(LIST, { query })).data!["abandonedCheckoutsCount"];
  expect(await count("recovery_state:recovered")).toEqual({ count: 1 });
  expect(await count("recovery_state:not_recovered")).toEqual({ count: 0 });
});

const UPDATE = `mutation ($id: ID!, $activity: ID!) { abandonmentUpdateActivitiesDeliveryStatuses(abandonmentId: $id, marketingActivityId: $activity, deliveryStatus: SENT) { abandonment { emailState emailSentAt } userErrors { field code } } }`;

it("keeps what became of the messages about an abandonment", async () => {
  const { run, runtime, checkout } = setUp();
  const found = await run(
    `query ($id: ID!) { abandonmentByAbandonedCheckoutId(abandonedCheckoutId: $id) { id emailState customerHasNoOrderSinceAbandonment abandonmentType } }`,
    { id: gid("AbandonedCheckout", checkout.id) },
  );
  const abandonment = found.data!["abandonmentByAbandonedCheckoutId"] as { id: string };
  expect(abandonment).toMatchObject({
    emailState: "NOT_SENT",
    customerHasNoOrderSinceAbandonment: true,
    abandonmentType: "CHECKOUT",
  });
  const made = runtime.commands.addAbandonmentActivity(checkout.id);
  const activity = gid("MarketingActivity", made.ok ? made.activityId : 0n);
  const update = async (variables: Record<string, unknown>) =>
    (await run(UPDATE, variables)).data!["abandonmentUpdateActivitiesDeliveryStatuses"];
  expect(await update({ id: abandonment.id, activity: gid("MarketingActivity", 1n) })).toMatchObject({
    userErrors: [{ code: "MARKETING_ACTIVITY_NOT_FOUND" }],
  });
  expect(await update({ id: gid("Abandonment", 1n), activity })).toMatchObject({
    userErrors: [{ code: "ABANDONMENT_NOT_FOUND" }],
  });
  expect(await update({ id: abandonment.id, activity })).toEqual({
    abandonment: { emailState: "SENT", emailSentAt: "2026-07-01T09:30:00Z" },
    userErrors: [],
  });
});
