import { createHash, timingSafeEqual } from "node:crypto";
import { env } from "#app/platform/env/env.server.ts";
import { type DeliveryEdge } from "./answer-webhook.server.ts";
import { openEventBridgeEvent, openPubSubPush } from "./broker-envelopes.ts";
import { checkGoogleToken } from "./broker-google-token.server.ts";
import {
  isSignedByShopify,
  MAX_BODY_BYTES,
  receiveDelivery,
  receiveSignedDelivery,
  refuse,
} from "./receive-delivery.server.ts";

/** Envelope, attributes and, for Pub/Sub, base64. */
const MAX_ENVELOPE_BYTES = Math.ceil((MAX_BODY_BYTES * 4) / 3) + 64 * 1024;

/** Webhooks by HTTP, signed by Shopify. */
export const shopifyEdge: DeliveryEdge = {
  maxBodyBytes: MAX_BODY_BYTES,
  refuseEarly: (headers) =>
    headers.get("x-shopify-hmac-sha256") ? null : refuse(401, "the header X-Shopify-Hmac-Sha256 is missing"),
  receive: (headers, body) => receiveSignedDelivery({ headers, body }),
};

/** Google Pub/Sub, pushed: Google's token says who sends it, and Shopify's signature, where there is one, that it is theirs. */
export const pubSubEdge: DeliveryEdge = {
  maxBodyBytes: MAX_ENVELOPE_BYTES,
  refuseEarly: async (headers) => {
    const { PUBSUB_AUDIENCE: audience, PUBSUB_SERVICE_ACCOUNT: email, PUBSUB_JWKS_URL: keysUrl } = env;
    if (!audience || !email) return refuse(404, "deliveries by Google Pub/Sub are not set up");
    const fault = await checkGoogleToken(bearerOf(headers.get("authorization")), {
      audience,
      email,
      keysUrl,
    });
    return fault === null ? null : refuse(401, fault);
  },
  receive: async (_headers, envelope) => {
    const delivery = openPubSubPush(envelope);
    if ("fault" in delivery) return refuse(400, delivery.fault);
    const signature = delivery.headers.get("x-shopify-hmac-sha256");
    if (signature && !isSignedByShopify(delivery.body, signature))
      return refuse(401, "the signature does not match the data of the message");
    return receiveDelivery(delivery);
  },
};

/** Amazon EventBridge through an API destination: it cannot sign, so a secret header says who sends it. */
export const eventBridgeEdge: DeliveryEdge = {
  maxBodyBytes: MAX_ENVELOPE_BYTES,
  refuseEarly: (headers) => {
    if (!env.EVENTBRIDGE_SECRET) return refuse(404, "deliveries by Amazon EventBridge are not set up");
    return isSame(headers.get("x-api-key") ?? "", env.EVENTBRIDGE_SECRET)
      ? null
      : refuse(401, "the header X-Api-Key is not the secret of this app");
  },
  receive: async (_headers, event) => {
    const delivery = openEventBridgeEvent(event);
    return "fault" in delivery ? refuse(400, delivery.fault) : receiveDelivery(delivery);
  },
};

const bearerOf = (header: string | null | undefined) => /^Bearer (\S+)$/i.exec(header ?? "")?.[1] ?? null;

const digest = (text: string) => createHash("sha256").update(text).digest();

/** Compared in constant time, whatever their lengths. */
const isSame = (given: string, expected: string) => timingSafeEqual(digest(given), digest(expected));
