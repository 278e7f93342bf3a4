/** Orders as Liquid objects; their money keeps the currency they were paid in. */
import { Drop } from "liquidjs";
import type { Hundredths, Order, OrderLine } from "#simulator/state/model.ts";
import { refundedAmount } from "#simulator/state/refunds.ts";
import { localPath, PaidMoney } from "../reader.ts";
import type { Reader } from "../reader.ts";
import { addressObject } from "./address.ts";
import { imageOf, ProductDrop, productUrl } from "./product.ts";

export class OrderDrop extends Drop {
  #reader: Reader;
  #order: Order;

  constructor(reader: Reader, order: Order) {
    super();
    this.#reader = reader;
    this.#order = order;
  }

  get id(): bigint {
    return this.#order.id;
  }
  get name(): string {
    return this.#order.name;
  }
  get order_number(): number {
    return this.#order.number;
  }
  get email(): string | null {
    return this.#order.email;
  }
  get phone(): string | null {
    return this.#order.phone;
  }
  get created_at(): string {
    return this.#order.createdAt.toISOString();
  }
  get customer_url(): string {
    return localPath(this.#reader, `/account/orders/${this.#order.id}`);
  }
  get customer_order_url(): string {
    return this.customer_url;
  }
  get financial_status(): string {
    return this.#order.financialStatus.toLowerCase();
  }
  get fulfillment_status(): string {
    const status = this.#order.fulfillmentStatus;
    return status === "PARTIALLY_FULFILLED" ? "partial" : status.toLowerCase();
  }
  get cancelled(): boolean {
    return this.#order.cancelledAt !== null;
  }
  get cancelled_at(): string | null {
    return this.#order.cancelledAt?.toISOString() ?? null;
  }
  get cancel_reason(): string | null {
    return this.#order.cancelReason;
  }
  get note(): string | null {
    return this.#order.note;
  }
  get tags(): string[] {
    return this.#order.tags;
  }
  get attributes(): Record<string, string> {
    return Object.fromEntries(this.#order.customAttributes.map(({ key, value }) => [key, value]));
  }
  get line_items(): object[] {
    return this.#order.lines.map((line) => this.#line(line));
  }
  get item_count(): number {
    return this.#order.lines.reduce((sum, line) => sum + line.quantity, 0);
  }
  /** Before the order's discounts. */
  get line_items_subtotal_price(): PaidMoney {
    return this.#money(
      this.#order.lines.reduce((sum, line) => sum + line.unitPrice * BigInt(line.quantity), 0n),
    );
  }
  get subtotal_price(): PaidMoney {
    return this.#money(this.#order.subtotal);
  }
  get shipping_price(): PaidMoney {
    return this.#money(this.#order.shipping);
  }
  get shipping_discount(): PaidMoney {
    return this.#money(this.#order.shippingDiscount);
  }
  get tax_price(): PaidMoney {
    return this.#money(0n);
  }
  get total_discounts(): PaidMoney {
    return this.#money(this.#order.totalDiscounts);
  }
  get total_price(): PaidMoney {
    return this.#money(this.#order.total);
  }
  get total_refunded_amount(): PaidMoney {
    return this.#money(refundedAmount(this.#order));
  }
  get total_net_amount(): PaidMoney {
    return this.#money(this.#order.total - refundedAmount(this.#order));
  }
  get discount_codes(): object[] {
    return this.#order.discountCodes.map(({ code, amount }) => ({ code, amount: this.#money(amount) }));
  }
  get discount_applications(): object[] {
    return this.#order.discountApplications.map((each) => ({
      type: each.kind === "CODE" ? "discount_code" : each.kind.toLowerCase(),
      title: each.code ?? each.title,
      target_type: each.target.toLowerCase(),
      total_allocated_amount: this.#money(each.amount),
    }));
  }
  get transactions(): object[] {
    return this.#order.transactions.map((transaction) => ({
      id: transaction.id,
      kind: transaction.kind.toLowerCase(),
      status: "success",
      gateway: transaction.gateway,
      amount: this.#money(transaction.amount),
      created_at: transaction.processedAt.toISOString(),
    }));
  }
  get fulfillments(): object[] {
    return this.#order.fulfillments.map((each) => ({
      created_at: each.createdAt.toISOString(),
      tracking_company: each.trackingCompany,
      tracking_number: each.trackingNumbers[0] ?? null,
      tracking_url: each.trackingUrls[0] ?? null,
    }));
  }
  get shipping_address(): object | null {
    return this.#order.shippingAddress ? addressObject(this.#order.shippingAddress) : null;
  }
  get billing_address(): object | null {
    return this.#order.billingAddress ? addressObject(this.#order.billingAddress) : null;
  }

  #money(amount: Hundredths): PaidMoney {
    return new PaidMoney(amount, this.#order.presentment);
  }

  #line(line: OrderLine): object {
    const product = line.productId === null ? undefined : this.#reader.shop.products.get(line.productId);
    const gross = line.unitPrice * BigInt(line.quantity);
    return {
      id: line.id,
      title: line.title,
      variant_title: line.variantTitle,
      sku: line.sku,
      quantity: line.quantity,
      properties: Object.fromEntries(line.customAttributes.map(({ key, value }) => [key, value])),
      original_price: this.#money(line.unitPrice),
      original_line_price: this.#money(gross),
      final_line_price: this.#money(gross - line.discount),
      url: product ? productUrl(this.#reader, product) : null,
      image: product ? imageOf(product) : null,
      product: product ? new ProductDrop(this.#reader, product) : null,
    };
  }
}
