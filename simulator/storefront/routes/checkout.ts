/** The checkout on one page: contact, address, shipping, codes, gift cards, store credit and payment. */
import type { CheckoutInput } from "#simulator/state/commands.ts";
import { normalizePhone } from "#simulator/state/customers-phone.ts";
import type { Checkout, Order } from "#simulator/state/model.ts";
import { checkoutEvents } from "#simulator/web-pixels/checkout-events.ts";
import { redirect } from "../answer.ts";
import type { Answer } from "../answer.ts";
import {
  addressOf,
  changeCheckout,
  contactForm,
  isGiftCard,
  needsShipping,
  openCheckout,
  priceCheckout,
  rateOf,
  SHIPPING_RATES,
} from "../checkout.ts";
import type { ContactForm } from "../checkout.ts";
import { checkoutObjects } from "../checkout-objects.ts";
import { nestedFields, textsOf } from "../form-fields.ts";
import { setCodes } from "../shopper-cart.ts";
import { answerPage } from "../theme.ts";
import { themeText } from "../theme-texts.ts";
import { formOf, pathOf } from "../visit.ts";
import type { Visit } from "../visit.ts";
import { confirmationPath } from "./order-confirmation.ts";
import { get, post } from "./route.ts";
import type { Route } from "./route.ts";

export const checkoutRoutes: Route[] = [get(/^\/checkout$/, open), post(/^\/checkout$/, submit)];

interface Shown {
  form: ContactForm;
  errors: Record<string, string>;
  useStoreCredit: boolean;
  /** Steps that were done with this request, for web pixels. */
  steps: string[];
}

function show(visit: Visit, checkout: Checkout, shown: Shown): Promise<Answer> {
  const price = priceCheckout(visit, checkout, shown.useStoreCredit);
  return answerPage(
    visit,
    {
      template: "checkout",
      layout: "checkout",
      title: { key: "checkout.title" },
      objects: (reader) => ({ checkout: checkoutObjects(reader, { visit, checkout, price, ...shown }) }),
      events: checkoutEvents(visit, checkout, price, shown.steps),
    },
    Object.keys(shown.errors).length > 0 ? 422 : 200,
  );
}

/** Values that a cart permalink brings along: `checkout[email]`, `checkout[shipping_address][city]`. */
function prefill(visit: Visit, checkout: Checkout): Checkout {
  const given = nestedFields(visit.url.searchParams)["checkout"];
  if (typeof given !== "object" || given === null) return checkout;
  const fields = given as Record<string, unknown>;
  const address = textsOf(fields["shipping_address"]);
  const country = address?.["country"] ?? "";
  const form: ContactForm = {
    ...contactForm(visit, checkout),
    ...address,
    country_code: /^[A-Za-z]{2}$/.test(country) ? country.toUpperCase() : visit.market.countryCode,
  };
  const change: CheckoutInput = {};
  if (typeof fields["email"] === "string") change.email = fields["email"];
  if (address) change.shippingAddress = addressOf(form);
  return changeCheckout(visit, checkout, change);
}

function open(visit: Visit): Promise<Answer> | Answer {
  const begun = visit.session.checkoutId;
  const opened = openCheckout(visit);
  if (!opened) return redirect(pathOf(visit, "/cart"));
  const checkout = prefill(visit, opened);
  const steps = begun === checkout.id ? [] : ["checkout_started"];
  return show(visit, checkout, {
    form: contactForm(visit, checkout),
    errors: {},
    useStoreCredit: false,
    steps,
  });
}

function readForm(visit: Visit, fields: URLSearchParams): ContactForm {
  const field = (name: string) => (fields.get(name) ?? "").trim().slice(0, 255);
  const code = field("country_code");
  return {
    email: field("email"),
    first_name: field("first_name"),
    last_name: field("last_name"),
    address1: field("address1"),
    address2: field("address2"),
    city: field("city"),
    province: field("province"),
    zip: field("zip"),
    country_code: /^[A-Z]{2}$/.test(code) ? code : visit.context.shop.countryCode,
    phone: field("phone"),
    accepts_marketing: fields.has("accepts_marketing"),
    accepts_sms: fields.has("accepts_sms"),
  };
}

const EMAIL = /^[^\s@]+@[^\s@]+$/;

/** The contact field holds an e-mail address or a phone number. */
function contactOf(form: ContactForm): { email: string | null; phone: string | null } {
  if (EMAIL.test(form.email)) return { email: form.email, phone: null };
  const phone = /^[+\d][\d\s().-]+$/.test(form.email) ? normalizePhone(form.email, form.country_code) : null;
  return { email: null, phone };
}

/** Keeps what is valid, so that the checkout can be come back to. */
function keep(visit: Visit, checkout: Checkout, fields: URLSearchParams, form: ContactForm): Checkout {
  const contact = contactOf(form);
  const address = addressOf(form);
  const rate = SHIPPING_RATES[fields.get("shipping_rate") ?? ""];
  return changeCheckout(visit, checkout, {
    ...(contact.email === null && contact.phone === null ? {} : contact),
    ...(address ? { shippingAddress: address, billingAddress: address } : {}),
    ...(rate === undefined || !needsShipping(visit, checkout.lines) ? {} : { shipping: rate }),
    acceptsMarketing: form.accepts_marketing,
  });
}

