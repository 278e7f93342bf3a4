import { expect, test } from "vitest";
import { gid } from "#simulator/ids.ts";
import { createTestApi } from "#simulator/test-store.ts";

const QUERY = "customer_tags CONTAINS 'vip'";

function createSegmentApi() {
  const api = createTestApi();
  const { shop, commands } = api.runtime;
  const people = [...shop.customers.values()];
  for (const { id } of people.slice(0, 3)) commands.addCustomerTags(id, ["vip"]);
  const variantId = [...shop.products.values()][0]!.variants[0]!.id;
  commands.placeOrder({ customerId: people[1]!.id, lines: [{ variantId, quantity: 2 }], shipping: 0n });
  const made = commands.createSegment({ name: "VIPs", query: QUERY });
  if (!made.ok) throw new Error("not made");
  return { ...api, people, segment: made.segment };
}

const MEMBERS = `query($query: String, $segmentId: ID, $queryId: ID, $sortKey: String, $reverse: Boolean) {
  customerSegmentMembers(first: 1000, query: $query, segmentId: $segmentId, queryId: $queryId, sortKey: $sortKey, reverse: $reverse) {
    totalCount edges { node { id firstName numberOfOrders lastOrderId defaultEmailAddress { emailAddress } } }
    statistics { attributeStatistics(attributeName: "amount_spent") { sum average } } } }`;

type Members = {
  totalCount: number;
  edges: { node: { id: string; firstName: string } }[];
  statistics: unknown;
};

test("members by query, by segment and by query job are the same", async () => {
  const { run, segment, people } = createSegmentApi();
  const created = await run(
    "mutation($q: String) { customerSegmentMembersQueryCreate(input: { query: $q }) { customerSegmentMembersQuery { id done currentCount } userErrors { code } } }",
    { q: QUERY },
  );
  const job = created.data!["customerSegmentMembersQueryCreate"]!["customerSegmentMembersQuery"] as {
    id: string;
  };
  expect(job).toMatchObject({ done: false, currentCount: 0 });
  const look = () =>
    run("query($id: ID!) { customerSegmentMembersQuery(id: $id) { done currentCount } }", { id: job.id });
  expect((await look()).data!["customerSegmentMembersQuery"]).toEqual({ done: false, currentCount: 0 });
  expect((await look()).data!["customerSegmentMembersQuery"]).toEqual({ done: true, currentCount: 3 });
  for (const variables of [
    { query: QUERY },
    { segmentId: gid("Segment", segment.id) },
    { queryId: job.id },
  ]) {
    const { data, errors } = await run(MEMBERS, variables);
    expect(errors).toBeUndefined();
    const members = data!["customerSegmentMembers"] as unknown as Members;
    expect(members).toMatchObject({
      totalCount: 3,
      statistics: { attributeStatistics: { sum: 24, average: 8 } },
    });
    expect(members.edges[0]!.node.id).toBe(`gid://shopify/CustomerSegmentMember/${people[0]!.id}`);
  }
  const sorted = await run(MEMBERS, { query: QUERY, sortKey: "amount_spent", reverse: true });
  expect((sorted.data!["customerSegmentMembers"] as unknown as Members).edges[0]!.node.firstName).toBe("Ben");
});

test("members have no tags, a page has up to 1000 of them", async () => {
  const { run } = createSegmentApi();
  const tags = await run(
    `{ customerSegmentMembers(first: 1, query: "number_of_orders = 0") { edges { node { tags } } } }`,
  );
  expect(tags.errors![0]!.message).toMatch(/tags/);
  const many = await run(
    `{ customerSegmentMembers(first: 1001, query: "number_of_orders = 0") { totalCount } }`,
  );
  expect(many.errors).toBeDefined();
});

