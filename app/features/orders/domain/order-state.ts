import type { Fact } from "#app/shared/fact.ts";
import { type OrderDiscount, type ParcelTracking, type PartLine, textOfLines } from "./order-parts.ts";
import type { PostalAddress } from "./postal-address.ts";
import type { SalesChannel } from "./sales-channel.ts";
import { factFromTransaction, type TransactionState } from "./transaction-state.ts";

/** What is personal about an order. Kept sealed. */
export interface OrderContact {
  email: string | null;
  phone: string | null;
  shippingAddress: PostalAddress | null;
  billingAddress: PostalAddress | null;
  note: string | null;
}

/** The same with what leads to an address, as it is sealed. */
export interface SealedOrder extends OrderContact {
  tracking: ParcelTracking[];
}

/**
 * An order as Shopify showed it at `updatedAt`. Amounts are whole minor units of `currency`, the shop's currency, unless
 * they say otherwise.
 */
export interface OrderState extends OrderContact {
  id: bigint;
  name: string;
  /** Shopify's customer. Null = none: a guest, a sale at the till without a name, a deleted customer. */
  customerId: bigint | null;
  currency: string;
  /** After discounts, before shipping and before returns. */
  subtotalMinor: bigint;
  totalMinor: bigint;
  discountsMinor: bigint;
  /** Before discounts. */
  shippingMinor: bigint;
  taxMinor: bigint;
  /** Whether prices and subtotals contain the tax. */
  taxesIncluded: boolean;
  /** What the shopper saw and paid in. */
  presentmentCurrency: string | null;
  presentmentTotalMinor: bigint | null;
  /** Shopify's word in lower case: pending, authorized, partially_paid, paid, partially_refunded, refunded, voided. */
  financialStatus: string | null;
  /** null (nothing sent) | partial | fulfilled | restocked */
  fulfillmentStatus: string | null;
  channel: SalesChannel;
  sourceName: string | null;
  /** Made to try the shop out: kept, but nothing follows from it. */
  isTest: boolean;
  /** Brought along from another platform: part of the history, but rewarded there. */
  earnsNoPoints?: boolean;
  /** Sorted. */
  tags: string[];
  /** Discount codes that were used, sorted. */
  discountCodes: string[];
  discounts: OrderDiscount[];
  countryCode: string | null;
  cartToken: string | null;
  checkoutToken: string | null;
  /** The earliest time at which this state shows it as paid; null = not paid. */
  paidAt: Date | null;
  createdAt: Date;
  processedAt: Date;
  cancelledAt: Date | null;
  cancelReason: string | null;
  closedAt: Date | null;
  updatedAt: Date;
  lines: OrderLineState[];
  /** As far as the state tells: those of refunds by webhooks, all by the Admin API. */
  transactions: TransactionState[];
  refunds: RefundState[];
  parcels: ParcelState[];
  returns: ReturnState[];
  /** Told by the Admin API; webhooks tell of each by itself. */
  edits: EditState[];
}

/** Ids and amounts as decimal text, so that they pass through JSON whole. */
export interface OrderLineState {
  lineId: string;
  productId: string | null;
  variantId: string | null;
  title: string;
  sku: string | null;
  quantity: number;
  /** After edits, returns and removals. */
  currentQuantity: number;
  /** Price of one before discounts. */
  unitPriceMinor: string;
  /** Taken off the whole line, by all discounts. */
  discountMinor: string;
  /** On the whole line as ordered; within its price where the order's taxes are included. */
  taxMinor: string;
}

/** One refund of an order. */
export interface RefundState {
  id: bigint;
  orderId: bigint;
  createdAt: Date;
  /** What was given back for goods: returned lines after discounts, and goodwill. Not shipping, not tax. */
  goodsMinor: bigint;
  /** The part of it that no returned line explains. */
  goodwillMinor: bigint;
  /** All that was paid back. */
  paidBackMinor: bigint;
  /** Of that for shipping, with its tax. */
  shippingMinor: bigint;
  /** Tax of lines and shipping. */
  taxMinor: bigint;
  lines: PartLine[];
  /** Age of the state that it was read from. */
  observedAt: Date;
}

/** A parcel of an order (Shopify: fulfillment). */
export interface ParcelState {
  id: bigint;
  orderId: bigint;
  /** pending | open | success | cancelled | error | failure */
  status: string | null;
  createdAt: Date;
  updatedAt: Date;
  /** When this state shows it as delivered; null = not. */
  deliveredAt: Date | null;
  tracking: ParcelTracking[];
  lines: PartLine[];
}

/** Lines that were put into an order, or taken out of it, after it was placed. */
export interface EditState {
  orderId: bigint;
  /** In whole seconds: with the order, what both sources know an edit by. */
  committedAt: Date;
  added: PartLine[];
  removed: PartLine[];
}

/** Goods that come back. */
export interface ReturnState {
  id: bigint;
  orderId: bigint;
  /** requested | open | closed | canceled | declined */
  status: string;
  /** Told by the Admin API, not by webhooks. */
  createdAt: Date | null;
  observedAt: Date;
  lines: (PartLine & { reason: string | null })[];
}

const PAID_STATUSES = new Set(["paid", "partially_refunded", "refunded"]);
const ONE_DAY_MS = 86_400_000;

/** Not every source tells when these began: filed under one month, so that a fact has one place whoever tells it. */
const FILED_UNDATED = new Date(0);

