/** `customerSet`: creates a customer, or changes the one that an identifier names. */
import type { CustomerResult } from "#simulator/state/customers-commands.ts";
import { normalizePhone } from "#simulator/state/customers-phone.ts";
import { customerByEmail, customerByPhone, emailKey } from "#simulator/state/indexes.ts";
import type { Customer, ShopState } from "#simulator/state/model.ts";
import { type ApiContext, type TypeModel, type UserError, userError } from "../context.ts";
import { idOfType } from "../ids.ts";
import { type CustomId, customerByCustomId } from "../objects/customer-identifier.ts";
import { type CustomerFields, setMetafields } from "./customers.ts";
import { userErrorsOf } from "./customers-errors.ts";

interface Identifier {
  id?: string | null;
  email?: string | null;
  phone?: string | null;
  customId?: CustomId | null;
}

const MESSAGES = {
  NOT_FOUND: "Resource matching the identifier was not found.",
  MISSING_FIELD_REQUIRED: "The input field corresponding to the identifier is required.",
  INPUT_MISMATCH: "The identifier value does not match the value of the corresponding field in the input.",
  ID_NOT_ALLOWED: "The id field is not allowed if identifier is provided.",
} as const;

class Refused extends Error {
  readonly code: keyof typeof MESSAGES;

  constructor(code: keyof typeof MESSAGES) {
    super(MESSAGES[code]);
    this.code = code;
  }
}

const byId = (shop: ShopState, id: string): Customer => {
  const customer = shop.customers.get(idOfType(id, "Customer") ?? -1n);
  if (!customer) throw new Refused("NOT_FOUND");
  return customer;
};

/** The value of the input must be there and say the same as the identifier. */
function agree(wanted: string | null, given: string | null | undefined): void {
  if (given === null || given === undefined) throw new Refused("MISSING_FIELD_REQUIRED");
  if (wanted !== given) throw new Refused("INPUT_MISMATCH");
}

/** The customer to change; null when one is to be created. */
function subject(identifier: Identifier | null, input: CustomerFields, context: ApiContext): Customer | null {
  const { shop } = context;
  if (!identifier) return input.id ? byId(shop, input.id) : null;
  if (input.id) throw new Refused("ID_NOT_ALLOWED");
  if (identifier.id) return byId(shop, identifier.id);
  if (identifier.email) {
    agree(emailKey(identifier.email), input.email && emailKey(input.email));
    return customerByEmail(shop, identifier.email);
  }
  if (identifier.phone) {
    const phone = normalizePhone(identifier.phone, shop.countryCode) ?? identifier.phone;
    agree(phone, input.phone && (normalizePhone(input.phone, shop.countryCode) ?? input.phone));
    return customerByPhone(shop, phone);
  }
  return customerByCustomId(identifier.customId!, context);
}

function customerSet(
  identifier: Identifier | null,
  input: CustomerFields,
  context: ApiContext,
): { customer: Customer | null; userErrors: UserError[] } {
  const fail = (error: UserError) => ({ customer: null, userErrors: [error] });
  if (input.taxExempt === null) {
    const message = "Tax exempt is of unexpected type NilClass";
    return fail(userError(["input", "taxExempt"], message, "INVALID"));
  }
  let customer: Customer | null;
  try {
    customer = subject(identifier, input, context);
  } catch (error) {
    if (error instanceof Refused) return fail(userError(["input"], error.message, error.code));
    throw error;
  }
  const { id: _id, ...fields } = input as CustomerFields & {
    emailMarketingConsent?: undefined;
    smsMarketingConsent?: undefined;
  };
  const result: CustomerResult = customer
    ? context.commands.updateCustomer(customer.id, fields)
    : context.commands.createCustomer(fields);
  if (!result.ok) {
    const withCode = result.errors.map((error) => ({ ...error, code: error.code ?? "INVALID" }));
    return { customer: null, userErrors: userErrorsOf(withCode, ["input"]) };
  }
  if (identifier?.customId)
    setMetafields(result.customer.id, [{ ...identifier.customId, type: "id" }], context);
  return { customer: result.customer, userErrors: [] };
}

export const customerSetMutation: TypeModel = {
  customerSet: (_root, args, context) =>
    customerSet((args["identifier"] ?? null) as Identifier | null, args["input"] as CustomerFields, context),
};
