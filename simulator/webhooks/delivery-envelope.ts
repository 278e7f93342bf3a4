/** Addresses of subscriptions, and what Google Pub/Sub and Amazon EventBridge hand over in the place of an HTTP request. */
import { randomUUID } from "node:crypto";
import type { OutgoingWebhook } from "./delivery-record.ts";

export type Destination = "http" | "pubsub" | "eventbridge";

export function destinationOf(uri: string): Destination {
  if (uri.startsWith("pubsub://")) return "pubsub";
  return uri.startsWith("arn:aws:events:") ? "eventbridge" : "http";
}

/** Project and topic of `pubsub://project:topic`; null when it is not one. */
export function readPubSub(uri: string): { project: string; topic: string } | null {
  const match = /^pubsub:\/\/([^:/\s]+):([^:/\s]+)$/.exec(uri);
  return match ? { project: match[1]!, topic: match[2]! } : null;
}

/** `arn:aws:events:<region>::event-source/aws.partner/shopify.com/<app id>/<name>`; null when it is not one. */
export function readEventBridge(uri: string): { region: string; source: string } | null {
  const match = /^arn:aws:events:([a-z0-9-]+)::event-source\/(aws\.partner\/shopify\.com\/\d+\/\S+)$/.exec(
    uri,
  );
  return match ? { region: match[1]!, source: match[2]! } : null;
}

/** Where a subscription's deliveries go: `uri` may be a path below the app's address. */
export function subscriptionUrl(subscription: { uri: string }, appUrl: string): string {
  return subscription.uri.startsWith("/") ? `${appUrl}${subscription.uri}` : subscription.uri;
}

/** A Pub/Sub push: the payload in base64, the headers as attributes. */
function pubSubPush(webhook: OutgoingWebhook, headers: Record<string, string>): string {
  const address = readPubSub(webhook.url);
  const messageId = randomUUID();
  const publishTime = webhook.triggeredAt.toISOString();
  return JSON.stringify({
    message: {
      attributes: headers,
      data: Buffer.from(webhook.body).toString("base64"),
      messageId,
      message_id: messageId,
      publishTime,
      publish_time: publishTime,
    },
    subscription: `projects/${address?.project}/subscriptions/${address?.topic}`,
  });
}

/** An event of a partner event source: payload and headers (`metadata`) in its detail. */
function eventBridgeEvent(webhook: OutgoingWebhook, headers: Record<string, string>): string {
  const address = readEventBridge(webhook.url);
  const frame = JSON.stringify({
    version: "0",
    id: randomUUID(),
    "detail-type": "shopifyWebhook",
    source: address?.source,
    account: "000000000000",
    time: `${webhook.triggeredAt.toISOString().slice(0, 19)}Z`,
    region: address?.region,
    resources: [],
  });
  // The payload goes in as text, so that ids past 2^53 keep their digits.
  return `${frame.slice(0, -1)},"detail":{"payload":${webhook.body},"metadata":${JSON.stringify(headers)}}}`;
}

/** The HTTP request that stands for a delivery; `url` is where messages of that topic or event source are forwarded. */
export function envelope(
  webhook: OutgoingWebhook,
  headers: Record<string, string>,
  url: string,
): { url: string; headers: Record<string, string>; body: string } {
  const kind = destinationOf(webhook.url);
  if (kind === "http") return { url, headers, body: webhook.body };
  const body = kind === "pubsub" ? pubSubPush(webhook, headers) : eventBridgeEvent(webhook, headers);
  return { url, headers: { "Content-Type": "application/json" }, body };
}
