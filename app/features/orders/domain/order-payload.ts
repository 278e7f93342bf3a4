import { z } from "zod";
import { InvalidInput, messageOf } from "#app/shared/errors.ts";
import { minorFromDecimal } from "#app/shared/money.ts";
import { decimal, id, instant, orNull, readPayload } from "#app/shared/payload.ts";
import { type OrderState, paidAtFromState, refundedGoods, type RefundState } from "./order-state.ts";

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
    z.array(z.object({ kind: orNull(z.string()), amount: orNull(decimal), tax_amount: orNull(decimal) })),
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
});

const OrderPayload = z.object({
  id,
  name: orNull(z.string()),
  currency: z.string().regex(/^[A-Z]{3}$/, "expected a currency code such as GBP"),
  subtotal_price: decimal,
  total_price: decimal,
  financial_status: orNull(z.string()),
  created_at: instant,
  processed_at: orNull(instant),
  updated_at: orNull(instant),
  cancelled_at: orNull(instant),
  customer: orNull(z.looseObject({ id })),
  line_items: orNull(
    z.array(
      z.object({
        id,
        product_id: orNull(id),
        variant_id: orNull(id),
        title: orNull(z.string()),
        quantity: z.number().int(),
        price: orNull(decimal),
      }),
    ),
  ),
  discount_codes: orNull(z.array(z.object({ code: orNull(z.string()) }))),
  refunds: orNull(z.array(z.looseObject({ id }))),
});

/**
 * Reads the order of an orders/* webhook.
 *
 * @returns the state, and the customer as it stands in the order (for the customers feature), if there is one
 * @throws InvalidInput that names the field
 */
export function orderFromWebhook(payload: unknown): { order: OrderState; customer: unknown } {
  const order = readPayload(OrderPayload, payload, "The order");
  const { currency } = order;
  const money = (amount: string | null, field: string) =>
    readAmount(amount ?? "0", currency, `The order's ${field}`);
  const updatedAt = order.updated_at ?? order.created_at;
  const processedAt = order.processed_at ?? order.created_at;
  const financialStatus = order.financial_status;
  return {
    customer: order.customer,
    order: {
      id: order.id,
      name: order.name ?? `#${order.id}`,
      customerId: order.customer?.id ?? null,
      currency,
      subtotalMinor: money(order.subtotal_price, "subtotal_price"),
      totalMinor: money(order.total_price, "total_price"),
      financialStatus,
      paidAt: paidAtFromState({ financialStatus, createdAt: order.created_at, processedAt, updatedAt }),
      processedAt,
      cancelledAt: order.cancelled_at,
      updatedAt,
      discountCodes: (order.discount_codes ?? []).flatMap(({ code }) => code ?? []),
      lines: (order.line_items ?? []).map((line) => ({
        lineId: line.id.toString(),
        productId: line.product_id?.toString() ?? null,
        variantId: line.variant_id?.toString() ?? null,
        title: line.title ?? "",
        quantity: line.quantity,
        unitPriceMinor: money(line.price, "line_items.price").toString(),
      })),
      refunds: (order.refunds ?? []).map((refund) =>
        refundFromWebhook({ order_id: order.id, ...refund }, currency, updatedAt),
      ),
    },
  };
}

/**
 * Reads one refund, from refunds/create or from within an order.
 *
 * @param currency the order's; null = take it from the payload
 * @param observedAt age of the state; null = the refund's own time
 * @throws InvalidInput that names the field
 */
export function refundFromWebhook(
  payload: unknown,
  currency: string | null,
  observedAt: Date | null,
): RefundState {
  const refund = readPayload(RefundPayload, payload, "The refund");
  const lines = refund.refund_line_items ?? [];
  const transactions = refund.transactions ?? [];
  const code =
    currency ??
    lines.map((line) => line.subtotal_set?.shop_money.currency_code).find(Boolean) ??
    transactions.map((transaction) => transaction.currency).find(Boolean);
  const base = { id: refund.id, orderId: refund.order_id, createdAt: refund.created_at };
  if (!code && lines.length === 0 && transactions.length === 0) {
    return { ...base, goodsMinor: 0n, observedAt: observedAt ?? refund.created_at };
  }
  if (!code) {
    throw new InvalidInput(
      "The refund cannot be read. transactions.currency: expected a currency code, here or in refund_line_items.subtotal_set",
    );
  }
  const sum = (amounts: (string | null | undefined)[], field: string) =>
    amounts.reduce((total, amount) => total + readAmount(amount ?? "0", code, `The refund's ${field}`), 0n);
  const shippingAdjustments = (refund.order_adjustments ?? []).filter((a) => a.kind === "shipping_refund");
  const paidBack = transactions.filter(
    (transaction) =>
      transaction.kind === "refund" &&
      (transaction.status ?? "success") !== "failure" &&
      transaction.status !== "error",
  );
  return {
    ...base,
    goodsMinor: refundedGoods({
      linesMinor: sum(
        lines.map((line) => line.subtotal_set?.shop_money.amount ?? line.subtotal),
        "refund_line_items.subtotal",
      ),
      linesTaxMinor: sum(
        lines.map((line) => line.total_tax_set?.shop_money.amount ?? line.total_tax),
        "refund_line_items.total_tax",
      ),
      // Adjustments are written as negative amounts.
      shippingMinor: -sum(
        shippingAdjustments.flatMap((a) => [a.amount, a.tax_amount]),
        "order_adjustments.amount",
      ),
      paidBackMinor: sum(
        paidBack.map((transaction) => transaction.amount),
        "transactions.amount",
      ),
    }),
    observedAt: observedAt ?? refund.created_at,
  };
}

function readAmount(amount: string, currency: string, what: string): bigint {
  try {
    return minorFromDecimal(amount, currency);
  } catch (error) {
    throw new InvalidInput(`${what} cannot be read: ${messageOf(error)}`);
  }
}
