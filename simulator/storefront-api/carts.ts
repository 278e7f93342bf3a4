/** Carts of the Storefront API: their ids, lines and prices. */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { PricedCart, PricedLine } from "#simulator/state/commands.ts";
import { findVariant } from "#simulator/state/indexes.ts";
import { marketOf } from "#simulator/state/markets.ts";
import type { Cart, CartLine, Hundredths, Market, ShopState } from "#simulator/state/model.ts";
import { cartLineKey } from "#simulator/webhooks/cart-payloads.ts";
import type { StorefrontContext } from "./context.ts";

/** Carts that nobody touched for so long are gone. */
const LIFETIME_MS = 10 * 24 * 3600 * 1000;

/** Who knows the key may see the cart. */
export const cartKey = (secret: string, token: string): string =>
  createHmac("sha256", `cart ${secret}`).update(token).digest("hex").slice(0, 32);

const isKey = (expected: string, given: string): boolean =>
  expected.length === given.length && timingSafeEqual(Buffer.from(expected), Buffer.from(given));

export const cartGid = (secret: string, cart: Cart): string =>
  `gid://shopify/Cart/${cart.token}?key=${cartKey(secret, cart.token)}`;

/** Where the shopper goes on to the checkout. */
export const checkoutUrl = (shop: ShopState, secret: string, cart: Cart): string =>
  `${shop.primaryUrl}/cart/c/${cart.token}?key=${cartKey(secret, cart.token)}`;

/** The cart of a token and its key, as in `checkoutUrl`; null when it is not there or not any more. */
export function findCart(
  shop: ShopState,
  secret: string,
  { token, key, now }: { token: string; key: string; now: Date },
): Cart | null {
  const cart = shop.carts.get(token);
  if (!cart || !isKey(cartKey(secret, token), key)) return null;
  return now.getTime() - cart.updatedAt.getTime() < LIFETIME_MS ? cart : null;
}

/** The cart of a global id; null when there is none or the key is wrong. */
export function cartOfGid(context: StorefrontContext, id: unknown): Cart | null {
  const match = /^gid:\/\/shopify\/Cart\/([\w-]+)\?key=(\w+)$/.exec(String(id));
  if (!match) return null;
  const { shop, app, now } = context;
  return findCart(shop, app.clientSecret, { token: match[1]!, key: match[2]!, now });
}

/** Names a line within its cart: the variant with its attributes. */
export function lineGid(cart: Cart, line: CartLine): string {
  const hash = createHash("sha256").update(cartLineKey(line)).digest("hex");
  const parts = [
    hash.slice(0, 8),
    hash.slice(8, 12),
    hash.slice(12, 16),
    hash.slice(16, 20),
    hash.slice(20, 32),
  ];
  return `gid://shopify/CartLine/${parts.join("-")}?cart=${cart.token}`;
}

export const viewKey = (line: CartLine): string => cartLineKey(line).split(":")[1]!.slice(0, 16);

/** The market whose prices a cart shows: the buyer's country, else the request's. */
export const marketOfCart = (context: StorefrontContext, cart: Cart): Market =>
  cart.countryCode ? marketOf(context.shop, cart.countryCode) : context.market;

/** A cart with what it costs. */
export interface ShownCart {
  cart: Cart;
  priced: PricedCart;
  market: Market;
}

export interface ShownLine {
  shown: ShownCart;
  line: CartLine;
  priced: PricedLine;
}

const pricedCarts = new WeakMap<StorefrontContext, Map<string, ShownCart>>();

/** Prices a cart once for a request; `isChanged` after a mutation changed it. */
export function showCart(context: StorefrontContext, cart: Cart, isChanged = false): ShownCart {
  const known = pricedCarts.get(context) ?? new Map<string, ShownCart>();
  pricedCarts.set(context, known);
  const found = isChanged ? undefined : known.get(cart.token);
  if (found) return found;
  const { lines, discountCodes, customerId, email, countryCode } = cart;
  const priced = context.commands.priceCart(lines, discountCodes, customerId, 0n, { email, countryCode });
  const shown = { cart, priced, market: marketOfCart(context, cart) };
  known.set(cart.token, shown);
  return shown;
}

/** Lines in the cart's order; products that are gone are left out. */
export function linesOf(shop: ShopState, shown: ShownCart): ShownLine[] {
  const existing = shown.cart.lines.filter((line) => findVariant(shop, line.variantId));
  return existing.flatMap((line, index) => {
    const priced = shown.priced.lines[index];
    return priced ? [{ shown, line, priced }] : [];
  });
}

/** Whether a discount is taken off the whole order, not off single lines. */
export const isCartLevel = ({ priced }: ShownCart, application: number): boolean => {
  const found = priced.discountApplications[application];
  return found?.selection === "ALL" && found.allocation === "ACROSS";
};

/** What line-level discounts take off a line. */
export const lineLevelDiscount = ({ shown, priced }: ShownLine): Hundredths =>
  priced.discountAllocations
    .filter(({ application }) => !isCartLevel(shown, application))
    .reduce((sum, { amount }) => sum + amount, 0n);
