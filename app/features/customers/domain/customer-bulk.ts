/** Reads the customers of the bulk operation that imports a store's past. */
import { z } from "zod";
import { idFromGid } from "#app/shared/ids.ts";
import { InvalidInput, messageOf } from "#app/shared/errors.ts";
import { instant, orNull, readPayload } from "#app/shared/payload.ts";
import type { Address, CustomerState, ToldConsent } from "./customer-state.ts";

/** What is asked about each customer, by the import and by the comparison with Shopify. Beside the code that reads it. */
export const CUSTOMERS_BULK_QUERY = `{
  customers {
    edges { node {
      id firstName lastName note locale state tags verifiedEmail taxExempt createdAt updatedAt
      defaultEmailAddress { emailAddress marketingState marketingOptInLevel marketingUpdatedAt }
      defaultPhoneNumber {
        phoneNumber marketingState marketingOptInLevel marketingUpdatedAt
        whatsAppMarketingConsent { state optInLevel updatedAt }
      }
      defaultAddress { id }
      addressesV2 { edges { node {
        id name company address1 address2 city zip province provinceCode countryCodeV2 phone
      } } }
    } }
  }
}`;

const text = orNull(z.string());

const AddressLine = z.object({
  id: z.string(),
  name: text,
  company: text,
  address1: text,
  address2: text,
  city: text,
  zip: text,
  province: text,
  provinceCode: text,
  countryCodeV2: text,
  phone: text,
});

const marketing = { marketingState: text, marketingOptInLevel: text, marketingUpdatedAt: orNull(instant) };

const CustomerLine = z.object({
  id: z.string(),
  firstName: text,
  lastName: text,
  note: text,
  locale: text,
  state: text,
  tags: z.array(z.string()),
  verifiedEmail: orNull(z.boolean()),
  taxExempt: orNull(z.boolean()),
  createdAt: instant,
  updatedAt: instant,
  defaultEmailAddress: orNull(z.object({ emailAddress: z.string(), ...marketing })),
  defaultPhoneNumber: orNull(
    z.object({
      phoneNumber: z.string(),
      ...marketing,
      whatsAppMarketingConsent: orNull(
        z.object({ state: text, optInLevel: text, updatedAt: orNull(instant) }),
      ),
    }),
  ),
  defaultAddress: orNull(z.object({ id: z.string() })),
});

/** Reads a customer's line and those of the addresses. @throws InvalidInput */
export function customerFromBulk(line: unknown, children: readonly unknown[]): CustomerState {
  const customer = readPayload(CustomerLine, line, "A customer of the import");
  const id = readGid(customer.id);
  const email = customer.defaultEmailAddress;
  const phone = customer.defaultPhoneNumber;
  const whatsApp = phone?.whatsAppMarketingConsent ?? null;
  const addresses = children
    .map((child) => readPayload(AddressLine, child, "An address of the import"))
    .map((address) => toAddress(address, customer.defaultAddress?.id));
  return {
    id,
    email: email?.emailAddress ?? null,
    phone: phone?.phoneNumber ?? null,
    firstName: customer.firstName,
    lastName: customer.lastName,
    note: customer.note,
    defaultAddress: addresses.find(({ isDefault }) => isDefault) ?? null,
    addresses,
    accountState: customer.state?.toLowerCase() ?? null,
    locale: customer.locale,
    tags: customer.tags,
    verifiedEmail: customer.verifiedEmail,
    taxExempt: customer.taxExempt,
    createdAt: customer.createdAt,
    updatedAt: customer.updatedAt,
    consents: [
      ...(email ? [toConsent("email", email)] : []),
      ...(phone ? [toConsent("sms", phone)] : []),
      ...(whatsApp
        ? [
            {
              channel: "whatsapp" as const,
              state: whatsApp.state,
              level: whatsApp.optInLevel,
              changedAt: whatsApp.updatedAt,
            },
          ]
        : []),
    ],
  };
}

function toConsent(
  channel: "email" | "sms",
  told: {
    marketingState: string | null;
    marketingOptInLevel: string | null;
    marketingUpdatedAt: Date | null;
  },
): ToldConsent {
  return {
    channel,
    state: told.marketingState,
    level: told.marketingOptInLevel,
    changedAt: told.marketingUpdatedAt,
  };
}

/** Webhooks name an address by its number, GraphQL by a global id with a question behind it. */
function addressNumber(gid: string): string | null {
  return /\/(\d+)(?:\?|$)/.exec(gid)?.[1] ?? null;
}

function toAddress(address: z.output<typeof AddressLine>, defaultGid: string | undefined): Address {
  const { id, countryCodeV2, ...rest } = address;
  return { ...rest, id: addressNumber(id), countryCode: countryCodeV2, isDefault: id === defaultGid };
}

function readGid(gid: string): bigint {
  try {
    return idFromGid(gid, "Customer");
  } catch (error) {
    throw new InvalidInput(`A customer of the import cannot be read: ${messageOf(error)}`);
  }
}
