/** Which products shoppers reach and how many pieces they can buy. */
import { onlineStockOf } from "#simulator/state/inventory-levels.ts";
import type { Product, ShopState, Variant } from "#simulator/state/model.ts";
import { hasPage } from "#simulator/state/products-parts.ts";

export { hasPage, isListed } from "#simulator/state/products-parts.ts";

/** Pieces that may still be bought; null = as many as wanted. */
export function sellableQuantity(shop: ShopState, variant: Variant): number | null {
  if (!variant.tracked || variant.inventoryPolicy === "CONTINUE") return null;
  return Math.max(0, onlineStockOf(shop, variant));
}

/** The product that an address shows; null when there is none, or it is not on the online store. */
export function productByHandle(shop: ShopState, handle: string, now: Date): Product | null {
  for (const product of shop.products.values()) {
    if (product.handle === handle) return hasPage(product, now) ? product : null;
  }
  return null;
}
