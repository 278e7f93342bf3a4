import type { Customer, Order, OrderLine, Product } from "#simulator/state/model.ts";
import { newOrder as orderRecord, newOrderLine, newTransaction } from "#simulator/state/model/orders.ts";
import { idsOf } from "./ids.ts";
import { refundCancelled } from "./refunds.ts";
import type { Invoice, SourceLine } from "./source-rows.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const FIRST_ORDER_NUMBER = 1001;
/** What delivery costs; sales to nobody known were made over the counter. */
const SHIPPING = 3_95n;

/**
 * Orders in time order, with what was cancelled later as refunds. Orders of the last three days before the end of
 * `endsOn` are not sent out yet.
 */
export function buildOrders(
  invoices: Invoice[],
  products: Product[],
  customers: Map<string, Customer>,
  endsOn: Date,
): Order[] {
  const bySku = new Map(products.map((product) => [product.variants[0]?.sku ?? "", product]));
  const next = { order: idsOf("order"), line: idsOf("orderLine"), transaction: idsOf("transaction") };
  const fulfilledUntil = endsOn.getTime() - 3 * DAY_MS;
  const ordersOfCustomer = new Map<string, Order[]>();
  const orders: Order[] = [];
  const refund = refundCancelled(next.transaction);
  for (const invoice of invoices) {
    if (invoice.cancels) {
      refund(invoice, ordersOfCustomer.get(invoice.customerId ?? "") ?? []);
      continue;
    }
    const customer = invoice.customerId === null ? null : (customers.get(invoice.customerId) ?? null);
    const lines = mergeLines(invoice.lines).map((line) =>
      orderLine(next.line(), line, bySku.get(line.stockCode)),
    );
    const order = newOrder(next.order(), FIRST_ORDER_NUMBER + orders.length, invoice.date, customer, lines);
    order.transactions.push(
      newTransaction({
        id: next.transaction(),
        kind: "SALE",
        amount: order.total,
        processedAt: invoice.date,
      }),
    );
    if (order.createdAt.getTime() < fulfilledUntil) order.fulfillmentStatus = "FULFILLED";
    orders.push(order);
    if (invoice.customerId !== null) {
      ordersOfCustomer.set(invoice.customerId, [...(ordersOfCustomer.get(invoice.customerId) ?? []), order]);
    }
  }
  return orders;
}

/** A cart holds a product at a price once. */
function mergeLines(lines: SourceLine[]): SourceLine[] {
  const merged = new Map<string, SourceLine>();
  for (const line of lines) {
    const key = `${line.stockCode} ${line.unitPrice}`;
    const known = merged.get(key);
    merged.set(key, { ...line, quantity: line.quantity + (known?.quantity ?? 0) });
  }
  return [...merged.values()];
}

function orderLine(id: bigint, line: SourceLine, product: Product | undefined): OrderLine {
  return newOrderLine({
    id,
    productId: product?.id ?? null,
    variantId: product?.variants[0]?.id ?? null,
    title: product?.title ?? line.stockCode,
    sku: line.stockCode,
    quantity: line.quantity,
    vendor: product?.vendor ?? "",
    unitPrice: line.unitPrice,
  });
}

function newOrder(
  id: bigint,
  number: number,
  at: Date,
  customer: Customer | null,
  lines: OrderLine[],
): Order {
  return orderRecord({
    id,
    number,
    customerId: customer?.id ?? null,
    email: customer?.email ?? null,
    currency: "GBP",
    lines,
    shipping: customer === null ? 0n : SHIPPING,
    shippingAddress: customer?.addresses[0] ?? null,
    financialStatus: "PAID",
    createdAt: at,
  });
}
