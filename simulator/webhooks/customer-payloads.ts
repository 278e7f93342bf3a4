/** Webhook payloads about customers, and the two privacy requests about them. */
import { gid } from "#simulator/ids.ts";
import { restAmount } from "#simulator/money.ts";
import { amountSpent, lastOrder, numberOfOrders } from "#simulator/state/customers-figures.ts";
import type { Address, Customer, ShopState } from "#simulator/state/model.ts";
import { timeOf, timeOrNull } from "./payload-parts.ts";

/** An address in a customer's address book. */
export function customerAddress(address: Address, customerId: bigint, isDefault: boolean) {
  return {
    id: address.id,
    customer_id: customerId,
    first_name: address.firstName || null,
    last_name: address.lastName || null,
    company: address.company,
    address1: address.address1 || null,
    address2: address.address2,
    city: address.city || null,
    province: address.province,
    country: address.country || null,
    zip: address.zip || null,
    phone: address.phone,
    name: `${address.firstName} ${address.lastName}`.trim(),
    province_code: address.provinceCode,
    country_code: address.countryCode || null,
    country_name: address.country || null,
    default: isDefault,
  };
}

/** The customer inside an order. Since API version 2025-01 without tags, consent and purchase figures. */
export function customerInOrder(shop: ShopState, customer: Customer) {
  const [address] = customer.addresses;
  return {
    id: customer.id,
    created_at: timeOf(shop, customer.createdAt),
    updated_at: timeOf(shop, customer.updatedAt),
    first_name: customer.firstName || null,
    last_name: customer.lastName || null,
    state: customer.state.toLowerCase(),
    note: customer.note,
    verified_email: customer.email !== null && customer.verifiedEmail,
    multipass_identifier: customer.multipassIdentifier,
    tax_exempt: customer.taxExempt,
    email: customer.email,
    phone: customer.phone,
    currency: shop.currency,
    tax_exemptions: customer.taxExemptions,
    admin_graphql_api_id: gid("Customer", customer.id),
    ...(address ? { default_address: customerAddress(address, customer.id, true) } : {}),
  };
}

/** `customers/create`, `customers/update`, `customers/enable`, `customers/disable`. */
export function customerPayload(shop: ShopState, customer: Customer) {
  return {
    ...customerInOrder(shop, customer),
    addresses: customer.addresses.map((address, index) => customerAddress(address, customer.id, index === 0)),
  };
}

/** `customers/delete`. */
export function customerDeletedPayload(customer: Customer) {
  return { id: customer.id, tax_exemptions: [], admin_graphql_api_id: gid("Customer", customer.id) };
}

/** `customers/merge`. A merge that failed is told as well, with its errors. */
export function mergePayload(
  merge: { keptId: bigint; goneId: bigint; jobId: string },
  errors: { customer_ids: bigint[]; field: string; message: string }[] = [],
) {
  return {
    admin_graphql_api_customer_kept_id: gid("Customer", merge.keptId),
    admin_graphql_api_customer_deleted_id: gid("Customer", merge.goneId),
    admin_graphql_api_job_id: `gid://shopify/Job/${merge.jobId}`,
    status: errors.length === 0 ? "completed" : "failed",
    errors,
  };
}

/** `customers/purchasing_summary`. */
export function purchasingSummaryPayload(shop: ShopState, customer: Customer, at: Date) {
  const last = lastOrder(shop, customer.id);
  return {
    customerId: gid("Customer", customer.id),
    numberOfOrders: numberOfOrders(shop, customer.id),
    amountSpent: {
      amount: restAmount(amountSpent(shop, customer.id), shop.currency),
      currencyCode: shop.currency,
    },
    lastOrderId: last && gid("Order", last.id),
    occurredAt: at.toISOString(),
  };
}

/** `customers_email_marketing_consent/update`. */
export function emailConsentPayload(shop: ShopState, customer: Customer) {
  const { state, optInLevel, updatedAt } = customer.emailMarketing;
  return {
    customer_id: customer.id,
    email_address: customer.email,
    email_marketing_consent: {
      state: state.toLowerCase(),
      opt_in_level: optInLevel?.toLowerCase() ?? null,
      consent_updated_at: timeOrNull(shop, updatedAt),
    },
  };
}

/** `customers_marketing_consent/update`: SMS. */
export function smsConsentPayload(shop: ShopState, customer: Customer) {
  const { state, optInLevel, updatedAt, collectedFrom } = customer.smsMarketing;
  return {
    id: customer.id,
    phone: customer.phone,
    sms_marketing_consent: {
      state: state.toLowerCase(),
      opt_in_level: optInLevel?.toLowerCase() ?? null,
      consent_updated_at: timeOrNull(shop, updatedAt),
      consent_collected_from: (collectedFrom ?? "OTHER").toLowerCase(),
    },
  };
}

/** `customer.tags_added`, `customer.tags_removed`: only the tags that came or went. */
export function tagsPayload(customer: Customer, tags: string[], at: Date) {
  return { customerId: gid("Customer", customer.id), tags, occurredAt: at.toISOString() };
}

const person = (customer: Customer) => ({ id: customer.id, email: customer.email, phone: customer.phone });

/** `customers/data_request`. */
export function dataRequestPayload(
  shop: ShopState,
  customer: Customer,
  orderIds: bigint[],
  requestId: bigint,
) {
  return {
    shop_id: shop.id,
    shop_domain: shop.domain,
    orders_requested: orderIds,
    customer: person(customer),
    data_request: { id: requestId },
  };
}

/** `customers/redact`. */
export function redactionPayload(shop: ShopState, customer: Customer, orderIds: bigint[]) {
  return {
    shop_id: shop.id,
    shop_domain: shop.domain,
    customer: person(customer),
    orders_to_redact: orderIds,
  };
}
