/** `Order.suggestedRefund`: what Shopify would give back. */
import { decimalAmount, parseDecimal } from "#simulator/money.ts";
import type { Hundredths, Order, OrderLine } from "#simulator/state/model.ts";
import {
  currentAmounts,
  currentQuantity,
  netPayment,
  refundableShipping,
  shopAmount,
  sumOf,
  valueOfPieces,
} from "#simulator/state/order-amounts.ts";
import { refundable } from "#simulator/state/payments.ts";
import { refundableSentQuantity } from "#simulator/state/order-quantities.ts";
import { type Arguments, NotModelled } from "../context.ts";
import { idOfType } from "../ids.ts";
import { orderBag } from "./order-money.ts";
import type { RefundLineInOrder } from "./order-refund.ts";
import { gatewayName } from "./order-transaction.ts";

interface Input {
  refundLineItems?: { lineItemId: string; quantity: number; restockType?: string | null }[] | null;
  refundShipping?: boolean | null;
  shippingAmount?: string | null;
  suggestFullRefund?: boolean | null;
  refundDuties?: unknown[] | null;
  refundMethodAllocation?: string | null;
}

interface Part {
  line: OrderLine;
  quantity: number;
}

function wanted(order: Order, input: Input): Part[] {
  if (input.suggestFullRefund) {
    return order.lines.map((line) => ({ line, quantity: currentQuantity(order, line) }));
  }
  return (input.refundLineItems ?? []).flatMap(({ lineItemId, quantity }) => {
    const line = order.lines.find((each) => each.id === idOfType(lineItemId, "LineItem"));
    return line ? [{ line, quantity: Math.min(quantity, currentQuantity(order, line)) }] : [];
  });
}

function refundLine(order: Order, { line, quantity }: Part): RefundLineInOrder {
  const restockType = refundableSentQuantity(order, line) > 0 ? ("RETURN" as const) : ("CANCEL" as const);
  const subtotal = valueOfPieces(order, line, quantity);
  return {
    order,
    line,
    refunded: {
      id: null,
      lineId: line.id,
      quantity,
      restockType,
      locationId: null,
      unfulfilledQuantity: 0,
      subtotal,
    },
  };
}

function shippingOf(order: Order, input: Input): Hundredths {
  const most = refundableShipping(order);
  if (input.refundShipping || input.suggestFullRefund) return most;
  const asked = input.shippingAmount ? shopAmount(parseDecimal(input.shippingAmount) ?? 0n, order) : 0n;
  return asked < most ? asked : most;
}

function suggestedTransactions(order: Order, amount: Hundredths) {
  let left = amount;
  return refundable(order).flatMap(({ sale, amount: most }) => {
    const part = left < most ? left : most;
    left -= part;
    if (part <= 0n) return [];
    return [
      {
        accountNumber: null,
        amount: decimalAmount(part),
        amountSet: orderBag(part, order),
        formattedGateway: gatewayName(sale.gateway),
        gateway: sale.gateway,
        kind: "SUGGESTED_REFUND",
        maximumRefundable: decimalAmount(most),
        maximumRefundableSet: orderBag(most, order),
        parentTransaction: { order, transaction: sale },
        paymentDetails: null,
      },
    ];
  });
}

export function suggestedRefund(order: Order, args: Arguments) {
  const input = args as Input;
  if (input.refundDuties?.length) throw new NotModelled("Order.suggestedRefund(refundDuties:)");
  if (input.refundMethodAllocation === "STORE_CREDIT") {
    throw new NotModelled("Order.suggestedRefund(refundMethodAllocation: STORE_CREDIT)");
  }
  const lines = wanted(order, input)
    .filter(({ quantity }) => quantity > 0)
    .map((part) => refundLine(order, part));
  const subtotal = sumOf(lines, ({ refunded }) => refunded.subtotal);
  const gross = sumOf(lines, ({ line, refunded }) => line.unitPrice * BigInt(refunded.quantity));
  const shipping = shippingOf(order, input);
  const most = netPayment(order);
  const due = most - (currentAmounts(order).total - subtotal - shipping);
  const amount = due < 0n ? 0n : due < most ? due : most;
  const bag = (value: Hundredths) => orderBag(value, order);
  return {
    amount: decimalAmount(amount),
    amountSet: bag(amount),
    subtotal: decimalAmount(subtotal),
    subtotalSet: bag(subtotal),
    discountedSubtotalSet: bag(subtotal),
    maximumRefundable: decimalAmount(most),
    maximumRefundableSet: bag(most),
    refundDuties: [],
    refundLineItems: lines,
    shipping: {
      amount: decimalAmount(shipping),
      amountSet: bag(shipping),
      maximumRefundable: decimalAmount(refundableShipping(order)),
      maximumRefundableSet: bag(refundableShipping(order)),
      tax: decimalAmount(0n),
      taxSet: bag(0n),
    },
    suggestedRefundMethods: [],
    suggestedTransactions: suggestedTransactions(order, amount),
    totalCartDiscountAmountSet: bag(gross - subtotal),
    totalDutiesSet: bag(0n),
    totalTaxSet: bag(0n),
    totalTaxes: decimalAmount(0n),
  };
}
