/** What follows from a customer's orders. */
import { PAID } from "#simulator/saved-state/order-text.ts";
import { orderCountOf, ordersOfCustomer } from "./indexes.ts";
import type { Customer, Hundredths, Order, ShopState } from "./model.ts";

const DAY_MS = 24 * 3600 * 1000;

/** Money that came in with an order, less what went back. */
export function paidFor(order: Order & { [PAID]?: Hundredths }): Hundredths {
  const known = order[PAID];
  if (known !== undefined) return known;
  return order.transactions.reduce((sum, { kind, amount }) => {
    if (kind === "SALE" || kind === "CAPTURE") return sum + amount;
    return kind === "REFUND" ? sum - amount : sum;
  }, 0n);
}

export const numberOfOrders = (shop: ShopState, customerId: bigint): number => orderCountOf(shop, customerId);

/** What the customer paid in all, less what went back. */
export const amountSpent = (shop: ShopState, customerId: bigint): Hundredths =>
  ordersOfCustomer(shop, customerId).reduce((sum, order) => sum + paidFor(order), 0n);

/** The order that was processed last. */
export function lastOrder(shop: ShopState, customerId: bigint): Order | null {
  let latest: Order | null = null;
  for (const order of ordersOfCustomer(shop, customerId)) {
    if (!latest || order.processedAt > latest.processedAt) latest = order;
  }
  return latest;
}

export function firstOrder(shop: ShopState, customerId: bigint): Order | null {
  let earliest: Order | null = null;
  for (const order of ordersOfCustomer(shop, customerId)) {
    if (!earliest || order.processedAt < earliest.processedAt) earliest = order;
  }
  return earliest;
}

/** 1 to 5: how many of the limits a value reaches, and one. */
const score = (value: number, limits: [number, number, number, number]): number =>
  1 + limits.filter((limit) => value >= limit).length;

/** Groups by recency (rows 5 to 1) and by the mean of frequency and money (columns 1 to 5). */
const RFM: Record<number, [string, string, string, string, string]> = {
  5: ["NEW", "ACTIVE", "ACTIVE", "CHAMPIONS", "CHAMPIONS"],
  4: ["PROMISING", "ACTIVE", "ACTIVE", "LOYAL", "LOYAL"],
  3: ["ALMOST_LOST", "ALMOST_LOST", "NEEDS_ATTENTION", "LOYAL", "LOYAL"],
  2: ["DORMANT", "DORMANT", "AT_RISK", "AT_RISK", "PREVIOUSLY_LOYAL"],
  1: ["DORMANT", "DORMANT", "AT_RISK", "AT_RISK", "PREVIOUSLY_LOYAL"],
};

/**
 * Shopify's recency, frequency and money group. Shopify ranks customers against each other; here the limits are fixed:
 * days since the last order, number of orders, and money in the shop's currency.
 */
export function rfmGroup(shop: ShopState, customer: Customer, now: Date): string {
  const last = lastOrder(shop, customer.id);
  if (!last) return "PROSPECTS";
  const daysAgo = (now.getTime() - last.processedAt.getTime()) / DAY_MS;
  const recency = score(-daysAgo, [-365, -180, -90, -30]);
  const frequency = score(numberOfOrders(shop, customer.id), [2, 3, 5, 10]);
  const money = score(Number(amountSpent(shop, customer.id)) / 100, [50, 150, 500, 1000]);
  return RFM[recency]![Math.round((frequency + money) / 2) - 1]!;
}

/**
 * Shopify predicts the spending of the next year; here it is taken to be that of the last one. null without orders.
 */
export function predictedSpendTier(shop: ShopState, customer: Customer, now: Date): string | null {
  const orders = ordersOfCustomer(shop, customer.id);
  if (orders.length === 0) return null;
  const since = now.getTime() - 365 * DAY_MS;
  const spent = orders
    .filter((order) => order.processedAt.getTime() >= since)
    .reduce((sum, order) => sum + Number(paidFor(order)) / 100, 0);
  return spent >= 500 ? "HIGH" : spent >= 100 ? "MEDIUM" : "LOW";
}
