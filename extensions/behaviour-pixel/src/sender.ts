import type { SentEvent } from "./read-event.ts";

/** What the visitor allows, as Shopify tells it. */
export interface Consent {
  analyticsProcessingAllowed: boolean;
  marketingAllowed: boolean;
  preferencesProcessingAllowed: boolean;
  saleOfDataAllowed: boolean;
}

export interface SenderOptions {
  endpoint: string;
  account: string;
  /** The id of whoever is signed in, as the page says: a claim that the app never believes by itself. */
  customer: string | null;
  /** The cart at the time the page was loaded. */
  cart: string | null;
  consent: Consent;
  /** Ends in a failure or not: nobody waits for it. */
  post: (endpoint: string, body: string) => void;
  /** Runs something a little later. */
  later: (run: () => void, delayMs: number) => void;
  now: () => number;
}

/** Events of one moment (a page and its product) go together; a page that is left at once loses little. */
const GATHER_MS = 50;
const MAX_EVENTS = 20;
/** Per page: a script that runs wild does not turn the visitor's browser into a flood. */
const MAX_BATCHES = 60;
/** What is worth a request of its own. */
const URGENT = new Set(["checkout_started", "checkout_completed", "product_added_to_cart"]);

export interface Sender {
  add(clientId: string, event: SentEvent): void;
  /** A signed token: of a link in a message, or of whoever is signed in. */
  prove(clientId: string, kind: "click" | "login", token: string): void;
  allow(consent: Consent): void;
}

/** Gathers events and sends them in batches, as long as the visitor allows analytics. */
export function createSender(options: SenderOptions): Sender {
  let consent = options.consent;
  let client = "";
  let events: SentEvent[] = [];
  let proofs: { click?: string; login?: string } = {};
  let isWaiting = false;
  let batches = 0;

  const send = () => {
    isWaiting = false;
    if ((events.length === 0 && !proofs.click && !proofs.login) || batches >= MAX_BATCHES) return;
    post();
  };
  const post = () => {
    batches += 1;
    const { endpoint, account, customer, cart } = options;
    const body = { v: 1, account, client, customer, cart, consent: shortOf(consent), sentAt: options.now() };
    options.post(endpoint, JSON.stringify({ ...body, ...proofs, events }));
    events = [];
    proofs = {};
  };
  const wake = (isUrgent: boolean) => {
    if (isUrgent || events.length >= MAX_EVENTS) return send();
    if (isWaiting) return;
    isWaiting = true;
    options.later(send, GATHER_MS);
  };

  return {
    add(clientId, event) {
      if (!consent.analyticsProcessingAllowed) return;
      client = clientId;
      events.push(event);
      wake(URGENT.has(event.name));
    },
    prove(clientId, kind, token) {
      if (!consent.analyticsProcessingAllowed) return;
      client = clientId;
      proofs[kind] = token;
      wake(false);
    },
    allow(changed) {
      const wasAllowed = consent.analyticsProcessingAllowed;
      consent = changed;
      if (changed.analyticsProcessingAllowed || !wasAllowed) return;
      // Withdrawn: what waits is dropped, and the app is told so that it stops too.
      events = [];
      proofs = {};
      if (client !== "") post();
    },
  };
}

function shortOf(consent: Consent) {
  return {
    analytics: consent.analyticsProcessingAllowed,
    marketing: consent.marketingAllowed,
    preferences: consent.preferencesProcessingAllowed,
    saleOfData: consent.saleOfDataAllowed,
  };
}
