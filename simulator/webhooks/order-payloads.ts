/** Webhook payloads about orders. */
import { createHash } from "node:crypto";
import { gid } from "#simulator/ids.ts";
import { restAmount } from "#simulator/money.ts";
import type { Hundredths, Order, ShopState } from "#simulator/state/model.ts";
import { customerInOrder } from "./customer-payloads.ts";
import { currentAmounts, linePayloads, type CurrentAmounts } from "./order-line-payloads.ts";
import { moneySet, orderAddress, timeOf, timeOrNull } from "./payload-parts.ts";
import { refundPayload } from "./refund-payloads.ts";

function shippingLines(order: Order, current: CurrentAmounts) {
  if (order.shipping === 0n) return [];
  const price = restAmount(order.shipping, order.currency);
  return [
    {
      id: order.id,
      carrier_identifier: null,
      code: "Standard",
      current_discounted_price_set: moneySet(current.shipping, order.currency),
      discounted_price: price,
      discounted_price_set: moneySet(order.shipping, order.currency),
      is_removed: false,
      phone: null,
      price,
      price_set: moneySet(order.shipping, order.currency),
      requested_fulfillment_service_id: null,
      source: "shopify",
      title: "Standard",
      tax_lines: [],
      discount_allocations: [],
    },
  ];
}

function discounts(order: Order) {
  return {
    discount_codes: order.discountCodes.map(({ code, amount }) => ({
      code,
      amount: restAmount(amount, order.currency),
      type: "fixed_amount",
    })),
    discount_applications: order.discountCodes.map(({ code, amount }) => ({
      target_type: "line_item",
      type: "discount_code",
      value: restAmount(amount, order.currency),
      value_type: "fixed_amount",
      allocation_method: "across",
      target_selection: "all",
      code,
    })),
  };
}

/** `name` and `name_set`, as REST gives every amount twice. */
function amounts(currency: string, values: Record<string, Hundredths>) {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, amount]): [string, unknown][] => [
      [name, restAmount(amount, currency)],
      [`${name}_set`, moneySet(amount, currency)],
    ]),
  );
}

function totals(order: Order, current: CurrentAmounts) {
  const none = moneySet(0n, order.currency);
  return {
    ...amounts(order.currency, {
      current_subtotal_price: current.lines,
      current_total_discounts: current.discounts,
      current_total_price: current.total,
      current_total_tax: 0n,
      subtotal_price: order.subtotal,
      total_discounts: order.totalDiscounts,
      total_line_items_price: order.subtotal + order.totalDiscounts,
      total_price: order.total,
      total_tax: 0n,
    }),
    current_shipping_price_set: moneySet(current.shipping, order.currency),
    current_total_additional_fees_set: null,
    current_total_duties_set: null,
    original_total_additional_fees_set: null,
    original_total_duties_set: null,
    total_cash_rounding_payment_adjustment_set: none,
    total_cash_rounding_refund_adjustment_set: none,
    total_outstanding: restAmount(current.outstanding, order.currency),
    total_shipping_price_set: moneySet(order.shipping, order.currency),
    total_tip_received: restAmount(0n, order.currency),
    total_weight: 0,
    tax_lines: [],
    taxes_included: true,
    tax_exempt: false,
    estimated_taxes: false,
    duties_included: false,
  };
}

/** `orders/create`, `orders/updated`, `orders/paid`, `orders/cancelled`. */
export function orderPayload(shop: ShopState, order: Order) {
  const current = currentAmounts(order);
  const customer = order.customerId === null ? undefined : shop.customers.get(order.customerId);
  const token = createHash("sha256").update(`order ${order.id}`).digest("hex").slice(0, 32);
  const address = order.shippingAddress && orderAddress(order.shippingAddress);
  return {
    id: order.id,
    admin_graphql_api_id: gid("Order", order.id),
    app_id: 580111,
    browser_ip: null,
    buyer_accepts_marketing: customer?.emailMarketing.state === "SUBSCRIBED",
    cancel_reason: order.cancelReason,
    cancelled_at: timeOrNull(shop, order.cancelledAt),
    cart_token: null,
    checkout_token: token,
    client_details: null,
    closed_at: null,
    confirmation_number: token.slice(0, 9).toUpperCase(),
    confirmed: true,
    contact_email: order.email,
    created_at: timeOf(shop, order.createdAt),
    currency: order.currency,
    customer_locale: customer?.locale ?? "en",
    device_id: null,
    email: order.email ?? "",
    financial_status: order.financialStatus.toLowerCase(),
    fulfillment_status: order.fulfillmentStatus === "FULFILLED" ? "fulfilled" : null,
    landing_site: "/",
    landing_site_ref: null,
    location_id: null,
    merchant_business_entity_id: "MTU0ODM4MDAwOQ",
    merchant_of_record_app_id: null,
    name: order.name,
    note: null,
    note_attributes: [],
    number: order.number - 1000,
    order_number: order.number,
    order_status_url: `${shop.primaryUrl}/orders/${token}/authenticate`,
    payment_gateway_names: order.transactions.length > 0 ? ["bogus"] : [],
    phone: null,
    po_number: null,
    presentment_currency: order.currency,
    processed_at: timeOf(shop, order.processedAt),
    reference: null,
    referring_site: null,
    source_identifier: null,
    source_name: "web",
    source_url: null,
    tags: "",
    test: order.test,
    token,
    updated_at: timeOf(shop, order.updatedAt),
    user_id: null,
    ...totals(order, current),
    ...discounts(order),
    ...(address ? { billing_address: address, shipping_address: { ...address } } : {}),
    customer: customer ? customerInOrder(shop, customer) : null,
    fulfillments: [],
    line_items: linePayloads(shop, order),
    payment_terms: null,
    refunds: order.refunds.map((refund) => refundPayload(shop, order, refund)),
    returns: [],
    shipping_lines: shippingLines(order, current),
    line_item_groups: [],
  };
}
