/** Webhook subscriptions in the Admin API. */
import type { ShopSubscription } from "#simulator/state/model.ts";
import { topicToEnum } from "#simulator/webhooks/topics.ts";
import { connection } from "../connection.ts";
import type { ApiPart, TypeModel } from "../context.ts";
import { count } from "../counts.ts";
import { webhookSubscriptionMutations } from "../mutations/webhook-subscriptions.ts";
import { webhookSubscriptionModel } from "../objects/webhook-subscription.ts";
import { byId, search } from "../root-fields.ts";
import type { SearchFields } from "../search.ts";

const SEARCH: SearchFields<ShopSubscription> = {
  name: "webhook subscriptions",
  fields: {
    id: ({ id }) => id,
    created_at: ({ createdAt }) => createdAt,
    updated_at: ({ updatedAt }) => updatedAt,
    endpoint: ({ uri }) => uri,
    topic: ({ topic }) => topicToEnum(topic),
  },
  text: () => [],
};

interface ListArguments {
  topics?: string[] | null;
  uri?: string | null;
  callbackUrl?: string | null;
  format?: "JSON" | "XML" | null;
  sortKey?: "CREATED_AT" | "ID" | null;
}

const queries: TypeModel = {
  webhookSubscription: byId("WebhookSubscription"),
  webhookSubscriptions: (_root, args, context, info) => {
    const { topics, uri, callbackUrl, format, sortKey } = args as ListArguments;
    const found: ShopSubscription[] = search(context.shop.webhookSubscriptions.values(), args, SEARCH).filter(
      (each) =>
        (!topics || topics.includes(topicToEnum(each.topic))) &&
        (!uri || each.uri === uri) &&
        (!callbackUrl || each.uri === callbackUrl) &&
        format !== "XML",
    );
    return connection<ShopSubscription>({
      items: found,
      args,
      context,
      info,
      idOf: ({ id }) => id,
      ...(sortKey !== "ID" && { sortValue: ({ createdAt }) => createdAt.getTime() }),
    });
  },
  webhookSubscriptionsCount: (_root, args, context) =>
    count(search(context.shop.webhookSubscriptions.values(), args, SEARCH).length, args),
};

export const webhookPart: ApiPart = {
  queries,
  mutations: webhookSubscriptionMutations,
  types: { WebhookSubscription: webhookSubscriptionModel },
  nodes: { WebhookSubscription: ({ shop }, id) => shop.webhookSubscriptions.get(id) },
};
