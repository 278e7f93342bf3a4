/** What shoppers do to their cart, with Shopify's refusals. */
import { findVariant } from "#simulator/state/indexes.ts";
import type { CartLine, ShopState, Variant } from "#simulator/state/model.ts";
import { hasPage, sellableQuantity } from "./publication.ts";
import { lineKey, linesOf, saveCart } from "./shopper-cart.ts";
import type { Visit } from "./visit.ts";

const MAX_QUANTITY = 1_000_000;
/** Shopify's limit of lines in a cart. */
const MAX_LINES = 500;

/** Why a change is refused; `status` is the HTTP status of the Ajax API. */
export interface Refusal {
  status: number;
  description: string;
}

/** The theme has a text of its own for each kind; `title` names the product in question. */
export interface CartRefusal extends Refusal {
  kind: keyof typeof DESCRIPTIONS;
  title: string;
}

export interface ItemToAdd {
  variantId: bigint | null;
  quantity: number;
  properties?: Record<string, string>;
}

const DESCRIPTIONS = {
  no_variant: () => "Cannot find variant",
  too_few: () => "The quantity must be 1 or more.",
  sold_out: (title: string) => `The product '${title}' is already sold out.`,
  no_more: (title: string) => `You can't add more ${title} to the cart.`,
  full: () => "The cart is full.",
  no_line: () => "no valid id or line parameter",
  no_quantity: () => "That is not a quantity.",
} satisfies Record<string, (title: string) => string>;

export const CART_REFUSALS = Object.keys(DESCRIPTIONS);

const refuse = (kind: CartRefusal["kind"], { title = "", status = 422 } = {}): CartRefusal => ({
  kind,
  title,
  status,
  description: DESCRIPTIONS[kind](title),
});

/** A variant that the online store sells; null when there is none. */
export function variantOnSale(shop: ShopState, variantId: bigint | null, now: Date): Variant | null {
  const variant = variantId === null ? null : findVariant(shop, variantId);
  const product = variant && shop.products.get(variant.productId);
  return product && hasPage(product, now) ? variant : null;
}

const titleOf = (shop: ShopState, variant: Variant): string => {
  const title = shop.products.get(variant.productId)?.title ?? "";
  return variant.title === "Default Title" ? title : `${title} - ${variant.title}`;
};

/** Pieces of a variant in all lines together. */
const piecesOf = (lines: CartLine[], variantId: bigint): number =>
  lines.reduce((sum, line) => (line.variantId === variantId ? sum + line.quantity : sum), 0);

function stockRefusal(shop: ShopState, variant: Variant, lines: CartLine[]): CartRefusal | null {
  const left = sellableQuantity(shop, variant);
  if (left === null || piecesOf(lines, variant.id) <= left) return null;
  const title = titleOf(shop, variant);
  return refuse(left === 0 ? "sold_out" : "no_more", { title });
}

/** A line with the same variant and properties takes up the pieces; what is added last stands first. */
function withItem(lines: CartLine[], added: CartLine): CartLine[] {
  const key = lineKey(added);
  const known = lines.find((line) => lineKey(line) === key);
  if (!known) return [added, ...lines];
  return lines.map((line) => (line === known ? { ...line, quantity: line.quantity + added.quantity } : line));
}

export type Added = { ok: true; keys: string[] } | { ok: false; refusal: CartRefusal };

/** Adds all of the items, or none where one is refused. Gives the keys of their lines. */
export function addToCart(visit: Visit, items: ItemToAdd[]): Added {
  const { shop, clock } = visit.context;
  let lines = linesOf(visit);
  const keys: string[] = [];
  for (const { variantId, quantity, properties } of items) {
    const variant = variantOnSale(shop, variantId, clock());
    if (!variant) return { ok: false, refusal: refuse("no_variant", { status: 404 }) };
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > MAX_QUANTITY) {
      return { ok: false, refusal: refuse("too_few") };
    }
    const line: CartLine = { variantId: variant.id, quantity };
    if (properties && Object.keys(properties).length > 0) line.properties = properties;
    lines = withItem(lines, line);
    const refusal = stockRefusal(shop, variant, lines);
    if (refusal) return { ok: false, refusal };
    if (lines.length > MAX_LINES) return { ok: false, refusal: refuse("full") };
    keys.push(lineKey(line));
  }
  saveCart(visit, { lines });
  return { ok: true, keys: [...new Set(keys)] };
}

export interface LineChange {
  /** Index in the cart. */
  index: number;
  quantity?: number;
  /** Replaces all properties. */
  properties?: Record<string, string>;
}

/** Changes lines; quantity 0 takes one out. Stock is looked at only where a quantity grows and `checkStock` says so. */
export function changeLines(visit: Visit, changes: LineChange[], checkStock: boolean): CartRefusal | null {
  const { shop } = visit.context;
  const before = linesOf(visit);
  const lines = before.map((line) => ({ ...line }));
  for (const { index, quantity, properties } of changes) {
    const line = lines[index];
    if (!line) return refuse("no_line", { status: 400 });
    if (quantity !== undefined) {
      if (!Number.isInteger(quantity) || quantity < 0 || quantity > MAX_QUANTITY) {
        return refuse("no_quantity");
      }
      const grows = quantity > line.quantity;
      line.quantity = quantity;
      const variant = findVariant(shop, line.variantId);
      const refusal = checkStock && grows && variant ? stockRefusal(shop, variant, lines) : null;
      if (refusal) return refusal;
    }
    if (properties !== undefined) line.properties = properties;
  }
  saveCart(visit, { lines: lines.filter((line) => line.quantity > 0) });
  return null;
}

/** Reads a variant id, or the id in a line key such as `42:c0ffee`; null when it is none. */
export function variantIdOf(text: string | null | undefined): bigint | null {
  const match = /^(\d{1,20})(:.*)?$/.exec(text ?? "");
  return match?.[1] ? BigInt(match[1]) : null;
}

/** Index of the line that a variant id or a line key names; -1 when there is none. */
export function lineIndex(lines: CartLine[], idOrKey: string): number {
  const byKey = lines.findIndex((line) => lineKey(line) === idOrKey);
  if (byKey >= 0 || idOrKey.includes(":")) return byKey;
  return lines.findIndex((line) => String(line.variantId) === idOrKey);
}
