/** The page after the payment, the way back into an abandoned checkout, and the page of a gift card. */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Checkout, GiftCard, Order } from "#simulator/state/model.ts";
import { completedEvents } from "#simulator/web-pixels/checkout-events.ts";
import { recoveryUrl } from "#simulator/webhooks/checkout-payloads.ts";
import { redirect } from "../answer.ts";
import type { Answer } from "../answer.ts";
import { OrderDrop } from "../drops/order.ts";
import { PaidMoney } from "../reader.ts";
import { readCodes, saveCart, setCodes } from "../shopper-cart.ts";
import { answerPage } from "../theme.ts";
import { pathOf } from "../visit.ts";
import type { Visit } from "../visit.ts";
import { notFound } from "./not-found.ts";
import { get } from "./route.ts";
import type { Route } from "./route.ts";

export const confirmationRoutes: Route[] = [
  get(/^\/checkout\/thank-you\/(\d{1,20})-([\w-]+)$/, (visit, [id = "", proof = ""]) =>
    thankYou(visit, id, proof),
  ),
  get(/^\/checkouts\/(\w+)\/recover$/, (visit, [token = ""]) => recover(visit, token)),
  get(/^\/gift_cards\/(\d{1,20})\/([\w-]+)$/, (visit, [id = "", proof = ""]) => giftCard(visit, id, proof)),
];

/** Whoever knows the address may see the page, and nobody can guess one. */
function proofOf(visit: Visit, subject: string): string {
  const key = `storefront link ${visit.context.app.clientSecret}`;
  return createHmac("sha256", key).update(subject).digest("base64url").slice(0, 22);
}

function isProof(visit: Visit, subject: string, given: string): boolean {
  const expected = proofOf(visit, subject);
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}

export const confirmationPath = (visit: Visit, order: Order): string =>
  pathOf(visit, `/checkout/thank-you/${order.id}-${proofOf(visit, `order ${order.id}`)}`);

const giftCardPath = (visit: Visit, card: GiftCard): string =>
  `/gift_cards/${card.id}/${proofOf(visit, `gift card ${card.id}`)}`;

/** Cards that an order bought. */
function cardsOf(visit: Visit, order: Order): object[] {
  if (!order.lines.some((line) => line.isGiftCard)) return [];
  return [...visit.context.shop.giftCards.values()]
    .filter((card) => card.orderId === order.id)
    .map((card) => ({
      url: giftCardPath(visit, card),
      initial_value: new PaidMoney(card.initialValue, { currency: card.currency, rate: 1 }),
    }));
}

function thankYou(visit: Visit, id: string, proof: string): Promise<Answer> {
  const { session, context } = visit;
  const order = isProof(visit, `order ${id}`, proof) ? context.shop.orders.get(BigInt(id)) : undefined;
  if (!order) return notFound(visit);
  const isNew = session.newOrder === id;
  session.newOrder = null;
  return answerPage(visit, {
    template: "thank-you",
    layout: "checkout",
    title: { key: "thank_you.title" },
    objects: (reader) => ({ order: new OrderDrop(reader, order), gift_cards: cardsOf(visit, order) }),
    events: isNew ? completedEvents(visit, order) : [],
  });
}

function checkoutByToken(visit: Visit, token: string): Checkout | null {
  for (const checkout of visit.context.shop.checkouts.values()) {
    if (checkout.token === token) return checkout;
  }
  return null;
}

/** Puts the lines of an abandoned checkout into a cart again and goes on with it. `?discount=` adds codes. */
function recover(visit: Visit, token: string): Promise<Answer> | Answer {
  const { session, context, url } = visit;
  const checkout = checkoutByToken(visit, token);
  const key = url.searchParams.get("key");
  if (!checkout || key !== new URL(recoveryUrl(context.shop, checkout)).searchParams.get("key")) {
    return notFound(visit);
  }
  if (checkout.completedAt) return redirect(pathOf(visit, "/cart"));
  session.cartToken = checkout.cartToken;
  session.checkoutId = checkout.id;
  saveCart(visit, {
    lines: checkout.lines,
    discountCodes: checkout.discountCodes,
    note: checkout.note,
    attributes: checkout.attributes,
    email: checkout.email,
  });
  context.commands.updateCheckout(checkout.id, { cartToken: session.cartToken });
  const codes = readCodes(url.searchParams.get("discount") ?? "");
  if (codes.length > 0) setCodes(visit, [...checkout.discountCodes, ...codes]);
  return redirect(pathOf(visit, "/checkout"));
}

function giftCard(visit: Visit, id: string, proof: string): Promise<Answer> {
  const card = isProof(visit, `gift card ${id}`, proof)
    ? visit.context.shop.giftCards.get(BigInt(id))
    : undefined;
  if (!card) return notFound(visit);
  const money = (amount: bigint) => new PaidMoney(amount, { currency: card.currency, rate: 1 });
  return answerPage(visit, {
    template: "gift_card",
    layout: "checkout",
    title: { key: "gift_card.title" },
    objects: () => ({
      gift_card: {
        code: card.code.toUpperCase().replaceAll(/(.{4})(?=.)/g, "$1 "),
        last_four_characters: card.code.slice(-4),
        initial_value: money(card.initialValue),
        balance: money(card.balance),
        enabled: card.deactivatedAt === null,
        expires_on: card.expiresOn,
        url: visit.url.pathname,
      },
    }),
  });
}
