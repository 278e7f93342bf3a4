import { z } from "zod";
import type { Fact } from "#app/shared/fact.ts";
import { decimal, id, instant, orNull, readPayload } from "#app/shared/payload.ts";
import { type CartLine, cartLine, toCartLine } from "./line-item-payload.ts";
import { type PostalAddress, webhookAddress } from "./postal-address.ts";
import { readAmount } from "./read-amount.ts";

/** What is personal about a checkout. Kept sealed. */
export interface CheckoutContact {
  email: string | null;
  phone: string | null;
  /** Where the shopper finds the checkout again; whoever has it can open the checkout. */
  recoveryUrl: string | null;
  shippingAddress: PostalAddress | null;
}

/** A checkout as Shopify showed it at `updatedAt`. */
export interface CheckoutState extends CheckoutContact {
  token: string;
  /** Shopify's number: what a deletion names. */
  number: bigint | null;
  cartToken: string | null;
  customerId: bigint | null;
  currency: string;
  totalMinor: bigint;
  lines: CartLine[];
  createdAt: Date;
  updatedAt: Date;
  completedAt: Date | null;
}

const text = orNull(z.string());

const CheckoutPayload = z.object({
  id: orNull(id),
  token: z.string().min(1),
  name: text,
  cart_token: text,
  email: text,
  phone: text,
  abandoned_checkout_url: text,
  currency: z.string().regex(/^[A-Z]{3}$/, "expected a currency code such as GBP"),
  total_price: decimal,
  line_items: orNull(z.array(cartLine)),
  created_at: instant,
  updated_at: orNull(instant),
  completed_at: orNull(instant),
  shipping_address: orNull(webhookAddress),
  customer: orNull(z.looseObject({ id })),
});

/** Reads checkouts/create and checkouts/update. @throws InvalidInput that names the field */
export function checkoutFromWebhook(payload: unknown): { checkout: CheckoutState; customer: unknown } {
  const checkout = readPayload(CheckoutPayload, payload, "The checkout");
  const { currency } = checkout;
  // Shopify's example has no id, but names the checkout by it.
  const named = /^#(\d{1,19})$/.exec(checkout.name ?? "")?.[1];
  return {
    customer: checkout.customer,
    checkout: {
      token: checkout.token,
      number: checkout.id ?? (named ? BigInt(named) : null),
      cartToken: checkout.cart_token,
      customerId: checkout.customer?.id ?? null,
      email: checkout.email || null,
      phone: checkout.phone || null,
      recoveryUrl: checkout.abandoned_checkout_url,
      shippingAddress: checkout.shipping_address,
      currency,
      totalMinor: readAmount(checkout.total_price, currency, "The checkout's total_price"),
      lines: (checkout.line_items ?? []).map((line) => toCartLine(line, currency, "The checkout")),
      createdAt: checkout.created_at,
      updatedAt: checkout.updated_at ?? checkout.created_at,
      completedAt: checkout.completed_at,
    },
  };
}

/** The number that checkouts/delete names. @throws InvalidInput */
export function deletedCheckoutFromWebhook(payload: unknown): bigint {
  return readPayload(z.object({ id }), payload, "The deletion").id;
}

/** One fact for each checkout: when it began, and how it stands. */
export function factFromCheckout(checkout: CheckoutState): Fact {
  return {
    kind: "checkout.started",
    key: checkout.token,
    happenedAt: checkout.createdAt,
    customerId: null,
    orderId: null,
    data: {
      changedAt: checkout.updatedAt.toISOString(),
      currency: checkout.currency,
      totalMinor: checkout.totalMinor.toString(),
    },
    sourceUpdatedAt: checkout.updatedAt,
  };
}
