/** Parts that several webhook payloads share, in the shape of Shopify's REST resources. */
import { restAmount } from "#simulator/money.ts";
import type { Address, Hundredths, ShopState } from "#simulator/state/model.ts";
import { restTime } from "#simulator/time.ts";

/** The same amount in the shop's and the customer's currency; the simulated store sells in one currency. */
export function moneySet(amount: Hundredths, currency: string) {
  const money = { amount: restAmount(amount, currency), currency_code: currency };
  return { shop_money: money, presentment_money: { ...money } };
}

export const timeOf = (shop: ShopState, date: Date): string => restTime(date, shop.ianaTimezone);

export const timeOrNull = (shop: ShopState, date: Date | null): string | null => date && timeOf(shop, date);

/** An address of an order. */
export function orderAddress(address: Address) {
  return {
    first_name: address.firstName,
    address1: address.address1,
    phone: address.phone,
    city: address.city,
    zip: address.zip,
    province: address.province,
    country: address.country,
    last_name: address.lastName,
    address2: address.address2,
    company: address.company,
    latitude: null,
    longitude: null,
    name: `${address.firstName} ${address.lastName}`.trim(),
    country_code: address.countryCode,
    province_code: address.provinceCode,
  };
}

/** An address in a customer's address book. */
export function customerAddress(address: Address, customerId: bigint, index: number) {
  return {
    id: addressId(customerId, index),
    customer_id: customerId,
    first_name: address.firstName,
    last_name: address.lastName,
    company: null,
    address1: address.address1,
    address2: null,
    city: address.city,
    province: null,
    country: address.country,
    zip: address.zip,
    phone: null,
    name: `${address.firstName} ${address.lastName}`.trim(),
    province_code: null,
    country_code: address.countryCode,
    country_name: address.country,
    default: index === 0,
  };
}

/** Addresses have no record of their own; their ids follow from the customer's. */
export const addressId = (customerId: bigint, index: number): bigint => customerId * 10n + BigInt(index);
