/** The cart as a Liquid object and as the Ajax API's JSON. */
import { Drop } from "liquidjs";
import type { PricedCart, PricedLine } from "#simulator/state/commands.ts";
import type { ShopState } from "#simulator/state/model.ts";
import { ImageDrop } from "./catalogue.ts";

export class CartDrop extends Drop {
  #shop: ShopState;
  #priced: PricedCart;

  constructor(shop: ShopState, priced: PricedCart) {
    super();
    this.#shop = shop;
    this.#priced = priced;
  }

  get currency(): object {
    return { iso_code: this.#shop.currency };
  }
  get item_count(): number {
    return this.#priced.lines.reduce((sum, line) => sum + line.quantity, 0);
  }
  get items(): object[] {
    return this.#priced.lines.map((line) => lineItem(this.#shop, line));
  }
  get total_price(): number {
    return Number(this.#priced.subtotal);
  }
  get original_total_price(): number {
    return Number(this.#priced.linesTotal);
  }
  get items_subtotal_price(): number {
    return Number(this.#priced.linesTotal);
  }
  get total_discount(): number {
    return Number(this.#priced.linesTotal - this.#priced.subtotal);
  }
  get discount_applications(): object[] {
    return discountApplications(this.#priced);
  }
  get cart_level_discount_applications(): object[] {
    return discountApplications(this.#priced);
  }
  get requires_shipping(): boolean {
    return this.#priced.lines.length > 0;
  }
}

function lineItem(shop: ShopState, line: PricedLine): Record<string, unknown> & { image: ImageDrop | null } {
  const product = shop.products.get(line.productId);
  const image = product ? new ImageDrop(product.imagePath, product.title) : null;
  return {
    id: line.variantId,
    key: `${line.variantId}:${line.sku}`,
    variant_id: line.variantId,
    product_id: line.productId,
    title: line.title,
    product_title: line.title,
    sku: line.sku,
    quantity: line.quantity,
    price: Number(line.unitPrice),
    original_price: Number(line.unitPrice),
    final_price: Number(line.unitPrice),
    line_price: Number(line.total),
    final_line_price: Number(line.total),
    original_line_price: Number(line.unitPrice) * line.quantity,
    total_discount: Number(line.discount),
    url: product ? `/products/${product.handle}?variant=${line.variantId}` : null,
    handle: product?.handle ?? null,
    vendor: product?.vendor ?? null,
    product_type: product?.productType ?? null,
    requires_shipping: true,
    image,
  };
}

function discountApplications(priced: PricedCart): object[] {
  return priced.discounts.map(({ code, amount }) => ({
    type: "discount_code",
    title: code,
    total_allocated_amount: Number(amount),
  }));
}

/** What `/cart.js` answers. */
export function cartJson(shop: ShopState, priced: PricedCart, token: string): object {
  const cart = new CartDrop(shop, priced);
  return {
    token,
    note: null,
    attributes: {},
    original_total_price: cart.original_total_price,
    total_price: cart.total_price,
    total_discount: cart.total_discount,
    item_count: cart.item_count,
    items: priced.lines.map((line) => cartItemJson(shop, line)),
    requires_shipping: cart.requires_shipping,
    currency: shop.currency,
    items_subtotal_price: cart.items_subtotal_price,
    cart_level_discount_applications: discountApplications(priced),
  };
}

/** One item of `/cart.js`, also what `/cart/add.js` answers. */
export function cartItemJson(shop: ShopState, line: PricedLine): object {
  const { image, ...rest } = lineItem(shop, line);
  return { ...rest, image: image?.src ?? null };
}
