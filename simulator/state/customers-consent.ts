/** Consent to marketing by e-mail and SMS. */
import type { CommandError } from "./commands.ts";
import { changeCustomer } from "./customers-changes.ts";
import type { ConsentInput, CustomerResult } from "./customers-commands.ts";
import type { CommandEnvironment } from "./environment.ts";
import type { Customer, MarketingConsent } from "./model.ts";

export type Channel = "emailMarketing" | "smsMarketing";

/** Which input field each channel has. */
export const CONSENT_FIELDS: Record<Channel, string> = {
  emailMarketing: "emailMarketingConsent",
  smsMarketing: "smsMarketingConsent",
};

const REQUIRED: Record<Channel, string> = {
  emailMarketing: "An email address is required to set the email marketing consent state.",
  smsMarketing: "A phone number is required to set the SMS consent state.",
};

/** States that Shopify sets itself. A new customer may be given NOT_SUBSCRIBED. */
export const isSettable = (state: string, isNew: boolean): boolean =>
  ["SUBSCRIBED", "UNSUBSCRIBED", "PENDING"].includes(state) || (isNew && state === "NOT_SUBSCRIBED");

export const contactOf = (customer: Pick<Customer, "email" | "phone">, channel: Channel): string | null =>
  channel === "emailMarketing" ? customer.email : customer.phone;

/** What is wrong with a consent, by fields of the consent's input. */
function consentErrors(input: ConsentInput, now: Date): CommandError[] {
  if (input.consentUpdatedAt && new Date(input.consentUpdatedAt) > now) {
    const message = "Consent updated at must not be in the future";
    return [{ field: "consentUpdatedAt", message, code: "INVALID" }];
  }
  if (input.marketingState === "PENDING" && input.marketingOptInLevel !== "CONFIRMED_OPT_IN") {
    const message = "Marketing opt in level must be confirmed opt-in for pending consent state";
    return [{ field: "marketingOptInLevel", message, code: "INVALID" }];
  }
  return [];
}

/** The consent that follows from the one there is. An older statement than the known one changes nothing. */
export function consentAfter(
  before: MarketingConsent,
  input: ConsentInput,
  now: Date,
  channel: Channel,
): MarketingConsent {
  const updatedAt = input.consentUpdatedAt ? new Date(input.consentUpdatedAt) : now;
  if (before.updatedAt && updatedAt < before.updatedAt) return before;
  return {
    state: input.marketingState,
    optInLevel: input.marketingOptInLevel ?? before.optInLevel ?? "SINGLE_OPT_IN",
    updatedAt: input.marketingState === "NOT_SUBSCRIBED" ? null : updatedAt,
    collectedFrom: channel === "smsMarketing" ? "OTHER" : null,
    sourceLocationId: input.sourceLocationId ?? null,
  };
}

/** Errors of the consent in the input for a new customer. */
export function newConsentErrors(
  channel: Channel,
  input: ConsentInput | null | undefined,
  contact: string | null,
  now: Date,
): CommandError[] {
  if (!input) return [];
  const field = CONSENT_FIELDS[channel];
  if (!isSettable(input.marketingState, true)) {
    return [{ field, message: `Cannot specify ${input.marketingState} as a marketing state input` }];
  }
  if (contact === null) return [{ field, message: REQUIRED[channel] }];
  return consentErrors(input, now).map((error) => ({ ...error, field: `${field}.${error.field}` }));
}

/** As Shopify: without an e-mail address nothing happens, and without a telephone number there is an error. */
export function updateConsent(
  environment: CommandEnvironment,
  channel: Channel,
  id: bigint,
  input: ConsentInput,
): CustomerResult {
  const customer = environment.shop.customers.get(id);
  const fail = (errors: CommandError[]): CustomerResult => ({ ok: false, errors });
  if (!customer) return fail([{ field: "customerId", message: "Customer not found", code: "INVALID" }]);
  const field = CONSENT_FIELDS[channel];
  if (!isSettable(input.marketingState, false)) {
    const message = `Cannot specify ${input.marketingState} as a marketing state input`;
    return fail([{ field: `${field}.marketingState`, message, code: "INVALID" }]);
  }
  if (contactOf(customer, channel) === null) {
    if (channel === "emailMarketing") return { ok: true, customer };
    return fail([{ field, message: REQUIRED[channel], code: "INVALID" }]);
  }
  const now = environment.clock();
  const errors = consentErrors(input, now);
  if (errors.length > 0) return fail(errors.map((error) => ({ ...error, field: `${field}.${error.field}` })));
  changeCustomer(environment, customer, () => {
    customer[channel] = consentAfter(customer[channel], input, now, channel);
  });
  return { ok: true, customer };
}
