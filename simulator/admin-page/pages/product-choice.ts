/** Choosing a product by its name in a form. */
import { findVariant } from "#simulator/state/indexes.ts";
import type { Product, ShopState, Variant } from "#simulator/state/model.ts";
import { html, type Html } from "../html.ts";

const SUGGESTIONS = 300;

export const variantName = (product: Product, variant: Variant): string =>
  variant.title === "Default Title" || product.variants.length === 1
    ? product.title
    : `${product.title} / ${variant.title}`;

/** Names to choose from while typing, for text fields with this list. */
export function productNames(shop: ShopState): Html {
  const names: string[] = [];
  for (const product of shop.products.values()) {
    if (names.length >= SUGGESTIONS) break;
    for (const variant of product.variants) names.push(variantName(product, variant));
  }
  return html`<datalist id="product-names">
    ${names.slice(0, SUGGESTIONS).map((name) => html`<option value="${name}"></option>`)}
  </datalist>`;
}

type Choice = { ok: true; variant: Variant } | { ok: false; message: string };

/** The variant that a text means: its number, SKU, or name, also the beginning of one when it is the only one. */
export function chooseVariant(shop: ShopState, text: string): Choice {
  const wanted = text.trim().toLowerCase();
  if (/^\d{6,}$/.test(wanted)) {
    const variant = findVariant(shop, BigInt(wanted));
    if (variant) return { ok: true, variant };
  }
  const similar: Variant[] = [];
  for (const product of shop.products.values()) {
    for (const variant of product.variants) {
      const name = variantName(product, variant).toLowerCase();
      if (name === wanted || (variant.sku !== "" && variant.sku.toLowerCase() === wanted)) {
        return { ok: true, variant };
      }
      if (name.includes(wanted)) similar.push(variant);
    }
  }
  const [first, second] = similar;
  if (first && !second) return { ok: true, variant: first };
  return {
    ok: false,
    message: second
      ? `${similar.length} products have "${text}" in their name; give the whole name or the SKU.`
      : `There is no product "${text}".`,
  };
}
