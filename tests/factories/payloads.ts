/** Webhook payloads as Shopify sends them: defaults and overrides, as plain objects. Ids run past 2^53. */
import { stringify } from "lossless-json";

export type Payload = Record<string, unknown>;

const BASE_ID = 9_007_199_254_740_993n;

/** An id past 2^53, the n-th. */
export function bigId(n: number): bigint {
  return BASE_ID + BigInt(n);
}

/** A paid order over £20.00 of a customer. Amounts are decimal text. */
export function makeOrder(overrides: Payload = {}): Payload {
  const id = (overrides["id"] as bigint | undefined) ?? bigId(1);
  return {
    id,
    admin_graphql_api_id: `gid://shopify/Order/${id}`,
    name: "#1001",
    currency: "GBP",
    subtotal_price: "20.00",
    total_price: "24.95",
    financial_status: "paid",
    created_at: "2026-03-01T10:00:00+00:00",
    processed_at: "2026-03-01T10:00:00+00:00",
    updated_at: "2026-03-01T10:00:05+00:00",
    cancelled_at: null,
    customer: makeCustomer(),
    line_items: [
      {
        id: bigId(50),
        product_id: bigId(60),
        variant_id: bigId(70),
        title: "Metal Lantern",
        quantity: 2,
        price: "10.00",
      },
    ],
    refunds: [],
    field_of_tomorrow: { kept: true },
    ...overrides,
  };
}

export function makeCustomer(overrides: Payload = {}): Payload {
  return {
    id: bigId(7),
    email: "customer@example.com",
    first_name: "Alex",
    last_name: "Example",
    phone: null,
    created_at: "2026-01-01T00:00:00+00:00",
    updated_at: "2026-01-01T00:00:00+00:00",
    ...overrides,
  };
}

/** A refund of £5.00 of goods. */
export function makeRefund(overrides: Payload & { goods?: string } = {}): Payload {
  const { goods = "5.00", ...rest } = overrides;
  return {
    id: bigId(90),
    order_id: bigId(1),
    created_at: "2026-03-02T10:00:00+00:00",
    refund_line_items: [
      {
        id: bigId(91),
        line_item_id: bigId(50),
        quantity: 1,
        subtotal: Number(goods),
        total_tax: 0,
        subtotal_set: { shop_money: { amount: goods, currency_code: "GBP" } },
      },
    ],
    order_adjustments: [],
    transactions: [{ id: bigId(92), kind: "refund", status: "success", amount: goods, currency: "GBP" }],
    ...rest,
  };
}

/** The bytes of a payload, bigints written as plain numbers. */
export function bytesOf(payload: unknown): Uint8Array {
  return Buffer.from(stringify(payload) ?? "null");
}
