import { expect, test } from "vitest";
import { createTestStore, NOW } from "#simulator/test-store.ts";
import { normalizePhone } from "./customers-phone.ts";
import type { CustomerInput } from "./customers-commands.ts";
import { customerByEmail, customerByPhone, ordersOfCustomer } from "./indexes.ts";
import type { Customer } from "./model.ts";
import { newOrder, newOrderLine } from "./model/orders.ts";

function create(store: ReturnType<typeof createTestStore>, input: CustomerInput): Customer {
  const result = store.commands.createCustomer(input);
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.customer;
}

const topics = (store: ReturnType<typeof createTestStore>): string[][] =>
  store.sent.map((changes) => changes.map(({ topic }) => topic));

function addOrder(store: ReturnType<typeof createTestStore>, customerId: bigint, daysAgo = 1): void {
  const { shop, environment } = store;
  const id = environment.allocate();
  const createdAt = new Date(NOW.getTime() - daysAgo * 86_400_000);
  const lines = [newOrderLine({ id, title: "Tea", quantity: 1, unitPrice: 1000n })];
  const order = newOrder({ id, number: Number(id % 1000n), currency: "GBP", lines, createdAt, customerId });
  shop.orders.set(id, { ...order, email: "old@example.com" });
}

test.each([
  ["020 7946 0018", "GB", "+442079460018"],
  ["+44 (0)20 7946 0018", "US", "+442079460018"],
  ["(613) 155-0142", "CA", null],
  ["(613) 455-0142", "CA", "+16134550142"],
  ["0049 30 901820", "GB", "+4930901820"],
  ["+81 3-1234-5678", "US", "+81312345678"],
  ["call me", "GB", null],
  ["12", "GB", null],
])("the phone number %j in %s is kept as %j", (text, country, expected) => {
  expect(normalizePhone(text, country)).toBe(expected);
});

test("input is normalised: e-mail, names, tags, and the country's phone numbers", () => {
  const store = createTestStore();
  const customer = create(store, {
    email: " Mia@Example.COM ",
    firstName: " 美亜 ",
    lastName: "Ødegård",
    phone: "0113 496 0000",
    tags: ["vip", "new, VIP ", " b "],
  });
  expect(customer).toMatchObject({
    email: "mia@example.com",
    firstName: "美亜",
    lastName: "Ødegård",
    phone: "+441134960000",
    tags: ["b", "new", "vip"],
    state: "DISABLED",
    locale: "en",
  });
  expect(customerByEmail(store.shop, "MIA@example.com")).toBe(customer);
  expect(customerByPhone(store.shop, "+441134960000")).toBe(customer);
});

test("a customer needs only a name, or only a phone number", () => {
  const store = createTestStore();
  expect(create(store, { firstName: "Kim" })).toMatchObject({ email: null, phone: null });
  expect(create(store, { phone: "+4915123456789" })).toMatchObject({ firstName: "", email: null });
});

test.each<[CustomerInput, string, string]>([
  [{}, "", "A name, phone number, or email address must be present"],
  [{ email: "nobody" }, "email", "Email is invalid"],
  [{ email: "ADA@example.com" }, "email", "Email has already been taken"],
  [{ phone: "0" }, "phone", "Phone is invalid"],
  [{ phone: "+447700900123" }, "phone", "Phone has already been taken"],
  [{ firstName: "x".repeat(256) }, "firstName", "First name is too long (maximum is 255 characters)"],
  [{ firstName: "A", note: "x".repeat(5001) }, "note", "Note is too long (maximum is 5000 characters)"],
  [{ firstName: "A", locale: "nope!" }, "locale", "Locale is invalid"],
  [{ firstName: "A", tags: ["x".repeat(256)] }, "tags", "Tags is too long (maximum is 255 characters)"],
  [
    { firstName: "A", tags: Array.from({ length: 251 }, (_each, index) => `t${index}`) },
    "tags",
    "Tags cannot be more than 250",
  ],
  [{ firstName: "A", addresses: [{ country: "Atlantis" }] }, "addresses.0.country", "Country is invalid"],
  [
    { firstName: "A", addresses: [{ countryCode: "US", provinceCode: "ZZ" }] },
    "addresses.0.province",
    "Province is invalid",
  ],
  [
    { firstName: "A", emailMarketingConsent: { marketingState: "SUBSCRIBED" } },
    "emailMarketingConsent",
    "An email address is required to set the email marketing consent state.",
  ],
])("refuses %o", (input, field, message) => {
  const store = createTestStore();
  store.commands.updateCustomer(store.customer.id, { phone: "+447700900123" });
  store.sent.length = 0;
  const before = store.shop.customers.size;
  const result = store.commands.createCustomer(input);
  expect(result).toMatchObject({ ok: false, errors: [{ field, message }] });
  expect(store.shop.customers.size).toBe(before);
  expect(store.sent).toEqual([]);
});

