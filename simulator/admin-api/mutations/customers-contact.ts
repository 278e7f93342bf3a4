/** Consent to marketing, and the address book. */
import { gid } from "#simulator/ids.ts";
import { addressExists } from "#simulator/state/customers-addresses.ts";
import type { AddressInput, AddressResult, CustomerResult } from "#simulator/state/customers-commands.ts";
import type { ApiContext, Arguments, TypeModel } from "../context.ts";
import { idOfType } from "../ids.ts";
import { type GraphqlConsent, readConsent } from "./customers.ts";
import { notFound, userErrorsOf } from "./customers-errors.ts";

interface ConsentArguments {
  customerId: string;
  emailMarketingConsent?: GraphqlConsent;
  smsMarketingConsent?: GraphqlConsent;
}

/**
 * Shopify tells an error of an e-mail consent together with the customer as it was. Of an unknown customer it says less
 * for SMS.
 */
function consentPayload(args: Arguments, context: ApiContext, channel: "email" | "sms") {
  const input = args["input"] as ConsentArguments;
  const id = idOfType(input.customerId, "Customer") ?? -1n;
  const consent = readConsent((input.emailMarketingConsent ?? input.smsMarketingConsent)!, false);
  const result: CustomerResult =
    channel === "email"
      ? context.commands.updateEmailConsent(id, consent)
      : context.commands.updateSmsConsent(id, consent);
  if (result.ok) return { customer: result.customer, userErrors: [] };
  const known = context.shop.customers.get(id) ?? null;
  const userErrors = userErrorsOf(result.errors, ["input"]);
  if (channel === "email") return { customer: known, userErrors };
  return {
    customer: null,
    userErrors: known ? userErrors : userErrors.map((error) => ({ ...error, field: null, code: null })),
  };
}

const customerNumber = (args: Arguments): bigint => idOfType(args["customerId"], "Customer") ?? -1n;

/** The number of the address; an address that nobody has is not a user's mistake at Shopify but an invalid id. */
function addressNumber(args: Arguments, context: ApiContext): bigint {
  const id = idOfType(args["addressId"], "MailingAddress") ?? -1n;
  const customer = context.shop.customers.get(customerNumber(args));
  const isOwn = customer?.addresses.some((address) => address.id === id) ?? false;
  if (customer && !isOwn && !addressExists(context, id)) throw notFound();
  return id;
}

function addressPayload(result: AddressResult) {
  const address = result.ok
    ? (result.customer.addresses.find(({ id }) => id === result.addressId) ?? null)
    : null;
  return { address, userErrors: result.ok ? [] : userErrorsOf(result.errors) };
}

const setAsDefault = (args: Arguments): boolean => args["setAsDefault"] === true;

export const contactMutations: TypeModel = {
  customerEmailMarketingConsentUpdate: (_root, args, context) => consentPayload(args, context, "email"),
  customerSmsMarketingConsentUpdate: (_root, args, context) => consentPayload(args, context, "sms"),
  customerAddressCreate: (_root, args, { commands }) => {
    const input = args["address"] as AddressInput;
    return addressPayload(commands.createAddress(customerNumber(args), input, setAsDefault(args)));
  },
  customerAddressUpdate: (_root, args, context) => {
    const [customerId, addressId] = [customerNumber(args), addressNumber(args, context)];
    const input = args["address"] as AddressInput;
    return addressPayload(context.commands.updateAddress(customerId, addressId, input, setAsDefault(args)));
  },
  customerAddressDelete: (_root, args, context) => {
    const result = context.commands.deleteAddress(customerNumber(args), addressNumber(args, context));
    return {
      deletedAddressId: result.ok
        ? `${gid("MailingAddress", result.addressId)}?model_name=CustomerAddress`
        : null,
      userErrors: result.ok ? [] : userErrorsOf(result.errors),
    };
  },
  customerUpdateDefaultAddress: (_root, args, context) => {
    const id = customerNumber(args);
    const result = context.commands.setDefaultAddress(id, addressNumber(args, context));
    return {
      customer: context.shop.customers.get(id) ?? null,
      userErrors: result.ok ? [] : userErrorsOf(result.errors),
    };
  },
};
