/** The signed-in customer in the Storefront API (classic accounts). */
import { connection } from "#simulator/admin-api/connection.ts";
import { gid } from "#simulator/ids.ts";
import { ordersOfCustomer } from "#simulator/state/indexes.ts";
import type { Address, Customer, Order } from "#simulator/state/model.ts";
import { graphqlTime } from "#simulator/time.ts";
import { priceIn, type StorefrontModel } from "../context.ts";
import { metafieldFields } from "./metafield.ts";

const nameOf = (person: { firstName: string; lastName: string }): string =>
  `${person.firstName} ${person.lastName}`.trim();

export const customerModel: StorefrontModel = {
  id: (customer: Customer) => gid("Customer", customer.id),
  email: (customer: Customer) => customer.email,
  phone: (customer: Customer) => customer.phone,
  firstName: (customer: Customer) => customer.firstName || null,
  lastName: (customer: Customer) => customer.lastName || null,
  displayName: (customer: Customer) => nameOf(customer) || customer.email || customer.phone || "",
  acceptsMarketing: (customer: Customer) => customer.emailMarketing.state === "SUBSCRIBED",
  tags: (customer: Customer) => customer.tags,
  avatarUrl: () => null,
  socialLoginProvider: () => null,
  numberOfOrders: (customer: Customer, _args, { shop }) =>
    ordersOfCustomer(shop, customer.id).length.toString(),
  defaultAddress: (customer: Customer) => customer.addresses[0] ?? null,
  addresses: (customer: Customer, args, context, info) =>
    connection({
      items: customer.addresses,
      args,
      context,
      info,
      idOf: (address) => address.id,
      keepOrder: true,
    }),
  orders: (customer: Customer, args, context, info) =>
    connection({
      items: ordersOfCustomer(context.shop, customer.id),
      args,
      context,
      info,
      idOf: (order) => order.id,
      ...(args["sortKey"] === "PROCESSED_AT"
        ? { sortValue: (order: Order) => order.processedAt.getTime() }
        : {}),
    }),
  createdAt: (customer: Customer) => graphqlTime(customer.createdAt),
  updatedAt: (customer: Customer) => graphqlTime(customer.updatedAt),
  ...metafieldFields((customer: Customer) => gid("Customer", customer.id)),
};

export const addressModel: StorefrontModel = {
  id: (address: Address) => `${gid("MailingAddress", address.id)}?model_name=CustomerAddress`,
  firstName: (address: Address) => address.firstName,
  lastName: (address: Address) => address.lastName,
  name: nameOf,
  company: (address: Address) => address.company,
  address1: (address: Address) => address.address1,
  address2: (address: Address) => address.address2,
  city: (address: Address) => address.city,
  province: (address: Address) => address.province,
  provinceCode: (address: Address) => address.provinceCode,
  zip: (address: Address) => address.zip,
  country: (address: Address) => address.country,
  countryCode: (address: Address) => address.countryCode,
  countryCodeV2: (address: Address) => address.countryCode || null,
  phone: (address: Address) => address.phone,
  latitude: () => null,
  longitude: () => null,
};

/** What an order's page shows; the rest of an order is the Admin API's. */
export const orderModel: StorefrontModel = {
  id: (order: Order) => gid("Order", order.id),
  name: (order: Order) => order.name,
  orderNumber: (order: Order) => Number(order.name.replaceAll(/\D/g, "")),
  email: (order: Order) => order.email,
  currencyCode: (order: Order) => order.currency,
  processedAt: (order: Order) => graphqlTime(order.processedAt),
  canceledAt: (order: Order) => order.cancelledAt && graphqlTime(order.cancelledAt),
  financialStatus: (order: Order) => order.financialStatus,
  shippingAddress: (order: Order) => order.shippingAddress,
  subtotalPrice: (order: Order) => priceIn({ currency: order.currency, rate: 1 }, order.subtotal),
  totalPrice: (order: Order) => priceIn({ currency: order.currency, rate: 1 }, order.total),
  totalShippingPrice: (order: Order) => priceIn({ currency: order.currency, rate: 1 }, order.shipping),
};
