import { describe, expect, it } from "vitest";
import { FULL_ACCESS } from "#simulator/admin-api/protected-data.ts";
import { createTestApi, TEST_APP } from "#simulator/test-store.ts";

const FIELDS = `webhookSubscription {
  id legacyResourceId topic uri callbackUrl format filter name includeFields metafieldNamespaces
  metafields { namespace key } apiVersion { handle displayName supported } createdAt updatedAt
  endpoint {
    __typename
    ... on WebhookHttpEndpoint { callbackUrl }
    ... on WebhookPubSubEndpoint { pubSubProject pubSubTopic }
    ... on WebhookEventBridgeEndpoint { arn }
  }
} userErrors { field message }`;
const CREATE = `mutation ($topic: WebhookSubscriptionTopic!, $input: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $input) { ${FIELDS} }
}`;
const UPDATE = `mutation ($id: ID!, $input: WebhookSubscriptionInput!) {
  webhookSubscriptionUpdate(id: $id, webhookSubscription: $input) { ${FIELDS} }
}`;
const uri = "https://app.example.com/webhooks";

interface Payload {
  webhookSubscription: Record<string, unknown> & { id: string };
  userErrors: { field: string[]; message: string; code?: string }[];
}

function setUp(app = TEST_APP) {
  const api = createTestApi(app);
  const call = async (query: string, variables: Record<string, unknown>): Promise<Payload> => {
    const answer = await api.run(query, variables);
    expect(answer.errors).toBeUndefined();
    return Object.values(answer.data!)[0] as unknown as Payload;
  };
  const create = (input: Record<string, unknown>, topic = "ORDERS_CREATE") => call(CREATE, { topic, input });
  return { ...api, call, create };
}

const messages = ({ userErrors }: Payload): string[] => userErrors.map(({ message }) => message);

it("creates, reads, changes and deletes", async () => {
  const { run, call, create, clock } = setUp();
  const metafields = [{ namespace: "custom", key: "gift" }];
  const input = { uri, filter: "id:1", name: "orders", includeFields: ["id"], metafields, format: "JSON" };
  const made = await create({ ...input, metafieldNamespaces: ["$app:loyalty"] });
  expect(made.userErrors).toEqual([]);
  expect(made.webhookSubscription).toMatchObject({
    ...input,
    topic: "ORDERS_CREATE",
    callbackUrl: uri,
    metafieldNamespaces: ["app--42--loyalty"],
    apiVersion: { handle: "2026-07", displayName: "2026-07", supported: true },
    endpoint: { __typename: "WebhookHttpEndpoint", callbackUrl: uri },
  });
  const { id } = made.webhookSubscription;
  clock.move(60_000);
  const changed = await call(UPDATE, { id, input: { uri: `${uri}/2`, filter: null } });
  expect(changed.webhookSubscription).toMatchObject({ uri: `${uri}/2`, filter: null, includeFields: ["id"] });
  expect(changed.webhookSubscription["updatedAt"]).not.toBe(changed.webhookSubscription["createdAt"]);
  const deletion =
    "mutation ($id: ID!) { webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { field message } } }";
  const deleted = (await run(deletion, { id })).data!["webhookSubscriptionDelete"];
  expect(deleted).toEqual({ deletedWebhookSubscriptionId: id, userErrors: [] });
  const missing = [{ field: ["id"], message: "Webhook subscription does not exist" }];
  expect((await run(deletion, { id })).data!["webhookSubscriptionDelete"]).toMatchObject({
    userErrors: missing,
  });
  expect((await call(UPDATE, { id, input: { uri } })).userErrors).toEqual(missing);
});

it("lists and counts, by topic, address and search", async () => {
  const { run, create } = setUp();
  await create({ uri });
  await create({ uri }, "PRODUCTS_UPDATE");
  await create({ uri: `${uri}/2` });
  const list = async (args: string): Promise<number> => {
    const answer = await run(`{ webhookSubscriptions(first: 9${args}) { nodes { id } } }`);
    return (answer.data!["webhookSubscriptions"]!["nodes"] as unknown[]).length;
  };
  expect(await list("")).toBe(3);
  expect(await list(", topics: [ORDERS_CREATE]")).toBe(2);
  expect(await list(`, uri: "${uri}"`)).toBe(2);
  expect(await list(`, callbackUrl: "${uri}/2"`)).toBe(1);
  expect(await list(", format: XML")).toBe(0);
  const counted = await run(
    '{ webhookSubscriptionsCount(query: "topic:ORDERS_CREATE") { count precision } }',
  );
  expect(counted.data!["webhookSubscriptionsCount"]).toEqual({ count: 2, precision: "EXACT" });
});

