import { currencyDigits, minorFromDecimal } from "#app/shared/money.ts";
import { withSpreadTax } from "./line-tax.ts";
import type { OrderLineState, OrderState, RefundState } from "./order-state.ts";
import type { PostalAddress } from "./postal-address.ts";

/**
 * One line of an order that a merchant brings along from another platform; an order of several lines has several. What is
 * said of the order as a whole counts from the first line that says it. Amounts are decimal text; null = not told.
 */
export interface ImportedOrderRow {
  /** Line of the file, for errors. */
  line: number;
  number: string;
  customerId: bigint | null;
  email: string | null;
  phone: string | null;
  orderedAt: Date;
  /** Of all amounts: the shop's. */
  currency: string | null;
  total: string;
  subtotal: string | null;
  refunded: string | null;
  /** All discounts of the order. */
  discount: string | null;
  tax: string | null;
  shipping: string | null;
  /** What the shopper saw and paid in, where that is another currency. */
  presentmentCurrency: string | null;
  presentmentTotal: string | null;
  /** Shopify's words; null = paid. */
  financialStatus: string | null;
  fulfillmentStatus: string | null;
  shippingAddress: PostalAddress | null;
  product: string | null;
  sku: string | null;
  quantity: bigint | null;
  /** Of one, before discounts. */
  unitPrice: string | null;
  /** Taken off the whole line. */
  lineDiscount: string | null;
}

/** What the shop's catalogue knows by a line's SKU. */
export interface ImportedVariant {
  variantId: bigint;
  productId: bigint;
  productTitle: string;
}

interface ImportedOrderContext {
  currency: string;
  broughtAt: Date;
  earnsPoints: boolean;
  variants: ReadonlyMap<string, ImportedVariant>;
}

/** An amount of a row that cannot be read. */
export class AmountUnreadable extends Error {
  readonly line: number;
  readonly field: string;

  constructor(line: number, field: string, message: string) {
    super(message);
    this.line = line;
    this.field = field;
  }
}

/** Names of the amounts in the file. */
const AMOUNT_FIELDS = {
  total: "total",
  subtotal: "subtotal",
  refunded: "refunded",
  discount: "order_discount",
  tax: "tax",
  shipping: "shipping",
  presentmentTotal: "presentment_total",
  unitPrice: "unit_price",
  lineDiscount: "line_discount",
} as const;

type AmountField = keyof typeof AMOUNT_FIELDS;
type Rows = readonly [ImportedOrderRow, ...ImportedOrderRow[]];

/** An amount of a row in minor units; null = not told. */
function amountOf(row: ImportedOrderRow, field: AmountField, currency: string): bigint | null {
  const amount = row[field];
  if (amount === null) return null;
  try {
    return minorFromDecimal(trimmed(amount, currency), currency);
  } catch (error) {
    const message = error instanceof RangeError ? error.message : String(error);
    throw new AmountUnreadable(row.line, AMOUNT_FIELDS[field], message);
  }
}

/** What the first line says that says it at all. */
function told<Field extends keyof ImportedOrderRow>(rows: Rows, field: Field): ImportedOrderRow[Field] {
  return (rows.find((row) => row[field] !== null) ?? rows[0])[field];
}

const magnitude = (minor: bigint) => (minor < 0n ? -minor : minor);

/** An amount of the order as a whole, in minor units. Some platforms write what is taken off below zero. */
function amountOfOrder(rows: Rows, field: AmountField, currency: string): bigint | null {
  const minor = amountOf(rows.find((row) => row[field] !== null) ?? rows[0], field, currency);
  return minor === null ? null : magnitude(minor);
}

/**
 * The order that some rows of a file tell. Its numbers lie below zero, apart from Shopify's.
 *
 * @param idOf a number for some words: the same for the same words, on every import
 * @throws AmountUnreadable when an amount is finer than its currency, or can be read in two ways
 */
