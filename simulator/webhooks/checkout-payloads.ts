/** Webhook payloads about checkouts. */
import { createHash } from "node:crypto";
import { restAmount } from "#simulator/money.ts";
import { findVariant } from "#simulator/state/indexes.ts";
import type { CartLine, Checkout, ShopState } from "#simulator/state/model.ts";
import { customerInOrder } from "./customer-payloads.ts";
import { orderAddress, timeOf, timeOrNull } from "./payload-parts.ts";

/** Where the shopper finds the checkout again. */
export function recoveryUrl(shop: ShopState, checkout: Checkout): string {
  const key = createHash("sha256").update(`recover ${checkout.token}`).digest("hex").slice(0, 32);
  return `${shop.primaryUrl}/checkouts/${checkout.token}/recover?key=${key}`;
}

/** Shopify names a checkout by its number. */
export const checkoutName = (checkout: Checkout): string => `#${checkout.id}`;

function linePayload(shop: ShopState, checkout: Checkout, line: CartLine) {
  const variant = findVariant(shop, line.variantId);
  const product = variant && shop.products.get(variant.productId);
  if (!variant || !product) return [];
  const price = restAmount(variant.price, shop.currency);
  const variantTitle = variant.title === "Default Title" ? "" : variant.title;
  return [
    {
      applied_discounts: [],
      discount_allocations: [],
      key: createHash("md5").update(`${checkout.token} ${line.variantId}`).digest("hex"),
      destination_location_id: null,
      fulfillment_service: "manual",
      gift_card: product.isGiftCard,
      grams: 0,
      origin_location_id: null,
      presentment_title: product.title,
      presentment_variant_title: variantTitle,
      product_id: product.id,
      properties: line.properties
        ? Object.entries(line.properties).map(([name, value]) => ({ name, value }))
        : null,
      quantity: line.quantity,
      requires_shipping: variant.requiresShipping,
      sku: variant.sku,
      tax_lines: [],
      taxable: variant.taxable,
      title: product.title,
      variant_id: variant.id,
      variant_title: variantTitle,
      variant_price: price,
      vendor: product.vendor,
      user_id: null,
      unit_price_measurement: {
        measured_type: null,
        quantity_value: null,
        quantity_unit: null,
        reference_value: null,
        reference_unit: null,
      },
      rank: null,
      compare_at_price:
        variant.compareAtPrice === null ? null : restAmount(variant.compareAtPrice, shop.currency),
      line_price: restAmount(variant.price * BigInt(line.quantity), shop.currency),
      price,
    },
  ];
}

/** `checkouts/create`, `checkouts/update`. */
export function checkoutPayload(shop: ShopState, checkout: Checkout) {
  const customer = checkout.customerId === null ? undefined : shop.customers.get(checkout.customerId);
  const address = checkout.shippingAddress && orderAddress(checkout.shippingAddress);
  const billing = checkout.billingAddress && orderAddress(checkout.billingAddress);
  return {
    id: checkout.id,
    token: checkout.token,
    cart_token: checkout.cartToken,
    email: checkout.email,
    gateway: null,
    buyer_accepts_marketing: checkout.acceptsMarketing,
    created_at: timeOf(shop, checkout.createdAt),
    updated_at: timeOf(shop, checkout.updatedAt),
    landing_site: checkout.landingSite,
    note: checkout.note || null,
    note_attributes: Object.entries(checkout.attributes).map(([name, value]) => ({ name, value })),
    referring_site: checkout.referringSite,
    shipping_lines: [],
    taxes_included: true,
    total_weight: 0,
    currency: shop.currency,
    completed_at: timeOrNull(shop, checkout.completedAt),
    closed_at: null,
    user_id: null,
    location_id: null,
    source_identifier: null,
    source_url: null,
    device_id: null,
    phone: checkout.phone,
    customer_locale: checkout.locale,
    line_items: checkout.lines.flatMap((line) => linePayload(shop, checkout, line)),
    name: checkoutName(checkout),
    source: null,
    abandoned_checkout_url: recoveryUrl(shop, checkout),
    discount_codes: checkout.discountCodes.map((code) => ({
      code,
      amount: restAmount(checkout.totalDiscounts, shop.currency),
      type: "fixed_amount",
    })),
    tax_lines: [],
    source_name: "web",
    presentment_currency: checkout.presentment.currency,
    buyer_accepts_sms_marketing: false,
    sms_marketing_phone: null,
    ...totals(shop, checkout),
    total_tax: restAmount(0n, shop.currency),
    total_duties: null,
    reservation_token: null,
    ...(billing || address ? { billing_address: billing ?? address } : {}),
    ...(address ? { shipping_address: address } : {}),
    ...(customer ? { customer: customerInOrder(shop, customer) } : {}),
  };
}

const totals = (shop: ShopState, checkout: Checkout) => ({
  total_discounts: restAmount(checkout.totalDiscounts, shop.currency),
  total_line_items_price: restAmount(checkout.linesTotal, shop.currency),
  total_price: restAmount(checkout.total, shop.currency),
  subtotal_price: restAmount(checkout.subtotal, shop.currency),
});

/** `checkouts/delete`. */
export function checkoutDeletedPayload(shop: ShopState, checkout: Checkout) {
  return {
    id: checkout.id,
    presentment_currency: checkout.presentment.currency,
    buyer_accepts_sms_marketing: false,
    sms_marketing_phone: null,
    ...totals(shop, checkout),
    total_tax: restAmount(0n, shop.currency),
    cart_token: checkout.cartToken,
    total_duties: null,
    reservation_token: null,
  };
}
