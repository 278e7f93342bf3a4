/** Webhook payloads about carts of the online store. */
import { createHash } from "node:crypto";
import { restAmount } from "#simulator/money.ts";
import type { PricedCart, PricedLine } from "#simulator/state/commands.ts";
import { findVariant } from "#simulator/state/indexes.ts";
import type { Cart, CartLine, ShopState } from "#simulator/state/model.ts";
import { moneySet } from "./payload-parts.ts";

/** The key of a cart line: the variant and a digest of its properties, as in `/cart.js`. */
export function cartLineKey(line: CartLine): string {
  const properties = Object.entries(line.properties ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const digest = createHash("md5")
    .update(JSON.stringify([line.variantId.toString(), properties]))
    .digest("hex");
  return `${line.variantId}:${digest}`;
}

function linePayload(shop: ShopState, line: CartLine, priced: PricedLine) {
  const variant = findVariant(shop, line.variantId);
  const product = variant && shop.products.get(variant.productId);
  const { currency } = shop;
  const unitDiscounted = priced.quantity > 0 ? priced.total / BigInt(priced.quantity) : 0n;
  const before = priced.unitPrice * BigInt(priced.quantity);
  return {
    id: line.variantId,
    properties: line.properties ?? null,
    quantity: priced.quantity,
    variant_id: line.variantId,
    key: cartLineKey(line),
    discounted_price: restAmount(unitDiscounted, currency),
    discounts: [],
    gift_card: product?.isGiftCard ?? false,
    grams: 0,
    line_price: restAmount(priced.total, currency),
    original_line_price: restAmount(before, currency),
    original_price: restAmount(priced.unitPrice, currency),
    price: restAmount(priced.unitPrice, currency),
    product_id: priced.productId,
    sku: priced.sku,
    taxable: variant?.taxable ?? true,
    title: variant && variant.title !== "Default Title" ? `${priced.title} - ${variant.title}` : priced.title,
    total_discount: restAmount(priced.discount, currency),
    vendor: product?.vendor ?? "",
    discounted_price_set: moneySet(unitDiscounted, currency),
    line_price_set: moneySet(priced.total, currency),
    original_line_price_set: moneySet(before, currency),
    price_set: moneySet(priced.unitPrice, currency),
    total_discount_set: moneySet(priced.discount, currency),
    parent_relationship: null,
  };
}

/** `carts/create`, `carts/update`. */
export function cartPayload(shop: ShopState, cart: Cart, priced: PricedCart) {
  const known = cart.lines.filter((line) => findVariant(shop, line.variantId));
  return {
    id: cart.token,
    token: cart.token,
    line_items: known.flatMap((line, index) => {
      const row = priced.lines[index];
      return row ? [linePayload(shop, line, row)] : [];
    }),
    note: cart.note || null,
    updated_at: cart.updatedAt.toISOString(),
    created_at: cart.createdAt.toISOString(),
  };
}
