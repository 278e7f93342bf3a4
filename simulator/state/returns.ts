/** Customers send things back. */
import {
  returnDeclinePayload,
  returnPayload,
  returnProcessPayload,
  returnStatusPayload,
  returnUpdatePayload,
} from "#simulator/webhooks/return-payloads.ts";
import type { CommandError, CommandResult } from "./commands.ts";
import type { Change, CommandEnvironment } from "./environment.ts";
import type { Order, Return, ReturnLine } from "./model.ts";
import { currentQuantity, refundableShipping } from "./order-amounts.ts";
import { failed, orderChanges, settle, watchCustomer } from "./order-changes.ts";
import type { CreateReturnInput, ProcessReturnInput, ReturnLineInput } from "./order-commands.ts";
import { noteOrderParts, orderOfPart } from "./order-index.ts";
import { fulfillmentsOf, keepFulfillments, returnableQuantity } from "./order-quantities.ts";
import { addRefund, moneyProblem, moveMoney, refundChanges } from "./refunds.ts";

export type ReturnResult = CommandResult<{ order: Order; return: Return }>;

const INVALID_STATUS = "Return status is invalid.";
const LONGEST_NOTE = 255;
const LONGEST_CUSTOMER_NOTE = 300;
const LONGEST_DECLINE = 500;

const invalid = (field: string, message: string) => failed(field, message, "INVALID_STATE");

function reasonError(line: ReturnLineInput, path: string, isRequest: boolean): CommandError | null {
  if (!line.reason) {
    return isRequest
      ? { field: `${path}.returnReason`, message: "Return reason can't be blank", code: "BLANK" }
      : { field: path, message: "Return reason not found.", code: "NOT_FOUND" };
  }
  if (line.reason === "OTHER" && !isRequest && !line.note?.trim()) {
    return { field: `${path}.returnReasonNote`, message: "Return reason note can't be blank", code: "BLANK" };
  }
  if ((line.note ?? "").length > LONGEST_NOTE) {
    const message = `Return reason note is too long (maximum is ${LONGEST_NOTE} characters)`;
    return { field: `${path}.returnReasonNote`, message, code: "TOO_LONG" };
  }
  if ((line.customerNote ?? "").length > LONGEST_CUSTOMER_NOTE) {
    const message = `Customer note is too long (maximum is ${LONGEST_CUSTOMER_NOTE} characters)`;
    return { field: `${path}.customerNote`, message, code: "TOO_LONG" };
  }
  return null;
}

function lineErrors(order: Order, input: CreateReturnInput): CommandError[] {
  const errors: CommandError[] = [];
  const parcelLines = new Set(fulfillmentsOf(order).flatMap((each) => each.lines.map((line) => line.id)));
  const asked = new Map<bigint, number>();
  for (const [index, line] of input.lines.entries()) {
    const path = `returnLineItems.${index}`;
    const reason = reasonError(line, path, input.isRequest ?? false);
    if (reason) errors.push(reason);
    if (!parcelLines.has(line.fulfillmentLineId)) {
      const message = "Fulfillment line item not found.";
      errors.push({ field: `${path}.fulfillmentLineItemId`, message, code: "NOT_FOUND" });
      continue;
    }
    if (!Number.isSafeInteger(line.quantity) || line.quantity < 1) {
      errors.push({
        field: `${path}.quantity`,
        message: "Quantity must be greater than 0",
        code: "GREATER_THAN",
      });
      continue;
    }
    const already = asked.get(line.fulfillmentLineId) ?? 0;
    asked.set(line.fulfillmentLineId, already + line.quantity);
    if (already + line.quantity > returnableQuantity(order, line.fulfillmentLineId)) {
      const message = "Return line item has an invalid quantity.";
      errors.push({ field: `${path}.quantity`, message, code: "INVALID" });
    }
  }
  return errors;
}

export function createReturn(environment: CommandEnvironment, input: CreateReturnInput): ReturnResult {
  const { shop, allocate } = environment;
  const order = shop.orders.get(input.orderId);
  if (!order) return failed("orderId", "Order not found.", "NOT_FOUND");
  if (input.lines.length === 0) return failed("returnLineItems", "Return line items can't be blank", "BLANK");
  const errors = lineErrors(order, input);
  if (errors.length > 0) return { ok: false, errors };
  const now = environment.clock();
  keepFulfillments(order);
  const lineOf = new Map(
    order.fulfillments.flatMap((each) => each.lines.map((line): [bigint, bigint] => [line.id, line.lineId])),
  );
  const made: Return = {
    id: allocate(),
    name: `${order.name}-R${order.returns.length + 1}`,
    status: input.isRequest ? "REQUESTED" : "OPEN",
    lines: input.lines.map((line) => ({
      id: allocate(),
      fulfillmentLineId: line.fulfillmentLineId,
      lineId: lineOf.get(line.fulfillmentLineId)!,
      quantity: line.quantity,
      reason: line.reason!,
      note: line.note ?? "",
      customerNote: line.customerNote ?? null,
      processed: 0,
      refunded: 0,
    })),
    decline: null,
    createdAt: input.at ?? now,
    requestApprovedAt: null,
    closedAt: null,
  };
  order.returns.push(made);
  noteOrderParts(shop, order);
  order.closedAt = null;
  settle(order, now);
  const topic = input.isRequest ? "returns/request" : "returns/approve";
  environment.emit([
    { topic, payload: returnPayload(order, made) },
    ...orderChanges(environment, order, ["orders/updated"]),
  ]);
  return { ok: true, order, return: made };
}

