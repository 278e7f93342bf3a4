/** An order's amounts in the Admin API: in the shop's currency and in the shopper's. */
import type { Hundredths, Order } from "#simulator/state/model.ts";
import { presentmentAmount } from "#simulator/state/order-amounts.ts";
import { money } from "./money.ts";

export const orderBag = (amount: Hundredths, order: Pick<Order, "currency" | "presentment">) => ({
  shopMoney: money(amount, order.currency),
  presentmentMoney: money(presentmentAmount(amount, order), order.presentment.currency),
});
