/** Reads an order of the Admin API: a line of the bulk import and the answer of a single query alike. */
import { z } from "zod";
import { idFromGid } from "#app/shared/ids.ts";
import { decimal, instant, orNull, readPayload } from "#app/shared/payload.ts";
import {
  type OrderLineState,
  type OrderState,
  paidAtFromState,
  type ParcelState,
  type RefundState,
  type ReturnState,
  withGoodwill,
} from "./order-state.ts";
import { withSpreadTax } from "./line-tax.ts";
import { discountsFrom, type DiscountShare } from "./order-parts.ts";
import { type Lost, plainRefund, wholeParcel } from "./plain-parts.ts";
import { nodeAddress } from "./postal-address.ts";
import { readAmount } from "./read-amount.ts";
import { salesChannelOf } from "./sales-channel.ts";
import { transactionNode, transactionsFromNodes } from "./transaction-state.ts";

const text = orNull(z.string());
const MoneyBag = z.object({ shopMoney: z.object({ amount: decimal }) });
const reference = orNull(z.object({ id: z.string() }));

const Allocation = z.object({
  allocatedAmountSet: MoneyBag,
  discountApplication: orNull(z.object({ __typename: text, code: text, title: text })),
});

type Allocated = z.output<typeof Allocation>;

const OrderNode = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: instant,
  processedAt: orNull(instant),
  updatedAt: instant,
  cancelledAt: orNull(instant),
  cancelReason: text,
  closedAt: orNull(instant),
  displayFinancialStatus: text,
  displayFulfillmentStatus: text,
  currencyCode: z.string(),
  presentmentCurrencyCode: text,
  sourceName: text,
  app: reference,
  purchasingEntity: orNull(z.object({ company: reference })),
  test: orNull(z.boolean()),
  edited: orNull(z.boolean()),
  tags: orNull(z.array(z.string())),
  customer: reference,
  email: text,
  phone: text,
  note: text,
  cartToken: text,
  checkoutToken: text,
  shippingAddress: orNull(nodeAddress),
  billingAddress: orNull(nodeAddress),
  discountCodes: z.array(z.string()),
  subtotalPriceSet: orNull(MoneyBag),
  totalPriceSet: z.object({
    shopMoney: z.object({ amount: decimal }),
    presentmentMoney: orNull(z.object({ amount: decimal })),
  }),
  totalDiscountsSet: orNull(MoneyBag),
  totalShippingPriceSet: orNull(MoneyBag),
  totalTaxSet: orNull(MoneyBag),
  taxesIncluded: orNull(z.boolean()),
  shippingLine: orNull(z.object({ discountAllocations: orNull(z.array(Allocation)) })),
  currentSubtotalPriceSet: MoneyBag,
  currentTotalPriceSet: MoneyBag,
  currentTotalTaxSet: orNull(MoneyBag),
  transactions: orNull(z.array(transactionNode)),
  refunds: z.array(z.object({ id: text, createdAt: orNull(instant), totalRefundedSet: MoneyBag })),
  fulfillments: orNull(
    z.array(
      z.object({
        id: z.string(),
        status: z.string(),
        createdAt: instant,
        updatedAt: instant,
        deliveredAt: orNull(instant),
        trackingInfo: orNull(z.array(z.object({ company: text, number: text, url: text }))),
      }),
    ),
  ),
});

type Node = z.output<typeof OrderNode>;

/**
 * An order. Which lines were edited or lay in which of several parcels, and what a refund is made of where the order's
 * amounts leave that open, has to be asked for.
 */
export interface ReadNode {
  order: OrderState;
  /** What has to be asked for: the lines of refunds and parcels, or those of edits and returns as well; null = nothing. */
  needs: "lines" | "lines_and_changes" | null;
}

/** Reads an order with its lines and returns. @throws InvalidInput */
export function orderFromNodes(node: unknown, children: readonly unknown[]): ReadNode {
  const { order, allocated, isEdited, lost } = orderFromNode(node);
  const items: ReadItem[] = [];
  for (const child of children) {
    const type = /^gid:\/\/shopify\/(\w+)\//.exec(String((child as { id?: unknown }).id))?.[1];
    if (type === "Return") order.returns.push(returnFromNode(child, order));
    else items.push(itemFromNode(child, order.currency));
  }
  order.lines = withSpreadTax(
    items.map(({ line }) => line),
    order,
  );
  const shares = [...items.flatMap((item) => item.allocated), ...allocated].map((each) =>
    shareOf(each, order.currency),
  );
  order.discounts = discountsFrom(shares);
  const whole = wholeParcel(order);
  if (whole) order.parcels = [whole];
  const { returns, parcels } = order;
  if (isEdited || returns.length > 0) return { order, needs: "lines_and_changes" };
  if (parcels.length > 0 && !whole) return { order, needs: "lines" };
  const refund = plainRefund(order, lost);
  if (refund) order.refunds = [refund];
  return { order, needs: order.refunds.length > 0 && !refund ? "lines" : null };
}

