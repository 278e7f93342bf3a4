/** What tests, the demo and people can do with the store beyond what merchants and shoppers can. */
import { randomUUID } from "node:crypto";
import { toJson } from "#simulator/json.ts";
import type { ShopRuntime } from "#simulator/runtime.ts";
import {
  embeddedUrl,
  mintSessionToken,
  type SessionTokenClaims,
  type TokenSubject,
} from "#simulator/session-token.ts";
import type { Installation } from "#simulator/state/model.ts";
import { type Delivery, newWebhookId, subscriptionUrl } from "#simulator/webhooks/delivery.ts";
import { signingSecret } from "#simulator/webhooks/signing-secret.ts";

/** An arbitrary delivery to the app. */
export interface SendInput {
  topic: string;
  /** JSON value; bigint allowed. */
  payload?: unknown;
  /** The exact body instead, also one that is not JSON. */
  body?: string;
  /** Replaces headers by name; null leaves one out. */
  headers?: Record<string, string | null>;
  /** How often the same delivery is sent. Default 1. */
  times?: number;
  /** Signs with another secret. */
  badHmac?: boolean;
  eventId?: string;
  webhookId?: string;
  triggeredAt?: string;
  apiVersion?: string;
  shopDomain?: string;
  /** Path below the app or absolute address; without it where the topic's subscription goes. */
  uri?: string;
}

export interface Control {
  install(): Installation;
  uninstall(): void;
  sessionToken(claims?: Partial<SessionTokenClaims>): string;
  /** Address of a page of the app as the admin loads it. */
  embeddedUrl(path: string): string;
  sendWebhook(input: SendInput): Delivery[];
  deliveries(): Delivery[];
  /** Resolves when no delivery is on its way. */
  settled(): Promise<void>;
}

const subject = ({ shop, app, clock }: ShopRuntime): TokenSubject => ({
  shopDomain: shop.domain,
  clientId: app.clientId,
  clientSecret: app.clientSecret,
  now: clock(),
});

function sendWebhook(runtime: ShopRuntime, input: SendInput): Delivery[] {
  const { app, sender, shop, clock } = runtime;
  const subscription = app.subscriptions.find((each) => each.topic === input.topic);
  const uri = input.uri ?? subscription?.uri;
  if (!uri) throw new Error(`The app has no subscription to ${input.topic}; give a uri.`);
  const target = { ...(subscription ?? app.subscriptions[0]!), uri };
  const webhook = {
    shopDomain: input.shopDomain ?? shop.domain,
    topic: input.topic,
    url: subscriptionUrl(target, app.url),
    body: input.body ?? toJson(input.payload ?? {}),
    apiVersion: input.apiVersion ?? app.apiVersion,
    eventId: input.eventId ?? randomUUID(),
    webhookId: input.webhookId ?? newWebhookId(),
    triggeredAt: input.triggeredAt ? new Date(input.triggeredAt) : clock(),
    name: subscription?.name ?? null,
    secret: input.badHmac ? `${app.clientSecret} forged` : signingSecret(app, clock()),
    headers: input.headers,
  };
  return Array.from({ length: input.times ?? 1 }, () => sender.send(webhook));
}

export function createControl(runtime: ShopRuntime): Control {
  return {
    install: () => runtime.install(),
    uninstall: () => runtime.uninstall(),
    sessionToken: (claims) => mintSessionToken(subject(runtime), claims),
    embeddedUrl: (path) => embeddedUrl(subject(runtime), runtime.app.url, path),
    sendWebhook: (input) => sendWebhook(runtime, input),
    deliveries: () => runtime.sender.deliveries,
    settled: () => runtime.sender.settled(),
  };
}
