/** The checkout that a visit has begun: what is known of it and what it costs. */
import type { CheckoutInput, PricedCart } from "#simulator/state/commands.ts";
import { findGiftCard } from "#simulator/state/gift-cards.ts";
import { findVariant } from "#simulator/state/indexes.ts";
import type { Address, CartLine, Checkout, Hundredths } from "#simulator/state/model.ts";
import { newAddress } from "#simulator/state/model/customers.ts";
import { countryName, regionOf } from "#simulator/state/customers-regions.ts";
import { cardProblem, tenders } from "#simulator/state/payments.ts";
import type { Tenders } from "#simulator/state/payments.ts";
import { FLAT_RATE_SHIPPING } from "#simulator/state/pricing.ts";
import { balanceAt, storeCreditOf } from "#simulator/state/store-credit.ts";
import { cartOf, codesOf, existingLines, linesOf } from "./shopper-cart.ts";
import { themeText } from "./theme-texts.ts";
import type { Visit } from "./visit.ts";

/** Rates that the simulated carrier offers, by the name of the form's field. */
export const SHIPPING_RATES: Record<string, Hundredths> = {
  standard: FLAT_RATE_SHIPPING,
  express: FLAT_RATE_SHIPPING * 2n,
};

/** Name of the rate of an amount; the first where it is none of them. */
export const rateOf = (shipping: Hundredths): string =>
  Object.keys(SHIPPING_RATES).find((name) => SHIPPING_RATES[name] === shipping) ?? "standard";

export function needsShipping(visit: Visit, lines: CartLine[]): boolean {
  return lines.some((line) => findVariant(visit.context.shop, line.variantId)?.requiresShipping);
}

const sameLines = (left: CartLine[], right: CartLine[]): boolean => {
  const textOf = (lines: CartLine[]): string =>
    JSON.stringify(lines.map((line) => [String(line.variantId), line.quantity, line.properties ?? {}]));
  return textOf(left) === textOf(right);
};

/** What a checkout takes over from the cart and the visit. */
function startOf(visit: Visit, lines: CartLine[]): CheckoutInput {
  const { session, customer, market, locale } = visit;
  const cart = cartOf(visit);
  const [address] = customer?.addresses ?? [];
  return {
    cartToken: cart?.token ?? null,
    source: "online_store",
    customerId: customer?.id ?? null,
    email: customer?.email ?? cart?.email ?? null,
    lines,
    discountCodes: codesOf(visit),
    shipping: needsShipping(visit, lines) ? FLAT_RATE_SHIPPING : 0n,
    shippingAddress: address ?? null,
    presentment: { currency: market.currency, rate: market.rate },
    locale,
    note: cart?.note ?? "",
    attributes: cart?.attributes ?? {},
    landingSite: session.landingSite,
    referringSite: session.referringSite,
  };
}

/** The checkout of the visit's cart: the one begun before, brought up to date, or a new one. null for an empty cart. */
export function openCheckout(visit: Visit): Checkout | null {
  const { session, context, customer } = visit;
  const { shop, commands } = context;
  const lines = linesOf(visit);
  const known = session.checkoutId === null ? undefined : shop.checkouts.get(session.checkoutId);
  const open = known && !known.completedAt ? known : undefined;
  if (lines.length === 0) return null;
  if (open && open.cartToken === (cartOf(visit)?.token ?? null)) {
    const codes = codesOf(visit);
    const change: CheckoutInput = {};
    if (!sameLines(open.lines, lines)) change.lines = lines;
    if (codes.join() !== open.discountCodes.join()) change.discountCodes = codes;
    if (customer && open.customerId !== customer.id) {
      const [address] = customer.addresses;
      Object.assign(change, { customerId: customer.id, email: customer.email });
      if (open.shippingAddress === null && address) change.shippingAddress = address;
    }
    if (open.presentment.currency !== visit.market.currency) {
      change.presentment = { currency: visit.market.currency, rate: visit.market.rate };
    }
    return Object.keys(change).length > 0 ? changeCheckout(visit, open, change) : open;
  }
  const started = commands.startCheckout(startOf(visit, lines));
  if (!started.ok) return null;
  session.checkoutId = started.checkout.id;
  return started.checkout;
}

