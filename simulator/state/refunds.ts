/** Orders are refunded. */
import { currencyDigits, formatMoney } from "#simulator/money.ts";
import { refundPayload } from "#simulator/webhooks/refund-payloads.ts";
import type { CommandResult } from "./commands.ts";
import type { Change, CommandEnvironment } from "./environment.ts";
import { moveStock } from "./inventory.ts";
import type { Hundredths, Order, OrderLine, Refund, RefundLine, Transaction } from "./model.ts";
import { newRefund, newRefundLine, newTransaction } from "./model/orders.ts";
import {
  currentAmounts,
  currentQuantity,
  netPayment,
  refundableAmount,
  refundableShipping,
  sumOf,
  valueOfPieces,
} from "./order-amounts.ts";
import {
  failed,
  orderChanges,
  restocked,
  settle,
  transactionChanges,
  watchCustomer,
} from "./order-changes.ts";
import type { RefundInput, RefundLineInput } from "./order-commands.ts";
import { noteOrderParts } from "./order-index.ts";
import { CARD_GATEWAY, giveBack } from "./payments.ts";
import { fulfillableQuantity, keepFulfillments, refundableSentQuantity } from "./order-quantities.ts";

export { moneyOf, refundableShipping, refundedAmount, refundedQuantity } from "./order-amounts.ts";

interface Wanted {
  line: OrderLine;
  quantity: number;
  restockType: RefundLine["restockType"];
  locationId: bigint | null;
}

const usualRestock = (order: Order, line: OrderLine): RefundLine["restockType"] =>
  refundableSentQuantity(order, line) > 0 ? "RETURN" : "CANCEL";

/** Everything that is left of an order, to be taken back. */
export function everything(order: Order, restockType?: RefundLine["restockType"]): Wanted[] {
  return order.lines
    .map((line) => ({
      line,
      quantity: currentQuantity(order, line),
      restockType: restockType ?? usualRestock(order, line),
      locationId: null,
    }))
    .filter((wanted) => wanted.quantity > 0);
}

function wantedLines(order: Order, given: RefundLineInput[]): CommandResult<{ wanted: Wanted[] }> {
  const wanted: Wanted[] = [];
  const taken = new Map<bigint, number>();
  for (const [index, { lineId, quantity, restockType, locationId }] of given.entries()) {
    const line = order.lines.find((candidate) => candidate.id === lineId);
    if (!line) return failed(`lines.${index}.lineId`, "Line item does not exist");
    if (!Number.isSafeInteger(quantity) || quantity < 1) {
      return failed(`lines.${index}.quantity`, "Quantity must be greater than 0");
    }
    const already = taken.get(lineId) ?? 0;
    if (quantity > currentQuantity(order, line) - already) {
      return failed(`lines.${index}.quantity`, "Quantity cannot refund more items than were purchased");
    }
    if (restockType === "CANCEL" && quantity > fulfillableQuantity(order, line) - already) {
      return failed("lines", "Refund line items cannot remove more than the fulfillable quantity.");
    }
    taken.set(lineId, already + quantity);
    wanted.push({
      line,
      quantity,
      restockType: restockType ?? usualRestock(order, line),
      locationId: locationId ?? null,
    });
  }
  return { ok: true, wanted };
}

function unsentOf(order: Order, { line, quantity, restockType }: Wanted): number {
  if (restockType === "CANCEL") return quantity;
  if (restockType === "NO_RESTOCK") return Math.min(quantity, fulfillableQuantity(order, line));
  return Math.max(0, quantity - refundableSentQuantity(order, line));
}

export interface RefundContent {
  wanted: Wanted[];
  shipping: Hundredths;
  note: string | null;
  returnId: bigint | null;
  now: Date;
}

/** Writes lines and shipping of a refund into the order, without money. Gives what the customer is due for it. */
export function addRefund(
  environment: CommandEnvironment,
  order: Order,
  content: RefundContent,
): { refund: Refund; due: Hundredths; stock: Change[] } {
  const { allocate, shop } = environment;
  keepFulfillments(order);
  const refund = newRefund({
    id: allocate(),
    createdAt: content.now,
    note: content.note,
    returnId: content.returnId,
  });
  order.refunds.push(refund);
  for (const wanted of content.wanted) {
    const { line, quantity, restockType, locationId } = wanted;
    const refunded = newRefundLine({
      id: allocate(),
      lineId: line.id,
      quantity,
      restockType,
      locationId,
      unfulfilledQuantity: content.returnId === null ? unsentOf(order, wanted) : 0,
      subtotal: valueOfPieces(order, line, quantity),
    });
    refund.lines.push(refunded);
  }
  refund.shipping = content.shipping;
  noteOrderParts(shop, order);
  const due = netPayment(order) - currentAmounts(order).total;
  const stock = moveStock(
    environment,
    content.wanted
      .filter((wanted) => wanted.restockType !== "NO_RESTOCK")
      .map(({ line, quantity, locationId }) => restocked(line, quantity, locationId)),
    content.now,
  );
  return { refund, due: due > 0n ? due : 0n, stock };
}

type MoneyInput = Pick<RefundInput, "transactions" | "storeCredit" | "allowOverRefunding">;