function shareOf({ allocatedAmountSet, discountApplication }: Allocated, currency: string): DiscountShare {
  return {
    kind: discountApplication?.__typename ?? "",
    name: discountApplication?.code ?? discountApplication?.title ?? null,
    amountMinor: readAmount(allocatedAmountSet.shopMoney.amount, currency, "A discount of the order"),
  };
}

function orderFromNode(value: unknown): {
  order: OrderState;
  allocated: Allocated[];
  isEdited: boolean;
  lost: Lost;
} {
  const node = readPayload(OrderNode, value, "An order");
  const money = (bag: z.output<typeof MoneyBag> | null, field: string) =>
    readAmount(bag?.shopMoney.amount ?? "0", node.currencyCode, `The order's ${field}`);
  const id = idFromGid(node.id, "Order");
  const processedAt = node.processedAt ?? node.createdAt;
  const financialStatus = node.displayFinancialStatus?.toLowerCase() ?? null;
  const presentmentTotal = node.totalPriceSet.presentmentMoney?.amount;
  const presentmentCurrency = node.presentmentCurrencyCode;
  const lost = {
    subtotalMinor:
      money(node.subtotalPriceSet, "subtotalPriceSet") -
      money(node.currentSubtotalPriceSet, "currentSubtotalPriceSet"),
    totalMinor:
      money(node.totalPriceSet, "totalPriceSet") - money(node.currentTotalPriceSet, "currentTotalPriceSet"),
    taxMinor:
      money(node.totalTaxSet, "totalTaxSet") -
      money(node.currentTotalTaxSet ?? node.totalTaxSet, "currentTotalTaxSet"),
  };
  const refunds = readRefunds(node, { id, lost, money });
  return {
    lost,
    isEdited: node.edited ?? false,
    allocated: node.shippingLine?.discountAllocations ?? [],
    order: {
      id,
      name: node.name,
      customerId: node.customer && idFromGid(node.customer.id, "Customer"),
      email: node.email || null,
      phone: node.phone || null,
      shippingAddress: node.shippingAddress,
      billingAddress: node.billingAddress,
      note: node.note || null,
      currency: node.currencyCode,
      subtotalMinor: money(node.subtotalPriceSet, "subtotalPriceSet"),
      totalMinor: money(node.totalPriceSet, "totalPriceSet"),
      discountsMinor: money(node.totalDiscountsSet, "totalDiscountsSet"),
      shippingMinor: money(node.totalShippingPriceSet, "totalShippingPriceSet"),
      taxMinor: money(node.totalTaxSet, "totalTaxSet"),
      taxesIncluded: node.taxesIncluded ?? false,
      presentmentCurrency,
      presentmentTotalMinor:
        presentmentTotal && presentmentCurrency
          ? readAmount(presentmentTotal, presentmentCurrency, "The order's totalPriceSet.presentmentMoney")
          : null,
      financialStatus,
      fulfillmentStatus: fulfillmentStatusOf(node.displayFulfillmentStatus),
      channel: salesChannelOf({
        sourceName: node.sourceName,
        appId: /\/(\d+)$/.exec(node.app?.id ?? "")?.[1] ?? null,
        isForCompany: Boolean(node.purchasingEntity?.company),
      }),
      sourceName: node.sourceName,
      isTest: node.test ?? false,
      tags: (node.tags ?? []).toSorted(),
      discountCodes: node.discountCodes.toSorted(),
      discounts: [],
      countryCode: node.shippingAddress?.countryCode ?? node.billingAddress?.countryCode ?? null,
      cartToken: node.cartToken,
      checkoutToken: node.checkoutToken,
      paidAt: paidAtOf(node, financialStatus, processedAt),
      createdAt: node.createdAt,
      processedAt,
      cancelledAt: node.cancelledAt,
      cancelReason: node.cancelReason?.toLowerCase() ?? null,
      closedAt: node.closedAt,
      updatedAt: node.updatedAt,
      lines: [],
      transactions: transactionsFromNodes(node.transactions ?? [], { id, updatedAt: node.updatedAt }),
      refunds,
      parcels: (node.fulfillments ?? []).map((parcel): ParcelState => ({
        id: idFromGid(parcel.id, "Fulfillment"),
        orderId: id,
        status: parcel.status.toLowerCase(),
        createdAt: parcel.createdAt,
        updatedAt: parcel.updatedAt,
        deliveredAt: parcel.deliveredAt,
        tracking: (parcel.trackingInfo ?? []).flatMap(({ company, number, url }) =>
          number ? [{ parcelId: idFromGid(parcel.id, "Fulfillment").toString(), company, number, url }] : [],
        ),
        lines: [],
      })),
      returns: [],
      edits: [],
    },
  };
}

type ReadMoney = (bag: z.output<typeof MoneyBag> | null, field: string) => bigint;

