/** Apps write orders down: imports, and sales of other channels. */
import { allocate as shareAmong } from "#simulator/money.ts";
import type { CommandError, CommandResult } from "./commands.ts";
import { readAddress } from "./customers-addresses.ts";
import { normalizePhone } from "./customers-phone.ts";
import { readTags, sortTags } from "./customers-tags.ts";
import type { CommandEnvironment } from "./environment.ts";
import {
  customerByEmail,
  findDiscount,
  findVariant,
  nextOrderNumber,
  noteCustomer,
  noteOrder,
} from "./indexes.ts";
import { moveStock } from "./inventory.ts";
import { isAvailable, onlineStockOf } from "./inventory-levels.ts";
import type {
  Address,
  Customer,
  DiscountApplication,
  Hundredths,
  Order,
  OrderLine,
  ShopState,
} from "./model.ts";
import { newAddress } from "./model/customers.ts";
import { newFulfillment, newOrder, newOrderLine, newTransaction } from "./model/orders.ts";
import { financialStatusOf, shareOf, sumOf } from "./order-amounts.ts";
import { findBuyer, rememberFirstAddress } from "./order-buyer.ts";
import { type OrderResult, watchCustomer } from "./order-changes.ts";
import type { CreatedLine, CreateOrderInput } from "./order-commands.ts";
import { noteOrderParts } from "./order-index.ts";
import { announce, countRedemptions } from "./orders.ts";

const problem = (field: string, message: string, code = "INVALID"): CommandError => ({
  field,
  message,
  code,
});