export function changeCheckout(visit: Visit, checkout: Checkout, change: CheckoutInput): Checkout {
  const changed = visit.context.commands.updateCheckout(checkout.id, change);
  return changed.ok ? changed.checkout : checkout;
}

export interface PricedCheckout {
  priced: PricedCart;
  /** Store credit that the signed-in customer has in the shop's currency. */
  credit: Hundredths;
  tenders: Tenders;
  /** Why a gift card does not pay any more; `message` is in the shopper's language. */
  giftCardErrors: { code: string; message: string }[];
}

/** Codes held for one customer hold for a guest who gives that customer's address. */
export function priceCheckout(visit: Visit, checkout: Checkout, useStoreCredit: boolean): PricedCheckout {
  const { shop, commands, clock } = visit.context;
  const now = clock();
  const customerId = visit.customer?.id ?? null;
  const lines = existingLines(shop, checkout.lines);
  const shipping = needsShipping(visit, lines) ? SHIPPING_RATES[rateOf(checkout.shipping)] : 0n;
  const priced = commands.priceCart(lines, checkout.discountCodes, customerId, shipping, {
    email: checkout.email,
    countryCode: checkout.shippingAddress?.countryCode ?? null,
  });
  const account =
    customerId === null
      ? undefined
      : storeCreditOf(shop, customerId).find(({ currency }) => currency === shop.currency);
  const credit = account ? balanceAt(account, now) : 0n;
  const giftCardErrors = checkout.giftCardCodes.flatMap((code) => {
    const problem = cardProblem(shop, findGiftCard(shop, code), shop.currency, now);
    return problem === null ? [] : [{ code, message: themeText(visit, `gift_card.problems.${problem}`) }];
  });
  const faulty = new Set(giftCardErrors.map(({ code }) => code));
  const answer = tenders(shop, {
    total: priced.total,
    customerId,
    giftCardCodes: checkout.giftCardCodes.filter((code) => !faulty.has(code)),
    useStoreCredit: useStoreCredit && credit > 0n,
    now,
  });
  return {
    priced,
    credit,
    tenders: answer.ok ? answer.tenders : { giftCards: [], storeCredit: null, card: priced.total },
    giftCardErrors,
  };
}

/** What a shopper typed into the one field: a gift card that exists, or else a discount code. */
export const isGiftCard = (visit: Visit, code: string): boolean =>
  findGiftCard(visit.context.shop, code) !== null;

export interface ContactForm {
  /** E-mail address or phone number. */
  email: string;
  first_name: string;
  last_name: string;
  address1: string;
  address2: string;
  city: string;
  province: string;
  zip: string;
  country_code: string;
  phone: string;
  accepts_marketing: boolean;
  accepts_sms: boolean;
}

export function contactForm(visit: Visit, checkout: Checkout): ContactForm {
  const address = checkout.shippingAddress;
  return {
    email: checkout.email ?? checkout.phone ?? "",
    first_name: address?.firstName ?? visit.customer?.firstName ?? "",
    last_name: address?.lastName ?? visit.customer?.lastName ?? "",
    address1: address?.address1 ?? "",
    address2: address?.address2 ?? "",
    city: address?.city ?? "",
    province: address?.province ?? "",
    zip: address?.zip ?? "",
    country_code: address?.countryCode || visit.market.countryCode,
    phone: address?.phone ?? "",
    accepts_marketing: checkout.acceptsMarketing,
    accepts_sms: false,
  };
}

/** The address of a form; null while there is nothing in it. */
export function addressOf(form: ContactForm): Address | null {
  if ([form.last_name, form.address1, form.city, form.zip].every((text) => text === "")) return null;
  const region = form.province === "" ? null : regionOf(form.country_code, form.province, null);
  return newAddress({
    firstName: form.first_name,
    lastName: form.last_name,
    address1: form.address1,
    address2: form.address2 || null,
    city: form.city,
    zip: form.zip,
    country: countryName(form.country_code) ?? form.country_code,
    countryCode: form.country_code,
    province: region?.province ?? null,
    provinceCode: region?.provinceCode ?? null,
    phone: form.phone || null,
  });
}
