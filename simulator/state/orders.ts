/** Orders are placed. */
import type { CommandError, PricedCart } from "./commands.ts";
import type { Change, CommandEnvironment } from "./environment.ts";
import { findVariant, forgetCustomer, nextOrderNumber, noteOrder } from "./indexes.ts";
import { moveStock } from "./inventory.ts";
import type { Customer, Order, OrderLine, ShopState, Transaction } from "./model.ts";
import { newOrder, newOrderLine } from "./model/orders.ts";
import { financialStatusOf } from "./order-amounts.ts";
import { findBuyer, rememberFirstAddress } from "./order-buyer.ts";
import {
  closeIfDone,
  failed,
  orderChanges,
  type OrderResult,
  settle,
  transactionChanges,
  watchCustomer,
} from "./order-changes.ts";
import type { PlaceOrderInput } from "./order-commands.ts";
import { noteOrderParts } from "./order-index.ts";
import { countDiscountUses } from "./discounts.ts";
import { payOrder } from "./payments.ts";
import { FLAT_RATE_SHIPPING, priceCart } from "./pricing.ts";
import type { RefusalKind } from "./pricing-reasons.ts";

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
  if (input.locationId !== undefined && !shop.locations.has(input.locationId)) {
    errors.push({ field: "locationId", message: "Location does not exist" });
  }
  if (input.presentmentCurrency && !presentmentOf(shop, input.presentmentCurrency)) {
    errors.push({ field: "presentmentCurrency", message: "The shop has no market with this currency" });
  }
  return errors;
}

function presentmentOf(shop: ShopState, currency: string): Order["presentment"] | null {
  if (currency === shop.currency) return { currency, rate: 1 };
  const market = shop.markets.find((each) => each.currency === currency);
  return market ? { currency, rate: market.rate } : null;
}

const attributes = (given: Record<string, string> = {}) =>
  Object.entries(given).map(([key, value]) => ({ key, value }));

function orderLine(
  environment: CommandEnvironment,
  input: PlaceOrderInput,
  line: PricedCart["lines"][number],
): OrderLine {
  const { shop, allocate } = environment;
  const variant = findVariant(shop, line.variantId)!;
  const product = shop.products.get(line.productId);
  const inCart = input.lines.find((each) => each.variantId === line.variantId);
  return newOrderLine({
    id: allocate(),
    productId: line.productId,
    variantId: line.variantId,
    title: line.title,
    variantTitle: variant.title === "Default Title" ? null : variant.title,
    sku: line.sku,
    vendor: product?.vendor ?? "",
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    discount: line.discount,
    discountAllocations: line.discountAllocations,
    isGiftCard: product?.isGiftCard ?? false,
    requiresShipping: variant.requiresShipping && !(product?.isGiftCard ?? false),
    customAttributes: attributes(inCart?.properties),
  });
}

/** Where the order came from, as the cart and the checkout tell it. */
const originOf = (input: PlaceOrderInput) => ({
  note: input.note ?? null,
  customAttributes: attributes(input.attributes),
  tags: (input.tags ?? []).toSorted(),
  customerLocale: input.locale ?? null,
  cartToken: input.cartToken ?? null,
  checkoutToken: input.checkoutToken ?? null,
  landingSite: input.landingSite ?? null,
  referringSite: input.referringSite ?? null,
  clientIp: input.clientIp ?? null,
  sourceName: input.sourceName ?? "web",
  locationId: input.locationId ?? null,
  test: input.test ?? false,
  ...(input.taxRate ? { taxRate: input.taxRate } : {}),
});

interface Buying {
  input: PlaceOrderInput;
  cart: PricedCart;
  customer: Customer | null;
  now: Date;
}

function buildOrder(environment: CommandEnvironment, { input, cart, customer, now }: Buying): Order {
  const { shop, allocate } = environment;
  const number = nextOrderNumber(shop);
  const isInStore = input.sourceName === "pos";
  return newOrder({
    id: allocate(),
    number,
    customerId: customer?.id ?? null,
    email: input.email ?? customer?.email ?? null,
    phone: input.phone ?? null,
    currency: shop.currency,
    presentment: presentmentOf(shop, input.presentmentCurrency ?? shop.currency)!,
    lines: cart.lines.map((line) => orderLine(environment, input, line)),
    discountApplications: cart.discountApplications,
    discountCodes: cart.discounts,
    subtotal: cart.subtotal,
    shipping: cart.shipping,
    shippingDiscount: cart.shippingDiscount,
    totalDiscounts: cart.linesTotal - cart.subtotal + cart.shippingDiscount,
    total: cart.total,
    shippingAddress: input.shippingAddress ?? (isInStore ? null : (customer?.addresses[0] ?? null)),
    billingAddress: input.billingAddress ?? null,
    ...originOf(input),
    createdAt: now,
  });
}

