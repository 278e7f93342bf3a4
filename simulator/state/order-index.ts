/** Finds the order of a refund, return or parcel by its id, without reading all orders each time. */
import type { Order, ShopState } from "./model.ts";

interface PartIndex {
  size: number;
  orderIds: Map<bigint, bigint>;
}

const known = new WeakMap<ShopState, PartIndex>();

function add(index: PartIndex, order: Order): void {
  for (const parts of [order.refunds, order.returns, order.fulfillments]) {
    for (const { id } of parts) index.orderIds.set(id, order.id);
  }
}

function partIndex(shop: ShopState): PartIndex {
  const kept = known.get(shop);
  if (kept?.size === shop.orders.size) return kept;
  const index: PartIndex = { size: shop.orders.size, orderIds: new Map() };
  for (const order of shop.orders.values()) add(index, order);
  known.set(shop, index);
  return index;
}

/** The order that a refund, return or parcel belongs to. A parcel that is only implied has the order's own id. */
export function orderOfPart(shop: ShopState, id: bigint): Order | null {
  return shop.orders.get(partIndex(shop).orderIds.get(id) ?? id) ?? null;
}

/** Call after an order was added, or a refund, return or parcel was added to it. */
export function noteOrderParts(shop: ShopState, order: Order): void {
  const index = known.get(shop);
  if (!index) return;
  add(index, order);
  index.size = shop.orders.size;
}
