/** Who an order belongs to. */
import { rememberAddress } from "./customers-addresses.ts";
import { addCustomer } from "./customers.ts";
import type { CommandEnvironment } from "./environment.ts";
import { customerByEmail, customerByPhone } from "./indexes.ts";
import type { Address, Customer } from "./model.ts";

export interface Contact {
  customerId: bigint | null;
  email?: string | null;
  phone?: string | null;
  /** Gives a new customer names and the first address. */
  address?: Address | null;
  acceptsMarketing?: boolean;
  locale?: string | null;
  at?: Date;
}

/** The signed-in customer, or whoever has the guest's e-mail address or phone number, or a new customer with them. */
export function findBuyer(
  environment: CommandEnvironment,
  contact: Contact,
): { customer: Customer | null; isNew: boolean } {
  const { shop } = environment;
  const { email, phone } = contact;
  if (contact.customerId !== null) {
    return { customer: shop.customers.get(contact.customerId) ?? null, isNew: false };
  }
  const known =
    (email ? customerByEmail(shop, email) : null) ?? (!email && phone ? customerByPhone(shop, phone) : null);
  if (known || (!email && !phone)) return { customer: known, isNew: false };
  // A number belongs to one customer: an order may name another one's, a new customer may not have it.
  const ownPhone = phone && !customerByPhone(shop, phone) ? phone : null;
  const customer = addCustomer(environment, {
    email: email ?? null,
    ...(ownPhone ? { phone: ownPhone } : {}),
    firstName: contact.address?.firstName ?? "",
    lastName: contact.address?.lastName ?? "",
    ...(contact.locale ? { locale: contact.locale } : {}),
    ...(contact.acceptsMarketing ? { acceptsMarketing: true } : {}),
    ...(contact.at ? { at: contact.at } : {}),
    state: "DISABLED",
  });
  return { customer, isNew: true };
}

/** Keeps the address of a customer's first order. */
export function rememberFirstAddress(
  environment: CommandEnvironment,
  customer: Customer | null,
  address: Address | null,
): void {
  if (customer && address && customer.addresses.length === 0) rememberAddress(environment, customer, address);
}
