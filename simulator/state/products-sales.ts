/** How often products were sold, for "best selling". Shopify works it out now and then, and so does this. */
import { orderToLookAt } from "./indexes.ts";
import type { ShopState } from "./model.ts";

interface Sales {
  orders: number;
  byProduct: Map<bigint, number>;
}

const known = new WeakMap<ShopState, Sales>();

/** Shopify counts all orders; here the newest so many tell what sells. */
const ORDERS_READ = 20_000;

/** So many orders may be missing before the figures are made anew: 1 % of them. */
const isFresh = (sales: Sales, orders: number): boolean =>
  orders >= sales.orders && orders - sales.orders <= sales.orders / 100;

function count(shop: ShopState): Sales {
  const byProduct = new Map<bigint, number>();
  for (const id of [...shop.orders.keys()].slice(-ORDERS_READ)) {
    for (const { productId, quantity } of orderToLookAt(shop, id)?.lines ?? []) {
      if (productId !== null) byProduct.set(productId, (byProduct.get(productId) ?? 0) + quantity);
    }
  }
  return { orders: shop.orders.size, byProduct };
}

/** Pieces of a product in the newest orders; up to 1 % of the newest orders may not be counted yet. */
export function salesOf(shop: ShopState, productId: bigint): number {
  let sales = known.get(shop);
  if (!sales || !isFresh(sales, shop.orders.size)) {
    sales = count(shop);
    known.set(shop, sales);
  }
  return sales.byProduct.get(productId) ?? 0;
}
