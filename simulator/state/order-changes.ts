/** What the commands about orders have in common: finding the order, telling the subscribers, stock and status. */
import { customerPayload } from "#simulator/webhooks/customer-payloads.ts";
import { orderPayload } from "#simulator/webhooks/order-payloads.ts";
import {
  orderTransactionPayload,
  tenderTransactionPayload,
} from "#simulator/webhooks/order-transaction-payloads.ts";
import type { CommandError, CommandResult } from "./commands.ts";
import { purchasingSummary } from "./customers-changes.ts";
import type { Change, CommandEnvironment } from "./environment.ts";
import type { Order, OrderLine, Transaction } from "./model.ts";
import { financialStatusOf } from "./order-amounts.ts";
import { fulfillmentStatusOf } from "./order-quantities.ts";
import { watchSegments } from "./segments/watch.ts";

export type OrderResult = CommandResult<{ order: Order }>;

export const failed = (
  field: string,
  message: string,
  code?: string,
): { ok: false; errors: CommandError[] } => ({
  ok: false,
  errors: [{ field, message, ...(code === undefined ? {} : { code }) }],
});

export const findOrder = ({ shop }: CommandEnvironment, id: bigint): Order | null =>
  shop.orders.get(id) ?? null;

/** Topics about the order itself, all with the order as it is now. */
export function orderChanges({ shop }: CommandEnvironment, order: Order, topics: string[]): Change[] {
  const payload = orderPayload(shop, order);
  return topics.map((topic) => ({ topic, payload }));
}

/**
 * Call before an order's money or existence changes, and what it gives afterwards: customers/update (or the topic that
 * is given), customers/purchasing_summary, and the segments that the customer joined or left.
 */
export function watchCustomer(
  environment: CommandEnvironment,
  customerId: bigint | null,
): (topic?: string) => Change[] {
  const { shop } = environment;
  const customer = customerId === null ? null : (shop.customers.get(customerId) ?? null);
  if (!customer) return () => [];
  const segments = watchSegments(environment, [customer.id]);
  return (topic = "customers/update") => {
    customer.updatedAt = environment.clock();
    return [
      { topic, payload: customerPayload(shop, customer) },
      purchasingSummary(environment, customer),
      ...segments(),
    ];
  };
}

const TENDERED = new Set<Transaction["kind"]>(["SALE", "CAPTURE", "REFUND"]);

/** order_transactions/create for each, and tender_transactions/create where money moved. */
export function transactionChanges(
  { shop }: CommandEnvironment,
  order: Order,
  transactions: Transaction[],
): Change[] {
  return transactions.flatMap((transaction): Change[] => [
    { topic: "order_transactions/create", payload: orderTransactionPayload(shop, order, transaction) },
    ...(TENDERED.has(transaction.kind) && transaction.amount > 0n
      ? [
          {
            topic: "tender_transactions/create",
            payload: tenderTransactionPayload(shop, order, transaction),
          },
        ]
      : []),
  ]);
}

/** Pieces of lines as they go back on the shelf: for `moveStock`. */
export const restocked = (line: OrderLine, quantity: number, locationId: bigint | null = null) => ({
  variantId: line.variantId,
  quantity: -quantity,
  locationId,
});

/** Brings the statuses up to date after a change. */
export function settle(order: Order, now: Date): void {
  order.fulfillmentStatus = fulfillmentStatusOf(order);
  order.financialStatus = financialStatusOf(order);
  order.updatedAt = now;
}

/** Shopify archives an order by itself when the last of it is sent or paid. */
export function closeIfDone(order: Order, now: Date): void {
  const isPaid = order.financialStatus === "PAID" || order.financialStatus === "REFUNDED";
  const isBusy = order.returns.some((each) => each.status === "OPEN" || each.status === "REQUESTED");
  if (order.closedAt === null && isPaid && !isBusy && order.fulfillmentStatus === "FULFILLED") {
    order.closedAt = now;
  }
}
