/**
 * Double opt-in: a subscription counts once the person has followed a link that was sent by e-mail. The link is sealed, ends after some days and works once: it confirms the statement that asked for it and no other.
 */
import { openLink, sealLink } from "#app/platform/crypto/sealed-link.server.ts";
import type { ShopId, ShopScope } from "#app/platform/db/scope.server.ts";
import { env } from "#app/platform/env/env.server.ts";
import { lockCustomer, queueReactions } from "#app/features/events/index.server.ts";
import { readSettings } from "#app/features/shops/index.server.ts";
import { resolveMerges } from "../repository.server.ts";
import { type Channel, isChannel, wholeSecond } from "./domain/consent.ts";
import { type ConsentEvidence, consentsOf, recordConsents } from "./record-consents.server.ts";
import { bringConsentsUpToDate } from "./refresh-consents.server.ts";

const LINK_PURPOSE = "confirm-consent";
const LINK_DAYS = 14;

interface ConfirmationLetter {
  shop: string;
  customer: string;
  channel: string;
  /** When it was asked for: the statement that this link confirms. */
  askedAtMs: number;
}

/** Somebody who wants to be written to. */
export interface OptIn {
  customerId: bigint;
  channel: Channel;
  source: string;
  evidence: ConsentEvidence;
  now: Date;
  /** Whether the link can be sent: the person has an e-mail address that takes messages. */
  canConfirm: boolean;
}

/** What a subscription came to. `pending`: the link must be sent to the address that is to be confirmed. */
export type OptInResult = { state: "subscribed" } | { state: "pending"; link: string; expiresAt: Date };

/**
 * Subscribes somebody, by double opt-in where the shop wants that. The link for every channel goes by e-mail. Who cannot
 * get it is subscribed to other channels without, and the level says so; e-mail itself waits.
 */
export async function optIn(scope: ShopScope, request: OptIn): Promise<OptInResult> {
  const { doubleOptIn } = await readSettings(scope);
  if (doubleOptIn && (request.canConfirm || request.channel === "email"))
    return { state: "pending", ...(await requestConfirmation(scope, request)) };
  const { customerId, channel, source, evidence, now } = request;
  await recordConsents(scope, [
    {
      subjectId: customerId,
      channel,
      state: "subscribed",
      level: "single_opt_in",
      source,
      evidence,
      changedAt: now,
    },
  ]);
  await bringConsentsUpToDate(scope, customerId);
  return { state: "subscribed" };
}

/** Notes that somebody must confirm, and makes the link for it. Sending it is the caller's. */
export async function requestConfirmation(
  scope: ShopScope,
  { customerId, channel, source, evidence, now }: Omit<OptIn, "canConfirm">,
): Promise<{ link: string; expiresAt: Date }> {
  const changedAt = wholeSecond(now);
  await recordConsents(scope, [
    {
      subjectId: customerId,
      channel,
      state: "pending",
      level: "confirmed_opt_in",
      source,
      evidence,
      changedAt,
    },
  ]);
  await bringConsentsUpToDate(scope, customerId);
  return confirmationLink(scope, { customerId, channel, askedAt: changedAt });
}

/** The link that confirms a request which stands already. It ends some days after the request. */
export function confirmationLink(
  { shopId }: ShopScope,
  { customerId, channel, askedAt }: { customerId: bigint; channel: Channel; askedAt: Date },
): { link: string; expiresAt: Date } {
  const expiresAt = new Date(askedAt.getTime() + LINK_DAYS * 86_400_000);
  const letter: ConfirmationLetter = {
    shop: shopId.toString(),
    customer: customerId.toString(),
    channel,
    askedAtMs: askedAt.getTime(),
  };
  const key = sealLink(LINK_PURPOSE, letter, expiresAt);
  return { link: `${env.SHOPIFY_APP_URL}/preferences/confirm?key=${key}`, expiresAt };
}

/** A link that was opened: whose it is, or why it does not work. */
export type Confirmation =
  { shopId: ShopId; customerId: bigint; channel: Channel; askedAt: Date } | "expired" | "forged";

export function openConfirmation(key: string, now: Date): Confirmation {
  const letter = openLink<ConfirmationLetter>(LINK_PURPOSE, key, now);
  if (typeof letter === "string") return letter;
  const { shop, customer, channel, askedAtMs } = letter;
  if (!isChannel(channel)) return "forged";
  return { shopId: BigInt(shop), customerId: BigInt(customer), channel, askedAt: new Date(askedAtMs) };
}

/**
 * Confirms a subscription, once. Returns false when there is nothing to confirm any more: it was confirmed, or the person
 * changed their mind since.
 */
export async function confirmConsent(
  scope: ShopScope,
  confirmation: Exclude<Confirmation, string>,
  { evidence, now }: { evidence: ConsentEvidence; now: Date },
): Promise<boolean> {
  const { channel, askedAt } = confirmation;
  // Two presses at once: the second waits here and finds it confirmed.
  const merged = await resolveMerges(scope, [confirmation.customerId]);
  const customerId = merged.get(confirmation.customerId) ?? confirmation.customerId;
  await lockCustomer(scope, customerId);
  await bringConsentsUpToDate(scope, customerId);
  const current = (await consentsOf(scope, customerId)).find((consent) => consent.channel === channel);
  if (current?.state !== "pending" || current.changedAt.getTime() !== askedAt.getTime()) return false;
  // A confirmation in the second of the request would meet it, and the more restrictive would win.
  const changedAt = new Date(Math.max(wholeSecond(now).getTime(), askedAt.getTime() + 1000));
  await recordConsents(scope, [
    {
      subjectId: customerId,
      channel,
      state: "subscribed",
      level: "confirmed_opt_in",
      source: "double_opt_in",
      evidence,
      changedAt,
    },
  ]);
  await bringConsentsUpToDate(scope, customerId);
  await queueReactions(scope);
  return true;
}
