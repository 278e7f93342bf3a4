import type { Interactions } from "#app/features/recommendations/domain/models/recommender.ts";
import { type CountedOrders, MAX_PERSON_ITEMS } from "#app/features/recommendations/domain/shop-counts.ts";

/** How steeply popularity falls from the best seller: with .8, of 10,000 products the first has about 4 % of all sales. */
const ZIPF = 0.8;

export interface ShopSize {
  interactions: number;
  users: number;
  items: number;
}

/**
 * A shop's purchases as they are in real ones: few best sellers and a long tail (Zipf–Mandelbrot), few customers who buy a
 * lot (log-normal). Always the same for the same seed.
 */
export function shopPurchases(size: ShopSize, seed: number): Interactions {
  const random = randomFrom(seed);
  const drawItem = drawerOf(
    Array.from({ length: size.items }, (_, rank) => (rank + 3) ** -ZIPF),
    random,
  );
  const drawUser = drawerOf(
    Array.from({ length: size.users }, () => Math.exp(gaussian(random))),
    random,
  );
  const labels = shuffled(size.items, random);
  return {
    userCount: size.users,
    itemCount: size.items,
    users: Int32Array.from({ length: size.interactions }, drawUser),
    items: Int32Array.from({ length: size.interactions }, () => labels[drawItem()] ?? 0),
  };
}

/** Numbers from 0 to below 1 (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Draws indices in proportion to weights. */
function drawerOf(weights: readonly number[], random: () => number): () => number {
  const sums = new Float64Array(weights.length);
  let total = 0;
  for (const [index, weight] of weights.entries()) sums[index] = total += weight;
  return () => {
    const sought = random() * total;
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) > sought) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

function shuffled(count: number, random: () => number): Int32Array {
  const labels = Int32Array.from({ length: count }, (_, index) => index);
  for (let left = count - 1; left > 0; left--) {
    const other = Math.floor(random() * (left + 1));
    [labels[left], labels[other]] = [labels[other] ?? 0, labels[left] ?? 0];
  }
  return labels;
}

/** How many lines an order has on average. */
const LINES = 2.5;

/**
 * The purchases as orders of one person each, some lines long (a geometric distribution): those of an order are all of
 * whom the first of them was. Who buys more than the counts take is left out beforehand, as it is in them.
 */
export function asOrders({ users, items, userCount }: Interactions, seed: number): CountedOrders {
  const random = randomFrom(seed);
  const orders: { person: number; items: number[] }[] = [];
  for (let at = 0; at < items.length;) {
    const from = at++;
    while (at < items.length && random() > 1 / LINES) at++;
    orders.push({ person: users[from]!, items: [...new Set(items.subarray(from, at))] });
  }
  const owned = Array.from({ length: userCount }, () => new Set<number>());
  for (const { person, items: bought } of orders) for (const item of bought) owned[person]!.add(item);
  const counted = orders.filter(({ person }) => owned[person]!.size <= MAX_PERSON_ITEMS);
  const starts = new Int32Array(counted.length + 1);
  for (const [n, order] of counted.entries()) starts[n + 1] = starts[n]! + order.items.length;
  return {
    people: Int32Array.from(counted, ({ person }) => person),
    starts,
    items: Int32Array.from(counted.flatMap((order) => order.items)),
  };
}

/** The orders from … to. */
export function ordersBetween(
  { people, starts, items }: CountedOrders,
  from: number,
  to: number,
): CountedOrders {
  const first = starts[from]!;
  return {
    people: people.slice(from, to),
    starts: starts.slice(from, to + 1).map((start) => start - first),
    items: items.slice(first, starts[to]),
  };
}
