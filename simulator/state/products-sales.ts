/** How often products were sold, for "best selling". Shopify works it out now and then, and so does this. */
import type { ShopState } from "./model.ts";

interface Sales {
  orders: number;
  byProduct: Map<bigint, number>;
}

const known = new WeakMap<ShopState, Sales>();

/** So many orders may be missing before the figures are made anew: 1 % of them. */
const isFresh = (sales: Sales, orders: number): boolean =>
  orders >= sales.orders && orders - sales.orders <= sales.orders / 100;

function count(shop: ShopState): Sales {
  const byProduct = new Map<bigint, number>();
  for (const order of shop.orders.values()) {
    for (const { productId, quantity } of order.lines) {
      if (productId !== null) byProduct.set(productId, (byProduct.get(productId) ?? 0) + quantity);
    }
  }
  return { orders: shop.orders.size, byProduct };
}

/** Pieces of a product that were ordered; up to 1 % of the newest orders may not be counted yet. */
export function salesOf(shop: ShopState, productId: bigint): number {
  let sales = known.get(shop);
  if (!sales || !isFresh(sales, shop.orders.size)) {
    sales = count(shop);
    known.set(shop, sales);
  }
  return sales.byProduct.get(productId) ?? 0;
}
