import { expect, test } from "vitest";
import { newCustomer, newAddress, noConsent } from "#simulator/state/model/customers.ts";
import { newMetafieldDefinition } from "#simulator/state/model/metafields.ts";
import { newOrder, newOrderLine, newTransaction } from "#simulator/state/model/orders.ts";
import { createTestStore, NOW } from "#simulator/test-store.ts";
import { FilterLeftOut, segmentProblems } from "./check.ts";
import { addMonths } from "./days.ts";
import { isMember, segmentMembers } from "./members.ts";

/** Three customers: one who buys and subscribes, one who is only a name, one who left a checkout. */
function peopledStore() {
  const { shop, commands } = createTestStore();
  shop.customers.clear();
  const at = (text: string) => new Date(text);
  const consent = (state: string) => ({ ...noConsent(), state });
  shop.customers.set(
    1n,
    newCustomer({
      id: 1n,
      firstName: "buyer",
      email: "buyer@tea.example.com",
      phone: "+15550001111",
      tags: ["VIP", "gold"],
      locale: "fr",
      state: "ENABLED",
      emailMarketing: consent("SUBSCRIBED"),
      smsMarketing: consent("UNSUBSCRIBED"),
      addresses: [newAddress({ id: 5n, countryCode: "US", provinceCode: "NY", city: "New York City" })],
      createdAt: at("2024-03-01T00:00:00Z"),
    }),
  );
  shop.customers.set(2n, newCustomer({ id: 2n, firstName: "name", createdAt: at("2026-06-30T23:30:00Z") }));
  shop.customers.set(
    3n,
    newCustomer({
      id: 3n,
      firstName: "leaver",
      email: "l@example.org",
      tags: ["new"],
      createdAt: at("2026-01-15T00:00:00Z"),
    }),
  );
  const product = [...shop.products.values()][0]!;
  const order = (id: bigint, day: string, quantity: number) =>
    newOrder({
      id,
      number: Number(id),
      currency: "GBP",
      customerId: 1n,
      lines: [newOrderLine({ id, title: "Tea", productId: product.id, quantity, unitPrice: 5000n })],
      transactions: [
        newTransaction({ id, kind: "SALE", amount: 5000n * BigInt(quantity), processedAt: at(day) }),
      ],
      createdAt: at(day),
    });
  shop.orders.set(11n, order(11n, "2026-06-20T12:00:00Z", 1));
  shop.orders.set(12n, order(12n, "2025-02-01T12:00:00Z", 2));
  shop.checkouts.set(21n, {
    customerId: 3n,
    completedAt: null,
    updatedAt: at("2026-06-28T10:00:00Z"),
  } as never);
  shop.metafieldDefinitions.set(
    31n,
    newMetafieldDefinition({
      id: 31n,
      ownerType: "CUSTOMER",
      namespace: "facts",
      key: "points",
      type: "number_integer",
      createdAt: NOW,
    }),
  );
  commands.setMetafields(
    [
      {
        ownerGid: "gid://shopify/Customer/1",
        namespace: "facts",
        key: "points",
        type: "number_integer",
        value: "120",
      },
    ],
    null,
  );
  return { shop, commands, product };
}

const { shop, commands, product } = peopledStore();

const members = (query: string, timezone?: string): string => {
  expect(segmentProblems(query, shop)).toEqual([]);
  return segmentMembers(shop, query, NOW, timezone)
    .map(({ firstName }) => firstName)
    .join(" ");
};

test.each([
  ["number_of_orders = 0", "name leaver"],
  ["number_of_orders >= 2", "buyer"],
  ["number_of_orders BETWEEN 1 AND 2", "buyer"],
  ["amount_spent = 150", "buyer"],
  ["amount_spent > 149.99 AND amount_spent < 150.01", "buyer"],
  ["last_order_date >= 30_days_ago", "buyer"],
  ["last_order_date < -3w", ""],
  ["last_order_date > -2w", "buyer"],
  ["first_order_date < 2025-03-01", "buyer"],
  ["first_order_date BETWEEN '2025-01-01' AND '2025-02-01'", "buyer"],
  ["last_order_date = 2026-06-20", "buyer"],
  ["last_order_date IS NULL", "name leaver"],
  ["abandoned_checkout_date >= -1w", "leaver"],
  ["customer_added_date >= -1y", "name leaver"],
  ["customer_tags CONTAINS 'vip'", "buyer"],
  ["customer_tags CONTAINS 'VI'", ""],
  ["customer_tags NOT CONTAINS 'VIP'", "name leaver"],
  ["customer_tags IS NULL", "name"],
  ["customer_countries CONTAINS 'US' AND customer_regions CONTAINS 'US-NY'", "buyer"],
  ["customer_cities CONTAINS 'US-NY-NewYorkCity'", "buyer"],
  ["customer_language = 'fr'", "buyer"],
  ["customer_account_status IN ('ENABLED', 'INVITED')", "buyer"],
  ["customer_account_status NOT IN ('ENABLED')", "name leaver"],
  ["customer_email_domain = 'tea.example.com'", "buyer"],
  ["email_subscription_status = 'SUBSCRIBED'", "buyer"],
  ["sms_subscription_status = 'UNSUBSCRIBED'", "buyer"],
  ["email_subscription_status IS NULL", "name"],
  // An exclusion keeps those who have no such thing.
  ["email_subscription_status != 'SUBSCRIBED'", "name leaver"],
  ["rfm_group = 'PROSPECTS'", "name leaver"],
  ["predicted_spend_tier = 'LOW'", "buyer"],
  ["predicted_spend_tier IS NULL", "name leaver"],
  ["companies IS NULL", "buyer name leaver"],
  ["metafields.facts.points >= 100", "buyer"],
  ["metafields.facts.points IS NULL", "name leaver"],
  [`products_purchased(id: ${product.id}) = true`, "buyer"],
  [`products_purchased(id: (1, ${product.id}), date: -3m) = true`, "buyer"],
  [`products_purchased(tag: '${product.tags[0]}') = false`, "name leaver"],
  ["products_purchased(quantity: 3) = true", "buyer"],
  ["orders_placed(date: -30d) = true", "buyer"],
  ["orders_placed(amount_at_least: 100, date: -30d) = true", ""],
  ["store_credit_accounts() = true", ""],
  // AND before OR, brackets before both.
  ["customer_tags CONTAINS 'new' OR number_of_orders = 2 AND customer_language = 'xx'", "leaver"],
  ["(customer_tags CONTAINS 'new' OR number_of_orders = 2) AND customer_language = 'fr'", "buyer"],
  ["NOT (number_of_orders = 0)", "buyer"],
  ["number_of_orders = 0\n  -- everybody else\n  AND customer_tags IS NOT NULL", "leaver"],
])("%s has %j", (query, expected) => {
  expect(members(query)).toBe(expected);
});

