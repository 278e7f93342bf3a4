/**
 * With `include_fields` Shopify sends a payload only once when the same one follows within a short time. It does not say
 * how short; including `updated_at` keeps changes apart.
 */
import type { WebhookSubscription } from "#simulator/context.ts";

/** Of simulated time. */
export const DEBOUNCE_MS = 5_000;

/** When each body was last sent, the oldest first. */
type Recent = Map<string, number>;

const recents = new WeakMap<WebhookSubscription, Recent>();

/** Whether the same body went to this subscription a moment ago; remembers it otherwise. */
export function isRepeated(
  subscription: WebhookSubscription,
  scope: string,
  body: string,
  now: Date,
): boolean {
  if (subscription.includeFields.length === 0) return false;
  let recent = recents.get(subscription);
  if (!recent) {
    recent = new Map();
    recents.set(subscription, recent);
  }
  const nowMs = now.getTime();
  for (const [old, atMs] of recent) {
    if (Math.abs(nowMs - atMs) < DEBOUNCE_MS) break;
    recent.delete(old);
  }
  const key = `${scope} ${body}`;
  if (recent.has(key)) return true;
  recent.set(key, nowMs);
  return false;
}
