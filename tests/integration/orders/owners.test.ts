/** Whose a checkout, an order or a charge is, where several have a say. */
import { expect, it } from "vitest";
import { bigId, makeCustomer, makeOrder, type Payload } from "#tests/factories/payloads.ts";
import { statesAfterEachOrder, type Told } from "./permutations.ts";

const [ANN, BEN] = [bigId(7), bigId(8)];
const [BEGUN, PLACED, CHANGED] = ["2026-03-01T10:00:00Z", "2026-03-01T10:05:00Z", "2026-03-01T10:09:00Z"];
const ann = makeCustomer();
const ben = makeCustomer({ id: BEN, email: "ben@example.com" });
const nobody = { customer: null, email: null };

const checkout = (named: Payload): Told => ({
  topic: "checkouts/create",
  payload: {
    id: 42,
    token: "checkout-1",
    cart_token: "cart-1",
    currency: "GBP",
    total_price: "24.95",
    line_items: [],
    created_at: BEGUN,
    updated_at: BEGUN,
    completed_at: null,
    ...named,
  },
});

const order = (rest: Payload): Told => ({
  topic: "orders/updated",
  payload: makeOrder({
    cart_token: null,
    checkout_token: "checkout-1",
    created_at: PLACED,
    processed_at: PLACED,
    updated_at: PLACED,
    ...rest,
  }),
});

async function oneState(story: readonly Told[]): Promise<Record<string, unknown>> {
  const states = await statesAfterEachOrder(story);
  for (const state of states) expect(state).toEqual(states[0]);
  return states[0]!;
}

it("of two orders that name one checkout the first says whose it is, told first or not", async () => {
  const state = await oneState([
    checkout(nobody),
    order({ id: bigId(1), ...nobody }),
    order({ id: bigId(2), customer: ann }),
  ]);
  expect(state).toMatchObject({ checkouts: [{ orderId: bigId(1), customerId: null, subjectId: null }] });
});

it("whom an order named before leaves nothing in its checkout", async () => {
  const state = await oneState([
    checkout({ customer: ben, email: "ben@example.com" }),
    order({ customer: ann }),
    order({ ...nobody, updated_at: CHANGED }),
  ]);
  expect(state).toMatchObject({
    checkouts: [{ subjectId: BEN, customerId: BEN, contact: { email: "ben@example.com" } }],
  });
});

it("a charge is the contract's, whoever the order is given to", async () => {
  const state = await oneState([
    {
      topic: "subscription_contracts/create",
      payload: { id: 402, customer_id: ANN, currency_code: "GBP", revision_id: "1", status: "active" },
      triggeredAt: BEGUN,
    },
    {
      topic: "subscription_billing_attempts/success",
      payload: { id: 9, subscription_contract_id: 402, order_id: bigId(1), error_code: null },
      triggeredAt: PLACED,
    },
    order({ customer: ben, email: "ben@example.com" }),
  ]);
  const facts = state["facts"] as { kind: string; customer_id: string }[];
  expect(facts.filter(({ kind }) => kind === "subscription.billed")).toMatchObject([
    { customer_id: ANN.toString() },
  ]);
});

it("merges in a circle leave everything with the one of the lowest number", async () => {
  const merge = (kept: bigint, deleted: bigint, triggeredAt: string): Told => ({
    topic: "customers/merge",
    payload: {
      admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${kept}`,
      admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${deleted}`,
      status: "completed",
    },
    triggeredAt,
  });
  const state = await oneState([
    merge(ANN, BEN, PLACED),
    checkout({ customer: ann, email: "ann@example.com" }),
    merge(BEN, ANN, CHANGED),
  ]);
  expect(state).toMatchObject({ checkouts: [{ subjectId: ANN, customerId: ANN }] });
});
