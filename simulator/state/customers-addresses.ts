/** The address book of a customer. */
import type { CommandError } from "./commands.ts";
import type { AddressInput, AddressResult } from "./customers-commands.ts";
import { changeCustomer } from "./customers-changes.ts";
import { normalizePhone } from "./customers-phone.ts";
import { countryCodeOf, countryName, regionOf } from "./customers-regions.ts";
import type { CommandEnvironment } from "./environment.ts";
import type { Address, Customer } from "./model.ts";
import { newAddress } from "./model/customers.ts";

type Person = Pick<Customer, "firstName" | "lastName">;

const text = (given: string | null | undefined, before: string | null): string | null =>
  given === undefined ? before : given?.trim() || null;

const LENGTH = 255;

/** An address with the fields of the input; the customer's names where it has none. Errors are about fields of the input. */
export function readAddress(
  input: AddressInput,
  person: Person,
  before: Address,
): { address: Address; errors: CommandError[] } {
  const errors: CommandError[] = [];
  const fields = ["address1", "address2", "city", "company", "firstName", "lastName", "zip"] as const;
  for (const field of fields) {
    if ((input[field] ?? "").length > LENGTH) {
      const label = field.replaceAll(/[A-Z0-9]/g, (sign) => ` ${sign.toLowerCase()}`);
      const sentence = `${label[0]!.toUpperCase()}${label.slice(1)}`;
      errors.push({ field, message: `${sentence} is too long (maximum is ${LENGTH} characters)` });
    }
  }
  let countryCode = before.countryCode;
  const country = input.countryCode ?? input.country;
  if (country !== undefined && country !== null && country.trim() !== "") {
    const code = countryCodeOf(country);
    if (code) countryCode = code;
    else errors.push({ field: "country", message: "Country is invalid" });
  } else if (input.countryCode === null || input.country === null || country === "") {
    countryCode = "";
  }
  const moved = countryCode !== before.countryCode;
  const region = regionOf(
    countryCode,
    text(input.province, moved ? null : before.province),
    input.province !== undefined && input.provinceCode === undefined
      ? null
      : text(input.provinceCode, moved ? null : before.provinceCode),
  );
  if (!region) errors.push({ field: "province", message: "Province is invalid" });
  const phone = text(input.phone, before.phone);
  return {
    errors,
    address: {
      ...before,
      firstName: text(input.firstName, before.firstName) || person.firstName,
      lastName: text(input.lastName, before.lastName) || person.lastName,
      company: text(input.company, before.company),
      address1: text(input.address1, before.address1) ?? "",
      address2: text(input.address2, before.address2),
      city: text(input.city, before.city) ?? "",
      province: region?.province ?? null,
      provinceCode: region?.provinceCode ?? null,
      zip: text(input.zip, before.zip) ?? "",
      country: countryCode === "" ? "" : (countryName(countryCode) ?? before.country),
      countryCode,
      phone: phone && (normalizePhone(phone, countryCode) ?? phone),
    },
  };
}

/** Two addresses are the same when all they say is. */
const contents = ({ id: _id, ...rest }: Address): string => JSON.stringify(rest);

export const isSameAddress = (a: Address, b: Address): boolean => contents(a) === contents(b);

/** Puts an address into the book of a customer who does not have it yet; for checkouts. Changes nothing else. */
export function rememberAddress(environment: CommandEnvironment, customer: Customer, address: Address): void {
  if (customer.addresses.some((each) => isSameAddress(each, address))) return;
  customer.addresses.push({ ...address, id: environment.allocate() });
}

const inAddress = (errors: CommandError[]): CommandError[] =>
  errors.map((error) => ({ ...error, field: `address.${error.field}` }));

const noCustomer: AddressResult = {
  ok: false,
  errors: [{ field: "customerId", message: "Customer does not exist" }],
};

const noAddress: AddressResult = {
  ok: false,
  errors: [{ field: "addressId", message: "Address does not exist" }],
};

function toFront(customer: Customer, address: Address): void {
  customer.addresses = [address, ...customer.addresses.filter((each) => each.id !== address.id)];
}

/** Whether any customer has an address of this id; Shopify answers otherwise when nobody has. */
export function addressExists(environment: Pick<CommandEnvironment, "shop">, addressId: bigint): boolean {
  for (const customer of environment.shop.customers.values()) {
    if (customer.addresses.some((address) => address.id === addressId)) return true;
  }
  return false;
}

export function createAddress(
  environment: CommandEnvironment,
  customerId: bigint,
  input: AddressInput,
  setAsDefault?: boolean | null,
): AddressResult {
  const customer = environment.shop.customers.get(customerId);
  if (!customer) return noCustomer;
  const { address, errors } = readAddress(input, customer, newAddress({ id: environment.allocate() }));
  if (errors.length > 0) return { ok: false, errors: inAddress(errors) };
  if (customer.addresses.some((each) => isSameAddress(each, address))) {
    return { ok: false, errors: [{ field: "address", message: "Address already exists" }] };
  }
  changeCustomer(environment, customer, () => {
    customer.addresses.push(address);
    if (setAsDefault) toFront(customer, address);
  });
  return { ok: true, customer, addressId: address.id };
}

export function updateAddress(
  environment: CommandEnvironment,
  customerId: bigint,
  addressId: bigint,
  input: AddressInput,
  setAsDefault?: boolean | null,
): AddressResult {
  const customer = environment.shop.customers.get(customerId);
  if (!customer) return noCustomer;
  const index = customer.addresses.findIndex((each) => each.id === addressId);
  if (index < 0) return noAddress;
  const { address, errors } = readAddress(input, customer, customer.addresses[index]!);
  if (errors.length > 0) return { ok: false, errors: inAddress(errors) };
  if (customer.addresses.some((each) => each.id !== addressId && isSameAddress(each, address))) {
    return { ok: false, errors: [{ field: "address", message: "Address already exists" }] };
  }
  changeCustomer(environment, customer, () => {
    customer.addresses[index] = address;
    if (setAsDefault) toFront(customer, address);
  });
  return { ok: true, customer, addressId };
}

/** When the default address goes, the next one takes its place. */
export function deleteAddress(
  environment: CommandEnvironment,
  customerId: bigint,
  addressId: bigint,
): AddressResult {
  const customer = environment.shop.customers.get(customerId);
  if (!customer) return noCustomer;
  if (!customer.addresses.some((each) => each.id === addressId)) return noAddress;
  changeCustomer(environment, customer, () => {
    customer.addresses = customer.addresses.filter((each) => each.id !== addressId);
  });
  return { ok: true, customer, addressId };
}

export function setDefaultAddress(
  environment: CommandEnvironment,
  customerId: bigint,
  addressId: bigint,
): AddressResult {
  const customer = environment.shop.customers.get(customerId);
  if (!customer) return noCustomer;
  const address = customer.addresses.find((each) => each.id === addressId);
  if (!address) return noAddress;
  changeCustomer(environment, customer, () => toFront(customer, address));
  return { ok: true, customer, addressId };
}
