/** Standard events of the cart. */
import { findVariant } from "#simulator/state/indexes.ts";
import type { CartLine, ShopState } from "#simulator/state/model.ts";
import { CartDrop } from "#simulator/storefront/drops/cart.ts";
import type { CartView } from "#simulator/storefront/drops/cart.ts";
import type { Reader } from "#simulator/storefront/reader.ts";
import type { PageEvent } from "./events.ts";
import { money, variantData } from "./product-shapes.ts";

interface Line {
  variantId: bigint;
  quantity: number;
}

function lineData(reader: Reader, line: Line): object | null {
  const variant = findVariant(reader.shop, line.variantId);
  const product = variant && reader.shop.products.get(variant.productId);
  if (!variant || !product) return null;
  return {
    cost: { totalAmount: money(reader, variant.price * BigInt(line.quantity)) },
    merchandise: variantData(reader, product, variant),
    quantity: line.quantity,
  };
}

/** The whole cart; null while there is nothing in it. */
export function cartData(view: CartView): object | null {
  const { reader, lines, cart } = view;
  if (lines.length === 0) return null;
  const drop = new CartDrop(view);
  return {
    attributes: Object.entries(drop.attributes).map(([key, value]) => ({ key, value })),
    cost: { totalAmount: { amount: drop.total_price / 100, currencyCode: reader.market.currency } },
    id: cart?.token ?? "",
    lines: lines.map((line) => lineData(reader, line)).filter((line) => line !== null),
    totalQuantity: drop.item_count,
  };
}

export const cartViewed = (view: CartView): PageEvent => ({
  name: "cart_viewed",
  data: { cart: cartData(view) },
});

function quantities(lines: CartLine[]): Map<bigint, number> {
  const counts = new Map<bigint, number>();
  for (const { variantId, quantity } of lines) counts.set(variantId, (counts.get(variantId) ?? 0) + quantity);
  return counts;
}

/** What was put in and taken out between two states of a cart. */
export function cartChanges(reader: Reader, before: CartLine[], after: CartLine[]): PageEvent[] {
  const [was, is] = [quantities(before), quantities(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((variantId): PageEvent[] => {
    const difference = (is.get(variantId) ?? 0) - (was.get(variantId) ?? 0);
    if (difference === 0) return [];
    const name = difference > 0 ? "product_added_to_cart" : "product_removed_from_cart";
    return [{ name, data: { cartLine: lineData(reader, { variantId, quantity: Math.abs(difference) }) } }];
  });
}

/** Events that wait for the next page or script of the shopper, by cart. They are not part of the store's state. */
const waiting = new WeakMap<ShopState, Map<string, PageEvent[]>>();
const MOST_WAITING = 50;

export function keepEvents(shop: ShopState, cartToken: string, events: PageEvent[]): void {
  if (shop.webPixel === null || events.length === 0) return;
  const byCart = waiting.get(shop) ?? new Map<string, PageEvent[]>();
  waiting.set(shop, byCart);
  byCart.set(cartToken, [...(byCart.get(cartToken) ?? []), ...events].slice(-MOST_WAITING));
}

/** The waiting events of a cart, which then wait no more. */
export function takeEvents(shop: ShopState, cartToken: string | null): PageEvent[] {
  const byCart = waiting.get(shop);
  const events = (cartToken === null ? undefined : byCart?.get(cartToken)) ?? [];
  if (cartToken !== null) byCart?.delete(cartToken);
  return events;
}
