/** The checkout as the theme's template sees it. Its names are the theme's own: Shopify shows no Liquid here. */
import type { Checkout } from "#simulator/state/model.ts";
import { needsShipping, rateOf, SHIPPING_RATES } from "./checkout.ts";
import type { ContactForm, PricedCheckout } from "./checkout.ts";
import { CartDrop } from "./drops/cart.ts";
import { present } from "./reader.ts";
import type { Reader } from "./reader.ts";
import { refusedCodes } from "./refused-codes.ts";
import { existingLines } from "./shopper-cart.ts";
import type { Visit } from "./visit.ts";

const COUNTRY_CODES = "GB IE AT AU BE BR CA CH DE DK ES FI FR IT JP NL NO NZ PL PT SE US".split(" ");

export interface CheckoutScene {
  visit: Visit;
  checkout: Checkout;
  price: PricedCheckout;
  form: ContactForm;
  errors: Record<string, string>;
  useStoreCredit: boolean;
}

function countriesOf({ visit, form }: CheckoutScene): object[] {
  const names = new Intl.DisplayNames(visit.locale, { type: "region" });
  const codes = [
    ...new Set([
      ...COUNTRY_CODES,
      ...visit.context.shop.markets.map(({ countryCode }) => countryCode),
      form.country_code,
    ]),
  ];
  return codes
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .toSorted((a, b) => a.name.localeCompare(b.name, visit.locale));
}

const lastCharacters = (code: string): string => code.slice(-4).toUpperCase();

export function checkoutObjects(reader: Reader, scene: CheckoutScene): object {
  const { checkout, price, form, errors, useStoreCredit, visit } = scene;
  const { priced, tenders } = price;
  const lines = existingLines(reader.shop, checkout.lines);
  const cart = new CartDrop({ reader, cart: null, lines, priced, codes: checkout.discountCodes });
  const shipping = present(reader, priced.shipping);
  const shippingDiscount = present(reader, priced.shippingDiscount);
  const total = cart.total_price + shipping - shippingDiscount;
  const giftCards = tenders.giftCards.map(({ giftCard, amount }) => ({
    code: giftCard.code,
    last_characters: lastCharacters(giftCard.code),
    amount: present(reader, amount),
  }));
  const storeCredit = tenders.storeCredit ? present(reader, tenders.storeCredit.amount) : 0;
  const paid = giftCards.reduce((sum, { amount }) => sum + amount, storeCredit);
  return {
    cart,
    contact: form,
    errors,
    rejected_codes: refusedCodes(visit, priced),
    discounts: priced.discountApplications.map((application) => ({
      code: application.code,
      title: application.code ?? application.title,
      is_shipping: application.target === "SHIPPING_LINE",
      amount: present(reader, application.amount),
    })),
    gift_cards: giftCards,
    gift_card_errors: price.giftCardErrors.map(({ code, message }) => ({ code, message })),
    needs_shipping: needsShipping(visit, lines),
    rates: Object.entries(SHIPPING_RATES).map(([name, amount]) => ({
      name,
      price: present(reader, amount),
      selected: rateOf(checkout.shipping) === name,
    })),
    shipping_price: shipping,
    shipping_discount: shippingDiscount,
    store_credit: present(reader, price.credit),
    store_credit_used: storeCredit,
    use_store_credit: useStoreCredit,
    total_price: total,
    amount_due: Math.max(0, tenders.card === 0n ? 0 : total - paid),
    is_paid_in_advance: paid > 0,
    countries: countriesOf(scene),
  };
}
