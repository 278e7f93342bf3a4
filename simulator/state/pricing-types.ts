/** What pricing a cart gives. */
import type { DiscountApplication, Hundredths } from "./model.ts";
import type { RefusalKind } from "./pricing-reasons.ts";

export interface PricedLine {
  variantId: bigint;
  productId: bigint;
  title: string;
  sku: string;
  quantity: number;
  /** Price of one. */
  unitPrice: Hundredths;
  /** Discount allocated to the whole line. */
  discount: Hundredths;
  /** How `discount` splits over `PricedCart.discountApplications`, by their index. */
  discountAllocations: { application: number; amount: Hundredths }[];
  /** unitPrice × quantity − discount. */
  total: Hundredths;
}

export interface RejectedCode {
  code: string;
  refusal: RefusalKind;
  /** A sentence for the shopper, in English. */
  reason: string;
}

export interface PricedCart {
  lines: PricedLine[];
  /** Sum of the lines before discounts. */
  linesTotal: Hundredths;
  /** Sum of the lines after discounts, before shipping. */
  subtotal: Hundredths;
  /** Codes and automatic discounts in the order they were taken off: products, order, shipping. */
  discountApplications: DiscountApplication[];
  /** The codes among them. */
  discounts: { code: string; amount: Hundredths }[];
  rejectedCodes: RejectedCode[];
  /** Before discounts on it. */
  shipping: Hundredths;
  shippingDiscount: Hundredths;
  /** subtotal + shipping − shippingDiscount. */
  total: Hundredths;
}
