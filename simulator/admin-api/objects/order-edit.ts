/** Orders that are being edited, in the Admin API. */
import { gid } from "#simulator/ids.ts";
import { findVariant } from "#simulator/state/indexes.ts";
import type {
  EditAddition,
  EditDiscount,
  Hundredths,
  Order,
  OrderEdit,
  OrderLine,
} from "#simulator/state/model.ts";
import {
  countOf,
  currentAmounts,
  currentLineAmount,
  currentQuantity,
  netPayment,
  shareOf,
  sumOf,
} from "#simulator/state/order-amounts.ts";
import { discountWorth, editedQuantity } from "#simulator/state/order-edits.ts";
import { fulfillableQuantity } from "#simulator/state/order-quantities.ts";
import { connection } from "../connection.ts";
import { NotModelled, type TypeModel, typed } from "../context.ts";
import { applicationView, pricingValue } from "./order-discount.ts";
import { orderBag } from "./order-money.ts";
import { money } from "./money.ts";

export interface EditOfOrder {
  order: Order;
  edit: OrderEdit;
}

/** A line of the edited order: one that the order has, or one that the edit adds. */
export interface CalculatedLine extends EditOfOrder {
  line: OrderLine | null;
  added: EditAddition | null;
}

const discountOf = ({ edit, line, added }: CalculatedLine): EditDiscount | null =>
  added ? added.discount : (edit.discounts.find((each) => each.lineId === line!.id)?.discount ?? null);

const quantityOf = ({ order, edit, line, added }: CalculatedLine): number =>
  added ? added.quantity : editedQuantity(order, edit, line!);

const unitPrice = ({ line, added }: CalculatedLine): Hundredths => (added ?? line!).unitPrice;

/** Before the discount that the edit adds. */
function undiscounted(source: CalculatedLine): Hundredths {
  const { order, line, added } = source;
  const quantity = quantityOf(source);
  if (added) return added.unitPrice * BigInt(quantity);
  const before = currentQuantity(order, line!);
  const left = currentLineAmount(order, line!);
  return quantity >= before
    ? left + line!.unitPrice * BigInt(quantity - before)
    : left - shareOf(left, before - quantity, before, order.currency);
}

function stagedDiscount(source: CalculatedLine): Hundredths {
  const discount = discountOf(source);
  const quantity = quantityOf(source);
  if (!discount || quantity === 0) return 0n;
  return discountWorth(discount, undiscounted(source), quantity, source.order.currency);
}

const amountOf = (source: CalculatedLine): Hundredths => undiscounted(source) - stagedDiscount(source);

const oldLines = ({ order, edit }: EditOfOrder): CalculatedLine[] =>
  order.lines.map((line) => ({ order, edit, line, added: null }));

const addedLines = ({ order, edit }: EditOfOrder): CalculatedLine[] =>
  edit.additions.map((added) => ({ order, edit, line: null, added }));

/** A line by the id that its `CalculatedLineItem` has. */
export const findCalculatedLine = (source: EditOfOrder, id: string): CalculatedLine | null =>
  [...oldLines(source), ...addedLines(source)].find((each) => lineId(each) === id) ?? null;

export const lineId = ({ line, added }: CalculatedLine): string => added?.id ?? line!.id.toString();

const editable = ({ order, line, added }: CalculatedLine): number =>
  added ? added.quantity : fulfillableQuantity(order, line!);

function stagedOf(source: CalculatedLine): object[] {
  const { order, edit, line, added } = source;
  const changes: object[] = [];
  if (added) {
    changes.push(
      added.variantId === null
        ? typed("OrderStagedChangeAddCustomItem", {
            title: added.title,
            quantity: added.quantity,
            originalUnitPrice: money(added.unitPrice, order.currency),
          })
        : typed("OrderStagedChangeAddVariant", { quantity: added.quantity, variantId: added.variantId }),
    );
  } else {
    const change = edit.quantities.find((each) => each.lineId === line!.id);
    const delta = change ? change.quantity - currentQuantity(order, line!) : 0;
    const lineItem = { order, line: line! };
    if (delta > 0) changes.push(typed("OrderStagedChangeIncrementItem", { delta, lineItem }));
    if (delta < 0) {
      const { restock } = change!;
      changes.push(typed("OrderStagedChangeDecrementItem", { delta: -delta, lineItem, restock }));
    }
  }
  const discount = discountOf(source);
  if (discount) changes.push(stagedDiscountView(order, discount));
  return changes;
}

export const stagedDiscountView = (order: Order, discount: EditDiscount): object =>
  typed("OrderStagedChangeAddLineItemDiscount", {
    id: `gid://shopify/OrderStagedChangeAddLineItemDiscount/${discount.id}`,
    description: discount.description,
    value: pricingValue(discount.value, order.currency),
  });

const applicationOf = (order: Order, discount: EditDiscount) =>
  typed("CalculatedManualDiscountApplication", {
    id: `gid://shopify/CalculatedManualDiscountApplication/${discount.id}`,
    description: discount.description,
    allocationMethod: discount.value.kind === "amount" ? "EACH" : "ACROSS",
    appliedTo: "LINE",
    targetSelection: "EXPLICIT",
    targetType: "LINE_ITEM",
    value: pricingValue(discount.value, order.currency),
  });

const variantOf = ({ line, added }: CalculatedLine): bigint | null => (added ?? line!).variantId;

