/** The lines of an order as webhooks show them. */
import { gid } from "#simulator/ids.ts";
import { restAmount } from "#simulator/money.ts";
import { findVariant } from "#simulator/state/indexes.ts";
import type { Hundredths, Order, OrderLine, ShopState } from "#simulator/state/model.ts";
import { currentQuantity } from "#simulator/state/order-amounts.ts";
import { lineLevelDiscount } from "#simulator/state/order-discounts.ts";
import { fulfillableQuantity, fulfilledQuantity } from "#simulator/state/order-quantities.ts";
import { lineTax, taxRateOf } from "#simulator/state/order-taxes.ts";
import { orderAmounts, orderMoneySet } from "./order-money-payloads.ts";

function fulfillmentStatus(order: Order, line: OrderLine): string | null {
  const sent = fulfilledQuantity(order, line);
  if (sent === 0) return null;
  return fulfillableQuantity(order, line) === 0 ? "fulfilled" : "partial";
}

/** The tax of a line, of shipping or of the order; none at a rate of nothing. */
export const taxLines = (order: Order, amount: Hundredths) =>
  taxRateOf(order) === 0
    ? []
    : [
        {
          channel_liable: false,
          price: restAmount(amount, order.currency),
          price_set: orderMoneySet(amount, order),
          rate: taxRateOf(order) / 100,
          title: "VAT",
        },
      ];

/** A line without the fields that only appear inside an order: also what refunds and parcels show. */
export function linePayload(shop: ShopState, order: Order, line: OrderLine) {
  const product = line.productId === null ? null : shop.products.get(line.productId);
  const variant = line.variantId === null ? null : findVariant(shop, line.variantId);
  const name = line.variantTitle === null ? line.title : `${line.title} - ${line.variantTitle}`;
  return {
    id: line.id,
    admin_graphql_api_id: gid("LineItem", line.id),
    fulfillable_quantity: fulfillableQuantity(order, line),
    fulfillment_service: "manual",
    fulfillment_status: fulfillmentStatus(order, line),
    gift_card: line.isGiftCard,
    grams: 0,
    name,
    price: restAmount(line.unitPrice, order.currency),
    price_set: orderMoneySet(line.unitPrice, order),
    product_exists: Boolean(product),
    product_id: line.productId,
    properties: line.customAttributes.map(({ key, value }) => ({ name: key, value })),
    quantity: line.quantity,
    requires_shipping: line.requiresShipping,
    sku: line.sku || null,
    taxable: variant?.taxable ?? false,
    title: line.title,
    ...orderAmounts(order, { total_discount: lineLevelDiscount(order, line) }),
    variant_id: line.variantId,
    variant_inventory_management: variant?.tracked ? "shopify" : null,
    variant_title: line.variantTitle,
    vendor: line.vendor || null,
    tax_lines: taxLines(order, lineTax(order, line)),
    duties: [],
    discount_allocations: line.discountAllocations.map(({ application, amount }) => ({
      amount: restAmount(amount, order.currency),
      amount_set: orderMoneySet(amount, order),
      discount_application_index: application,
    })),
  };
}

/** The payloads of all lines, in the order of the lines. */
export const linePayloads = (shop: ShopState, order: Order) =>
  order.lines.map((line) => ({
    ...linePayload(shop, order, line),
    attributed_staffs: [],
    current_quantity: currentQuantity(order, line),
    sales_line_item_group_id: null,
  }));
