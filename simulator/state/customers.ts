/** Customers come, change and go. */
import {
  customerDeletedPayload,
  customerPayload,
  dataRequestPayload,
  redactionPayload,
} from "#simulator/webhooks/customer-payloads.ts";
import type { CommandError, CommandResult, CustomerInput } from "./commands.ts";
import type { CommandEnvironment } from "./environment.ts";
import type { Customer, ShopState } from "./model.ts";

export type CustomerResult = CommandResult<{ customer: Customer }>;

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

export const failure = (field: string, message: string): { ok: false; errors: CommandError[] } => ({
  ok: false,
  errors: [{ field, message }],
});

export function findCustomerByEmail(shop: ShopState, email: string): Customer | null {
  const wanted = email.trim().toLowerCase();
  for (const customer of shop.customers.values()) {
    if (customer.email?.toLowerCase() === wanted) return customer;
  }
  return null;
}

function emailError(shop: ShopState, email: string | null | undefined, own?: bigint): CommandError | null {
  if (email === null || email === undefined) return null;
  if (!EMAIL.test(email)) return { field: "email", message: "Email is invalid" };
  const holder = findCustomerByEmail(shop, email);
  return holder && holder.id !== own ? { field: "email", message: "Email has already been taken" } : null;
}

function setConsent(customer: Customer, accepts: boolean, now: Date): void {
  customer.emailMarketing = {
    state: accepts ? "SUBSCRIBED" : "UNSUBSCRIBED",
    optInLevel: accepts ? "SINGLE_OPT_IN" : customer.emailMarketing.optInLevel,
    updatedAt: now,
  };
}

/** Makes a customer without telling anybody: for commands that tell more than that in one action. */
export function addCustomer(
  environment: CommandEnvironment,
  input: CustomerInput & { at?: Date; state?: string },
): Customer {
  const now = input.at ?? environment.clock();
  const customer: Customer = {
    id: environment.allocate(),
    email: input.email?.trim() ?? null,
    phone: input.phone ?? null,
    firstName: input.firstName?.trim() ?? "",
    lastName: input.lastName?.trim() ?? "",
    tags: input.tags ?? [],
    note: input.note ?? null,
    locale: input.locale ?? "en",
    state: input.state ?? "ENABLED",
    emailMarketing: { state: "NOT_SUBSCRIBED", optInLevel: null, updatedAt: null },
    addresses: [],
    createdAt: now,
    updatedAt: now,
  };
  if (input.acceptsMarketing) setConsent(customer, true, now);
  environment.shop.customers.set(customer.id, customer);
  return customer;
}

export function createCustomer(
  environment: CommandEnvironment,
  input: CustomerInput & { at?: Date },
): CustomerResult {
  const error = emailError(environment.shop, input.email);
  if (error) return { ok: false, errors: [error] };
  if (!input.email && !input.phone && !input.firstName && !input.lastName) {
    return failure("base", "A name, phone number, or email address must be present");
  }
  const customer = addCustomer(environment, input);
  environment.emit([{ topic: "customers/create", payload: customerPayload(environment.shop, customer) }]);
  return { ok: true, customer };
}

export function updateCustomer(
  environment: CommandEnvironment,
  id: bigint,
  input: CustomerInput,
): CustomerResult {
  const customer = environment.shop.customers.get(id);
  if (!customer) return failure("id", "Customer does not exist");
  const error = emailError(environment.shop, input.email, id);
  if (error) return { ok: false, errors: [error] };
  const now = environment.clock();
  if (input.email !== undefined) customer.email = input.email;
  if (input.phone !== undefined) customer.phone = input.phone;
  if (input.firstName !== undefined) customer.firstName = input.firstName;
  if (input.lastName !== undefined) customer.lastName = input.lastName;
  if (input.tags !== undefined) customer.tags = [...new Set(input.tags)].toSorted();
  if (input.note !== undefined) customer.note = input.note;
  if (input.locale !== undefined) customer.locale = input.locale;
  if (input.acceptsMarketing !== undefined) setConsent(customer, input.acceptsMarketing, now);
  customer.updatedAt = now;
  environment.emit([{ topic: "customers/update", payload: customerPayload(environment.shop, customer) }]);
  return { ok: true, customer };
}

const ordersOf = (shop: ShopState, id: bigint) =>
  [...shop.orders.values()].filter((order) => order.customerId === id);

function dropMetafields(shop: ShopState, ownerGid: string): void {
  for (const [key, metafield] of shop.metafields) {
    if (metafield.ownerGid === ownerGid) shop.metafields.delete(key);
  }
}

export function deleteCustomer(environment: CommandEnvironment, id: bigint): CustomerResult {
  const { shop } = environment;
  const customer = shop.customers.get(id);
  if (!customer) return failure("id", "Customer does not exist");
  if (ordersOf(shop, id).length > 0) {
    return failure("id", "Customer can't be deleted because they have associated orders");
  }
  shop.customers.delete(id);
  dropMetafields(shop, `gid://shopify/Customer/${id}`);
  environment.emit([{ topic: "customers/delete", payload: customerDeletedPayload(customer) }]);
  return { ok: true, customer };
}

export function requestCustomerData(environment: CommandEnvironment, id: bigint): CustomerResult {
  const { shop } = environment;
  const customer = shop.customers.get(id);
  if (!customer) return failure("id", "Customer does not exist");
  const orderIds = ordersOf(shop, id).map((order) => order.id);
  const payload = dataRequestPayload(shop, customer, orderIds, environment.allocate());
  environment.emit([{ topic: "customers/data_request", payload }]);
  return { ok: true, customer };
}

/** Erases the person and keeps the customer's number and orders, as Shopify does. */
export function redactCustomer(environment: CommandEnvironment, id: bigint): CustomerResult {
  const { shop } = environment;
  const customer = shop.customers.get(id);
  if (!customer) return failure("id", "Customer does not exist");
  const orders = ordersOf(shop, id);
  const payload = redactionPayload(
    shop,
    customer,
    orders.map((order) => order.id),
  );
  Object.assign(customer, {
    email: null,
    phone: null,
    firstName: "",
    lastName: "",
    note: null,
    tags: [],
    addresses: [],
    state: "DISABLED",
    emailMarketing: { state: "REDACTED", optInLevel: null, updatedAt: environment.clock() },
    updatedAt: environment.clock(),
  } satisfies Partial<Customer>);
  for (const order of orders) Object.assign(order, { email: null, shippingAddress: null });
  dropMetafields(shop, `gid://shopify/Customer/${id}`);
  environment.emit([{ topic: "customers/redact", payload }]);
  return { ok: true, customer };
}
