/** Finds the order that a line, payment, refund, return or parcel belongs to, without reading all orders each time. */
import { ordersMentioning } from "./indexes.ts";
import type { Order, ShopState } from "./model.ts";

/** Ids of parts with those of their orders: of orders that were made here, and of parts that were asked for. */
const known = new WeakMap<ShopState, Map<bigint, bigint>>();

function* partsOf(order: Order): Generator<bigint> {
  for (const { id } of order.lines) yield id;
  for (const { id } of order.transactions) yield id;
  for (const { id } of order.returns) yield id;
  for (const { id } of order.fulfillments) yield id;
  for (const refund of order.refunds) {
    yield refund.id;
    for (const { id } of refund.lines) yield id;
  }
}

const hasPart = (order: Order, id: bigint): boolean => partsOf(order).some((each) => each === id);

/** The order that has a part of this id. A parcel that is only implied has the order's own id. */
export function orderOfPart(shop: ShopState, id: bigint): Order | null {
  const index = known.get(shop) ?? new Map<bigint, bigint>();
  known.set(shop, index);
  const order = shop.orders.get(index.get(id) ?? id);
  if (order) return order;
  for (const each of ordersMentioning(shop, id)) {
    if (!hasPart(each, id)) continue;
    index.set(id, each.id);
    return shop.orders.get(each.id) ?? null;
  }
  return null;
}

/** Call after an order was added, or something was added to it. */
export function noteOrderParts(shop: ShopState, order: Order): void {
  const index = known.get(shop) ?? new Map<bigint, bigint>();
  known.set(shop, index);
  for (const id of partsOf(order)) index.set(id, order.id);
}
