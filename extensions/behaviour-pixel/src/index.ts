import { register } from "@shopify/web-pixels-extension";
import { clickTokenOf, COLLECTED, readEvent, type StandardEvent } from "./read-event.ts";
import { createSender } from "./sender.ts";

/** The page publishes this with a token from the app proxy, which knows by Shopify's word who is signed in. */
const SIGNED_IN = "perennial_signed_in";

function post(endpoint: string, body: string): void {
  // A text body needs no question beforehand (CORS), and keepalive lets it outlive the page.
  fetch(endpoint, { method: "POST", body, keepalive: true, credentials: "omit" }).catch(() => {});
}

/** Nothing that goes wrong here may reach the page. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // An event in an unexpected shape is dropped.
  }
}

register(({ analytics, init, settings, customerPrivacy }) =>
  quietly(() => {
    const sender = createSender({
      endpoint: String(settings["endpoint"]),
      account: String(settings["account"]),
      customer: init.data.customer?.id ?? null,
      cart: init.data.cart?.id ?? null,
      consent: init.customerPrivacy,
      post,
      later: (run, delayMs) => setTimeout(() => quietly(run), delayMs),
      now: () => Date.now(),
    });
    customerPrivacy.subscribe("visitorConsentCollected", (event) =>
      quietly(() => sender.allow(event.customerPrivacy)),
    );
    for (const name of COLLECTED) {
      analytics.subscribe(name, (event) =>
        quietly(() => {
          const shown = event as unknown as StandardEvent;
          const token = name === "page_viewed" ? clickTokenOf(shown) : undefined;
          if (token !== undefined) sender.prove(shown.clientId, "click", token);
          sender.add(shown.clientId, readEvent(shown));
        }),
      );
    }
    analytics.subscribe(SIGNED_IN, (event) =>
      quietly(() => {
        const { token } = (event.customData ?? {}) as { token?: unknown };
        if (typeof token === "string") sender.prove(event.clientId, "login", token);
      }),
    );
  }),
);
