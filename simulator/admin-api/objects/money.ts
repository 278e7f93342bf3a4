/** Money as the Admin API gives it. */
import { decimalAmount } from "#simulator/money.ts";
import type { Hundredths } from "#simulator/state/model.ts";

export const money = (amount: Hundredths, currency: string) => ({
  amount: decimalAmount(amount),
  currencyCode: currency,
});

/** In the shop's and the customer's currency, which are the same here. */
export const moneyBag = (amount: Hundredths, currency: string) => ({
  shopMoney: money(amount, currency),
  presentmentMoney: money(amount, currency),
});
