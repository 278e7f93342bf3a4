/** `customerCreate`, `customerUpdate`, `customerDelete`. */
import { gid, parseGid } from "#simulator/ids.ts";
import { type MetafieldWrite, newOwnerProblems, resolveNamespace } from "#simulator/state/metafields.ts";
import { metafieldById } from "#simulator/state/metafields-index.ts";
import { isSettable } from "#simulator/state/customers-consent.ts";
import type { ConsentInput, CustomerInput, CustomerResult } from "#simulator/state/customers-commands.ts";
import { type ApiContext, NotModelled, type TypeModel, type UserError, userError } from "../context.ts";
import { idOfType } from "../ids.ts";
import { topLevel, userErrorsOf } from "./customers-errors.ts";

export interface MetafieldInput {
  id?: string | null;
  namespace?: string | null;
  key?: string | null;
  type?: string | null;
  value?: string | null;
}

export type CustomerFields = Omit<CustomerInput, "emailMarketingConsent" | "smsMarketingConsent"> & {
  id?: string | null;
  metafields?: MetafieldInput[] | null;
  emailMarketingConsent?: GraphqlConsent | null;
  smsMarketingConsent?: GraphqlConsent | null;
  whatsAppMarketingConsent?: unknown;
};

export type GraphqlConsent = Omit<ConsentInput, "sourceLocationId"> & { sourceLocationId?: string | null };

/** Reads a consent; refuses states that Shopify sets itself, at the top of the answer as Shopify does. */
export function readConsent(consent: GraphqlConsent, isNew: boolean): ConsentInput {
  if (!isSettable(consent.marketingState, isNew)) {
    throw topLevel(`Cannot specify ${consent.marketingState} as a marketing state input`, "INVALID");
  }
  const location = consent.sourceLocationId;
  return { ...consent, sourceLocationId: location ? idOfType(location, "Location") : null };
}

/** What `metafields` of an input writes; `id` names one that is there. */
function metafieldWrites(
  customerId: bigint,
  metafields: MetafieldInput[],
  { shop, app }: ApiContext,
): MetafieldWrite[] {
  const ownerGid = gid("Customer", customerId);
  return metafields.map(({ id, namespace, key, type, value }) => {
    const stored = id ? metafieldById(shop, parseGid(id)?.id ?? -1n) : null;
    return {
      ownerGid,
      namespace: stored?.namespace ?? resolveNamespace(namespace, app.appId),
      key: stored?.key ?? key ?? "",
      type,
      value: value ?? "",
    };
  });
}

/** Errors of the metafields in an input, before anything is changed. Without an id the customer is yet to be made. */
export function metafieldErrors(
  customerId: bigint | null,
  metafields: MetafieldInput[] | null | undefined,
  context: ApiContext,
): UserError[] {
  if (!metafields?.length) return [];
  // The check does not ask whether there is such an owner.
  const writes = metafieldWrites(customerId ?? 0n, metafields, context);
  return newOwnerProblems(context.shop, writes, context.app.appId).map(({ field, message }) =>
    userError(["metafields", ...field.split(".")], message),
  );
}

export function setMetafields(
  customerId: bigint,
  metafields: MetafieldInput[] | null | undefined,
  context: ApiContext,
): void {
  if (!metafields?.length) return;
  context.commands.setMetafields(metafieldWrites(customerId, metafields, context), context.app.appId);
}

const NO_CUSTOMER = { customer: null, userErrors: [userError(["id"], "Customer does not exist")] };

const payloadOf = (result: CustomerResult, prefix: string[] = []) =>
  result.ok
    ? { customer: result.customer, userErrors: [] as UserError[] }
    : { customer: null, userErrors: userErrorsOf(result.errors, prefix) };

/** Ids inside of what is to be created. */
function nestedIdError({ addresses, metafields }: CustomerFields): UserError | null {
  for (const [field, name, list] of [
    ["addresses", "address", addresses],
    ["metafields", "metafield", metafields],
  ] as const) {
    const index = list?.findIndex(({ id }) => id !== undefined && id !== null) ?? -1;
    if (index >= 0) return userError([field, String(index), "id"], `Cannot specify ${name} ID on creation`);
  }
  return null;
}

function customerCreate(fields: CustomerFields, context: ApiContext) {
  const { id, metafields, emailMarketingConsent, smsMarketingConsent, whatsAppMarketingConsent, ...rest } =
    fields;
  if (whatsAppMarketingConsent) throw new NotModelled("CustomerInput.whatsAppMarketingConsent");
  const idError =
    id === undefined || id === null
      ? nestedIdError(fields)
      : userError(["id"], "Cannot specify ID on creation");
  if (idError) return { customer: null, userErrors: [idError] };
  const wrong = metafieldErrors(null, metafields, context);
  if (wrong.length > 0) return { customer: null, userErrors: wrong };
  const result = context.commands.createCustomer({
    ...rest,
    emailMarketingConsent: emailMarketingConsent && readConsent(emailMarketingConsent, true),
    smsMarketingConsent: smsMarketingConsent && readConsent(smsMarketingConsent, true),
  });
  if (result.ok) setMetafields(result.customer.id, metafields, context);
  return payloadOf(result);
}

const CONSENT_MUTATIONS = {
  emailMarketingConsent: "customerEmailMarketingConsentUpdate",
  smsMarketingConsent: "customerSmsMarketingConsentUpdate",
  whatsAppMarketingConsent: "customerWhatsAppMarketingConsentUpdate",
} as const;

function customerUpdate(fields: CustomerFields, context: ApiContext) {
  const { id, metafields, emailMarketingConsent, smsMarketingConsent, whatsAppMarketingConsent, ...rest } =
    fields;
  const consents = { emailMarketingConsent, smsMarketingConsent, whatsAppMarketingConsent };
  const userErrors = Object.entries(CONSENT_MUTATIONS)
    .filter(([field]) => consents[field as keyof typeof consents])
    .map(([field, mutation]) =>
      userError([field], `To update ${field}, please use the ${mutation} Mutation instead`),
    );
  if (userErrors.length > 0) return { customer: null, userErrors };
  const number = id ? idOfType(id, "Customer") : null;
  if (number === null) return NO_CUSTOMER;
  const wrong = metafieldErrors(number, metafields, context);
  if (wrong.length > 0) return { customer: null, userErrors: wrong };
  const result = context.commands.updateCustomer(number, rest);
  if (result.ok) setMetafields(number, metafields, context);
  return payloadOf(result);
}

export const customerMutations: TypeModel = {
  customerCreate: (_root, args, context) => customerCreate(args["input"] as CustomerFields, context),
  customerUpdate: (_root, args, context) => customerUpdate(args["input"] as CustomerFields, context),
  customerDelete: (_root, args, context) => {
    const { id } = args["input"] as { id: string };
    const result = context.commands.deleteCustomer(idOfType(id, "Customer") ?? -1n);
    return {
      shop: context.shop,
      deletedCustomerId: result.ok ? gid("Customer", result.customer.id) : null,
      userErrors: result.ok ? [] : userErrorsOf(result.errors),
    };
  },
};
