/** The only way the store changes. Each command changes the state and sends the webhooks Shopify would send. */
import type { Address, BlockPlacement, CartLine, Customer, Hundredths, Order, Refund } from "./model.ts";

export interface CommandError {
  /** Path in Shopify's manner, such as `email` or `lines.0.quantity`. */
  field: string;
  message: string;
}

export type CommandResult<T> = ({ ok: true } & T) | { ok: false; errors: CommandError[] };

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
  /** unitPrice × quantity − discount. */
  total: Hundredths;
}

export interface PricedCart {
  lines: PricedLine[];
  /** Sum of the lines before discounts. */
  linesTotal: Hundredths;
  /** Sum of the lines after discounts, before shipping. */
  subtotal: Hundredths;
  discounts: { code: string; amount: Hundredths }[];
  /** `reason` is a sentence for the shopper. */
  rejectedCodes: { code: string; reason: string }[];
  shipping: Hundredths;
  total: Hundredths;
}

export interface PlaceOrderInput {
  /**
   * null = not signed in. As at Shopify a guest's e-mail address then finds the customer who has it, or makes a new one
   * (customers/create); an order without address and customer (a till sale) belongs to nobody.
   */
  customerId: bigint | null;
  email?: string;
  lines: CartLine[];
  discountCodes?: string[];
  /** Without it the store's flat rate. */
  shipping?: Hundredths;
  shippingAddress?: Address;
  at?: Date;
  /** Default true. */
  paid?: boolean;
}

export interface RefundInput {
  orderId: bigint;
  /** Without lines and shipping: everything still refundable. */
  lines?: { lineId: bigint; quantity: number }[];
  shipping?: Hundredths;
  note?: string;
}

export interface CustomerInput {
  email?: string | null;
  firstName?: string;
  lastName?: string;
  phone?: string | null;
  acceptsMarketing?: boolean;
  tags?: string[];
  note?: string | null;
  locale?: string;
}

export interface ShopCommands {
  /** Prices a cart and says which codes hold. Cart, checkout and placeOrder all use it; unknown variants are left out. */
  priceCart(
    lines: CartLine[],
    discountCodes: string[],
    customerId: bigint | null,
    shipping?: Hundredths,
  ): PricedCart;
  /** orders/create, and orders/paid unless `paid: false`; customers/update. */
  placeOrder(input: PlaceOrderInput): CommandResult<{ order: Order }>;
  /** orders/paid, orders/updated. */
  markPaid(orderId: bigint): CommandResult<{ order: Order }>;
  /** refunds/create, orders/updated. */
  refundOrder(input: RefundInput): CommandResult<{ order: Order; refund: Refund }>;
  /** orders/cancelled, orders/updated; also refunds/create when money goes back (`refund` is true unless said otherwise). */
  cancelOrder(input: { orderId: bigint; reason?: string; refund?: boolean }): CommandResult<{ order: Order }>;
  createCustomer(input: CustomerInput & { at?: Date }): CommandResult<{ customer: Customer }>;
  updateCustomer(id: bigint, input: CustomerInput): CommandResult<{ customer: Customer }>;
  deleteCustomer(id: bigint): CommandResult<{ customer: Customer }>;
  /** Replaces all placements. Sends no webhook. */
  setBlocks(placements: BlockPlacement[]): void;
  /** customers/data_request. */
  requestCustomerData(id: bigint): CommandResult<{ customer: Customer }>;
  /** customers/redact; removes the customer's personal data from the store. */
  redactCustomer(id: bigint): CommandResult<{ customer: Customer }>;
  /** shop/update. */
  updateShop(input: { name?: string; email?: string; plan?: string }): void;
  /** app/uninstalled; all tokens of the app on this shop stop working. */
  uninstall(): void;
  /** shop/redact, which Shopify sends 48 hours after the uninstallation. */
  redactShop(): void;
}
