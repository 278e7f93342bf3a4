/** Customer accounts, and the person's rights to their data. */
import { randomBytes } from "node:crypto";
import {
  customerPayload,
  dataRequestPayload,
  redactionPayload,
} from "#simulator/webhooks/customer-payloads.ts";
import type { CommandResult } from "./commands.ts";
import { failure, NO_CUSTOMER } from "./customers.ts";
import { changeCustomer } from "./customers-changes.ts";
import type { CustomerResult } from "./customers-commands.ts";
import { lastOrder } from "./customers-figures.ts";
import type { CommandEnvironment } from "./environment.ts";
import { noteCustomer, ordersOfCustomer } from "./indexes.ts";
import { dropMetafieldsOf } from "./metafields-index.ts";
import type { Customer } from "./model.ts";
import { noConsent } from "./model/customers.ts";

const DAY_MS = 24 * 3600 * 1000;
const ACTIVATION_DAYS = 30;
/** From the request to the erasure. */
const GRACE_DAYS = 10;
/** From the last order to the erasure: as long as money could be asked back. */
const CHARGEBACK_DAYS = 60;

const daysAfter = (date: Date, days: number): Date => new Date(date.getTime() + days * DAY_MS);

function setState(
  environment: CommandEnvironment,
  id: bigint,
  state: string,
  topic: string | null,
): CustomerResult {
  const customer = environment.shop.customers.get(id);
  if (!customer) return NO_CUSTOMER;
  changeCustomer(
    environment,
    customer,
    () => {
      customer.state = state;
      if (state === "ENABLED") customer.accountActivation = null;
    },
    () => (topic === null ? [] : [{ topic, payload: customerPayload(environment.shop, customer) }]),
  );
  return { ok: true, customer };
}

export const enableAccount = (environment: CommandEnvironment, id: bigint): CustomerResult =>
  setState(environment, id, "ENABLED", "customers/enable");

export const disableAccount = (environment: CommandEnvironment, id: bigint): CustomerResult =>
  setState(environment, id, "DISABLED", "customers/disable");

const hasAccount = (customer: Customer): boolean => customer.state === "ENABLED";

export function inviteCustomer(environment: CommandEnvironment, id: bigint): CustomerResult {
  const customer = environment.shop.customers.get(id);
  if (!customer) return failure("customerId", "Customer can't be found", "INVALID");
  if (hasAccount(customer)) {
    return failure("customerId", "Customer account is already enabled.", "INVALID");
  }
  if (customer.email === null) return failure("customerId", "Customer has no email address", "INVALID");
  return setState(environment, id, "INVITED", null);
}

export function createActivation(
  environment: CommandEnvironment,
  id: bigint,
): CommandResult<{ customer: Customer; token: string }> {
  const customer = environment.shop.customers.get(id);
  if (!customer) return failure("customerId", "The customer can't be found.");
  if (hasAccount(customer)) return failure("customerId", "account_already_enabled");
  const token = randomBytes(16).toString("hex");
  customer.accountActivation = { token, expiresAt: daysAfter(environment.clock(), ACTIVATION_DAYS) };
  return { ok: true, customer, token };
}

export function requestCustomerData(environment: CommandEnvironment, id: bigint): CustomerResult {
  const { shop } = environment;
  const customer = shop.customers.get(id);
  if (!customer) return NO_CUSTOMER;
  const orderIds = ordersOfCustomer(shop, id).map((order) => order.id);
  const payload = dataRequestPayload(shop, customer, orderIds, environment.allocate());
  environment.emit([{ topic: "customers/data_request", payload }]);
  return { ok: true, customer };
}

export function requestErasure(environment: CommandEnvironment, id: bigint): CustomerResult {
  const { shop } = environment;
  const customer = shop.customers.get(id);
  if (!customer) return failure("customerId", "Customer does not exist", "DOES_NOT_EXIST");
  const requestedAt = environment.clock();
  const grace = daysAfter(requestedAt, GRACE_DAYS);
  const last = lastOrder(shop, id);
  const chargeback = last ? daysAfter(last.processedAt, CHARGEBACK_DAYS) : grace;
  customer.dataErasure ??= { requestedAt, dueAt: chargeback > grace ? chargeback : grace };
  environment.at?.(customer.dataErasure.dueAt, () => eraseDueCustomers(environment));
  return { ok: true, customer };
}

export function cancelErasure(environment: CommandEnvironment, id: bigint): CustomerResult {
  const customer = environment.shop.customers.get(id);
  if (!customer) return failure("customerId", "Customer does not exist", "DOES_NOT_EXIST");
  if (!customer.dataErasure) {
    return failure("customerId", "Customer's data is not scheduled for erasure", "NOT_BEING_ERASED");
  }
  customer.dataErasure = null;
  return { ok: true, customer };
}

/** Erases the person and keeps the customer's number and orders, as Shopify does. */
export function redactCustomer(environment: CommandEnvironment, id: bigint): CustomerResult {
  const { shop } = environment;
  const customer = shop.customers.get(id);
  if (!customer) return NO_CUSTOMER;
  const orderIds = ordersOfCustomer(shop, id).map((order) => order.id);
  const payload = redactionPayload(shop, customer, orderIds);
  const now = environment.clock();
  Object.assign(customer, {
    email: null,
    phone: null,
    firstName: "",
    lastName: "",
    note: null,
    tags: [],
    addresses: [],
    state: "DISABLED",
    accountActivation: null,
    dataErasure: null,
    emailMarketing: { ...noConsent(), state: "REDACTED", updatedAt: now },
    smsMarketing: { ...noConsent(), state: "REDACTED", updatedAt: now },
    updatedAt: now,
  } satisfies Partial<Customer>);
  noteCustomer(shop, customer);
  for (const orderId of orderIds) {
    Object.assign(shop.orders.get(orderId)!, {
      email: null,
      phone: null,
      shippingAddress: null,
      billingAddress: null,
    });
  }
  dropMetafieldsOf(shop, `gid://shopify/Customer/${id}`);
  environment.emit([{ topic: "customers/redact", payload }]);
  return { ok: true, customer };
}

export function eraseDueCustomers(environment: CommandEnvironment): bigint[] {
  const now = environment.clock();
  const due = [...environment.shop.customers.values()].filter(
    ({ dataErasure }) => dataErasure !== null && dataErasure.dueAt <= now,
  );
  for (const customer of due) redactCustomer(environment, customer.id);
  return due.map((customer) => customer.id);
}

/** Carries out the erasures that a loaded state still has ahead, each when it is due. */
export function watchErasures(environment: CommandEnvironment): void {
  for (const { dataErasure } of environment.shop.customers.values()) {
    if (dataErasure) environment.at?.(dataErasure.dueAt, () => eraseDueCustomers(environment));
  }
}
