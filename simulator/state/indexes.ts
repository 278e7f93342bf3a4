/**
 * Ways to find records without reading them all: orders by customer, customers by address, variants, codes. They are
 * worked out from the state when first asked for, and kept up by the commands through `note…` and `forget…`. A record
 * that was put into the state's maps without them is noticed by the map's size.
 */
import { ColdMap } from "#simulator/saved-state/cold-map.ts";
import type { Customer, Discount, DiscountCode, Order, ShopState, Variant } from "./model.ts";

/** A code with the discount it belongs to. */
export interface FoundCode {
  discount: Discount;
  code: DiscountCode;
}

interface Indexes {
  customers: { size: number; byEmail: Map<string, bigint>; byPhone: Map<string, bigint> };
  orders: { size: number; byCustomer: Map<bigint, bigint[]>; lastNumber: number };
  variants: { size: number; byId: Map<bigint, Variant>; byItem: Map<bigint, Variant> };
  codes: { size: number; byCode: Map<string, FoundCode>; automatic: Set<Discount> };
}

const known = new WeakMap<ShopState, Partial<Indexes>>();

const keep = (shop: ShopState): Partial<Indexes> => {
  const kept = known.get(shop) ?? {};
  known.set(shop, kept);
  return kept;
};

/** Addresses are compared without regard to case and to blanks around them. */
export const emailKey = (email: string): string => email.trim().toLowerCase();
export const codeKey = (code: string): string => code.trim().toLowerCase();

function customerIndex(shop: ShopState): Indexes["customers"] {
  const kept = keep(shop);
  if (kept.customers?.size === shop.customers.size) return kept.customers;
  const index: Indexes["customers"] = { size: shop.customers.size, byEmail: new Map(), byPhone: new Map() };
  kept.customers = index;
  for (const customer of shop.customers.values()) addContacts(index, customer);
  return index;
}

function addContacts(index: Indexes["customers"], customer: Customer): void {
  if (customer.email) index.byEmail.set(emailKey(customer.email), customer.id);
  if (customer.phone) index.byPhone.set(customer.phone, customer.id);
}

export function customerByEmail(shop: ShopState, email: string): Customer | null {
  const wanted = emailKey(email);
  const found = shop.customers.get(customerIndex(shop).byEmail.get(wanted) ?? -1n);
  return found?.email && emailKey(found.email) === wanted ? found : null;
}

export function customerByPhone(shop: ShopState, phone: string): Customer | null {
  const found = shop.customers.get(customerIndex(shop).byPhone.get(phone) ?? -1n);
  return found?.phone === phone ? found : null;
}

/** Call after a customer was added or after e-mail address or phone number changed. */
export function noteCustomer(shop: ShopState, customer: Customer): void {
  const index = keep(shop).customers;
  if (!index) return;
  addContacts(index, customer);
  index.size = shop.customers.size;
}

/** Call after a customer was deleted. */
export function forgetCustomer(shop: ShopState): void {
  const index = keep(shop).customers;
  if (index) index.size = shop.customers.size;
}

function orderIndex(shop: ShopState): Indexes["orders"] {
  const kept = keep(shop);
  if (kept.orders?.size === shop.orders.size) return kept.orders;
  const index: Indexes["orders"] = { size: shop.orders.size, byCustomer: new Map(), lastNumber: 1000 };
  kept.orders = index;
  if (shop.orders instanceof ColdMap) {
    for (const [id, { customerId = null, number = 0 }] of (shop.orders as ColdMap<Order>).heads()) {
      addOrder(index, { id, customerId, number });
    }
  } else for (const order of shop.orders.values()) addOrder(index, order);
  return index;
}

function addOrder(index: Indexes["orders"], order: Pick<Order, "id" | "customerId" | "number">): void {
  if (order.number > index.lastNumber) index.lastNumber = order.number;
  if (order.customerId === null) return;
  const orders = index.byCustomer.get(order.customerId);
  if (orders) orders.push(order.id);
  else index.byCustomer.set(order.customerId, [order.id]);
}

/** All orders to look at. Of a loaded state they read their fields when asked for; to change one take `orders.get`. */
export const allOrders = (shop: ShopState): Iterable<Order> =>
  shop.orders instanceof ColdMap ? (shop.orders as ColdMap<Order>).views() : shop.orders.values();

/** One of them. */
export const orderToLookAt = (shop: ShopState, id: bigint): Order | undefined =>
  shop.orders instanceof ColdMap ? (shop.orders as ColdMap<Order>).view(id) : shop.orders.get(id);

/** The orders that have a part of this id: a line, a payment, a refund. Reads all orders, but quickly. */
export const ordersMentioning = (shop: ShopState, partId: bigint): Iterable<Order> =>
  shop.orders instanceof ColdMap
    ? (shop.orders as ColdMap<Order>).viewsWith(`"#${partId}"`)
    : shop.orders.values();

