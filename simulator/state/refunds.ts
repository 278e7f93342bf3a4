/** Orders are refunded and cancelled. */
import { orderPayload } from "#simulator/webhooks/order-payloads.ts";
import { refundPayload } from "#simulator/webhooks/refund-payloads.ts";
import type { CommandResult, RefundInput } from "./commands.ts";
import { failure } from "./customers.ts";
import type { Change, CommandEnvironment } from "./environment.ts";
import type { Hundredths, Order, OrderLine, Refund } from "./model.ts";
import { moveStock, type OrderResult } from "./orders.ts";

export function refundedQuantity(order: Order, lineId: bigint): number {
  return order.refunds
    .flatMap((refund) => refund.lines)
    .filter((line) => line.lineId === lineId)
    .reduce((sum, line) => sum + line.quantity, 0);
}

export function refundableShipping(order: Order): Hundredths {
  return order.shipping - order.refunds.reduce((sum, refund) => sum + refund.shipping, 0n);
}

/** Sum of the money that went back. */
export function refundedAmount(order: Order): Hundredths {
  return order.refunds.reduce((sum, refund) => sum + (refund.transaction?.amount ?? 0n), 0n);
}

/** Value of the first `quantity` pieces of a line after discounts; rounding falls so that all pieces make the total. */
function valueOf(line: OrderLine, quantity: number): Hundredths {
  const total = line.unitPrice * BigInt(line.quantity) - line.discount;
  return (total * BigInt(quantity)) / BigInt(line.quantity);
}

interface Wanted {
  line: OrderLine;
  quantity: number;
}

function everything(order: Order): Wanted[] {
  return order.lines
    .map((line) => ({ line, quantity: line.quantity - refundedQuantity(order, line.id) }))
    .filter((wanted) => wanted.quantity > 0);
}

function wantedLines(order: Order, input: RefundInput): CommandResult<{ wanted: Wanted[] }> {
  if (!input.lines) return { ok: true, wanted: input.shipping === undefined ? everything(order) : [] };
  const wanted: Wanted[] = [];
  for (const [index, { lineId, quantity }] of input.lines.entries()) {
    const line = order.lines.find((candidate) => candidate.id === lineId);
    if (!line) return failure(`lines.${index}.lineId`, "Line item does not exist");
    const already = wanted.filter((each) => each.line === line).reduce((sum, each) => sum + each.quantity, 0);
    const left = line.quantity - refundedQuantity(order, lineId) - already;
    if (!Number.isSafeInteger(quantity) || quantity < 1 || quantity > left) {
      return failure(`lines.${index}.quantity`, `Quantity cannot refund more items than were purchased`);
    }
    wanted.push({ line, quantity });
  }
  return { ok: true, wanted };
}

function buildRefund(
  environment: CommandEnvironment,
  order: Order,
  content: { wanted: Wanted[]; shipping: Hundredths; note: string | null; now: Date },
): Refund {
  const before = new Map<bigint, number>();
  const lines = content.wanted.map(({ line, quantity }) => {
    const done = before.get(line.id) ?? refundedQuantity(order, line.id);
    before.set(line.id, done + quantity);
    return {
      id: environment.allocate(),
      lineId: line.id,
      quantity,
      subtotal: valueOf(line, done + quantity) - valueOf(line, done),
    };
  });
  const amount = lines.reduce((sum, line) => sum + line.subtotal, content.shipping);
  return {
    id: environment.allocate(),
    createdAt: content.now,
    note: content.note,
    lines,
    shipping: content.shipping,
    transaction: amount > 0n ? { id: environment.allocate(), amount } : null,
  };
}

/** Writes a refund into its order; the caller tells the subscribers. */
function applyRefund(environment: CommandEnvironment, order: Order, refund: Refund): Change[] {
  order.refunds.push(refund);
  if (refund.transaction) {
    order.transactions.push({ ...refund.transaction, kind: "REFUND", processedAt: refund.createdAt });
  }
  order.financialStatus = refundedAmount(order) >= order.total ? "REFUNDED" : "PARTIALLY_REFUNDED";
  order.updatedAt = refund.createdAt;
  const returned = refund.lines.map((line) => ({
    variantId: order.lines.find((candidate) => candidate.id === line.lineId)?.variantId ?? null,
    quantity: -line.quantity,
  }));
  return moveStock(environment, returned, refund.createdAt);
}

export function refundOrder(
  environment: CommandEnvironment,
  input: RefundInput,
): CommandResult<{ order: Order; refund: Refund }> {
  const { shop } = environment;
  const order = shop.orders.get(input.orderId);
  if (!order) return failure("orderId", "Order does not exist");
  if (order.financialStatus === "PENDING" || order.financialStatus === "VOIDED") {
    return failure("orderId", "Order has not been paid");
  }
  const found = wantedLines(order, input);
  if (!found.ok) return found;
  const left = refundableShipping(order);
  const shipping = input.shipping ?? (input.lines ? 0n : left);
  if (shipping < 0n || shipping > left) return failure("shipping", "Shipping refund amount is too high");
  if (found.wanted.length === 0 && shipping === 0n)
    return failure("lines", "There is nothing left to refund");
  const refund = buildRefund(environment, order, {
    wanted: found.wanted,
    shipping,
    note: input.note ?? null,
    now: environment.clock(),
  });
  const stock = applyRefund(environment, order, refund);
  environment.emit([
    { topic: "refunds/create", payload: refundPayload(shop, order, refund) },
    { topic: "orders/updated", payload: orderPayload(shop, order) },
    ...stock,
  ]);
  return { ok: true, order, refund };
}

const CANCEL_REASONS = new Set(["customer", "declined", "fraud", "inventory", "other", "staff"]);

export function cancelOrder(
  environment: CommandEnvironment,
  input: { orderId: bigint; reason?: string; refund?: boolean },
): OrderResult {
  const { shop } = environment;
  const order = shop.orders.get(input.orderId);
  if (!order) return failure("orderId", "Order does not exist");
  if (order.cancelledAt) return failure("orderId", "Cannot cancel an order that is already canceled");
  const reason = (input.reason ?? "other").toLowerCase();
  if (!CANCEL_REASONS.has(reason)) return failure("reason", "Reason is not included in the list");
  const now = environment.clock();
  const changes: Change[] = [];
  if (order.financialStatus === "PENDING") {
    order.financialStatus = "VOIDED";
    changes.push(...moveStock(environment, everything(order).map(restocked), now));
  } else if (input.refund !== false) {
    const wanted = everything(order);
    const shipping = refundableShipping(order);
    if (wanted.length > 0 || shipping > 0n) {
      const refund = buildRefund(environment, order, { wanted, shipping, note: null, now });
      changes.push(...applyRefund(environment, order, refund));
      changes.unshift({ topic: "refunds/create", payload: refundPayload(shop, order, refund) });
    }
  }
  order.cancelledAt = now;
  order.cancelReason = reason;
  order.updatedAt = now;
  const payload = orderPayload(shop, order);
  environment.emit([
    { topic: "orders/cancelled", payload },
    { topic: "orders/updated", payload },
    ...changes,
  ]);
  return { ok: true, order };
}

const restocked = ({ line, quantity }: Wanted) => ({ variantId: line.variantId, quantity: -quantity });
