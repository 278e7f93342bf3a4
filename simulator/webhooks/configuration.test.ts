import { expect, it } from "vitest";
import { readSubscriptions } from "./configuration.ts";

const read = (...subscriptions: object[]) => readSubscriptions({ subscriptions });
const uri = "/webhooks";

it("reads one subscription for each topic", () => {
  const found = read(
    { topics: ["orders/create", "orders/paid"], uri, include_fields: ["id"], filter: "id:1", name: "a-b" },
    { compliance_topics: ["shop/redact"], uri: "https://example.com/x" },
    { topics: ["orders/create"], uri: "pubsub://project:topic" },
    { topics: ["metaobjects/update"], uri, filter: "type:shade" },
  );
  expect(found.map(({ id, topic }) => [id, topic])).toEqual([
    [1n, "orders/create"],
    [2n, "orders/paid"],
    [3n, "shop/redact"],
    [4n, "orders/create"],
    [5n, "metaobjects/update"],
  ]);
  expect(found[0]).toEqual({
    id: 1n,
    topic: "orders/create",
    uri,
    includeFields: ["id"],
    filter: "id:1",
    name: "a-b",
    source: "configuration",
  });
  expect(readSubscriptions({})).toEqual([]);
});

it.each([
  [[{ topics: ["orders/explode"], uri }], /no topic "orders\/explode"/],
  [[{ topics: ["shop/redact"], uri }], /"shop\/redact" belongs to "compliance_topics"/],
  [[{ compliance_topics: ["orders/create"], uri }], /belongs to "topics"/],
  [[{ topics: ["orders/create"] }], /"uri" is no address/],
  [[{ topics: ["orders/create"], uri: "ftp://example.com" }], /"uri" is no address/],
  [[{ topics: ["orders/create"], uri: "pubsub://project" }], /"uri" is no address/],
  [[{ topics: ["orders/create"], uri, filter: "lamp" }], /filter is invalid/],
  [[{ topics: ["metaobjects/update"], uri }], /needs a filter that names the type/],
  [[{ topics: ["orders/create"], uri, name: "no spaces" }], /alphanumeric/],
  [[{ topics: [], uri }], /a topic is missing/],
  [[{ topics: "orders/create", uri }], /"topics" must be a list/],
  [[{ topics: ["orders/create"], uri, payload_query: "{ shop }" }], /does not model "payload_query"/],
  [[{ topics: ["orders/create", "orders/create"], uri }], /orders\/create is subscribed to twice/],
  [
    [
      { compliance_topics: ["shop/redact"], uri },
      { compliance_topics: ["shop/redact"], uri: "/other" },
    ],
    /shop\/redact is subscribed to twice/,
  ],
])("refuses %j", (subscriptions, message) => {
  expect(() => read(...subscriptions)).toThrow(message);
});
