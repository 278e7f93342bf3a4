/** What an order is worth: when it was placed, now, and what was paid and given back. All in the shop's currency. */
import { currencyDigits } from "#simulator/money.ts";
import { convert } from "./markets.ts";
import type { Hundredths, Order, OrderLine, Refund, Transaction } from "./model.ts";

export const sumOf = <T>(items: Iterable<T>, amount: (item: T) => Hundredths): Hundredths => {
  let sum = 0n;
  for (const item of items) sum += amount(item);
  return sum;
};

export const countOf = <T>(items: Iterable<T>, quantity: (item: T) => number): number => {
  let sum = 0;
  for (const item of items) sum += quantity(item);
  return sum;
};

/** `part` of `whole` pieces' share of an amount, rounded down to what the currency can express. */
export function shareOf(amount: Hundredths, part: number, whole: number, currency: string): Hundredths {
  if (part >= whole) return amount;
  const unit = currencyDigits(currency) === 0 ? 100n : 1n;
  return ((amount * BigInt(part)) / BigInt(whole) / unit) * unit;
}

/** The amount as the shopper sees it. */
export const presentmentAmount = (amount: Hundredths, order: Pick<Order, "presentment">): Hundredths =>
  convert(amount, order.presentment);

/** An amount in the shopper's currency as the shop counts it. */
export const shopAmount = (
  presentment: Hundredths,
  order: Pick<Order, "presentment" | "currency">,
): Hundredths => convert(presentment, { currency: order.currency, rate: 1 / order.presentment.rate });

const refundLinesOf = (order: Order, lineId: bigint) =>
  order.refunds.flatMap((refund) => refund.lines.filter((line) => line.lineId === lineId));

export const refundedQuantity = (order: Order, lineId: bigint): number =>
  countOf(refundLinesOf(order, lineId), (line) => line.quantity);

/** Ordered and neither refunded nor taken out. */
export const currentQuantity = (order: Order, line: OrderLine): number =>
  line.quantity - line.removedQuantity - refundedQuantity(order, line.id);

/** What the pieces that are left of a line are worth, after discounts. */
export const currentLineAmount = (order: Order, line: OrderLine): Hundredths =>
  line.unitPrice * BigInt(line.quantity) -
  line.discount -
  line.removedAmount -
  sumOf(refundLinesOf(order, line.id), (refunded) => refunded.subtotal);

/** What some of the pieces that are left are worth: taken piece by piece, they add up to the line. */
export const valueOfPieces = (order: Order, line: OrderLine, quantity: number): Hundredths =>
  shareOf(currentLineAmount(order, line), quantity, currentQuantity(order, line), order.currency);

/** Shipping that was charged, after its discount. */
export const chargedShipping = (order: Order): Hundredths => order.shipping - order.shippingDiscount;

export const refundableShipping = (order: Order): Hundredths =>
  chargedShipping(order) - sumOf(order.refunds, (refund) => refund.shipping);

const sumOfKinds = (order: Order, kinds: Transaction["kind"][]): Hundredths =>
  sumOf(order.transactions, (each) => (kinds.includes(each.kind) ? each.amount : 0n));

/** Money that came in. */
export const receivedAmount = (order: Order): Hundredths => sumOfKinds(order, ["SALE", "CAPTURE"]);

/** Money that went back. */
export const refundedAmount = (order: Order): Hundredths => sumOfKinds(order, ["REFUND"]);

export const netPayment = (order: Order): Hundredths => receivedAmount(order) - refundedAmount(order);

/** What of an authorization can still be captured. */
export function capturableAmount(order: Order, authorization: Transaction): Hundredths {
  const children = order.transactions.filter((each) => each.parentId === authorization.id);
  if (children.some((each) => each.kind === "VOID")) return 0n;
  return authorization.amount - sumOf(children, (each) => (each.kind === "CAPTURE" ? each.amount : 0n));
}

export const authorizations = (order: Order): Transaction[] =>
  order.transactions.filter((each) => each.kind === "AUTHORIZATION");

export const totalCapturable = (order: Order): Hundredths =>
  sumOf(authorizations(order), (each) => capturableAmount(order, each));

/** The money that went back with one refund. */
export const moneyOf = (order: Order, refund: Refund): Hundredths =>
  sumOf(order.transactions, (each) => (refund.transactionIds.includes(each.id) ? each.amount : 0n));

/** What can still be given back on a sale or capture. */
export const refundableAmount = (order: Order, sale: Transaction): Hundredths =>
  sale.amount -
  sumOf(order.transactions, (each) =>
    each.kind === "REFUND" && each.parentId === sale.id ? each.amount : 0n,
  );

/** What the order is worth now, after edits and refunds. */
export interface CurrentAmounts {
  lines: Hundredths;
  /** On the lines that are left, and on shipping. */
  discounts: Hundredths;
  shipping: Hundredths;
  total: Hundredths;
  /** Still to be paid; negative when the shop owes the customer. */
  outstanding: Hundredths;
  quantityOf: (lineId: bigint) => number;
}

export function currentAmounts(order: Order): CurrentAmounts {
  const quantities = new Map(order.lines.map((line) => [line.id, currentQuantity(order, line)]));
  const quantityOf = (lineId: bigint): number => quantities.get(lineId) ?? 0;
  const refundLines = order.refunds.flatMap((refund) => refund.lines);
  const lines =
    order.subtotal -
    sumOf(order.lines, (line) => line.removedAmount) -
    sumOf(refundLines, (line) => line.subtotal);
  const gross = sumOf(order.lines, (line) => line.unitPrice * BigInt(quantityOf(line.id)));
  const shipping = refundableShipping(order);
  const total = lines + shipping - sumOf(order.refunds, (refund) => refund.discrepancy);
  const isVoid = order.financialStatus === "VOIDED";
  return {
    lines,
    discounts: gross - lines + order.shippingDiscount,
    shipping,
    total,
    outstanding: isVoid ? 0n : total - netPayment(order),
    quantityOf,
  };
}

/** What an order's money says about it. An order whose payments were released stays VOIDED. */
export function financialStatusOf(order: Order): Order["financialStatus"] {
  if (order.financialStatus === "VOIDED") return "VOIDED";
  const received = receivedAmount(order);
  const refunded = refundedAmount(order);
  const { total } = currentAmounts(order);
  if (received === 0n) {
    if (totalCapturable(order) > 0n) return "AUTHORIZED";
    return total <= 0n && order.financialStatus === "PAID" ? "PAID" : "PENDING";
  }
  if (refunded > 0n) return refunded >= received ? "REFUNDED" : "PARTIALLY_REFUNDED";
  return received >= total ? "PAID" : "PARTIALLY_PAID";
}
