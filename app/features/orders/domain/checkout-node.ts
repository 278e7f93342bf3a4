/** Reads an abandoned checkout of the Admin API. It names neither its cart nor an e-mail address of its own. */
import { z } from "zod";
import { idFromGid } from "#app/shared/ids.ts";
import { InvalidInput } from "#app/shared/errors.ts";
import { decimal, instant, orNull, readPayload } from "#app/shared/payload.ts";
import type { CheckoutState } from "./checkout-payload.ts";
import type { CartLine } from "./line-item-payload.ts";
import { nodeAddress } from "./postal-address.ts";
import { readAmount } from "./read-amount.ts";

/** What Shopify is asked about each checkout that differs. */
export const CHECKOUTS_QUERY = `{
  abandonedCheckouts {
    edges { node {
      id abandonedCheckoutUrl createdAt updatedAt completedAt
      totalPriceSet { shopMoney { amount currencyCode } }
      customer { id defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber } }
      shippingAddress { name company address1 address2 city zip provinceCode countryCodeV2 phone }
      lineItems { edges { node {
        id title quantity originalUnitPriceSet { shopMoney { amount } } product { id } variant { id }
      } } }
    } }
  }
}`;

const reference = orNull(z.object({ id: z.string() }));

const CheckoutNode = z.object({
  id: z.string(),
  abandonedCheckoutUrl: z.string(),
  createdAt: instant,
  updatedAt: instant,
  completedAt: orNull(instant),
  totalPriceSet: z.object({ shopMoney: z.object({ amount: decimal, currencyCode: z.string() }) }),
  customer: orNull(
    z.object({
      id: z.string(),
      defaultEmailAddress: orNull(z.object({ emailAddress: orNull(z.string()) })),
      defaultPhoneNumber: orNull(z.object({ phoneNumber: orNull(z.string()) })),
    }),
  ),
  shippingAddress: orNull(nodeAddress),
});

const LineNode = z.object({
  title: orNull(z.string()),
  quantity: z.number().int(),
  originalUnitPriceSet: z.object({ shopMoney: z.object({ amount: decimal }) }),
  product: reference,
  variant: reference,
});

/**
 * The token by which webhooks and orders name a checkout; it stands in the address that restores it.
 *
 * @throws InvalidInput when it does not
 */
function tokenOf(recoveryUrl: string): string {
  const token = /\/checkouts\/(?:[a-z]{2}\/)?([\w-]+)\/recover/.exec(recoveryUrl)?.[1];
  if (!token) throw new InvalidInput("The checkout cannot be read. abandonedCheckoutUrl: names no token");
  return token;
}

/** A checkout with its lines. @throws InvalidInput */
export function checkoutFromNode(value: unknown, children: readonly unknown[]): CheckoutState {
  const node = readPayload(CheckoutNode, value, "An abandoned checkout");
  const { amount, currencyCode: currency } = node.totalPriceSet.shopMoney;
  return {
    token: tokenOf(node.abandonedCheckoutUrl),
    number: idFromGid(node.id, "AbandonedCheckout"),
    cartToken: null,
    customerId: node.customer && idFromGid(node.customer.id, "Customer"),
    email: node.customer?.defaultEmailAddress?.emailAddress ?? null,
    phone: node.customer?.defaultPhoneNumber?.phoneNumber ?? null,
    recoveryUrl: node.abandonedCheckoutUrl,
    shippingAddress: node.shippingAddress,
    currency,
    totalMinor: readAmount(amount, currency, "The checkout's totalPriceSet"),
    lines: children.map((child) => lineFromNode(child, currency)),
    createdAt: node.createdAt,
    updatedAt: node.updatedAt,
    completedAt: node.completedAt,
  };
}

function lineFromNode(value: unknown, currency: string): CartLine {
  const line = readPayload(LineNode, value, "A line of an abandoned checkout");
  const { amount } = line.originalUnitPriceSet.shopMoney;
  return {
    variantId: line.variant && idFromGid(line.variant.id, "ProductVariant").toString(),
    productId: line.product && idFromGid(line.product.id, "Product").toString(),
    title: line.title ?? "",
    quantity: line.quantity,
    unitPriceMinor: readAmount(amount, currency, "The checkout's originalUnitPriceSet").toString(),
  };
}
