/** What customers can be searched and sorted by. */
import { amountSpent, numberOfOrders } from "#simulator/state/customers-figures.ts";
import { customerByEmail, customerByPhone, ordersOfCustomer } from "#simulator/state/indexes.ts";
import type { Customer } from "#simulator/state/model.ts";
import { segmentView } from "#simulator/state/segments/evaluate.ts";
import type { SortValue } from "../connection.ts";
import type { ApiContext } from "../context.ts";
import type { SearchFields } from "../search.ts";

/** The person's name; else their e-mail address, else their telephone number. */
export const displayName = (customer: Customer): string =>
  `${customer.firstName} ${customer.lastName}`.trim() || (customer.email ?? customer.phone ?? "");

const found = (customer: Customer | null | undefined): Customer[] => (customer ? [customer] : []);

/** The fields that Shopify documents for `customers`, and the two more of `customersCount`. */
export function customerSearch(context: ApiContext): SearchFields<Customer> {
  const { shop } = context;
  const view = segmentView(shop, context.clock());
  return {
    name: "customers",
    fields: {
      id: ({ id }) => id,
      accepts_marketing: ({ emailMarketing }) => emailMarketing.state === "SUBSCRIBED",
      country: ({ addresses }) => addresses.flatMap(({ country, countryCode }) => [country, countryCode]),
      created_at: ({ createdAt }) => createdAt,
      customer_date: ({ createdAt }) => createdAt,
      email: ({ email }) => email,
      first_name: ({ firstName }) => firstName,
      last_abandoned_order_date: ({ id }) => view.abandonedAt().get(id) ?? null,
      last_name: ({ lastName }) => lastName,
      order_date: ({ id }) => ordersOfCustomer(shop, id).map((order) => order.processedAt),
      orders_count: ({ id }) => numberOfOrders(shop, id),
      phone: ({ phone }) => phone,
      state: ({ state }) => state,
      tag: ({ tags }) => tags,
      total_spent: ({ id }) => Number(amountSpent(shop, id)) / 100,
      updated_at: ({ updatedAt }) => updatedAt,
    },
    text: (customer) => [displayName(customer), customer.email ?? "", customer.phone ?? "", ...customer.tags],
    indexes: {
      id: (value) => found(/^\d+$/.test(value) ? shop.customers.get(BigInt(value)) : null),
      email: (value) => found(customerByEmail(shop, value)),
      phone: (value) => found(customerByPhone(shop, value)),
    },
  };
}

/** `tag_not:a,b` takes customers with neither; it is the same search as `-tag:a,b`. */
export const withoutTagNot = (query: unknown): unknown =>
  typeof query === "string"
    ? query.replaceAll(
        /(^|[\s(])(-?)tag_not:/g,
        (_all, before: string, minus: string) => `${before}${minus ? "" : "-"}tag:`,
      )
    : query;

export function customerSortValue(sortKey: unknown): (customer: Customer) => SortValue {
  switch (sortKey) {
    case "CREATED_AT":
      return ({ createdAt }) => createdAt.getTime();
    case "UPDATED_AT":
      return ({ updatedAt }) => updatedAt.getTime();
    case "NAME":
      return ({ lastName, firstName }) => `${lastName}, ${firstName}`.toLowerCase();
    case "LOCATION":
      return ({ addresses: [address] }) =>
        address ? `${address.country}, ${address.province ?? ""}, ${address.city}`.toLowerCase() : "";
    default:
      return ({ id }) => id;
  }
}
