/** The checkout: contact, address, discount codes and payment on one page, then the confirmation. */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { PricedCart } from "#simulator/state/commands.ts";
import type { Address } from "#simulator/state/model.ts";
import { page, redirect } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { CartDrop } from "../drops/cart.ts";
import { OrderDrop } from "../drops/customer.ts";
import { renderPage } from "../theme.ts";
import { formOf } from "../visit.ts";
import type { Visit } from "../visit.ts";
import { customerByEmail } from "./account.ts";
import { notFound } from "./catalogue.ts";
import { get, post } from "./route.ts";
import type { Route } from "./route.ts";

export const checkoutRoutes: Route[] = [
  get(/^\/checkout$/, (visit) => showCheckout(visit, contactOf(visit), {})),
  post(/^\/checkout$/, submit),
  get(/^\/checkout\/thank-you\/(\d{1,20})-([\w-]+)$/, (visit, [id = "", proof = ""]) =>
    thankYou(visit, id, proof),
  ),
];

const COUNTRY_CODES = "GB IE AT AU BE BR CA CH DE DK ES FI FR IT JP NL NO NZ PL PT SE US".split(" ");

/** What the shopper filled in. */
interface Contact {
  email: string;
  first_name: string;
  last_name: string;
  address1: string;
  city: string;
  zip: string;
  country_code: string;
}

const MISSING: Partial<Record<keyof Contact, string>> = {
  last_name: "Please enter a last name.",
  address1: "Please enter an address.",
  city: "Please enter a town or city.",
  zip: "Please enter a postcode.",
};

function contactOf(visit: Visit): Contact {
  const address = visit.customer?.addresses[0];
  return {
    email: visit.customer?.email ?? "",
    first_name: address?.firstName ?? visit.customer?.firstName ?? "",
    last_name: address?.lastName ?? visit.customer?.lastName ?? "",
    address1: address?.address1 ?? "",
    city: address?.city ?? "",
    zip: address?.zip ?? "",
    country_code: address?.countryCode ?? visit.context.shop.countryCode,
  };
}

/** Codes held for one customer hold for a guest who gives that customer's address. */
function priced(visit: Visit, contact: Contact): PricedCart {
  const { session, context } = visit;
  const buyer = session.customerId ?? customerByEmail(visit, contact.email)?.id ?? null;
  return context.commands.priceCart(session.lines, session.discountCodes, buyer);
}

async function showCheckout(visit: Visit, contact: Contact, errors: Record<string, string>): Promise<Answer> {
  const cart = priced(visit, contact);
  if (cart.lines.length === 0) return redirect("/cart");
  const names = new Intl.DisplayNames("en", { type: "region" });
  const codes = [...new Set([...COUNTRY_CODES, contact.country_code])];
  const objects = () => ({
    checkout: {
      cart: new CartDrop(visit.context.shop, cart),
      contact,
      errors,
      shipping_price: Number(cart.shipping),
      total_price: Number(cart.total),
      rejected_codes: cart.rejectedCodes,
      countries: codes.map((code) => ({ code, name: names.of(code) ?? code })),
    },
  });
  const html = await renderPage(visit, {
    template: "checkout",
    layout: "checkout",
    title: "Checkout",
    objects,
  });
  return page(html, Object.keys(errors).length > 0 ? 422 : 200);
}

function submit(visit: Visit): Promise<Answer> | Answer {
  const form = formOf(visit);
  const field = (name: string) => (form.get(name) ?? "").trim().slice(0, 255);
  const contact: Contact = {
    email: field("email"),
    first_name: field("first_name"),
    last_name: field("last_name"),
    address1: field("address1"),
    city: field("city"),
    zip: field("zip"),
    country_code: /^[A-Z]{2}$/.test(field("country_code"))
      ? field("country_code")
      : visit.context.shop.countryCode,
  };
  const { session } = visit;
  const remove = form.get("remove_discount");
  if (remove !== null) {
    session.discountCodes = session.discountCodes.filter(
      (code) => code.toLowerCase() !== remove.toLowerCase(),
    );
    return showCheckout(visit, contact, {});
  }
  const code = field("discount_code");
  if (code !== "" && !session.discountCodes.some((known) => known.toLowerCase() === code.toLowerCase())) {
    session.discountCodes = [...session.discountCodes, code].slice(-5);
  }
  return form.has("pay") ? pay(visit, contact) : showCheckout(visit, contact, {});
}

function pay(visit: Visit, contact: Contact): Promise<Answer> | Answer {
  const errors: Record<string, string> = {};
  if (!/^[^\s@]+@[^\s@]+$/.test(contact.email)) errors["email"] = "Please enter an e-mail address.";
  for (const [name, message] of Object.entries(MISSING)) {
    if (contact[name as keyof Contact] === "") errors[name] = message;
  }
  if (Object.keys(errors).length > 0) return showCheckout(visit, contact, errors);
  const { session, context } = visit;
  const result = context.commands.placeOrder({
    customerId: session.customerId,
    email: contact.email,
    lines: session.lines,
    discountCodes: priced(visit, contact).discounts.map((discount) => discount.code),
    shippingAddress: addressOf(contact),
  });
  if (!result.ok) {
    return showCheckout(visit, contact, { order: result.errors.map((error) => error.message).join(" ") });
  }
  session.lines = [];
  session.discountCodes = [];
  const id = result.order.id.toString();
  return redirect(`/checkout/thank-you/${id}-${proofOf(visit, id)}`, 303);
}

function addressOf(contact: Contact): Address {
  const names = new Intl.DisplayNames("en", { type: "region" });
  return {
    firstName: contact.first_name,
    lastName: contact.last_name,
    address1: contact.address1,
    city: contact.city,
    zip: contact.zip,
    country: names.of(contact.country_code) ?? contact.country_code,
    countryCode: contact.country_code,
  };
}

/** Whoever knows the address of a confirmation may see it, and nobody can guess one. */
function proofOf(visit: Visit, orderId: string): string {
  const key = `thank-you ${visit.context.app.clientSecret}`;
  return createHmac("sha256", key).update(orderId).digest("base64url").slice(0, 22);
}

async function thankYou(visit: Visit, id: string, proof: string): Promise<Answer> {
  const expected = proofOf(visit, id);
  const given =
    proof.length === expected.length && timingSafeEqual(Buffer.from(proof), Buffer.from(expected));
  const order = given ? visit.context.shop.orders.get(BigInt(id)) : undefined;
  if (!order) return notFound(visit);
  const html = await renderPage(visit, {
    template: "thank-you",
    layout: "checkout",
    title: "Thank you",
    objects: (reader) => ({ order: new OrderDrop(reader, order) }),
  });
  return page(html);
}
