/** Abandoned checkouts and their abandonments in the Admin API. */
import { gid } from "#simulator/ids.ts";
import { decimalAmount } from "#simulator/money.ts";
import { findVariant, ordersOfCustomer } from "#simulator/state/indexes.ts";
import type { CartLine, Checkout, Hundredths, Variant } from "#simulator/state/model.ts";
import { graphqlTime } from "#simulator/time.ts";
import { checkoutName, recoveryUrl } from "#simulator/webhooks/checkout-payloads.ts";
import { writeCursor } from "../connection-cursor.ts";
import { connection } from "../connection.ts";
import type { ApiContext, TypeModel } from "../context.ts";

/** Abandoned once contact details are given; also those that were completed later on. */
export const isAbandoned = (checkout: Checkout): boolean =>
  (checkout.email !== null || checkout.phone !== null) &&
  (checkout.completedAt === null || checkout.completedAt.getTime() > checkout.createdAt.getTime());

/** In the shop's currency and the shopper's. */
function bag(checkout: Checkout, amount: Hundredths, context: ApiContext) {
  const { currency, rate } = checkout.presentment;
  return {
    shopMoney: { amount: decimalAmount(amount), currencyCode: context.shop.currency },
    presentmentMoney: {
      amount: decimalAmount(BigInt(Math.round(Number(amount) * rate))),
      currencyCode: currency,
    },
  };
}

const attributes = (given: Record<string, string>) =>
  Object.entries(given).map(([key, value]) => ({ key, value }));

/** A line with the checkout it is part of. */
export interface PlacedCheckoutLine {
  checkout: Checkout;
  line: CartLine;
  index: number;
}

const linesOf = (checkout: Checkout): PlacedCheckoutLine[] =>
  checkout.lines.map((line, index) => ({ checkout, line, index }));

const address = (checkout: Checkout, given: Checkout["shippingAddress"]) =>
  given && { ...given, id: checkout.id, modelName: "Address" };

export const abandonedCheckoutModel: TypeModel = {
  id: (checkout: Checkout) => gid("AbandonedCheckout", checkout.id),
  name: checkoutName,
  abandonedCheckoutUrl: (checkout: Checkout, _args, { shop }) => recoveryUrl(shop, checkout),
  customer: (checkout: Checkout, _args, { shop }) =>
    checkout.customerId === null ? null : (shop.customers.get(checkout.customerId) ?? null),
  billingAddress: (checkout: Checkout) =>
    address(checkout, checkout.billingAddress ?? checkout.shippingAddress),
  shippingAddress: (checkout: Checkout) => address(checkout, checkout.shippingAddress),
  customAttributes: (checkout: Checkout) => attributes(checkout.attributes),
  defaultCursor: (checkout: Checkout) => writeCursor(checkout.id, checkout.id),
  discountCodes: (checkout: Checkout) => checkout.discountCodes,
  note: (checkout: Checkout) => checkout.note,
  createdAt: (checkout: Checkout) => graphqlTime(checkout.createdAt),
  updatedAt: (checkout: Checkout) => graphqlTime(checkout.updatedAt),
  completedAt: (checkout: Checkout) => checkout.completedAt && graphqlTime(checkout.completedAt),
  lineItems: (checkout: Checkout, args, context, info) =>
    connection({ items: linesOf(checkout), args, context, info, idOf: ({ index }) => index.toString() }),
  lineItemsQuantity: (checkout: Checkout) => checkout.lines.reduce((sum, line) => sum + line.quantity, 0),
  subtotalPriceSet: (checkout: Checkout, _args, context) => bag(checkout, checkout.subtotal, context),
  totalDiscountSet: (checkout: Checkout, _args, context) => bag(checkout, checkout.totalDiscounts, context),
  totalLineItemsPriceSet: (checkout: Checkout, _args, context) => bag(checkout, checkout.linesTotal, context),
  totalPriceSet: (checkout: Checkout, _args, context) => bag(checkout, checkout.total, context),
  totalTaxSet: (checkout: Checkout, _args, context) => bag(checkout, 0n, context),
  totalDutiesSet: () => null,
  taxesIncluded: () => true,
  taxLines: () => [],
};

const variantOf = ({ line }: PlacedCheckoutLine, { shop }: ApiContext): Variant | null =>
  findVariant(shop, line.variantId);

const productOf = (placed: PlacedCheckoutLine, context: ApiContext) => {
  const variant = variantOf(placed, context);
  return variant ? (context.shop.products.get(variant.productId) ?? null) : null;
};

/** A variant is read together with its product. */
function placedVariant(placed: PlacedCheckoutLine, context: ApiContext) {
  const [product, variant] = [productOf(placed, context), variantOf(placed, context)];
  return product && variant ? { product, variant } : null;
}

const unitPrice = (placed: PlacedCheckoutLine, context: ApiContext): Hundredths =>
  variantOf(placed, context)?.price ?? 0n;

const unitBag = (placed: PlacedCheckoutLine, _args: unknown, context: ApiContext) =>
  bag(placed.checkout, unitPrice(placed, context), context);

const lineBag = (placed: PlacedCheckoutLine, _args: unknown, context: ApiContext) =>
  bag(placed.checkout, unitPrice(placed, context) * BigInt(placed.line.quantity), context);