test("250 tags are taken, and adding one that is there in another case changes nothing", () => {
  const store = createTestStore();
  const tags = Array.from({ length: 250 }, (_each, index) => `t${index}`);
  const customer = create(store, { firstName: "A", tags });
  store.sent.length = 0;
  expect(store.commands.addCustomerTags(customer.id, ["T7"]).ok).toBe(true);
  expect(store.sent).toEqual([]);
  expect(store.commands.addCustomerTags(customer.id, ["more"])).toMatchObject({ ok: false });
  store.commands.removeCustomerTags(customer.id, ["T0", "none"]);
  expect(customer.tags).toHaveLength(249);
  expect(store.sent[0]!.find(({ topic }) => topic === "customer.tags_removed")!.payload).toMatchObject({
    tags: ["t0"],
  });
});

test("an update that changes nothing tells nobody, and a change of address frees the old one", () => {
  const store = createTestStore();
  store.commands.updateCustomer(store.customer.id, { email: store.customer.email, note: null });
  expect(store.sent).toEqual([]);
  store.commands.updateCustomer(store.customer.id, { email: "new@example.com" });
  expect(topics(store)).toEqual([["customers/update"]]);
  expect(customerByEmail(store.shop, "ada@example.com")).toBeNull();
});

test("consent: only newer statements count, each is told, and none lies in the future", () => {
  const store = createTestStore();
  const { id } = store.customer;
  const at = (day: string) => new Date(`2026-06-${day}T00:00:00Z`);
  const set = (marketingState: string, consentUpdatedAt?: Date, marketingOptInLevel?: string) =>
    store.commands.updateEmailConsent(id, { marketingState, consentUpdatedAt, marketingOptInLevel });
  set("SUBSCRIBED", at("10"));
  set("UNSUBSCRIBED", at("09"));
  expect(store.customer.emailMarketing).toMatchObject({ state: "SUBSCRIBED", updatedAt: at("10") });
  expect(topics(store)).toEqual([["customers/update", "customers_email_marketing_consent/update"]]);
  expect(set("SUBSCRIBED", new Date("2999-01-01"))).toMatchObject({
    errors: [{ field: "emailMarketingConsent.consentUpdatedAt", message: /must not be in the future/ }].map(
      ({ field }) => ({ field }),
    ),
  });
  expect(set("PENDING")).toMatchObject({
    errors: [{ message: "Marketing opt in level must be confirmed opt-in for pending consent state" }],
  });
  expect(set("PENDING", undefined, "CONFIRMED_OPT_IN").ok).toBe(true);
  expect(store.customer.emailMarketing).toMatchObject({ state: "PENDING", updatedAt: NOW });
  expect(store.commands.updateSmsConsent(id, { marketingState: "SUBSCRIBED" })).toMatchObject({
    errors: [{ message: "A phone number is required to set the SMS consent state." }],
  });
});

test("an address book: names are inherited, doubles refused, the default moves on", () => {
  const store = createTestStore();
  const { commands, customer } = store;
  const added = commands.createAddress(customer.id, {
    address1: "1 Rue X",
    city: "Paris",
    country: "France",
  });
  expect(customer.addresses[1]).toMatchObject({ firstName: "Ada", country: "France", countryCode: "FR" });
  expect(
    commands.createAddress(customer.id, { address1: "1 Rue X", city: "Paris", countryCode: "FR" }),
  ).toMatchObject({
    errors: [{ field: "address", message: "Address already exists" }],
  });
  if (!added.ok) throw new Error("not added");
  commands.setDefaultAddress(customer.id, added.addressId);
  expect(customer.addresses[0]!.city).toBe("Paris");
  commands.updateAddress(customer.id, added.addressId, {
    countryCode: "US",
    province: "New York",
    city: "NYC",
  });
  expect(customer.addresses[0]).toMatchObject({ provinceCode: "NY", country: "United States" });
  commands.deleteAddress(customer.id, added.addressId);
  expect(customer.addresses.map(({ city }) => city)).toEqual(["Leeds"]);
  expect(topics(store)).toEqual(Array.from({ length: 4 }, () => ["customers/update"]));
});

