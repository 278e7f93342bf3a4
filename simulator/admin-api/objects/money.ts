/** Money as the Admin API gives it. */
import { decimalAmount } from "#simulator/money.ts";
import type { Hundredths } from "#simulator/state/model.ts";

export const money = (amount: Hundredths, currency: string) => ({
  amount: decimalAmount(amount),
  currencyCode: currency,
});
