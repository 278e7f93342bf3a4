import { InvalidInput, messageOf } from "#app/shared/errors.ts";
import { minorFromDecimal } from "#app/shared/money.ts";

/**
 * A decimal amount in minor units of a currency.
 *
 * @param what names the field, for people
 * @throws InvalidInput when it is no amount, or finer than the currency
 */
export function readAmount(amount: string, currency: string, what: string): bigint {
  try {
    return minorFromDecimal(amount, currency);
  } catch (error) {
    throw new InvalidInput(`${what} cannot be read: ${messageOf(error)}`);
  }
}
