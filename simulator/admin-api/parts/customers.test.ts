import { expect, test } from "vitest";
import { gid } from "#simulator/ids.ts";
import type { Customer } from "#simulator/state/model.ts";
import { noConsent } from "#simulator/state/model/customers.ts";
import { createTestApi, NOW, TEST_APP } from "#simulator/test-store.ts";

type Api = ReturnType<typeof createTestApi>;

const APP = {
  ...TEST_APP,
  scopes: [...TEST_APP.scopes, "write_customer_merge", "write_customer_data_erasure"],
};

const createApi = (): Api => createTestApi(APP);

const people = (api: Api): Customer[] => [...api.runtime.shop.customers.values()];

/** The user errors of the first field of an answer. */
async function errorsOf(api: Api, query: string, variables: Record<string, unknown> = {}): Promise<unknown> {
  const { data, errors } = await api.run(query, variables);
  return Object.values(data ?? {})[0]?.["userErrors"] ?? errors;
}

test.each([
  ["email:example.com", "Ada Ben Chloë Dara"],
  ['email:"ada@example.com"', "Ada"],
  ["email:*", "Ada Ben Chloë Dara"],
  ["phone:*", "Ada"],
  ["phone:+447700900123", "Ada"],
  ["first_name:chloë", "Chloë"],
  ["last_name:Okafor", "Ben"],
  ["tag:vip", "Ada"],
  ["tag:'vip,new'", "Ada Ben"],
  ["tag_not:vip", "Ben Chloë Dara"],
  ["tag_not:'vip,new'", "Chloë Dara"],
  ["tag:vip OR first_name:Dara", "Ada Dara"],
  ["-tag:vip first_name:Ben", "Ben"],
  ["state:INVITED", "Ben"],
  ["accepts_marketing:true", "Ada"],
  ["country:JP", "Chloë"],
  ["country:'United Kingdom'", "Ada Ben Dara"],
  ["orders_count:1", "Ada"],
  ["orders_count:>0", "Ada"],
  ["total_spent:>=10", "Ada"],
  ["order_date:>='2026-07-01'", "Ada"],
  ["order_date:'2026-06-01..2026-06-30'", ""],
  ["customer_date:<'2026-01-01'", "Ada Ben Chloë Dara"],
  ["last_abandoned_order_date:>'2026-06-01'", "Dara"],
  ["marsh", "Ada"],
])("customers(query: %j)", async (query, expected) => {
  const api = createApi();
  const [ada, ben, chloe, dara] = people(api) as [Customer, Customer, Customer, Customer];
  Object.assign(ada, { tags: ["vip"], emailMarketing: { ...noConsent(), state: "SUBSCRIBED" } });
  api.runtime.commands.updateCustomer(ada.id, { phone: "+447700900123" });
  Object.assign(ben, { tags: ["new"], state: "INVITED" });
  Object.assign(chloe.addresses[0]!, { country: "Japan", countryCode: "JP" });
  api.runtime.shop.checkouts.set(9n, { customerId: dara.id, completedAt: null, updatedAt: NOW } as never);
  const [product] = api.runtime.shop.products.values();
  const variantId = product!.variants[0]!.id;
  api.runtime.commands.placeOrder({ customerId: ada.id, lines: [{ variantId, quantity: 1 }] });
  const { data, errors } = await api.run(
    "query($q: String) { customers(first: 9, query: $q) { nodes { firstName } } }",
    {
      q: query,
    },
  );
  expect(errors).toBeUndefined();
  const nodes = data!["customers"]!["nodes"] as { firstName: string }[];
  expect(nodes.map(({ firstName }) => firstName).join(" ")).toBe(expected);
});

test.each([
  ["NAME", "Ada Chloë Dara Ben"],
  ["CREATED_AT", "Ada Ben Chloë Dara"],
  ["UPDATED_AT", "Ben Chloë Dara Ada"],
])("customers(sortKey: %s)", async (sortKey, expected) => {
  const api = createApi();
  api.runtime.commands.updateCustomer(people(api)[0]!.id, { note: "later" });
  const { data } = await api.run(`{ customers(first: 9, sortKey: ${sortKey}) { nodes { firstName } } }`);
  const nodes = data!["customers"]!["nodes"] as { firstName: string }[];
  expect(nodes.map(({ firstName }) => firstName).join(" ")).toBe(expected);
});

