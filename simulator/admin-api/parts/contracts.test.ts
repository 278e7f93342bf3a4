import { expect, it } from "vitest";
import { gid } from "#simulator/ids.ts";
import { createTestApi, TEST_APP } from "#simulator/test-store.ts";

const LIST = `query ($query: String) { subscriptionContracts(first: 10, sortKey: ID, query: $query) { nodes {
  id status nextBillingDate revisionId currencyCode customer { id } billingPolicy { interval intervalCount }
  linesCount { count } lines(first: 5) { nodes { title quantity currentPrice { amount currencyCode } productId } } } } }`;

function setUp(scopes: string[] = ["read_own_subscription_contracts"]) {
  const api = createTestApi({ ...TEST_APP, scopes: [...TEST_APP.scopes, ...scopes] });
  const { commands, shop } = api.runtime;
  const [customer] = shop.customers.values();
  const [product] = shop.products.values();
  const begun = commands.startContract({
    customerId: customer!.id,
    interval: "WEEK",
    intervalCount: 2,
    nextBillingAt: new Date("2026-08-01T10:00:00Z"),
    lines: [{ variantId: product!.variants[0]!.id, quantity: 2, price: 950n }],
  });
  if (!begun.ok) throw new Error("no contract");
  return { ...api, commands, customer: customer!, product: product!, contract: begun.contract };
}

it("shows what webhooks leave out: lines and the next charge", async () => {
  const { run, runtime, commands, customer, product, contract } = setUp();
  const { data, errors } = await run(LIST);
  expect(errors).toBeUndefined();
  expect(data!["subscriptionContracts"]).toEqual({
    nodes: [
      {
        id: gid("SubscriptionContract", contract.id),
        status: "ACTIVE",
        nextBillingDate: "2026-08-01T10:00:00Z",
        revisionId: contract.revisionId.toString(),
        currencyCode: runtime.shop.currency,
        customer: { id: gid("Customer", customer.id) },
        billingPolicy: { interval: "WEEK", intervalCount: 2 },
        linesCount: { count: 1 },
        lines: {
          nodes: [
            {
              title: product.title,
              quantity: 2,
              currentPrice: { amount: "9.5", currencyCode: runtime.shop.currency },
              productId: gid("Product", product.id),
            },
          ],
        },
      },
    ],
  });
  commands.changeContract(contract.id, { status: "PAUSED" });
  const found = async (query: string) =>
    ((await run(LIST, { query })).data!["subscriptionContracts"] as { nodes: unknown[] }).nodes.length;
  expect(await found("status:paused")).toBe(1);
  expect(await found(`id:>=${contract.id + 1n}`)).toBe(0);
});

it("is denied without its scope", async () => {
  const { run } = setUp([]);
  const { data, errors } = await run(LIST);
  expect(data).toBeNull();
  expect(errors?.[0]?.extensions?.["code"]).toBe("ACCESS_DENIED");
});
