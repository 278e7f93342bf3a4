/** Which products are bought together. Worked out now and then, as Shopify does, so that no page waits for it. */
import type { ShopState } from "#simulator/state/model.ts";

/** Orders that are read: the newest ones say the most. */
const ORDERS_READ = 5_000;
/** Long orders join everything with everything and say little. */
const LINES_READ = 25;
/** Companions kept for each product. */
const KEPT = 20;

interface Figures {
  orders: number;
  companions: Map<bigint, bigint[]>;
}

const known = new WeakMap<ShopState, Figures>();

function count(shop: ShopState): Figures {
  const together = new Map<bigint, Map<bigint, number>>();
  for (const id of [...shop.orders.keys()].slice(-ORDERS_READ)) {
    const order = shop.orders.get(id);
    if (!order) continue;
    const products = [...new Set(order.lines.slice(0, LINES_READ).flatMap((line) => line.productId ?? []))];
    for (const product of products) {
      const counts = together.get(product) ?? new Map<bigint, number>();
      together.set(product, counts);
      for (const other of products) {
        if (other !== product) counts.set(other, (counts.get(other) ?? 0) + 1);
      }
    }
  }
  const companions = new Map<bigint, bigint[]>();
  for (const [product, counts] of together) {
    const sorted = [...counts].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    companions.set(
      product,
      sorted.slice(0, KEPT).map(([id]) => id),
    );
  }
  return { orders: shop.orders.size, companions };
}

/** Products bought together with one, most often first. Up to 1 % of the newest orders may not be counted yet. */
export function boughtWith(shop: ShopState, productId: bigint): bigint[] {
  const kept = known.get(shop);
  const isFresh =
    kept && shop.orders.size >= kept.orders && shop.orders.size - kept.orders <= kept.orders / 100;
  const figures = isFresh ? kept : count(shop);
  known.set(shop, figures);
  return figures.companions.get(productId) ?? [];
}