/**
 * What refunds gave back for goods, as far as the order alone tells it: what the subtotal lost, and money beyond what the
 * total lost (goodwill), all by the first of them.
 */
function readRefunds(
  node: Node,
  { id: orderId, lost, money }: { id: bigint; lost: Lost; money: ReadMoney },
): RefundState[] {
  const refunds = node.refunds.flatMap(({ id, createdAt, totalRefundedSet }) =>
    id && createdAt ? [{ id, createdAt, paidBackMinor: money(totalRefundedSet, "refunds") }] : [],
  );
  const goodwill = (refunds[0]?.paidBackMinor ?? 0n) - lost.totalMinor;
  return refunds.map(({ id, createdAt, paidBackMinor }, index) => ({
    id: idFromGid(id, "Refund"),
    orderId,
    createdAt,
    ...(index === 0 ? withGoodwill(lost.subtotalMinor, goodwill) : withGoodwill(0n, 0n)),
    paidBackMinor,
    shippingMinor: 0n,
    taxMinor: 0n,
    lines: [],
    observedAt: node.updatedAt,
  }));
}

/**
 * When it was paid in full: the payment that reached the total. An order without payments that tell (entered by hand,
 * imported from elsewhere) counts as paid when it was processed; its updatedAt says little, refunds and parcels move it.
 */
function paidAtOf(node: Node, financialStatus: string | null, processedAt: Date): Date | null {
  const fallback = paidAtFromState({
    financialStatus,
    createdAt: node.createdAt,
    processedAt,
    updatedAt: processedAt,
  });
  if (!fallback) return null;
  const total = readAmount(
    node.totalPriceSet.shopMoney.amount,
    node.currencyCode,
    "The order's totalPriceSet",
  );
  const payments = (node.transactions ?? [])
    .flatMap(({ kind, status, processedAt: at, amountSet }) =>
      at && status === "SUCCESS" && (kind === "SALE" || kind === "CAPTURE")
        ? [
            {
              at,
              minor: readAmount(amountSet.shopMoney.amount, node.currencyCode, "The order's transactions"),
            },
          ]
        : [],
    )
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
  let paidMinor = 0n;
  for (const { at, minor } of payments) {
    paidMinor += minor;
    const enteredLater = node.createdAt.getTime() - processedAt.getTime() > 86_400_000;
    if (paidMinor >= total) return enteredLater || at < processedAt ? processedAt : at;
  }
  return fallback;
}

export function fulfillmentStatusOf(word: string | null): string | null {
  switch (word) {
    case "FULFILLED":
      return "fulfilled";
    case "PARTIALLY_FULFILLED":
      return "partial";
    case "RESTOCKED":
      return "restocked";
    default:
      return null;
  }
}

const ItemNode = z.object({
  id: z.string(),
  title: z.string(),
  sku: text,
  quantity: z.number().int(),
  currentQuantity: orNull(z.number().int()),
  originalUnitPriceSet: MoneyBag,
  discountAllocations: orNull(z.array(Allocation)),
  taxLines: orNull(z.array(z.object({ priceSet: MoneyBag }))),
  product: reference,
  variant: reference,
});

interface ReadItem {
  line: OrderLineState;
  allocated: Allocated[];
}

function itemFromNode(value: unknown, currency: string): ReadItem {
  const item = readPayload(ItemNode, value, "A line item");
  const discounts = (item.discountAllocations ?? []).map((each) =>
    readAmount(each.allocatedAmountSet.shopMoney.amount, currency, "The line item's discountAllocations"),
  );
  const taxes = (item.taxLines ?? []).map((each) =>
    readAmount(each.priceSet.shopMoney.amount, currency, "The line item's taxLines"),
  );
  const price = item.originalUnitPriceSet.shopMoney.amount;
  const line = {
    lineId: idFromGid(item.id, "LineItem").toString(),
    productId: item.product && idFromGid(item.product.id, "Product").toString(),
    variantId: item.variant && idFromGid(item.variant.id, "ProductVariant").toString(),
    title: item.title,
    sku: item.sku || null,
    quantity: item.quantity,
    currentQuantity: item.currentQuantity ?? item.quantity,
    unitPriceMinor: readAmount(price, currency, "The line item's originalUnitPriceSet").toString(),
    discountMinor: discounts.reduce((sum, amount) => sum + amount, 0n).toString(),
    taxMinor: taxes.reduce((sum, amount) => sum + amount, 0n).toString(),
  };
  return { line, allocated: item.discountAllocations ?? [] };
}

const ReturnNode = z.object({ id: z.string(), status: z.string(), createdAt: orNull(instant) });

function returnFromNode(value: unknown, order: Pick<OrderState, "id" | "updatedAt">): ReturnState {
  const node = readPayload(ReturnNode, value, "A return");
  return {
    id: idFromGid(node.id, "Return"),
    orderId: order.id,
    status: node.status.toLowerCase(),
    createdAt: node.createdAt,
    observedAt: order.updatedAt,
    lines: [],
  };
}
