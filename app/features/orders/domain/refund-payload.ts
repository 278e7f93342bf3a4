import { z } from "zod";
import { InvalidInput } from "#app/shared/errors.ts";
import { decimal, id, instant, orNull, readPayload } from "#app/shared/payload.ts";
import { type OrderState, type RefundState, withGoodwill } from "./order-state.ts";
import { readAmount } from "./read-amount.ts";
import { transactionFromWebhook, type TransactionState } from "./transaction-state.ts";

const MoneySet = z.object({ shop_money: z.object({ amount: decimal, currency_code: orNull(z.string()) }) });

const RefundPayload = z.object({
  id,
  order_id: id,
  created_at: instant,
  refund_line_items: orNull(
    z.array(
      z.object({
        line_item_id: orNull(id),
        quantity: orNull(z.number().int()),
        subtotal: orNull(decimal),
        subtotal_set: orNull(MoneySet),
        total_tax: orNull(decimal),
        total_tax_set: orNull(MoneySet),
      }),
    ),
  ),
  order_adjustments: orNull(
    z.array(
      z.object({
        kind: orNull(z.string()),
        amount: orNull(decimal),
        amount_set: orNull(MoneySet),
        tax_amount: orNull(decimal),
        tax_amount_set: orNull(MoneySet),
      }),
    ),
  ),
  transactions: orNull(
    z.array(
      z.looseObject({
        id: orNull(id),
        created_at: orNull(instant),
        kind: orNull(z.string()),
        status: orNull(z.string()),
        amount: orNull(decimal),
        currency: orNull(z.string()),
      }),
    ),
  ),
  total_duties_set: orNull(MoneySet),
});

type Refund = z.output<typeof RefundPayload>;

/**
 * Reads one refund, from refunds/create or from within an order.
 *
 * @param order what its order tells; null = it comes alone. Alone it gives way to what its order says in the same second
 * @throws InvalidInput that names the field
 */
export function refundFromWebhook(
  payload: unknown,
  order: Pick<OrderState, "currency" | "taxesIncluded" | "updatedAt"> | null,
): RefundState {
  const refund = readPayload(RefundPayload, payload, "The refund");
  const state = {
    id: refund.id,
    orderId: refund.order_id,
    createdAt: refund.created_at,
    observedAt: order?.updatedAt ?? new Date(refund.created_at.getTime() - 1),
    lines: (refund.refund_line_items ?? []).flatMap(({ line_item_id: lineId, quantity }) =>
      lineId === null || quantity === null ? [] : [{ lineId: lineId.toString(), quantity }],
    ),
  };
  const code = order?.currency ?? shopCurrencyOf(refund);
  if (code) return { ...state, ...amountsOf(refund, code, order?.taxesIncluded ?? false) };
  const isEmpty = (refund.refund_line_items ?? []).length === 0 && (refund.transactions ?? []).length === 0;
  if (isEmpty)
    return { ...state, ...withGoodwill(0n, 0n), paidBackMinor: 0n, shippingMinor: 0n, taxMinor: 0n };
  throw new InvalidInput(
    "The refund cannot be read. transactions.currency: expected a currency code, here or in refund_line_items.subtotal_set",
  );
}

/** The transactions that a refund shows, as far as they are told whole. */
export function transactionsOfRefund(payload: unknown, observedAt: Date): TransactionState[] {
  const { order_id: orderId, transactions } = readPayload(RefundPayload, payload, "The refund");
  return (transactions ?? []).flatMap((each) =>
    each.id !== null && each.created_at !== null && each.currency !== null && each.amount !== null
      ? [
          transactionFromWebhook(
            { order_id: orderId, ...each, created_at: each.created_at.toISOString() },
            observedAt,
          ),
        ]
      : [],
  );
}

/** The currency of its amounts. The transactions' own is the shopper's: believed when nothing else is told. */
function shopCurrencyOf(refund: Refund): string | undefined {
  const sets = [
    ...(refund.refund_line_items ?? []).map((line) => line.subtotal_set),
    ...(refund.order_adjustments ?? []).map((adjustment) => adjustment.amount_set),
    refund.total_duties_set,
  ];
  const told = sets.map((set) => set?.shop_money.currency_code).find(Boolean);
  return told ?? refund.transactions?.map((transaction) => transaction.currency).find(Boolean) ?? undefined;
}

type RefundAmounts = Pick<
  RefundState,
  "goodsMinor" | "goodwillMinor" | "paidBackMinor" | "shippingMinor" | "taxMinor"
>;

function amountsOf(refund: Refund, code: string, taxesIncluded: boolean): RefundAmounts {
  const sum = (amounts: (string | null | undefined)[], field: string) =>
    amounts.reduce((total, amount) => total + readAmount(amount ?? "0", code, `The refund's ${field}`), 0n);
  const lines = refund.refund_line_items ?? [];
  const linesMinor = sum(
    lines.map((line) => line.subtotal_set?.shop_money.amount ?? line.subtotal),
    "refund_line_items.subtotal",
  );
  const linesTaxMinor = sum(
    lines.map((line) => line.total_tax_set?.shop_money.amount ?? line.total_tax),
    "refund_line_items.total_tax",
  );
  const adjustments = refund.order_adjustments ?? [];
  // Adjustments are written as negative amounts.
  const adjusted = (kind: string, of: ("amount" | "tax_amount")[]) =>
    -sum(
      adjustments
        .filter((adjustment) => adjustment.kind === kind)
        .flatMap((adjustment) =>
          of.map((field) => adjustment[`${field}_set`]?.shop_money.amount ?? adjustment[field]),
        ),
      "order_adjustments.amount",
    );
  const shippingMinor = adjusted("shipping_refund", ["amount", "tax_amount"]);
  // Contained in the lines already where prices include it.
  const dueMinor = linesMinor + (taxesIncluded ? 0n : linesTaxMinor) + shippingMinor;
  const taxMinor = linesTaxMinor + adjusted("shipping_refund", ["tax_amount"]);
  const paidBack = (refund.transactions ?? []).filter(
    ({ kind, status }) => kind === "refund" && status !== "failure" && status !== "error",
  );
  // Paid back in another currency: what was given beyond the lines stands in the shop's currency as a discrepancy.
  const isForeign = paidBack.some(({ currency }) => currency !== null && currency !== code);
  const discrepancyMinor = adjusted("refund_discrepancy", ["amount", "tax_amount"]);
  const paidBackMinor = isForeign
    ? dueMinor + discrepancyMinor
    : sum(
        paidBack.map((transaction) => transaction.amount),
        "transactions.amount",
      );
  return { ...withGoodwill(linesMinor, paidBackMinor - dueMinor), paidBackMinor, shippingMinor, taxMinor };
}
