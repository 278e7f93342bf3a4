/** Sends webhooks to the app, retries them as Shopify does and keeps a log. */
import { createHmac, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { WebhookSubscription } from "#simulator/context.ts";

/** One HTTP request to be made. */
export interface OutgoingWebhook {
  shopDomain: string;
  topic: string;
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
}

export interface DeliveryAttempt {
  at: Date;
  /** HTTP status, or null when there was no answer. */
  status: number | null;
  durationMs: number;
  error: string | null;
}

export interface Delivery {
  id: number;
  topic: string;
  url: string;
  eventId: string;
  webhookId: string;
  triggeredAt: Date;
  bytes: number;
  body: string;
  attempts: DeliveryAttempt[];
  state: "sending" | "delivered" | "waiting" | "failed";
}

/** Shopify gives up on an answer after five seconds. */
const TIMEOUT_MS = 5_000;
const LOG_LENGTH = 5_000;
const RETRIES = 8;
const RETRY_SPAN_MS = 4 * 3_600_000;

/** Eight waits, each twice the one before, four hours in all. */
export const SHOPIFY_RETRY_DELAYS_MS: readonly number[] = Array.from(
  { length: RETRIES },
  (_unused, index) => (RETRY_SPAN_MS / (2 ** RETRIES - 1)) * 2 ** index,
);

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

/** Only the wanted top-level fields, and those that identify the record. */
export function trimPayload(payload: unknown, includeFields: string[]): unknown {
  if (includeFields.length === 0 || typeof payload !== "object" || payload === null) return payload;
  const wanted = new Set(includeFields.map((field) => field.split(".")[0]));
  return Object.fromEntries(Object.entries(payload).filter(([name]) => wanted.has(name)));
}

/** Where a subscription's deliveries go: `uri` may be a path below the app's address. */
export function subscriptionUrl(subscription: WebhookSubscription, appUrl: string): string {
  return subscription.uri.startsWith("/") ? `${appUrl}${subscription.uri}` : subscription.uri;
}

export const newWebhookId = (): string => randomUUID();

export interface Sender {
  send(webhook: OutgoingWebhook): Delivery;
  deliveries: Delivery[];
  /** Resolves when nothing is being sent; deliveries that wait for a retry do not count. */
  settled(): Promise<void>;
  close(): void;
}

export interface SenderOptions {
  clock: () => Date;
  retryDelaysMs: readonly number[];
  log: (line: Record<string, unknown>) => void;
}

async function attempt(webhook: OutgoingWebhook, clock: () => Date): Promise<DeliveryAttempt> {
  const at = clock();
  const started = performance.now();
  const done = (status: number | null, error: string | null): DeliveryAttempt => ({
    at,
    status,
    durationMs: Math.round(performance.now() - started),
    error,
  });
  try {
    const response = await fetch(webhook.url, {
      method: "POST",
      headers: webhookHeaders(webhook),
      body: webhook.body,
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.arrayBuffer();
    return done(response.status, null);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return done(null, cause instanceof Error ? cause.message : String(cause));
  }
}

const succeeded = ({ status }: DeliveryAttempt): boolean => status !== null && status >= 200 && status < 300;

/** Makes a sender; everything it sends is logged in `deliveries`, newest last. */
export function createSender(options: SenderOptions): Sender {
  const deliveries: Delivery[] = [];
  const stop = new AbortController();
  let next = 1;
  let busy = 0;
  let idle: (() => void)[] = [];

  const finished = (): void => {
    busy -= 1;
    if (busy > 0) return;
    for (const resolve of idle) resolve();
    idle = [];
  };

  async function deliver(webhook: OutgoingWebhook, delivery: Delivery): Promise<void> {
    for (const delayMs of [0, ...options.retryDelaysMs]) {
      if (delayMs > 0) {
        delivery.state = "waiting";
        const waited = await sleep(delayMs, true, { ref: false, signal: stop.signal }).catch(() => false);
        if (!waited) return;
      }
      if (stop.signal.aborted) return;
      busy += 1;
      delivery.state = "sending";
      const result = await attempt(webhook, options.clock);
      delivery.attempts.push(result);
      delivery.state = succeeded(result) ? "delivered" : "failed";
      options.log({ event: "webhook", topic: webhook.topic, status: result.status, error: result.error });
      finished();
      if (delivery.state === "delivered") return;
    }
  }

  return {
    deliveries,
    send: (webhook) => {
      const { topic, url, eventId, webhookId, triggeredAt, body } = webhook;
      const delivery: Delivery = {
        id: next,
        topic,
        url,
        eventId,
        webhookId,
        triggeredAt,
        bytes: Buffer.byteLength(body),
        body,
        attempts: [],
        state: "sending",
      };
      next += 1;
      deliveries.push(delivery);
      if (deliveries.length > LOG_LENGTH) deliveries.shift();
      void deliver(webhook, delivery);
      return delivery;
    },
    settled: () => (busy === 0 ? Promise.resolve() : new Promise((resolve) => idle.push(resolve))),
    close: () => stop.abort(),
  };
}
