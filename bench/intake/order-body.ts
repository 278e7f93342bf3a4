/** Length of an order webhook's body, about that of an order with four lines. */
export const BODY_BYTES = 2_900;

const FIRST_ORDER_ID = 5_900_000_000_000;

/** The n-th order as Shopify sends it with orders/create, padded to {@link BODY_BYTES}. */
export function makeOrderBody(n: number): Buffer {
  const id = FIRST_ORDER_ID + n;
  const money = (amount: string) => ({
    shop_money: { amount, currency_code: "GBP" },
    presentment_money: { amount, currency_code: "GBP" },
  });
  const order = {
    id,
    admin_graphql_api_id: `gid://shopify/Order/${id}`,
    name: `#${1000 + n}`,
    currency: "GBP",
    financial_status: "paid",
    created_at: "2026-03-01T10:00:00+00:00",
    processed_at: "2026-03-01T10:00:00+00:00",
    updated_at: "2026-03-01T10:00:05+00:00",
    cancelled_at: null,
    subtotal_price: "80.00",
    total_price: "84.95",
    subtotal_price_set: money("80.00"),
    customer: {
      id: 7_000_000_000_000 + (n % 500),
      email: `customer-${n % 500}@example.com`,
      first_name: "Alex",
      last_name: "Example",
      created_at: "2026-01-01T00:00:00+00:00",
      updated_at: "2026-01-01T00:00:00+00:00",
    },
    line_items: Array.from({ length: 4 }, (_, line) => ({
      id: id * 10 + line,
      product_id: 8_000_000_000_000 + line,
      variant_id: 9_000_000_000_000 + line,
      title: "White Hanging Heart T-Light Holder",
      quantity: 2,
      price: "10.00",
      price_set: money("10.00"),
    })),
    refunds: [],
    note: "",
  };
  const missing = BODY_BYTES - Buffer.byteLength(JSON.stringify(order));
  if (missing < 0) throw new Error(`the order is ${-missing} bytes too long`);
  return Buffer.from(JSON.stringify({ ...order, note: "x".repeat(missing) }));
}
