import { z } from "zod";
import { orNull } from "#app/shared/payload.ts";

/** Where an order goes or is paid from. Personal: kept sealed. */
export interface PostalAddress {
  name: string | null;
  firstName: string | null;
  lastName: string | null;
  company: string | null;
  address1: string | null;
  address2: string | null;
  city: string | null;
  zip: string | null;
  provinceCode: string | null;
  countryCode: string | null;
  phone: string | null;
}

const text = orNull(z.string());

/** An address of a webhook, as a {@link PostalAddress}. */
export const webhookAddress = z
  .object({
    first_name: text,
    last_name: text,
    name: text,
    company: text,
    address1: text,
    address2: text,
    city: text,
    zip: text,
    province_code: text,
    country_code: text,
    phone: text,
  })
  .transform(({ first_name, last_name, name, province_code, country_code, ...rest }): PostalAddress => ({
    ...rest,
    name: (name ?? [first_name, last_name].filter(Boolean).join(" ")) || null,
    firstName: first_name || null,
    lastName: last_name || null,
    provinceCode: province_code,
    countryCode: country_code,
  }));

/** An address of the Admin API, as a {@link PostalAddress}. */
export const nodeAddress = z
  .object({
    name: text,
    firstName: text,
    lastName: text,
    company: text,
    address1: text,
    address2: text,
    city: text,
    zip: text,
    provinceCode: text,
    countryCodeV2: text,
    phone: text,
  })
  .transform(({ countryCodeV2, firstName, lastName, ...rest }): PostalAddress => ({
    ...rest,
    firstName: firstName || null,
    lastName: lastName || null,
    countryCode: countryCodeV2,
  }));

/** What somebody is called by the first of these addresses that names anybody. */
export function nameIn(addresses: readonly (PostalAddress | null)[]): {
  firstName: string | null;
  lastName: string | null;
} {
  const named = addresses.find((address) => address?.firstName ?? address?.lastName);
  return { firstName: named?.firstName ?? null, lastName: named?.lastName ?? null };
}
