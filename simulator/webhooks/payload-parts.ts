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
