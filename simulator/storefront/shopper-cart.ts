/** The cart of a visit: the shop keeps it under a token that the session remembers. */
import { createHash } from "node:crypto";
import type { CartInput, PricedCart } from "#simulator/state/commands.ts";
import { findVariant } from "#simulator/state/indexes.ts";
import type { Cart, CartLine, ShopState } from "#simulator/state/model.ts";
import { cartChanges, keepEvents } from "#simulator/web-pixels/cart-events.ts";
import { readerOf } from "./visit.ts";
import type { Visit } from "./visit.ts";

/** The shopper's cart; null until they put something into one. */
export function cartOf(visit: Visit): Cart | null {
  const { session, context } = visit;
  return session.cartToken === null ? null : (context.shop.carts.get(session.cartToken) ?? null);
}

/** Lines of the cart that can still be bought, as the shopper sees and counts them. */
export function linesOf(visit: Visit): CartLine[] {
  return existingLines(visit.context.shop, cartOf(visit)?.lines ?? []);
}

export const existingLines = (shop: ShopState, lines: CartLine[]): CartLine[] =>
  lines.filter((line) => findVariant(shop, line.variantId) !== null);

export const codesOf = (visit: Visit): string[] =>
  cartOf(visit)?.discountCodes ?? visit.session.discountCodes;

/** Changes the cart, or makes the shopper's first one. */
export function saveCart(visit: Visit, change: Omit<CartInput, "token" | "source">): void {
  const { session, context, customer, market } = visit;
  const known = cartOf(visit);
  const before = known?.lines ?? [];
  const saved = context.commands.saveCart({
    ...(known ? { token: known.token } : { discountCodes: session.discountCodes }),
    customerId: customer?.id ?? null,
    countryCode: market.countryCode,
    ...change,
  });
  if (!saved.ok) throw new Error(saved.errors.map((error) => error.message).join(" "));
  session.cartToken = saved.cart.token;
  session.discountCodes = [];
  if (change.lines)
    keepEvents(context.shop, saved.cart.token, cartChanges(readerOf(visit), before, change.lines));
}

/** Replaces the discount codes; without a cart the session remembers them. */
export function setCodes(visit: Visit, codes: string[]): void {
  const kept = [...new Map(codes.map((code) => [code.toLowerCase(), code])).values()];
  if (cartOf(visit)) saveCart(visit, { discountCodes: kept });
  else visit.session.discountCodes = kept;
}

/** `A, b ,A` → `A`, `b`: a list of codes as addresses and the Ajax API write it. */
export const readCodes = (text: string): string[] =>
  text
    .split(",")
    .map((code) => code.trim())
    .filter((code) => code !== "" && code.length <= 255);

/** Names a line: variant and properties. The same variant with other properties is another line. */
export function lineKey(line: CartLine): string {
  const properties = Object.entries(line.properties ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const hash = createHash("md5")
    .update(JSON.stringify([line.variantId.toString(), properties]))
    .digest("hex");
  return `${line.variantId}:${hash}`;
}

/** What the cart costs, its lines in the order of `linesOf`. */
export function pricedCart(visit: Visit, customerId: bigint | null = visit.session.customerId): PricedCart {
  return visit.context.commands.priceCart(linesOf(visit), codesOf(visit), customerId);
}
