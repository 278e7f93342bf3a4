/** Webhook payloads about orders. */
import { createHash } from "node:crypto";
import { gid } from "#simulator/ids.ts";
import { restAmount } from "#simulator/money.ts";
import { primaryLocale } from "#simulator/state/markets.ts";
import type { DiscountApplication, Order, ShopState } from "#simulator/state/model.ts";
import { type CurrentAmounts, currentAmounts } from "#simulator/state/order-amounts.ts";
import { currentTax, totalTax, taxWithin } from "#simulator/state/order-taxes.ts";
import { fulfillmentsOf } from "#simulator/state/order-quantities.ts";
import { customerInOrder } from "./customer-payloads.ts";
import { fulfillmentPayload } from "./fulfillment-payloads.ts";
import { linePayloads, taxLines } from "./order-line-payloads.ts";
import { orderAmounts, orderMoneySet } from "./order-money-payloads.ts";
import { orderAddress, timeOf, timeOrNull } from "./payload-parts.ts";
import { refundPayload } from "./refund-payloads.ts";
import { returnPayload } from "./return-payloads.ts";

/** Texts about an order that nobody can guess, and that stay the same. */
export const orderToken = (order: Pick<Order, "id">): string =>
  createHash("sha256").update(`order ${order.id}`).digest("hex").slice(0, 32);

export const confirmationNumber = (order: Pick<Order, "id">): string =>
  orderToken(order).slice(0, 9).toUpperCase();

/** Shopify's own channels, by their source name; an order of an app has that app's number. */
const CHANNEL_APPS: Record<string, bigint> = {
  web: 580_111n,
  pos: 129_785n,
  shopify_draft_order: 1_354_745n,
};

/** The number of the app that made the order. */
export function appIdOf(order: Pick<Order, "sourceName">): bigint | null {
  if (/^\d+$/.test(order.sourceName)) return BigInt(order.sourceName);
  return CHANNEL_APPS[order.sourceName] ?? null;
}

/** Gateways in the order they were first used. */
export const gatewaysOf = (order: Order): string[] => [
  ...new Set(order.transactions.map((transaction) => transaction.gateway)),
];

function shippingLines(order: Order, current: CurrentAmounts) {
  if (order.shipping === 0n && order.shippingAddress === null) return [];
  const discounted = order.shipping - order.shippingDiscount;
  const allocations = order.discountApplications.flatMap((application, index) =>
    application.target === "SHIPPING_LINE"
      ? [
          {
            amount: restAmount(application.amount, order.currency),
            amount_set: orderMoneySet(application.amount, order),
            discount_application_index: index,
          },
        ]
      : [],
  );
  return [
    {
      id: order.id,
      carrier_identifier: null,
      code: order.shippingTitle,
      current_discounted_price_set: orderMoneySet(current.shipping, order),
      discounted_price: restAmount(discounted, order.currency),
      discounted_price_set: orderMoneySet(discounted, order),
      is_removed: false,
      phone: null,
      price: restAmount(order.shipping, order.currency),
      price_set: orderMoneySet(order.shipping, order),
      requested_fulfillment_service_id: null,
      source: "shopify",
      title: order.shippingTitle,
      tax_lines: taxLines(order, taxWithin(discounted, order)),
      discount_allocations: allocations,
    },
  ];
}

const TYPES = { CODE: "discount_code", AUTOMATIC: "automatic", MANUAL: "manual" } as const;

function discountApplication(order: Order, application: DiscountApplication) {
  const { value } = application;
  return {
    target_type: application.target.toLowerCase(),
    type: TYPES[application.kind],
    value: value.kind === "amount" ? restAmount(value.amount, order.currency) : value.percentage.toFixed(1),
    value_type: value.kind === "amount" ? "fixed_amount" : "percentage",
    allocation_method: application.allocation.toLowerCase(),
    target_selection: application.selection.toLowerCase(),
    ...(application.kind === "CODE" ? { code: application.code } : { title: application.title }),
    ...(application.kind === "MANUAL" ? { description: application.title } : {}),
  };
}

/** REST's type of a code: how its discount is worth. */
function codeType(order: Order, code: string): string {
  const application = order.discountApplications.find((each) => each.code === code);
  if (application?.target === "SHIPPING_LINE") return "shipping";
  return application?.value.kind === "percentage" ? "percentage" : "fixed_amount";
}

const discounts = (order: Order) => ({
  discount_codes: order.discountCodes.map(({ code, amount }) => ({
    code,
    amount: restAmount(amount, order.currency),
    type: codeType(order, code),
  })),
  discount_applications: order.discountApplications.map((each) => discountApplication(order, each)),
});

function totals(order: Order, current: CurrentAmounts) {
  const none = orderMoneySet(0n, order);
  return {
    ...orderAmounts(order, {
      current_subtotal_price: current.lines,
      current_total_discounts: current.discounts,
      current_total_price: current.total,
      current_total_tax: currentTax(order),
      subtotal_price: order.subtotal,
      total_discounts: order.totalDiscounts,
      total_line_items_price: order.subtotal + order.totalDiscounts - order.shippingDiscount,
      total_price: order.total,
      total_tax: totalTax(order),
    }),
    current_shipping_price_set: orderMoneySet(current.shipping, order),
    current_total_additional_fees_set: null,
    current_total_duties_set: null,
    original_total_additional_fees_set: null,
    original_total_duties_set: null,
    total_cash_rounding_payment_adjustment_set: none,
    total_cash_rounding_refund_adjustment_set: none,
    total_outstanding: restAmount(current.outstanding, order.currency),
    total_shipping_price_set: orderMoneySet(order.shipping, order),
    total_tip_received: restAmount(0n, order.currency),
    total_weight: 0,
    tax_lines: taxLines(order, totalTax(order)),
    taxes_included: true,
    tax_exempt: false,
    estimated_taxes: false,
    duties_included: false,
  };
}

