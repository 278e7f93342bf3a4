import { currencyDigits, minorFromDecimal } from "#app/shared/money.ts";
import type { OrderState } from "./order-state.ts";

/** One line of an order that a merchant brings along from another platform; an order of several lines has several. */
export interface ImportedOrderRow {
  /** Line of the file, for errors. */
  line: number;
  number: string;
  customerId: bigint | null;
  email: string | null;
  phone: string | null;
  orderedAt: Date;
  currency: string | null;
  /** Decimal text. */
  total: string;
  subtotal: string | null;
  refunded: string | null;
  product: string | null;
  quantity: bigint | null;
}

/**
 * The order that some rows of a file tell. Its numbers lie below zero, apart from Shopify's.
 *
 * @param idOf a number for some words: the same for the same words, on every import
 * @throws RangeError when an amount is finer than the currency
 */
export function orderFromRows(
  rows: readonly [ImportedOrderRow, ...ImportedOrderRow[]],
  context: { currency: string; broughtAt: Date; earnsPoints: boolean },
  idOf: (...words: string[]) => bigint,
): OrderState {
  const [first] = rows;
  const { currency, broughtAt } = context;
  const money = (amount: string | null) => minorFromDecimal(trimmed(amount ?? "0", currency), currency);
  const totalMinor = money(first.total);
  const subtotalMinor = first.subtotal === null ? totalMinor : money(first.subtotal);
  const refundedMinor = money(first.refunded);
  const id = idOf("order", first.number);
  const goodsBack = refundedMinor < subtotalMinor ? refundedMinor : subtotalMinor;
  return {
    id,
    name: first.number,
    customerId: first.customerId,
    email: first.email,
    phone: first.phone,
    shippingAddress: null,
    billingAddress: null,
    note: null,
    currency,
    subtotalMinor,
    totalMinor,
    discountsMinor: 0n,
    shippingMinor: 0n,
    taxMinor: 0n,
    taxesIncluded: false,
    presentmentCurrency: first.currency ?? currency,
    presentmentTotalMinor: totalMinor,
    financialStatus: statusOf(refundedMinor, totalMinor),
    fulfillmentStatus: null,
    channel: "other",
    sourceName: "import",
    isTest: false,
    earnsNoPoints: !context.earnsPoints,
    tags: [],
    discountCodes: [],
    countryCode: null,
    cartToken: null,
    checkoutToken: null,
    paidAt: first.orderedAt,
    createdAt: first.orderedAt,
    processedAt: first.orderedAt,
    cancelledAt: null,
    cancelReason: null,
    closedAt: null,
    updatedAt: broughtAt,
    lines: rows.flatMap(({ product, quantity }, position) =>
      product === null
        ? []
        : [
            {
              lineId: idOf("line", first.number, String(position)).toString(),
              productId: null,
              variantId: null,
              title: product,
              sku: null,
              quantity: Number(quantity ?? 1n),
              currentQuantity: Number(quantity ?? 1n),
              unitPriceMinor: "0",
              discountMinor: "0",
              taxMinor: "0",
            },
          ],
    ),
    refunds:
      goodsBack > 0n
        ? [
            {
              id: idOf("refund", first.number),
              orderId: id,
              createdAt: first.orderedAt,
              goodsMinor: goodsBack,
              // Whether goods came back with it, other platforms do not tell.
              goodwillMinor: 0n,
              observedAt: broughtAt,
            },
          ]
        : [],
    parcels: [],
    returns: [],
  };
}

function statusOf(refundedMinor: bigint, totalMinor: bigint): string {
  if (refundedMinor <= 0n) return "paid";
  return refundedMinor < totalMinor ? "partially_refunded" : "refunded";
}

/** Platforms write more decimals than there are: 12.5000 is 12.50. But 12.500 is twelve thousand in half of Europe. */
function trimmed(amount: string, currency: string): string {
  if (/[1-9]\d*\.\d{3}$/.test(amount) && currencyDigits(currency) !== 3)
    throw new RangeError(`${amount} can be read in two ways: write thousands without a point`);
  return amount.includes(".") ? amount.replace(/0+$/, "").replace(/\.$/, "") : amount;
}
