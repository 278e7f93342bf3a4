/** Why codes take nothing off: a word for programs, and Shopify's kind of sentence for the shopper. */
import type { RejectedCode } from "./pricing-types.ts";

/** Codes of products or the order that a cart can hold. Of shipping it can hold one. */
export const MOST_CODES = 5;

const SENTENCES = {
  UNKNOWN: (name: string) => `${name} is not a valid discount code.`,
  EXPIRED: (name: string) => `${name} has expired.`,
  NOT_STARTED: (name: string) => `${name} is not active yet.`,
  USAGE_LIMIT: (name: string) => `${name} has reached its usage limit.`,
  CUSTOMER: (name: string) => `${name} is not available to this customer.`,
  ALREADY_USED: (name: string) => `${name} has already been used by this customer.`,
  COUNTRY: (name: string) => `${name} is not available for this country.`,
  SUBSCRIPTIONS_ONLY: (name: string) => `${name} is only for subscriptions.`,
  MINIMUM: (name: string) => `${name} needs a larger order.`,
  SHIPPING_RATE: (name: string) => `${name} is not valid for this shipping rate.`,
  ITEMS: (name: string) => `${name} is not valid for the items in the cart.`,
  TOO_MANY: () => `No more than ${MOST_CODES} discount codes can be used.`,
  SAME_DISCOUNT: (name: string) => `${name} gives a discount that is applied already.`,
  TAKES_NO_MORE: (name: string) => `${name} takes no more off than the other discounts.`,
  NOT_COMBINED: (name: string) => `${name} cannot be combined with another discount.`,
} satisfies Record<string, (name: string) => string>;

export type RefusalKind = keyof typeof SENTENCES;

export const REFUSAL_KINDS = Object.keys(SENTENCES) as RefusalKind[];

export const rejected = (code: string, refusal: RefusalKind): RejectedCode => ({
  code,
  refusal,
  reason: SENTENCES[refusal](code),
});
