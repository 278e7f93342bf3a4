/** Customers in the Admin API. */
import { gid } from "#simulator/ids.ts";
import {
  amountSpent,
  lastOrder,
  numberOfOrders,
  predictedSpendTier,
  rfmGroup,
} from "#simulator/state/customers-figures.ts";
import { mergeBlockers } from "#simulator/state/customers-merge.ts";
import { ordersOfCustomer } from "#simulator/state/indexes.ts";
import type { Customer } from "#simulator/state/model.ts";
import { graphqlTime } from "#simulator/time.ts";
import { connection } from "../connection.ts";
import type { TypeModel } from "../context.ts";
import { compileSearch } from "../search.ts";
import { contactFields } from "./customer-contact.ts";
import { displayName } from "./customer-search.ts";
import { metafieldFields } from "./metafield.ts";
import { money } from "./money.ts";
import { orderSearch, orderSortValue } from "./order-search.ts";
import { storeCreditAccountsOf } from "./store-credit.ts";

const UNITS: [name: string, days: number][] = [
  ["year", 365],
  ["month", 30],
  ["day", 1],
];

/** How long ago, as Shopify words it: `about 2 years`, `8 days`. */
function ageInWords(from: Date, now: Date): string {
  const minutes = Math.max(0, Math.round((now.getTime() - from.getTime()) / 60_000));
  const counted = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? "" : "s"}`;
  if (minutes < 1) return "less than a minute";
  if (minutes < 45) return counted(minutes, "minute");
  if (minutes < 24 * 60) return `about ${counted(Math.max(1, Math.round(minutes / 60)), "hour")}`;
  const days = Math.round(minutes / (24 * 60));
  const [unit, length] = UNITS.find(([, each]) => days >= each)!;
  return `${unit === "day" ? "" : "about "}${counted(Math.floor(days / length), unit)}`;
}

const addressFields: TypeModel = {
  defaultAddress: ({ addresses }: Customer) => addresses[0] ?? null,
  addresses: ({ addresses }: Customer, { first }) =>
    addresses.slice(0, typeof first === "number" ? first : undefined),
  addressesV2: ({ addresses }: Customer, args, context, info) =>
    connection({ items: addresses, args, context, info, idOf: ({ id }) => id, keepOrder: true }),
};

const orderFields: TypeModel = {
  numberOfOrders: ({ id }: Customer, _args, { shop }) => numberOfOrders(shop, id).toString(),
  amountSpent: ({ id }: Customer, _args, { shop }) => money(amountSpent(shop, id), shop.currency),
  lastOrder: ({ id }: Customer, _args, { shop }) => lastOrder(shop, id),
  canDelete: ({ id }: Customer, _args, { shop }) => numberOfOrders(shop, id) === 0,
  orders: ({ id }: Customer, args, context, info) =>
    connection({
      items: ordersOfCustomer(context.shop, id).filter(compileSearch(args["query"], orderSearch(context))),
      args,
      context,
      info,
      idOf: (order) => order.id,
      sortValue: orderSortValue(args["sortKey"] ?? "ID"),
    }),
  statistics: (customer: Customer, _args, { shop, clock }) => ({
    rfmGroup: rfmGroup(shop, customer, clock()),
    predictedSpendTier: predictedSpendTier(shop, customer, clock()),
  }),
};

/** `Customer.mergeable`; a merge is carried out at once, so that none is ever in progress. */
export const mergeableField: TypeModel = {
  mergeable: (customer: Customer, _args, { shop }) => {
    const blockers = mergeBlockers(shop, customer);
    return {
      isMergeable: blockers.length === 0,
      errorFields: blockers.map(({ field }) => field),
      reason: blockers[0]?.message ?? null,
      mergeInProgress: null,
    };
  },
};

export const customerModel: TypeModel = {
  id: ({ id }: Customer) => gid("Customer", id),
  legacyResourceId: ({ id }: Customer) => id.toString(),
  firstName: ({ firstName }: Customer) => firstName || null,
  lastName: ({ lastName }: Customer) => lastName || null,
  displayName,
  note: ({ note }: Customer) => note,
  tags: ({ tags }: Customer) => tags,
  locale: ({ locale }: Customer) => locale,
  state: ({ state }: Customer) => state,
  taxExempt: ({ taxExempt }: Customer) => taxExempt,
  taxExemptions: ({ taxExemptions }: Customer) => taxExemptions,
  multipassIdentifier: ({ multipassIdentifier }: Customer) => multipassIdentifier,
  dataSaleOptOut: () => false,
  // Nobody can subscribe to products in the simulated store.
  productSubscriberStatus: () => "NEVER_SUBSCRIBED",
  createdAt: ({ createdAt }: Customer) => graphqlTime(createdAt),
  updatedAt: ({ updatedAt }: Customer) => graphqlTime(updatedAt),
  lifetimeDuration: ({ createdAt }: Customer, _args, { clock }) => ageInWords(createdAt, clock()),
  ...contactFields,
  ...addressFields,
  ...orderFields,
  ...mergeableField,
  storeCreditAccounts: storeCreditAccountsOf,
  ...metafieldFields(({ id }: Customer) => gid("Customer", id)),
};
