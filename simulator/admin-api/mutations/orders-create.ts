/** `orderCreate`. */
import type { AddressInput } from "#simulator/state/customers-commands.ts";
import type { Order, Transaction } from "#simulator/state/model.ts";
import type { CreatedLine, CreateOrderInput } from "#simulator/state/order-commands.ts";
import { type ApiContext, NotModelled, type TypeModel, userError } from "../context.ts";
import { userErrorsOf } from "./customers-errors.ts";
import { amountOf, dateOf, type MoneyBagInput, numberOf, refuse } from "./orders-input.ts";

interface LineInput {
  variantId?: string | null;
  productId?: string | null;
  title?: string | null;
  variantTitle?: string | null;
  sku?: string | null;
  vendor?: string | null;
  quantity: number;
  priceSet?: MoneyBagInput | null;
  giftCard?: boolean | null;
  requiresShipping?: boolean | null;
  properties?: { name: string; value: string }[] | null;
  fulfillmentService?: string | null;
  taxLines?: unknown[] | null;
}

interface Upsert {
  id?: string | null;
  email?: string | null;
  phone?: string | null;
  firstName?: string | null;
  lastName?: string | null;
  note?: string | null;
  tags?: string[] | null;
}

interface TransactionInput {
  amountSet: MoneyBagInput;
  kind?: Transaction["kind"] | null;
  status?: string | null;
  gateway?: string | null;
  giftCardId?: string | null;
  processedAt?: string | null;
}

interface OrderInput {
  customerId?: string | null;
  customer?: {
    toAssociate?: { id?: string | null; email?: string | null } | null;
    toUpsert?: Upsert | null;
  } | null;
  email?: string | null;
  phone?: string | null;
  currency?: string | null;
  presentmentCurrency?: string | null;
  lineItems?: LineInput[] | null;
  shippingLines?: { title: string; priceSet: MoneyBagInput; taxLines?: unknown[] | null }[] | null;
  discountCode?: {
    itemFixedDiscountCode?: { code: string; amountSet?: MoneyBagInput | null } | null;
    itemPercentageDiscountCode?: { code: string; percentage?: number | null } | null;
    freeShippingDiscountCode?: { code: string } | null;
  } | null;
  shippingAddress?: AddressInput | null;
  billingAddress?: AddressInput | null;
  financialStatus?: string | null;
  fulfillmentStatus?: string | null;
  fulfillment?: {
    locationId: string;
    trackingCompany?: string | null;
    trackingNumber?: string | null;
    shipmentStatus?: string | null;
  } | null;
  transactions?: TransactionInput[] | null;
  name?: string | null;
  note?: string | null;
  poNumber?: string | null;
  tags?: string[] | null;
  customAttributes?: { key: string; value: string }[] | null;
  sourceName?: string | null;
  sourceIdentifier?: string | null;
  referringSite?: string | null;
  test?: boolean | null;
  buyerAcceptsMarketing?: boolean | null;
  processedAt?: string | null;
  closedAt?: string | null;
}

const LEFT_OUT = ["companyLocationId", "metafields", "sourceUrl", "taxLines", "userId"];

const line = (given: LineInput): CreatedLine => ({
  variantId: given.variantId ? numberOf(given.variantId, "ProductVariant") : null,
  productId: given.productId ? numberOf(given.productId, "Product") : null,
  title: given.title ?? null,
  variantTitle: given.variantTitle ?? null,
  sku: given.sku ?? null,
  vendor: given.vendor ?? null,
  quantity: given.quantity,
  unitPrice: given.priceSet ? amountOf(given.priceSet.shopMoney.amount) : null,
  isGiftCard: given.giftCard ?? false,
  requiresShipping: given.requiresShipping ?? false,
  customAttributes: (given.properties ?? []).map(({ name, value }) => ({ key: name, value })),
});

function discountOf({ discountCode }: OrderInput): CreateOrderInput["discount"] {
  const fixed = discountCode?.itemFixedDiscountCode;
  if (fixed) {
    const amount = fixed.amountSet ? amountOf(fixed.amountSet.shopMoney.amount) : 0n;
    return { code: fixed.code, kind: "amount", amount };
  }
  const percent = discountCode?.itemPercentageDiscountCode;
  if (percent) return { code: percent.code, kind: "percentage", percentage: percent.percentage ?? 0 };
  const free = discountCode?.freeShippingDiscountCode;
  return free ? { code: free.code, kind: "freeShipping" } : null;
}

const FINANCIAL = new Set([
  "AUTHORIZED",
  "PAID",
  "PARTIALLY_PAID",
  "PARTIALLY_REFUNDED",
  "PENDING",
  "REFUNDED",
  "VOIDED",
]);

/** The rate between the two currencies, from the first amount that is given in both. */
function presentmentOf(order: OrderInput): CreateOrderInput["presentment"] {
  const currency = order.presentmentCurrency;
  if (!currency) return null;
  const bags = [
    ...(order.lineItems ?? []).map((each) => each.priceSet),
    ...(order.shippingLines ?? []).map((each) => each.priceSet),
    ...(order.transactions ?? []).map((each) => each.amountSet),
  ];
  for (const bag of bags) {
    const shop = Number(bag?.shopMoney.amount ?? 0);
    const shown = bag?.presentmentMoney;
    if (shown?.currencyCode === currency && shop > 0) return { currency, rate: Number(shown.amount) / shop };
  }
  return { currency, rate: 1 };
}

