import { expect, it } from "vitest";
import { nativeQuery } from "./native-condition.ts";
import { parseCondition } from "./parse-condition.ts";

const told = (text: string) => {
  const parsed = parseCondition(text, { currency: "GBP" });
  if (!parsed.ok) throw new Error(`${text}: ${JSON.stringify(parsed.error)}`);
  return nativeQuery(parsed.tree);
};

it.each([
  ["number_of_orders >= 3 AND last_order_date < -30d", "number_of_orders >= 3 AND last_order_date < -30d"],
  [
    "number_of_orders = 0 AND customer_countries NOT CONTAINS 'GB'",
    "number_of_orders = 0 AND customer_countries NOT CONTAINS 'GB'",
  ],
  ["rfm_group IN ('CHAMPIONS', 'LOYAL')", "rfm_group = 'CHAMPIONS' OR rfm_group = 'LOYAL'"],
  [
    "amount_spent > 5 AND rfm_group NOT IN ('NEW', 'LOYAL')",
    "amount_spent > 5 AND (rfm_group != 'NEW' AND rfm_group != 'LOYAL')",
  ],
  [
    "products_purchased(id: (7, 8), date: >= -90d) = true",
    "products_purchased(id: (7, 8), date: -90d) = true",
  ],
  ["products_purchased(tag: 'tea') = false", "products_purchased(tag: 'tea') = false"],
])("tells %s as %s", (text, native) => {
  expect(told(text)).toBe(native);
});

it.each([
  "NOT number_of_orders = 3",
  "points_balance > 10",
  "last_order_date >= -12h",
  "customer_language STARTS WITH 'e'",
  "products_purchased(date: -30d) = true",
  "products_purchased(date: < -30d) = true",
  "products_purchased(id: 7, count: >= 2) = true",
  "products_purchased(tag: ('a', 'b')) = true",
  "orders_placed(count: >= 2) = true",
])("does not tell %s", (text) => {
  expect(told(text)).toBeNull();
});

it("does not tell more than Shopify takes", () => {
  const long = (times: number) =>
    Array.from({ length: times }, (_, at) => `customer_tags CONTAINS '${"x".repeat(200)}${at}'`).join(" OR ");
  expect([told(long(10)), told(long(30))]).toEqual([long(10), null]);
});
