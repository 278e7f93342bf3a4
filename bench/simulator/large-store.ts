/** A large store for the simulator's bench: customers and orders in any number, the same every time. */
import { createShop } from "#simulator/state/create-shop.ts";
import { loadEmptyStore } from "#simulator/state/empty-store.ts";
import type { Customer, Order, Product, ShopState } from "#simulator/state/model.ts";
import { newProduct, newVariant } from "#simulator/state/model/catalogue.ts";
import { newAddress, newCustomer } from "#simulator/state/model/customers.ts";
import { newOrder, newOrderLine, newTransaction } from "#simulator/state/model/orders.ts";

const FIRST_ID = 9_007_300_000_000_000n;
const PRODUCTS = 1_000;
const YEAR_MS = 365 * 24 * 3_600_000;

/** Numbers from 0 to below 1, the same for the same seed: Marsaglia's xorshift, 32 bits. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

interface Ids {
  (): bigint;
}

function product(id: Ids, index: number, at: Date): Product {
  const productId = id();
  const variant = newVariant({
    id: id(),
    productId,
    sku: `SKU-${index}`,
    price: BigInt(200 + ((index * 37) % 9_000)),
    inventoryQuantity: 1_000,
    inventoryItemId: id(),
    createdAt: at,
  });
  const title = `Product ${index}`;
  return newProduct({ id: productId, title, handle: `product-${index}`, variants: [variant], createdAt: at });
}

function customer(id: Ids, index: number, at: Date): Customer {
  const customerId = id();
  const name = { firstName: `First${index % 997}`, lastName: `Last${index % 9_973}` };
  const address = newAddress({
    id: id(),
    ...name,
    address1: `${index % 300} Mill Lane`,
    city: "Leeds",
    zip: `LS${index % 29} 1AA`,
    country: "United Kingdom",
    countryCode: "GB",
  });
  return newCustomer({
    id: customerId,
    ...name,
    email: `customer${index}@example.com`,
    addresses: [address],
    createdAt: at,
  });
}

function order(id: Ids, number: number, parts: { customer: Customer; products: Product[]; at: Date }): Order {
  const { at } = parts;
  const lines = parts.products.map((each, index) =>
    newOrderLine({
      id: id(),
      productId: each.id,
      variantId: each.variants[0]!.id,
      title: each.title,
      sku: each.variants[0]!.sku,
      quantity: 1 + index,
      unitPrice: each.variants[0]!.price,
    }),
  );
  const made = newOrder({
    id: id(),
    number,
    customerId: parts.customer.id,
    email: parts.customer.email,
    currency: "GBP",
    lines,
    shipping: 395n,
    shippingAddress: parts.customer.addresses[0] ?? null,
    financialStatus: "PAID",
    fulfillmentStatus: "FULFILLED",
    createdAt: at,
  });
  made.transactions.push(newTransaction({ id: id(), kind: "SALE", amount: made.total, processedAt: at }));
  return made;
}

/** Orders of one to three lines over two years before `until`, spread unevenly over the customers. */
export function largeStore(counts: { customers: number; orders: number }, until: Date): ShopState {
  const random = randomNumbers(20_260_701);
  let last = FIRST_ID;
  const id = (): bigint => {
    last += 1n;
    return last;
  };
  const start = until.getTime() - 2 * YEAR_MS;
  const at = (share: number): Date => new Date(start + Math.floor(share * 2 * YEAR_MS));
  const products = Array.from({ length: PRODUCTS }, (_unused, index) => product(id, index, at(0)));
  const customers = Array.from({ length: counts.customers }, (_unused, index) =>
    customer(id, index, at((index / counts.customers) * 0.5)),
  );
  const pick = <T>(items: T[], share: number): T => items[Math.floor(share * items.length)]!;
  const orders = Array.from({ length: counts.orders }, (_unused, index) =>
    order(id, 1001 + index, {
      // Squared: some customers buy often, most seldom.
      customer: pick(customers, random() ** 2),
      products: Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(products, random())),
      at: at(index / counts.orders),
    }),
  );
  const { shop } = loadEmptyStore(until);
  return createShop("large.myshopify.com", { shop, products, collections: [], customers, orders });
}
