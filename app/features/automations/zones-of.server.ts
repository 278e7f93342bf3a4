import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { findCustomers } from "#app/features/customers/index.server.ts";
import { recipientZone } from "#app/features/messaging/index.server.ts";
import { readShop } from "#app/features/shops/index.server.ts";

/** The time zones that people live in, as far as is known; else the shop's. */
export async function zonesOf(
  scope: ShopScope,
  customerIds: readonly bigint[],
): Promise<{ shop: string; of: (customerId: bigint) => string }> {
  const shop = (await readShop(scope)).ianaTimezone ?? "UTC";
  if (customerIds.length === 0) return { shop, of: () => shop };
  const people = await findCustomers(scope, [...new Set(customerIds)]);
  return {
    shop,
    of: (id) => {
      const person = people.get(id);
      if (!person) return shop;
      const { countryCode, regionCode, phone } = person;
      return recipientZone({ countryCode, regionCode, phone }, shop).timeZone;
    },
  };
}
