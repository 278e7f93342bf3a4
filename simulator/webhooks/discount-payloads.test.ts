import { expect, it } from "vitest";
import { createTestStore } from "#simulator/test-store.ts";
import type { DiscountInput } from "#simulator/state/discounts.ts";
import { payloadProblems } from "./payload-schema.ts";

type Store = ReturnType<typeof createTestStore>;

const INPUT: DiscountInput = {
  title: "Welcome",
  code: "WELCOME",
  startsAt: new Date("2026-06-01T00:00:00Z"),
  terms: { kind: "basic", value: { kind: "percentage", fraction: 0.1 }, items: { kind: "all" } },
};

function created(store: Store): bigint {
  const result = store.commands.createDiscount(INPUT);
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.discount.id;
}

it.each<[string, (store: Store) => unknown]>([
  ["discounts/create", created],
  ["discounts/update", (store) => store.commands.updateDiscount(created(store), { title: "Hello" })],
  ["discounts/update", (store) => store.commands.deactivateDiscount(created(store))],
  ["discounts/delete", (store) => store.commands.deleteDiscount(created(store))],
  ["discounts/redeemcode_added", (store) => store.commands.addDiscountCodes(created(store), ["MORE"])],
  [
    "discounts/redeemcode_removed",
    (store) => {
      const id = created(store);
      return store.commands.removeDiscountCodes(id, [store.shop.discounts.get(id)!.codes[0]!.id]);
    },
  ],
])("%s conforms to Shopify's schema", (topic, provoke) => {
  const store = createTestStore();
  provoke(store);
  const change = store.sent.at(-1)![0]!;
  expect(change.topic).toBe(topic);
  expect(payloadProblems(topic, change.payload)).toEqual([]);
});

it("tells each added code by itself, in one action", () => {
  const store = createTestStore();
  store.commands.addDiscountCodes(created(store), ["A", "B", "WELCOME"]);
  expect(store.sent.at(-1)).toMatchObject([
    { topic: "discounts/redeemcode_added", payload: { redeem_code: { code: "A" } } },
    { topic: "discounts/redeemcode_added", payload: { redeem_code: { code: "B" } } },
  ]);
});

it("sends nothing for a discount that is refused", () => {
  const store = createTestStore();
  expect(store.commands.createDiscount({ ...INPUT, title: "" }).ok).toBe(false);
  expect(store.sent).toEqual([]);
});
