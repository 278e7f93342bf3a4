import { z } from "zod";
import { id, instant, orNull, readPayload } from "#app/shared/payload.ts";

/** Where a person lives, as Shopify writes it. Personal: kept sealed. */
export interface Address {
  id: string | null;
  name: string | null;
  company: string | null;
  address1: string | null;
  address2: string | null;
  city: string | null;
  zip: string | null;
  province: string | null;
  provinceCode: string | null;
  countryCode: string | null;
  phone: string | null;
  isDefault: boolean;
}

/** What is personal about a customer. Kept sealed. */
export interface CustomerDetails {
  email: string | null;
  phone: string | null;
  firstName: string | null;
  lastName: string | null;
  note: string | null;
  addresses: Address[];
}

/** A consent as a record of Shopify shows it, in its words. */
export interface ToldConsent {
  channel: "email" | "sms" | "whatsapp";
  state: string | null;
  level: string | null;
  changedAt: Date | null;
}

/** What a file that a merchant brought tells of somebody whom Shopify does not know. */
export interface BroughtDetails {
  firstName: string | null;
  lastName: string | null;
  address: Address | null;
}

/** A customer as Shopify showed it at `updatedAt`. Null in a list = the source does not tell. */
export interface CustomerState extends Omit<CustomerDetails, "addresses"> {
  id: bigint;
  accountState: string | null;
  defaultAddress: Address | null;
  /** All addresses. Null within an order, which shows the default one only. */
  addresses: Address[] | null;
  /** Told by imports only, together with the tags. */
  locale: string | null;
  /** Null where the source does not tell: webhooks of customers do not carry tags. */
  tags: string[] | null;
  verifiedEmail: boolean | null;
  taxExempt: boolean | null;
  createdAt: Date | null;
  updatedAt: Date;
  /** Where the source tells them, too. */
  consents?: ToldConsent[];
  /** Of guests only: what a file tells of them. */
  brought?: BroughtDetails;
}

const text = orNull(z.string());

const AddressPayload = z.object({
  id: orNull(id),
  first_name: text,
  last_name: text,
  name: text,
  company: text,
  address1: text,
  address2: text,
  city: text,
  zip: text,
  province: text,
  province_code: text,
  country_code: text,
  phone: text,
  default: orNull(z.boolean()),
});

const CustomerPayload = z.object({
  id,
  email: text,
  phone: text,
  first_name: text,
  last_name: text,
  note: text,
  state: text,
  verified_email: orNull(z.boolean()),
  tax_exempt: orNull(z.boolean()),
  addresses: orNull(z.array(AddressPayload)),
  default_address: orNull(AddressPayload),
  created_at: orNull(instant),
  updated_at: orNull(instant),
});

/** Reads an address of a customer, an order or a checkout. */
export function addressFromWebhook(payload: unknown): Address {
  return toAddress(readPayload(AddressPayload, payload, "The address"));
}

function toAddress(address: z.output<typeof AddressPayload>): Address {
  const name = address.name ?? [address.first_name, address.last_name].filter(Boolean).join(" ");
  return {
    id: address.id?.toString() ?? null,
    name: name === "" ? null : name,
    company: address.company,
    address1: address.address1,
    address2: address.address2,
    city: address.city,
    zip: address.zip,
    province: address.province,
    provinceCode: address.province_code,
    countryCode: address.country_code,
    phone: address.phone,
    isDefault: address.default ?? false,
  };
}

/**
 * Reads a customer from a webhook, on its own or within an order.
 *
 * @param observedAt the age of the state when the payload does not say (Shopify's updated_at may be null)
 * @throws InvalidInput
 */
export function customerStateFromWebhook(payload: unknown, observedAt: Date): CustomerState {
  const customer = readPayload(CustomerPayload, payload, "The customer");
  const standard = customer.default_address ?? customer.addresses?.find((address) => address.default) ?? null;
  return {
    id: customer.id,
    email: customer.email,
    phone: customer.phone,
    firstName: customer.first_name,
    lastName: customer.last_name,
    note: customer.note,
    defaultAddress: standard && { ...toAddress(standard), isDefault: true },
    addresses: customer.addresses?.map(toAddress) ?? null,
    accountState: customer.state,
    locale: null,
    tags: null,
    verifiedEmail: customer.verified_email,
    taxExempt: customer.tax_exempt,
    createdAt: customer.created_at,
    updatedAt: customer.updated_at ?? customer.created_at ?? observedAt,
  };
}

const MergePayload = z.object({
  admin_graphql_api_customer_kept_id: z.string(),
  admin_graphql_api_customer_deleted_id: z.string(),
  status: orNull(z.string()),
});

/** Reads which customer was merged into which. Shopify tells of merges that failed, too. @throws InvalidInput */
export function mergeFromWebhook(payload: unknown): {
  keptGid: string;
  deletedGid: string;
  isCompleted: boolean;
} {
  const merge = readPayload(MergePayload, payload, "The merge");
  return {
    keptGid: merge.admin_graphql_api_customer_kept_id,
    deletedGid: merge.admin_graphql_api_customer_deleted_id,
    isCompleted: merge.status === null || merge.status.toLowerCase() === "completed",
  };
}

/** Reads the id of what was deleted. @throws InvalidInput */
export function deletedIdFromWebhook(payload: unknown): bigint {
  return readPayload(z.object({ id }), payload, "The deletion").id;
}

const TagsPayload = z.object({
  customerId: z.string(),
  tags: z.array(z.string()),
  occurredAt: orNull(instant),
});

/** Reads customer.tags_added and customer.tags_removed. @throws InvalidInput */
export function tagsFromWebhook(
  payload: unknown,
  triggeredAt: Date,
): { customerGid: string; tags: string[]; at: Date } {
  const { customerId, tags, occurredAt } = readPayload(TagsPayload, payload, "The change of tags");
  return { customerGid: customerId, tags, at: occurredAt ?? triggeredAt };
}
