import { bigId, makeCustomer, makeOrder, makeRefund, type Payload } from "./payloads.ts";

/** One webhook that Shopify tells. */
export interface Told {
  topic: string;
  payload: Payload;
  webhookId: string;
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
    { topic: "orders/create", payload: order(1, { financial_status: "pending" }), webhookId: `create-${n}` },
    { topic: "orders/paid", payload: order(5), webhookId: `paid-${n}` },
    ...(n % 3 === 0
      ? [
          { topic: "refunds/create", payload: refund, webhookId: `refund-${n}` },
          { topic: "orders/updated", payload: order(20, refunded), webhookId: `refunded-${n}` },
        ]
      : []),
    ...(n % 7 === 0
      ? [{ topic: "orders/cancelled", payload: order(30, cancelled), webhookId: `cancelled-${n}` }]
      : []),
  ];
}