test("a customer as a CRM reads it", async () => {
  const api = createApi();
  const [ada] = people(api);
  const { data, errors } = await api.run(
    `query($id: ID!) { customer(id: $id) {
      displayName verifiedEmail canDelete lifetimeDuration productSubscriberStatus numberOfOrders
      amountSpent { amount currencyCode } lastOrder { id } statistics { rfmGroup predictedSpendTier }
      defaultEmailAddress { emailAddress marketingState marketingOptInLevel marketingUpdatedAt validFormat }
      defaultPhoneNumber { phoneNumber } emailMarketingConsent { marketingState } smsMarketingConsent { marketingState }
      mergeable { isMergeable errorFields reason } defaultAddress { id city countryCodeV2 formattedArea formatted(withName: true) }
      addressesV2(first: 2) { nodes { zip } } taxExemptions
    } }`,
    { id: gid("Customer", ada!.id) },
  );
  expect(errors).toBeUndefined();
  expect(data!["customer"]).toMatchObject({
    displayName: "Ada Marsh",
    verifiedEmail: true,
    canDelete: true,
    lifetimeDuration: "about 1 year",
    productSubscriberStatus: "NEVER_SUBSCRIBED",
    numberOfOrders: "0",
    amountSpent: { amount: "0.0", currencyCode: "GBP" },
    lastOrder: null,
    statistics: { rfmGroup: "PROSPECTS", predictedSpendTier: null },
    defaultEmailAddress: {
      marketingState: "NOT_SUBSCRIBED",
      marketingOptInLevel: "SINGLE_OPT_IN",
      marketingUpdatedAt: null,
    },
    defaultPhoneNumber: null,
    smsMarketingConsent: null,
    mergeable: { isMergeable: true, errorFields: [], reason: null },
    defaultAddress: { city: "Leeds", countryCodeV2: "GB", formattedArea: "Leeds, United Kingdom" },
  });
});

const FIND = "query($i: CustomerIdentifierInput!) { customerByIdentifier(identifier: $i) { firstName } }";

test("customerByIdentifier finds by every identifier", async () => {
  const api = createApi();
  const [ada] = people(api);
  api.runtime.commands.updateCustomer(ada!.id, { phone: "07700 900123" });
  for (const identifier of [
    { id: gid("Customer", ada!.id) },
    { emailAddress: "ADA@example.com" },
    { phoneNumber: "+44 7700 900123" },
  ]) {
    const { data } = await api.run(FIND, { i: identifier });
    expect(data).toEqual({ customerByIdentifier: { firstName: "Ada" } });
  }
  const { errors } = await api.run(FIND, {
    i: { customId: { namespace: "crm", key: "number", value: "7" } },
  });
  expect(errors![0]).toMatchObject({ extensions: { code: "NOT_FOUND" } });
});

const SET = `mutation($identifier: CustomerSetIdentifiers, $input: CustomerSetInput!) {
  customerSet(identifier: $identifier, input: $input) { customer { id firstName } userErrors { field message code } } }`;

test("customerSet creates once and then changes, by e-mail, phone and an id of one's own", async () => {
  const api = createApi();
  await api.run(
    `mutation { metafieldDefinitionCreate(definition: { ownerType: CUSTOMER, namespace: "crm", key: "number", name: "Number", type: "id" }) { userErrors { message } } }`,
  );
  const size = api.runtime.shop.customers.size;
  const upserts: [Record<string, unknown>, Record<string, unknown>][] = [
    [{ email: "new@example.com" }, { email: "new@example.com" }],
    [{ phone: "+447700900321" }, { phone: "07700 900321" }],
    [{ customId: { namespace: "crm", key: "number", value: "7" } }, { lastName: "Seven" }],
  ];
  for (const [identifier, input] of upserts) {
    const first = await api.run(SET, { identifier, input: { ...input, firstName: "One" } });
    const second = await api.run(SET, { identifier, input: { ...input, firstName: "Two" } });
    expect(second.data!["customerSet"]).toMatchObject({ customer: { firstName: "Two" }, userErrors: [] });
    const idIn = (answer: typeof first) => (answer.data!["customerSet"]!["customer"] as { id: string }).id;
    expect(idIn(second)).toBe(idIn(first));
  }
  expect(api.runtime.shop.customers.size).toBe(size + upserts.length);
});

