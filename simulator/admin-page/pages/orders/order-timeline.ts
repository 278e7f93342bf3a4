/** What happened to an order, with the webhooks that it led to. */
import type { Order } from "#simulator/state/model.ts";
import { moneyOf } from "#simulator/state/order-amounts.ts";
import type { Delivery } from "#simulator/webhooks/delivery.ts";
import { html, type Html } from "../../html.ts";
import { badge } from "../../lists.ts";
import { amountText, exactTimeText, type PageContext } from "../../page-context.ts";
import { gatewayName, paymentVerb } from "./payment-words.ts";

interface Entry {
  at: Date;
  text: string | Html;
}

const MOST_ACTIONS = 50;

function storeEntries(context: PageContext, order: Order): Entry[] {
  const entries: Entry[] = [{ at: order.createdAt, text: "Order placed" }];
  for (const { kind, amount, gateway, processedAt } of order.transactions) {
    if (kind === "REFUND") continue;
    entries.push({
      at: processedAt,
      text: `${amountText(context, amount)} ${paymentVerb(kind)} (${gatewayName(gateway)})`,
    });
  }
  for (const fulfillment of order.fulfillments) {
    entries.push({ at: fulfillment.createdAt, text: `Parcel ${fulfillment.name} sent` });
    for (const event of fulfillment.events) {
      entries.push({
        at: event.happenedAt,
        text: `Parcel ${fulfillment.name}: ${event.status.toLowerCase().replaceAll("_", " ")}`,
      });
    }
  }
  for (const each of order.returns) entries.push({ at: each.createdAt, text: `Return ${each.name} begun` });
  for (const refund of order.refunds) {
    entries.push({ at: refund.createdAt, text: `${amountText(context, moneyOf(order, refund))} refunded` });
  }
  if (order.cancelledAt) entries.push({ at: order.cancelledAt, text: "Cancelled" });
  return entries;
}

/** Webhooks of one action, whose bodies name the order; as far as the log goes back. */
function webhookEntries(context: PageContext, order: Order): Entry[] {
  const id = String(order.id);
  const { shop } = context.runtime;
  const actions = new Map<string, Delivery[]>();
  for (const delivery of context.control.deliveries()) {
    if (delivery.shopDomain !== shop.domain || !delivery.body.includes(id)) continue;
    const others = actions.get(delivery.eventId);
    if (others) others.push(delivery);
    else actions.set(delivery.eventId, [delivery]);
  }
  return [...actions.values()].slice(-MOST_ACTIONS).map((deliveries) => ({
    at: deliveries[0]!.triggeredAt,
    text: html`<ul class="webhooks">
      ${deliveries.map(
        (delivery) =>
          html`<li>
            <a href="${context.base}/webhooks/${delivery.id}"><code>${delivery.topic}</code></a>
            ${badge(delivery.state)}
          </li>`,
      )}
    </ul>`,
  }));
}

export function timeline(context: PageContext, order: Order): Html {
  // The newest first; of the same time, what follows stands above what it follows from.
  const entries = [...storeEntries(context, order), ...webhookEntries(context, order)]
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
    .toReversed();
  return html`<section class="card">
    <h2>What happened</h2>
    <ol class="timeline">
      ${entries.map(
        ({ at, text }) =>
          html`<li>
            <time datetime="${at.toISOString()}">${exactTimeText(context, at)}</time>
            <div>${text}</div>
          </li>`,
      )}
    </ol>
  </section>`;
}
