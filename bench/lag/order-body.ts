import type { Customer } from "#simulator/state/model.ts";

const FIRST_ORDER_ID = 5_900_000_000_000;

/** A paid order of £80 of a customer, as Shopify sends it with orders/create. Ids as plain digits, whatever their size. */
export function makeLagOrder(n: number, customer: Customer, at: Date): Buffer {
  const id = FIRST_ORDER_ID + n;
  const time = at.toISOString();
  const order = {
    id,
    name: `#L${n}`,
    currency: "GBP",
    financial_status: "paid",
    created_at: time,
    processed_at: time,
    updated_at: time,
    cancelled_at: null,
    subtotal_price: "80.00",
    total_price: "84.95",
    customer: {
      id: "customer-id",
      email: customer.email,
      created_at: customer.createdAt,
      updated_at: customer.createdAt,
    },
    line_items: [
      { id: id * 10, product_id: 1, variant_id: 2, title: "Lantern", quantity: 2, price: "40.00" },
    ],
    refunds: [],
  };
  return Buffer.from(JSON.stringify(order).replace('"customer-id"', customer.id.toString()));
}
