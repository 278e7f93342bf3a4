/** What product discounts take off each line: amounts off, and buy X get Y. */
import type { Discount, DiscountTerms, Hundredths, ShopState } from "./model.ts";
import { type CartItem, includes, quantityOf, totalOf } from "./pricing-items.ts";
import { offPiece, partOf, share, smaller } from "./pricing-amounts.ts";

type BuyXGetY = Extract<DiscountTerms, { kind: "buyXGetY" }>;

interface Piece {
  line: number;
  price: Hundredths;
  buys: boolean;
  gets: boolean;
}

/** Cheapest first; of the same price those that cannot count as bought. */
function piecesOf(shop: ShopState, terms: BuyXGetY, items: CartItem[]): Piece[] {
  return items
    .flatMap((item, line) => {
      const buys = includes(shop, terms.buys.items, item);
      const gets = includes(shop, terms.gets.items, item);
      if (!buys && !gets) return [];
      return Array.from({ length: item.quantity }, () => ({ line, price: item.unitPrice, buys, gets }));
    })
    .toSorted((a, b) => Number(a.price - b.price) || Number(a.buys) - Number(b.buys));
}

/** Enough is bought for so many uses by the pieces that are not given. */
function isBought(terms: BuyXGetY, pieces: Piece[], given: Set<Piece>, uses: number): boolean {
  const bought = pieces.filter((piece) => piece.buys && !given.has(piece));
  const { minimum } = terms.buys;
  if ("quantity" in minimum) return bought.length >= uses * minimum.quantity;
  return bought.reduce((sum, piece) => sum + piece.price, 0n) >= BigInt(uses) * minimum.amount;
}

/**
 * The pieces that are given: the cheapest, as many times as the cart allows. Each piece counts once, as bought or as
 * given, and each use needs all its pieces in the cart.
 */
function givenPieces(shop: ShopState, terms: BuyXGetY, items: CartItem[]): Piece[] {
  const pieces = piecesOf(shop, terms, items);
  const candidates = pieces.filter((piece) => piece.gets);
  const most = Math.floor(candidates.length / terms.gets.quantity);
  for (let uses = Math.min(most, terms.usesPerOrderLimit ?? most); uses > 0; uses -= 1) {
    const given = candidates.slice(0, uses * terms.gets.quantity);
    if (isBought(terms, pieces, new Set(given), uses)) return given;
  }
  return [];
}

function buyXGetY(shop: ShopState, terms: BuyXGetY, items: CartItem[]): Hundredths[] {
  const off = items.map(() => 0n);
  for (const piece of givenPieces(shop, terms, items)) {
    off[piece.line]! += offPiece(terms.gets.effect, piece.price, shop.currency);
  }
  return off;
}

/** Whether the lines that a discount is about reach its minimum, before discounts. */
export function reachesMinimum(discount: Discount, items: CartItem[]): boolean {
  if (discount.minimum?.kind === "quantity") return quantityOf(items) >= discount.minimum.quantity;
  return discount.minimum === null || totalOf(items) >= discount.minimum.amount;
}

/** What a product discount alone takes off each line; zeros when it does not hold for these lines. */
export function offLines(shop: ShopState, discount: Discount, items: CartItem[]): Hundredths[] {
  const { terms } = discount;
  const { currency } = shop;
  if (terms.kind === "buyXGetY") return buyXGetY(shop, terms, items);
  const nothing = items.map(() => 0n);
  if (terms.kind === "freeShipping") return nothing;
  const entitled = items.filter((item) => includes(shop, terms.items, item));
  if (entitled.length === 0 || !reachesMinimum(discount, entitled)) return nothing;
  const { value } = terms;
  if (value.kind === "amount" && !value.onEachItem) {
    const weights = items.map((item) => (entitled.includes(item) ? item.total : 0n));
    return share(smaller(value.amount, totalOf(entitled)), weights, currency);
  }
  return items.map((item) => {
    if (!entitled.includes(item)) return 0n;
    return value.kind === "percentage"
      ? smaller(partOf(item.total, value.fraction, currency), item.total)
      : offPiece(value, item.unitPrice, currency) * BigInt(item.quantity);
  });
}
