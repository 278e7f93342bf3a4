/** Orders and what happens to them. */
import type { Address } from "./customers.ts";
import type { Hundredths } from "./money.ts";

/** A discount that an order was given, and what it was worth. */
export interface DiscountApplication {
  kind: "CODE" | "AUTOMATIC" | "MANUAL";
  /** As the discount spells it; null for automatic and manual ones. */
  code: string | null;
  discountId: bigint | null;
  title: string;
  target: "LINE_ITEM" | "SHIPPING_LINE";
  selection: "ALL" | "ENTITLED" | "EXPLICIT";
  allocation: "ACROSS" | "EACH";
  value: { kind: "amount"; amount: Hundredths } | { kind: "percentage"; percentage: number };
  /** What it took off in all. */
  amount: Hundredths;
}

export interface OrderLine {
  id: bigint;
  productId: bigint | null;
  variantId: bigint | null;
  title: string;
  variantTitle: string | null;
  sku: string;
  vendor: string;
  /** Ordered in all, with what edits of the order added. */
  quantity: number;
  /** Taken out again by edits of the order. */
  removedQuantity: number;
  /** What the removed pieces were worth after discounts. */
  removedAmount: Hundredths;
  /** Price of one, before discounts. */
  unitPrice: Hundredths;
  /** Discount allocated to the whole line. */
  discount: Hundredths;
  /** How `discount` splits over `Order.discountApplications`, by their index. */
  discountAllocations: { application: number; amount: Hundredths }[];
  isGiftCard: boolean;
  requiresShipping: boolean;
  customAttributes: { key: string; value: string }[];
}

export interface RefundLine {
  id: bigint;
  lineId: bigint;
  quantity: number;
  restockType: "RETURN" | "CANCEL" | "NO_RESTOCK";
  /** Where the pieces went back on the shelf. */
  locationId: bigint | null;
  /** How many of the pieces had not been sent yet: they are not sent any more. */
  unfulfilledQuantity: number;
  /** After discounts. */
  subtotal: Hundredths;
}

export interface Refund {
  id: bigint;
  createdAt: Date;
  note: string | null;
  returnId: bigint | null;
  lines: RefundLine[];
  /** Refunded shipping. */
  shipping: Hundredths;
  /** Ids of the order's transactions that gave the money back. */
  transactionIds: bigint[];
  /** What went back beyond what lines and shipping made due; negative when less did. */
  discrepancy: Hundredths;
}

export interface Transaction {
  id: bigint;
  kind: "SALE" | "REFUND" | "AUTHORIZATION" | "CAPTURE" | "VOID";
  amount: Hundredths;
  /** `bogus` (the card of the simulated checkout), `manual`, `gift_card`, `shopify_store_credit`. */
  gateway: string;
  /** The sale or capture that a refund belongs to, the authorization that a capture or void belongs to. */
  parentId: bigint | null;
  giftCardId: bigint | null;
  storeCreditAccountId: bigint | null;
  processedAt: Date;
}

/** Where a parcel is. */
export interface FulfillmentEvent {
  id: bigint;
  /** CONFIRMED, IN_TRANSIT, OUT_FOR_DELIVERY, DELIVERED … */
  status: string;
  message: string | null;
  city: string | null;
  province: string | null;
  country: string | null;
  zip: string | null;
  address1: string | null;
  latitude: number | null;
  longitude: number | null;
  estimatedDeliveryAt: Date | null;
  happenedAt: Date;
  createdAt: Date;
}

