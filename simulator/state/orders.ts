/** Orders are placed and paid. */
import { customerPayload } from "#simulator/webhooks/customer-payloads.ts";
import { orderPayload } from "#simulator/webhooks/order-payloads.ts";
import { productPayload } from "#simulator/webhooks/product-payloads.ts";
import type { CommandError, CommandResult, PlaceOrderInput, PricedCart } from "./commands.ts";
import { addCustomer, failure, findCustomerByEmail } from "./customers.ts";
import type { Change, CommandEnvironment } from "./environment.ts";
import type { Customer, Order, ShopState } from "./model.ts";
import { findDiscount, findVariant, FLAT_RATE_SHIPPING, priceCart } from "./pricing.ts";

export type OrderResult = CommandResult<{ order: Order }>;

function inputErrors(shop: ShopState, input: PlaceOrderInput): CommandError[] {
  const errors: CommandError[] = [];
  if (input.lines.length === 0) errors.push({ field: "lines", message: "The cart is empty" });
  for (const [index, line] of input.lines.entries()) {
    if (!findVariant(shop, line.variantId)) {
      errors.push({ field: `lines.${index}.variantId`, message: "Product variant does not exist" });
    }
    if (!Number.isSafeInteger(line.quantity) || line.quantity < 1) {
      errors.push({ field: `lines.${index}.quantity`, message: "Quantity must be greater than 0" });
    }
  }
  if (input.customerId !== null && !shop.customers.has(input.customerId)) {
    errors.push({ field: "customerId", message: "Customer does not exist" });
  }
  return errors;
}

function nextNumber(shop: ShopState): number {
  let last = 1000;
  for (const order of shop.orders.values()) if (order.number > last) last = order.number;
  return last + 1;
}

/** The signed-in customer, or whoever has the guest's address, or a new customer with that address. */
function buyer(
  environment: CommandEnvironment,
  input: PlaceOrderInput,
): { customer: Customer | null; isNew: boolean } {
  const { shop } = environment;
  if (input.customerId !== null) return { customer: shop.customers.get(input.customerId)!, isNew: false };
  if (!input.email) return { customer: null, isNew: false };
  const known = findCustomerByEmail(shop, input.email);
  if (known) return { customer: known, isNew: false };
  const customer = addCustomer(environment, {
    email: input.email,
    firstName: input.shippingAddress?.firstName,
    lastName: input.shippingAddress?.lastName,
    at: input.at,
    state: "DISABLED",
  });
  return { customer, isNew: true };
}

interface OrderParts {
  input: PlaceOrderInput;
  cart: PricedCart;
  customer: Customer | null;
  now: Date;
}

function buildOrder(environment: CommandEnvironment, parts: OrderParts): Order {
  const { input, cart, customer, now } = parts;
  const { shop, allocate } = environment;
  const number = nextNumber(shop);
  const paid = input.paid ?? true;
  const id = allocate();
  return {
    id,
    number,
    name: `#${number}`,
    customerId: customer?.id ?? null,
    email: input.email ?? customer?.email ?? null,
    currency: shop.currency,
    lines: cart.lines.map((line) => ({
      id: allocate(),
      productId: line.productId,
      variantId: line.variantId,
      title: line.title,
      sku: line.sku,
      quantity: line.quantity,
      unitPrice: line.unitPrice,
      discount: line.discount,
    })),
    discountCodes: cart.discounts,
    subtotal: cart.subtotal,
    shipping: cart.shipping,
    totalDiscounts: cart.linesTotal - cart.subtotal,
    total: cart.total,
    shippingAddress: input.shippingAddress ?? customer?.addresses[0] ?? null,
    transactions: paid ? [{ id: allocate(), kind: "SALE", amount: cart.total, processedAt: now }] : [],
    refunds: [],
    financialStatus: paid ? "PAID" : "PENDING",
    fulfillmentStatus: "UNFULFILLED",
    cancelledAt: null,
    cancelReason: null,
    processedAt: now,
    createdAt: now,
    updatedAt: now,
    test: false,
  };
}

/** Takes the goods off the shelf; the store sells on when it is empty. Returns the products' webhooks. */
export function moveStock(
  environment: CommandEnvironment,
  lines: { variantId: bigint | null; quantity: number }[],
  now: Date,
): Change[] {
  const { shop } = environment;
  const moved = new Set<bigint>();
  for (const line of lines) {
    const variant = line.variantId === null ? null : findVariant(shop, line.variantId);
    if (!variant) continue;
    variant.inventoryQuantity -= line.quantity;
    moved.add(variant.productId);
  }
  return [...moved].map((id) => {
    const product = shop.products.get(id)!;
    product.updatedAt = now;
    return { topic: "products/update", payload: productPayload(shop, product) };
  });
}

function countCodes(shop: ShopState, order: Order): void {
  for (const { code } of order.discountCodes) {
    const used = findDiscount(shop, code)?.codes.find((each) => each.code === code);
    if (used) used.usageCount += 1;
  }
}

export function placeOrder(environment: CommandEnvironment, input: PlaceOrderInput): OrderResult {
  const { shop } = environment;
  const errors = inputErrors(shop, input);
  if (errors.length > 0) return { ok: false, errors };
  const now = input.at ?? environment.clock();
  const { customer, isNew } = buyer(environment, input);
  const cart = priceCart({
    shop,
    lines: input.lines,
    discountCodes: input.discountCodes ?? [],
    customerId: customer?.id ?? null,
    shipping: input.shipping ?? FLAT_RATE_SHIPPING,
    now,
  });
  const [rejected] = cart.rejectedCodes;
  if (rejected) {
    if (isNew && customer) shop.customers.delete(customer.id);
    return failure("discountCodes", rejected.reason);
  }
  const order = buildOrder(environment, { input, cart, customer, now });
  shop.orders.set(order.id, order);
  countCodes(shop, order);
  if (customer) {
    customer.updatedAt = now;
    if (customer.addresses.length === 0 && input.shippingAddress)
      customer.addresses.push(input.shippingAddress);
  }
  environment.emit([
    ...(customer
      ? [
          {
            topic: isNew ? "customers/create" : "customers/update",
            payload: customerPayload(shop, customer),
          },
        ]
      : []),
    { topic: "orders/create", payload: orderPayload(shop, order) },
    ...(order.financialStatus === "PAID"
      ? [{ topic: "orders/paid", payload: orderPayload(shop, order) }]
      : []),
    ...moveStock(environment, order.lines, now),
  ]);
  return { ok: true, order };
}

export function markPaid(environment: CommandEnvironment, orderId: bigint): OrderResult {
  const { shop } = environment;
  const order = shop.orders.get(orderId);
  if (!order) return failure("orderId", "Order does not exist");
  if (order.financialStatus !== "PENDING") return failure("orderId", "Order cannot be marked as paid.");
  const now = environment.clock();
  order.transactions.push({
    id: environment.allocate(),
    kind: "SALE",
    amount: order.total,
    processedAt: now,
  });
  order.financialStatus = "PAID";
  order.updatedAt = now;
  const payload = orderPayload(shop, order);
  environment.emit([
    { topic: "orders/paid", payload },
    { topic: "orders/updated", payload },
  ]);
  return { ok: true, order };
}
