/** Webhook payloads about customers, and the two privacy requests about them. */
import { gid } from "#simulator/ids.ts";
import type { Customer, ShopState } from "#simulator/state/model.ts";
import { customerAddress, timeOf } from "./payload-parts.ts";

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
    verified_email: customer.email !== null,
    multipass_identifier: null,
    tax_exempt: false,
    email: customer.email,
    phone: customer.phone,
    currency: shop.currency,
    tax_exemptions: [],
    admin_graphql_api_id: gid("Customer", customer.id),
    ...(address ? { default_address: customerAddress(address, customer.id, 0) } : {}),
  };
}

/** `customers/create`, `customers/update`. */
export function customerPayload(shop: ShopState, customer: Customer) {
  return {
    ...customerInOrder(shop, customer),
    addresses: customer.addresses.map((address, index) => customerAddress(address, customer.id, index)),
  };
}

/** `customers/delete`. */
export function customerDeletedPayload(customer: Customer) {
  return { id: customer.id, tax_exemptions: [], admin_graphql_api_id: gid("Customer", customer.id) };
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
