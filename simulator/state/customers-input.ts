/** Reads what an app says about a customer: checks it and brings it into the form it is kept in. */
import type { CommandError } from "./commands.ts";
import { readAddress, isSameAddress } from "./customers-addresses.ts";
import type { AddressInput, CustomerInput } from "./customers-commands.ts";
import { normalizePhone } from "./customers-phone.ts";
import { readTags, sortTags, tagErrors } from "./customers-tags.ts";
import type { CommandEnvironment } from "./environment.ts";
import { customerByEmail, customerByPhone } from "./indexes.ts";
import type { Address, Customer, ShopState } from "./model.ts";
import { newAddress } from "./model/customers.ts";

const EMAIL = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/;
const NAME_LENGTH = 255;
const NOTE_LENGTH = 5000;

export type CustomerFields = Partial<
  Pick<
    Customer,
    | "email"
    | "phone"
    | "firstName"
    | "lastName"
    | "note"
    | "locale"
    | "tags"
    | "taxExempt"
    | "taxExemptions"
    | "multipassIdentifier"
    | "addresses"
  >
>;

interface Reading {
  shop: ShopState;
  input: CustomerInput;
  /** The customer it is about; null for a new one. */
  own: Customer | null;
  fields: CustomerFields;
  errors: CommandError[];
}

const tooLong = (field: string, name: string, limit: number): CommandError => ({
  field,
  message: `${name} is too long (maximum is ${limit} characters)`,
  code: "TOO_LONG",
});

const invalid = (field: string, name: string): CommandError => ({
  field,
  message: `${name} is invalid`,
  code: "INVALID",
});

const taken = (field: string, name: string): CommandError => ({
  field,
  message: `${name} has already been taken`,
  code: "TAKEN",
});

function readEmail({ shop, input, own, fields, errors }: Reading): void {
  if (input.email === undefined) return;
  const email = (input.email ?? "").replaceAll(/\s/g, "").toLowerCase();
  fields.email = email || null;
  if (!email) return;
  if (email.length > NAME_LENGTH) errors.push(tooLong("email", "Email", NAME_LENGTH));
  if (!EMAIL.test(email)) errors.push(invalid("email", "Email"));
  const holder = customerByEmail(shop, email);
  if (holder && holder.id !== own?.id) errors.push(taken("email", "Email"));
}

/** The country whose numbers a number without + belongs to: of the address that comes with it, the customer's, the shop's. */
const phoneCountry = ({ shop, input, own }: Reading): string =>
  input.addresses?.find((address) => address.countryCode)?.countryCode ||
  own?.addresses[0]?.countryCode ||
  shop.countryCode;

function readPhone(reading: Reading): void {
  const { shop, input, own, fields, errors } = reading;
  if (input.phone === undefined) return;
  const text = (input.phone ?? "").trim();
  fields.phone = null;
  if (!text) return;
  if (text.length > NAME_LENGTH) errors.push(tooLong("phone", "Phone", NAME_LENGTH));
  const phone = normalizePhone(text, phoneCountry(reading));
  if (!phone) {
    errors.push(invalid("phone", "Phone"));
    return;
  }
  fields.phone = phone;
  const holder = customerByPhone(shop, phone);
  if (holder && holder.id !== own?.id) errors.push(taken("phone", "Phone"));
}

function readNames({ input, fields, errors }: Reading): void {
  for (const [field, name] of [
    ["firstName", "First name"],
    ["lastName", "Last name"],
  ] as const) {
    const value = input[field];
    if (value === undefined) continue;
    fields[field] = value?.trim() ?? "";
    if ((value ?? "").length > NAME_LENGTH) errors.push(tooLong(field, name, NAME_LENGTH));
  }
}

const LOCALE = /^[a-z]{2,3}(?:-(?:[A-Z][a-z]{3}|[A-Z]{2}|\d{3}))?(?:-[A-Z]{2})?$/;

function readLocale({ input, fields, errors }: Reading): void {
  if (input.locale === undefined) return;
  const locale = (input.locale ?? "").trim() || "en";
  const known = LOCALE.test(locale) && Intl.DisplayNames.supportedLocalesOf(locale).length > 0;
  if (known) fields.locale = locale;
  else errors.push(invalid("locale", "Locale"));
}

/** The customer's whole list of addresses. Rows that say the same become one; those with an id change that address. */
function readAddresses(reading: Reading, allocate: () => bigint): void {
  const { input, own, fields, errors } = reading;
  if (!input.addresses) return;
  const person = {
    firstName: fields.firstName ?? own?.firstName ?? "",
    lastName: fields.lastName ?? own?.lastName ?? "",
  };
  const addresses: Address[] = [];
  for (const [index, given] of input.addresses.entries()) {
    const before = addressOf(own, given);
    if (given.id && !before) {
      errors.push({ field: `addresses.${index}.id`, message: "Customer address does not exist" });
      continue;
    }
    const read = readAddress(given, person, before ?? newAddress({}));
    errors.push(...read.errors.map((each) => ({ ...each, field: `addresses.${index}.${each.field}` })));
    const same = own?.addresses.find((each) => isSameAddress(each, read.address));
    if (addresses.some((each) => isSameAddress(each, read.address))) continue;
    addresses.push({ ...read.address, id: before?.id ?? same?.id ?? 0n });
  }
  // Ids are only spent on addresses that come into being.
  fields.addresses =
    errors.length > 0
      ? addresses
      : addresses.map((each) => (each.id === 0n ? { ...each, id: allocate() } : each));
}

function addressOf(own: Customer | null, given: AddressInput): Address | null {
  const number = /(\d+)(?:\?.*)?$/.exec(given.id ?? "")?.[1];
  return own?.addresses.find((each) => each.id.toString() === number) ?? null;
}

/** `own`: the customer it is about; null for a new one. Errors are about fields of the input. */
export function readCustomerInput(
  environment: Pick<CommandEnvironment, "shop" | "allocate">,
  input: CustomerInput,
  own: Customer | null,
): { fields: CustomerFields; errors: CommandError[] } {
  const reading: Reading = { shop: environment.shop, input, own, fields: {}, errors: [] };
  const { fields, errors } = reading;
  readEmail(reading);
  readPhone(reading);
  readLocale(reading);
  readNames(reading);
  if (input.note !== undefined) {
    fields.note = input.note;
    if ((input.note ?? "").length > NOTE_LENGTH) errors.push(tooLong("note", "Note", NOTE_LENGTH));
  }
  if (input.tags !== undefined) {
    fields.tags = sortTags(readTags(input.tags));
    errors.push(...tagErrors(fields.tags, "tags"));
  }
  if (input.taxExempt !== undefined && input.taxExempt !== null) fields.taxExempt = input.taxExempt;
  if (input.taxExemptions) fields.taxExemptions = [...new Set(input.taxExemptions)];
  if (input.multipassIdentifier !== undefined) fields.multipassIdentifier = input.multipassIdentifier;
  readAddresses(reading, environment.allocate);
  return { fields, errors };
}

/** Somebody whom nothing names cannot be a customer. */
export const isSomebody = (person: CustomerFields): boolean =>
  Boolean(person.email || person.phone || person.firstName || person.lastName);

export const NOBODY = "A name, phone number, or email address must be present";