function upsertOf({ customer }: OrderInput): CreateOrderInput["upsert"] {
  const given: Upsert | null = customer?.toUpsert ?? customer?.toAssociate ?? null;
  if (!given) return null;
  return {
    id: given.id ? numberOf(given.id, "Customer") : null,
    email: given.email ?? null,
    phone: given.phone ?? null,
    firstName: given.firstName ?? null,
    lastName: given.lastName ?? null,
    note: given.note ?? null,
    tags: given.tags ?? null,
  };
}

function refuseUnmodelled(order: OrderInput, context: ApiContext): void {
  refuse("OrderCreateOrderInput", order, LEFT_OUT);
  if (order.currency && order.currency !== context.shop.currency) {
    throw new NotModelled("OrderCreateOrderInput.currency other than the shop's");
  }
  if ((order.shippingLines?.length ?? 0) > 1) throw new NotModelled("orderCreate with several shippingLines");
  for (const each of order.lineItems ?? []) refuse("OrderCreateLineItemInput", each, ["taxLines"]);
  for (const each of order.shippingLines ?? []) refuse("OrderCreateShippingLineInput", each, ["taxLines"]);
  if (order.financialStatus && !FINANCIAL.has(order.financialStatus)) {
    throw new NotModelled(`OrderCreateFinancialStatus.${order.financialStatus}`);
  }
  if (order.fulfillmentStatus && order.fulfillmentStatus !== "FULFILLED") {
    throw new NotModelled(`OrderCreateFulfillmentStatus.${order.fulfillmentStatus}`);
  }
  for (const { status } of order.transactions ?? []) {
    if (status && status !== "SUCCESS") throw new NotModelled(`OrderTransactionStatus.${status}`);
  }
  const upsert = order.customer?.toUpsert;
  if (upsert)
    refuse("OrderCreateUpsertCustomerAttributesInput", upsert, [
      "addresses",
      "multipassIdentifier",
      "taxExempt",
    ]);
}

function read(
  order: OrderInput,
  inventory: CreateOrderInput["inventory"],
  context: ApiContext,
): CreateOrderInput {
  const [shipping] = order.shippingLines ?? [];
  const { fulfillment } = order;
  return {
    customerId: order.customerId ? numberOf(order.customerId, "Customer") : null,
    upsert: upsertOf(order),
    email: order.email ?? null,
    phone: order.phone ?? null,
    lines: (order.lineItems ?? []).map(line),
    shipping: shipping
      ? { title: shipping.title, price: amountOf(shipping.priceSet.shopMoney.amount) }
      : null,
    discount: discountOf(order),
    presentment: presentmentOf(order),
    shippingAddress: order.shippingAddress ?? null,
    billingAddress: order.billingAddress ?? null,
    financialStatus: (order.financialStatus as Order["financialStatus"] | null | undefined) ?? null,
    isFulfilled: order.fulfillmentStatus === "FULFILLED",
    fulfillment: fulfillment
      ? {
          locationId: numberOf(fulfillment.locationId, "Location"),
          trackingCompany: fulfillment.trackingCompany ?? null,
          trackingNumber: fulfillment.trackingNumber ?? null,
          shipmentStatus: fulfillment.shipmentStatus ?? null,
        }
      : null,
    transactions: (order.transactions ?? []).map((each) => ({
      kind: each.kind ?? "SALE",
      amount: amountOf(each.amountSet.shopMoney.amount),
      gateway: each.gateway ?? null,
      giftCardId: each.giftCardId ? numberOf(each.giftCardId, "GiftCard") : null,
      processedAt: dateOf(each.processedAt),
    })),
    inventory,
    name: order.name ?? null,
    note: order.note ?? null,
    poNumber: order.poNumber ?? null,
    tags: order.tags ?? [],
    customAttributes: order.customAttributes ?? [],
    sourceName: order.sourceName ?? context.app.appId.toString(),
    sourceIdentifier: order.sourceIdentifier ?? null,
    referringSite: order.referringSite ?? null,
    test: order.test ?? false,
    buyerAcceptsMarketing: order.buyerAcceptsMarketing ?? false,
    processedAt: dateOf(order.processedAt),
    closedAt: dateOf(order.closedAt),
  };
}

const SERVICES = new Set(["manual", "gift_card"]);

export const orderCreateMutation: TypeModel = {
  orderCreate: (_root, args, context) => {
    const order = args["order"] as OrderInput;
    const options = args["options"] as { inventoryBehaviour?: CreateOrderInput["inventory"] | null } | null;
    if (order.customerId && order.customer) {
      const error = userError(["order"], "Customer fields are redundant", "REDUNDANT_CUSTOMER_FIELDS");
      return { order: null, userErrors: [error] };
    }
    const wrong = (order.lineItems ?? []).findIndex(
      ({ fulfillmentService }) => fulfillmentService && !SERVICES.has(fulfillmentService),
    );
    if (wrong >= 0) {
      const path = ["order", "lineItems", `${wrong}`, "fulfillmentService"];
      const error = userError(path, "Fulfillment service is invalid", "FULFILLMENT_SERVICE_INVALID");
      return { order: null, userErrors: [error] };
    }
    refuseUnmodelled(order, context);
    const result = context.commands.createOrder(
      read(order, options?.inventoryBehaviour ?? "BYPASS", context),
    );
    return result.ok
      ? { order: result.order, userErrors: [] }
      : { order: null, userErrors: userErrorsOf(result.errors, ["order"]) };
  },
};
