/** What the app has connected to the shop: its web pixel and its Flow triggers, and what went through them. */
import { LAX_NOT_MODELLED } from "#simulator/web-pixels/bundle.ts";
import { EVENTS_KEPT, givenEvents } from "#simulator/web-pixels/event-log.ts";
import { html, type Html } from "../../html.ts";
import { badge, facts } from "../../lists.ts";
import { counted, exactTimeText, type PageContext, timeText } from "../../page-context.ts";
import { readableJson } from "../webhooks/readable-json.ts";

const SHOWN = 20;

const pathOf = (url: string): string => {
  if (!URL.canParse(url)) return url;
  const { pathname, search } = new URL(url);
  return pathname + search;
};

/** The pixel and the newest events that its callbacks got. */
export function pixelCard(context: PageContext): Html {
  const { shop, app } = context.runtime;
  const events = givenEvents(shop);
  const isLax = app.webPixel !== null && app.webPixel.runtimeContext !== "strict";
  return html`<section class="card">
    <h2>Web pixel</h2>
    ${facts([
      ["State", app.webPixel ? (shop.webPixel ? "connected" : "not connected") : "the app has none"],
      ["Settings", shop.webPixel ? html`<code>${shop.webPixel.settings}</code>` : null],
      [
        "Events given",
        events.length === EVENTS_KEPT ? `the newest ${EVENTS_KEPT}` : counted(events.length, "event"),
      ],
    ])}
    ${isLax && html`<p class="notice problem">${LAX_NOT_MODELLED}</p>`}
    ${shop.webPixel && events.length === 0 && html`<p class="empty">None yet. Visit the storefront and, where it asks, agree to the cookies.</p>`}
    ${events
      .slice(-SHOWN)
      .toReversed()
      .map(
        ({ name, type, url, at, data }) =>
          html`<details class="part">
            <summary>
              <code>${name}</code> ${type !== "standard" && badge(type)}
              <small>${exactTimeText(context, at)} on ${pathOf(url)}</small>
            </summary>
            <pre class="body" tabindex="0">${readableJson(JSON.stringify(data))}</pre>
          </details>`,
      )}
  </section>`;
}

export function flowCard(context: PageContext): Html {
  const { shop, app } = context.runtime;
  const calls = shop.flowTriggerCalls.slice(-SHOWN).toReversed();
  return html`<section class="card">
    <h2>Flow</h2>
    ${facts([
      ["Triggers", app.flowTriggers.map(({ handle }) => handle).join(", ") || "the app has none"],
      ["Calls", counted(shop.flowTriggerCalls.length, "call")],
    ])}
    <ul class="plain">
      ${calls.map(
        ({ handle, payload, receivedAt }) =>
          html`<li class="part">
            <code>${handle}</code><small>${timeText(context, receivedAt)}</small>
            <code class="value">${payload}</code>
          </li>`,
      )}
    </ul>
  </section>`;
}