test.each([
  [{ email: "a@b.com" }, { firstName: "A" }, "MISSING_FIELD_REQUIRED", ["input"]],
  [{ email: "a@b.com" }, { email: "c@b.com" }, "INPUT_MISMATCH", ["input"]],
  [{ id: "gid://shopify/Customer/1" }, { firstName: "A" }, "NOT_FOUND", ["input"]],
  [null, { email: "ada@example.com" }, "TAKEN", ["input", "email"]],
  [null, { firstName: "A", taxExempt: null }, "INVALID", ["input", "taxExempt"]],
])("customerSet(%o, %o) is refused with %s", async (identifier, input, code, field) => {
  expect(await errorsOf(createApi(), SET, { identifier, input })).toMatchObject([{ code, field }]);
});

test("customerCreate takes metafields and consent, or nothing at all", async () => {
  const api = createApi();
  const create = `mutation($input: CustomerInput!) { customerCreate(input: $input) {
    customer { metafield(namespace: "facts", key: "size") { value } defaultEmailAddress { marketingState } } userErrors { field message } } }`;
  const metafield = { namespace: "facts", key: "size", type: "number_integer", value: "12" };
  const input = { email: "new@example.com", emailMarketingConsent: { marketingState: "SUBSCRIBED" } };
  const size = api.runtime.shop.customers.size;
  expect(
    await errorsOf(api, create, { input: { ...input, metafields: [{ ...metafield, value: "much" }] } }),
  ).toMatchObject([{ field: ["metafields", "0", "value"] }]);
  expect(await errorsOf(api, create, { input: { ...input, id: "gid://shopify/Customer/1" } })).toEqual([
    { field: ["id"], message: "Cannot specify ID on creation" },
  ]);
  const redacted = { ...input, emailMarketingConsent: { marketingState: "REDACTED" } };
  expect(await api.run(create, { input: redacted })).toMatchObject({
    data: { customerCreate: null },
    errors: [
      { message: "Cannot specify REDACTED as a marketing state input", extensions: { code: "INVALID" } },
    ],
  });
  expect(api.runtime.shop.customers.size).toBe(size);
  const { data } = await api.run(create, { input: { ...input, metafields: [metafield] } });
  expect(data!["customerCreate"]).toEqual({
    customer: { metafield: { value: "12" }, defaultEmailAddress: { marketingState: "SUBSCRIBED" } },
    userErrors: [],
  });
});

test("customerUpdate leaves consent to its own mutations", async () => {
  const api = createApi();
  const input = {
    id: gid("Customer", people(api)[0]!.id),
    emailMarketingConsent: { marketingState: "SUBSCRIBED" },
  };
  const errors = await errorsOf(
    api,
    "mutation($input: CustomerInput!) { customerUpdate(input: $input) { userErrors { field message } } }",
    { input },
  );
  expect(errors).toMatchObject([{ field: ["emailMarketingConsent"] }]);
});

const CONSENT = `mutation($input: CustomerEmailMarketingConsentUpdateInput!) { customerEmailMarketingConsentUpdate(input: $input) {
  customer { defaultEmailAddress { marketingState } } userErrors { field message code } } }`;

