/** What shoppers do to their cart. Each returns a sentence when it cannot be done. */
import type { ShopState } from "#simulator/state/model.ts";
import { MAX_CART_LINES } from "./session.ts";
import type { Session } from "./session.ts";

const MAX_QUANTITY = 100_000;

/** Adds to the quantity of a variant. */
export function addToCart(
  shop: ShopState,
  session: Session,
  variantId: bigint,
  quantity: number,
): string | null {
  if (!hasVariant(shop, variantId)) return "This product is not available.";
  const known = session.lines.find((line) => line.variantId === variantId);
  const wanted = (known?.quantity ?? 0) + quantity;
  if (!Number.isInteger(quantity) || quantity < 1 || wanted > MAX_QUANTITY)
    return "Please choose a quantity of 1 or more.";
  if (known) known.quantity = wanted;
  else if (session.lines.length >= MAX_CART_LINES) return "The cart is full.";
  else session.lines.push({ variantId, quantity });
  return null;
}

/** Sets the quantity of a variant in the cart; 0 takes it out. */
export function setQuantity(session: Session, variantId: bigint, quantity: number): string | null {
  const line = session.lines.find((one) => one.variantId === variantId);
  if (!line) return "That product is not in the cart.";
  if (!Number.isInteger(quantity) || quantity < 0 || quantity > MAX_QUANTITY)
    return "That is not a quantity.";
  line.quantity = quantity;
  session.lines = session.lines.filter((one) => one.quantity > 0);
  return null;
}

/** Reads a variant id, or the id in a line key such as `42:sku`; null when it is none. */
export function variantIdOf(text: string | null | undefined): bigint | null {
  const match = /^(\d{1,20})(:.*)?$/.exec(text ?? "");
  return match?.[1] ? BigInt(match[1]) : null;
}

function hasVariant(shop: ShopState, variantId: bigint): boolean {
  for (const product of shop.products.values()) {
    if (product.variants.some((variant) => variant.id === variantId)) return true;
  }
  return false;
}
