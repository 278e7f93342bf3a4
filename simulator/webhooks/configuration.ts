/** The `[webhooks]` table of `shopify.app.toml`, with the rules by which Shopify's CLI refuses it. */
import type { WebhookSubscription } from "#simulator/context.ts";
import { destinationOf, readEventBridge, readPubSub } from "./delivery-envelope.ts";
import { filterNames, filterProblem } from "./filter.ts";
import { nameProblem } from "./subscription-rules.ts";
import { isComplianceTopic, isTopic } from "./topics.ts";

type Table = Record<string, unknown>;

const KNOWN_KEYS = new Set(["topics", "compliance_topics", "uri", "include_fields", "filter", "name"]);

class ConfigurationError extends Error {
  constructor(problem: string) {
    super(`shopify.app.toml, webhooks.subscriptions: ${problem}`);
  }
}

function texts(subscription: Table, key: string): string[] {
  const value = subscription[key] ?? [];
  if (Array.isArray(value) && value.every((each) => typeof each === "string")) return value;
  throw new ConfigurationError(`"${key}" must be a list of texts.`);
}

function optionalText(subscription: Table, key: string): string | null {
  const value = subscription[key] ?? null;
  if (value === null || typeof value === "string") return value;
  throw new ConfigurationError(`"${key}" must be a text.`);
}

function isAddress(uri: string): boolean {
  if (uri.startsWith("/")) return true;
  const kind = destinationOf(uri);
  if (kind === "pubsub") return readPubSub(uri) !== null;
  if (kind === "eventbridge") return readEventBridge(uri) !== null;
  return URL.canParse(uri) && /^https?:$/.test(new URL(uri).protocol);
}

function checkTopic(topic: string, isCompliance: boolean, filter: string | null): void {
  if (!isTopic(topic)) throw new ConfigurationError(`Shopify has no topic "${topic}".`);
  if (isComplianceTopic(topic) !== isCompliance) {
    throw new ConfigurationError(`"${topic}" belongs to "${isCompliance ? "topics" : "compliance_topics"}".`);
  }
  if (topic.startsWith("metaobjects/") && !filterNames(filter, "type")) {
    throw new ConfigurationError(`"${topic}" needs a filter that names the type.`);
  }
}

function readSubscription(subscription: Table): Omit<WebhookSubscription, "id">[] {
  const strange = Object.keys(subscription).find((key) => !KNOWN_KEYS.has(key));
  if (strange) throw new ConfigurationError(`the simulator does not model "${strange}".`);
  const uri = optionalText(subscription, "uri");
  if (uri === null || !isAddress(uri)) throw new ConfigurationError(`"uri" is no address: ${uri}.`);
  const filter = optionalText(subscription, "filter");
  const wrongFilter = filter === null ? null : filterProblem(filter);
  if (wrongFilter) throw new ConfigurationError(`"filter" ${filter}: ${wrongFilter}`);
  const name = optionalText(subscription, "name");
  const wrongName = name === null ? null : nameProblem(name);
  if (wrongName) throw new ConfigurationError(wrongName);
  const topics = texts(subscription, "topics");
  const complianceTopics = texts(subscription, "compliance_topics");
  if (topics.length + complianceTopics.length === 0) throw new ConfigurationError("a topic is missing.");
  for (const topic of topics) checkTopic(topic, false, filter);
  for (const topic of complianceTopics) checkTopic(topic, true, filter);
  const includeFields = texts(subscription, "include_fields");
  return [...topics, ...complianceTopics].map((topic) => ({
    topic,
    uri,
    includeFields,
    filter,
    name,
    source: "configuration" as const,
  }));
}

/** The app's declared subscriptions, one for each topic. Throws with the reason when the file breaks a rule. */
export function readSubscriptions(webhooks: Record<string, unknown>): WebhookSubscription[] {
  const tables = (webhooks["subscriptions"] ?? []) as Table[];
  const subscriptions = tables
    .flatMap(readSubscription)
    .map((subscription, index) => ({ id: BigInt(index + 1), ...subscription }));
  const seen = new Set<string>();
  for (const { topic, uri, filter } of subscriptions) {
    const key = isComplianceTopic(topic) ? topic : JSON.stringify([topic, uri, filter]);
    if (seen.has(key)) throw new ConfigurationError(`${topic} is subscribed to twice at ${uri}.`);
    seen.add(key);
  }
  return subscriptions;
}
