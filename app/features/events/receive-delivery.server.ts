import { createHmac, hash } from "node:crypto";
import { isSignedBy } from "#app/platform/crypto/hmac.server.ts";
import { env } from "#app/platform/env/env.server.ts";
import { storeDelivery } from "./intake-store.server.ts";

/** Headers, or a broker's attributes. Names are asked for in lower case. */
export interface HeaderReader {
  get: (name: string) => string | null | undefined;
}

/** A webhook as it came in over HTTP or from a broker. */
export interface IncomingDelivery {
  headers: HeaderReader;
  /** As Shopify made it: over HTTP, the bytes that were signed. */
  body: Uint8Array;
}

export interface Refusal {
  status: 400 | 401 | 404 | 413;
  outcome: "refused";
  reason: string;
}

export type DeliveryOutcome = { status: 200; outcome: "stored" | "duplicate" } | Refusal;

/** Larger than any payload Shopify documents; the edges refuse more while reading. */
export const MAX_BODY_BYTES = 5 * 1024 * 1024;

const SHOP_DOMAIN = /^[a-z0-9][a-z0-9-]{0,99}\.myshopify\.com$/;
const TOPIC = /^[\w./-]{1,200}$/;
const ID = /^[\x21-\x7e]{1,200}$/;
const API_VERSION = /^[\w-]{1,20}$/;
const REPEAT_KEY_BYTES = 16;
const EARLIEST_MS = Date.UTC(2000, 0, 1);
const LATEST_MS = Date.UTC(2200, 0, 1);

export const refuse = (status: Refusal["status"], reason: string): Refusal => ({
  status,
  outcome: "refused",
  reason,
});

/** Whether Shopify signed these bytes with the client secret, or with the one before it. */
export function isSignedByShopify(body: Uint8Array, signature: string | null | undefined): boolean {
  if (!signature) return false;
  if (isSignedBy(env.SHOPIFY_API_SECRET, body, signature)) return true;
  return (
    env.SHOPIFY_API_SECRET_PREVIOUS !== undefined &&
    isSignedBy(env.SHOPIFY_API_SECRET_PREVIOUS, body, signature)
  );
}

/** Takes one webhook in that must be signed by Shopify. @throws IntakeBusy */
export async function receiveSignedDelivery(delivery: IncomingDelivery): Promise<DeliveryOutcome> {
  const signature = delivery.headers.get("x-shopify-hmac-sha256");
  return isSignedByShopify(delivery.body, signature)
    ? receiveDelivery(delivery, signature!)
    : refuse(401, "the signature does not match the body");
}

/**
 * Takes one webhook in whose sender is known to be genuine: stores it, sealed, and resolves once it is durable.
 * Deliveries that come in while an insert is under way share the next one. Nothing is parsed here.
 *
 * @param digest a keyed digest of the body, where one is known already
 * @throws IntakeBusy when the database is away or too slow
 */
export async function receiveDelivery(
  { headers, body }: IncomingDelivery,
  digest = digestOf(body),
): Promise<DeliveryOutcome> {
  const topic = headers.get("x-shopify-topic");
  if (!topic || !TOPIC.test(topic)) return refuseHeader("X-Shopify-Topic");
  const domain = headers.get("x-shopify-shop-domain")?.toLowerCase();
  if (!domain || !SHOP_DOMAIN.test(domain)) return refuseHeader("X-Shopify-Shop-Domain");
  const webhookId = headers.get("x-shopify-webhook-id");
  if (!webhookId || !ID.test(webhookId)) return refuseHeader("X-Shopify-Webhook-Id");
  const eventId = headers.get("x-shopify-event-id");
  const apiVersion = headers.get("x-shopify-api-version");
  const outcome = await storeDelivery({
    domain,
    topic,
    eventId: eventId && ID.test(eventId) ? eventId : webhookId,
    webhookId,
    repeatKey: repeatKeyOf(topic, webhookId, digest),
    apiVersion: apiVersion && API_VERSION.test(apiVersion) ? apiVersion : null,
    triggeredAt: readTime(headers.get("x-shopify-triggered-at")),
    body,
  });
  if (outcome === "unknown_shop") return refuse(404, `${domain} has not installed this app`);
  return { status: 200, outcome };
}

/** Keyed, so that what is stored tells nothing about the body. */
const digestOf = (body: Uint8Array) =>
  createHmac("sha256", env.SHOPIFY_API_SECRET).update(body).digest("base64");

/** A repetition has the same topic, webhook id and bytes (docs/decisions/009-repeated-deliveries.md). */
const repeatKeyOf = (topic: string, webhookId: string, digest: string) =>
  hash("sha256", `${topic}\n${webhookId}\n${digest}`, "buffer").subarray(0, REPEAT_KEY_BYTES);

const refuseHeader = (name: string) => refuse(400, `the header ${name} is missing or malformed`);

function readTime(text: string | null | undefined): Date | null {
  const ms = text ? Date.parse(text) : Number.NaN;
  return ms >= EARLIEST_MS && ms < LATEST_MS ? new Date(ms) : null;
}