function findReturn(environment: CommandEnvironment, id: bigint): { order: Order; return: Return } | null {
  const order = orderOfPart(environment.shop, id);
  const found = order?.returns.find((each) => each.id === id);
  return order && found ? { order, return: found } : null;
}

/** Changes a return that exists and tells it. `change` gives what is told, an error, or null when nothing changes. */
function changeReturn(
  environment: CommandEnvironment,
  id: bigint,
  change: (order: Order, found: Return, now: Date) => Change[] | { ok: false; errors: CommandError[] } | null,
): ReturnResult {
  const found = findReturn(environment, id);
  if (!found) return failed("id", "Return not found.", "NOT_FOUND");
  const now = environment.clock();
  const outcome = change(found.order, found.return, now);
  if (outcome === null) return { ok: true, ...found };
  if (!Array.isArray(outcome)) return outcome;
  settle(found.order, now);
  environment.emit([...outcome, ...orderChanges(environment, found.order, ["orders/updated"])]);
  return { ok: true, ...found };
}

export const approveReturn = (environment: CommandEnvironment, id: bigint): ReturnResult =>
  changeReturn(environment, id, (order, found, now) => {
    if (found.status !== "REQUESTED") {
      return invalid("id", "Return is not approvable. Only returns with status REQUESTED can be approved.");
    }
    found.status = "OPEN";
    found.requestApprovedAt = now;
    return [{ topic: "returns/approve", payload: returnPayload(order, found) }];
  });

export const declineReturn = (
  environment: CommandEnvironment,
  id: bigint,
  decline: { reason: string; note: string },
): ReturnResult =>
  changeReturn(environment, id, (order, found) => {
    if (decline.note.length > LONGEST_DECLINE) {
      const message = `Decline note is too long (maximum is ${LONGEST_DECLINE} characters)`;
      return failed("declineNote", message, "TOO_LONG");
    }
    if (found.status === "DECLINED") return invalid("id", "The return is already declined.");
    if (found.status !== "REQUESTED") {
      return invalid(
        "id",
        "Return is not declinable. Only non-refunded returns with status REQUESTED can be declined.",
      );
    }
    found.status = "DECLINED";
    found.decline = decline;
    return [{ topic: "returns/decline", payload: returnDeclinePayload(order, found) }];
  });

export const closeReturn = (environment: CommandEnvironment, id: bigint): ReturnResult =>
  changeReturn(environment, id, (order, found, now) => {
    if (found.status === "CLOSED") return null;
    if (found.status !== "OPEN") return invalid("id", INVALID_STATUS);
    Object.assign(found, { status: "CLOSED", closedAt: now });
    return [{ topic: "returns/close", payload: returnStatusPayload(order, found) }];
  });

export const reopenReturn = (environment: CommandEnvironment, id: bigint): ReturnResult =>
  changeReturn(environment, id, (order, found) => {
    if (found.status === "OPEN") return null;
    if (found.status !== "CLOSED") return invalid("id", INVALID_STATUS);
    Object.assign(found, { status: "OPEN", closedAt: null });
    return [{ topic: "returns/reopen", payload: returnStatusPayload(order, found) }];
  });

const isTouched = (line: ReturnLine): boolean => line.processed > 0 || line.refunded > 0;

export const cancelReturn = (environment: CommandEnvironment, id: bigint): ReturnResult =>
  changeReturn(environment, id, (order, found) => {
    if (found.status === "CANCELED") return null;
    if (found.status === "CLOSED" || found.lines.some(isTouched)) {
      return invalid("id", "Return is not cancelable.");
    }
    found.status = "CANCELED";
    return [{ topic: "returns/cancel", payload: returnStatusPayload(order, found) }];
  });