test.each([
  [{ query: "email = 'x'" }, "Line 1 Column 0: 'email' filter cannot be found."],
  [{ query: "shopify_email.opened() = true" }, "does not model the segment filter shopify_email.opened"],
  [{ segmentId: "gid://shopify/Segment/1" }, "Segment does not exist"],
  [{}, "is required"],
  [{ query: QUERY, sortKey: "shoe_size" }, "Invalid sort key"],
])("customerSegmentMembers(%o) is refused", async (variables, message) => {
  const { errors } = await createSegmentApi().run(MEMBERS, variables);
  expect(errors![0]!.message).toContain(message);
});

test("segments are made, changed, counted, found and deleted", async () => {
  const { run } = createSegmentApi();
  const create = `mutation($name: String!, $query: String!) { segmentCreate(name: $name, query: $query) {
    segment { id name query } userErrors { field message } } }`;
  const made = await run(create, { name: "Buyers", query: "number_of_orders > 0" });
  const { id } = made.data!["segmentCreate"]!["segment"] as { id: string };
  expect((await run(create, { name: "Bad", query: "email = 'x'" })).data!["segmentCreate"]).toEqual({
    segment: null,
    userErrors: [{ field: ["query"], message: "Query Line 1 Column 0: 'email' filter cannot be found." }],
  });
  await run('mutation($id: ID!) { segmentUpdate(id: $id, name: "All buyers") { userErrors { message } } }', {
    id,
  });
  const list = await run(
    `{ segments(first: 5, query: "name:buyers") { nodes { name } } segmentsCount { count precision } }`,
  );
  expect(list.data).toEqual({
    segments: { nodes: [{ name: "All buyers" }] },
    segmentsCount: { count: 2, precision: "EXACT" },
  });
  const remove =
    "mutation($id: ID!) { segmentDelete(id: $id) { deletedSegmentId userErrors { field message } } }";
  expect((await run(remove, { id })).data!["segmentDelete"]).toEqual({
    deletedSegmentId: id,
    userErrors: [],
  });
  expect((await run(remove, { id })).data!["segmentDelete"]).toEqual({
    deletedSegmentId: null,
    userErrors: [{ field: ["id"], message: "Segment does not exist" }],
  });
  const gone = await run("query($id: ID!) { segment(id: $id) { name } }", { id });
  expect(gone).toMatchObject({ data: { segment: null }, errors: [{ extensions: { code: "NOT_FOUND" } }] });
});

test("membership of one customer; unknown segments are left out", async () => {
  const { run, people, segment } = createSegmentApi();
  const ask = async (customerId: string) => {
    const { data } = await run(
      "query($c: ID!, $s: [ID!]!) { customerSegmentMembership(customerId: $c, segmentIds: $s) { memberships { segmentId isMember } } }",
      { c: customerId, s: [gid("Segment", segment.id), "gid://shopify/Segment/1"] },
    );
    return data!["customerSegmentMembership"]!["memberships"];
  };
  const segmentId = gid("Segment", segment.id);
  expect(await ask(gid("Customer", people[0]!.id))).toEqual([{ segmentId, isMember: true }]);
  expect(await ask(gid("Customer", people[3]!.id))).toEqual([{ segmentId, isMember: false }]);
  expect(await ask("gid://shopify/Customer/1")).toEqual([{ segmentId, isMember: false }]);
});

test("the filters of the language can be listed and looked for", async () => {
  const { run } = createSegmentApi();
  const { data, errors } = await run(
    `{ segmentFilters(first: 100) { nodes { __typename queryName multiValue ... on SegmentEventFilter { parameters { queryName } } } }
       segmentFilterSuggestions(first: 5, search: "tags") { nodes { queryName } } }`,
  );
  expect(errors).toBeUndefined();
  expect(data!["segmentFilters"]!["nodes"]).toContainEqual(
    expect.objectContaining({ __typename: "SegmentDateFilter", queryName: "last_order_date" }),
  );
  expect(data!["segmentFilterSuggestions"]!["nodes"]).toEqual([{ queryName: "customer_tags" }]);
});
