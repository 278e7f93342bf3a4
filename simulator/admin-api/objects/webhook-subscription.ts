/** Webhook subscriptions in the Admin API: those that the app made for this shop. */
import { gid } from "#simulator/ids.ts";
import type { ShopSubscription } from "#simulator/state/model.ts";
import { graphqlTime } from "#simulator/time.ts";
import { destinationOf, readPubSub } from "#simulator/webhooks/delivery-envelope.ts";
import { topicToEnum } from "#simulator/webhooks/topics.ts";
import { type TypeModel, typed } from "../context.ts";

/** Quarterly versions such as `2026-07` are supported, `unstable` is not. */
const apiVersion = (handle: string) => ({
  handle,
  displayName: handle,
  supported: /^\d{4}-(?:01|04|07|10)$/.test(handle),
});

function endpoint({ uri }: ShopSubscription): object {
  switch (destinationOf(uri)) {
    case "pubsub": {
      const address = readPubSub(uri);
      return typed("WebhookPubSubEndpoint", {
        pubSubProject: address?.project,
        pubSubTopic: address?.topic,
      });
    }
    case "eventbridge":
      return typed("WebhookEventBridgeEndpoint", { arn: uri });
    case "http":
      return typed("WebhookHttpEndpoint", { callbackUrl: uri });
  }
}

export const webhookSubscriptionModel: TypeModel = {
  id: (subscription: ShopSubscription) => gid("WebhookSubscription", subscription.id),
  legacyResourceId: (subscription: ShopSubscription) => subscription.id.toString(),
  apiVersion: (_subscription: ShopSubscription, _args, context) => apiVersion(context.app.apiVersion),
  topic: (subscription: ShopSubscription) => topicToEnum(subscription.topic),
  uri: (subscription: ShopSubscription) => subscription.uri,
  callbackUrl: (subscription: ShopSubscription) => subscription.uri,
  endpoint,
  format: () => "JSON",
  includeFields: (subscription: ShopSubscription) => subscription.includeFields,
  metafieldNamespaces: (subscription: ShopSubscription) => subscription.metafieldNamespaces ?? [],
  metafields: (subscription: ShopSubscription) => subscription.metafields ?? [],
  filter: (subscription: ShopSubscription) => subscription.filter,
  name: (subscription: ShopSubscription) => subscription.name,
  createdAt: (subscription: ShopSubscription) => graphqlTime(subscription.createdAt),
  updatedAt: (subscription: ShopSubscription) => graphqlTime(subscription.updatedAt),
};
