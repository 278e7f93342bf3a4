/** The signed-in customer as a Liquid object. */
import { Drop } from "liquidjs";
import { amountSpent } from "#simulator/state/customers-figures.ts";
import { orderCountOf, ordersOfCustomer } from "#simulator/state/indexes.ts";
import type { Customer, Order } from "#simulator/state/model.ts";
import { balanceAt, storeCreditOf } from "#simulator/state/store-credit.ts";
import { MetafieldsDrop } from "../liquid/metafields.ts";
import { PageableDrop } from "../liquid/pageable.ts";
import { localPath, PaidMoney, present } from "../reader.ts";
import type { Reader } from "../reader.ts";
import { addressObject } from "./address.ts";
import { OrderDrop } from "./order.ts";

/** The customer's money at the store, in one currency. */
class StoreCreditAccountDrop extends Drop {
  balance: PaidMoney;

  constructor(balance: bigint, currency: string) {
    super();
    this.balance = new PaidMoney(balance, { currency, rate: 1 });
  }
}

export class CustomerDrop extends PageableDrop {
  #reader: Reader;
  #customer: Customer;
  #newestFirst: Order[] | null = null;

  constructor(reader: Reader, customer: Customer) {
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
  get tax_exempt(): boolean {
    return this.#customer.taxExempt;
  }
  get b2b(): boolean {
    return false;
  }
  get default_address(): object | null {
    const [address] = this.#customer.addresses;
    return address ? addressObject(address) : null;
  }
  get addresses(): object[] {
    return this.#customer.addresses.map(addressObject);
  }
  get addresses_count(): number {
    return this.#customer.addresses.length;
  }
  get orders(): OrderDrop[] {
    return this.visible("orders") as OrderDrop[];
  }
  get orders_count(): number {
    return orderCountOf(this.#reader.shop, this.#customer.id);
  }
  get last_order(): OrderDrop | null {
    const [newest] = this.#orders();
    return newest ? new OrderDrop(this.#reader, newest) : null;
  }
  get total_spent(): number {
    return present(this.#reader, amountSpent(this.#reader.shop, this.#customer.id));
  }
  /** In the currency of the page; null when the customer has none of it. */
  get store_credit_account(): StoreCreditAccountDrop | null {
    const { shop, market, now } = this.#reader;
    const { currency } = market;
    const account = storeCreditOf(shop, this.#customer.id).find((each) => each.currency === currency);
    return account ? new StoreCreditAccountDrop(balanceAt(account, now), currency) : null;
  }
  get metafields(): MetafieldsDrop {
    return new MetafieldsDrop(this.#reader, `gid://shopify/Customer/${this.#customer.id}`);
  }

  protected override sizeOf(): number {
    return this.orders_count;
  }

  protected override part(_list: string, from: number, to: number): OrderDrop[] {
    return this.#orders()
      .slice(from, to)
      .map((order) => new OrderDrop(this.#reader, order));
  }

  protected override pageUrl(page: number): string {
    return localPath(this.#reader, page > 1 ? `/account?page=${page}` : "/account");
  }

  #orders(): Order[] {
    this.#newestFirst ??= ordersOfCustomer(this.#reader.shop, this.#customer.id).toSorted(
      (a, b) => b.createdAt.getTime() - a.createdAt.getTime(),
    );
    return this.#newestFirst;
  }
}
