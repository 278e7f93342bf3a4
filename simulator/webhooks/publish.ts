/** From a change of the store to the deliveries it leads to. */
import { randomUUID } from "node:crypto";
import { FULL_ACCESS, isProtectedTopic, redactProtectedFields } from "#simulator/admin-api/protected-data.ts";
import type { AppUnderTest, WebhookSubscription } from "#simulator/context.ts";
import { toJson } from "#simulator/json.ts";
import type { Change } from "#simulator/state/environment.ts";
import type { ShopState } from "#simulator/state/model.ts";
import { isRepeated } from "./debounce.ts";
import { newWebhookId, type Outcome, type Sender, subscriptionUrl } from "./delivery.ts";
import { FAILURES_TO_REMOVE } from "./delivery-record.ts";
import { passesFilter } from "./filter.ts";
import { trimPayload } from "./include-fields.ts";
import { withMetafields } from "./payload-metafields.ts";
import { signingSecret } from "./signing-secret.ts";
import { COMPLIANCE_TOPICS, isComplianceTopic, isTopic, mayHaveTopic } from "./topics.ts";

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

/** Whether the app may have a topic: its scopes, and for compliance topics nothing, allow it. */
function isAllowed({ shop, app }: Publisher, topic: string): boolean {
  if (isComplianceTopic(topic)) return true;
  const access = app.protectedCustomerData ?? FULL_ACCESS;
  if (!access.level1 && isProtectedTopic(topic)) return false;
  const installation = shop.installations.get(app.clientId);
  return installation ? mayHaveTopic(topic, installation.scopes) : AFTER_UNINSTALL.has(topic);
}

/** What the app may see of a payload. */
function permitted({ app }: Publisher, topic: string, payload: unknown): unknown {
  const access = app.protectedCustomerData;
  // Compliance requests name the customer they are about, whatever the app was approved for.
  if (!access || isComplianceTopic(topic) || typeof payload !== "object" || payload === null) return payload;
  return redactProtectedFields(payload, access);
}

/** Counts failures of a subscription that the Admin API made, and removes it as Shopify does. */
function watchOf(
  { shop }: Publisher,
  { id, source }: WebhookSubscription,
): ((outcome: Outcome) => void) | undefined {
  if (source !== "api") return undefined;
  return ({ isDelivered, isGivenUp }) => {
    const subscription = shop.webhookSubscriptions.get(id);
    if (!subscription) return;
    subscription.failures = isDelivered ? 0 : subscription.failures + 1;
    if (isGivenUp && subscription.failures >= FAILURES_TO_REMOVE) shop.webhookSubscriptions.delete(id);
  };
}

const bodies = new WeakMap<object, string>();

/** The same payload for several subscriptions is written once. */
function bodyOf(payload: unknown): string {
  if (typeof payload !== "object" || payload === null) return toJson(payload);
  let body = bodies.get(payload);
  if (body === undefined) {
    body = toJson(payload);
    bodies.set(payload, body);
  }
  return body;
}

/** Sends the changes of one action to every subscription of their topics; one event id for the action. */
export function publish(publisher: Publisher, changes: Change[]): void {
  const { shop, app, sender } = publisher;
  const eventId = randomUUID();
  const triggeredAt = publisher.clock();
  const secret = signingSecret(app, triggeredAt);
  for (const { topic, payload } of changes) {
    if (!isTopic(topic)) throw new Error(`Shopify has no webhook topic ${topic}.`);
    if (!isAllowed(publisher, topic)) continue;
    const visible = permitted(publisher, topic, payload);
    for (const subscription of [...app.subscriptions, ...publisher.shopSubscriptions()]) {
      if (subscription.topic !== topic) continue;
      const record = withMetafields(shop, subscription, visible);
      const trimmed = trimPayload(record, subscription.includeFields);
      // A filter sees what is sent: its fields must be among the included ones.
      if (!passesFilter(subscription.filter, trimmed)) continue;
      const body = bodyOf(trimmed);
      if (isRepeated(subscription, `${shop.domain} ${topic}`, body, triggeredAt)) continue;
      sender.send({
        shopDomain: shop.domain,
        topic,
        url: subscriptionUrl(subscription, app.url),
        body,
        apiVersion: app.apiVersion,
        eventId,
        webhookId: newWebhookId(),
        triggeredAt,
        name: subscription.name,
        secret,
        watch: watchOf(publisher, subscription),
      });
    }
  }
}