/** Orders of a customer in the order they were made, to look at: to change one take `orders.get`. */
export function ordersOfCustomer(shop: ShopState, customerId: bigint): Order[] {
  const ids = orderIndex(shop).byCustomer.get(customerId) ?? [];
  return ids.flatMap((id) => orderToLookAt(shop, id) ?? []);
}

/** How many orders a customer has, without reading them. */
export const orderCountOf = (shop: ShopState, customerId: bigint): number =>
  orderIndex(shop).byCustomer.get(customerId)?.length ?? 0;

/** The number the next order gets. */
export const nextOrderNumber = (shop: ShopState): number => orderIndex(shop).lastNumber + 1;

/** Call after an order was added. */
export function noteOrder(shop: ShopState, order: Order): void {
  const index = keep(shop).orders;
  if (!index) return;
  addOrder(index, order);
  index.size = shop.orders.size;
}

/** Call after an order was deleted. */
export function forgetOrder(shop: ShopState, { id, customerId }: Order): void {
  const index = keep(shop).orders;
  if (!index) return;
  index.size = shop.orders.size;
  const orders = customerId === null ? undefined : index.byCustomer.get(customerId);
  if (orders?.includes(id)) orders.splice(orders.indexOf(id), 1);
}

/** Call after all orders of one customer were given to another. */
export function noteOrdersMoved(shop: ShopState, fromId: bigint, toId: bigint): void {
  const byCustomer = keep(shop).orders?.byCustomer;
  const moved = byCustomer?.get(fromId);
  if (!byCustomer || !moved) return;
  const all = [...(byCustomer.get(toId) ?? []), ...moved];
  byCustomer.set(
    toId,
    all.toSorted((a, b) => (a < b ? -1 : 1)),
  );
  byCustomer.delete(fromId);
}

function variantIndex(shop: ShopState): Indexes["variants"] {
  const kept = keep(shop);
  if (kept.variants?.size === shop.products.size) return kept.variants;
  const index: Indexes["variants"] = { size: shop.products.size, byId: new Map(), byItem: new Map() };
  kept.variants = index;
  for (const product of shop.products.values()) {
    for (const variant of product.variants) {
      index.byId.set(variant.id, variant);
      index.byItem.set(variant.inventoryItemId, variant);
    }
  }
  return index;
}

export const findVariant = (shop: ShopState, variantId: bigint): Variant | null =>
  variantIndex(shop).byId.get(variantId) ?? null;

export const findVariantByItem = (shop: ShopState, inventoryItemId: bigint): Variant | null =>
  variantIndex(shop).byItem.get(inventoryItemId) ?? null;

/** Call after products or variants were added or deleted. */
export function forgetVariants(shop: ShopState): void {
  keep(shop).variants = undefined;
}

function codeIndex(shop: ShopState): Indexes["codes"] {
  const kept = keep(shop);
  if (kept.codes?.size === shop.discounts.size) return kept.codes;
  const index: Indexes["codes"] = { size: shop.discounts.size, byCode: new Map(), automatic: new Set() };
  kept.codes = index;
  for (const discount of shop.discounts.values()) addCodes(index, discount, discount.codes);
  return index;
}

function addCodes(index: Indexes["codes"], discount: Discount, codes: readonly DiscountCode[]): void {
  if (discount.method === "AUTOMATIC") index.automatic.add(discount);
  for (const code of codes) index.byCode.set(codeKey(code.code), { discount, code });
}

/** Finds a code; Shopify's codes ignore upper and lower case. */
export const findCode = (shop: ShopState, code: string): FoundCode | null =>
  codeIndex(shop).byCode.get(codeKey(code)) ?? null;

/** The discount that has a code. */
export const findDiscount = (shop: ShopState, code: string): Discount | null =>
  findCode(shop, code)?.discount ?? null;

/** All automatic discounts. The set is the index's own: do not change it. */
export const automaticDiscounts = (shop: ShopState): ReadonlySet<Discount> => codeIndex(shop).automatic;

/** Call after a discount was added, or with the codes that were added to one. */
export function noteDiscount(shop: ShopState, discount: Discount, codes = discount.codes): void {
  const index = keep(shop).codes;
  if (!index) return;
  addCodes(index, discount, codes);
  index.size = shop.discounts.size;
}

/** Call after a discount was deleted, or with the codes that were taken from one. */
export function forgetDiscount(shop: ShopState, discount: Discount, codes = discount.codes): void {
  const index = keep(shop).codes;
  if (!index) return;
  for (const { code } of codes) index.byCode.delete(codeKey(code));
  if (!shop.discounts.has(discount.id)) index.automatic.delete(discount);
  index.size = shop.discounts.size;
}

/** Call after discounts or codes changed in any other way. */
export function forgetCodes(shop: ShopState): void {
  keep(shop).codes = undefined;
}
