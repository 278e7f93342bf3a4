import type { Address, Customer } from "#simulator/state/model.ts";
import { newAddress, newCustomer as customerRecord, noConsent } from "#simulator/state/model/customers.ts";
import { countryOf } from "./countries.ts";
import type { Country } from "./countries.ts";
import { idsOf } from "./ids.ts";
import type { Invoice } from "./source-rows.ts";

/**
 * The people behind the customer numbers, by number. The source has none: names, e-mail addresses (at example.com)
 * and postal addresses are invented from the number, in the manner of the customer's country.
 */
export function buildCustomers(invoices: Invoice[]): Map<string, Customer> {
  const nextId = idsOf("customer");
  const emails = new Set<string>();
  const customers = new Map<string, Customer>();
  for (const invoice of invoices) {
    if (invoice.customerId === null || invoice.cancels) continue;
    const known = customers.get(invoice.customerId);
    if (known) {
      known.updatedAt = invoice.date;
      known.state = "ENABLED";
    } else {
      const person = invent(invoice.customerId, countryOf(invoice.country), emails);
      customers.set(invoice.customerId, newCustomer(nextId(), invoice, person));
    }
  }
  return customers;
}

interface Person {
  email: string;
  language: string;
  address: Address;
  /** Below 0.62: agreed to marketing e-mails; from 0.94: withdrew it. */
  consent: number;
}

function newCustomer(id: bigint, first: Invoice, person: Person): Customer {
  const subscribed = person.consent < 0.62;
  const withdrew = person.consent >= 0.94;
  return customerRecord({
    id,
    email: person.email,
    firstName: person.address.firstName,
    lastName: person.address.lastName,
    locale: person.language,
    // Somebody who came back once has activated the account.
    state: "DISABLED",
    emailMarketing: {
      ...noConsent(),
      state: subscribed ? "SUBSCRIBED" : withdrew ? "UNSUBSCRIBED" : "NOT_SUBSCRIBED",
      optInLevel: subscribed || withdrew ? "SINGLE_OPT_IN" : null,
      updatedAt: subscribed || withdrew ? first.date : null,
    },
    addresses: [person.address],
    createdAt: first.date,
  });
}

function invent(customerId: string, country: Country, taken: Set<string>): Person {
  const { faker } = country;
  faker.seed(Number(customerId));
  const firstName = faker.person.firstName();
  const lastName = faker.person.lastName();
  const address = newAddress({
    id: BigInt(customerId),
    firstName,
    lastName,
    address1: faker.location.streetAddress(),
    city: faker.location.city(),
    zip: faker.location.zipCode(),
    country: country.name,
    countryCode: country.code,
  });
  const consent = faker.number.float();
  return {
    email: emailFor(customerId, firstName, lastName, taken),
    language: country.language,
    address,
    consent,
  };
}

function emailFor(customerId: string, firstName: string, lastName: string, taken: Set<string>): string {
  const latin = (name: string) =>
    name
      .normalize("NFD")
      .replaceAll("ß", "ss")
      .replaceAll("ø", "o")
      .replaceAll("ł", "l")
      .toLowerCase()
      .replace(/[^a-z]/g, "");
  const name = [latin(firstName), latin(lastName)].filter(Boolean).join(".") || `customer${customerId}`;
  const plain = `${name}@example.com`;
  const email = taken.has(plain) ? `${name}${customerId}@example.com` : plain;
  taken.add(email);
  return email;
}
