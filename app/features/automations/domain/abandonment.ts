import type { AbandonmentTrigger } from "./definition.ts";

/** A cart with the checkout that was begun from it, as the records show them now. */
export interface ShownCart {
  /** cart:<token>, or checkout:<token> where the checkout names no cart. */
  key: string;
  updatedAt: Date;
  totalMinor: bigint;
  itemCount: number;
  hasCheckout: boolean;
  isCompleted: boolean;
}

/** Why a cart is not, or no longer, to be brought back. */
export type DropReason =
  | "bought"
  | "gone"
  | "cart_empty"
  | "below_minimum"
  | "newer_cart"
  | "no_stock"
  | "no_consent"
  | "not_concerned"
  | "too_late"
  | "reentry";

export type CartVerdict =
  { kind: "abandoned" } | { kind: "quiet_until"; at: Date } | { kind: "drop"; reason: DropReason };

/** What is known about a person and a cart at this moment. */
export interface CartCase {
  cart: ShownCart | undefined;
  /** Since the cart was last changed, on any channel. */
  hasBought: boolean;
  hasNewerCart: boolean;
  hasStock: boolean;
  /** Agreed to e-mails. */
  hasConsent: boolean;
}

/** Whether a cart is abandoned now, by the merchant's rule; when it may be, if it is still being changed; or why not. */
export function judgeCart(rule: AbandonmentTrigger, shown: CartCase, now: Date): CartVerdict {
  const { cart } = shown;
  const drop = (reason: DropReason): CartVerdict => ({ kind: "drop", reason });
  if (shown.hasBought || cart?.isCompleted) return drop("bought");
  if (!cart) return drop("gone");
  const quietAt = new Date(cart.updatedAt.getTime() + rule.quietMinutes * 60_000);
  if (quietAt > now) return { kind: "quiet_until", at: quietAt };
  if (cart.itemCount === 0) return drop("cart_empty");
  if (cart.totalMinor < BigInt(rule.minTotalMinor)) return drop("below_minimum");
  if (rule.of !== "either" && (rule.of === "checkout") !== cart.hasCheckout) return drop("not_concerned");
  if (rule.needsNewestCart && shown.hasNewerCart) return drop("newer_cart");
  if (rule.needsStock && !shown.hasStock) return drop("no_stock");
  if (rule.needsConsent && !shown.hasConsent) return drop("no_consent");
  return { kind: "abandoned" };
}
