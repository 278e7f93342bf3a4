import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { readShop } from "#app/features/shops/index.server.ts";
import { InvalidInput, messageOf } from "#app/shared/errors.ts";
import { minorFromDecimal } from "#app/shared/money.ts";

/**
 * Reads decimal amounts of the catalogue as minor units of the shop's currency: Shopify does not name it there.
 *
 * @returns a reader that throws InvalidInput, naming the field, for what is no amount of that currency
 * @throws Error when the currency is not known yet; it comes with the shop's details, soon after the installation
 */
export async function amountReader(scope: ShopScope): Promise<(amount: string, field: string) => bigint> {
  const { currency } = await readShop(scope);
  if (!currency) throw new Error("The shop's currency is not known yet. This is tried again by itself.");
  return (amount, field) => {
    try {
      return minorFromDecimal(amount, currency);
    } catch (error) {
      throw new InvalidInput(`An amount of the catalogue cannot be read. ${field}: ${messageOf(error)}`);
    }
  };
}