/** REST's word for how much is sent: null = nothing. */
function fulfillmentStatus(order: Order): string | null {
  if (order.fulfillmentStatus === "FULFILLED") return "fulfilled";
  if (order.fulfillmentStatus === "PARTIALLY_FULFILLED") return "partial";
  const back = order.refunds.flatMap((refund) => refund.lines);
  const isRestocked =
    order.cancelledAt !== null && back.length > 0 && back.every((line) => line.restockType !== "NO_RESTOCK");
  return isRestocked ? "restocked" : null;
}

function parts(shop: ShopState, order: Order, current: CurrentAmounts) {
  const customer = order.customerId === null ? undefined : shop.customers.get(order.customerId);
  const billing = order.billingAddress ?? order.shippingAddress;
  return {
    ...(billing ? { billing_address: orderAddress(billing) } : {}),
    ...(order.shippingAddress ? { shipping_address: orderAddress(order.shippingAddress) } : {}),
    customer: customer ? customerInOrder(shop, customer) : null,
    fulfillments: fulfillmentsOf(order).map((each) => ({
      ...fulfillmentPayload(shop, order, each),
      origin_address: {},
    })),
    line_items: linePayloads(shop, order),
    payment_terms: null,
    refunds: order.refunds.map((refund) => refundPayload(shop, order, refund)),
    returns: order.returns.map((each) => returnPayload(order, each)),
    shipping_lines: shippingLines(order, current),
    line_item_groups: [],
  };
}

/** `orders/create`, `orders/updated`, `orders/paid`, `orders/cancelled`, `orders/fulfilled`, `orders/partially_fulfilled`. */
export function orderPayload(shop: ShopState, order: Order) {
  const current = currentAmounts(order);
  const customer = order.customerId === null ? undefined : shop.customers.get(order.customerId);
  const token = orderToken(order);
  return {
    id: order.id,
    admin_graphql_api_id: gid("Order", order.id),
    app_id: appIdOf(order),
    browser_ip: order.clientIp,
    buyer_accepts_marketing: customer?.emailMarketing.state === "SUBSCRIBED",
    cancel_reason: order.cancelReason,
    cancelled_at: timeOrNull(shop, order.cancelledAt),
    cart_token: order.cartToken,
    checkout_token: order.checkoutToken,
    client_details: null,
    closed_at: timeOrNull(shop, order.closedAt),
    confirmation_number: confirmationNumber(order),
    confirmed: true,
    contact_email: order.email,
    created_at: timeOf(shop, order.createdAt),
    currency: order.currency,
    customer_locale: order.customerLocale ?? customer?.locale ?? primaryLocale(shop).locale,
    device_id: null,
    email: order.email ?? "",
    financial_status: order.financialStatus.toLowerCase(),
    fulfillment_status: fulfillmentStatus(order),
    landing_site: order.landingSite,
    landing_site_ref: null,
    location_id: order.locationId,
    merchant_business_entity_id: "MTU0ODM4MDAwOQ",
    merchant_of_record_app_id: null,
    name: order.name,
    note: order.note,
    note_attributes: order.customAttributes.map(({ key, value }) => ({ name: key, value })),
    number: order.number - 1000,
    order_number: order.number,
    order_status_url: `${shop.primaryUrl}/orders/${token}/authenticate`,
    payment_gateway_names: gatewaysOf(order),
    phone: order.phone,
    po_number: order.poNumber,
    presentment_currency: order.presentment.currency,
    processed_at: timeOf(shop, order.processedAt),
    reference: null,
    referring_site: order.referringSite,
    source_identifier: order.sourceIdentifier,
    source_name: order.sourceName,
    source_url: null,
    tags: order.tags.join(", "),
    test: order.test,
    token,
    updated_at: timeOf(shop, order.updatedAt),
    user_id: null,
    ...totals(order, current),
    ...discounts(order),
    ...parts(shop, order, current),
  };
}

/** `orders/delete`. */
export const orderDeletedPayload = (order: Order) => ({ id: order.id });

export interface CommittedEdit {
  id: bigint;
  createdAt: Date;
  committedAt: Date;
  notifyCustomer: boolean;
  staffNote: string;
  /** App that edited; null = the merchant. */
  appId: bigint | null;
  additions: { id: bigint; delta: number }[];
  removals: { id: bigint; delta: number }[];
  discounts: { id: bigint; lineId: bigint }[];
}

/** `orders/edited`. Deltas are positive. */
export const orderEditedPayload = (shop: ShopState, order: Order, edit: CommittedEdit) => ({
  order_edit: {
    id: edit.id,
    app_id: edit.appId,
    created_at: timeOf(shop, edit.createdAt),
    committed_at: timeOf(shop, edit.committedAt),
    notify_customer: edit.notifyCustomer,
    order_id: order.id,
    staff_note: edit.staffNote,
    user_id: null,
    line_items: { additions: edit.additions, removals: edit.removals },
    discounts: {
      line_item: {
        additions: edit.discounts.map(({ id, lineId }) => ({ id, line_item_id: lineId })),
        removals: [],
      },
    },
    shipping_lines: { additions: [], removals: [] },
  },
});
