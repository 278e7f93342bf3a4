/** What can be done to customers, and what the commands are given. */
import type { CommandResult } from "./commands.ts";
import type { Customer } from "./model.ts";

/** An address as an app gives it. `null` and "" empty a field; what is left out stays. */
export interface AddressInput {
  id?: string | null;
  firstName?: string | null;
  lastName?: string | null;
  company?: string | null;
  address1?: string | null;
  address2?: string | null;
  city?: string | null;
  /** Name or code of the region. */
  province?: string | null;
  provinceCode?: string | null;
  zip?: string | null;
  /** Name or code of the country. */
  country?: string | null;
  countryCode?: string | null;
  phone?: string | null;
}

export interface ConsentInput {
  marketingState: string;
  marketingOptInLevel?: string | null;
  /** Without it the time of the command. */
  consentUpdatedAt?: string | Date | null;
  sourceLocationId?: bigint | null;
}

export interface CustomerInput {
  email?: string | null;
  firstName?: string | null;
  lastName?: string | null;
  /** Any spelling; kept as E.164. */
  phone?: string | null;
  /** Consent to marketing e-mails by a box that was ticked. */
  acceptsMarketing?: boolean;
  tags?: string[];
  note?: string | null;
  locale?: string | null;
  taxExempt?: boolean | null;
  taxExemptions?: string[] | null;
  multipassIdentifier?: string | null;
  /** All addresses of the customer; the first becomes the default address. */
  addresses?: AddressInput[] | null;
  /** Only for new customers. */
  emailMarketingConsent?: ConsentInput | null;
  smsMarketingConsent?: ConsentInput | null;
}

/** Where a merge takes what from. Ids are those of the two customers. */
export interface MergeOverrides {
  emailFrom?: bigint | null;
  phoneFrom?: bigint | null;
  firstNameFrom?: bigint | null;
  lastNameFrom?: bigint | null;
  defaultAddressFrom?: bigint | null;
  note?: string | null;
  tags?: string[] | null;
}

export type CustomerResult = CommandResult<{ customer: Customer }>;

export type AddressResult = CommandResult<{ customer: Customer; addressId: bigint }>;

export interface CustomerCommands {
  /** customers/create, and customer.tags_added and the consent topics when tags and consent are given. */
  createCustomer(input: CustomerInput & { at?: Date }): CustomerResult;
  /** customers/update when anything changes, and the topics of tags and consent. */
  updateCustomer(id: bigint, input: CustomerInput): CustomerResult;
  /** customers/delete. */
  deleteCustomer(id: bigint): CustomerResult;
  /** customer.tags_added, customers/update. */
  addCustomerTags(id: bigint, tags: string[]): CustomerResult;
  /** customer.tags_removed, customers/update. */
  removeCustomerTags(id: bigint, tags: string[]): CustomerResult;
  /** customers_email_marketing_consent/update, customers/update. */
  updateEmailConsent(id: bigint, consent: ConsentInput): CustomerResult;
  /** customers_marketing_consent/update, customers/update. */
  updateSmsConsent(id: bigint, consent: ConsentInput): CustomerResult;
  /** customers/update. */
  createAddress(customerId: bigint, input: AddressInput, setAsDefault?: boolean | null): AddressResult;
  updateAddress(
    customerId: bigint,
    addressId: bigint,
    input: AddressInput,
    setAsDefault?: boolean | null,
  ): AddressResult;
  deleteAddress(customerId: bigint, addressId: bigint): AddressResult;
  setDefaultAddress(customerId: bigint, addressId: bigint): AddressResult;
  /** customers/merge, customers/delete, customers/update. */
  mergeCustomers(
    oneId: bigint,
    twoId: bigint,
    overrides?: MergeOverrides,
  ): CommandResult<{ customer: Customer; jobId: string }>;
  /** customers/enable, customers/update. */
  enableAccount(id: bigint): CustomerResult;
  /** customers/disable, customers/update. */
  disableAccount(id: bigint): CustomerResult;
  /** customers/update. */
  inviteCustomer(id: bigint): CustomerResult;
  /** Makes the link to set a password; a new one ends the one before. */
  createActivation(id: bigint): CommandResult<{ customer: Customer; token: string }>;
  /** customers/data_request. */
  requestCustomerData(id: bigint): CustomerResult;
  /** Plans the erasure; `eraseDueCustomers` carries it out. */
  requestErasure(id: bigint): CustomerResult;
  cancelErasure(id: bigint): CustomerResult;
  /** Erases everybody whose erasure is due by now; gives their ids. */
  eraseDueCustomers(): bigint[];
  /** customers/redact; removes the customer's personal data from the store at once. */
  redactCustomer(id: bigint): CustomerResult;
}
