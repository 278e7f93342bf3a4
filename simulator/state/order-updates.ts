/** Orders are paid later, changed, closed and deleted. */
import { orderDeletedPayload } from "#simulator/webhooks/order-payloads.ts";
import type { CommandError, CommandResult } from "./commands.ts";
import { readAddress } from "./customers-addresses.ts";
import { normalizePhone } from "./customers-phone.ts";
import { readTags, sortTags } from "./customers-tags.ts";
import type { CommandEnvironment } from "./environment.ts";
import { forgetOrder } from "./indexes.ts";
import { dropMetafieldsOf } from "./metafields-index.ts";
import type { Hundredths, Order, Transaction } from "./model.ts";
import { newAddress } from "./model/customers.ts";
import { newTransaction } from "./model/orders.ts";
import { authorizations, capturableAmount, currentAmounts } from "./order-amounts.ts";
import {
  closeIfDone,
  failed,
  findOrder,
  orderChanges,
  type OrderResult,
  settle,
  transactionChanges,
  watchCustomer,
} from "./order-changes.ts";
import type { UpdateOrderInput } from "./order-commands.ts";
import { issueGiftCards } from "./payments.ts";

const missing = (field: string) => failed(field, "Order does not exist", "NOT_FOUND");

export const canMarkAsPaid = (order: Order): boolean =>
  order.cancelledAt === null &&
  ["PENDING", "AUTHORIZED", "PARTIALLY_PAID"].includes(order.financialStatus) &&
  currentAmounts(order).outstanding >= 0n;

/** Writes money that came in into an order and tells it. */
function receive(environment: CommandEnvironment, order: Order, made: Transaction[], now: Date): void {
  const customer = watchCustomer(environment, order.customerId);
  order.transactions.push(...made);
  if (currentAmounts(order).outstanding <= 0n && order.financialStatus !== "PAID") {
    order.financialStatus = "PAID";
    issueGiftCards(environment, order);
  }
  settle(order, now);
  closeIfDone(order, now);
  environment.emit([
    ...orderChanges(environment, order, [
      ...(order.financialStatus === "PAID" ? ["orders/paid"] : []),
      "orders/updated",
    ]),
    ...transactionChanges(environment, order, made),
    ...customer(),
  ]);
}

/** What was reserved is captured; the rest counts as paid by hand. */
export function markPaid(environment: CommandEnvironment, orderId: bigint): OrderResult {
  const order = findOrder(environment, orderId);
  if (!order) return missing("orderId");
  if (!canMarkAsPaid(order)) return failed("orderId", "Order cannot be marked as paid.", "INVALID");
  const now = environment.clock();
  let left = currentAmounts(order).outstanding;
  const made: Transaction[] = [];
  for (const authorization of authorizations(order)) {
    const available = capturableAmount(order, authorization);
    const amount = left < available ? left : available;
    if (amount <= 0n) continue;
    left -= amount;
    const { gateway, id: parentId } = authorization;
    made.push(
      newTransaction({
        id: environment.allocate(),
        kind: "CAPTURE",
        amount,
        gateway,
        parentId,
        processedAt: now,
      }),
    );
  }
  if (left > 0n || made.length === 0) {
    const id = environment.allocate();
    made.push(newTransaction({ id, kind: "SALE", amount: left, gateway: "manual", processedAt: now }));
  }
  receive(environment, order, made, now);
  return { ok: true, order };
}