/** A parcel. Orders that are fulfilled without a record have one parcel with everything in it. */
export interface Fulfillment {
  id: bigint;
  name: string;
  status: "SUCCESS" | "CANCELLED";
  lines: { id: bigint; lineId: bigint; quantity: number }[];
  locationId: bigint | null;
  trackingCompany: string | null;
  trackingNumbers: string[];
  trackingUrls: string[];
  /** CONFIRMED, IN_TRANSIT, OUT_FOR_DELIVERY, DELIVERED …; null = not known. */
  shipmentStatus: string | null;
  events: FulfillmentEvent[];
  deliveredAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

export interface ReturnLine {
  id: bigint;
  fulfillmentLineId: bigint;
  lineId: bigint;
  quantity: number;
  /** Shopify's `ReturnReason`. */
  reason: string;
  note: string;
  customerNote: string | null;
  /** Looked through and dealt with. */
  processed: number;
  refunded: number;
}

export interface Return {
  id: bigint;
  name: string;
  status: "REQUESTED" | "OPEN" | "CLOSED" | "CANCELED" | "DECLINED";
  lines: ReturnLine[];
  decline: { reason: string; note: string } | null;
  createdAt: Date;
  requestApprovedAt: Date | null;
  closedAt: Date | null;
}

/** A discount that an edit of an order gives one line. */
export interface EditDiscount {
  /** Of its `CalculatedManualDiscountApplication`. */
  id: string;
  description: string;
  value: { kind: "amount"; amount: Hundredths } | { kind: "percentage"; percentage: number };
}

/** A line that an edit adds. */
export interface EditAddition {
  /** Of its `CalculatedLineItem`. */
  id: string;
  variantId: bigint | null;
  title: string;
  unitPrice: Hundredths;
  quantity: number;
  requiresShipping: boolean;
  discount: EditDiscount | null;
}

/** What a committed edit did to the lines; numbers of pieces are above nothing. */
export interface CommittedChanges {
  id: bigint;
  committedAt: Date;
  additions: { id: bigint; delta: number }[];
  removals: { id: bigint; delta: number }[];
}

/** Changes of an order that are not committed yet. */
export interface OrderEdit {
  id: bigint;
  orderId: bigint;
  additions: EditAddition[];
  /** New quantities of lines that the order has, and whether what is taken out goes back on the shelf. */
  quantities: { lineId: bigint; quantity: number; restock: boolean }[];
  /** Discounts of lines that the order has. */
  discounts: { lineId: bigint; discount: EditDiscount }[];
  createdAt: Date;
}

export interface Order {
  id: bigint;
  /** Sequential number, shown as `#1001`. */
  number: number;
  name: string;
  customerId: bigint | null;
  email: string | null;
  phone: string | null;
  /** The shop's currency: every amount here is in it. */
  currency: string;
  /** What the shopper saw: amount × rate, rounded to the currency's units. */
  presentment: { currency: string; rate: number };
  lines: OrderLine[];
  discountApplications: DiscountApplication[];
  discountCodes: { code: string; amount: Hundredths }[];
  /** Percent of tax that its prices contain; left out = none. */
  taxRate?: number;
  /** Sum of the lines after discounts, before shipping, with the tax that prices contain. */
  subtotal: Hundredths;
  /** Before discounts on it. */
  shipping: Hundredths;
  shippingDiscount: Hundredths;
  /** What the delivery is called. */
  shippingTitle: string;
  /** On lines and on shipping. */
  totalDiscounts: Hundredths;
  /** Of everything that was ever ordered: edits add to it, removals and refunds leave it. */
  total: Hundredths;
  /** When the order was placed. */
  originalTotal: Hundredths;
  shippingAddress: Address | null;
  /** null = the shipping address. */
  billingAddress: Address | null;
  transactions: Transaction[];
  refunds: Refund[];
  fulfillments: Fulfillment[];
  returns: Return[];
  financialStatus:
    "PENDING" | "AUTHORIZED" | "PARTIALLY_PAID" | "PAID" | "PARTIALLY_REFUNDED" | "REFUNDED" | "VOIDED";
  fulfillmentStatus: "UNFULFILLED" | "PARTIALLY_FULFILLED" | "FULFILLED";
  /** `web`, `pos`, `shopify_draft_order`, or the number of the app that made it. */
  sourceName: string;
  /** Of a sale in a shop. */
  locationId: bigint | null;
  tags: string[];
  note: string | null;
  poNumber: string | null;
  customAttributes: { key: string; value: string }[];
  customerLocale: string | null;
  /** Number of the order in the system it came from. */
  sourceIdentifier: string | null;
  clientIp: string | null;
  cartToken: string | null;
  checkoutToken: string | null;
  landingSite: string | null;
  referringSite: string | null;
  edited: boolean;
  /** Left out: none. */
  committedEdits?: CommittedChanges[];
  closedAt: Date | null;
  cancelledAt: Date | null;
  cancelReason: string | null;
  cancelNote: string | null;
  processedAt: Date;
  createdAt: Date;
  updatedAt: Date;
  test: boolean;
}

type Given<T, Required extends keyof T> = Pick<T, Required> & Partial<T>;

export function newOrderLine(given: Given<OrderLine, "id" | "title" | "quantity" | "unitPrice">): OrderLine {
  return {
    productId: null,
    variantId: null,
    variantTitle: null,
    sku: "",
    vendor: "",
    removedQuantity: 0,
    removedAmount: 0n,
    discount: 0n,
    discountAllocations: [],
    isGiftCard: false,
    requiresShipping: true,
    customAttributes: [],
    ...given,
  };
}

export function newTransaction(
  given: Given<Transaction, "id" | "kind" | "amount" | "processedAt">,
): Transaction {
  return { gateway: "bogus", parentId: null, giftCardId: null, storeCreditAccountId: null, ...given };
}

export function newRefund(given: Given<Refund, "id" | "createdAt">): Refund {
  return {
    note: null,
    returnId: null,
    lines: [],
    shipping: 0n,
    transactionIds: [],
    discrepancy: 0n,
    ...given,
  };
}

export function newRefundLine(
  given: Given<RefundLine, "id" | "lineId" | "quantity" | "subtotal">,
): RefundLine {
  return { restockType: "RETURN", locationId: null, unfulfilledQuantity: 0, ...given };
}

export function newFulfillment(
  given: Given<Fulfillment, "id" | "name" | "lines" | "createdAt">,
): Fulfillment {
  return {
    status: "SUCCESS",
    locationId: null,
    trackingCompany: null,
    trackingNumbers: [],
    trackingUrls: [],
    shipmentStatus: null,
    events: [],
    deliveredAt: null,
    updatedAt: given.createdAt,
    ...given,
  };
}

/** Amounts that are not given follow from the lines: no discount, no shipping. */
export function newOrder(given: Given<Order, "id" | "number" | "currency" | "lines" | "createdAt">): Order {
  const linesTotal = given.lines.reduce((sum, line) => sum + line.unitPrice * BigInt(line.quantity), 0n);
  const lineDiscounts = given.lines.reduce((sum, line) => sum + line.discount, 0n);
  const shipping = given.shipping ?? 0n;
  const shippingDiscount = given.shippingDiscount ?? 0n;
  const subtotal = given.subtotal ?? linesTotal - lineDiscounts;
  const total = given.total ?? subtotal + shipping - shippingDiscount;
  return {
    name: `#${given.number}`,
    customerId: null,
    email: null,
    phone: null,
    presentment: { currency: given.currency, rate: 1 },
    discountApplications: [],
    discountCodes: [],
    subtotal,
    shipping,
    shippingDiscount,
    shippingTitle: "Standard",
    totalDiscounts: lineDiscounts + shippingDiscount,
    total,
    originalTotal: total,
    shippingAddress: null,
    billingAddress: null,
    transactions: [],
    refunds: [],
    fulfillments: [],
    returns: [],
    financialStatus: "PENDING",
    fulfillmentStatus: "UNFULFILLED",
    sourceName: "web",
    locationId: null,
    tags: [],
    note: null,
    poNumber: null,
    customAttributes: [],
    customerLocale: null,
    sourceIdentifier: null,
    clientIp: null,
    cartToken: null,
    checkoutToken: null,
    landingSite: null,
    referringSite: null,
    edited: false,
    closedAt: null,
    cancelledAt: null,
    cancelReason: null,
    cancelNote: null,
    processedAt: given.createdAt,
    updatedAt: given.createdAt,
    test: false,
    ...given,
  };
}