export function orderFromRows(
  rows: Rows,
  context: ImportedOrderContext,
  idOf: (...words: string[]) => bigint,
): OrderState {
  const [first] = rows;
  const { currency, broughtAt } = context;
  const id = idOf("order", first.number);
  const amounts = amountsOf(rows, currency);
  const { financialStatus, isPaid, isCancelled } = statusOf(told(rows, "financialStatus"), amounts);
  const presentmentCurrency = told(rows, "presentmentCurrency") ?? currency;
  const isForeign = presentmentCurrency !== currency;
  const shippingAddress = told(rows, "shippingAddress");
  return {
    id,
    name: first.number,
    customerId: first.customerId,
    email: first.email,
    phone: first.phone,
    shippingAddress,
    billingAddress: null,
    note: null,
    currency,
    subtotalMinor: amounts.subtotalMinor,
    totalMinor: amounts.totalMinor,
    discountsMinor: amounts.discountsMinor,
    shippingMinor: amounts.shippingMinor,
    taxMinor: amounts.taxMinor,
    taxesIncluded: amounts.taxesIncluded,
    presentmentCurrency,
    presentmentTotalMinor: isForeign
      ? amountOfOrder(rows, "presentmentTotal", presentmentCurrency)
      : amounts.totalMinor,
    financialStatus,
    fulfillmentStatus: told(rows, "fulfillmentStatus"),
    channel: "other",
    sourceName: "import",
    isTest: false,
    earnsNoPoints: !context.earnsPoints,
    tags: [],
    discountCodes: [],
    discounts: [],
    countryCode: shippingAddress?.countryCode ?? null,
    cartToken: null,
    checkoutToken: null,
    paidAt: isPaid ? first.orderedAt : null,
    createdAt: first.orderedAt,
    processedAt: first.orderedAt,
    cancelledAt: isCancelled ? first.orderedAt : null,
    cancelReason: null,
    closedAt: null,
    updatedAt: broughtAt,
    lines: withSpreadTax(
      rows.flatMap((row, position) => lineOf(row, position, context, idOf)),
      amounts,
    ),
    transactions: [],
    refunds: isPaid ? refundsOf(id, first, amounts, context, idOf) : [],
    parcels: [],
    returns: [],
    edits: [],
  };
}

interface OrderAmounts {
  totalMinor: bigint;
  subtotalMinor: bigint;
  discountsMinor: bigint;
  shippingMinor: bigint;
  taxMinor: bigint;
  /** Whether the prices of the lines contain the tax. */
  taxesIncluded: boolean;
  refundedMinor: bigint;
}

/** The amounts of an order. Goods that the file does not sum up are the sum of its lines, or what is left of the total. */
function amountsOf(rows: Rows, currency: string): OrderAmounts {
  const ofOrder = (field: AmountField) => amountOfOrder(rows, field, currency);
  const totalMinor = ofOrder("total") ?? 0n;
  const shippingMinor = ofOrder("shipping") ?? 0n;
  const ofLines = sumOfLines(rows, currency);
  const discountsMinor = larger(ofOrder("discount") ?? 0n, ofLines.discountMinor);
  const goodsMinor =
    ofLines.pricesMinor === null ? totalMinor - shippingMinor : ofLines.pricesMinor - discountsMinor;
  const taxMinor = ofOrder("tax") ?? 0n;
  const isTotalRefunded = told(rows, "financialStatus") === "refunded";
  return {
    totalMinor,
    subtotalMinor: ofOrder("subtotal") ?? larger(0n, smaller(goodsMinor, totalMinor)),
    discountsMinor,
    shippingMinor,
    taxMinor,
    // No file says so; but then goods and shipping alone come to the total.
    taxesIncluded: taxMinor > 0n && ofLines.pricesMinor !== null && goodsMinor + shippingMinor >= totalMinor,
    refundedMinor: ofOrder("refunded") ?? (isTotalRefunded ? totalMinor : 0n),
  };
}

