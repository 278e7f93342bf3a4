/** `webhookSubscriptionCreate`, `webhookSubscriptionDelete`. */
import { gid } from "#simulator/ids.ts";
import { topicFromEnum } from "#simulator/webhooks/topics.ts";
import { NotModelled, type ShopSubscription, type TypeModel, userError } from "../context.ts";
import { idOfType } from "../ids.ts";

interface SubscriptionInput {
  uri?: string | null;
  callbackUrl?: string | null;
  includeFields?: string[] | null;
  filter?: string | null;
  name?: string | null;
  format?: string | null;
  metafieldNamespaces?: string[] | null;
}

export const webhookSubscriptionMutations: TypeModel = {
  webhookSubscriptionCreate: (_root, args, context) => {
    const input = args["webhookSubscription"] as SubscriptionInput;
    const topic = topicFromEnum(String(args["topic"]));
    const uri = input.uri ?? input.callbackUrl;
    if (input.filter) throw new NotModelled("WebhookSubscriptionInput.filter");
    if (input.format === "XML") throw new NotModelled("WebhookSubscriptionFormat.XML");
    const fail = (message: string) => ({
      webhookSubscription: null,
      userErrors: [userError(["webhookSubscription", "callbackUrl"], message)],
    });
    if (!uri || !URL.canParse(uri)) return fail("Address is invalid");
    if ([...context.subscriptions.values()].some((each) => each.topic === topic && each.uri === uri)) {
      return fail("Address for this topic has already been taken");
    }
    const now = context.clock();
    const subscription: ShopSubscription = {
      id: context.environment.allocate(),
      topic,
      uri,
      includeFields: input.includeFields ?? [],
      filter: null,
      name: input.name ?? null,
      source: "api",
      createdAt: now,
      updatedAt: now,
    };
    context.subscriptions.set(subscription.id, subscription);
    return { webhookSubscription: subscription, userErrors: [] };
  },
  webhookSubscriptionDelete: (_root, args, context) => {
    const id = idOfType(args["id"], "WebhookSubscription");
    if (id === null || !context.subscriptions.delete(id)) {
      return {
        deletedWebhookSubscriptionId: null,
        userErrors: [userError(["id"], "Webhook subscription does not exist")],
      };
    }
    return { deletedWebhookSubscriptionId: gid("WebhookSubscription", id), userErrors: [] };
  },
};
