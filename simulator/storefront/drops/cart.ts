/** The cart as a Liquid object and as the Ajax API's JSON, in the shopper's currency. */
import { createHash } from "node:crypto";
import { Drop } from "liquidjs";
import { currencyDigits } from "#simulator/money.ts";
import { currencySymbol } from "#simulator/state/markets.ts";
import type { Cart } from "#simulator/state/model.ts";
import { lineKey } from "../shopper-cart.ts";
import { cartLevelDiscounts, discountJson, itemJson, lineDrop, partsOf, totalsOf } from "./cart-lines.ts";
import type { CartView } from "./cart-lines.ts";

export type { CartView } from "./cart-lines.ts";

/** Attributes of names with two underscores are private: on the order, nowhere else. */
const publicAttributes = (attributes: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => !name.startsWith("__")));

const countOf = (view: CartView): number => view.priced.lines.reduce((sum, line) => sum + line.quantity, 0);

const weightOf = (view: CartView): number =>
  partsOf(view).reduce((sum, { variant, line }) => sum + variant.weightGrams * line.quantity, 0);

const needsShipping = (view: CartView): boolean =>
  partsOf(view).some(({ variant }) => variant.requiresShipping);

export class CartDrop extends Drop {
  #view: CartView;

  constructor(view: CartView) {
    super();
    this.#view = view;
  }

  get currency(): object {
    const { currency } = this.#view.reader.market;
    return { iso_code: currency, symbol: currencySymbol(currency), decimals: currencyDigits(currency) };
  }
  get note(): string {
    return this.#view.cart?.note ?? "";
  }
  get attributes(): Record<string, string> {
    return publicAttributes(this.#view.cart?.attributes ?? {});
  }
  get item_count(): number {
    return countOf(this.#view);
  }
  get "empty?"(): boolean {
    return this.item_count === 0;
  }
  get items(): object[] {
    return partsOf(this.#view).map(lineDrop);
  }
  get total_price(): number {
    return totalsOf(this.#view).total;
  }
  get checkout_charge_amount(): number {
    return this.total_price;
  }
  get original_total_price(): number {
    return totalsOf(this.#view).original;
  }
  get items_subtotal_price(): number {
    return totalsOf(this.#view).items;
  }
  get total_discount(): number {
    const { original, total } = totalsOf(this.#view);
    return original - total;
  }
  get total_weight(): number {
    return weightOf(this.#view);
  }
  get discount_applications(): object[] {
    const { reader, priced } = this.#view;
    return priced.discountApplications.map((each) => discountJson(reader, each));
  }
  get cart_level_discount_applications(): object[] {
    return cartLevelDiscounts(this.#view);
  }
  get requires_shipping(): boolean {
    return needsShipping(this.#view);
  }
}

/** `<token>?key=<hex>`, as `/cart.js` names a cart. */
function tokenOf(cart: Cart | null): string {
  if (!cart) return "";
  return `${cart.token}?key=${createHash("sha256").update(`cart ${cart.token}`).digest("hex").slice(0, 32)}`;
}

/** What `/cart.js` answers. */
export function cartJson(view: CartView): Record<string, unknown> {
  const totals = totalsOf(view);
  const used = new Set(view.priced.discounts.map(({ code }) => code.toLowerCase()));
  return {
    token: tokenOf(view.cart),
    note: view.cart?.note ?? "",
    attributes: publicAttributes(view.cart?.attributes ?? {}),
    original_total_price: totals.original,
    total_price: totals.total,
    total_discount: totals.original - totals.total,
    total_weight: weightOf(view),
    item_count: countOf(view),
    items: partsOf(view).map(itemJson),
    requires_shipping: needsShipping(view),
    currency: view.reader.market.currency,
    items_subtotal_price: totals.items,
    cart_level_discount_applications: cartLevelDiscounts(view),
    discount_codes: view.codes.map((code) => ({ code, applicable: used.has(code.toLowerCase()) })),
  };
}

/** The items with these keys, as `/cart/add.js` answers them. */
export const cartItemsJson = (view: CartView, keys: string[]): object[] =>
  keys.flatMap((key) => partsOf(view).filter(({ own }) => lineKey(own) === key)).map(itemJson);