test("a customer with orders cannot be deleted; one without goes with their metafields", () => {
  const store = createTestStore();
  const { commands, shop, customer } = store;
  addOrder(store, customer.id);
  expect(commands.deleteCustomer(customer.id)).toMatchObject({
    errors: [{ field: "id", message: "Customer can’t be deleted because they have associated orders" }],
  });
  const other = [...shop.customers.values()][1]!;
  commands.deleteCustomer(other.id);
  expect(shop.customers.has(other.id)).toBe(false);
  expect(customerByEmail(shop, other.email!)).toBeNull();
  expect(topics(store)).toEqual([["customers/delete"]]);
  expect(commands.updateCustomer(other.id, { note: "?" })).toMatchObject({
    errors: [{ field: "id", message: "Customer does not exist" }],
  });
});

test.each<[string, Partial<Customer>, Partial<Customer>, "one" | "two"]>([
  ["the only one with an e-mail address", { email: "a@example.com" }, { email: null }, "one"],
  ["the second without addresses", { email: null }, { email: null }, "two"],
  ["the one with an account", { email: "a@x.com", state: "ENABLED" }, { email: "b@x.com" }, "one"],
  [
    "the subscribed one before the invited one",
    { email: "a@x.com", emailMarketing: { state: "SUBSCRIBED" } as Customer["emailMarketing"] },
    { email: "b@x.com", state: "INVITED" },
    "one",
  ],
  ["the invited one", { email: "a@x.com", state: "INVITED" }, { email: "b@x.com" }, "one"],
  ["else the second", { email: "a@x.com" }, { email: "b@x.com" }, "two"],
])("a merge keeps %s", (_rule, first, second, expected) => {
  const store = createTestStore();
  const one = create(store, { firstName: "One" });
  const two = create(store, { firstName: "Two" });
  Object.assign(one, first);
  Object.assign(two, second);
  const result = store.commands.mergeCustomers(one.id, two.id);
  expect(result).toMatchObject({ ok: true, customer: { id: expected === "one" ? one.id : two.id } });
});

test("a merge moves orders, tags, notes, addresses, phone and metafields, and tells it", () => {
  const store = createTestStore();
  const { shop, commands } = store;
  const gone = create(store, {
    firstName: "Old",
    phone: "+447700900111",
    tags: ["a"],
    note: "one",
    addresses: [{ city: "York", countryCode: "GB" }],
  });
  const kept = create(store, {
    email: "new@example.com",
    tags: ["b"],
    note: "two",
    addresses: [{ city: "Hull", countryCode: "GB" }],
  });
  addOrder(store, gone.id);
  const owner = `gid://shopify/Customer/${gone.id}`;
  commands.setMetafields(
    [{ ownerGid: owner, namespace: "facts", key: "size", type: "single_line_text_field", value: "L" }],
    null,
  );
  store.sent.length = 0;
  const result = commands.mergeCustomers(gone.id, kept.id);
  expect(result.ok).toBe(true);
  expect(shop.customers.has(gone.id)).toBe(false);
  expect(kept).toMatchObject({
    firstName: "Old",
    email: "new@example.com",
    phone: "+447700900111",
    tags: ["a", "b"],
    note: "two\none",
  });
  expect(kept.addresses.map(({ city }) => city)).toEqual(["Hull", "York"]);
  expect(ordersOfCustomer(shop, kept.id).map(({ email }) => email)).toEqual(["new@example.com"]);
  expect(shop.metafields.get(`gid://shopify/Customer/${kept.id} facts size`)?.value).toBe("L");
  expect(topics(store)).toEqual([
    [
      "customers/merge",
      "customers/delete",
      "customers/update",
      "customer.tags_added",
      "customers/purchasing_summary",
    ],
  ]);
  expect(commands.mergeCustomers(gone.id, kept.id)).toMatchObject({
    errors: [{ field: "customerOneId", code: "INVALID_CUSTOMER_ID" }],
  });
});

test("an erasure waits ten days, or sixty after the last order; it can be called off until then", () => {
  const store = createTestStore();
  const { commands, shop, customer } = store;
  const other = [...shop.customers.values()][1]!;
  addOrder(store, customer.id, 1);
  commands.requestErasure(customer.id);
  commands.requestErasure(other.id);
  const days = (person: Customer) => (person.dataErasure!.dueAt.getTime() - NOW.getTime()) / 86_400_000;
  expect([days(customer), days(other)]).toEqual([59, 10]);
  expect(commands.eraseDueCustomers()).toEqual([]);
  commands.cancelErasure(customer.id);
  expect(commands.cancelErasure(customer.id)).toMatchObject({ errors: [{ code: "NOT_BEING_ERASED" }] });
  other.dataErasure!.dueAt = NOW;
  expect(commands.eraseDueCustomers()).toEqual([other.id]);
  expect(other).toMatchObject({ email: null, firstName: "", emailMarketing: { state: "REDACTED" } });
  expect(commands.mergeCustomers(customer.id, other.id)).toMatchObject({ ok: false });
  expect(topics(store)).toEqual([["customers/redact"]]);
});
