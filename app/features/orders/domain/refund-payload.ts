import { z } from "zod";
import { InvalidInput } from "#app/shared/errors.ts";
import { decimal, id, instant, orNull, readPayload } from "#app/shared/payload.ts";
import { type OrderState, refundedGoods, type RefundState, withGoodwill } from "./order-state.ts";
import { readAmount } from "./read-amount.ts";

const MoneySet = z.object({ shop_money: z.object({ amount: decimal, currency_code: orNull(z.string()) }) });

const RefundPayload = z.object({
  id,
  order_id: id,
  created_at: instant,
  refund_line_items: orNull(
    z.array(
      z.object({
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
      z.object({
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
  };
  const code = order?.currency ?? shopCurrencyOf(refund);
  if (code) return { ...state, ...goodsGivenBack(refund, code, order?.taxesIncluded ?? false) };
  const isEmpty = (refund.refund_line_items ?? []).length === 0 && (refund.transactions ?? []).length === 0;
  if (isEmpty) return { ...state, ...withGoodwill(0n, 0n) };
  throw new InvalidInput(
    "The refund cannot be read. transactions.currency: expected a currency code, here or in refund_line_items.subtotal_set",
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

function goodsGivenBack(
  refund: Refund,
  code: string,
  taxesIncluded: boolean,
): Pick<RefundState, "goodsMinor" | "goodwillMinor"> {
  const sum = (amounts: (string | null | undefined)[], field: string) =>
    amounts.reduce((total, amount) => total + readAmount(amount ?? "0", code, `The refund's ${field}`), 0n);
  const lines = refund.refund_line_items ?? [];
  const linesMinor = sum(
    lines.map((line) => line.subtotal_set?.shop_money.amount ?? line.subtotal),
    "refund_line_items.subtotal",
  );
  // Adjustments are written as negative amounts.
  const adjusted = (kind: string) =>
    -sum(
      (refund.order_adjustments ?? [])
        .filter((adjustment) => adjustment.kind === kind)
        .flatMap((adjustment) => [
          adjustment.amount_set?.shop_money.amount ?? adjustment.amount,
          adjustment.tax_amount_set?.shop_money.amount ?? adjustment.tax_amount,
        ]),
      "order_adjustments.amount",
    );
  const paidBack = (refund.transactions ?? []).filter(
    ({ kind, status }) => kind === "refund" && status !== "failure" && status !== "error",
  );
  // Paid back in another currency: what was given beyond the lines stands in the shop's currency as a discrepancy.
  if (paidBack.some(({ currency }) => currency !== null && currency !== code)) {
    return withGoodwill(linesMinor, adjusted("refund_discrepancy"));
  }
  return refundedGoods({
    linesMinor,
    // Contained in the lines already where prices include it.
    linesTaxMinor: taxesIncluded
      ? 0n
      : sum(
          lines.map((line) => line.total_tax_set?.shop_money.amount ?? line.total_tax),
          "refund_line_items.total_tax",
        ),
    shippingMinor: adjusted("shipping_refund"),
    paidBackMinor: sum(
      paidBack.map((transaction) => transaction.amount),
      "transactions.amount",
    ),
  });
}
