/** Webhooks that were sent: the log, one of them, and the subscriptions behind them. */
import type { Delivery } from "#simulator/webhooks/delivery.ts";
import { mayHaveTopic, SENT_TOPICS } from "#simulator/webhooks/topics.ts";
import { actionButton } from "../../forms.ts";
import { html, type Html } from "../../html.ts";
import { layout } from "../../layout.ts";
import { badge, facts, pageOf, pager, searchForm, table } from "../../lists.ts";
import { readableJson } from "./readable-json.ts";
import { exactTimeText, type PageContext, timeText } from "../../page-context.ts";

const STATES = ["delivered", "waiting", "held", "sending", "failed", "lost", "undeliverable"];

function outcomeOf(delivery: Delivery): string {
  const last = delivery.attempts.at(-1);
  if (!last) return delivery.state === "sending" ? "on its way" : "";
  return `${last.status ?? last.error ?? "no answer"} in ${last.durationMs} ms`;
}

function matching({ control, url, runtime }: PageContext): Delivery[] {
  const [topic, state] = ["topic", "state"].map((name) => url.searchParams.get(name) ?? "");
  return control
    .deliveries()
    .filter(
      (each) =>
        each.shopDomain === runtime.shop.domain &&
        (topic === "" || each.topic === topic) &&
        (state === "" || each.state === state),
    )
    .toReversed();
}

export const webhookTabs = (context: PageContext): Html => {
  const { base, url } = context;
  const entries = [
    ["/webhooks", "Deliveries"],
    ["/webhooks/subscriptions", "Subscriptions"],
    ["/webhooks/test", "Send a test"],
  ];
  return html`<nav class="tabs" aria-label="Webhooks">
    ${entries.map(
      ([path, label]) =>
        html`<a href="${base}${path}" ${url.pathname === `${base}${path}` && html`aria-current="page"`}
          >${label}</a
        >`,
    )}
  </nav>`;
};

export function deliveriesPage(context: PageContext): string {
  const { base, control, platform, runtime } = context;
  const list = pageOf(matching(context), context.url);
  const topics = [...new Set(control.deliveries().map(({ topic }) => topic))].toSorted();
  const stats = platform.sender.stats();
  return layout(context, {
    title: "Webhooks",
    content: html`${webhookTabs(context)}
      <p class="lead">
        ${stats.webhooks.toLocaleString("en-GB")} webhooks so far, ${stats.delivered.toLocaleString("en-GB")}
        delivered, ${stats.waiting.toLocaleString("en-GB")} waiting to be sent again,
        ${stats.held.toLocaleString("en-GB")} held back, ${stats.givenUp.toLocaleString("en-GB")} given up.
        The newest ${control.deliveries().length.toLocaleString("en-GB")} are kept.
      </p>
      ${searchForm(context, {
        choices: [
          {
            name: "topic",
            label: "Topic",
            options: [
              { value: "", label: "All topics" },
              ...topics.map((value) => ({ value, label: value })),
            ],
          },
          {
            name: "state",
            label: "State",
            options: [
              { value: "", label: "All states" },
              ...STATES.map((value) => ({ value, label: value })),
            ],
          },
        ],
      })}
      <section class="card list">
        ${table(
          [
            {
              label: "Topic",
              cell: (delivery: Delivery) =>
                html`<a href="${base}/webhooks/${delivery.id}"><code>${delivery.topic}</code></a>`,
            },
            { label: "When", isShort: true, cell: ({ triggeredAt }) => exactTimeText(context, triggeredAt) },
            { label: "State", cell: ({ state }) => badge(state) },
            { label: "Attempts", isNumber: true, cell: ({ attempts }) => attempts.length },
            { label: "Answer", isMinor: true, cell: outcomeOf },
          ],
          list.items,
          `Nothing has been sent${runtime.installation() ? "" : "; the app is not installed"}.`,
          "Deliveries",
        )}
      </section>
      ${pager(context, list)}`,
  });
}

/** The request's headers as the last attempt sent them; Pub/Sub and EventBridge carry them in the message. */
function headersOf({ headers }: Delivery): Html {
  const entries = Object.entries(headers);
  return html`<h3>Headers</h3>
    ${
      entries.length === 0
        ? html`<p class="empty">Not sent yet.</p>`
        : facts(entries.map(([name, value]) => [name, html`<code>${value}</code>`]))
    }
    <p class="hint">Sent again it keeps both ids, as a retry does.</p>`;
}

const LONGEST_BODY = 200_000;

export function deliveryPage(context: PageContext, delivery: Delivery): string {
  const { base } = context;
  const again = `${base}/webhooks/${delivery.id}/send`;
  const query = new URLSearchParams({ topic: delivery.topic }).toString();
  return layout(context, {
    title: delivery.topic,
    up: { label: "Webhooks", path: "/webhooks" },
    actions: html`<a class="button" href="${base}/webhooks/test?${query}">Send a changed one …</a>
      ${actionButton(again, "Send again", "primary")}`,
    content: html`<section class="card">
        ${facts([
          ["State", badge(delivery.state)],
          ["To", html`<code>${delivery.url}</code>`],
          ["Size", `${delivery.bytes.toLocaleString("en-GB")} bytes`],
        ])}
        ${headersOf(delivery)}
      </section>
      <section class="card list">
        <h2>Attempts</h2>
        ${table(
          [
            { label: "When", isShort: true, cell: ({ at }) => exactTimeText(context, at) },
            { label: "Answer", cell: ({ status, error }) => status ?? error ?? "none" },
            { label: "Took", isNumber: true, cell: ({ durationMs }) => `${durationMs} ms` },
          ],
          delivery.attempts,
          "None yet.",
          "Attempts",
        )}
      </section>
      <section class="card">
        <h2>Body</h2>
        <pre class="body" tabindex="0">${readableJson(delivery.body.slice(0, LONGEST_BODY))}</pre>
      </section>`,
  });
}

export function subscriptionsPage(context: PageContext): string {
  const { runtime } = context;
  const scopes = runtime.installation()?.scopes ?? [];
  const all = [...runtime.app.subscriptions, ...runtime.shop.webhookSubscriptions.values()];
  const notes = (topic: string): Html =>
    html`${!mayHaveTopic(topic, scopes) && badge("scope missing")}
    ${!SENT_TOPICS.includes(topic) && badge("never sent here")}`;
  return layout(context, {
    title: "Webhooks",
    content: html`${webhookTabs(context)}
      <section class="card list">
        ${table(
          [
            { label: "Topic", cell: ({ topic }) => html`<code>${topic}</code> ${notes(topic)}` },
            { label: "To", cell: ({ uri }) => html`<code>${uri}</code>` },
            {
              label: "Made",
              cell: (subscription) =>
                subscription.source === "configuration"
                  ? "in the app's configuration"
                  : "createdAt" in subscription && subscription.createdAt instanceof Date
                    ? `by the API, ${timeText(context, subscription.createdAt)}`
                    : "by the API",
            },
            { label: "Filter", isMinor: true, cell: ({ filter }) => filter && html`<code>${filter}</code>` },
            { label: "Fields", isMinor: true, cell: ({ includeFields }) => includeFields.join(", ") },
          ],
          all,
          "The app has no subscriptions.",
          "Subscriptions",
        )}
      </section>`,
  });
}