/** Codes and gift cards are typed into the same field, several with commas. */
function applyCodes(visit: Visit, checkout: Checkout, fields: URLSearchParams): Checkout {
  const removed = [fields.get("remove_discount"), fields.get("remove_gift_card")].flatMap((code) =>
    code === null ? [] : [code.toLowerCase()],
  );
  const typed = (fields.get("discount_code") ?? "").split(",").map((code) => code.trim().slice(0, 255));
  const cards = [...checkout.giftCardCodes];
  const codes = [...checkout.discountCodes];
  for (const code of typed.filter(Boolean)) {
    const list = isGiftCard(visit, code) ? cards : codes;
    if (!list.some((known) => known.toLowerCase() === code.toLowerCase())) list.push(code);
  }
  const left = (list: string[]) => list.filter((code) => !removed.includes(code.toLowerCase()));
  const discountCodes = left(codes);
  if (discountCodes.join() !== checkout.discountCodes.join()) setCodes(visit, discountCodes);
  return changeCheckout(visit, checkout, { discountCodes, giftCardCodes: left(cards) });
}

function submit(visit: Visit): Promise<Answer> | Answer {
  const opened = openCheckout(visit);
  if (!opened) return redirect(pathOf(visit, "/cart"));
  const fields = formOf(visit);
  const form = readForm(visit, fields);
  const useStoreCredit = fields.has("use_store_credit");
  const before = { contact: opened.email ?? opened.phone, address: opened.shippingAddress !== null };
  const checkout = applyCodes(visit, keep(visit, opened, fields, form), fields);
  if (fields.has("pay")) return pay(visit, checkout, { form, useStoreCredit });
  const steps: string[] = [];
  if (before.contact !== (checkout.email ?? checkout.phone)) steps.push("checkout_contact_info_submitted");
  if (!before.address && checkout.shippingAddress) steps.push("checkout_address_info_submitted");
  return show(visit, checkout, { form, errors: {}, useStoreCredit, steps });
}

function problems(visit: Visit, checkout: Checkout, form: ContactForm): Record<string, string> {
  const errors: Record<string, string> = {};
  const say = (field: string, key: string) => {
    errors[field] = themeText(visit, `checkout.errors.${key}`);
  };
  const { email, phone } = contactOf(form);
  if (email === null && phone === null) say("email", "email");
  if (needsShipping(visit, checkout.lines)) {
    for (const field of ["last_name", "address1", "city", "zip"] as const) {
      if (form[field] === "") say(field, field);
    }
    const address = addressOf(form);
    if (form.province !== "" && address && address.province === null) say("province", "province");
  }
  if (form.phone !== "" && normalizePhone(form.phone, form.country_code) === null) say("phone", "phone");
  if (form.accepts_sms && form.phone === "" && phone === null) say("phone", "sms_phone");
  return errors;
}

function pay(
  visit: Visit,
  checkout: Checkout,
  { form, useStoreCredit }: Pick<Shown, "form" | "useStoreCredit">,
): Promise<Answer> | Answer {
  const errors = problems(visit, checkout, form);
  const price = priceCheckout(visit, checkout, useStoreCredit);
  for (const { message } of price.giftCardErrors) errors["order"] = message;
  if (Object.keys(errors).length > 0)
    return show(visit, checkout, { form, errors, useStoreCredit, steps: [] });
  const contact = contactOf(form);
  const address = checkout.shippingAddress ?? undefined;
  const placed = visit.context.commands.placeOrder({
    customerId: visit.customer?.id ?? null,
    email: contact.email ?? undefined,
    phone: contact.phone ?? undefined,
    lines: checkout.lines,
    discountCodes: price.priced.discounts.map(({ code }) => code),
    giftCardCodes: checkout.giftCardCodes,
    useStoreCredit: useStoreCredit && price.credit > 0n,
    shipping: needsShipping(visit, checkout.lines) ? SHIPPING_RATES[rateOf(checkout.shipping)] : 0n,
    shippingAddress: needsShipping(visit, checkout.lines) ? address : undefined,
    billingAddress: address,
    presentmentCurrency: visit.market.currency,
    note: checkout.note,
    attributes: checkout.attributes,
    locale: visit.locale,
    cartToken: checkout.cartToken ?? undefined,
    checkoutToken: checkout.token,
    landingSite: checkout.landingSite ?? undefined,
    referringSite: checkout.referringSite ?? undefined,
    clientIp: visit.request.socket.remoteAddress,
  });
  if (!placed.ok) {
    const reason = placed.errors.map(({ message }) => message).join(" ");
    const order = themeText(visit, "checkout.errors.refused", { reason });
    return show(visit, checkout, { form, errors: { order }, useStoreCredit, steps: [] });
  }
  complete(visit, { checkout, order: placed.order, form });
  return redirect(confirmationPath(visit, placed.order), 303);
}

function complete(
  visit: Visit,
  { checkout, order, form }: { checkout: Checkout; order: Order; form: ContactForm },
): void {
  const { session, context } = visit;
  context.commands.completeCheckout(checkout.id, order.id);
  const customer = order.customerId === null ? undefined : context.shop.customers.get(order.customerId);
  if (
    customer &&
    form.accepts_marketing &&
    customer.emailMarketing.state !== "SUBSCRIBED" &&
    customer.email
  ) {
    context.commands.updateEmailConsent(customer.id, {
      marketingState: "SUBSCRIBED",
      marketingOptInLevel: "SINGLE_OPT_IN",
    });
  }
  if (customer && form.accepts_sms) subscribeToSms(visit, customer.id, form);
  session.cartToken = null;
  session.checkoutId = null;
  session.discountCodes = [];
  session.newOrder = order.id.toString();
}

function subscribeToSms(visit: Visit, customerId: bigint, form: ContactForm): void {
  const { commands, shop } = visit.context;
  const customer = shop.customers.get(customerId);
  const phone = normalizePhone(form.phone || form.email, form.country_code);
  if (!customer || phone === null) return;
  if (customer.phone === null && !commands.updateCustomer(customerId, { phone }).ok) return;
  commands.updateSmsConsent(customerId, {
    marketingState: "SUBSCRIBED",
    marketingOptInLevel: "SINGLE_OPT_IN",
  });
}
