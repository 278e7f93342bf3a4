/** Which lines of a cart a discount is about. */
import { isMember } from "./collections-rules.ts";
import type { CartLine, DiscountItems, Hundredths, ShopState } from "./model.ts";
import { findVariant } from "./indexes.ts";

/** A line of the cart before discounts. */
export interface CartItem {
  variantId: bigint;
  productId: bigint;
  title: string;
  sku: string;
  quantity: number;
  unitPrice: Hundredths;
  total: Hundredths;
}

/** The lines that can be priced: variants that exist, at least one piece. */
export function itemsOf(shop: ShopState, lines: CartLine[]): CartItem[] {
  return lines.flatMap((line) => {
    const variant = findVariant(shop, line.variantId);
    const product = variant && shop.products.get(variant.productId);
    if (!product || line.quantity < 1) return [];
    return [
      {
        variantId: variant.id,
        productId: product.id,
        title: product.title,
        sku: variant.sku,
        quantity: line.quantity,
        unitPrice: variant.price,
        total: variant.price * BigInt(line.quantity),
      },
    ];
  });
}

/** Whether a discount's items include a line. */
export function includes(shop: ShopState, items: DiscountItems, item: CartItem): boolean {
  if (items.kind === "all") return true;
  if (items.kind === "products") {
    return items.productIds.includes(item.productId) || items.variantIds.includes(item.variantId);
  }
  const product = shop.products.get(item.productId);
  if (!product) return false;
  return items.collectionIds.some((id) => {
    const collection = shop.collections.get(id);
    return collection !== undefined && isMember(collection, product);
  });
}

export const totalOf = (items: CartItem[]): Hundredths => items.reduce((sum, item) => sum + item.total, 0n);

export const quantityOf = (items: CartItem[]): number => items.reduce((sum, item) => sum + item.quantity, 0);
