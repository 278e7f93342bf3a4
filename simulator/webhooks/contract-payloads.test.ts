import { expect, it } from "vitest";
import { createTestStore } from "#simulator/test-store.ts";
import { payloadProblems } from "./payload-schema.ts";

type Store = ReturnType<typeof createTestStore>;

function started({ commands, customer, variants }: Store): bigint {
  const placed = commands.placeOrder({
    customerId: customer.id,
    lines: [{ variantId: variants[0]!.id, quantity: 1 }],
  });
  if (!placed.ok) throw new Error("not placed");
  const result = commands.startContract({
    customerId: customer.id,
    originOrderId: placed.order.id,
    lines: [{ variantId: variants[0]!.id, quantity: 2 }],
  });
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.contract.id;
}

const turn =
  (status: "ACTIVE" | "PAUSED" | "CANCELLED" | "EXPIRED" | "FAILED") =>
  (store: Store): void => {
    const id = started(store);
    if (status === "ACTIVE") store.commands.changeContract(id, { status: "PAUSED" });
    store.commands.changeContract(id, { status });
  };

const bill =
  (errorCode: string | null) =>
  (store: Store): void => {
    store.commands.billContract(started(store), { orderId: null, errorCode });
  };

it.each<[string, (store: Store) => unknown]>([
  ["subscription_contracts/create", started],
  [
    "subscription_contracts/update",
    (store) => store.commands.changeContract(started(store), { intervalCount: 2 }),
  ],
  ["subscription_contracts/activate", turn("ACTIVE")],
  ["subscription_contracts/pause", turn("PAUSED")],
  ["subscription_contracts/cancel", turn("CANCELLED")],
  ["subscription_contracts/expire", turn("EXPIRED")],
  ["subscription_contracts/fail", turn("FAILED")],
  ["subscription_billing_attempts/success", bill(null)],
  ["subscription_billing_attempts/failure", bill("payment_method_declined")],
])("%s conforms to Shopify's schema", (topic, provoke) => {
  const store = createTestStore();
  provoke(store);
  const change = store.sent.at(-1)!.at(-1)!;
  expect(change.topic).toBe(topic);
  expect(payloadProblems(topic, change.payload)).toEqual([]);
});

it("tells of a contract without its lines and its next charge", () => {
  const store = createTestStore();
  started(store);
  expect(store.sent.at(-1)![0]!.payload).not.toHaveProperty("lines");
  expect(store.sent.at(-1)![0]!.payload).not.toHaveProperty("next_billing_date");
});
