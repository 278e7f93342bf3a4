import { newRefund, newRefundLine, newTransaction } from "#simulator/state/model/orders.ts";
import { refundedAmount } from "#simulator/state/refunds.ts";
import type { Order, OrderLine, RefundLine } from "#simulator/state/model.ts";
import { idsOf } from "./ids.ts";
import type { Invoice, SourceLine } from "./source-rows.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Makes the function that books a cancellation on the customer's orders (oldest first): each line on the latest
 * order that still holds so many of the product. Lines that match the same order become one refund; lines that
 * match none are dropped.
 */
export function refundCancelled(
  nextTransaction: () => bigint,
): (cancellation: Invoice, orders: Order[]) => void {
  const nextRefund = idsOf("refund");
  const nextRefundLine = idsOf("refundLine");
  const refunded = new Map<bigint, number>();

  return (cancellation, orders) => {
    const linesByOrder = new Map<Order, RefundLine[]>();
    for (const line of cancellation.lines) {
      const match = latestHolding(orders, line, refunded);
      if (!match) continue;
      const quantity = -line.quantity;
      refunded.set(match.line.id, (refunded.get(match.line.id) ?? 0) + quantity);
      const subtotal = match.line.unitPrice * BigInt(quantity);
      const refundLine = newRefundLine({ id: nextRefundLine(), lineId: match.line.id, quantity, subtotal });
      linesByOrder.set(match.order, [...(linesByOrder.get(match.order) ?? []), refundLine]);
    }
    for (const [order, lines] of linesByOrder) {
      const nothingLeft = order.lines.every((line) => refunded.get(line.id) === line.quantity);
      book(order, lines, cancellation.date, nothingLeft, nextRefund(), nextTransaction());
    }
  };
}

function latestHolding(
  orders: Order[],
  wanted: SourceLine,
  refunded: Map<bigint, number>,
): { order: Order; line: OrderLine } | null {
  const left = (line: OrderLine) => line.quantity - (refunded.get(line.id) ?? 0);
  for (const order of orders.toReversed()) {
    const holding = order.lines.filter(
      (line) => line.sku === wanted.stockCode && left(line) >= -wanted.quantity,
    );
    const line = holding.find((candidate) => candidate.unitPrice === wanted.unitPrice) ?? holding[0];
    if (line) return { order, line };
  }
  return null;
}

/** An order that is given back whole within a day was cancelled, and its delivery was never paid for. */
function book(
  order: Order,
  lines: RefundLine[],
  at: Date,
  nothingLeft: boolean,
  id: bigint,
  transaction: bigint,
): void {
  const cancelled = nothingLeft && at.getTime() - order.createdAt.getTime() <= DAY_MS;
  const shipping = cancelled ? order.shipping : 0n;
  const amount = lines.reduce((sum, line) => sum + line.subtotal, 0n) + shipping;
  order.refunds.push(newRefund({ id, createdAt: at, lines, shipping, transactionIds: [transaction] }));
  order.transactions.push(
    newTransaction({
      id: transaction,
      kind: "REFUND",
      amount,
      parentId: order.transactions[0]?.id ?? null,
      processedAt: at,
    }),
  );
  const returned = refundedAmount(order);
  order.financialStatus = returned === order.total ? "REFUNDED" : "PARTIALLY_REFUNDED";
  order.updatedAt = at;
  if (cancelled) {
    order.cancelledAt = at;
    order.cancelReason = "customer";
  }
}
