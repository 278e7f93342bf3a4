import { openLink, sealLink } from "#app/platform/crypto/sealed-link.server.ts";
import type { ShopId } from "#app/platform/db/scope.server.ts";
import { env } from "#app/platform/env/env.server.ts";

const LINK_PURPOSE = "preferences";
/** Longer than the laws on marketing mails ask an unsubscribe link to work. */
const LINK_DAYS = 60;

interface PreferenceLetter {
  shop: string;
  customer: string;
}

/** The address of a customer's preference centre, for messages to that customer. Works for 60 days, without signing in. */
export function preferenceLink(shopId: ShopId, customerId: bigint, now: Date): string {
  const letter: PreferenceLetter = { shop: shopId.toString(), customer: customerId.toString() };
  const key = sealLink(LINK_PURPOSE, letter, new Date(now.getTime() + LINK_DAYS * 86_400_000));
  return `${env.SHOPIFY_APP_URL}/preferences?key=${key}`;
}

/** Whose preference centre a link opens, or why it does not work. */
export function openPreferenceLink(
  key: string,
  now: Date,
): { shopId: ShopId; customerId: bigint } | "expired" | "forged" {
  const letter = openLink<PreferenceLetter>(LINK_PURPOSE, key, now);
  if (typeof letter === "string") return letter;
  return { shopId: BigInt(letter.shop), customerId: BigInt(letter.customer) };
}
