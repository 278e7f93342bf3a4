/** The client secret that signs webhooks, also in the hour after it was rotated. */
import { randomBytes } from "node:crypto";
import type { AppUnderTest } from "#simulator/context.ts";

/** Shopify: it can take up to an hour until webhooks are signed with the new secret. */
export const ROTATION_MS = 3_600_000;

/** What signs a webhook at this time. */
export function signingSecret(app: AppUnderTest, now: Date): string {
  const { retiredSecret, clientSecret } = app;
  return retiredSecret && now < retiredSecret.signsUntil ? retiredSecret.value : clientSecret;
}

/**
 * Gives the app a new client secret. Tokens and the app proxy use it at once, webhooks for `graceMs` longer the one
 * before.
 */
export function rotateSecret(app: AppUnderTest, now: Date, secret?: string, graceMs = ROTATION_MS): string {
  app.retiredSecret = { value: signingSecret(app, now), signsUntil: new Date(now.getTime() + graceMs) };
  app.clientSecret = secret ?? `shpss_${randomBytes(16).toString("hex")}`;
  return app.clientSecret;
}
