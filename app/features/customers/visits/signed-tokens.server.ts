import { isSignedWords, signWords } from "#app/platform/crypto/hmac.server.ts";
import type { ShopId } from "#app/platform/db/scope.server.ts";
import { env } from "#app/platform/env/env.server.ts";

/**
 * Tokens that go out to browsers and come back. Each is bound to its purpose and its shop, so that none can be used for
 * another; while the app's secret is being rotated the one before is believed too.
 */

function isGenuine(words: readonly string[], signature: string): boolean {
  return [env.SHOPIFY_API_SECRET, env.SHOPIFY_API_SECRET_PREVIOUS].some(
    (secret) => secret !== undefined && isSignedWords(secret, words, signature),
  );
}

/** What the pixel's settings name the shop by. Anybody can read it in the page; nobody can make one for another shop. */
export function pixelAccount(shopId: ShopId): string {
  return `${shopId}.${signWords(env.SHOPIFY_API_SECRET, ["pixel account", shopId.toString()])}`;
}

/** The shop of a token from {@link pixelAccount}; null when it is not genuine. */
export function shopOfPixelAccount(account: string): ShopId | null {
  const [, shopId, signature] = /^(\d{1,18})\.([0-9a-f]{64})$/.exec(account) ?? [];
  if (shopId === undefined || signature === undefined) return null;
  return isGenuine(["pixel account", shopId], signature) ? BigInt(shopId) : null;
}

/** click: whoever follows a link in a message to a customer. login: whoever Shopify says is signed in. */
export type ProofKind = "click" | "login";

const VALID_MS: Record<ProofKind, number> = { click: 30 * 86_400_000, login: 3_600_000 };
/** Our own clocks differ a little. */
const MAX_AHEAD_MS = 60_000;

/**
 * A token that says which customer a browser belongs to: for a link in a message (`?pk=<token>`), or handed out through
 * the app proxy to whoever is signed in.
 *
 * @param proof.reference what was sent, such as a message's number; it comes back with the visit
 */
export function makeVisitToken(
  shopId: ShopId,
  proof: { kind: ProofKind; customerId: bigint; reference?: string },
  now: Date,
): string {
  const { kind, customerId, reference = "" } = proof;
  const issued = Math.floor(now.getTime() / 1000).toString(36);
  const words = [`visit ${kind}`, shopId.toString(), customerId.toString(), reference, issued];
  return `${customerId}.${reference}.${issued}.${signWords(env.SHOPIFY_API_SECRET, words)}`;
}

/** Whom a token from {@link makeVisitToken} names; null when it is not genuine, for another use, or too old. */
export function readVisitToken(
  shopId: ShopId,
  kind: ProofKind,
  token: string,
  now: Date,
): { customerId: bigint; reference: string } | null {
  const parts = /^(-?\d{1,19})\.([\w-]{0,60})\.([0-9a-z]{1,9})\.([0-9a-f]{64})$/.exec(token);
  if (!parts) return null;
  const [, customerId = "", reference = "", issued = "", signature = ""] = parts;
  if (!isGenuine([`visit ${kind}`, shopId.toString(), customerId, reference, issued], signature)) return null;
  const ageMs = now.getTime() - parseInt(issued, 36) * 1000;
  if (ageMs < -MAX_AHEAD_MS || ageMs > VALID_MS[kind]) return null;
  return { customerId: BigInt(customerId), reference };
}
