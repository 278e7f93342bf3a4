import { bigId, makeCustomer, makeOrder, makeRefund, type Payload } from "#tests/factories/payloads.ts";
import { deliver, type TestShop } from "#tests/factories/shop.ts";

/** One webhook that Shopify tells. */
export interface Told {
  topic: string;
  payload: Payload;
  eventId: string;
}

/** What Shopify tells about a number of orders: every third is refunded in part, every seventh cancelled. */
export function makeStory(size: { orders: number; customers: number }): Told[] {
  return Array.from({ length: size.orders }, (_, n) => tellOrder(n, n % size.customers)).flat();
}

function tellOrder(n: number, customerNumber: number): Told[] {
  const id = bigId(1000 + n);
  const customer = makeCustomer({
    id: bigId(10 + customerNumber),
    email: `customer-${customerNumber}@example.com`,
  });
  const order = (second: number, rest: Payload = {}) =>
    makeOrder({ id, customer, updated_at: `2026-03-01T10:00:${String(second).padStart(2, "0")}Z`, ...rest });
  const refund = makeRefund({ id: bigId(5000 + n), order_id: id, created_at: "2026-03-01T10:00:20Z" });
  const refunded = n % 3 === 0 ? { financial_status: "partially_refunded", refunds: [refund] } : {};
  const cancelled = { ...refunded, cancelled_at: "2026-03-01T10:00:30Z" };
  return [
    { topic: "orders/create", payload: order(1, { financial_status: "pending" }), eventId: `create-${n}` },
    { topic: "orders/paid", payload: order(5), eventId: `paid-${n}` },
    ...(n % 3 === 0
      ? [
          { topic: "refunds/create", payload: refund, eventId: `refund-${n}` },
          { topic: "orders/updated", payload: order(20, refunded), eventId: `refunded-${n}` },
        ]
      : []),
    ...(n % 7 === 0
      ? [{ topic: "orders/cancelled", payload: order(30, cancelled), eventId: `cancelled-${n}` }]
      : []),
  ];
}

const AT_ONCE = 100;

/** Delivers everything, in order. */
export async function deliverAll(shop: TestShop, story: readonly Told[]): Promise<void> {
  for (let n = 0; n < story.length; n += AT_ONCE)
    await Promise.all(story.slice(n, n + AT_ONCE).map((told) => deliver(shop, told)));
}
