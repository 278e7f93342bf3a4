/** An order's amounts as webhooks show them: in the shop's currency and in the shopper's. */
import { restAmount } from "#simulator/money.ts";
import type { Hundredths, Order } from "#simulator/state/model.ts";
import { presentmentAmount } from "#simulator/state/order-amounts.ts";

type Currencies = Pick<Order, "currency" | "presentment">;

/** `…_set`: the amount in both currencies. */
export function orderMoneySet(amount: Hundredths, order: Currencies) {
  return {
    shop_money: { amount: restAmount(amount, order.currency), currency_code: order.currency },
    presentment_money: {
      amount: restAmount(presentmentAmount(amount, order), order.presentment.currency),
      currency_code: order.presentment.currency,
    },
  };
}

/** `name` and `name_set`, as REST gives every amount twice. */
export function orderAmounts(order: Currencies, values: Record<string, Hundredths>) {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, amount]): [string, unknown][] => [
      [name, restAmount(amount, order.currency)],
      [`${name}_set`, orderMoneySet(amount, order)],
    ]),
  );
}