export function captureOrder(
  environment: CommandEnvironment,
  { orderId, parentId, amount }: { orderId: bigint; parentId: bigint; amount: Hundredths },
): CommandResult<{ order: Order; transaction: Transaction }> {
  const order = findOrder(environment, orderId);
  if (!order) return missing("id");
  const authorization = authorizations(order).find((each) => each.id === parentId);
  if (!authorization) {
    return failed("parentTransactionId", "Transaction does not exist", "TRANSACTION_NOT_FOUND");
  }
  const available = capturableAmount(order, authorization);
  if (available <= 0n) {
    return failed("parentTransactionId", "Transaction cannot be captured", "INVALID_TRANSACTION_STATE");
  }
  if (amount <= 0n) return failed("amount", "Amount must be greater than 0", "INVALID_AMOUNT");
  if (amount > available) {
    return failed("amount", "Amount exceeds the amount that can be captured", "OVER_CAPTURE");
  }
  const now = environment.clock();
  const { gateway } = authorization;
  const id = environment.allocate();
  const transaction = newTransaction({ id, kind: "CAPTURE", amount, gateway, parentId, processedAt: now });
  receive(environment, order, [transaction], now);
  return { ok: true, order, transaction };
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

const empty = (text: string | null | undefined): string | null => text?.trim() || null;

/** The fields of the input as they are kept, and what is wrong with them. */
function read(
  environment: CommandEnvironment,
  order: Order,
  input: UpdateOrderInput,
): { fields: Partial<Order>; errors: CommandError[] } {
  const fields: Partial<Order> = {};
  const errors: CommandError[] = [];
  if (input.email !== undefined) {
    fields.email = empty(input.email);
    if (fields.email && !EMAIL.test(fields.email))
      errors.push({ field: "email", message: "Email is invalid" });
  }
  if (input.phone !== undefined) {
    const phone = empty(input.phone);
    fields.phone = phone && normalizePhone(phone, environment.shop.countryCode);
    if (phone && !fields.phone) errors.push({ field: "phone", message: "Phone is invalid" });
  }
  if (input.note !== undefined) fields.note = empty(input.note);
  if (input.poNumber !== undefined) fields.poNumber = empty(input.poNumber);
  if (input.customAttributes !== undefined) fields.customAttributes = input.customAttributes;
  if (input.tags !== undefined) {
    fields.tags = sortTags(readTags(input.tags));
    if (fields.tags.length > 250)
      errors.push({ field: "tags", message: "Tags exceeds the maximum of 250 tags" });
  }
  if (input.shippingAddress !== undefined) {
    const person = { firstName: "", lastName: "" };
    const before = newAddress({ id: order.shippingAddress?.id ?? environment.allocate() });
    const found = readAddress(input.shippingAddress, person, before);
    fields.shippingAddress = found.address;
    for (const error of found.errors) errors.push({ ...error, field: `shippingAddress.${error.field}` });
  }
  return { fields, errors };
}

const contents = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) => (typeof inner === "bigint" ? inner.toString() : inner)) ??
  "";

/** Nothing is told when nothing changes. */
export function updateOrder(
  environment: CommandEnvironment,
  orderId: bigint,
  input: UpdateOrderInput,
): OrderResult {
  const order = findOrder(environment, orderId);
  if (!order) return missing("id");
  const { fields, errors } = read(environment, order, input);
  if (errors.length > 0) return { ok: false, errors };
  const changed = Object.entries(fields).filter(
    ([name, value]) => contents(order[name as keyof Order]) !== contents(value),
  );
  if (changed.length === 0) return { ok: true, order };
  Object.assign(order, fields, { updatedAt: environment.clock() });
  environment.emit(orderChanges(environment, order, ["orders/updated"]));
  return { ok: true, order };
}

/** Closing again changes nothing. */
export function closeOrder(environment: CommandEnvironment, orderId: bigint): OrderResult {
  const order = findOrder(environment, orderId);
  if (!order) return missing("id");
  if (order.closedAt !== null) return { ok: true, order };
  order.closedAt = environment.clock();
  order.updatedAt = order.closedAt;
  environment.emit(orderChanges(environment, order, ["orders/updated"]));
  return { ok: true, order };
}

/** Opening an open order changes nothing. */
export function openOrder(environment: CommandEnvironment, orderId: bigint): OrderResult {
  const order = findOrder(environment, orderId);
  if (!order) return missing("id");
  if (order.cancelledAt !== null)
    return failed("id", "Order cannot be opened because it is cancelled", "INVALID");
  if (order.closedAt === null) return { ok: true, order };
  order.closedAt = null;
  order.updatedAt = environment.clock();
  environment.emit(orderChanges(environment, order, ["orders/updated"]));
  return { ok: true, order };
}

/** Shopify only forgets orders whose money was never with a payment provider: tests, payments by hand, those of apps. */
function isDeletable(order: Order): boolean {
  if (order.closedAt === null && order.cancelledAt === null) return false;
  if (order.returns.some((each) => each.status === "OPEN" || each.status === "REQUESTED")) return false;
  const isOffline = order.transactions.every((each) => each.gateway !== "bogus");
  return order.test || isOffline || /^\d+$/.test(order.sourceName);
}

export function deleteOrder(environment: CommandEnvironment, orderId: bigint): OrderResult {
  const { shop } = environment;
  const order = findOrder(environment, orderId);
  if (!order) return missing("orderId");
  if (!isDeletable(order)) return failed("orderId", "Order cannot be deleted", "INVALID");
  const customer = watchCustomer(environment, order.customerId);
  shop.orders.delete(orderId);
  forgetOrder(shop, order);
  dropMetafieldsOf(shop, `gid://shopify/Order/${orderId}`);
  environment.emit([{ topic: "orders/delete", payload: orderDeletedPayload(order) }, ...customer()]);
  return { ok: true, order };
}
