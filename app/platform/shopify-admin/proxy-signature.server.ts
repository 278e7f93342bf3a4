import { createHmac, timingSafeEqual } from "node:crypto";
import { env } from "#app/platform/env/env.server.ts";

const MAX_AGE_SECONDS = 90;
/** What Shopify adds: twice, and nobody could say which one counts. */
const ONCE = ["shop", "timestamp", "signature", "logged_in_customer_id", "path_prefix"];

/**
 * Whether Shopify's app proxy signed these parameters, within the last 90 seconds: hex HMAC-SHA256 over the decoded
 * parameters but `signature`, each name once with its values joined by commas, sorted and put together without a
 * separator (shopify.dev, "Authenticate app proxies").
 *
 * The Remix package's `authenticate.public.appProxy` also reads the shop's access token, and renews it at Shopify when it
 * is about to end: a shopper would wait for that, and see an error when it fails, for a token that no answer needs.
 */
export function isSignedByProxy(parameters: URLSearchParams): boolean {
  if (ONCE.some((name) => parameters.getAll(name).length > 1)) return false;
  const timestamp = parameters.get("timestamp") ?? "";
  const ageSeconds = Date.now() / 1000 - Number(timestamp);
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(ageSeconds) > MAX_AGE_SECONDS) return false;
  const given = Buffer.from(parameters.get("signature") ?? "", "hex");
  const message = messageOf(parameters);
  // Shopify signs with the oldest secret that is not revoked.
  return [env.SHOPIFY_API_SECRET, env.SHOPIFY_API_SECRET_PREVIOUS].some((secret) => {
    if (secret === undefined) return false;
    const expected = createHmac("sha256", secret).update(message).digest();
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

function messageOf(parameters: URLSearchParams): string {
  const names = new Set(parameters.keys());
  names.delete("signature");
  return [...names]
    .map((name) => `${name}=${parameters.getAll(name).join(",")}`)
    .toSorted()
    .join("");
}
