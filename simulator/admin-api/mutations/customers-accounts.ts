/** Invitations to an account, erasure of personal data, and merging. */
import { gid } from "#simulator/ids.ts";
import type { CustomerResult } from "#simulator/state/customers-commands.ts";
import type { Arguments, TypeModel } from "../context.ts";
import { idOfType } from "../ids.ts";
import { mergeIds, readOverrides } from "../objects/customer-merge.ts";
import { userErrorsOf } from "./customers-errors.ts";

const customerNumber = (args: Arguments): bigint => idOfType(args["customerId"], "Customer") ?? -1n;

const erasurePayload = (result: CustomerResult) => ({
  customerId: result.ok ? gid("Customer", result.customer.id) : null,
  userErrors: result.ok ? [] : userErrorsOf(result.errors),
});

export const accountMutations: TypeModel = {
  customerSendAccountInviteEmail: (_root, args, { commands }) => {
    const result = commands.inviteCustomer(customerNumber(args));
    return {
      customer: result.ok ? result.customer : null,
      userErrors: result.ok ? [] : userErrorsOf(result.errors),
    };
  },
  customerGenerateAccountActivationUrl: (_root, args, { commands, shop }) => {
    const result = commands.createActivation(customerNumber(args));
    return {
      accountActivationUrl: result.ok
        ? `${shop.primaryUrl}/account/activate/${result.customer.id}/${result.token}`
        : null,
      userErrors: result.ok ? [] : userErrorsOf(result.errors),
    };
  },
  customerRequestDataErasure: (_root, args, { commands }) =>
    erasurePayload(commands.requestErasure(customerNumber(args))),
  customerCancelDataErasure: (_root, args, { commands }) =>
    erasurePayload(commands.cancelErasure(customerNumber(args))),
  customerMerge: (_root, args, { commands }) => {
    const result = commands.mergeCustomers(...mergeIds(args), readOverrides(args["overrideFields"]));
    if (!result.ok) {
      return { job: null, resultingCustomerId: null, userErrors: userErrorsOf(result.errors) };
    }
    return {
      job: { id: `gid://shopify/Job/${result.jobId}`, done: false, query: null },
      resultingCustomerId: gid("Customer", result.customer.id),
      userErrors: [],
    };
  },
};
