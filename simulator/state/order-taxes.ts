/** The tax that an order's prices contain: one rate for goods and shipping, and nothing on top of a price. */
import { currencyDigits } from "#simulator/money.ts";
import type { Hundredths, Order, OrderLine } from "./model.ts";
import { chargedShipping, currentLineAmount, refundableShipping, sumOf } from "./order-amounts.ts";

/** Percent. */
export const taxRateOf = (order: Pick<Order, "taxRate">): number => order.taxRate ?? 0;

/** The part of an amount that is tax, in whole units of the currency. */
export function taxWithin(amount: Hundredths, order: Pick<Order, "taxRate" | "currency">): Hundredths {
  const thousandths = BigInt(Math.round(taxRateOf(order) * 1000));
  if (thousandths === 0n) return 0n;
  const unit = currencyDigits(order.currency) === 0 ? 100n : 1n;
  const whole = (100_000n + thousandths) * unit;
  return ((amount * thousandths + whole / 2n) / whole) * unit;
}

/** On the line as it was ordered, after its discounts. */
export const lineTax = (order: Order, line: OrderLine): Hundredths =>
  taxWithin(line.unitPrice * BigInt(line.quantity) - line.discount, order);

export const totalTax = (order: Order): Hundredths =>
  sumOf(order.lines, (line) => lineTax(order, line)) + taxWithin(chargedShipping(order), order);

/** On what is left of it. */
export const currentTax = (order: Order): Hundredths =>
  sumOf(order.lines, (line) => taxWithin(currentLineAmount(order, line), order)) +
  taxWithin(refundableShipping(order), order);
