/** The lines of an order as webhooks show them, and what an order is worth after refunds. */
import { gid } from "#simulator/ids.ts";
import { allocate, restAmount } from "#simulator/money.ts";
import type { Hundredths, Order, OrderLine, ShopState } from "#simulator/state/model.ts";
import { moneySet } from "./payload-parts.ts";

const sum = (amounts: Hundredths[]): Hundredths => amounts.reduce((total, amount) => total + amount, 0n);

/** What the order is worth now, after refunds. */
export interface CurrentAmounts {
  lines: Hundredths;
  discounts: Hundredths;
  shipping: Hundredths;
  total: Hundredths;
  outstanding: Hundredths;
  quantityOf: (lineId: bigint) => number;
}

export function currentAmounts(order: Order): CurrentAmounts {
  const refundLines = order.refunds.flatMap((refund) => refund.lines);
  const refundedShipping = sum(order.refunds.map((refund) => refund.shipping));
  const lines = order.subtotal - sum(refundLines.map((line) => line.subtotal));
  const quantityOf = (lineId: bigint): number => {
    const line = order.lines.find((candidate) => candidate.id === lineId);
    const gone = refundLines
      .filter((each) => each.lineId === lineId)
      .reduce((total, each) => total + each.quantity, 0);
    return (line?.quantity ?? 0) - gone;
  };
  const gross = sum(order.lines.map((line) => line.unitPrice * BigInt(quantityOf(line.id))));
  const shipping = order.shipping - refundedShipping;
  const open = order.financialStatus === "PENDING";
  return {
    lines,
    discounts: gross - lines,
    shipping,
    total: lines + shipping,
    outstanding: open ? order.total : 0n,
    quantityOf,
  };
}

/** How much of each code's amount falls on each line: one row for each line. */
function codeShares(order: Order): Hundredths[][] {
  const weights = order.lines.map((line) => line.discount);
  const byCode = order.discountCodes.map((code) => allocate(code.amount, weights));
  return order.lines.map((_line, row) => byCode.map((shares) => shares[row] ?? 0n));
}

interface LineContext {
  shop: ShopState;
  order: Order;
  current: CurrentAmounts;
  shares: Hundredths[];
}

/** A line without the fields that only appear inside an order: also what a refund shows. */
function linePayload(context: LineContext, line: OrderLine) {
  const { shop, order, current, shares } = context;
  const product = line.productId === null ? null : shop.products.get(line.productId);
  const quantity = order.fulfillmentStatus === "FULFILLED" ? 0 : current.quantityOf(line.id);
  return {
    id: line.id,
    admin_graphql_api_id: gid("LineItem", line.id),
    fulfillable_quantity: quantity,
    fulfillment_service: "manual",
    fulfillment_status: order.fulfillmentStatus === "FULFILLED" ? "fulfilled" : null,
    gift_card: false,
    grams: 0,
    name: line.title,
    price: restAmount(line.unitPrice, order.currency),
    price_set: moneySet(line.unitPrice, order.currency),
    product_exists: Boolean(product),
    product_id: line.productId,
    properties: [],
    quantity: line.quantity,
    requires_shipping: true,
    sku: line.sku,
    taxable: false,
    title: line.title,
    total_discount: restAmount(0n, order.currency),
    total_discount_set: moneySet(0n, order.currency),
    variant_id: line.variantId,
    variant_inventory_management: "shopify",
    variant_title: null,
    vendor: product?.vendor ?? null,
    tax_lines: [],
    duties: [],
    discount_allocations: shares.map((amount, index) => ({
      amount: restAmount(amount, order.currency),
      amount_set: moneySet(amount, order.currency),
      discount_application_index: index,
    })),
  };
}

/** The payloads of all lines, in the order of the lines. */
export function linePayloads(shop: ShopState, order: Order) {
  const current = currentAmounts(order);
  const shares = codeShares(order);
  return order.lines.map((line, index) => ({
    ...linePayload({ shop, order, current, shares: shares[index] ?? [] }, line),
    attributed_staffs: [],
    current_quantity: current.quantityOf(line.id),
    sales_line_item_group_id: null,
  }));
}
