/** The logged-in customer and their orders as Liquid objects. */
import { Drop } from "liquidjs";
import type { Address, Customer, Order, OrderLine } from "#simulator/state/model.ts";
import { MetafieldsDrop } from "../liquid/metafields.ts";
import type { MetafieldReader } from "../liquid/metafields.ts";
import { PageableDrop } from "../liquid/pageable.ts";
import { ImageDrop, ProductDrop } from "./catalogue.ts";

export class CustomerDrop extends PageableDrop {
  #reader: MetafieldReader;
  #customer: Customer;

  constructor(reader: MetafieldReader, customer: Customer) {
    super();
    this.#reader = reader;
    this.#customer = customer;
  }

  get id(): bigint {
    return this.#customer.id;
  }
  get email(): string | null {
    return this.#customer.email;
  }
  get phone(): string | null {
    return this.#customer.phone;
  }
  get first_name(): string {
    return this.#customer.firstName;
  }
  get last_name(): string {
    return this.#customer.lastName;
  }
  get name(): string {
    return `${this.#customer.firstName} ${this.#customer.lastName}`.trim();
  }
  get tags(): string[] {
    return this.#customer.tags;
  }
  get has_account(): boolean {
    return this.#customer.state === "ENABLED";
  }
  get accepts_marketing(): boolean {
    return this.#customer.emailMarketing.state === "SUBSCRIBED";
  }
  get default_address(): object | null {
    const address = this.#customer.addresses[0];
    return address ? addressObject(address) : null;
  }
  get addresses(): object[] {
    return this.#customer.addresses.map(addressObject);
  }
  get orders(): OrderDrop[] {
    return this.visible("orders") as OrderDrop[];
  }
  get orders_count(): number {
    return this.#orders().length;
  }
  get last_order(): OrderDrop | null {
    return this.allOf()[0] ?? null;
  }
  get total_spent(): number {
    return this.#orders().reduce((sum, order) => sum + Number(order.total), 0);
  }
  get metafields(): MetafieldsDrop {
    return new MetafieldsDrop(this.#reader, `gid://shopify/Customer/${this.#customer.id}`);
  }

  protected override allOf(): OrderDrop[] {
    return this.#orders().map((order) => new OrderDrop(this.#reader, order));
  }

  protected override pageUrl(page: number): string {
    return page > 1 ? `/account?page=${page}` : "/account";
  }

  /** Newest first. */
  #orders(): Order[] {
    return [...this.#reader.shop.orders.values()]
      .filter((order) => order.customerId === this.#customer.id)
      .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  }
}

export class OrderDrop extends Drop {
  #reader: MetafieldReader;
  #order: Order;

  constructor(reader: MetafieldReader, order: Order) {
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
  get created_at(): string {
    return this.#order.createdAt.toISOString();
  }
  get customer_url(): string {
    return `/account/orders/${this.#order.id}`;
  }
  get financial_status(): string {
    return this.#order.financialStatus.toLowerCase();
  }
  get fulfillment_status(): string {
    return this.#order.fulfillmentStatus.toLowerCase();
  }
  get cancelled(): boolean {
    return this.#order.cancelledAt !== null;
  }
  get cancelled_at(): string | null {
    return this.#order.cancelledAt?.toISOString() ?? null;
  }
  get line_items(): object[] {
    return this.#order.lines.map((line) => this.#line(line));
  }
  get item_count(): number {
    return this.#order.lines.reduce((sum, line) => sum + line.quantity, 0);
  }
  /** Before the order's discounts. */
  get line_items_subtotal_price(): number {
    return Number(this.#order.subtotal + this.#order.totalDiscounts);
  }
  get subtotal_price(): number {
    return Number(this.#order.subtotal);
  }
  get shipping_price(): number {
    return Number(this.#order.shipping);
  }
  get total_discounts(): number {
    return Number(this.#order.totalDiscounts);
  }
  get total_price(): number {
    return Number(this.#order.total);
  }
  get total_refunded_amount(): number {
    return this.#order.refunds.reduce((sum, refund) => sum + Number(refund.transaction?.amount ?? 0n), 0);
  }
  get total_net_amount(): number {
    return this.total_price - this.total_refunded_amount;
  }
  get discount_codes(): object[] {
    return this.#order.discountCodes.map(({ code, amount }) => ({ code, amount: Number(amount) }));
  }
  get shipping_address(): object | null {
    return this.#order.shippingAddress ? addressObject(this.#order.shippingAddress) : null;
  }

  #line(line: OrderLine): object {
    const product = line.productId === null ? undefined : this.#reader.shop.products.get(line.productId);
    return {
      id: line.id,
      title: line.title,
      sku: line.sku,
      quantity: line.quantity,
      original_price: Number(line.unitPrice),
      original_line_price: Number(line.unitPrice) * line.quantity,
      final_line_price: Number(line.unitPrice) * line.quantity - Number(line.discount),
      url: product ? `/products/${product.handle}` : null,
      image: product ? new ImageDrop(product.imagePath, product.title) : null,
      product: product ? new ProductDrop(this.#reader, product) : null,
    };
  }
}

function addressObject(address: Address): object {
  return {
    first_name: address.firstName,
    last_name: address.lastName,
    name: `${address.firstName} ${address.lastName}`.trim(),
    address1: address.address1,
    city: address.city,
    zip: address.zip,
    country: address.country,
    country_code: address.countryCode,
  };
}
