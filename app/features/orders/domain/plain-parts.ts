/** Parts of an order that its own amounts tell, so that nobody has to ask for them. */
import { type OrderState, type ParcelState, type RefundState, withGoodwill } from "./order-state.ts";

/** What an order is worth less than when it was placed. */
export interface Lost {
  subtotalMinor: bigint;
  totalMinor: bigint;
  taxMinor: bigint;
}

/**
 * The one refund of an order, where what the order lost by it tells all of it: goods with their tax and nothing else, or,
 * without tax, the whole order with its shipping. Else null.
 */
export function plainRefund(order: OrderState, lost: Lost): RefundState | null {
  const [refund] = order.refunds;
  if (!refund || order.refunds.length > 1) return null;
  const beyondGoods = refund.paidBackMinor - lost.subtotalMinor - (order.taxesIncluded ? 0n : lost.taxMinor);
  const isWhole = lost.totalMinor === order.totalMinor && order.taxMinor === 0n;
  if (beyondGoods !== 0n && !(isWhole && beyondGoods === order.shippingMinor)) return null;
  return {
    ...refund,
    ...withGoodwill(lost.subtotalMinor, 0n),
    shippingMinor: beyondGoods,
    taxMinor: lost.taxMinor,
    lines: order.lines.flatMap(({ lineId, quantity, currentQuantity }) =>
      quantity > currentQuantity ? [{ lineId, quantity: quantity - currentQuantity }] : [],
    ),
  };
}

/** The one parcel of an order of which everything was sent and nothing was taken out holds all of it; else null. */
export function wholeParcel({ parcels, lines, fulfillmentStatus }: OrderState): ParcelState | null {
  const [parcel] = parcels;
  const isWhole =
    parcels.length === 1 &&
    parcel?.status === "success" &&
    fulfillmentStatus === "fulfilled" &&
    lines.every((line) => line.currentQuantity === line.quantity);
  return parcel && isWhole
    ? { ...parcel, lines: lines.map(({ lineId, quantity }) => ({ lineId, quantity })) }
    : null;
}
