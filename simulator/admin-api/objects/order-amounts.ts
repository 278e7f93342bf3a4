/** The money fields of `Order`. */
import { decimalAmount } from "#simulator/money.ts";
import type { Hundredths, Order } from "#simulator/state/model.ts";
import {
  currentAmounts,
  netPayment,
  receivedAmount,
  refundableShipping,
  refundedAmount,
  sumOf,
  totalCapturable,
} from "#simulator/state/order-amounts.ts";
import { cartDiscount } from "#simulator/state/order-discounts.ts";
import { currentTax, totalTax } from "#simulator/state/order-taxes.ts";
import type { TypeModel } from "../context.ts";
import { money } from "./money.ts";
import { orderBag } from "./order-money.ts";

const AMOUNTS: Record<string, (order: Order) => Hundredths> = {
  subtotalPriceSet: (order) => order.subtotal,
  totalPriceSet: (order) => order.total,
  originalTotalPriceSet: (order) => order.originalTotal,
  totalDiscountsSet: (order) => order.totalDiscounts,
  cartDiscountAmountSet: cartDiscount,
  totalShippingPriceSet: (order) => order.shipping,
  totalTaxSet: totalTax,
  totalTipReceivedSet: () => 0n,
  currentSubtotalPriceSet: (order) => currentAmounts(order).lines,
  currentTotalPriceSet: (order) => currentAmounts(order).total,
  currentTotalDiscountsSet: (order) => currentAmounts(order).discounts,
  currentTotalTaxSet: currentTax,
  currentShippingPriceSet: refundableShipping,
  totalOutstandingSet: (order) => currentAmounts(order).outstanding,
  totalReceivedSet: receivedAmount,
  totalRefundedSet: refundedAmount,
  totalRefundedShippingSet: (order) => sumOf(order.refunds, (refund) => refund.shipping),
  totalCapturableSet: totalCapturable,
  netPaymentSet: netPayment,
  refundDiscrepancySet: (order) => -sumOf(order.refunds, (refund) => refund.discrepancy),
};

/** Order-wide discounts on what is left, as far as they fell on it. */
function currentCartDiscount(order: Order): Hundredths {
  const whole = order.totalDiscounts - order.shippingDiscount;
  if (whole === 0n) return 0n;
  const { discounts } = currentAmounts(order);
  return ((discounts - order.shippingDiscount) * cartDiscount(order)) / whole;
}

/** Fields that Shopify is leaving: the amount in the shop's currency as a plain number. */
const PLAIN = [
  "subtotalPrice",
  "totalPrice",
  "totalDiscounts",
  "cartDiscountAmount",
  "totalShippingPrice",
  "totalTax",
  "totalReceived",
  "totalRefunded",
  "totalCapturable",
  "netPayment",
];

export const orderAmountFields: TypeModel = {
  ...Object.fromEntries(
    Object.entries(AMOUNTS).map(([name, amount]) => [name, (order: Order) => orderBag(amount(order), order)]),
  ),
  ...Object.fromEntries(
    PLAIN.map((name) => [name, (order: Order) => decimalAmount(AMOUNTS[`${name}Set`]!(order))]),
  ),
  currentCartDiscountAmountSet: (order: Order) => orderBag(currentCartDiscount(order), order),
  totalTipReceived: (order: Order) => money(0n, order.currency),
  totalCashRoundingAdjustment: (order: Order) => ({
    paymentSet: orderBag(0n, order),
    refundSet: orderBag(0n, order),
  }),
  currentTotalDutiesSet: () => null,
  originalTotalDutiesSet: () => null,
  currentTotalAdditionalFeesSet: () => null,
  originalTotalAdditionalFeesSet: () => null,
};
