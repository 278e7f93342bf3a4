/** Lines and shipping of orders in the Admin API. */
import { gid } from "#simulator/ids.ts";
import { findVariant } from "#simulator/state/indexes.ts";
import type { Hundredths, Order, OrderLine } from "#simulator/state/model.ts";
import { currentQuantity, refundableShipping, shareOf } from "#simulator/state/order-amounts.ts";
import { codeDiscount, lineLevelDiscount } from "#simulator/state/order-discounts.ts";
import { editProblems } from "#simulator/state/order-edits.ts";
import { fulfillableQuantity, fulfilledQuantity } from "#simulator/state/order-quantities.ts";
import { lineTax, taxRateOf, taxWithin } from "#simulator/state/order-taxes.ts";
import { decimalAmount } from "#simulator/money.ts";
import type { ApiContext, TypeModel } from "../context.ts";
import { money } from "./money.ts";
import { lineAllocations, shippingAllocations } from "./order-discount.ts";
import { orderBag } from "./order-money.ts";
import { imageOf } from "./product-parts.ts";

/** The tax of a line, of shipping or of the order; none at a rate of nothing. */
export const taxLinesOf = (order: Order, amount: Hundredths) =>
  taxRateOf(order) === 0
    ? []
    : [
        {
          channelLiable: false,
          price: decimalAmount(amount),
          priceSet: orderBag(amount, order),
          rate: taxRateOf(order) / 100,
          ratePercentage: taxRateOf(order),
          source: null,
          title: "VAT",
        },
      ];

/** A line and the order it is in. */
export interface LineInOrder {
  order: Order;
  line: OrderLine;
}

export const linesOf = (order: Order): LineInOrder[] => order.lines.map((line) => ({ order, line }));

const gross = ({ line }: LineInOrder): Hundredths => line.unitPrice * BigInt(line.quantity);

/** After the discounts of the line itself: not of the order, and not by codes. */
const discounted = (source: LineInOrder): Hundredths =>
  gross(source) - lineLevelDiscount(source.order, source.line);

const each = (source: LineInOrder, total: Hundredths): Hundredths =>
  shareOf(total, 1, source.line.quantity, source.order.currency);

const unfulfilled = (source: LineInOrder, total: Hundredths): Hundredths =>
  shareOf(total, fulfillableQuantity(source.order, source.line), source.line.quantity, source.order.currency);

const AMOUNTS: Record<string, (source: LineInOrder) => Hundredths> = {
  originalUnitPrice: ({ line }) => line.unitPrice,
  originalTotal: gross,
  discountedUnitPrice: (source) => each(source, discounted(source)),
  discountedTotal: discounted,
  totalDiscount: ({ order, line }) => lineLevelDiscount(order, line),
  unfulfilledOriginalTotal: (source) => unfulfilled(source, gross(source)),
  unfulfilledDiscountedTotal: (source) => unfulfilled(source, discounted(source)),
};

/** Each amount as `…Set`, and as the plain number that Shopify is leaving. */
const amountFields: TypeModel = Object.fromEntries(
  Object.entries(AMOUNTS).flatMap(([name, amount]): [string, (source: LineInOrder) => unknown][] => [
    [`${name}Set`, (source) => orderBag(amount(source), source.order)],
    [name, (source) => decimalAmount(amount(source))],
  ]),
);

const productOf = ({ line }: LineInOrder, { shop }: ApiContext) =>
  line.productId === null ? null : (shop.products.get(line.productId) ?? null);

const nonFulfillable = ({ order, line }: LineInOrder): number =>
  line.quantity - fulfillableQuantity(order, line) - fulfilledQuantity(order, line);

/** Nothing of the line was sent or can be. */
export const isNonFulfillable = (source: LineInOrder): boolean =>
  nonFulfillable(source) === source.line.quantity;

const restockable = (source: LineInOrder): boolean =>
  source.line.variantId !== null && currentQuantity(source.order, source.line) > 0;