/**
 * When a state shows an order as paid, at the latest. Shopify tells no time of payment in a webhook: a state that shows
 * it paid was true at its updated_at. Orders entered long after they happened (imports) count as paid when processed.
 */
export function paidAtFromState(state: {
  financialStatus: string | null;
  createdAt: Date;
  processedAt: Date;
  updatedAt: Date;
}): Date | null {
  if (!state.financialStatus || !PAID_STATUSES.has(state.financialStatus)) return null;
  const enteredLater = state.createdAt.getTime() - state.processedAt.getTime() > ONE_DAY_MS;
  if (enteredLater) return state.processedAt;
  return state.updatedAt < state.processedAt ? state.processedAt : state.updatedAt;
}

/**
 * The facts that a state implies. The same facts come from any state of an order that shows the same things, whichever
 * webhook or import it came with. A test order implies none.
 */
export function factsFromOrder(order: OrderState): Fact[] {
  if (order.isTest) return [];
  const shared = {
    customerId: order.customerId,
    orderId: order.id,
    sourceUpdatedAt: order.updatedAt,
    filedAt: order.createdAt,
  };
  const amounts = {
    currency: order.currency,
    goodsMinor: order.subtotalMinor.toString(),
    discountsMinor: order.discountsMinor.toString(),
    name: order.name,
  };
  const key = order.id.toString();
  const facts: Fact[] = [
    {
      ...shared,
      kind: "order.placed",
      key,
      happenedAt: order.processedAt,
      data: { ...amounts, discountCodes: order.discountCodes.join(" "), channel: order.channel },
    },
    ...order.transactions.map(factFromTransaction),
    ...order.refunds.map(factFromRefund),
    ...order.parcels.flatMap(factsFromParcel),
    ...order.returns.map(factFromReturn),
    ...order.edits.map(factFromEdit),
  ];
  if (order.paidAt)
    facts.push({
      ...shared,
      kind: "order.paid",
      key,
      happenedAt: order.paidAt,
      data: order.earnsNoPoints ? { ...amounts, earnsNoPoints: true } : amounts,
    });
  if (order.cancelledAt) {
    const data = { reason: order.cancelReason };
    facts.push({ ...shared, kind: "order.cancelled", key, happenedAt: order.cancelledAt, data });
  }
  return facts;
}

/** The fact of one refund. Its key is the refund's id, so that refunds/create and orders/updated give one fact. */
export function factFromRefund(refund: RefundState): Fact {
  return {
    kind: "order.refunded",
    key: refund.id.toString(),
    happenedAt: refund.createdAt,
    customerId: null,
    orderId: refund.orderId,
    data: { goodsMinor: refund.goodsMinor.toString(), goodwillMinor: refund.goodwillMinor.toString() },
    sourceUpdatedAt: refund.observedAt,
  };
}

/** A parcel is a fact from when it was sent, and another from when it arrived. One taken back says so in its status. */
export function factsFromParcel(parcel: ParcelState): Fact[] {
  const { status, deliveredAt } = parcel;
  const shared = {
    key: parcel.id.toString(),
    customerId: null,
    orderId: parcel.orderId,
    sourceUpdatedAt: parcel.updatedAt,
  };
  const facts: Fact[] = [];
  if (status === "success" || status === "cancelled")
    facts.push({ ...shared, kind: "order.fulfilled", happenedAt: parcel.createdAt, data: { status } });
  if (deliveredAt)
    facts.push(factFromArrival({ parcelId: parcel.id, orderId: parcel.orderId, at: deliveredAt }));
  return facts;
}

/** A parcel arrived: told by the carrier's event or by the parcel's state, whichever is earlier. */
export function factFromArrival(arrival: { parcelId: bigint; orderId: bigint; at: Date }): Fact {
  return {
    kind: "order.delivered",
    key: arrival.parcelId.toString(),
    happenedAt: arrival.at,
    filedAt: FILED_UNDATED,
    customerId: null,
    orderId: arrival.orderId,
    data: {},
    sourceUpdatedAt: arrival.at,
  };
}

/** An edit of an order, with its pieces as "line:pieces line:pieces". */
export function factFromEdit({ orderId, committedAt, added, removed }: EditState): Fact {
  const happenedAt = new Date(Math.floor(committedAt.getTime() / 1000) * 1000);
  return {
    kind: "order.edited",
    key: `${orderId}:${happenedAt.toISOString()}`,
    happenedAt,
    customerId: null,
    orderId,
    data: { added: textOfLines(added), removed: textOfLines(removed) },
    sourceUpdatedAt: happenedAt,
  };
}

/** A return, from the first time it was told of; how far it is stands in its status. */
export function factFromReturn({ id, orderId, status, createdAt, observedAt }: ReturnState): Fact {
  return {
    kind: "order.returned",
    key: id.toString(),
    happenedAt: createdAt ?? observedAt,
    filedAt: FILED_UNDATED,
    customerId: null,
    orderId,
    data: { status },
    sourceUpdatedAt: observedAt,
  };
}

/**
 * What a refund gave back for goods: the returned lines, and money beyond lines, tax and shipping (goodwill).
 *
 * @param beyondMinor less than nothing is no goodwill
 */
export function withGoodwill(
  linesMinor: bigint,
  beyondMinor: bigint,
): Pick<RefundState, "goodsMinor" | "goodwillMinor"> {
  const goodwillMinor = beyondMinor > 0n ? beyondMinor : 0n;
  return { goodsMinor: linesMinor + goodwillMinor, goodwillMinor };
}