export const calculatedLineItemModel: TypeModel = {
  id: (source: CalculatedLine) => `gid://shopify/CalculatedLineItem/${lineId(source)}`,
  title: ({ line, added }: CalculatedLine) => (added ?? line!).title,
  variantTitle: ({ line }: CalculatedLine) => line?.variantTitle ?? null,
  sku: (source: CalculatedLine, _args, { shop }) => {
    const id = variantOf(source);
    return source.line?.sku ?? (id === null ? null : (findVariant(shop, id)?.sku ?? null));
  },
  quantity: quantityOf,
  editableQuantity: (source: CalculatedLine) =>
    source.added
      ? source.added.quantity
      : editable(source) + quantityOf(source) - currentQuantity(source.order, source.line!),
  editableQuantityBeforeChanges: editable,
  editableSubtotalSet: (source: CalculatedLine) => orderBag(amountOf(source), source.order),
  uneditableSubtotalSet: (source: CalculatedLine) => orderBag(0n, source.order),
  originalUnitPriceSet: (source: CalculatedLine) => orderBag(unitPrice(source), source.order),
  discountedUnitPriceSet: (source: CalculatedLine) => {
    const quantity = quantityOf(source);
    const total = unitPrice(source) * BigInt(quantity) - stagedDiscount(source);
    return orderBag(quantity === 0 ? 0n : shareOf(total, 1, quantity, source.order.currency), source.order);
  },
  hasStagedLineItemDiscount: (source: CalculatedLine) => discountOf(source) !== null,
  restockable: (source: CalculatedLine) => variantOf(source) !== null,
  restocking: ({ edit, line }: CalculatedLine) =>
    edit.quantities.some((each) => each.lineId === line?.id && each.restock),
  customAttributes: ({ line }: CalculatedLine) => line?.customAttributes ?? [],
  calculatedDiscountAllocations: (source: CalculatedLine) => {
    const discount = discountOf(source);
    return discount
      ? [
          {
            allocatedAmountSet: orderBag(stagedDiscount(source), source.order),
            discountApplication: applicationOf(source.order, discount),
          },
        ]
      : [];
  },
  discountAllocations: ({ order, line }: CalculatedLine) =>
    (line?.discountAllocations ?? []).map(({ application, amount }) => ({
      allocatedAmount: money(amount, order.currency),
      allocatedAmountSet: orderBag(amount, order),
      discountApplication: applicationView(order, order.discountApplications[application]!, application),
    })),
  stagedChanges: stagedOf,
  image: () => null,
  variant: (source: CalculatedLine, _args, { shop }) => {
    const id = variantOf(source);
    const variant = id === null ? null : findVariant(shop, id);
    const product = variant && shop.products.get(variant.productId);
    return product ? { product, variant } : null;
  },
};

const subtotal = (source: EditOfOrder): Hundredths =>
  sumOf([...oldLines(source), ...addedLines(source)], amountOf);

/** What changes are worth comes on top of what the order is worth now. */
const total = (source: EditOfOrder): Hundredths => {
  const current = currentAmounts(source.order);
  return current.total - current.lines + subtotal(source);
};

export const calculatedOrderModel: TypeModel = {
  id: ({ edit }: EditOfOrder) => gid("CalculatedOrder", edit.id),
  originalOrder: ({ order }: EditOfOrder) => order,
  committed: () => false,
  notificationPreviewHtml: () => null,
  notificationPreviewTitle: ({ order }: EditOfOrder) => `Order ${order.name} updated`,
  taxLines: () => [],
  cartDiscountAmountSet: ({ order }: EditOfOrder) => orderBag(currentAmounts(order).discounts, order),
  subtotalLineItemsQuantity: (source: EditOfOrder) =>
    countOf([...oldLines(source), ...addedLines(source)], quantityOf),
  subtotalPriceSet: (source: EditOfOrder) => orderBag(subtotal(source), source.order),
  totalPriceSet: (source: EditOfOrder) => orderBag(total(source), source.order),
  totalOutstandingSet: (source: EditOfOrder) =>
    orderBag(total(source) - netPayment(source.order), source.order),
  shippingLines: ({ order }: EditOfOrder) => [
    {
      id: gid("CalculatedShippingLine", order.id),
      title: order.shippingTitle,
      price: orderBag(order.shipping, order),
      stagedStatus: "NONE",
    },
  ],
  lineItems: (source: EditOfOrder, args, context, info) => {
    if (args["query"]) throw new NotModelled("CalculatedOrder.lineItems(query:)");
    return connection({ items: oldLines(source), args, context, info, idOf: lineId, keepOrder: true });
  },
  addedLineItems: (source: EditOfOrder, args, context, info) =>
    connection({ items: addedLines(source), args, context, info, idOf: lineId, keepOrder: true }),
  addedDiscountApplications: (source: EditOfOrder, args, context, info) =>
    connection({
      items: [...oldLines(source), ...addedLines(source)]
        .flatMap((each) => discountOf(each) ?? [])
        .map((discount) => applicationOf(source.order, discount)),
      args,
      context,
      info,
      idOf: ({ id }) => id,
      keepOrder: true,
    }),
  stagedChanges: (source: EditOfOrder, args, context, info) =>
    connection({
      items: [...oldLines(source), ...addedLines(source)]
        .flatMap(stagedOf)
        .map((change, index) => Object.assign(change, { place: BigInt(index) })),
      args,
      context,
      info,
      idOf: ({ place }) => place,
      keepOrder: true,
    }),
};

export const addedVariantModel: TypeModel = {
  quantity: ({ quantity }: { quantity: number }) => quantity,
  variant: ({ variantId }: { variantId: bigint }, _args, { shop }) => {
    const variant = findVariant(shop, variantId);
    const product = variant && shop.products.get(variant.productId);
    return product ? { product, variant } : null;
  },
};
