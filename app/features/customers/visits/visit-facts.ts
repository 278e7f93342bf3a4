import type { Fact, FactData } from "#app/shared/fact.ts";
import { currencyDigits, minorFromDecimal } from "#app/shared/money.ts";
import type { PixelBatch, VisitEvent } from "./pixel-batch.ts";

const ONE_HOUR_MS = 3_600_000;
/** Older events are dropped: nothing that is kept in a browser that long is worth believing. */
export const MAX_AGE_MS = 24 * ONE_HOUR_MS;
export const MAX_AHEAD_MS = 5 * 60_000;
/** By how much a visitor's clock may be wrong. */
export const MAX_CLOCK_ERROR_MS = 48 * ONE_HOUR_MS;

/** An event of a visitor with the time it happened, by our clock. */
export interface TimedEvent {
  event: VisitEvent;
  happenedAt: Date;
}

/**
 * The events of a batch whose time can be believed. A visitor's clock may be wrong; how long before sending something
 * happened is right all the same, so the clock's error is taken out. What then lies more than 24 hours back or 5 minutes
 * ahead is dropped, never bent: an event keeps one time however often it is sent.
 */
export function timedEvents(batch: PixelBatch, receivedAt: Date): TimedEvent[] {
  const clockErrorMs = receivedAt.getTime() - batch.sentAt;
  if (Math.abs(clockErrorMs) > MAX_CLOCK_ERROR_MS) return [];
  return batch.events.flatMap((event) => {
    const aheadMs = event.at.getTime() - batch.sentAt;
    if (aheadMs > MAX_AHEAD_MS || -aheadMs > MAX_AGE_MS) return [];
    return [{ event, happenedAt: new Date(receivedAt.getTime() + Math.min(0, aheadMs)) }];
  });
}

/** An amount of the pixel, which comes as a double; null when the currency is unknown. */
function minorOf({ amount, currency }: VisitEvent): string | null {
  if (amount === null || currency === null) return null;
  try {
    return minorFromDecimal(amount.toFixed(currencyDigits(currency)), currency).toString();
  } catch {
    return null;
  }
}

/** What the whole batch says about its events. */
interface VisitContext {
  /** The cart when the page was loaded. */
  cart: string | null;
  /** What was clicked to get there: the reference of a link in one of our messages. */
  clicked: string | null;
}

/** What a fact keeps of an event: what is there, and nothing personal. The words of a search are free text: see {@link searchText}. */
function dataOf(event: VisitEvent, { cart, clicked }: VisitContext): FactData {
  const amountMinor = minorOf(event);
  const all = {
    path: event.path,
    referrer: event.referrer,
    utmSource: event.utm_source,
    utmMedium: event.utm_medium,
    utmCampaign: event.utm_campaign,
    utmContent: event.utm_content,
    utmTerm: event.utm_term,
    productId: event.product,
    variantId: event.variant,
    collectionId: event.collection,
    found: event.found,
    quantity: event.quantity,
    items: event.items,
    amountMinor,
    currency: amountMinor === null ? null : event.currency,
    cartToken: event.name.includes("cart") ? (event.cart ?? cart) : null,
    checkoutToken: event.checkout,
    clicked: event.name === "page_viewed" ? clicked : null,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}

/** What a visitor searched for: kept sealed beside the fact, for the words may be anything. Null = no search, or no words. */
export function searchText(
  { event }: TimedEvent,
  who: { key: string; subjectId: bigint },
): { fact: { kind: string; key: string }; customerId: bigint; text: string } | null {
  if (!event.query) return null;
  return {
    fact: { kind: `visit.${event.name}`, key: who.key },
    customerId: who.subjectId,
    text: event.query,
  };
}

/**
 * Recommendations that were followed to this page, one fact for each product: that of the page, or those that were put
 * into the cart together.
 *
 * @param who.key of the event, unique in the shop
 */
export function followedFacts(
  { event, happenedAt }: TimedEvent,
  who: { key: string; subjectId: bigint; customerId: bigint | null },
): Fact[] {
  const [placement, besideId, ...added] = event.pr?.split(".") ?? [];
  if (placement === undefined || besideId === undefined) return [];
  const viewed = event.name === "product_viewed" && event.product !== null ? [event.product] : [];
  return [...new Set(event.name === "page_viewed" ? added : viewed)].map((productId) => ({
    kind: "recommendation.clicked",
    key: `${who.key}:${productId}`,
    happenedAt,
    filedAt: event.at,
    subjectId: who.subjectId,
    customerId: who.customerId,
    orderId: null,
    data: { placement, productId, besideId },
    sourceUpdatedAt: event.at,
  }));
}

/**
 * The fact of one event. Filed by the visitor's own clock: that is part of the event and never changes, however often
 * and whenever it is sent again.
 *
 * @param key of the event, unique in the shop
 */
export function visitFact(
  { event, happenedAt }: TimedEvent,
  who: VisitContext & { key: string; subjectId: bigint; customerId: bigint | null },
): Fact {
  return {
    kind: `visit.${event.name}`,
    key: who.key,
    happenedAt,
    filedAt: event.at,
    subjectId: who.subjectId,
    customerId: who.customerId,
    orderId: null,
    data: dataOf(event, who),
    sourceUpdatedAt: event.at,
  };
}
