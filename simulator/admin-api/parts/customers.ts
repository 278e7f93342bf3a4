/** Customers in the Admin API. */
import { connection, count } from "../connection.ts";
import type { ApiContext, ApiPart, Arguments, TypeModel } from "../context.ts";
import { accountMutations } from "../mutations/customers-accounts.ts";
import { contactMutations } from "../mutations/customers-contact.ts";
import { customerSetMutation } from "../mutations/customers-set.ts";
import { customerMutations } from "../mutations/customers.ts";
import { tagMutations } from "../mutations/tags.ts";
import { emailAddressModel, mailingAddressModel, phoneNumberModel } from "../objects/customer-contact.ts";
import { type CustomId, customerByIdentifier } from "../objects/customer-identifier.ts";
import {
  findMerge,
  mergeAlternateFieldsModel,
  mergeDefaultFieldsModel,
  mergePreview,
  mergePreviewModel,
  mergeRequest,
} from "../objects/customer-merge.ts";
import { customerSearch, customerSortValue, withoutTagNot } from "../objects/customer-search.ts";
import { customerModel } from "../objects/customer.ts";
import { byId } from "../root-fields.ts";
import { searchItems } from "../search.ts";

const searched = (args: Arguments, context: ApiContext) =>
  searchItems(context.shop.customers.values(), withoutTagNot(args["query"]), customerSearch(context));

const countOf = (items: Iterable<unknown>): number => {
  let total = 0;
  for (const _item of items) total += 1;
  return total;
};

const queries: TypeModel = {
  customer: byId("Customer"),
  customers: (_root, args, context, info) =>
    connection({
      items: () => searched(args, context),
      args,
      context,
      info,
      idOf: (customer) => customer.id,
      sortValue: customerSortValue(args["sortKey"]),
    }),
  customersCount: (_root, args, context) =>
    count(args["query"] ? countOf(searched(args, context)) : context.shop.customers.size, args),
  customerByIdentifier: (_root, args, context) =>
    customerByIdentifier(args["identifier"] as { customId?: CustomId }, context),
  customerMergePreview: (_root, args, context) => mergePreview(args, context),
  customerMergeJobStatus: (_root, args, { shop }) => {
    const merge = findMerge(shop, args["jobId"]);
    return merge && mergeRequest(merge);
  },
};

export const customerPart: ApiPart = {
  queries,
  mutations: {
    ...customerMutations,
    ...customerSetMutation,
    ...contactMutations,
    ...accountMutations,
    ...tagMutations,
  },
  types: {
    Customer: customerModel,
    CustomerEmailAddress: emailAddressModel,
    CustomerPhoneNumber: phoneNumberModel,
    CustomerMergePreview: mergePreviewModel,
    CustomerMergePreviewDefaultFields: mergeDefaultFieldsModel,
    CustomerMergePreviewAlternateFields: mergeAlternateFieldsModel,
    MailingAddress: mailingAddressModel,
  },
  nodes: { Customer: ({ shop }, id) => shop.customers.get(id) },
};
