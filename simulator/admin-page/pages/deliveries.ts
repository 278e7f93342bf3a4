import type { Delivery } from "#simulator/webhooks/delivery.ts";
import { html, type Html } from "../html.ts";
import { badge, layout, pager } from "../layout.ts";
import { type PageContext, pageOf, timeText } from "../page-context.ts";

function outcome(delivery: Delivery): string {
  const last = delivery.attempts.at(-1);
  if (!last) return "on its way";
  return `${last.status ?? last.error ?? "no answer"} in ${last.durationMs} ms`;
}

function row(context: PageContext, delivery: Delivery): Html {
  return html`<tr>
    <td>
      <details>
        <summary><code>${delivery.topic}</code></summary>
        <pre>${delivery.body.slice(0, 20_000)}</pre>
        <small>event ${delivery.eventId}<br />webhook ${delivery.webhookId}<br />to ${delivery.url}</small>
      </details>
    </td>
    <td>${timeText(context, delivery.triggeredAt)}</td>
    <td>${badge(delivery.state)}</td>
    <td class="number">${delivery.attempts.length}</td>
    <td>${outcome(delivery)}</td>
  </tr>`;
}

export function deliveriesPage(context: PageContext): string {
  const list = pageOf(context.control.deliveries().toReversed(), context.url);
  return layout(context, {
    title: "Deliveries",
    content: html`<p class="lead">
        Webhooks sent to the app, newest first. A failed one is sent again eight times over four hours.
      </p>
      <section class="card">
        ${list.total === 0 && html`<p class="empty">Nothing has been sent yet.</p>`}
        ${
          list.total > 0 &&
          html`<div class="scroll">
            <table>
              <thead>
                <tr>
                  <th>Topic</th>
                  <th>When</th>
                  <th>State</th>
                  <th class="number">Attempts</th>
                  <th>Answer</th>
                </tr>
              </thead>
              <tbody>
                ${list.items.map((delivery) => row(context, delivery))}
              </tbody>
            </table>
          </div>`
        }
      </section>
      ${pager(context, list)}`,
  });
}
