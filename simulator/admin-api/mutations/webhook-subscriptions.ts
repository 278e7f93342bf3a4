/** Mutations of webhook subscriptions: for HTTP addresses, Google Pub/Sub and Amazon EventBridge. */
import { gid } from "#simulator/ids.ts";
import type { ShopSubscription } from "#simulator/state/model.ts";
import { type SubscriptionError, subscriptionErrors } from "#simulator/webhooks/subscription-rules.ts";
import { topicFromEnum } from "#simulator/webhooks/topics.ts";
import { type ApiContext, NotModelled, type TypeModel, userError, type UserError } from "../context.ts";
import { idOfType } from "../ids.ts";
import { resolveNamespace } from "../objects/metafield.ts";

/** What the three kinds of input share, and their addresses. */
interface SubscriptionInput {
  uri?: string | null;
  callbackUrl?: string | null;
  arn?: string | null;
  pubSubProject?: string;
  pubSubTopic?: string;
  includeFields?: string[] | null;
  filter?: string | null;
  name?: string | null;
  format?: "JSON" | "XML" | null;
  metafieldNamespaces?: string[] | null;
  metafields?: { namespace?: string | null; key: string }[] | null;
}

interface Payload {
  webhookSubscription: ShopSubscription | null;
  userErrors: UserError[];
}

function addressOf(input: SubscriptionInput): string | undefined {
  if (input.pubSubProject !== undefined) return `pubsub://${input.pubSubProject}:${input.pubSubTopic}`;
  return input.arn ?? input.uri ?? input.callbackUrl ?? undefined;
}

const isGiven = <K extends keyof SubscriptionInput>(input: SubscriptionInput, name: K): boolean =>
  input[name] !== undefined;

/** The subscription with what the input names; null takes a setting away. */
function changed(
  before: ShopSubscription,
  input: SubscriptionInput,
  context: Pick<ApiContext, "app" | "clock">,
): ShopSubscription {
  const { appId } = context.app;
  return {
    ...before,
    uri: addressOf(input)?.trim() ?? before.uri,
    includeFields: isGiven(input, "includeFields") ? (input.includeFields ?? []) : before.includeFields,
    filter: isGiven(input, "filter") ? (input.filter ?? null) : before.filter,
    name: isGiven(input, "name") ? (input.name ?? null) : before.name,
    metafieldNamespaces: isGiven(input, "metafieldNamespaces")
      ? (input.metafieldNamespaces ?? []).map((namespace) => resolveNamespace(namespace, appId))
      : before.metafieldNamespaces,
    metafields: isGiven(input, "metafields")
      ? (input.metafields ?? []).map(({ namespace, key }) => ({
          namespace: resolveNamespace(namespace, appId),
          key,
        }))
      : before.metafields,
    updatedAt: context.clock(),
  };
}

function checked(context: ApiContext, wanted: ShopSubscription): UserError[] {
  const others = [...context.shop.webhookSubscriptions.values()].filter(({ id }) => id !== wanted.id);
  const scopes = context.installation.scopes;
  return subscriptionErrors(wanted, { app: context.app, scopes, others }).map(
    ({ field, message, code }: SubscriptionError) => userError(field, message, code),
  );
}

function save(context: ApiContext, wanted: ShopSubscription): Payload {
  const userErrors = checked(context, wanted);
  if (userErrors.length > 0) return { webhookSubscription: null, userErrors };
  context.shop.webhookSubscriptions.set(wanted.id, wanted);
  return { webhookSubscription: wanted, userErrors };
}

function inputOf(args: Record<string, unknown>): SubscriptionInput {
  const input = args["webhookSubscription"] as SubscriptionInput;
  if (input.format === "XML") throw new NotModelled("WebhookSubscriptionFormat.XML");
  return input;
}

function create(_root: unknown, args: Record<string, unknown>, context: ApiContext): Payload {
  const now = context.clock();
  const blank: ShopSubscription = {
    id: context.environment.allocate(),
    topic: topicFromEnum(String(args["topic"])),
    uri: "",
    includeFields: [],
    filter: null,
    name: null,
    metafieldNamespaces: [],
    metafields: [],
    source: "api",
    createdAt: now,
    updatedAt: now,
    failures: 0,
  };
  return save(context, changed(blank, inputOf(args), context));
}

const missing = (): UserError => userError(["id"], "Webhook subscription does not exist");

function find(args: Record<string, unknown>, context: ApiContext): ShopSubscription | undefined {
  const id = idOfType(args["id"], "WebhookSubscription");
  return id === null ? undefined : context.shop.webhookSubscriptions.get(id);
}

function update(_root: unknown, args: Record<string, unknown>, context: ApiContext): Payload {
  const before = find(args, context);
  if (!before) return { webhookSubscription: null, userErrors: [missing()] };
  return save(context, changed(before, inputOf(args), context));
}

export const webhookSubscriptionMutations: TypeModel = {
  webhookSubscriptionCreate: create,
  webhookSubscriptionUpdate: update,
  pubSubWebhookSubscriptionCreate: create,
  pubSubWebhookSubscriptionUpdate: update,
  eventBridgeWebhookSubscriptionCreate: create,
  eventBridgeWebhookSubscriptionUpdate: update,
  webhookSubscriptionDelete: (_root, args, context) => {
    const found = find(args, context);
    if (!found) return { deletedWebhookSubscriptionId: null, userErrors: [missing()] };
    context.shop.webhookSubscriptions.delete(found.id);
    return { deletedWebhookSubscriptionId: gid("WebhookSubscription", found.id), userErrors: [] };
  },
};
