/** Webhook payloads about locations. */
import { gid } from "#simulator/ids.ts";
import type { Location, ShopState } from "#simulator/state/model.ts";
import { timeOf } from "./payload-parts.ts";

export const countryName = (code: string): string =>
  new Intl.DisplayNames("en", { type: "region" }).of(code) ?? code;

/** `locations/create`, `update`, `activate` and `deactivate`. */
export function locationPayload(shop: ShopState, location: Location) {
  return {
    id: location.id,
    name: location.name,
    address1: location.address1,
    address2: location.address2,
    city: location.city,
    zip: location.zip,
    province: location.provinceCode,
    country: location.countryCode,
    phone: location.phone,
    created_at: timeOf(shop, location.createdAt),
    updated_at: timeOf(shop, location.updatedAt),
    country_code: location.countryCode,
    country_name: countryName(location.countryCode),
    province_code: location.provinceCode,
    legacy: false,
    active: location.isActive,
    admin_graphql_api_id: gid("Location", location.id),
  };
}
