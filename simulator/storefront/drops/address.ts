import { Drop } from "liquidjs";
import type { Address } from "#simulator/state/model.ts";

/** Prints the country's name. */
class CountryDrop extends Drop {
  name: string;
  iso_code: string;

  constructor(name: string, code: string) {
    super();
    this.name = name;
    this.iso_code = code;
  }

  override valueOf(): string {
    return this.name;
  }
}

/** An address as Liquid shows it. */
export function addressObject(address: Address): Record<string, unknown> {
  const name = `${address.firstName} ${address.lastName}`.trim();
  return {
    id: address.id,
    first_name: address.firstName,
    last_name: address.lastName,
    name,
    company: address.company,
    address1: address.address1,
    address2: address.address2,
    street: [address.address1, address.address2].filter(Boolean).join(", "),
    city: address.city,
    province: address.province,
    province_code: address.provinceCode,
    zip: address.zip,
    country: new CountryDrop(address.country, address.countryCode),
    country_code: address.countryCode,
    country_name: address.country,
    phone: address.phone,
    summary: [name, address.address1, address.city, address.zip, address.country].filter(Boolean).join(", "),
  };
}
