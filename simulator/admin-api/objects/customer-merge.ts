/** What a merge of two customers would do and has done. */
import { type MergePlan, mergeCandidates, planMerge } from "#simulator/state/customers-merge.ts";
import type { MergeOverrides } from "#simulator/state/customers-commands.ts";
import { gid } from "#simulator/ids.ts";
import { ordersOfCustomer } from "#simulator/state/indexes.ts";
import { metafieldsOf } from "#simulator/state/metafields-index.ts";
import type { Address, Customer, CustomerMerge, ShopState } from "#simulator/state/model.ts";
import { connection } from "../connection.ts";
import type { ApiContext, Arguments, TypeModel } from "../context.ts";
import { idOfType } from "../ids.ts";
import { displayName } from "./customer-search.ts";
import { orderSortValue } from "./order-search.ts";

type Ids = Record<string, string | null | undefined>;

const customerNumber = (id: string | null | undefined): bigint | null =>
  id === null || id === undefined ? null : (idOfType(id, "Customer") ?? -1n);

/** Reads `CustomerMergeOverrideFields`. */
export function readOverrides(value: unknown): MergeOverrides {
  const fields = (value ?? {}) as Ids;
  const { note, tags } = fields as { note?: string | null; tags?: string[] | null };
  return {
    emailFrom: customerNumber(fields["customerIdOfEmailToKeep"]),
    phoneFrom: customerNumber(fields["customerIdOfPhoneNumberToKeep"]),
    firstNameFrom: customerNumber(fields["customerIdOfFirstNameToKeep"]),
    lastNameFrom: customerNumber(fields["customerIdOfLastNameToKeep"]),
    defaultAddressFrom: customerNumber(fields["customerIdOfDefaultAddressToKeep"]),
    note,
    tags,
  };
}

/** The numbers of the two customers that are to be merged. */
export const mergeIds = (args: Arguments): [bigint, bigint] => [
  idOfType(args["customerOneId"], "Customer") ?? -1n,
  idOfType(args["customerTwoId"], "Customer") ?? -1n,
];

interface Preview {
  plan: MergePlan | null;
  errors: { message: string; errorFields: string[] }[];
}

export function mergePreview(args: Arguments, { shop }: ApiContext): Preview {
  const candidates = mergeCandidates(shop, ...mergeIds(args));
  if (!candidates.ok) {
    const errors = candidates.errors.map(({ message }) => ({ message, errorFields: ["DELETED_AT"] }));
    return { plan: null, errors };
  }
  const plan = planMerge(shop, candidates.one, candidates.two, readOverrides(args["overrideFields"]));
  return {
    plan,
    errors: [
      ...plan.blockers.map(({ message, field }) => ({ message, errorFields: [field] })),
      ...plan.errors
        .filter(({ field }) => field.startsWith("overrideFields"))
        .map(({ message }) => ({ message, errorFields: ["OVERRIDE_FIELDS"] })),
    ],
  };
}

export const mergePreviewModel: TypeModel = {
  resultingCustomerId: ({ plan }: Preview) => plan && gid("Customer", plan.kept.id),
  customerMergeErrors: ({ errors }: Preview) => (errors.length === 0 ? null : errors),
  defaultFields: ({ plan }: Preview) => plan,
  alternateFields: ({ plan }: Preview) => plan,
  blockingFields: ({ plan }: Preview) =>
    plan && (plan.tooLong.note !== null || plan.tooLong.tags.length > 0) ? plan.tooLong : null,
};

const email = (customer: Customer): Customer | null => (customer.email === null ? null : customer);
const phone = (customer: Customer): Customer | null => (customer.phone === null ? null : customer);

const bothIds = ({ kept, gone }: MergePlan): bigint[] => [kept.id, gone.id];

function metafieldCount(shop: ShopState, plan: MergePlan): number {
  const metafields = bothIds(plan).flatMap((id) => metafieldsOf(shop, gid("Customer", id)));
  return new Set(metafields.map(({ namespace, key }) => `${namespace} ${key}`)).size;
}

const mergedOrders = (shop: ShopState, plan: MergePlan) =>
  bothIds(plan).flatMap((id) => [...ordersOfCustomer(shop, id)]);

export const mergeDefaultFieldsModel: TypeModel = {
  firstName: ({ result }: MergePlan) => result.firstName || null,
  lastName: ({ result }: MergePlan) => result.lastName || null,
  displayName: ({ result }: MergePlan) => displayName(result),
  email: ({ result }: MergePlan) => email(result),
  phoneNumber: ({ result }: MergePlan) => phone(result),
  note: ({ result }: MergePlan) => result.note,
  tags: ({ result }: MergePlan) => result.tags,
  defaultAddress: ({ result }: MergePlan) => result.addresses[0] ?? null,
  addresses: ({ result }: MergePlan, args, context, info) =>
    connection<Address>({
      items: result.addresses,
      args,
      context,
      info,
      idOf: ({ id }) => id,
      keepOrder: true,
    }),
  orderCount: (plan: MergePlan, _args, { shop }) => mergedOrders(shop, plan).length.toString(),
  orders: (plan: MergePlan, args, context, info) =>
    connection({
      items: mergedOrders(context.shop, plan),
      args,
      context,
      info,
      idOf: (order) => order.id,
      sortValue: orderSortValue(args["sortKey"]),
    }),
  metafieldCount: (plan: MergePlan, _args, { shop }) => metafieldCount(shop, plan).toString(),
  // Customers with gift cards cannot be merged.
  giftCardCount: () => "0",
};

/** What the other customer has where the two differ. */
const alternate = <T>({ kept, gone, result }: MergePlan, read: (customer: Customer) => T): T | null =>
  [kept, gone].map(read).find((value) => value && value !== read(result)) ?? null;

export const mergeAlternateFieldsModel: TypeModel = {
  firstName: (plan: MergePlan) => alternate(plan, ({ firstName }) => firstName),
  lastName: (plan: MergePlan) => alternate(plan, ({ lastName }) => lastName),
  defaultAddress: (plan: MergePlan) => alternate(plan, ({ addresses: [first] }) => first),
  email: ({ kept, gone, result }: MergePlan) =>
    [kept, gone].find((customer) => customer.email !== null && customer.email !== result.email) ?? null,
  phoneNumber: ({ kept, gone, result }: MergePlan) =>
    [kept, gone].find((customer) => customer.phone !== null && customer.phone !== result.phone) ?? null,
};

const UUID = /^gid:\/\/shopify\/Job\/([\da-f-]{36})$/;

/** The merge of a job's id; null when there is none. */
export function findMerge(shop: ShopState, jobId: unknown): CustomerMerge | null {
  const uuid = UUID.exec(String(jobId))?.[1];
  return shop.customerMerges.find((merge) => merge.jobId === uuid) ?? null;
}

/** As with Shopify's merges, the first look finds it in progress. */
export function mergeRequest(merge: CustomerMerge) {
  const status = merge.seen ? "COMPLETED" : "IN_PROGRESS";
  merge.seen = true;
  return {
    jobId: `gid://shopify/Job/${merge.jobId}`,
    resultingCustomerId: gid("Customer", merge.keptId),
    status,
    customerMergeErrors: [],
  };
}
