/** Addresses in messages that lead to us: sealed, bound to one message, and ending by themselves. */
import { openLink, sealLink } from "#app/platform/crypto/sealed-link.server.ts";
import type { ShopId } from "#app/platform/db/scope.server.ts";
import { env } from "#app/platform/env/env.server.ts";

const DAY_MS = 86_400_000;
/** The laws on marketing mail ask for 30 days at least. */
const UNSUBSCRIBE_DAYS = 400;
const CLICK_DAYS = 90;
/** Longer addresses are left as they are: the sealed one could not be opened. */
const MAX_SEALED_CHARS = 1000;

export interface MessageRef {
  shopId: ShopId;
  messageId: bigint;
}

interface UnsubscribeLetter {
  shop: string;
  message: string;
  /** Redundant with the message, which may be gone by then. */
  customer: string;
}

interface ClickLetter {
  shop: string;
  message: string;
  to: string;
}

/** Where one press, or the mail program's own button (RFC 8058), ends the marketing mails. */
export function unsubscribeLink({ shopId, messageId }: MessageRef, customerId: bigint, now: Date): string {
  const letter: UnsubscribeLetter = {
    shop: shopId.toString(),
    message: messageId.toString(),
    customer: customerId.toString(),
  };
  const key = sealLink("unsubscribe", letter, new Date(now.getTime() + UNSUBSCRIBE_DAYS * DAY_MS));
  return `${env.SHOPIFY_APP_URL}/unsubscribe?key=${key}`;
}

/** Whom an unsubscribe link is for, or why it does not work. */
export function openUnsubscribeLink(
  key: string,
  now: Date,
): (MessageRef & { customerId: bigint }) | "expired" | "forged" {
  const letter = openLink<UnsubscribeLetter>("unsubscribe", key, now);
  if (typeof letter === "string") return letter;
  return {
    shopId: BigInt(letter.shop),
    messageId: BigInt(letter.message),
    customerId: BigInt(letter.customer),
  };
}

/** The address that notes a click and goes on to `to`; null when `to` is too long to be sealed. */
export function clickLink({ shopId, messageId }: MessageRef, to: string, now: Date): string | null {
  const letter: ClickLetter = { shop: shopId.toString(), message: messageId.toString(), to };
  const key = sealLink("click", letter, new Date(now.getTime() + CLICK_DAYS * DAY_MS));
  return key.length <= MAX_SEALED_CHARS ? `${env.SHOPIFY_APP_URL}/click?key=${key}` : null;
}

/** What a click link says, or why it does not work. */
export function openClickLink(key: string, now: Date): (MessageRef & { to: string }) | "expired" | "forged" {
  const letter = openLink<ClickLetter>("click", key, now);
  if (typeof letter === "string") return letter;
  return { shopId: BigInt(letter.shop), messageId: BigInt(letter.message), to: letter.to };
}
