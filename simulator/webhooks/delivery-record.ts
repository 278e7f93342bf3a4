/** What a webhook is on its way: its headers in Shopify's spelling, its signature and the log of its attempts. */
import { createHmac, randomUUID } from "node:crypto";

/** What became of one attempt, for the subscription it belongs to. */
export interface Outcome {
  isDelivered: boolean;
  /** No retry is left. */
  isGivenUp: boolean;
}

/** One webhook to be sent. */
export interface OutgoingWebhook {
  shopDomain: string;
  topic: string;
  /** `http(s)://…`, `pubsub://project:topic` or the ARN of an event source. */
  url: string;
  /** Signed and sent as it is. */
  body: string;
  apiVersion: string;
  eventId: string;
  webhookId: string;
  triggeredAt: Date;
  /** `X-Shopify-Name`. */
  name: string | null;
  secret: string;
  /** Replaces or, with null, leaves out headers; for tests of an app's defences. */
  headers?: Record<string, string | null>;
  /** false: sent once and never again. */
  retries?: boolean;
  /** Told of every attempt. */
  watch?: (outcome: Outcome) => void;
}

export interface DeliveryAttempt {
  at: Date;
  /** HTTP status, or null when there was no answer. */
  status: number | null;
  /** Of real time. */
  durationMs: number;
  error: string | null;
}

/**
 * `held`: a fault keeps it back; `waiting`: for a retry; `lost`: by a fault, for good; `undeliverable`: a Pub/Sub topic
 * or event source that is forwarded nowhere.
 */
export type DeliveryState =
  "held" | "sending" | "delivered" | "waiting" | "failed" | "lost" | "undeliverable";

export interface Delivery {
  id: number;
  shopDomain: string;
  topic: string;
  url: string;
  eventId: string;
  webhookId: string;
  triggeredAt: Date;
  bytes: number;
  body: string;
  /** As the last attempt sent them; empty before the first. */
  headers: Record<string, string>;
  attempts: DeliveryAttempt[];
  state: DeliveryState;
}

const RETRIES = 8;
const RETRY_SPAN_MS = 4 * 3_600_000;

/** Eight waits, each twice the one before, four hours in all. */
export const SHOPIFY_RETRY_DELAYS_MS: readonly number[] = Array.from(
  { length: RETRIES },
  (_unused, index) => (RETRY_SPAN_MS / (2 ** RETRIES - 1)) * 2 ** index,
);

/** Failed attempts in a row after which Shopify removes a subscription that the Admin API made. */
export const FAILURES_TO_REMOVE = RETRIES;

/** Base64 HMAC-SHA256 over the bytes of the body. */
export function signWebhook(body: string, secret: string): string {
  return createHmac("sha256", secret).update(body, "utf8").digest("base64");
}

/** The headers of a delivery in Shopify's spelling. */
export function webhookHeaders(webhook: OutgoingWebhook): Record<string, string> {
  const headers: Record<string, string | null> = {
    "Content-Type": "application/json",
    "User-Agent": "Shopify-Captain-Hook",
    "X-Shopify-Topic": webhook.topic,
    "X-Shopify-Hmac-Sha256": signWebhook(webhook.body, webhook.secret),
    "X-Shopify-Shop-Domain": webhook.shopDomain,
    "X-Shopify-API-Version": webhook.apiVersion,
    "X-Shopify-Webhook-Id": webhook.webhookId,
    "X-Shopify-Event-Id": webhook.eventId,
    "X-Shopify-Triggered-At": webhook.triggeredAt.toISOString(),
    "X-Shopify-Name": webhook.name,
    ...webhook.headers,
  };
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}

export const newWebhookId = (): string => randomUUID();
