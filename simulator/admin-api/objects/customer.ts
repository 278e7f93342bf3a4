/** Customers in the Admin API. */
import { gid } from "#simulator/ids.ts";
import type { Address, Customer, Order } from "#simulator/state/model.ts";
import { graphqlTime } from "#simulator/time.ts";
import { addressId } from "#simulator/webhooks/payload-parts.ts";
import { connection } from "../connection.ts";
import type { ApiContext, TypeModel } from "../context.ts";
import { compileSearch, type SearchFields } from "../search.ts";
import { metafieldFields } from "./metafield.ts";
import { money } from "./money.ts";
import { orderSearch, orderSortValue } from "./order-search.ts";

/** An address with its place in the customer's book. */
export interface PlacedAddress extends Address {
  id: bigint;
}

/** Orders of a customer, oldest first. */
export function ordersOf(context: ApiContext, customerId: bigint): Order[] {
  if (!context.ordersByCustomer) {
    context.ordersByCustomer = new Map();
    for (const order of context.shop.orders.values()) {
      if (order.customerId === null) continue;
      const known = context.ordersByCustomer.get(order.customerId);
      if (known) known.push(order);
      else context.ordersByCustomer.set(order.customerId, [order]);
    }
  }
  return context.ordersByCustomer.get(customerId) ?? [];
}

/** What the customer paid, less what went back. */
export function amountSpent(context: ApiContext, customer: Customer): bigint {
  return ordersOf(context, customer.id).reduce(
    (sum, order) =>
      order.transactions.reduce(
        (total, each) => (each.kind === "SALE" ? total + each.amount : total - each.amount),
        sum,
      ),
    0n,
  );
}

const place = (customer: Customer): PlacedAddress[] =>
  customer.addresses.map((address, index) => ({ ...address, id: addressId(customer.id, index) }));

const displayName = (customer: Customer): string =>
  `${customer.firstName} ${customer.lastName}`.trim() || (customer.email ?? customer.phone ?? "");

export const customerSearch = (context: ApiContext): SearchFields<Customer> => ({
  name: "customers",
  fields: {
    id: (customer) => customer.id,
    email: (customer) => customer.email,
    phone: (customer) => customer.phone,
    first_name: (customer) => customer.firstName,
    last_name: (customer) => customer.lastName,
    tag: (customer) => customer.tags,
    state: (customer) => customer.state,
    country: (customer) => customer.addresses.map((address) => address.country),
    orders_count: (customer) => ordersOf(context, customer.id).length,
    total_spent: (customer) => Number(amountSpent(context, customer)) / 100,
    accepts_marketing: (customer) => customer.emailMarketing.state === "SUBSCRIBED",
    created_at: (customer) => customer.createdAt,
    customer_date: (customer) => customer.createdAt,
    updated_at: (customer) => customer.updatedAt,
  },
  text: (customer) => [displayName(customer), customer.email ?? "", customer.phone ?? "", ...customer.tags],
});

export function customerSortValue(sortKey: unknown): (customer: Customer) => string | bigint | number {
  switch (sortKey) {
    case "CREATED_AT":
      return (customer) => customer.createdAt.getTime();
    case "UPDATED_AT":
      return (customer) => customer.updatedAt.getTime();
    case "NAME":
      return (customer) => `${customer.lastName} ${customer.firstName}`.toLowerCase();
    default:
      return (customer) => customer.id;
  }
}

const lastOrder = (context: ApiContext, customer: Customer): Order | null =>
  ordersOf(context, customer.id).reduce<Order | null>(
    (latest, order) => (latest && latest.processedAt >= order.processedAt ? latest : order),
    null,
  );