export const lineItemModel: TypeModel = {
  ...amountFields,
  id: ({ line }: LineInOrder) => gid("LineItem", line.id),
  title: ({ line }: LineInOrder) => line.title,
  name: ({ line }: LineInOrder) =>
    line.variantTitle === null ? line.title : `${line.title} - ${line.variantTitle}`,
  variantTitle: ({ line }: LineInOrder) => line.variantTitle,
  vendor: ({ line }: LineInOrder) => line.vendor || null,
  sku: ({ line }: LineInOrder) => line.sku || null,
  quantity: ({ line }: LineInOrder) => line.quantity,
  currentQuantity: ({ order, line }: LineInOrder) => currentQuantity(order, line),
  refundableQuantity: ({ order, line }: LineInOrder) => currentQuantity(order, line),
  unfulfilledQuantity: ({ order, line }: LineInOrder) => fulfillableQuantity(order, line),
  fulfillableQuantity: ({ order, line }: LineInOrder) => fulfillableQuantity(order, line),
  nonFulfillableQuantity: nonFulfillable,
  fulfillmentStatus: ({ order, line }: LineInOrder) =>
    fulfilledQuantity(order, line) === 0
      ? "unfulfilled"
      : fulfillableQuantity(order, line) === 0
        ? "fulfilled"
        : "partial",
  isGiftCard: ({ line }: LineInOrder) => line.isGiftCard,
  requiresShipping: ({ line }: LineInOrder) => line.requiresShipping,
  taxable: ({ line }: LineInOrder, _args, { shop }) =>
    (line.variantId === null ? null : findVariant(shop, line.variantId))?.taxable ?? false,
  taxLines: ({ order, line }: LineInOrder) => taxLinesOf(order, lineTax(order, line)),
  duties: () => [],
  contract: () => null,
  sellingPlan: () => null,
  lineItemGroup: () => null,
  staffMember: () => null,
  weight: () => null,
  merchantEditable: ({ order, line }: LineInOrder) =>
    editProblems(order).length === 0 && fulfillableQuantity(order, line) > 0,
  restockable,
  canRestock: restockable,
  customAttributes: ({ line }: LineInOrder) => line.customAttributes,
  discountAllocations: ({ order, line }: LineInOrder) => lineAllocations(order, line),
  discountedTotalSet: (source: LineInOrder, args) => {
    const codes = args["withCodeDiscounts"] === true ? codeDiscount(source.order, source.line) : 0n;
    return orderBag(discounted(source) - codes, source.order);
  },
  discountedUnitPriceAfterAllDiscountsSet: (source: LineInOrder) =>
    orderBag(each(source, gross(source) - source.line.discount), source.order),
  priceAfterAllDiscountsBeforeTaxesSet: (source: LineInOrder) => {
    const { order, line } = source;
    const total = gross(source) - line.discount;
    const net = total - lineTax(order, line);
    return orderBag(shareOf(net, currentQuantity(order, line), line.quantity, order.currency), order);
  },
  image: (source: LineInOrder, _args, context) => {
    const product = productOf(source, context);
    return product && imageOf(context.shop, product);
  },
  product: (source: LineInOrder, _args, context) => productOf(source, context),
  variant: (source: LineInOrder, _args, context) => {
    const product = productOf(source, context);
    const variant = product?.variants.find((candidate) => candidate.id === source.line.variantId);
    return product && variant ? { product, variant } : null;
  },
};

export const hasShippingLine = (order: Order): boolean =>
  order.shipping > 0n || order.shippingAddress !== null;

const discountedShipping = (order: Order): Hundredths => order.shipping - order.shippingDiscount;

/** The source is the order: it has one delivery. */
export const shippingLineModel: TypeModel = {
  id: (order: Order) => gid("ShippingLine", order.id),
  title: (order: Order) => order.shippingTitle,
  code: (order: Order) => order.shippingTitle,
  source: () => "shopify",
  custom: () => false,
  isRemoved: () => false,
  carrierIdentifier: () => null,
  deliveryCategory: () => null,
  phone: () => null,
  shippingRateHandle: () => null,
  requestedFulfillmentService: () => null,
  taxLines: (order: Order) => taxLinesOf(order, taxWithin(discountedShipping(order), order)),
  price: (order: Order) => decimalAmount(order.shipping),
  originalPrice: (order: Order) => money(order.shipping, order.currency),
  originalPriceSet: (order: Order) => orderBag(order.shipping, order),
  discountedPrice: (order: Order) => money(discountedShipping(order), order.currency),
  discountedPriceSet: (order: Order) => orderBag(discountedShipping(order), order),
  currentDiscountedPriceSet: (order: Order) => orderBag(refundableShipping(order), order),
  discountAllocations: (order: Order) => shippingAllocations(order),
};
