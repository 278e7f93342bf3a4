import type { Fact } from "#app/shared/fact.ts";

/** An order as Shopify showed it at `updatedAt`. Amounts are whole minor units of `currency`, the shop's currency. */
export interface OrderState {
  id: bigint;
  name: string;
  /** null = no customer (a guest at the till, a deleted customer). */
  customerId: bigint | null;
  currency: string;
  /** After discounts, before shipping and before returns. */
  subtotalMinor: bigint;
  totalMinor: bigint;
  financialStatus: string | null;
  /** The earliest time at which this state shows it as paid; null = not paid. */
  paidAt: Date | null;
  processedAt: Date;
  cancelledAt: Date | null;
  updatedAt: Date;
  /** Discount codes that were used. */
  discountCodes: string[];
  lines: OrderLineState[];
  refunds: RefundState[];
}

export interface OrderLineState {
  lineId: string;
  productId: string | null;
  variantId: string | null;
  title: string;
  quantity: number;
  /** Price of one before discounts. */
  unitPriceMinor: string;
}

/** One refund of an order. */
export interface RefundState {
  id: bigint;
  orderId: bigint;
  createdAt: Date;
  /** What was given back for goods: returned lines after discounts, and goodwill. Not shipping, not tax. */
  goodsMinor: bigint;
  /** Age of the state that it was read from. */
  observedAt: Date;
}

const PAID_STATUSES = new Set(["paid", "partially_refunded", "refunded"]);
const ONE_DAY_MS = 86_400_000;

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
 * webhook or import it came with.
 */
export function factsFromOrder(order: OrderState): Fact[] {
  const shared = { customerId: order.customerId, orderId: order.id, sourceUpdatedAt: order.updatedAt };
  const amounts = { currency: order.currency, goodsMinor: order.subtotalMinor.toString(), name: order.name };
  const key = order.id.toString();
  const facts: Fact[] = [
    {
      ...shared,
      kind: "order.placed",
      key,
      happenedAt: order.processedAt,
      data: { ...amounts, discountCodes: order.discountCodes.toSorted().join(" ") },
    },
    ...order.refunds.map((refund) => factFromRefund(refund, order.customerId)),
  ];
  if (order.paidAt)
    facts.push({ ...shared, kind: "order.paid", key, happenedAt: order.paidAt, data: amounts });
  if (order.cancelledAt) {
    facts.push({ ...shared, kind: "order.cancelled", key, happenedAt: order.cancelledAt, data: {} });
  }
  return facts;
}

/** The fact of one refund. Its key is the refund's id, so that refunds/create and orders/updated give one fact. */
export function factFromRefund(refund: RefundState, customerId: bigint | null): Fact {
  return {
    kind: "order.refunded",
    key: refund.id.toString(),
    happenedAt: refund.createdAt,
    customerId,
    orderId: refund.orderId,
    data: { goodsMinor: refund.goodsMinor.toString() },
    sourceUpdatedAt: refund.observedAt,
  };
}

/**
 * What a refund gave back for goods: the returned lines, and money beyond lines, tax and shipping (goodwill).
 */
export function refundedGoods(refund: {
  linesMinor: bigint;
  linesTaxMinor: bigint;
  shippingMinor: bigint;
  paidBackMinor: bigint;
}): bigint {
  const beyond = refund.paidBackMinor - refund.linesMinor - refund.linesTaxMinor - refund.shippingMinor;
  return refund.linesMinor + (beyond > 0n ? beyond : 0n);
}