/** Discounts that fall on lines are not told apart here: they are in the checkout's total. */
export const abandonedCheckoutLineModel: TypeModel = {
  id: ({ checkout, index }: PlacedCheckoutLine) =>
    gid("AbandonedCheckoutLineItem", checkout.id * 1000n + BigInt(index)),
  customAttributes: ({ line }: PlacedCheckoutLine) => attributes(line.properties ?? {}),
  quantity: ({ line }: PlacedCheckoutLine) => line.quantity,
  product: (placed: PlacedCheckoutLine, _args, context) => productOf(placed, context),
  variant: (placed: PlacedCheckoutLine, _args, context) => placedVariant(placed, context),
  title: (placed: PlacedCheckoutLine, _args, context) => productOf(placed, context)?.title ?? null,
  variantTitle: (placed: PlacedCheckoutLine, _args, context) => variantOf(placed, context)?.title ?? null,
  sku: (placed: PlacedCheckoutLine, _args, context) => variantOf(placed, context)?.sku ?? null,
  components: () => [],
  parentRelationship: () => null,
  originalUnitPriceSet: unitBag,
  originalTotalPriceSet: lineBag,
  discountedUnitPriceSet: unitBag,
  discountedTotalPriceSet: lineBag,
};

const HOUR_MS = 3600 * 1000;

function hasOrderedSince(checkout: Checkout, { shop }: ApiContext): boolean {
  if (checkout.orderId !== null) return true;
  if (checkout.customerId === null) return false;
  return ordersOfCustomer(shop, checkout.customerId).some((order) => order.createdAt > checkout.updatedAt);
}

const lastSent = (checkout: Checkout): Date | null =>
  checkout.activities
    .filter((activity) => activity.status === "SENT")
    .map((activity) => activity.deliveredAt)
    .findLast((date) => date !== null) ?? null;

function emailState({ activities }: Checkout): "SENT" | "SCHEDULED" | "NOT_SENT" {
  const isAny = (status: string): boolean => activities.some((activity) => activity.status === status);
  if (isAny("SENT")) return "SENT";
  return isAny("SCHEDULED") ? "SCHEDULED" : "NOT_SENT";
}

const hoursSince = (date: Date, context: ApiContext): number =>
  (context.clock().getTime() - date.getTime()) / HOUR_MS;

const products = (checkout: Checkout, context: ApiContext) =>
  linesOf(checkout).map((placed) => ({
    product: productOf(placed, context),
    variant: placedVariant(placed, context),
    quantity: placed.line.quantity,
    index: placed.index,
  }));

export const abandonmentModel: TypeModel = {
  id: (checkout: Checkout) => gid("Abandonment", checkout.abandonmentId),
  abandonedCheckoutPayload: (checkout: Checkout) => checkout,
  abandonmentType: () => "CHECKOUT",
  mostRecentStep: () => "CHECKOUT",
  app: (_checkout: Checkout, _args, context) => context.app,
  cartUrl: (_checkout: Checkout, _args, { shop }) => `${shop.primaryUrl}/cart`,
  createdAt: (checkout: Checkout) => graphqlTime(checkout.createdAt),
  customer: (checkout: Checkout, _args, { shop }) => shop.customers.get(checkout.customerId ?? -1n) ?? null,
  customerHasNoOrderSinceAbandonment: (checkout: Checkout, _args, context) =>
    !hasOrderedSince(checkout, context),
  customerHasNoDraftOrderSinceAbandonment: () => true,
  daysSinceLastAbandonmentEmail: (checkout: Checkout, _args, context) => {
    const sent = lastSent(checkout);
    return sent ? Math.floor(hoursSince(sent, context) / 24) : 0;
  },
  emailSentAt: (checkout: Checkout) => {
    const sent = lastSent(checkout);
    return sent && graphqlTime(sent);
  },
  emailState,
  hoursSinceLastAbandonedCheckout: (checkout: Checkout, _args, context) =>
    hoursSince(checkout.updatedAt, context),
  inventoryAvailable: (checkout: Checkout, _args, { shop }) =>
    checkout.lines.every((line) => {
      const variant = findVariant(shop, line.variantId);
      return variant !== null && (variant.inventoryPolicy === "CONTINUE" || variant.inventoryQuantity > 0);
    }),
  isFromCustomStorefront: (checkout: Checkout) => checkout.source === "storefront_api",
  isFromOnlineStore: (checkout: Checkout) => checkout.source === "online_store",
  isFromShopApp: () => false,
  isFromShopPay: () => false,
  isMostSignificantAbandonment: () => true,
  lastBrowseAbandonmentDate: (checkout: Checkout) => graphqlTime(checkout.createdAt),
  lastCartAbandonmentDate: (checkout: Checkout) => graphqlTime(checkout.createdAt),
  lastCheckoutAbandonmentDate: (checkout: Checkout) => graphqlTime(checkout.updatedAt),
  productsAddedToCart: (checkout: Checkout, args, context, info) =>
    connection({
      items: products(checkout, context),
      args,
      context,
      info,
      idOf: ({ index }) => index.toString(),
    }),
  visitStartedAt: (checkout: Checkout) => graphqlTime(checkout.createdAt),
};
