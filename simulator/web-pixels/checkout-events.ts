/** Standard events of the checkout. */
import { findVariant } from "#simulator/state/indexes.ts";
import type { Address, CartLine, Checkout, DiscountApplication, Order } from "#simulator/state/model.ts";
import type { PricedCheckout } from "#simulator/storefront/checkout.ts";
import type { Reader } from "#simulator/storefront/reader.ts";
import { readerOf } from "#simulator/storefront/visit.ts";
import type { Visit } from "#simulator/storefront/visit.ts";
import { orderCountOf } from "#simulator/state/indexes.ts";
import type { PageEvent } from "./events.ts";
import { money, variantData } from "./product-shapes.ts";

const addressData = (address: Address | null): object | null =>
  address && {
    address1: address.address1,
    address2: address.address2,
    city: address.city,
    country: address.country,
    countryCode: address.countryCode,
    firstName: address.firstName,
    lastName: address.lastName,
    phone: address.phone,
    province: address.province,
    provinceCode: address.provinceCode,
    zip: address.zip,
  };

function discountData(reader: Reader, application: DiscountApplication): object {
  const { value } = application;
  return {
    allocationMethod: application.allocation,
    targetSelection: application.selection,
    targetType: application.target,
    title: application.code ?? application.title,
    type: application.kind === "CODE" ? "DISCOUNT_CODE" : application.kind,
    value:
      value.kind === "percentage" ? { percentage: value.percentage } : { ...money(reader, value.amount) },
  };
}

interface Subject {
  token: string;
  email: string | null;
  phone: string | null;
  lines: CartLine[];
  applications: DiscountApplication[];
  attributes: Record<string, string>;
  acceptsMarketing: boolean;
  shippingAddress: Address | null;
  billingAddress: Address | null;
  subtotal: bigint;
  shipping: bigint;
  discounts: bigint;
  total: bigint;
  order: Order | null;
}

function lineData(reader: Reader, line: CartLine, index: number): object[] {
  const variant = findVariant(reader.shop, line.variantId);
  const product = variant && reader.shop.products.get(variant.productId);
  if (!variant || !product) return [];
  return [
    {
      discountAllocations: [],
      finalLinePrice: money(reader, variant.price * BigInt(line.quantity)),
      id: `${index + 1}`,
      properties: Object.entries(line.properties ?? {}).map(([key, value]) => ({ key, value })),
      quantity: line.quantity,
      sellingPlanAllocation: null,
      title: product.title,
      variant: variantData(reader, product, variant),
    },
  ];
}

function orderData(reader: Reader, order: Order): object {
  const { customerId } = order;
  return {
    id: order.id.toString(),
    customer:
      customerId === null
        ? null
        : { id: customerId.toString(), isFirstOrder: orderCountOf(reader.shop, customerId) <= 1 },
  };
}

function checkoutData(visit: Visit, subject: Subject): object {
  const reader = readerOf(visit);
  const { locale, market } = visit;
  return {
    attributes: Object.entries(subject.attributes).map(([key, value]) => ({ key, value })),
    billingAddress: addressData(subject.billingAddress),
    buyerAcceptsEmailMarketing: subject.acceptsMarketing,
    buyerAcceptsSmsMarketing: false,
    currencyCode: market.currency,
    delivery: { selectedDeliveryOptions: [] },
    discountApplications: subject.applications.map((each) => discountData(reader, each)),
    discountsAmount: money(reader, subject.discounts),
    email: subject.email,
    lineItems: subject.lines.flatMap((line, index) => lineData(reader, line, index)),
    localization: {
      country: { isoCode: market.countryCode },
      language: { isoCode: locale },
      market: { handle: market.countryCode.toLowerCase(), id: "gid://shopify/Market/1" },
    },
    order: subject.order ? orderData(reader, subject.order) : null,
    phone: subject.phone,
    shippingAddress: addressData(subject.shippingAddress),
    shippingLine: subject.shippingAddress ? { price: money(reader, subject.shipping) } : null,
    smsMarketingPhone: null,
    subtotalPrice: money(reader, subject.subtotal),
    token: subject.token,
    totalPrice: money(reader, subject.total),
    totalTax: money(reader, 0n),
    transactions: (subject.order?.transactions ?? []).map(({ amount, gateway }) => ({
      amount: money(reader, amount),
      gateway,
    })),
  };
}

function ofCheckout(checkout: Checkout, { priced }: PricedCheckout): Subject {
  return {
    ...checkout,
    applications: priced.discountApplications,
    subtotal: priced.subtotal,
    shipping: priced.shipping - priced.shippingDiscount,
    discounts: priced.linesTotal - priced.subtotal + priced.shippingDiscount,
    total: priced.total,
    order: null,
  };
}

/** One event for each step that a request took. */
export const checkoutEvents = (
  visit: Visit,
  checkout: Checkout,
  price: PricedCheckout,
  steps: string[],
): PageEvent[] =>
  steps.map((name) => ({ name, data: { checkout: checkoutData(visit, ofCheckout(checkout, price)) } }));

/** What the payment on one page stands for: shipping chosen, paid, completed. */
export function completedEvents(visit: Visit, order: Order): PageEvent[] {
  const lines = order.lines.flatMap(({ variantId, quantity }) =>
    variantId === null ? [] : [{ variantId, quantity }],
  );
  const checkout = checkoutData(visit, {
    token: order.checkoutToken ?? "",
    email: order.email,
    phone: order.phone,
    lines,
    applications: order.discountApplications,
    attributes: Object.fromEntries(order.customAttributes.map(({ key, value }) => [key, value])),
    acceptsMarketing: false,
    shippingAddress: order.shippingAddress,
    billingAddress: order.billingAddress,
    subtotal: order.subtotal,
    shipping: order.shipping - order.shippingDiscount,
    discounts: order.totalDiscounts,
    total: order.total,
    order,
  });
  const steps = ["checkout_shipping_info_submitted", "payment_info_submitted"];
  return [
    ...steps.map((name) => ({ name, data: { checkout: { ...checkout, order: null, transactions: [] } } })),
    { name: "checkout_completed", data: { checkout } },
  ];
}
