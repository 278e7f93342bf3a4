/** Customers come, change and go. */
import { customerDeletedPayload, customerPayload } from "#simulator/webhooks/customer-payloads.ts";
import type { CommandError } from "./commands.ts";
import { changeCustomer, detailChanges } from "./customers-changes.ts";
import type { CustomerInput, CustomerResult } from "./customers-commands.ts";
import { consentAfter, newConsentErrors } from "./customers-consent.ts";
import { isSomebody, NOBODY, readCustomerInput } from "./customers-input.ts";
import { tagErrors, withTags, withoutTags } from "./customers-tags.ts";
import type { CommandEnvironment } from "./environment.ts";
import { forgetCustomer, noteCustomer, ordersOfCustomer } from "./indexes.ts";
import { dropMetafieldsOf } from "./metafields-index.ts";
import type { Customer, ShopState } from "./model.ts";
import { newCustomer, noConsent } from "./model/customers.ts";
import { watchSegments } from "./segments/watch.ts";

export type { CustomerResult } from "./customers-commands.ts";

export const failure = (
  field: string,
  message: string,
  code?: string,
): { ok: false; errors: CommandError[] } => ({
  ok: false,
  errors: [code === undefined ? { field, message } : { field, message, code }],
});

export const NO_CUSTOMER = failure("id", "Customer does not exist");

/** Ticking the box of the online store; Shopify counts that as single opt-in. */
const tickedBox = (accepts: boolean) => ({ marketingState: accepts ? "SUBSCRIBED" : "UNSUBSCRIBED" });

/**
 * Makes a customer without telling anybody: for commands that tell more than that in one action. The input must have
 * been checked. Without a state the customer has no account, as at Shopify.
 */
export function addCustomer(
  environment: CommandEnvironment,
  input: CustomerInput & { at?: Date; state?: string },
): Customer {
  const { shop } = environment;
  const now = input.at ?? environment.clock();
  const { fields } = readCustomerInput(environment, input, null);
  const customer = newCustomer({
    id: environment.allocate(),
    locale: shop.locales[0]?.locale ?? "en",
    ...fields,
    ...(input.state === undefined ? {} : { state: input.state }),
    createdAt: now,
  });
  const email =
    input.emailMarketingConsent ??
    (input.acceptsMarketing === undefined ? null : tickedBox(input.acceptsMarketing));
  if (email) customer.emailMarketing = consentAfter(noConsent(), email, now, "emailMarketing");
  const sms = input.smsMarketingConsent;
  if (sms) customer.smsMarketing = consentAfter(noConsent(), sms, now, "smsMarketing");
  shop.customers.set(customer.id, customer);
  noteCustomer(shop, customer);
  return customer;
}

export function createCustomer(
  environment: CommandEnvironment,
  input: CustomerInput & { at?: Date },
): CustomerResult {
  const now = input.at ?? environment.clock();
  const { fields, errors } = readCustomerInput({ ...environment, allocate: () => 0n }, input, null);
  const all = [
    ...newConsentErrors("emailMarketing", input.emailMarketingConsent, fields.email ?? null, now),
    ...newConsentErrors("smsMarketing", input.smsMarketingConsent, fields.phone ?? null, now),
    ...errors,
  ];
  if (all.length > 0) return { ok: false, errors: all };
  if (!isSomebody(fields)) return failure("", NOBODY);
  const customer = addCustomer(environment, input);
  const nothing = { tags: [], emailMarketing: noConsent(), smsMarketing: noConsent() };
  environment.emit([
    { topic: "customers/create", payload: customerPayload(environment.shop, customer) },
    ...detailChanges(environment, nothing, customer),
    ...watchSegments(environment, [], [customer.id])(),
  ]);
  return { ok: true, customer };
}

export function updateCustomer(
  environment: CommandEnvironment,
  id: bigint,
  input: CustomerInput,
): CustomerResult {
  const customer = environment.shop.customers.get(id);
  if (!customer) return NO_CUSTOMER;
  const { fields, errors } = readCustomerInput(environment, input, customer);
  if (errors.length > 0) return { ok: false, errors };
  if (!isSomebody({ ...customer, ...fields })) return failure("", NOBODY);
  changeCustomer(environment, customer, () => {
    // Consent was given for an address; a new one begins without.
    if (fields.email === null) customer.emailMarketing = noConsent();
    if (fields.phone === null) customer.smsMarketing = noConsent();
    Object.assign(customer, fields);
    if (input.acceptsMarketing !== undefined) {
      const consent = tickedBox(input.acceptsMarketing);
      customer.emailMarketing = consentAfter(
        customer.emailMarketing,
        consent,
        environment.clock(),
        "emailMarketing",
      );
    }
  });
  return { ok: true, customer };
}

export function changeTags(
  environment: CommandEnvironment,
  id: bigint,
  tags: string[],
  how: "add" | "remove",
): CustomerResult {
  const customer = environment.shop.customers.get(id);
  if (!customer) return NO_CUSTOMER;
  const after = how === "add" ? withTags(customer.tags, tags) : withoutTags(customer.tags, tags);
  const errors = how === "add" ? tagErrors(after, "tags") : [];
  if (errors.length > 0) return { ok: false, errors };
  changeCustomer(environment, customer, () => {
    customer.tags = after;
  });
  return { ok: true, customer };
}

/** Takes a customer out of the shop without telling anybody. */
export function removeCustomer(shop: ShopState, id: bigint): void {
  shop.customers.delete(id);
  forgetCustomer(shop);
  dropMetafieldsOf(shop, `gid://shopify/Customer/${id}`);
}

export function deleteCustomer(environment: CommandEnvironment, id: bigint): CustomerResult {
  const { shop } = environment;
  const customer = shop.customers.get(id);
  if (!customer) return failure("id", "Customer can't be found");
  if (ordersOfCustomer(shop, id).length > 0) {
    return failure("id", "Customer can’t be deleted because they have associated orders");
  }
  const segments = watchSegments(environment, [id]);
  removeCustomer(shop, id);
  environment.emit([{ topic: "customers/delete", payload: customerDeletedPayload(customer) }, ...segments()]);
  return { ok: true, customer };
}