test("a day is that of the time zone: half past eleven at night in UTC is the next day in London's summer", () => {
  expect(members("customer_added_date = 2026-07-01")).toBe("name");
  expect(members("customer_added_date = today", "UTC")).toBe("");
  expect(members("customer_added_date = yesterday", "UTC")).toBe("name");
});

test("months end where they end", () => {
  expect(addMonths("2026-03-31", -1)).toBe("2026-02-28");
  expect(addMonths("2024-02-29", 12)).toBe("2025-02-28");
  expect(addMonths("2026-01-15", -2)).toBe("2025-11-15");
});

test.each([
  ["email = 'x'", ["Line 1 Column 0: 'email' filter cannot be found."]],
  ["customer_tags = 'x'", ["Line 1 Column 14: customer_tags does not support operator '='"]],
  [
    "not a valid segment query ???",
    ["Line 1 Column 6: 'valid' is unexpected.", "Line 1 Column 4: 'a' filter cannot be found."],
  ],
  ["number_of_orders >=", ["Line 1 Column 19: '<EOF>' is unexpected."]],
  ["number_of_orders = 1 AND\nnope = 2", ["Line 2 Column 0: 'nope' filter cannot be found."]],
  ["number_of_orders = 'two'", ["Line 1 Column 19: ''two'' is not a valid value for number_of_orders"]],
  [
    "last_order_date > 2026-02-30",
    ["Line 1 Column 18: '2026-02-30' is not a valid value for last_order_date"],
  ],
  ["metafields.facts.nope = 1", ["Line 1 Column 0: 'metafields.facts.nope' filter cannot be found."]],
  ["(number_of_orders = 1", ["Line 1 Column 21: '<EOF>' is unexpected."]],
  ["products_purchased MATCHES (id = 1)", ["Line 1 Column 19: 'MATCHES' is unexpected."]],
])("%j is refused", (query, problems) => {
  expect(segmentProblems(query, shop)).toEqual(problems);
});

test("what only Shopify can ask fails by name", () => {
  expect(() => segmentProblems("shopify_email.opened() = true", shop)).toThrow(FilterLeftOut);
});

test("names: a second one is numbered, and limits hold", () => {
  const query = "number_of_orders > 0";
  const names = [1, 2, 3].map(() => {
    const made = commands.createSegment({ name: "Buyers", query });
    return made.ok ? made.segment.name : made.errors;
  });
  expect(names).toEqual(["Buyers", "Buyers (2)", "Buyers (3)"]);
  expect(commands.createSegment({ name: " ", query: " " })).toMatchObject({
    errors: [
      { field: "name", message: "Name can't be blank" },
      { field: "query", message: "Query can't be blank" },
    ],
  });
  expect(commands.createSegment({ name: "x".repeat(256), query: "y".repeat(5001) })).toMatchObject({
    errors: [
      { message: "Name is too long (maximum is 255 characters)" },
      { message: "Query is too long (maximum is 5000 characters)" },
    ],
  });
});

test("isMember follows the customer", () => {
  const made = commands.createSegment({ name: "Silver", query: "customer_tags CONTAINS 'silver'" });
  if (!made.ok) throw new Error("not made");
  const customer = shop.customers.get(2n)!;
  expect(isMember(shop, made.segment.id, customer, NOW)).toBe(false);
  commands.addCustomerTags(2n, ["silver"]);
  expect(isMember(shop, made.segment.id, customer, NOW)).toBe(true);
  commands.removeCustomerTags(2n, ["silver"]);
});