/** Why the money that is asked for cannot go back; null when it can. */
export function moneyProblem(order: Order, input: MoneyInput): { field: string; message: string } | null {
  const { transactions = [], storeCredit } = input;
  const fields = new Map<bigint, Hundredths>();
  for (const { amount, parentId } of transactions) {
    if (amount <= 0n) return { field: "transactions", message: "Transactions amount must be greater than 0" };
    if (parentId === undefined) continue;
    const parent = order.transactions.find((each) => each.id === parentId);
    if (parent?.kind !== "SALE" && parent?.kind !== "CAPTURE") {
      return { field: "transactions", message: "Transactions require a parent_id associated with the order" };
    }
    fields.set(parentId, (fields.get(parentId) ?? 0n) + amount);
  }
  const wanted = sumOf(transactions, (each) => each.amount) + (storeCredit?.amount ?? 0n);
  const tooMuch = (asked: Hundredths, available: Hundredths) => ({
    field: "",
    message:
      `Refund amount ${formatMoney(asked, order.currency)} is greater than ` +
      `net payment received ${formatMoney(available, order.currency)}`,
  });
  if (input.allowOverRefunding) return null;
  if (wanted > netPayment(order)) return tooMuch(wanted, netPayment(order));
  for (const [parentId, amount] of fields) {
    const parent = order.transactions.find((each) => each.id === parentId)!;
    if (amount > refundableAmount(order, parent)) return tooMuch(amount, refundableAmount(order, parent));
  }
  return null;
}

/** Money beyond what was paid, which only `allowOverRefunding` gives. */
const beyondPayment = (
  { allocate }: CommandEnvironment,
  amount: Hundredths,
  now: Date,
  { parentId = null }: { parentId?: bigint | null },
): Transaction =>
  newTransaction({
    id: allocate(),
    kind: "REFUND",
    amount,
    gateway: CARD_GATEWAY,
    parentId,
    processedAt: now,
  });

/** Gives the money of a refund back. `due`: what it makes due; what goes back beyond or short of it is written down. */
export function moveMoney(
  environment: CommandEnvironment,
  order: Order,
  { refund, due, input, now }: { refund: Refund; due: Hundredths; input: MoneyInput; now: Date },
): { transactions: Transaction[]; changes: Change[] } {
  const isUsual = input.transactions === undefined && input.storeCredit === undefined;
  const paid = netPayment(order);
  const asked = isUsual ? [{ amount: due < paid ? due : paid }] : (input.transactions ?? []);
  const moved: Transaction[] = [];
  const changes: Change[] = [];
  const take = (back: { transactions: Transaction[]; changes: Change[] }): void => {
    for (const transaction of back.transactions) {
      if (!order.transactions.includes(transaction)) order.transactions.push(transaction);
    }
    moved.push(...back.transactions);
    changes.push(...back.changes);
  };
  for (const { amount, ...parent } of asked) {
    if (amount <= 0n) continue;
    const back = giveBack(environment, order, amount, { at: now, ...parent });
    take(back);
    const beyond = amount - sumOf(back.transactions, (each) => each.amount);
    if (beyond > 0n) take({ transactions: [beyondPayment(environment, beyond, now, parent)], changes: [] });
  }
  if (input.storeCredit && input.storeCredit.amount > 0n) {
    const { amount, expiresAt } = input.storeCredit;
    take(giveBack(environment, order, amount, { at: now, toStoreCredit: true, expiresAt }));
  }
  refund.transactionIds.push(...moved.map((transaction) => transaction.id));
  refund.discrepancy = sumOf(moved, (each) => each.amount) - due;
  return { transactions: moved, changes };
}

/** refunds/create and what follows from it, after the refund is written down. */
export function refundChanges(
  environment: CommandEnvironment,
  order: Order,
  parts: { refund: Refund; transactions: Transaction[]; other: Change[]; customer: () => Change[] },
): Change[] {
  return [
    { topic: "refunds/create", payload: refundPayload(environment.shop, order, parts.refund) },
    ...transactionChanges(environment, order, parts.transactions),
    ...orderChanges(environment, order, ["orders/updated"]),
    ...parts.customer(),
    ...parts.other,
  ];
}

function checkShipping(order: Order, input: RefundInput): CommandResult<{ shipping: Hundredths }> {
  const left = refundableShipping(order);
  const shipping = input.shipping ?? (input.lines ? 0n : left);
  const unit = currencyDigits(order.currency) === 0 ? 100n : 1n;
  if (shipping < 0n || shipping > left || shipping % unit !== 0n) {
    return failed("shipping", "Shipping refund amount is too high");
  }
  return { ok: true, shipping };
}

export function refundOrder(
  environment: CommandEnvironment,
  input: RefundInput,
): CommandResult<{ order: Order; refund: Refund }> {
  const { shop } = environment;
  const order = shop.orders.get(input.orderId);
  if (!order) return failed("orderId", "Order does not exist");
  const isUsual = input.transactions === undefined && input.storeCredit === undefined;
  if (isUsual && (order.financialStatus === "PENDING" || order.financialStatus === "VOIDED")) {
    return failed("orderId", "Order has not been paid");
  }
  const found = input.lines
    ? wantedLines(order, input.lines)
    : { ok: true as const, wanted: input.shipping === undefined ? everything(order) : [] };
  if (!found.ok) return found;
  const shipping = checkShipping(order, input);
  if (!shipping.ok) return shipping;
  const problem = moneyProblem(order, input);
  if (problem) return failed(problem.field, problem.message);
  const money = (input.transactions?.length ?? 0) > 0 || input.storeCredit !== undefined;
  if (found.wanted.length === 0 && shipping.shipping === 0n && !money) {
    return failed("lines", "There is nothing left to refund");
  }
  const now = input.at ?? environment.clock();
  const customer = watchCustomer(environment, order.customerId);
  const { refund, due, stock } = addRefund(environment, order, {
    wanted: found.wanted,
    shipping: shipping.shipping,
    note: input.note ?? null,
    returnId: input.returnId ?? null,
    now,
  });
  const { transactions, changes } = moveMoney(environment, order, { refund, due, input, now });
  settle(order, environment.clock());
  environment.emit(
    refundChanges(environment, order, { refund, transactions, other: [...changes, ...stock], customer }),
  );
  return { ok: true, order, refund };
}
