/** Customers, their addresses and the segments they fall into. */

export interface Address {
  id: bigint;
  firstName: string;
  lastName: string;
  company: string | null;
  address1: string;
  address2: string | null;
  city: string;
  province: string | null;
  provinceCode: string | null;
  zip: string;
  country: string;
  countryCode: string;
  phone: string | null;
}

/** Consent to marketing on one channel. */
export interface MarketingConsent {
  /** Shopify's states: NOT_SUBSCRIBED, PENDING, SUBSCRIBED, UNSUBSCRIBED, INVALID, REDACTED. */
  state: string;
  /** SINGLE_OPT_IN, CONFIRMED_OPT_IN, UNKNOWN. */
  optInLevel: string | null;
  updatedAt: Date | null;
  /** Where an SMS consent was collected: SHOPIFY or OTHER. */
  collectedFrom: string | null;
  sourceLocationId: bigint | null;
}

export interface Customer {
  id: bigint;
  email: string | null;
  /** E.164. */
  phone: string | null;
  firstName: string;
  lastName: string;
  tags: string[];
  note: string | null;
  locale: string;
  /** Shopify's `CustomerState`: DISABLED, ENABLED, INVITED, DECLINED. */
  state: string;
  verifiedEmail: boolean;
  taxExempt: boolean;
  /** Shopify's `TaxExemption` values. */
  taxExemptions: string[];
  multipassIdentifier: string | null;
  emailMarketing: MarketingConsent;
  smsMarketing: MarketingConsent;
  /** The first is the default address. */
  addresses: Address[];
  /** The link to set a password, once it was asked for. */
  accountActivation: { token: string; expiresAt: Date } | null;
  /** The merchant asked for this person's data to be erased; it happens when it is due. */
  dataErasure: { requestedAt: Date; dueAt: Date } | null;
  createdAt: Date;
  updatedAt: Date;
}

/** A saved segment: its members follow from the query. */
export interface Segment {
  id: bigint;
  name: string;
  query: string;
  createdAt: Date;
  updatedAt: Date;
}

/** A list of members that an app asked for, to be paged through. */
export interface SegmentMembersQuery {
  id: bigint;
  query: string;
  sortKey: string | null;
  reverse: boolean;
  /** Whether an app has asked for it once: the first answer is that it is not done yet. */
  seen: boolean;
  createdAt: Date;
}

/** A request to merge two customers. */
export interface CustomerMerge {
  /** UUID, as in `gid://shopify/Job/<uuid>`. */
  jobId: string;
  keptId: bigint;
  goneId: bigint;
  /** Whether an app has asked for it once: the first answer is that it is in progress. */
  seen: boolean;
  mergedAt: Date;
}

type Given<T, Required extends keyof T> = Pick<T, Required> & Partial<T>;

export const noConsent = (): MarketingConsent => ({
  state: "NOT_SUBSCRIBED",
  optInLevel: null,
  updatedAt: null,
  collectedFrom: null,
  sourceLocationId: null,
});

export function newAddress(given: Partial<Address>): Address {
  return {
    id: 0n,
    firstName: "",
    lastName: "",
    company: null,
    address1: "",
    address2: null,
    city: "",
    province: null,
    provinceCode: null,
    zip: "",
    country: "",
    countryCode: "",
    phone: null,
    ...given,
  };
}

export function newCustomer(given: Given<Customer, "id" | "createdAt">): Customer {
  return {
    email: null,
    phone: null,
    firstName: "",
    lastName: "",
    tags: [],
    note: null,
    locale: "en",
    state: "DISABLED",
    verifiedEmail: true,
    taxExempt: false,
    taxExemptions: [],
    multipassIdentifier: null,
    emailMarketing: noConsent(),
    smsMarketing: noConsent(),
    addresses: [],
    accountActivation: null,
    dataErasure: null,
    updatedAt: given.createdAt,
    ...given,
  };
}