describe("refuses", () => {
  it.each([
    [{ uri: " " }, "Address can't be blank"],
    [{ uri: "http://app.example.com/x" }, "Address protocol http:// is not supported"],
    [{ uri: "kafka://a" }, "Address protocol kafka:// is not supported"],
    [{ uri: "nowhere" }, "Address is invalid"],
    [{ uri: "https://a.myshopify.com/x" }, "Address cannot be a Shopify or an internal domain"],
    [
      { uri: "pubsub://only" },
      "Address is not a valid GCP pub/sub format. Format should be pubsub://project:topic",
    ],
    [{ uri: "arn:aws:events:us-east-1" }, "Address is not a valid AWS ARN"],
    [{ uri, name: "" }, "Name is too short (minimum is 1 character)"],
    [
      { uri, name: "a b" },
      "Name name field can only contain alphanumeric characters, underscores, and hyphens",
    ],
    [{ uri, name: "a".repeat(51) }, "Name is too long (maximum is 50 characters)"],
    [
      { uri, filter: "lamp" },
      "The specified filter is invalid, please ensure you specify the field(s) you wish to filter on.",
    ],
    [{ uri, filter: `id:${"1".repeat(65_536)}` }, "The specified filter exceeds the maximum allowed size."],
  ])("%j", async (input, message) => {
    expect(messages(await setUp().create(input))).toEqual([message]);
  });

  it("the same topic, address and filter twice, and a name twice", async () => {
    const { create } = setUp();
    await create({ uri, name: "orders" });
    const again = await create({ uri });
    expect(again.userErrors).toEqual([
      {
        field: ["webhookSubscription", "callbackUrl"],
        message: "Address for this topic has already been taken",
      },
    ]);
    expect(messages(await create({ uri, filter: "id:1" }))).toEqual([]);
    expect(messages(await create({ uri: `${uri}/2`, name: "Orders" }))).toEqual([
      "Name already exists, no duplicate allowed",
    ]);
  });

  it("a topic whose scope is missing, or whose data the app is not approved for", async () => {
    const { create } = setUp();
    expect((await create({ uri }, "THEMES_UPDATE")).userErrors).toEqual([
      { field: ["topic"], message: "You cannot create a webhook subscription with the specified topic" },
    ]);
    const unapproved = setUp({ ...TEST_APP, protectedCustomerData: { ...FULL_ACCESS, level1: false } });
    expect(messages(await unapproved.create({ uri }))[0]).toMatch(/protected customer data/);
    expect(messages(await unapproved.create({ uri }, "PRODUCTS_UPDATE"))).toEqual([]);
  });

  it("a metaobject topic without a type", async () => {
    const { create } = setUp({ ...TEST_APP, scopes: ["read_metaobjects"] });
    expect(messages(await create({ uri }, "METAOBJECTS_UPDATE"))).toHaveLength(1);
    expect(messages(await create({ uri, filter: "type:shade" }, "METAOBJECTS_UPDATE"))).toEqual([]);
  });

  it("XML, by name", async () => {
    const { run } = setUp();
    const answer = await run(CREATE, { topic: "ORDERS_CREATE", input: { uri, format: "XML" } });
    expect(answer.errors![0]!.message).toContain("WebhookSubscriptionFormat.XML");
  });
});

it("takes http addresses of this machine, for apps under development", async () => {
  expect(messages(await setUp().create({ uri: "http://localhost:3000/webhooks" }))).toEqual([]);
});

it("takes Pub/Sub topics and EventBridge sources, by either mutation", async () => {
  const { call, create } = setUp();
  const arn = "arn:aws:events:us-east-1::event-source/aws.partner/shopify.com/42/source";
  expect((await create({ uri: "pubsub://a-project:a-topic" })).webhookSubscription["endpoint"]).toEqual({
    __typename: "WebhookPubSubEndpoint",
    pubSubProject: "a-project",
    pubSubTopic: "a-topic",
  });
  const pubSub = `mutation { pubSubWebhookSubscriptionCreate(topic: ORDERS_CREATE, webhookSubscription: {
    pubSubProject: "a-project", pubSubTopic: "a-topic" }) { webhookSubscription { uri } userErrors { code field message } } }`;
  expect((await call(pubSub, {})).userErrors).toMatchObject([{ code: "TAKEN" }]);
  const eventBridge = `mutation { eventBridgeWebhookSubscriptionCreate(topic: ORDERS_CREATE, webhookSubscription: {
    arn: "${arn}" }) { webhookSubscription { id uri endpoint { __typename } } userErrors { field message } } }`;
  const made = await call(eventBridge, {});
  expect(made.webhookSubscription).toMatchObject({
    uri: arn,
    endpoint: { __typename: "WebhookEventBridgeEndpoint" },
  });
});