export const customerModel: TypeModel = {
  id: (customer: Customer) => gid("Customer", customer.id),
  legacyResourceId: (customer: Customer) => customer.id.toString(),
  email: (customer: Customer) => customer.email,
  phone: (customer: Customer) => customer.phone,
  firstName: (customer: Customer) => customer.firstName || null,
  lastName: (customer: Customer) => customer.lastName || null,
  displayName: (customer: Customer) => displayName(customer),
  note: (customer: Customer) => customer.note,
  tags: (customer: Customer) => customer.tags,
  locale: (customer: Customer) => customer.locale,
  state: (customer: Customer) => customer.state,
  taxExempt: () => false,
  taxExemptions: () => [],
  multipassIdentifier: () => null,
  verifiedEmail: (customer: Customer) => customer.email !== null,
  validEmailAddress: (customer: Customer) => customer.email !== null,
  dataSaleOptOut: () => false,
  canDelete: (customer: Customer, _args, context) => ordersOf(context, customer.id).length === 0,
  createdAt: (customer: Customer) => graphqlTime(customer.createdAt),
  updatedAt: (customer: Customer) => graphqlTime(customer.updatedAt),
  numberOfOrders: (customer: Customer, _args, context) => ordersOf(context, customer.id).length.toString(),
  amountSpent: (customer: Customer, _args, context) =>
    money(amountSpent(context, customer), context.shop.currency),
  defaultEmailAddress: (customer: Customer) => (customer.email === null ? null : customer),
  defaultPhoneNumber: (customer: Customer) =>
    customer.phone === null ? null : { phoneNumber: customer.phone },
  emailMarketingConsent: (customer: Customer) =>
    customer.email === null
      ? null
      : {
          marketingState: customer.emailMarketing.state,
          marketingOptInLevel: customer.emailMarketing.optInLevel,
          consentUpdatedAt:
            customer.emailMarketing.updatedAt && graphqlTime(customer.emailMarketing.updatedAt),
        },
  smsMarketingConsent: () => null,
  defaultAddress: (customer: Customer) => place(customer)[0] ?? null,
  addresses: (customer: Customer, args) => {
    const { first } = args as { first?: number | null };
    return place(customer).slice(0, first ?? undefined);
  },
  addressesV2: (customer: Customer, args, context, info) =>
    connection({ items: place(customer), args, context, info, idOf: (address) => address.id }),
  lastOrder: (customer: Customer, _args, context) => lastOrder(context, customer),
  orders: (customer: Customer, args, context, info) =>
    connection({
      items: ordersOf(context, customer.id).filter(compileSearch(args["query"], orderSearch(context))),
      args,
      context,
      info,
      idOf: (order) => order.id,
      sortValue: orderSortValue(args["sortKey"] ?? "ID"),
    }),
  ...metafieldFields((customer: Customer) => gid("Customer", customer.id)),
};

export const customerEmailAddressModel: TypeModel = {
  emailAddress: (customer: Customer) => customer.email,
  marketingState: (customer: Customer) => customer.emailMarketing.state,
  marketingOptInLevel: (customer: Customer) => customer.emailMarketing.optInLevel,
  marketingUpdatedAt: (customer: Customer) =>
    customer.emailMarketing.updatedAt && graphqlTime(customer.emailMarketing.updatedAt),
  marketingUnsubscribeUrl: (customer: Customer, _args, context) =>
    `${context.shop.primaryUrl}/account/unsubscribe?customer=${customer.id}`,
  validFormat: () => true,
};

export const mailingAddressModel: TypeModel = {
  id: (address: PlacedAddress) => `${gid("MailingAddress", address.id)}?model_name=CustomerAddress`,
  firstName: (address: Address) => address.firstName,
  lastName: (address: Address) => address.lastName,
  name: (address: Address) => `${address.firstName} ${address.lastName}`.trim(),
  address1: (address: Address) => address.address1,
  address2: () => null,
  city: (address: Address) => address.city,
  company: () => null,
  country: (address: Address) => address.country,
  countryCode: (address: Address) => address.countryCode,
  countryCodeV2: (address: Address) => address.countryCode,
  province: () => null,
  provinceCode: () => null,
  phone: () => null,
  zip: (address: Address) => address.zip,
  formatted: (address: Address) => [address.address1, `${address.city} ${address.zip}`, address.country],
};
