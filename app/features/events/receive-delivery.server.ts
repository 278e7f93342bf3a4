import { pool } from "#app/platform/db/client.server.ts";
import { env } from "#app/platform/env/env.server.ts";
import { isSignedBy } from "#app/platform/crypto/hmac.server.ts";

/** A webhook as it came in over HTTP (or, later, from a broker). */
export interface IncomingDelivery {
  headers: Headers;
  /** The bytes that were signed. */
  body: Uint8Array;
}

export type DeliveryOutcome =
  | { status: 200; outcome: "stored" | "duplicate" }
  | { status: 400 | 401 | 404; outcome: "refused"; reason: string };

interface StoredDelivery {
  domain: string;
  topic: string;
  eventId: string;
  webhookId: string;
  apiVersion: string | null;
  triggeredAt: string | null;
  body: Buffer;
}

/** Larger than any payload Shopify documents; the route refuses more while reading. */
export const MAX_BODY_BYTES = 5 * 1024 * 1024;

const MAX_ROWS_PER_INSERT = 500;
const SHOP_DOMAIN = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

/**
 * Takes one webhook in: checks the signature over the raw bytes, stores it, and resolves once it is durable. Deliveries
 * that come in while an insert is under way share the next one. Nothing is parsed here.
 */
export async function receiveDelivery(incoming: IncomingDelivery): Promise<DeliveryOutcome> {
  const { headers, body } = incoming;
  const signature = headers.get("x-shopify-hmac-sha256");
  const secrets = [env.SHOPIFY_API_SECRET, env.SHOPIFY_API_SECRET_PREVIOUS].filter(
    (secret) => secret !== undefined,
  );
  if (!secrets.some((secret) => isSignedBy(secret, body, signature))) {
    return { status: 401, outcome: "refused", reason: "the signature does not match the body" };
  }
  const topic = headers.get("x-shopify-topic");
  const domain = headers.get("x-shopify-shop-domain")?.toLowerCase();
  const webhookId = headers.get("x-shopify-webhook-id");
  if (!topic) return refuse("X-Shopify-Topic");
  if (!domain || !SHOP_DOMAIN.test(domain)) return refuse("X-Shopify-Shop-Domain");
  if (!webhookId) return refuse("X-Shopify-Webhook-Id");
  const outcome = await batcher.add({
    domain,
    topic: topic.slice(0, 200),
    eventId: (headers.get("x-shopify-event-id") || webhookId).slice(0, 200),
    webhookId: webhookId.slice(0, 200),
    apiVersion: headers.get("x-shopify-api-version"),
    triggeredAt: readTime(headers.get("x-shopify-triggered-at")),
    body: Buffer.from(body),
  });
  if (outcome === "unknown_shop") {
    return { status: 404, outcome: "refused", reason: `${domain} has not installed this app` };
  }
  return { status: 200, outcome };
}

function refuse(header: string): DeliveryOutcome {
  return { status: 400, outcome: "refused", reason: `the header ${header} is missing or malformed` };
}

function readTime(text: string | null): string | null {
  const time = text ? new Date(text) : null;
  return time && !Number.isNaN(time.getTime()) ? time.toISOString() : null;
}

type StoreOutcome = "stored" | "duplicate" | "unknown_shop";

async function insertDeliveries(deliveries: readonly StoredDelivery[]): Promise<StoreOutcome[]> {
  const { rows } = await pool.query<{ outcome: StoreOutcome }>({
    name: "receive_deliveries",
    text: "SELECT outcome FROM receive_deliveries($1, $2, $3, $4, $5, $6, $7)",
    values: [
      deliveries.map((d) => d.domain),
      deliveries.map((d) => d.topic),
      deliveries.map((d) => d.eventId),
      deliveries.map((d) => d.webhookId),
      deliveries.map((d) => d.apiVersion),
      deliveries.map((d) => d.triggeredAt),
      deliveries.map((d) => d.body),
    ],
  });
  return rows.map((row) => row.outcome);
}

interface Waiting<T, R> {
  item: T;
  resolve: (result: R) => void;
  reject: (reason: unknown) => void;
}

/**
 * Gathers concurrent items into one call: the first goes at once, those that arrive while it is under way go together.
 * Nothing waits for a timer.
 */
export function createBatcher<T, R>(store: (items: readonly T[]) => Promise<R[]>, maxItems: number) {
  let waiting: Waiting<T, R>[] = [];
  let running = false;

  async function drain(): Promise<void> {
    running = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, maxItems);
      waiting = waiting.slice(maxItems);
      try {
        const results = await store(batch.map((entry) => entry.item));
        batch.forEach((entry, index) => entry.resolve(results[index]!));
      } catch (error) {
        for (const entry of batch) entry.reject(error);
      }
    }
    running = false;
  }

  return {
    add: (item: T): Promise<R> =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        if (!running) void drain();
      }),
  };
}

const batcher = createBatcher(insertDeliveries, MAX_ROWS_PER_INSERT);
