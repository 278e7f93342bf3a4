/** Mutations that change an order as a whole: update, cancel, close, open, pay, capture, delete. */
import { randomUUID } from "node:crypto";
import { gid } from "#simulator/ids.ts";
import type { AddressInput } from "#simulator/state/customers-commands.ts";
import type { CommandResult } from "#simulator/state/commands.ts";
import type { Order } from "#simulator/state/model.ts";
import { type ApiContext, type Arguments, type TypeModel, userError } from "../context.ts";
import { userErrorsOf } from "./customers-errors.ts";
import { amountOf, dateOf, numberOf, presented, refuse } from "./orders-input.ts";

const answer = (result: CommandResult<{ order: Order }>, prefix: string[] = []) =>
  result.ok
    ? { order: result.order, userErrors: [] }
    : { order: null, userErrors: userErrorsOf(result.errors, prefix) };

/** The error is about the id, wherever the command puts it. */
const aboutId = <T>(result: CommandResult<T>): CommandResult<T> =>
  result.ok ? result : { ok: false, errors: result.errors.map((error) => ({ ...error, field: "id" })) };

interface OrderInput {
  id: string;
  email?: string;
  phone?: string;
  note?: string;
  poNumber?: string;
  tags?: string[] | null;
  customAttributes?: { key: string; value: string }[] | null;
  shippingAddress?: AddressInput | null;
}

function update(context: ApiContext, input: OrderInput) {
  refuse("OrderInput", input, ["localizationExtensions", "localizedFields", "metafields"]);
  const { id, email, phone, note, poNumber, tags, customAttributes, shippingAddress } = input;
  const result = context.commands.updateOrder(numberOf(id, "Order"), {
    ...(email === undefined ? {} : { email }),
    ...(phone === undefined ? {} : { phone }),
    ...(note === undefined ? {} : { note }),
    ...(poNumber === undefined ? {} : { poNumber }),
    ...(tags ? { tags } : {}),
    ...(customAttributes ? { customAttributes } : {}),
    ...(shippingAddress ? { shippingAddress } : {}),
  });
  return answer(result);
}

interface CancelArguments {
  orderId: string;
  reason: string;
  refund?: boolean | null;
  refundMethod?: {
    originalPaymentMethodsRefund?: boolean | null;
    storeCreditRefund?: { expiresAt?: string | null } | null;
  } | null;
  restock: boolean;
  staffNote?: string | null;
}

/** Shopify cancels in a job; here it has run when the answer comes, and says so when it is asked for. */
function cancel(context: ApiContext, args: CancelArguments) {
  const refused = (errors: ReturnType<typeof userErrorsOf>) => ({
    job: null,
    orderCancelUserErrors: errors,
    userErrors: errors,
  });
  const { refundMethod } = args;
  if (typeof args.refund === "boolean" && refundMethod) {
    const message = "Refund and refundMethod cannot both be present.";
    return refused([userError(["refund"], message, "INVALID")]);
  }
  const credit = refundMethod?.storeCreditRefund;
  const expiresAt = dateOf(credit?.expiresAt);
  if (expiresAt && expiresAt <= context.clock()) {
    const path = ["refundMethod", "storeCreditRefund", "expiresAt"];
    const message = "Expiration date must be in the future";
    return refused([userError(path, message, "STORE_CREDIT_REFUND_EXPIRATION_IN_PAST")]);
  }
  const result = context.commands.cancelOrder({
    orderId: numberOf(args.orderId, "Order"),
    reason: args.reason,
    refund: args.refund ?? refundMethod?.originalPaymentMethodsRefund ?? false,
    restock: args.restock,
    staffNote: args.staffNote ?? null,
    ...(credit ? { toStoreCredit: { expiresAt } } : {}),
  });
  if (!result.ok) return refused(userErrorsOf(result.errors));
  const job = randomUUID();
  context.shop.jobs.add(job);
  return {
    job: { id: `gid://shopify/Job/${job}`, done: false, query: null },
    orderCancelUserErrors: [],
    userErrors: [],
  };
}

interface CaptureInput {
  id: string;
  parentTransactionId: string;
  amount: string;
  currency?: string | null;
}

function capture(context: ApiContext, input: CaptureInput) {
  const order = context.shop.orders.get(numberOf(input.id, "Order"));
  const refused = (message: string) => ({
    transaction: null,
    userErrors: [userError(["currency"], message)],
  });
  if (order && order.presentment.currency !== order.currency && !input.currency) {
    return refused("Currency is required for multi-currency orders");
  }
  if (order && input.currency && input.currency !== order.presentment.currency) {
    return refused("Currency must be the presentment currency of the order");
  }
  const result = context.commands.captureOrder({
    orderId: order?.id ?? -1n,
    parentId: numberOf(input.parentTransactionId, "OrderTransaction"),
    amount: order ? presented(input.amount, order) : amountOf(input.amount),
  });
  return result.ok
    ? { transaction: { order: result.order, transaction: result.transaction }, userErrors: [] }
    : { transaction: null, userErrors: userErrorsOf(result.errors) };
}

const inputId = (args: Arguments): bigint => numberOf((args["input"] as { id: string }).id, "Order");

export const orderMutations: TypeModel = {
  orderUpdate: (_root, args, context) => update(context, args["input"] as OrderInput),
  orderCancel: (_root, args, context) => cancel(context, args as unknown as CancelArguments),
  orderClose: (_root, args, context) => answer(aboutId(context.commands.closeOrder(inputId(args)))),
  orderOpen: (_root, args, context) => answer(aboutId(context.commands.openOrder(inputId(args)))),
  orderMarkAsPaid: (_root, args, context) => answer(aboutId(context.commands.markPaid(inputId(args)))),
  orderCapture: (_root, args, context) => capture(context, args["input"] as CaptureInput),
  orderDelete: (_root, args, context) => {
    const result = context.commands.deleteOrder(numberOf(args["orderId"], "Order"));
    return result.ok
      ? { deletedId: gid("Order", result.order.id), userErrors: [] }
      : { deletedId: null, userErrors: userErrorsOf(result.errors) };
  },
};