/** Every discount that the order used counts it. */
export function countRedemptions(shop: ShopState, order: Order): void {
  countDiscountUses(shop, order);
}

/** What is sent in a shop leaves with the customer. */
function handOver(order: Order, now: Date): void {
  order.fulfillmentStatus = "FULFILLED";
  settle(order, now);
  closeIfDone(order, now);
}

/** Puts a new order into the store and tells it. `paid`: its payments, when it has some. */
export function announce(
  environment: CommandEnvironment,
  order: Order,
  parts: { paid: Transaction[]; customer: Change[]; other: Change[] },
): void {
  environment.emit([
    ...parts.customer,
    ...orderChanges(environment, order, [
      "orders/create",
      ...(order.financialStatus === "PAID" ? ["orders/paid"] : []),
      ...(order.fulfillmentStatus === "FULFILLED" ? ["orders/fulfilled"] : []),
      "orders/updated",
    ]),
    ...transactionChanges(environment, order, parts.paid),
    ...parts.other,
  ]);
}

/** Codes that hold, but give way to better ones: a checkout drops them without a word. */
const BEATEN = new Set<RefusalKind>(["NOT_COMBINED", "SAME_DISCOUNT", "TAKES_NO_MORE"]);

/** A code that does not hold is refused: at a checkout it could not have been entered. */
export function placeOrder(environment: CommandEnvironment, input: PlaceOrderInput): OrderResult {
  const { shop } = environment;
  const errors = inputErrors(shop, input);
  if (errors.length > 0) return { ok: false, errors };
  const now = input.at ?? environment.clock();
  const { customer, isNew } = findBuyer(environment, {
    ...input,
    address: input.shippingAddress ?? null,
    at: now,
  });
  const forget = (): void => {
    if (!isNew || !customer) return;
    shop.customers.delete(customer.id);
    forgetCustomer(shop);
  };
  const cart = priceCart({
    shop,
    lines: input.lines,
    discountCodes: input.discountCodes ?? [],
    customerId: customer?.id ?? null,
    countryCode: input.shippingAddress?.countryCode ?? null,
    shipping: input.shipping ?? (input.sourceName === "pos" ? 0n : FLAT_RATE_SHIPPING),
    now,
  });
  const rejected = cart.rejectedCodes.find(({ refusal }) => !BEATEN.has(refusal));
  if (rejected) {
    forget();
    return failed("discountCodes", rejected.reason);
  }
  const watched = watchCustomer(environment, customer?.id ?? null);
  const order = buildOrder(environment, { input, cart, customer, now });
  const payment =
    (input.paid ?? true)
      ? payOrder(environment, {
          order,
          giftCardCodes: input.giftCardCodes ?? [],
          useStoreCredit: input.useStoreCredit ?? false,
        })
      : { ok: true as const, transactions: [], changes: [] };
  if (!payment.ok) {
    forget();
    return payment;
  }
  for (const each of payment.transactions) {
    if (!order.transactions.includes(each)) order.transactions.push(each);
  }
  order.financialStatus = payment.transactions.length > 0 ? "PAID" : "PENDING";
  order.financialStatus = financialStatusOf(order);
  shop.orders.set(order.id, order);
  noteOrder(shop, order);
  noteOrderParts(shop, order);
  countRedemptions(shop, order);
  rememberFirstAddress(environment, customer, input.shippingAddress ?? null);
  if (input.sourceName === "pos") handOver(order, now);
  const stock = moveStock(environment, order.lines, now);
  announce(environment, order, {
    paid: payment.transactions,
    customer: watched(isNew ? "customers/create" : "customers/update"),
    other: [...payment.changes, ...stock],
  });
  return { ok: true, order };
}
