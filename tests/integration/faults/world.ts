/** A small Shopify that only tells: customers and orders that change, and the webhooks that say so. Pure. */
import type { Payload } from "#tests/factories/payloads.ts";

/** One webhook that Shopify sends. */
export interface Told {
  topic: string;
  payload: Payload;
  triggeredAt: string;
}

export interface WorldCustomer {
  id: bigint;
  email: string;
  firstName: string;
  tags: string[];
  createdAt: string;
  updatedAt: string;
  isGone: boolean;
  /** Shopify asked to erase them. */
  isErased: boolean;
}

export interface WorldOrder {
  id: bigint;
  customer: WorldCustomer | null;
  email: string | null;
  /** Where it was sold, as Shopify tells it. */
  origin: Payload;
  /** Made to try the payment out. */
  isTest: boolean;
  cents: number;
  status: string;
  refunds: Payload[];
  fulfilments: Payload[];
  returns: { id: bigint; status: string }[];
  cartToken: string | null;
  checkoutToken: string | null;
  createdAt: string;
  updatedAt: string;
  cancelledAt: string | null;
  isDeleted: boolean;
}

/** A cart or a checkout of the online store. */
export interface WorldCart {
  /** By which checkouts/delete names a checkout. */
  id: bigint;
  token: string;
  customer: WorldCustomer | null;
  quantity: number;
  createdAt: string;
  updatedAt: string;
  isDeleted: boolean;
}

/** A product with its variants, which are stocked as items. */
export interface WorldProduct {
  id: bigint;
  title: string;
  status: string;
  tags: string[];
  variants: { id: bigint; itemId: bigint; cents: number; updatedAt: string }[];
  createdAt: string;
  updatedAt: string;
  isDeleted: boolean;
}

/** A subscription contract. */
export interface WorldContract {
  id: bigint;
  customer: WorldCustomer;
  status: string;
  interval: number;
  originOrderId: bigint | null;
  revision: number;
}

const BEGINS_AT_MS = Date.parse("2026-02-20T00:00:00Z");
const IDS_PER_WORLD = 1_000_000n;
const FIRST_ID = 9_007_199_254_740_993n;

/** A store in a range of ids of its own, so that many can live in one shop without meeting. */
export class World {
  readonly customers: WorldCustomer[] = [];
  readonly orders: WorldOrder[] = [];
  readonly carts: WorldCart[] = [];
  readonly checkouts: WorldCart[] = [];
  readonly contracts: WorldContract[] = [];
  readonly products: WorldProduct[] = [];
  readonly collections: bigint[] = [];
  readonly name: string;
  private readonly firstId: bigint;
  private ids = 0n;
  private nowMs = BEGINS_AT_MS;

  constructor(number: number) {
    this.name = `w${number}`;
    this.firstId = FIRST_ID + BigInt(number) * IDS_PER_WORLD;
  }

  pass(seconds: number): void {
    this.nowMs += seconds * 1000;
  }

  now(): string {
    return new Date(this.nowMs).toISOString().replace(".000Z", "Z");
  }

  nextId(): bigint {
    this.ids += 1n;
    return this.firstId + this.ids;
  }
}

/** What tells of a customer. The copy within an order leaves the addresses out, as Shopify does. */
export function customerPayload(customer: WorldCustomer, isCopy = false): Payload {
  const address = {
    id: customer.id,
    address1: `${customer.firstName} street`,
    country_code: "GB",
    default: true,
  };
  return {
    id: customer.id,
    email: customer.email,
    first_name: customer.firstName,
    last_name: "Example",
    phone: null,
    state: "disabled",
    note: null,
    verified_email: true,
    tax_exempt: false,
    created_at: customer.createdAt,
    updated_at: customer.updatedAt,
    default_address: address,
    ...(isCopy ? {} : { addresses: [address] }),
  };
}

export function orderPayload(order: WorldOrder): Payload {
  const amount = (order.cents / 100).toFixed(2);
  return {
    id: order.id,
    name: `#${order.id}`,
    ...order.origin,
    test: order.isTest,
    currency: "GBP",
    email: order.email,
    subtotal_price: amount,
    total_price: amount,
    financial_status: order.status,
    created_at: order.createdAt,
    processed_at: order.createdAt,
    updated_at: order.updatedAt,
    cancelled_at: order.cancelledAt,
    cart_token: order.cartToken,
    checkout_token: order.checkoutToken,
    customer: order.customer && customerPayload(order.customer, true),
    line_items: [
      {
        id: order.id,
        product_id: 60,
        variant_id: 70,
        title: "Metal Lantern",
        quantity: 1,
        current_quantity: 1,
        price: amount,
      },
    ],
    fulfillments: [...order.fulfilments],
    refunds: [...order.refunds],
    returns: order.returns.map((each) => ({ ...each })),
  };
}

export function cartPayload(cart: WorldCart): Payload {
  return {
    id: cart.token,
    token: cart.token,
    created_at: cart.createdAt,
    updated_at: cart.updatedAt,
    line_items: [
      {
        variant_id: 70,
        product_id: 60,
        title: "Metal Lantern",
        quantity: cart.quantity,
        price: "10.00",
        key: "70:1",
      },
    ],
  };
}

export function checkoutPayload(checkout: WorldCart): Payload {
  const amount = `${checkout.quantity * 10}.00`;
  return {
    ...cartPayload(checkout),
    id: checkout.id,
    cart_token: checkout.token.replace("checkout-", "cart-"),
    currency: "GBP",
    email: checkout.customer?.email ?? null,
    customer: checkout.customer && customerPayload(checkout.customer, true),
    total_price: amount,
    subtotal_price: amount,
    completed_at: null,
  };
}

export function contractPayload(contract: WorldContract): Payload {
  return {
    id: contract.id,
    billing_policy: { interval: "week", interval_count: contract.interval },
    currency_code: "GBP",
    customer_id: contract.customer.id,
    status: contract.status,
    origin_order_id: contract.originOrderId,
    revision_id: `${contract.revision}`,
  };
}
