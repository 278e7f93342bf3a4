/** Lines of a cart and its discounts, in the shopper's currency. */
import { createHash } from "node:crypto";
import type { PricedCart, PricedLine } from "#simulator/state/commands.ts";
import { findVariant } from "#simulator/state/indexes.ts";
import type { Cart, CartLine, DiscountApplication, Product, Variant } from "#simulator/state/model.ts";
import { present } from "../reader.ts";
import type { Reader } from "../reader.ts";
import { lineKey } from "../shopper-cart.ts";
import { imageOf, optionsOf, ProductDrop, productUrl, titleOf, VariantDrop } from "./product.ts";

export interface CartView {
  reader: Reader;
  /** null: nothing was ever put into it. */
  cart: Cart | null;
  /** One for each priced line, in the same order. */
  lines: CartLine[];
  priced: PricedCart;
  codes: string[];
}

export interface DiscountJson {
  type: string;
  key: string;
  title: string;
  description: string;
  value: string;
  created_at: string;
  value_type: string;
  allocation_method: string;
  target_selection: string;
  target_type: string;
  total_allocated_amount: number;
}

export function discountJson(reader: Reader, application: DiscountApplication): DiscountJson {
  const { value } = application;
  const title = application.code ?? application.title;
  return {
    type: application.kind === "CODE" ? "discount_code" : application.kind.toLowerCase(),
    key: createHash("md5").update(`${application.kind} ${title}`).digest("hex"),
    title,
    description: application.title,
    value: value.kind === "percentage" ? value.percentage.toFixed(1) : decimal(present(reader, value.amount)),
    created_at: reader.now.toISOString(),
    value_type: value.kind === "percentage" ? "percentage" : "fixed_amount",
    allocation_method: application.allocation.toLowerCase(),
    target_selection: application.selection.toLowerCase(),
    target_type: application.target.toLowerCase(),
    total_allocated_amount: present(reader, application.amount),
  };
}

const decimal = (hundredths: number): string => (hundredths / 100).toFixed(2);

/** An order discount is shared by all lines; Liquid lists it at the cart, every other one at its lines. */
const isCartLevel = (application: DiscountApplication): boolean =>
  application.target === "LINE_ITEM" &&
  application.selection === "ALL" &&
  application.allocation === "ACROSS";

interface LinePrices {
  price: number;
  line: number;
  /** By line level discounts only; what the whole cart is given stays out, as at Shopify. */
  discount: number;
}

function pricesOf({ reader, priced }: CartView, line: PricedLine): LinePrices {
  const price = present(reader, line.unitPrice);
  const ownDiscount = line.discountAllocations.reduce((sum, { application, amount }) => {
    const applied = priced.discountApplications[application];
    return applied && !isCartLevel(applied) ? sum + amount : sum;
  }, 0n);
  return { price, line: price * line.quantity, discount: present(reader, ownDiscount) };
}

/** Amounts of the whole cart: the sums of its lines, then what is taken off all of them. */
export function totalsOf(view: CartView): {
  original: number;
  items: number;
  cartLevel: number;
  total: number;
} {
  let [original, items] = [0, 0];
  for (const line of view.priced.lines) {
    const prices = pricesOf(view, line);
    original += prices.line;
    items += prices.line - prices.discount;
  }
  const cartLevel = cartLevelDiscounts(view).reduce((sum, each) => sum + each.total_allocated_amount, 0);
  return { original, items, cartLevel, total: Math.max(0, items - cartLevel) };
}

export const cartLevelDiscounts = ({ reader, priced }: CartView): DiscountJson[] =>
  priced.discountApplications.filter(isCartLevel).map((each) => discountJson(reader, each));

export interface LineParts {
  view: CartView;
  line: PricedLine;
  own: CartLine;
  product: Product;
  variant: Variant;
}

export function partsOf(view: CartView): LineParts[] {
  return view.priced.lines.flatMap((line, index) => {
    const own = view.lines[index];
    const product = view.reader.shop.products.get(line.productId);
    const variant = findVariant(view.reader.shop, line.variantId);
    return own && product && variant ? [{ view, line, own, product, variant }] : [];
  });
}

const allocationsOf = ({ view, line }: LineParts): { amount: number; discount_application: DiscountJson }[] =>
  line.discountAllocations.flatMap(({ application, amount }) => {
    const applied = view.priced.discountApplications[application];
    return applied && !isCartLevel(applied)
      ? [
          {
            amount: present(view.reader, amount),
            discount_application: discountJson(view.reader, applied),
          },
        ]
      : [];
  });

/** What Liquid and the Ajax API have in common. */
function lineFields(parts: LineParts) {
  const { view, line, own, product, variant } = parts;
  const { reader } = view;
  const prices = pricesOf(view, line);
  const title = titleOf(reader, product);
  const isPlain = variant.title === "Default Title";
  const finalPrice = Math.round((prices.line - prices.discount) / line.quantity);
  return {
    id: variant.id,
    properties: own.properties ?? {},
    quantity: line.quantity,
    variant_id: variant.id,
    key: lineKey(own),
    title: isPlain ? title : `${title} - ${variant.title}`,
    price: prices.price,
    original_price: prices.price,
    final_price: finalPrice,
    line_price: prices.line,
    original_line_price: prices.line,
    final_line_price: prices.line - prices.discount,
    total_discount: prices.discount,
    line_level_total_discount: prices.discount,
    sku: variant.sku,
    grams: variant.weightGrams,
    vendor: product.vendor,
    taxable: variant.taxable,
    product_id: product.id,
    product_has_only_default_variant: product.variants.length === 1 && isPlain,
    gift_card: product.isGiftCard,
    url: `${productUrl(reader, product)}?variant=${variant.id}`,
    handle: product.handle,
    requires_shipping: variant.requiresShipping,
    product_type: product.productType,
    product_title: title,
    variant_title: isPlain ? null : variant.title,
    variant_options: variant.optionValues,
    options_with_values: optionsOf(reader, product).map(({ name }, index) => ({
      name,
      value: variant.optionValues[index] ?? "Default Title",
    })),
    unit_price_measurement: null,
  };
}

/** One item of `/cart.js`, also what `/cart/add.js` answers. */
export function itemJson(parts: LineParts): object {
  const { view, product } = parts;
  const { price, ...fields } = lineFields(parts);
  const url = product.imagePath || null;
  return {
    ...fields,
    price,
    presentment_price: price / 100,
    discounted_price: fields.final_price,
    discounts: allocationsOf(parts).map(({ amount, discount_application: { title } }) => ({ amount, title })),
    line_level_discount_allocations: allocationsOf(parts),
    image: url,
    featured_image: { aspect_ratio: 1, alt: product.title, height: 800, url, width: 800 },
    product_description: product.descriptionHtml.replace(/<[^>]*>/g, ""),
    has_components: false,
    quantity_rule: { min: 1, max: null, increment: 1 },
    selling_plan_allocation: undefined,
    presentment_currency: view.reader.market.currency,
  };
}

export function lineDrop(parts: LineParts): object {
  const { view, product, variant } = parts;
  return {
    ...lineFields(parts),
    image: imageOf(product),
    product: new ProductDrop(view.reader, product, variant.id),
    variant: new VariantDrop(view.reader, product, variant),
    line_level_discount_allocations: allocationsOf(parts),
    discount_allocations: allocationsOf(parts),
    discounts: allocationsOf(parts).map(({ discount_application }) => discount_application),
    message: allocationsOf(parts)[0]?.discount_application.title ?? "",
    url_to_remove: `/cart/change?id=${encodeURIComponent(lineKey(parts.own))}&quantity=0`,
  };
}
