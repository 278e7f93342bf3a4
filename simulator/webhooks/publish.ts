/** From a change of the store to the deliveries it leads to. */
import { randomUUID } from "node:crypto";
import type { AppUnderTest, WebhookSubscription } from "#simulator/context.ts";
import { toJson } from "#simulator/json.ts";
import type { Change } from "#simulator/state/environment.ts";
import type { ShopState } from "#simulator/state/model.ts";
import { newWebhookId, type Sender, subscriptionUrl, trimPayload } from "./delivery.ts";
import { COMPLIANCE_TOPICS } from "./topics.ts";

/** Sent although the app is gone: what Shopify still owes the app after it was removed. */
const AFTER_UNINSTALL = new Set<string>(["app/uninstalled", ...COMPLIANCE_TOPICS]);

export interface Publisher {
  shop: ShopState;
  app: AppUnderTest;
  sender: Sender;
  clock: () => Date;
  /** Subscriptions this shop's installation made through the Admin API. */
  shopSubscriptions: () => WebhookSubscription[];
}

/** Sends the changes of one action to every subscription of their topics; one event id for the action. */
export function publish(publisher: Publisher, changes: Change[]): void {
  const { shop, app, sender, clock } = publisher;
  const installed = shop.installations.has(app.clientId);
  const eventId = randomUUID();
  const triggeredAt = clock();
  for (const { topic, payload } of changes) {
    if (!installed && !AFTER_UNINSTALL.has(topic)) continue;
    const subscriptions = [...app.subscriptions, ...publisher.shopSubscriptions()];
    for (const subscription of subscriptions.filter((each) => each.topic === topic)) {
      sender.send({
        shopDomain: shop.domain,
        topic,
        url: subscriptionUrl(subscription, app.url),
        body: toJson(trimPayload(payload, subscription.includeFields)),
        apiVersion: app.apiVersion,
        eventId,
        webhookId: newWebhookId(),
        triggeredAt,
        name: subscription.name,
        secret: app.clientSecret,
      });
    }
  }
}
