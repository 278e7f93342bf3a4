/** Carts of the online store and the checkouts that begin with them. */
import type { Address } from "./customers.ts";
import type { Hundredths } from "./money.ts";

export interface CartLine {
  variantId: bigint;
  quantity: number;
  /** Line item properties. */
  properties?: Record<string, string>;
}

/** Where a cart was made. Only carts of the online store lead to carts/create and carts/update. */
export type CartSource = "online_store" | "storefront_api";

/** A cart as the webhooks and the Storefront API see it. */
export interface Cart {
  token: string;
  source: CartSource;
  lines: CartLine[];
  discountCodes: string[];
  giftCardCodes: string[];
  attributes: Record<string, string>;
  note: string;
  customerId: bigint | null;
  email: string | null;
  phone: string | null;
  countryCode: string | null;
  createdAt: Date;
  updatedAt: Date;
}

/** A message about an abandoned checkout that a marketing activity of the app sends. */
export interface AbandonmentActivity {
  /** Of the marketing activity. */
  id: bigint;
  status: "NOT_SENT" | "SCHEDULED" | "SENT";
  reason: string | null;
  deliveredAt: Date | null;
}

/** A checkout somebody began. Shopify calls it abandoned once contact details are given and it is not completed. */
export interface Checkout {
  id: bigint;
  token: string;
  cartToken: string | null;
  source: CartSource;
  customerId: bigint | null;
  email: string | null;
  phone: string | null;
  lines: CartLine[];
  discountCodes: string[];
  giftCardCodes: string[];
  shippingAddress: Address | null;
  billingAddress: Address | null;
  /** Lines before discounts. */
  linesTotal: Hundredths;
  subtotal: Hundredths;
  shipping: Hundredths;
  totalDiscounts: Hundredths;
  total: Hundredths;
  presentment: { currency: string; rate: number };
  locale: string;
  note: string;
  attributes: Record<string, string>;
  acceptsMarketing: boolean;
  landingSite: string | null;
  referringSite: string | null;
  /** Its `Abandonment`. */
  abandonmentId: bigint;
  activities: AbandonmentActivity[];
  orderId: bigint | null;
  completedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

type Given<T, Required extends keyof T> = Pick<T, Required> & Partial<T>;

export function newCart(given: Given<Cart, "token" | "createdAt">): Cart {
  return {
    source: "online_store",
    lines: [],
    discountCodes: [],
    giftCardCodes: [],
    attributes: {},
    note: "",
    customerId: null,
    email: null,
    phone: null,
    countryCode: null,
    updatedAt: given.createdAt,
    ...given,
  };
}

export function newCheckout(
  given: Given<Checkout, "id" | "token" | "abandonmentId" | "presentment" | "createdAt">,
): Checkout {
  return {
    cartToken: null,
    source: "online_store",
    customerId: null,
    email: null,
    phone: null,
    lines: [],
    discountCodes: [],
    giftCardCodes: [],
    shippingAddress: null,
    billingAddress: null,
    linesTotal: 0n,
    subtotal: 0n,
    shipping: 0n,
    totalDiscounts: 0n,
    total: 0n,
    locale: "en",
    note: "",
    attributes: {},
    acceptsMarketing: false,
    landingSite: null,
    referringSite: null,
    activities: [],
    orderId: null,
    completedAt: null,
    updatedAt: given.createdAt,
    ...given,
  };
}
