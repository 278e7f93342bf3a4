import { expect, test } from "vitest";
import type { ShopCommands } from "#simulator/state/commands.ts";
import { purchasingSummary } from "#simulator/state/customers-changes.ts";
import type { Change } from "#simulator/state/environment.ts";
import type { Customer } from "#simulator/state/model.ts";
import { createTestStore, NOW } from "#simulator/test-store.ts";
import { payloadProblems } from "./payload-schema.ts";
import { SENT_TOPICS } from "./topics.ts";

type Act = (commands: ShopCommands, customer: Customer) => unknown;

const SEGMENT = { name: "Two tags", query: "customer_tags CONTAINS 'a'" };

/** What brings each topic about. */
const ACTS: Record<string, Act> = {
  "customers/create": (commands, { addresses: [address] }) =>
    commands.createCustomer({
      email: "x@example.com",
      firstName: "X",
      lastName: "Y",
      note: "New",
      addresses: [{ ...address, id: null }],
    }),
  "customers/update": (commands, { id }) => commands.updateCustomer(id, { note: "Likes tea" }),
  "customers/delete": (commands, { id }) => commands.deleteCustomer(id),
  "customers/enable": (commands, { id }) => {
    commands.disableAccount(id);
    commands.enableAccount(id);
  },
  "customers/disable": (commands, { id }) => commands.disableAccount(id),
  "customers/merge": (commands, { id }) => {
    const other = commands.createCustomer({ email: "x@example.com" });
    if (other.ok) commands.mergeCustomers(id, other.customer.id);
  },
  "customers/data_request": (commands, { id }) => commands.requestCustomerData(id),
  "customers/redact": (commands, { id }) => commands.redactCustomer(id),
  "customers_email_marketing_consent/update": (commands, { id }) =>
    commands.updateEmailConsent(id, { marketingState: "SUBSCRIBED" }),
  "customers_marketing_consent/update": (commands, { id }) =>
    commands.updateSmsConsent(id, { marketingState: "SUBSCRIBED", consentUpdatedAt: NOW }),
  "customer.tags_added": (commands, { id }) => commands.addCustomerTags(id, ["a", "b"]),
  "customer.tags_removed": (commands, { id }) => {
    commands.addCustomerTags(id, ["a"]);
    commands.removeCustomerTags(id, ["a"]);
  },
  "customer.joined_segment": (commands, { id }) => {
    commands.createSegment(SEGMENT);
    commands.addCustomerTags(id, ["a"]);
  },
  "customer.left_segment": (commands, { id }) => {
    commands.createSegment(SEGMENT);
    commands.addCustomerTags(id, ["a"]);
    commands.removeCustomerTags(id, ["a"]);
  },
  "segments/create": (commands) => commands.createSegment(SEGMENT),
  "segments/update": (commands) => {
    const made = commands.createSegment(SEGMENT);
    if (made.ok) commands.updateSegment(made.segment.id, { name: "Other" });
  },
  "segments/delete": (commands) => {
    const made = commands.createSegment(SEGMENT);
    if (made.ok) commands.deleteSegment(made.segment.id);
  },
};

function provoke(act: Act): Change[] {
  const { shop, commands, customer, sent } = createTestStore();
  Object.assign(customer, { phone: "+447700900123", note: "Old" });
  shop.webhookSubscriptions.set(1n, {
    id: 1n,
    topic: "customer.joined_segment",
    uri: "https://app.example.com",
    includeFields: [],
    filter: null,
    name: null,
    source: "api",
    createdAt: NOW,
    updatedAt: NOW,
    failures: 0,
  } as never);
  act(commands, customer);
  return sent.flat();
}

test.each(Object.keys(ACTS))("%s conforms to Shopify's schema", (topic) => {
  const change = provoke(ACTS[topic]!).find((each) => each.topic === topic);
  expect(change, `${topic} was not sent`).toBeDefined();
  expect(payloadProblems(topic, change!.payload)).toEqual([]);
  expect(SENT_TOPICS).toContain(topic);
});

test("customers/purchasing_summary conforms to Shopify's schema", () => {
  const { commands, environment, customer, variants } = createTestStore();
  commands.placeOrder({ customerId: customer.id, lines: [{ variantId: variants[0]!.id, quantity: 2 }] });
  const { topic, payload } = purchasingSummary(environment, customer);
  expect(payloadProblems(topic, payload)).toEqual([]);
  expect(payload).toMatchObject({ numberOfOrders: 1, amountSpent: { currencyCode: "GBP" } });
});

test("payloads of customers have no tags, consent or purchase figures since 2025-01", () => {
  const [change] = provoke(ACTS["customers/update"]!);
  const keys = Object.keys(change!.payload as object);
  for (const gone of [
    "tags",
    "email_marketing_consent",
    "sms_marketing_consent",
    "orders_count",
    "total_spent",
  ]) {
    expect(keys).not.toContain(gone);
  }
});

test("segments are only watched for those who subscribed", () => {
  const { commands, customer, sent } = createTestStore();
  commands.createSegment(SEGMENT);
  commands.addCustomerTags(customer.id, ["a"]);
  expect(sent.flat().map(({ topic }) => topic)).not.toContain("customer.joined_segment");
});
