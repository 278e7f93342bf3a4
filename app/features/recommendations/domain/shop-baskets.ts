import type { Interactions } from "./models/recommender.ts";
import type { CountedOrders } from "./shop-counts.ts";

/** Baskets as they are read and handed from thread to thread: in columns, basket n of those holding row n. */
export interface BasketColumns {
  orderIds: BigInt64Array;
  /** 0 = nobody by name. */
  customerIds: BigInt64Array;
  boughtAtMs: Float64Array;
  /** Basket n holds `productIds[starts[n]] …`; one longer than the others. */
  starts: Int32Array;
  productIds: BigInt64Array;
}

interface Part extends CountedOrders {
  orderIds: BigInt64Array;
  boughtAtMs: Float64Array;
}

/** What a shop sold, order by order, with dense numbers in place of ids. */
export class ShopBaskets {
  /** Ascending, so that the lower number is the lower id. */
  readonly productIds: readonly bigint[];
  readonly indexOf: ReadonlyMap<bigint, number>;
  readonly #people = new Map<bigint, number>();
  #peopleCount = 0;
  readonly #parts: Part[] = [];
  #orderCount = 0;

  constructor(pages: readonly BasketColumns[]) {
    const ids = new Set<bigint>();
    for (const { productIds } of pages) for (const id of productIds) ids.add(id);
    this.productIds = [...ids].toSorted((a, b) => (a < b ? -1 : 1));
    this.indexOf = new Map(this.productIds.map((id, index) => [id, index]));
    for (const page of pages) this.add(page);
  }

  get orderCount(): number {
    return this.#orderCount;
  }

  /** Whether each of these products has a number already. */
  knows({ productIds }: BasketColumns): boolean {
    return productIds.every((id) => this.indexOf.has(id));
  }

  /** Adds baskets of products that it knows, and says how they are counted. */
  add({ orderIds, customerIds, boughtAtMs, starts, productIds }: BasketColumns): CountedOrders {
    const people = Int32Array.from(customerIds, (id) => this.#personOf(id));
    const items = Int32Array.from(productIds, (id) => this.indexOf.get(id)!);
    this.#parts.push({ orderIds, boughtAtMs, people, starts, items });
    this.#orderCount += people.length;
    return { people, starts, items };
  }

  /** Who is not known by name is a person of their own in each order. */
  #personOf(customerId: bigint): number {
    if (customerId === 0n) return this.#peopleCount++;
    const known = this.#people.get(customerId);
    if (known !== undefined) return known;
    this.#people.set(customerId, this.#peopleCount);
    return this.#peopleCount++;
  }

  /** All of them. */
  orders(): CountedOrders {
    return this.#joined();
  }

  #joined(): Part {
    const parts = this.#parts;
    const [only] = parts;
    if (only && parts.length === 1) return only;
    const length = parts.reduce((sum, { items }) => sum + items.length, 0);
    const all: Part = {
      orderIds: new BigInt64Array(this.#orderCount),
      boughtAtMs: new Float64Array(this.#orderCount),
      people: new Int32Array(this.#orderCount),
      starts: new Int32Array(this.#orderCount + 1),
      items: new Int32Array(length),
    };
    let [order, at] = [0, 0];
    for (const part of parts) {
      all.orderIds.set(part.orderIds, order);
      all.boughtAtMs.set(part.boughtAtMs, order);
      all.people.set(part.people, order);
      for (let n = 0; n < part.starts.length; n++) all.starts[order + n] = at + part.starts[n]!;
      all.items.set(part.items, at);
      order += part.people.length;
      at += part.items.length;
    }
    this.#parts.splice(0, parts.length, all);
    return all;
  }

  /** As the models want it: in the order of the purchases, of the newest orders only if there are very many. */
  interactions(maximumOrders: number): { data: Interactions; orders: number } {
    const { orderIds, boughtAtMs, people, starts, items } = this.#joined();
    const isLater = (a: number, b: number) =>
      boughtAtMs[a]! - boughtAtMs[b]! || (orderIds[a]! > orderIds[b]! ? -1 : 1);
    const order = Uint32Array.from(people.keys()).toSorted(isLater);
    const newest = order.subarray(Math.max(0, order.length - maximumOrders));
    const length = newest.reduce((sum, n) => sum + starts[n + 1]! - starts[n]!, 0);
    const users = new Int32Array(length);
    const bought = new Int32Array(length);
    const times = new Float64Array(length);
    const baskets = new Int32Array(length);
    // Numbered as they come: the models must not depend on the order in which the orders became known.
    const numbers = new Map<number, number>();
    let at = 0;
    for (const [basket, n] of newest.entries()) {
      const user = numbers.get(people[n]!) ?? numbers.size;
      numbers.set(people[n]!, user);
      const end = at + starts[n + 1]! - starts[n]!;
      users.fill(user, at, end);
      times.fill(boughtAtMs[n]!, at, end);
      baskets.fill(basket, at, end);
      bought.set(items.subarray(starts[n]!, starts[n + 1]!), at);
      at = end;
    }
    const data = {
      userCount: numbers.size,
      itemCount: this.productIds.length,
      users,
      items: bought,
      times,
      baskets,
    };
    return { data, orders: newest.length };
  }
}
