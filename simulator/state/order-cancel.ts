/** Orders are cancelled. */
import { refundPayload } from "#simulator/webhooks/refund-payloads.ts";
import type { CommandEnvironment } from "./environment.ts";
import type { Hundredths, Order, Refund, Transaction } from "./model.ts";
import { newTransaction } from "./model/orders.ts";
import {
  authorizations,
  capturableAmount,
  netPayment,
  refundableShipping,
  refundedAmount,
} from "./order-amounts.ts";
import {
  failed,
  orderChanges,
  type OrderResult,
  settle,
  transactionChanges,
  watchCustomer,
} from "./order-changes.ts";
import type { CancelOrderInput, RefundInput } from "./order-commands.ts";
import { fulfillmentsOf } from "./order-quantities.ts";
import { addRefund, everything, moveMoney } from "./refunds.ts";

const REASONS = new Set(["customer", "declined", "fraud", "inventory", "other", "staff"]);
const LONGEST_NOTE = 255;

function problem(order: Order, input: CancelOrderInput, reason: string): ReturnType<typeof failed> | null {
  if (order.cancelledAt) return failed("orderId", "Order has already been cancelled", "INVALID");
  if (!REASONS.has(reason)) return failed("reason", "Reason is not included in the list", "INVALID");
  if ((input.staffNote ?? "").length > LONGEST_NOTE) {
    return failed("staffNote", `Staff note is too long (maximum is ${LONGEST_NOTE} characters)`, "INVALID");
  }
  if (fulfillmentsOf(order).some((each) => each.status === "SUCCESS")) {
    return failed("orderId", "Cannot cancel an order that has been fulfilled", "INVALID");
  }
  if (order.returns.some((each) => each.status === "OPEN" || each.status === "REQUESTED")) {
    return failed("orderId", "Cannot cancel an order with active returns", "INVALID");
  }
  if (input.toStoreCredit && order.customerId === null) {
    return failed("refundMethod", "Order must have a customer", "STORE_CREDIT_REFUND_MISSING_CUSTOMER");
  }
  return null;
}

/** Releases what was only reserved. */
function release(environment: CommandEnvironment, order: Order, now: Date): Transaction[] {
  const voids = authorizations(order)
    .filter((each) => capturableAmount(order, each) > 0n)
    .map((each) =>
      newTransaction({
        id: environment.allocate(),
        kind: "VOID",
        amount: capturableAmount(order, each),
        gateway: each.gateway,
        parentId: each.id,
        processedAt: now,
      }),
    );
  order.transactions.push(...voids);
  return voids;
}

/** How the money of a cancelled order goes back. */
function moneyOf(
  input: CancelOrderInput,
  due: Hundredths,
): Pick<RefundInput, "transactions" | "storeCredit"> {
  if (input.toStoreCredit) return { storeCredit: { amount: due, expiresAt: input.toStoreCredit.expiresAt } };
  return input.refund === false ? { transactions: [] } : {};
}

/**
 * Cancels an order that is not sent yet. What is left of it is taken back in a refund, also where nothing was paid; only
 * an order that keeps its money and gives nothing back to the shelf has none.
 */
export function cancelOrder(environment: CommandEnvironment, input: CancelOrderInput): OrderResult {
  const { shop } = environment;
  const order = shop.orders.get(input.orderId);
  if (!order) return failed("orderId", "Order does not exist", "NOT_FOUND");
  const reason = (input.reason ?? "other").toLowerCase();
  const refused = problem(order, input, reason);
  if (refused) return refused;
  const now = environment.clock();
  const customer = watchCustomer(environment, order.customerId);
  const isRestocked = input.restock !== false;
  const isRefunded = input.refund !== false || input.toStoreCredit !== undefined;
  const paid = netPayment(order);
  const hasPayment = paid > 0n;
  const voids = release(environment, order, now);
  let refund: Refund | null = null;
  const transactions: Transaction[] = [];
  const changes = [];
  const wanted = everything(order, isRestocked ? "CANCEL" : "NO_RESTOCK");
  const shipping = isRefunded || !hasPayment ? refundableShipping(order) : 0n;
  if ((isRefunded || isRestocked || !hasPayment) && (wanted.length > 0 || shipping > 0n)) {
    const content = { wanted, shipping, note: null, returnId: null, now };
    const added = addRefund(environment, order, content);
    const money = moveMoney(environment, order, {
      refund: added.refund,
      due: added.due,
      input: moneyOf(input, added.due < paid ? added.due : paid),
      now,
    });
    refund = added.refund;
    transactions.push(...money.transactions);
    changes.push(...money.changes, ...added.stock);
  }
  if (!hasPayment && refundedAmount(order) === 0n) order.financialStatus = "VOIDED";
  Object.assign(order, { cancelledAt: now, cancelReason: reason, cancelNote: input.staffNote ?? null });
  settle(order, now);
  order.closedAt = now;
  environment.emit([
    ...orderChanges(environment, order, ["orders/cancelled", "orders/updated"]),
    ...(refund ? [{ topic: "refunds/create", payload: refundPayload(shop, order, refund) }] : []),
    ...transactionChanges(environment, order, [...voids, ...transactions]),
    ...customer(),
    ...changes,
  ]);
  return { ok: true, order };
}
