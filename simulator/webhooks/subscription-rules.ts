/** What Shopify asks of a subscription that an app makes through the Admin API. */
import {
  FULL_ACCESS,
  isProtectedTopic,
  PROTECTED_TOPIC_MESSAGE,
} from "#simulator/admin-api/protected-data.ts";
import type { AppUnderTest, WebhookSubscription } from "#simulator/context.ts";
import { destinationOf, readEventBridge, readPubSub } from "./delivery-envelope.ts";
import { FILTER_INVALID, filterNames, filterProblem } from "./filter.ts";
import { mayHaveTopic } from "./topics.ts";

export interface SubscriptionError {
  field: string[];
  message: string;
  code: "INVALID_PARAMETERS" | "TAKEN";
}

const MAX_ADDRESS_BYTES = 65_535;
const MAX_NAME_LENGTH = 50;

const about = (name: string): string[] => ["webhookSubscription", name];
const problem = (name: string, message: string): SubscriptionError => ({
  field: about(name),
  message,
  code: "INVALID_PARAMETERS",
});

/** Shopify takes no `http:`; an app that is developed on this machine may have it here. */
const isLocal = (host: string): boolean =>
  /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|.+\.localhost|host\.docker\.internal)$/.test(host);

const isShopify = (host: string): boolean => /(?:^|\.)(?:myshopify|shopify)\.com$/.test(host);

function httpProblem(uri: string): string | null {
  if (!URL.canParse(uri)) return "Address is invalid";
  const { protocol, hostname } = new URL(uri);
  if (protocol === "http:" && isLocal(hostname)) return null;
  if (protocol !== "https:") return `Address protocol ${protocol}// is not supported`;
  if (isShopify(hostname)) return "Address cannot be a Shopify or an internal domain";
  return hostname.includes(".") || isLocal(hostname) ? null : "Address is invalid";
}

/** What is wrong with an address; null when nothing is. */
export function addressProblem(uri: string): string | null {
  if (uri.trim() === "") return "Address can't be blank";
  if (Buffer.byteLength(uri) > MAX_ADDRESS_BYTES) return "Address is too big (maximum is 64 KB)";
  switch (destinationOf(uri)) {
    case "pubsub":
      return readPubSub(uri)
        ? null
        : "Address is not a valid GCP pub/sub format. Format should be pubsub://project:topic";
    case "eventbridge":
      return readEventBridge(uri) ? null : "Address is not a valid AWS ARN";
    case "http":
      return httpProblem(uri);
  }
}

/** What is wrong with a name; null when nothing is. */
export function nameProblem(name: string): string | null {
  if (name === "") return "Name is too short (minimum is 1 character)";
  if (name.length > MAX_NAME_LENGTH) return `Name is too long (maximum is ${MAX_NAME_LENGTH} characters)`;
  return /^[\w-]+$/.test(name)
    ? null
    : "Name name field can only contain alphanumeric characters, underscores, and hyphens";
}

/** Topics that need a filter naming what they are about. */
const needsType = (topic: string): boolean => topic.startsWith("metaobjects/");

export interface RuleContext {
  app: AppUnderTest;
  scopes: readonly string[];
  /** The shop's other subscriptions. */
  others: readonly WebhookSubscription[];
}

/** Everything that Shopify would refuse, in its words; empty when the subscription may be made. */
export function subscriptionErrors(wanted: WebhookSubscription, context: RuleContext): SubscriptionError[] {
  const { topic, uri, name, filter } = wanted;
  const errors: SubscriptionError[] = [];
  const access = context.app.protectedCustomerData ?? FULL_ACCESS;
  const refuseTopic = (message: string) =>
    errors.push({ field: ["topic"], message, code: "INVALID_PARAMETERS" });
  if (!mayHaveTopic(topic, context.scopes)) {
    refuseTopic("You cannot create a webhook subscription with the specified topic");
  } else if (!access.level1 && isProtectedTopic(topic)) {
    refuseTopic(PROTECTED_TOPIC_MESSAGE);
  }
  const wrongAddress = addressProblem(uri);
  if (wrongAddress) errors.push(problem("callbackUrl", wrongAddress));
  const twin = context.others.find(
    (each) => each.topic === topic && each.uri === uri && each.filter === filter,
  );
  if (twin) {
    errors.push({
      field: about("callbackUrl"),
      message: "Address for this topic has already been taken",
      code: "TAKEN",
    });
  }
  const wrongName = name === null ? null : nameProblem(name);
  if (wrongName) errors.push(problem("name", wrongName));
  if (name !== null && context.others.some((each) => each.name?.toLowerCase() === name.toLowerCase())) {
    errors.push(problem("name", "Name already exists, no duplicate allowed"));
  }
  const wrongFilter = filter === null ? null : filterProblem(filter);
  const lacksType = needsType(topic) && !filterNames(filter, "type");
  if (wrongFilter || lacksType) {
    errors.push({
      field: ["webhookSubscription"],
      message: wrongFilter ?? FILTER_INVALID,
      code: "INVALID_PARAMETERS",
    });
  }
  return errors;
}