test("e-mail consent: states of Shopify's own are refused, errors come with the unchanged customer", async () => {
  const api = createApi();
  const [ada] = people(api);
  const set = (marketingState: string, more: object = {}, customerId = gid("Customer", ada!.id)) =>
    api.run(CONSENT, { input: { customerId, emailMarketingConsent: { marketingState, ...more } } });
  expect(await set("NOT_SUBSCRIBED")).toMatchObject({
    data: { customerEmailMarketingConsentUpdate: null },
    errors: [{ extensions: { code: "INVALID" } }],
  });
  const future = await set("SUBSCRIBED", { consentUpdatedAt: "2999-01-01T00:00:00Z" });
  expect(future.data!["customerEmailMarketingConsentUpdate"]).toEqual({
    customer: { defaultEmailAddress: { marketingState: "NOT_SUBSCRIBED" } },
    userErrors: [
      {
        field: ["input", "emailMarketingConsent", "consentUpdatedAt"],
        message: "Consent updated at must not be in the future",
        code: "INVALID",
      },
    ],
  });
  const unknown = await set("SUBSCRIBED", {}, "gid://shopify/Customer/1");
  expect(unknown.data!["customerEmailMarketingConsentUpdate"]).toEqual({
    customer: null,
    userErrors: [{ field: ["input", "customerId"], message: "Customer not found", code: "INVALID" }],
  });
  const done = await set("SUBSCRIBED");
  expect(done.data!["customerEmailMarketingConsentUpdate"]).toMatchObject({ userErrors: [] });
  // A customer without an address: nothing happens and nothing is said.
  api.runtime.commands.updateCustomer(ada!.id, { email: null });
  const without = await set("SUBSCRIBED");
  expect(without.data!["customerEmailMarketingConsentUpdate"]).toEqual({
    customer: { defaultEmailAddress: null },
    userErrors: [],
  });
});

test("an address of somebody else is a user error, one of nobody an invalid id", async () => {
  const api = createApi();
  const [ada, ben] = people(api);
  const remove = (id: bigint) =>
    api.run(
      "mutation($c: ID!, $a: ID!) { customerAddressDelete(customerId: $c, addressId: $a) { deletedAddressId userErrors { field message } } }",
      { c: gid("Customer", ada!.id), a: gid("MailingAddress", id) },
    );
  expect((await remove(ben!.addresses[0]!.id)).data).toEqual({
    customerAddressDelete: {
      deletedAddressId: null,
      userErrors: [{ field: ["addressId"], message: "Address does not exist" }],
    },
  });
  expect((await remove(1n)).errors).toMatchObject([{ extensions: { code: "RESOURCE_NOT_FOUND" } }]);
  const own = await remove(ada!.addresses[0]!.id);
  expect(own.data!["customerAddressDelete"]).toMatchObject({ userErrors: [] });
});

test("a merge: preview, job, status in progress and then completed", async () => {
  const api = createApi();
  const [ada, ben] = people(api);
  const variables = { one: gid("Customer", ada!.id), two: gid("Customer", ben!.id) };
  const preview = await api.run(
    `query($one: ID!, $two: ID!) { customerMergePreview(customerOneId: $one, customerTwoId: $two) {
      resultingCustomerId customerMergeErrors { message } blockingFields { note }
      defaultFields { firstName displayName orderCount addresses(first: 5) { nodes { city } } } alternateFields { firstName email { emailAddress } } } }`,
    variables,
  );
  expect(preview.data!["customerMergePreview"]).toMatchObject({
    resultingCustomerId: variables.two,
    customerMergeErrors: null,
    blockingFields: null,
    defaultFields: { firstName: "Ben", orderCount: "0", addresses: { nodes: [{}, {}] } },
    alternateFields: { firstName: "Ada", email: { emailAddress: "ada@example.com" } },
  });
  const merge = await api.run(
    "mutation($one: ID!, $two: ID!) { customerMerge(customerOneId: $one, customerTwoId: $two) { job { id done } resultingCustomerId userErrors { code } } }",
    variables,
  );
  const { job } = merge.data!["customerMerge"] as { job: { id: string; done: boolean } };
  expect(job).toMatchObject({
    id: expect.stringMatching(/^gid:\/\/shopify\/Job\/[\da-f-]{36}$/) as string,
    done: false,
  });
  const look = () =>
    api.run("query($id: ID!) { customerMergeJobStatus(jobId: $id) { status resultingCustomerId } }", {
      id: job.id,
    });
  expect((await look()).data!["customerMergeJobStatus"]).toMatchObject({ status: "IN_PROGRESS" });
  expect((await look()).data!["customerMergeJobStatus"]).toMatchObject({ status: "COMPLETED" });
  expect(people(api).map(({ firstName }) => firstName)).not.toContain("Ada");
});

