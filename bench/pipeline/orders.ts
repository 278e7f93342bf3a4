/** Orders from a seed: the same number gives the same order, as a webhook's body and as the lines of an import. */

/** Length of an order's body, about that of one with four lines. */
const BODY_BYTES = 2_900;
const FIRST_ORDER_ID = 5_900_000_000_000;
const FIRST_CUSTOMER_ID = 7_000_000_000_000;
const NEWEST = Date.parse("2026-10-01T00:00:00Z");
const MINUTE_MS = 60_000;
export const LINES_PER_ORDER = 4;

/** One of the bench's orders. Every block of orders has customers of its own. */
export interface SyntheticOrder {
  id: number;
  customerId: number;
  /** Minor units. */
  goodsMinor: number;
  createdAt: string;
  updatedAt: string;
  lines: { id: number; quantity: number; unitPriceMinor: number; title: string }[];
}

/** A number from 0 up to a limit that looks like chance (splitmix32). */
function pick(seed: number, below: number): number {
  let x = (seed + 0x9e3779b9) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return ((x ^ (x >>> 15)) >>> 0) % below;
}

/** The n-th order of a block; five orders a customer on average, over about a year. */
export function makeOrder(block: number, n: number, customers: number): SyntheticOrder {
  const id = FIRST_ORDER_ID + block * 1_000_000_000 + n;
  const createdMs = NEWEST - pick(n * 7 + 1, 525_600) * MINUTE_MS;
  const lines = Array.from({ length: LINES_PER_ORDER }, (_, line) => ({
    id: id * 10 + line,
    quantity: 1 + pick(n * 31 + line, 3),
    unitPriceMinor: 100 + pick(n * 17 + line, 5_000),
    title: "White Hanging Heart T-Light Holder",
  }));
  return {
    id,
    customerId: FIRST_CUSTOMER_ID + block * 1_000_000_000 + pick(n * 13 + 5, customers),
    goodsMinor: lines.reduce((sum, { quantity, unitPriceMinor }) => sum + quantity * unitPriceMinor, 0),
    createdAt: new Date(createdMs).toISOString(),
    updatedAt: new Date(createdMs + 5_000).toISOString(),
    lines,
  };
}

const decimalOf = (minor: number) => (minor / 100).toFixed(2);
const SHIPPING_MINOR = 495;

/** Its body as Shopify sends it with orders/create, padded to {@link BODY_BYTES}. */
export function bodyOf(order: SyntheticOrder): Buffer {
  const money = (minor: number) => ({
    shop_money: { amount: decimalOf(minor), currency_code: "GBP" },
    presentment_money: { amount: decimalOf(minor), currency_code: "GBP" },
  });
  const number = order.customerId - FIRST_CUSTOMER_ID;
  const email = `customer-${number}@example.com`;
  const body = {
    id: order.id,
    admin_graphql_api_id: `gid://shopify/Order/${order.id}`,
    name: `#${order.id % 1_000_000_000}`,
    currency: "GBP",
    presentment_currency: "GBP",
    financial_status: "paid",
    source_name: "web",
    created_at: order.createdAt,
    processed_at: order.createdAt,
    updated_at: order.updatedAt,
    cancelled_at: null,
    email,
    subtotal_price: decimalOf(order.goodsMinor),
    total_price: decimalOf(order.goodsMinor + SHIPPING_MINOR),
    total_price_set: money(order.goodsMinor + SHIPPING_MINOR),
    total_shipping_price_set: money(SHIPPING_MINOR),
    customer: {
      id: order.customerId,
      email,
      first_name: "Alex",
      last_name: `Example ${number}`,
      created_at: "2025-01-01T00:00:00+00:00",
      updated_at: "2025-01-01T00:00:00+00:00",
    },
    shipping_address: {
      name: "Alex Example",
      address1: "1 High Street",
      city: "Leeds",
      zip: "LS1 1AA",
      country_code: "GB",
    },
    line_items: order.lines.map(({ id, quantity, unitPriceMinor, title }, line) => ({
      id,
      product_id: 8_000_000_000_000 + line,
      variant_id: 9_000_000_000_000 + line,
      title,
      quantity,
      current_quantity: quantity,
      price: decimalOf(unitPriceMinor),
      price_set: money(unitPriceMinor),
    })),
    refunds: [],
    note: "",
  };
  const missing = BODY_BYTES - Buffer.byteLength(JSON.stringify(body));
  if (missing < 0) throw new Error(`the order is ${-missing} bytes too long`);
  return Buffer.from(JSON.stringify({ ...body, note: "x".repeat(missing) }));
}

/** Its lines in the result of the import's bulk query. */
export function importLinesOf(order: SyntheticOrder): string[] {
  const gid = `gid://shopify/Order/${order.id}`;
  const money = (minor: number) => ({ shopMoney: { amount: decimalOf(minor) } });
  const total = decimalOf(order.goodsMinor + SHIPPING_MINOR);
  const node = {
    id: gid,
    name: `#${order.id % 1_000_000_000}`,
    createdAt: order.createdAt,
    processedAt: order.createdAt,
    updatedAt: order.updatedAt,
    cancelledAt: null,
    displayFinancialStatus: "PAID",
    displayFulfillmentStatus: "UNFULFILLED",
    currencyCode: "GBP",
    presentmentCurrencyCode: "GBP",
    sourceName: "web",
    test: false,
    tags: [],
    email: `customer-${order.customerId - FIRST_CUSTOMER_ID}@example.com`,
    discountCodes: [],
    customer: { id: `gid://shopify/Customer/${order.customerId}` },
    shippingAddress: {
      name: "Alex Example",
      address1: "1 High Street",
      city: "Leeds",
      zip: "LS1 1AA",
      countryCodeV2: "GB",
    },
    subtotalPriceSet: money(order.goodsMinor),
    totalPriceSet: { shopMoney: { amount: total }, presentmentMoney: { amount: total } },
    totalShippingPriceSet: money(SHIPPING_MINOR),
    currentSubtotalPriceSet: money(order.goodsMinor),
    currentTotalPriceSet: { shopMoney: { amount: total } },
    transactions: [],
    refunds: [],
    fulfillments: [],
  };
  const lines = order.lines.map(({ id, quantity, unitPriceMinor, title }, line) => ({
    id: `gid://shopify/LineItem/${id}`,
    title,
    sku: null,
    quantity,
    currentQuantity: quantity,
    originalUnitPriceSet: money(unitPriceMinor),
    discountAllocations: [],
    product: { id: `gid://shopify/Product/${8_000_000_000_000 + line}` },
    variant: { id: `gid://shopify/ProductVariant/${9_000_000_000_000 + line}` },
    __parentId: gid,
  }));
  return [node, ...lines].map((each) => JSON.stringify(each));
}
