/** The commands of customers, put together. */
import { changeTags, createCustomer, deleteCustomer, updateCustomer } from "./customers.ts";
import {
  cancelErasure,
  createActivation,
  disableAccount,
  enableAccount,
  eraseDueCustomers,
  inviteCustomer,
  redactCustomer,
  requestCustomerData,
  requestErasure,
} from "./customers-accounts.ts";
import { createAddress, deleteAddress, setDefaultAddress, updateAddress } from "./customers-addresses.ts";
import type { CustomerCommands } from "./customers-commands.ts";
import { updateConsent } from "./customers-consent.ts";
import { mergeCustomers } from "./customers-merge.ts";
import type { CommandEnvironment } from "./environment.ts";

export const createCustomerCommands = (environment: CommandEnvironment): CustomerCommands => ({
  createCustomer: (input) => createCustomer(environment, input),
  updateCustomer: (id, input) => updateCustomer(environment, id, input),
  deleteCustomer: (id) => deleteCustomer(environment, id),
  addCustomerTags: (id, tags) => changeTags(environment, id, tags, "add"),
  removeCustomerTags: (id, tags) => changeTags(environment, id, tags, "remove"),
  updateEmailConsent: (id, consent) => updateConsent(environment, "emailMarketing", id, consent),
  updateSmsConsent: (id, consent) => updateConsent(environment, "smsMarketing", id, consent),
  createAddress: (id, input, setAsDefault) => createAddress(environment, id, input, setAsDefault),
  updateAddress: (id, addressId, input, setAsDefault) =>
    updateAddress(environment, id, addressId, input, setAsDefault),
  deleteAddress: (id, addressId) => deleteAddress(environment, id, addressId),
  setDefaultAddress: (id, addressId) => setDefaultAddress(environment, id, addressId),
  mergeCustomers: (oneId, twoId, overrides) => mergeCustomers(environment, oneId, twoId, overrides),
  enableAccount: (id) => enableAccount(environment, id),
  disableAccount: (id) => disableAccount(environment, id),
  inviteCustomer: (id) => inviteCustomer(environment, id),
  createActivation: (id) => createActivation(environment, id),
  requestCustomerData: (id) => requestCustomerData(environment, id),
  requestErasure: (id) => requestErasure(environment, id),
  cancelErasure: (id) => cancelErasure(environment, id),
  eraseDueCustomers: () => eraseDueCustomers(environment),
  redactCustomer: (id) => redactCustomer(environment, id),
});
