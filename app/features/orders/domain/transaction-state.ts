import { z } from "zod";
import type { Fact } from "#app/shared/fact.ts";
import { idFromGid } from "#app/shared/ids.ts";
import { decimal, id, instant, orNull, readPayload } from "#app/shared/payload.ts";
import { readAmount } from "./read-amount.ts";

/** Money that moved for an order, or should have: a payment, a reservation, a release, a payment back. */
export interface TransactionState {
  id: bigint;
  orderId: bigint;
  /** sale | authorization | capture | refund | void | change … */
  type: string;
  /** success | pending | failure | error … */
  status: string;
  gateway: string | null;
  /** In the currency that the shopper paid in. */
  amountMinor: bigint;
  currency: string;
  createdAt: Date;
  processedAt: Date;
  /** Age of the state that it was read from. */
  observedAt: Date;
}

const text = orNull(z.string());

const TransactionPayload = z.object({
  id,
  order_id: id,
  kind: z.string(),
  status: z.string(),
  gateway: text,
  amount: decimal,
  currency: z.string(),
  created_at: instant,
  processed_at: orNull(instant),
});

/** Reads order_transactions/create, or a transaction of a refund. @throws InvalidInput */
export function transactionFromWebhook(payload: unknown, observedAt: Date): TransactionState {
  const read = readPayload(TransactionPayload, payload, "The transaction");
  return {
    id: read.id,
    orderId: read.order_id,
    type: read.kind.toLowerCase(),
    status: read.status.toLowerCase(),
    gateway: read.gateway || null,
    amountMinor: readAmount(read.amount, read.currency, "The transaction's amount"),
    currency: read.currency,
    createdAt: read.created_at,
    processedAt: read.processed_at ?? read.created_at,
    observedAt,
  };
}

/** A transaction of the Admin API, as a part of its order. */
export const transactionNode = z.object({
  id: text,
  kind: z.string(),
  status: z.string(),
  gateway: text,
  createdAt: orNull(instant),
  processedAt: orNull(instant),
  amountSet: z.object({
    shopMoney: z.object({ amount: decimal }),
    presentmentMoney: orNull(z.object({ amount: decimal, currencyCode: z.string() })),
  }),
});

/** @throws InvalidInput when the amount is none of its currency */
export function transactionsFromNodes(
  nodes: readonly z.output<typeof transactionNode>[],
  order: { id: bigint; updatedAt: Date },
): TransactionState[] {
  return nodes.flatMap(({ id: gid, kind, status, gateway, createdAt, processedAt, amountSet }) => {
    const money = amountSet.presentmentMoney;
    if (!gid || !createdAt || !money) return [];
    return [
      {
        id: idFromGid(gid, "OrderTransaction"),
        orderId: order.id,
        type: kind.toLowerCase(),
        status: status.toLowerCase(),
        gateway: gateway || null,
        amountMinor: readAmount(money.amount, money.currencyCode, "The order's transactions"),
        currency: money.currencyCode,
        createdAt,
        processedAt: processedAt ?? createdAt,
        observedAt: order.updatedAt,
      },
    ];
  });
}

/** Its fact; a transaction of a test order has none, as nothing of it has. */
export function factFromTransaction(transaction: TransactionState): Fact {
  const { type, status, gateway, currency } = transaction;
  return {
    kind: "order.transaction",
    key: transaction.id.toString(),
    happenedAt: transaction.processedAt,
    filedAt: transaction.createdAt,
    customerId: null,
    orderId: transaction.orderId,
    data: { type, status, gateway, amountMinor: transaction.amountMinor.toString(), currency },
    sourceUpdatedAt: transaction.observedAt,
  };
}