export const removeFromReturn = (
  environment: CommandEnvironment,
  id: bigint,
  lines: { returnLineId: bigint; quantity: number }[],
): ReturnResult =>
  changeReturn(environment, id, (_order, found) => {
    if (found.status !== "OPEN" && found.status !== "REQUESTED") return invalid("returnId", INVALID_STATUS);
    for (const [index, { returnLineId, quantity }] of lines.entries()) {
      const line = found.lines.find((each) => each.id === returnLineId);
      const path = `returnLineItems.${index}`;
      if (!line) return failed(`${path}.returnLineItemId`, "Return line item not found.", "NOT_FOUND");
      const left = line.quantity - Math.max(line.processed, line.refunded);
      if (!Number.isSafeInteger(quantity) || quantity < 1 || quantity > left) {
        return failed(`${path}.quantity`, "Quantity is invalid.", "INVALID");
      }
    }
    for (const { returnLineId, quantity } of lines) {
      found.lines.find((each) => each.id === returnLineId)!.quantity -= quantity;
    }
    found.lines = found.lines.filter((line) => line.quantity > 0);
    const removals = lines.map(({ returnLineId, quantity }) => ({ lineId: returnLineId, delta: quantity }));
    return [{ topic: "returns/update", payload: returnUpdatePayload(found, removals) }];
  });

function processProblem(order: Order, found: Return, input: ProcessReturnInput): CommandError | null {
  if (found.status !== "OPEN") return { field: "returnId", message: INVALID_STATUS, code: "INVALID_STATE" };
  const asked = new Map<bigint, number>();
  for (const [index, { returnLineId, quantity }] of input.lines.entries()) {
    const path = `returnLineItems.${index}`;
    const line = found.lines.find((each) => each.id === returnLineId);
    if (!line) return { field: `${path}.id`, message: "Return line item not found.", code: "NOT_FOUND" };
    const already = asked.get(returnLineId) ?? 0;
    const left = line.quantity - line.processed - already;
    if (!Number.isSafeInteger(quantity) || quantity < 1 || quantity > left) {
      return { field: `${path}.quantity`, message: "Quantity is invalid.", code: "INVALID" };
    }
    const sold = order.lines.find((each) => each.id === line.lineId)!;
    if (quantity > currentQuantity(order, sold)) {
      return { field: `${path}.quantity`, message: "Quantity has been refunded already.", code: "INVALID" };
    }
    asked.set(returnLineId, already + quantity);
  }
  if (input.shipping < 0n || input.shipping > refundableShipping(order)) {
    return { field: "refundShipping", message: "Shipping refund amount is too high", code: "INVALID" };
  }
  const money = input.refund ? moneyProblem(order, input.refund) : null;
  return money && { field: "financialTransfer.issueRefund", message: money.message, code: "INVALID" };
}

/** Looks through what came back: it goes on the shelf or not, and the money goes back. */
export function processReturn(environment: CommandEnvironment, input: ProcessReturnInput): ReturnResult {
  const found = findReturn(environment, input.returnId);
  if (!found) return failed("returnId", "Return not found.", "NOT_FOUND");
  const { order, return: back } = found;
  const problem = processProblem(order, back, input);
  if (problem) return { ok: false, errors: [problem] };
  const now = environment.clock();
  const customer = watchCustomer(environment, order.customerId);
  const wanted = input.lines.map(({ returnLineId, quantity, restock, locationId }) => {
    const line = back.lines.find((each) => each.id === returnLineId)!;
    line.processed += quantity;
    line.refunded += quantity;
    return {
      line: order.lines.find((each) => each.id === line.lineId)!,
      quantity,
      restockType: restock ? ("RETURN" as const) : ("NO_RESTOCK" as const),
      locationId,
    };
  });
  const content = { wanted, shipping: input.shipping, note: input.note, now };
  const { refund, due, stock } = addRefund(environment, order, { ...content, returnId: back.id });
  const money = input.refund ?? { transactions: [] };
  const { transactions, changes } = moveMoney(environment, order, { refund, due, input: money, now });
  const isDone = back.lines.every((line) => line.processed >= line.quantity);
  if (isDone) Object.assign(back, { status: "CLOSED", closedAt: now });
  settle(order, now);
  environment.emit([
    { topic: "returns/process", payload: returnProcessPayload() },
    ...refundChanges(environment, order, { refund, transactions, other: [...changes, ...stock], customer }),
    ...(isDone ? [{ topic: "returns/close", payload: returnStatusPayload(order, back) }] : []),
  ]);
  return { ok: true, order, return: back };
}

/** Shopify's summary of all returns of an order. */
export function returnStatusOf(order: Order): string {
  const has = (status: Return["status"]): boolean => order.returns.some((each) => each.status === status);
  if (has("REQUESTED")) return "RETURN_REQUESTED";
  if (has("OPEN")) return "IN_PROGRESS";
  return has("CLOSED") ? "RETURNED" : "NO_RETURN";
}