function lineProblems(shop: ShopState, input: CreateOrderInput): CommandError[] {
  const errors: CommandError[] = [];
  if (input.lines.length === 0) {
    errors.push(problem("lineItems", "Line items must have at least one line item"));
  }
  const wanted = new Map<bigint, number>();
  for (const [index, line] of input.lines.entries()) {
    const path = `lineItems.${index}`;
    const variant = line.variantId === null ? null : findVariant(shop, line.variantId);
    if (line.variantId !== null && !variant)
      errors.push(problem(`${path}.variantId`, "Variant does not exist"));
    if (!variant && !line.title?.trim()) errors.push(problem(`${path}.title`, "Title can't be blank"));
    if (!variant && line.unitPrice === null) errors.push(problem(`${path}.priceSet`, "Price can't be blank"));
    if (line.unitPrice !== null && line.unitPrice < 0n) {
      errors.push(problem(`${path}.priceSet`, "Price must be greater than or equal to 0"));
    }
    if (line.quantity < 1) errors.push(problem(`${path}.quantity`, "Quantity must be greater than 0"));
    if (variant) wanted.set(variant.id, (wanted.get(variant.id) ?? 0) + line.quantity);
  }
  if (input.inventory === "DECREMENT_OBEYING_POLICY") {
    for (const [id, quantity] of wanted) {
      const variant = findVariant(shop, id)!;
      const isOpen = !variant.tracked || variant.inventoryPolicy === "CONTINUE";
      if (!isOpen && (!isAvailable(shop, variant) || onlineStockOf(shop, variant) < quantity)) {
        errors.push(problem("lineItems", "Unable to reserve inventory", "INVENTORY_CLAIM_FAILED"));
      }
    }
  }
  return errors;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

function inputProblems({ shop, clock }: CommandEnvironment, input: CreateOrderInput): CommandError[] {
  const errors = lineProblems(shop, input);
  if (input.processedAt && input.processedAt > clock()) {
    errors.push(problem("processedAt", "Processed at is invalid", "PROCESSED_AT_INVALID"));
  }
  const customerId = input.customerId ?? input.upsert?.id ?? null;
  if (customerId !== null && !shop.customers.has(customerId)) {
    errors.push(problem(input.upsert ? "customer" : "customerId", "Customer does not exist"));
  }
  for (const email of [input.email, input.upsert?.email]) {
    if (email && !EMAIL.test(email)) errors.push(problem("email", "Email is invalid"));
  }
  for (const phone of [input.phone, input.upsert?.phone]) {
    if (phone && !normalizePhone(phone, shop.countryCode)) errors.push(problem("phone", "Phone is invalid"));
  }
  if (input.fulfillment && !shop.locations.has(input.fulfillment.locationId)) {
    errors.push(problem("fulfillment.locationId", "Location does not exist"));
  }
  if (input.shipping && input.shipping.price < 0n) {
    errors.push(problem("shippingLines", "Price must be greater than or equal to 0"));
  }
  const { discount } = input;
  if (discount?.kind === "percentage" && (discount.percentage <= 0 || discount.percentage > 100)) {
    errors.push(problem("discountCode", "Percentage must be between 0 and 100"));
  }
  if (discount?.kind === "amount" && discount.amount < 0n) {
    errors.push(problem("discountCode", "Amount must be greater than or equal to 0"));
  }
  return errors;
}

function readAddresses(
  environment: CommandEnvironment,
  input: CreateOrderInput,
): CommandResult<{ shipping: Address | null; billing: Address | null }> {
  const errors: CommandError[] = [];
  const read = (field: "shippingAddress" | "billingAddress"): Address | null => {
    const given = input[field];
    if (!given) return null;
    const person = { firstName: "", lastName: "" };
    const found = readAddress(given, person, newAddress({ id: environment.allocate() }));
    for (const error of found.errors) errors.push(problem(`${field}.${error.field}`, error.message));
    return found.address;
  };
  const addresses = { shipping: read("shippingAddress"), billing: read("billingAddress") };
  return errors.length > 0 ? { ok: false, errors } : { ok: true, ...addresses };
}

function orderLine(environment: CommandEnvironment, line: CreatedLine): OrderLine {
  const { shop, allocate } = environment;
  const variant = line.variantId === null ? null : findVariant(shop, line.variantId);
  const productId = variant?.productId ?? line.productId;
  const product = productId === null ? undefined : shop.products.get(productId);
  const variantTitle = variant && variant.title !== "Default Title" ? variant.title : null;
  return newOrderLine({
    id: allocate(),
    productId: product?.id ?? null,
    variantId: variant?.id ?? null,
    title: line.title?.trim() || (product?.title ?? ""),
    variantTitle: line.variantTitle ?? variantTitle,
    sku: line.sku ?? variant?.sku ?? "",
    vendor: line.vendor ?? product?.vendor ?? "",
    quantity: line.quantity,
    unitPrice: line.unitPrice ?? variant!.price,
    isGiftCard: line.isGiftCard,
    requiresShipping: line.requiresShipping,
    customAttributes: line.customAttributes,
  });
}

function discountAmount(input: CreateOrderInput, linesTotal: Hundredths, currency: string): Hundredths {
  const { discount } = input;
  if (!discount) return 0n;
  if (discount.kind === "freeShipping") return input.shipping?.price ?? 0n;
  const worth =
    discount.kind === "amount"
      ? discount.amount
      : shareOf(linesTotal, Math.round(discount.percentage * 1e4), 1_000_000, currency);
  return worth < linesTotal ? worth : linesTotal;
}

/** Takes the one discount that such an order can have off its lines or its shipping. */
function applyDiscount(shop: ShopState, input: CreateOrderInput, lines: OrderLine[]) {
  const { discount } = input;
  if (!discount) return { discountApplications: [], discountCodes: [], shippingDiscount: 0n };
  const totals = lines.map((line) => line.unitPrice * BigInt(line.quantity));
  const amount = discountAmount(
    input,
    sumOf(totals, (each) => each),
    shop.currency,
  );
  const isShipping = discount.kind === "freeShipping";
  if (!isShipping) {
    const shares = shareAmong(amount, totals);
    for (const [index, line] of lines.entries()) {
      line.discount = shares[index] ?? 0n;
      if (line.discount > 0n) line.discountAllocations.push({ application: 0, amount: line.discount });
    }
  }
  const application: DiscountApplication = {
    kind: "CODE",
    code: discount.code,
    discountId: findDiscount(shop, discount.code)?.id ?? null,
    title: discount.code,
    target: isShipping ? "SHIPPING_LINE" : "LINE_ITEM",
    selection: "ALL",
    allocation: "ACROSS",
    value:
      discount.kind === "amount"
        ? { kind: "amount", amount: discount.amount }
        : { kind: "percentage", percentage: discount.kind === "percentage" ? discount.percentage : 100 },
    amount,
  };
  return {
    discountApplications: [application],
    discountCodes: [{ code: discount.code, amount }],
    shippingDiscount: isShipping ? amount : 0n,
  };
}

/** Writes what the input says about the customer into a known one. */
function updateBuyer({ shop, clock }: CommandEnvironment, customer: Customer, input: CreateOrderInput): void {
  const { upsert } = input;
  if (!upsert) return;
  if (upsert.firstName !== null) customer.firstName = upsert.firstName;
  if (upsert.lastName !== null) customer.lastName = upsert.lastName;
  if (upsert.note !== null) customer.note = upsert.note;
  if (upsert.tags !== null) customer.tags = sortTags(readTags(upsert.tags));
  if (upsert.email && customer.email === null && !customerByEmail(shop, upsert.email))
    customer.email = upsert.email;
  if (upsert.phone && customer.phone === null)
    customer.phone = normalizePhone(upsert.phone, shop.countryCode);
  customer.updatedAt = clock();
  noteCustomer(shop, customer);
}

function pay(environment: CommandEnvironment, order: Order, input: CreateOrderInput, now: Date): void {
  for (const given of input.transactions) {
    const previous = order.transactions.findLast((each) =>
      given.kind === "REFUND"
        ? each.kind === "SALE" || each.kind === "CAPTURE"
        : each.kind === "AUTHORIZATION",
    );
    const hasParent = given.kind === "REFUND" || given.kind === "CAPTURE" || given.kind === "VOID";
    order.transactions.push(
      newTransaction({
        id: environment.allocate(),
        kind: given.kind,
        amount: given.amount,
        gateway: given.gateway ?? (given.giftCardId === null ? "manual" : "gift_card"),
        parentId: hasParent ? (previous?.id ?? null) : null,
        giftCardId: given.giftCardId,
        processedAt: given.processedAt ?? now,
      }),
    );
  }
  order.financialStatus = input.financialStatus ?? (order.total === 0n ? "PAID" : financialStatusOf(order));
}

function send(environment: CommandEnvironment, order: Order, input: CreateOrderInput, now: Date): void {
  const { fulfillment } = input;
  if (!fulfillment && !input.isFulfilled) return;
  order.fulfillmentStatus = "FULFILLED";
  if (!fulfillment) return;
  order.fulfillments.push(
    newFulfillment({
      id: environment.allocate(),
      name: `${order.name}-F1`,
      lines: order.lines.map((line) => ({
        id: environment.allocate(),
        lineId: line.id,
        quantity: line.quantity,
      })),
      locationId: fulfillment.locationId,
      trackingCompany: fulfillment.trackingCompany,
      trackingNumbers: fulfillment.trackingNumber === null ? [] : [fulfillment.trackingNumber],
      shipmentStatus: fulfillment.shipmentStatus,
      createdAt: now,
    }),
  );
}

export function createOrder(environment: CommandEnvironment, input: CreateOrderInput): OrderResult {
  const { shop } = environment;
  const errors = inputProblems(environment, input);
  const addresses = readAddresses(environment, input);
  if (!addresses.ok) errors.push(...addresses.errors);
  if (errors.length > 0 || !addresses.ok) return { ok: false, errors };
  const now = environment.clock();
  const phone = input.phone && normalizePhone(input.phone, shop.countryCode);
  const { customer, isNew } = findBuyer(environment, {
    customerId: input.customerId ?? input.upsert?.id ?? null,
    email: input.upsert?.email ?? input.email,
    phone: input.upsert?.phone ? normalizePhone(input.upsert.phone, shop.countryCode) : phone,
    address: addresses.shipping ?? addresses.billing,
    acceptsMarketing: input.buyerAcceptsMarketing,
  });
  if (customer) updateBuyer(environment, customer, input);
  const watched = watchCustomer(environment, customer?.id ?? null);
  const lines = input.lines.map((line) => orderLine(environment, line));
  const number = nextOrderNumber(shop);
  const order = newOrder({
    id: environment.allocate(),
    number,
    ...(input.name === null ? {} : { name: input.name }),
    customerId: customer?.id ?? null,
    email: input.email ?? input.upsert?.email ?? customer?.email ?? null,
    phone: phone ?? null,
    currency: shop.currency,
    ...(input.presentment ? { presentment: input.presentment } : {}),
    lines,
    ...applyDiscount(shop, input, lines),
    shipping: input.shipping?.price ?? 0n,
    ...(input.shipping ? { shippingTitle: input.shipping.title } : {}),
    shippingAddress: addresses.shipping,
    billingAddress: addresses.billing,
    sourceName: input.sourceName,
    sourceIdentifier: input.sourceIdentifier,
    referringSite: input.referringSite,
    note: input.note,
    poNumber: input.poNumber,
    tags: sortTags(readTags(input.tags)),
    customAttributes: input.customAttributes,
    test: input.test,
    closedAt: input.closedAt,
    processedAt: input.processedAt ?? now,
    createdAt: now,
  });
  pay(environment, order, input, now);
  send(environment, order, input, now);
  shop.orders.set(order.id, order);
  noteOrder(shop, order);
  noteOrderParts(shop, order);
  countRedemptions(shop, order);
  rememberFirstAddress(environment, customer, addresses.shipping ?? addresses.billing);
  const stock = input.inventory === "BYPASS" ? [] : moveStock(environment, order.lines, now);
  announce(environment, order, {
    paid: order.transactions,
    customer: watched(isNew ? "customers/create" : "customers/update"),
    other: stock,
  });
  return { ok: true, order };
}
