/** Links that bring a cart back: sealed, bound to one enrolment, and good for longer than the cart is remembered. */
import { openLink, sealLink } from "#app/platform/crypto/sealed-link.server.ts";
import type { ShopId } from "#app/platform/db/scope.server.ts";
import { env } from "#app/platform/env/env.server.ts";

const PURPOSE = "recovery";
const LINK_DAYS = 180;

interface RecoveryLetter {
  shop: string;
  enrolment: string;
}

export function recoveryLink(shopId: ShopId, enrolmentId: bigint, now: Date): string {
  const letter: RecoveryLetter = { shop: shopId.toString(), enrolment: enrolmentId.toString() };
  const key = sealLink(PURPOSE, letter, new Date(now.getTime() + LINK_DAYS * 86_400_000));
  return `${env.SHOPIFY_APP_URL}/recover?key=${key}`;
}

/** Which cart a link brings back, or why it does not work. */
export function openRecoveryLink(
  key: string,
  now: Date,
): { shopId: ShopId; enrolmentId: bigint } | "expired" | "forged" {
  const letter = openLink<RecoveryLetter>(PURPOSE, key, now);
  if (typeof letter === "string") return letter;
  return { shopId: BigInt(letter.shop), enrolmentId: BigInt(letter.enrolment) };
}
