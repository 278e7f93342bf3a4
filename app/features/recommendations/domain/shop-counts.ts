import type { CommonCounts, Neighbour } from "./models/common-counts.ts";
import { PairCounts, type PairCountsOptions } from "./models/pair-counts.ts";
import { RowCounts } from "./models/row-counts.ts";
import { MIN_PEOPLE, SHRINKAGE } from "./placements.ts";

/** Whether people who bought both count, in one order or several, or orders with both. */
export type CountedBy = "people" | "baskets";

/** Orders of more different products say nothing of what goes together (resellers), and are left out. */
export const MAX_BASKET_ITEMS = 100;
/** So are people with more different products. */
export const MAX_PERSON_ITEMS = 200;

/** Orders as they are counted: order n is of `people[n]` and holds `items[starts[n]] …`, each item once. */
export interface CountedOrders {
  people: Int32Array;
  /** One longer than `people`. */
  starts: Int32Array;
  items: Int32Array;
}

export interface ShopCountsOptions extends PairCountsOptions {
  /** The largest catalogue whose pairs are all kept. */
  maximumItems?: number;
}

/**
 * The largest catalogue of which all pairs are kept: two triangles of 100 MB. In larger ones each list is counted when it
 * is asked for.
 */
const MAX_KEPT_ITEMS = 10_000;
/** How many interactions may be added in small parts, as a share of those at the fit, before all is counted anew. */
const GROWTH_BEFORE_FIT = 0.5;

/**
 * How often the shop's products were bought by the same people and in the same orders, brought up to date order by order:
 * what the lists are made from by default.
 */
export class ShopCounts {
  readonly #people: CommonCounts;
  readonly #baskets: CommonCounts;
  readonly #leftOut = new Set<number>();
  #orders: number;
  readonly #fitted: number;
  #added = 0;

  constructor(orders: CountedOrders, itemCount: number, options: ShopCountsOptions = {}) {
    const { maximumItems = MAX_KEPT_ITEMS, ...rest } = options;
    const kept = { neighbours: 40, shrink: SHRINKAGE, minimum: MIN_PEOPLE, ...rest };
    const rows = countedRows(orders, 0);
    this.#orders = orders.people.length;
    this.#fitted = rows.items.length;
    for (const [person, items] of largeHistories(rows.people, rows.items))
      if (items.size > MAX_PERSON_ITEMS) this.#leftOut.add(person);
    const byPeople = this.#withoutLeftOut(rows.people, rows.items);
    const count = (users: Int32Array, items: Int32Array): CommonCounts => {
      const data = { userCount: 1 + greatest(users), itemCount, users, items };
      return itemCount > maximumItems ? new RowCounts(data, kept) : new PairCounts(data, kept);
    };
    this.#people = count(byPeople.users, byPeople.items);
    this.#baskets = count(rows.baskets, rows.items);
  }

  /**
   * Adds orders that came since. Returns false, and adds nothing, where counting all anew is due: somebody's history has
   * become too long to count, or so much was added that it takes more room than what was there.
   */
  add(orders: CountedOrders): boolean {
    const rows = countedRows(orders, this.#orders);
    if (this.#added + rows.items.length > GROWTH_BEFORE_FIT * this.#fitted + 10_000) return false;
    for (const [person, items] of largeHistories(rows.people, rows.items, 1))
      if (!this.#leftOut.has(person) && this.#isTooLong(person, items)) return false;
    this.#orders += orders.people.length;
    const { users, items } = this.#withoutLeftOut(rows.people, rows.items);
    this.#people.add(users, items);
    this.#baskets.add(rows.baskets, rows.items);
    this.#added += rows.items.length;
    return true;
  }

  #isTooLong(person: number, added: ReadonlySet<number>): boolean {
    if (this.#people.sizeOf(person) + added.size <= MAX_PERSON_ITEMS) return false;
    return new Set([...this.#people.itemsOf(person), ...added]).size > MAX_PERSON_ITEMS;
  }

  #withoutLeftOut(people: Int32Array, items: Int32Array): { users: Int32Array; items: Int32Array } {
    if (this.#leftOut.size === 0) return { users: people, items };
    const isCounted = (_: number, at: number) => !this.#leftOut.has(people[at]!);
    return { users: people.filter(isCounted), items: items.filter(isCounted) };
  }

  /** How many people bought both. */
  peopleWithBoth(item: number, other: number): number {
    return this.#people.together(item, other);
  }

  /** What goes with an item, best first; only what enough people bought both of. */
  neighbours(by: CountedBy, item: number, limit: number): Neighbour[] {
    return by === "people"
      ? this.#people.neighbours(item, limit, (_, together) => together >= MIN_PEOPLE)
      : this.#baskets.neighbours(
          item,
          limit,
          (other, together) => together >= MIN_PEOPLE && this.#people.together(item, other) >= MIN_PEOPLE,
        );
  }
}

/** One row for each line of the orders that count, with its person and its basket, numbered from `firstBasket`. */
function countedRows({ people, starts, items }: CountedOrders, firstBasket: number) {
  const isCounted = (order: number) => starts[order + 1]! - starts[order]! <= MAX_BASKET_ITEMS;
  let length = 0;
  for (let order = 0; order < people.length; order++)
    if (isCounted(order)) length += starts[order + 1]! - starts[order]!;
  const rows = {
    people: new Int32Array(length),
    baskets: new Int32Array(length),
    items: new Int32Array(length),
  };
  let at = 0;
  for (let order = 0; order < people.length; order++) {
    if (!isCounted(order)) continue;
    const end = at + starts[order + 1]! - starts[order]!;
    rows.people.fill(people[order]!, at, end);
    rows.baskets.fill(firstBasket + order, at, end);
    rows.items.set(items.subarray(starts[order]!, starts[order + 1]!), at);
    at = end;
  }
  return rows;
}

/** What each person with at least so many rows has. */
function largeHistories(
  people: Int32Array,
  items: Int32Array,
  atLeast = MAX_PERSON_ITEMS,
): Map<number, Set<number>> {
  const lengths = new Int32Array(1 + greatest(people));
  for (const person of people) lengths[person]!++;
  const histories = new Map<number, Set<number>>();
  for (let at = 0; at < people.length; at++) {
    const person = people[at]!;
    if (lengths[person]! < atLeast) continue;
    const history = histories.get(person);
    if (history) history.add(items[at]!);
    else histories.set(person, new Set([items[at]!]));
  }
  return histories;
}

function greatest(numbers: Int32Array): number {
  let most = -1;
  for (const number of numbers) if (number > most) most = number;
  return most;
}