test("accounts: invitation, activation and what is refused of an enabled one", async () => {
  const api = createApi();
  const [ada, ben] = people(api);
  api.runtime.commands.disableAccount(ben!.id);
  const invite = (id: bigint) =>
    api.run(
      "mutation($id: ID!) { customerSendAccountInviteEmail(customerId: $id) { customer { state } userErrors { field code } } customerGenerateAccountActivationUrl(customerId: $id) { accountActivationUrl userErrors { field } } }",
      { id: gid("Customer", id) },
    );
  const { data } = await invite(ben!.id);
  expect(data!["customerSendAccountInviteEmail"]).toEqual({ customer: { state: "INVITED" }, userErrors: [] });
  expect(data!["customerGenerateAccountActivationUrl"]!["accountActivationUrl"]).toContain(
    `/account/activate/${ben!.id}/`,
  );
  const refused = await invite(ada!.id);
  expect(refused.data!["customerSendAccountInviteEmail"]).toMatchObject({
    userErrors: [{ code: "INVALID" }],
  });
  expect(refused.data!["customerGenerateAccountActivationUrl"]).toMatchObject({ accountActivationUrl: null });
});

test("tagsAdd takes lists and texts with commas; types without tags are invalid ids", async () => {
  const api = createApi();
  const [ada] = people(api);
  const add =
    "mutation($id: ID!, $tags: [String!]!) { tagsAdd(id: $id, tags: $tags) { node { id } userErrors { field message } } }";
  await api.run(add, { id: gid("Customer", ada!.id), tags: ["VIP, gold", "vip"] });
  expect(ada!.tags).toEqual(["VIP", "gold"]);
  await api.run('mutation($id: ID!) { tagsRemove(id: $id, tags: ["vip"]) { userErrors { message } } }', {
    id: gid("Customer", ada!.id),
  });
  expect(ada!.tags).toEqual(["gold"]);
  expect(await errorsOf(api, add, { id: "gid://shopify/Customer/1", tags: ["a"] })).toEqual([
    { field: ["id"], message: "Customer does not exist" },
  ]);
  const { errors } = await api.run(add, { id: "gid://shopify/Segment/1", tags: ["a"] });
  expect(errors).toMatchObject([{ extensions: { code: "RESOURCE_NOT_FOUND" } }]);
});

test("tagsAdd and tagsRemove change orders and products, with their scopes", async () => {
  const api = createTestApi({ ...APP, scopes: [...APP.scopes, "write_orders"] });
  const { shop, commands } = api.runtime;
  const [product] = shop.products.values();
  const placed = commands.placeOrder({
    customerId: null,
    lines: [{ variantId: product!.variants[0]!.id, quantity: 1 }],
  });
  if (!placed.ok) throw new Error("not placed");
  const add = 'mutation($id: ID!) { tagsAdd(id: $id, tags: "b, A") { node { id } userErrors { message } } }';
  await api.run(add, { id: gid("Order", placed.order.id) });
  expect(placed.order.tags).toEqual(["A", "b"]);
  await api.run('mutation($id: ID!) { tagsRemove(id: $id, tags: ["a"]) { userErrors { message } } }', {
    id: gid("Order", placed.order.id),
  });
  expect(placed.order.tags).toEqual(["b"]);
  // This app may only read products.
  const { errors } = await api.run(add, { id: gid("Product", product!.id) });
  expect(errors).toMatchObject([{ extensions: { code: "ACCESS_DENIED" } }]);
});

test("what is not modelled of a customer fails by name", async () => {
  const api = createApi();
  const { errors } = await api.run(
    "query($id: ID!) { customer(id: $id) { events(first: 1) { nodes { id } } } }",
    {
      id: gid("Customer", people(api)[0]!.id),
    },
  );
  expect(errors![0]!.message).toContain("Customer.events");
});
