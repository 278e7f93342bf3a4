/** Discounts of orders in the Admin API. */
import type { DiscountApplication, Order, OrderLine } from "#simulator/state/model.ts";
import { typed } from "../context.ts";
import { money } from "./money.ts";
import { orderBag } from "./order-money.ts";

const TYPES = {
  CODE: "DiscountCodeApplication",
  AUTOMATIC: "AutomaticDiscountApplication",
  MANUAL: "ManualDiscountApplication",
} as const;

/** `PricingValue`. */
export const pricingValue = (value: DiscountApplication["value"], currency: string): object =>
  value.kind === "amount"
    ? typed("MoneyV2", money(value.amount, currency))
    : typed("PricingPercentageValue", { percentage: value.percentage });

export function applicationView(order: Order, application: DiscountApplication, index: number) {
  const { kind, code, title } = application;
  return typed(TYPES[kind], {
    index,
    allocationMethod: application.allocation,
    targetSelection: application.selection,
    targetType: application.target,
    value: pricingValue(application.value, order.currency),
    ...(kind === "CODE" ? { code } : { title }),
    ...(kind === "MANUAL" ? { description: title } : {}),
  });
}

export const applicationsOf = (order: Order) =>
  order.discountApplications.map((application, index) => applicationView(order, application, index));

const allocation = (order: Order, index: number, amount: bigint) => ({
  allocatedAmount: money(amount, order.currency),
  allocatedAmountSet: orderBag(amount, order),
  discountApplication: applicationView(order, order.discountApplications[index]!, index),
});

export const lineAllocations = (order: Order, line: OrderLine) =>
  line.discountAllocations.map(({ application, amount }) => allocation(order, application, amount));

export const shippingAllocations = (order: Order) =>
  order.discountApplications.flatMap((each, index) =>
    each.target === "SHIPPING_LINE" ? [allocation(order, index, each.amount)] : [],
  );