/** Prices of the lines before discounts, null unless each line has one; and what was taken off them. */
function sumOfLines(rows: Rows, currency: string): { pricesMinor: bigint | null; discountMinor: bigint } {
  let pricesMinor: bigint | null = 0n;
  let discountMinor = 0n;
  for (const row of rows) {
    const unitMinor = amountOf(row, "unitPrice", currency);
    const isLine = row.product !== null || row.sku !== null;
    if (unitMinor !== null && pricesMinor !== null)
      pricesMinor += magnitude(unitMinor) * (row.quantity ?? 1n);
    else if (isLine || rows.length === 1) pricesMinor = null;
    discountMinor += magnitude(amountOf(row, "lineDiscount", currency) ?? 0n);
  }
  return { pricesMinor, discountMinor };
}

function lineOf(
  row: ImportedOrderRow,
  position: number,
  { currency, variants }: ImportedOrderContext,
  idOf: (...words: string[]) => bigint,
): OrderLineState[] {
  const { number, product, sku, quantity } = row;
  const variant = sku === null ? undefined : variants.get(sku);
  const title = product ?? variant?.productTitle ?? sku;
  if (title === null) return [];
  const minor = (field: AmountField) => magnitude(amountOf(row, field, currency) ?? 0n).toString();
  return [
    {
      lineId: idOf("line", number, String(position)).toString(),
      productId: variant?.productId.toString() ?? null,
      variantId: variant?.variantId.toString() ?? null,
      title,
      sku,
      quantity: Number(quantity ?? 1n),
      currentQuantity: Number(quantity ?? 1n),
      unitPriceMinor: minor("unitPrice"),
      discountMinor: minor("lineDiscount"),
      taxMinor: "0",
    },
  ];
}

function refundsOf(
  orderId: bigint,
  { number, orderedAt }: ImportedOrderRow,
  { refundedMinor, subtotalMinor }: OrderAmounts,
  { broughtAt }: ImportedOrderContext,
  idOf: (...words: string[]) => bigint,
): RefundState[] {
  const goodsMinor = smaller(refundedMinor, subtotalMinor);
  if (goodsMinor <= 0n) return [];
  const id = idOf("refund", number);
  // Whether goods came back with it, other platforms do not tell.
  return [
    {
      id,
      orderId,
      createdAt: orderedAt,
      goodsMinor,
      goodwillMinor: 0n,
      paidBackMinor: refundedMinor,
      shippingMinor: 0n,
      taxMinor: 0n,
      lines: [],
      observedAt: broughtAt,
    },
  ];
}

const UNPAID = ["pending", "authorized", "partially_paid"];

/** How an order stands: in the file's words, and of a paid one by what was given back. */
function statusOf(
  status: string | null,
  { refundedMinor, totalMinor }: OrderAmounts,
): { financialStatus: string; isPaid: boolean; isCancelled: boolean } {
  if (status === "voided") return { financialStatus: status, isPaid: false, isCancelled: true };
  if (status !== null && UNPAID.includes(status))
    return { financialStatus: status, isPaid: false, isCancelled: false };
  const byRefunds = refundedMinor < totalMinor ? "partially_refunded" : "refunded";
  const financialStatus = refundedMinor > 0n ? byRefunds : (status ?? "paid");
  return { financialStatus, isPaid: true, isCancelled: false };
}

const smaller = (a: bigint, b: bigint) => (a < b ? a : b);
const larger = (a: bigint, b: bigint) => (a > b ? a : b);

/** Platforms write more decimals than there are: 12.5000 is 12.50. But 12.500 is twelve thousand in half of Europe. */
function trimmed(amount: string, currency: string): string {
  if (/[1-9]\d*\.\d{3}$/.test(amount) && currencyDigits(currency) !== 3)
    throw new RangeError(`${amount} can be read in two ways: write thousands without a point`);
  return amount.includes(".") ? amount.replace(/0+$/, "").replace(/\.$/, "") : amount;
}
