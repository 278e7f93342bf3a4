import { z } from "zod";
import { id, instant, orNull, readPayload } from "#app/shared/payload.ts";
import {
  type Channel,
  type Consent,
  type ConsentLevel,
  type ConsentState,
  FROM_SHOPIFY,
  LEVELS,
  UNKNOWN_SINCE,
  wholeSecond,
} from "./consent.ts";

const text = orNull(z.string());

const EmailConsent = z.object({
  customer_id: id,
  email_marketing_consent: z.object({ state: text, opt_in_level: text, consent_updated_at: orNull(instant) }),
});
const SmsConsent = z.object({
  id,
  sms_marketing_consent: z.object({ state: text, opt_in_level: text, consent_updated_at: orNull(instant) }),
});
const WhatsAppConsent = z.object({
  customer_id: id,
  whats_app_marketing_consent: z.object({ state: text, opt_in_level: text, updated_at: orNull(instant) }),
});

/** Reads customers_email_marketing_consent/update. @throws InvalidInput */
export function emailConsentFromWebhook(payload: unknown, triggeredAt: Date): Consent {
  const { customer_id, email_marketing_consent: consent } = readPayload(EmailConsent, payload, "The consent");
  return told(
    customer_id,
    "email",
    consent.state,
    consent.opt_in_level,
    consent.consent_updated_at,
    triggeredAt,
  );
}

/** Reads customers_marketing_consent/update, which is about SMS. @throws InvalidInput */
export function smsConsentFromWebhook(payload: unknown, triggeredAt: Date): Consent {
  const { id: subjectId, sms_marketing_consent: consent } = readPayload(SmsConsent, payload, "The consent");
  return told(subjectId, "sms", consent.state, consent.opt_in_level, consent.consent_updated_at, triggeredAt);
}

/** Reads customers_whats_app_marketing_consent/update. @throws InvalidInput */
export function whatsAppConsentFromWebhook(payload: unknown, triggeredAt: Date): Consent {
  const { customer_id, whats_app_marketing_consent: consent } = readPayload(
    WhatsAppConsent,
    payload,
    "The consent",
  );
  return told(customer_id, "whatsapp", consent.state, consent.opt_in_level, consent.updated_at, triggeredAt);
}

/** A webhook is sent because something changed: where Shopify gives no time, it is the webhook's. */
function told(
  subjectId: bigint,
  channel: Channel,
  state: string | null,
  level: string | null,
  changedAt: Date | null,
  triggeredAt: Date,
): Consent {
  return {
    subjectId,
    channel,
    state: readState(state),
    level: readLevel(level),
    source: FROM_SHOPIFY,
    changedAt: wholeSecond(changedAt ?? triggeredAt),
  };
}

/**
 * A consent as a record of Shopify shows it (an import, a comparison), in whatever case it writes the words. Null when it
 * says nothing: nobody was asked yet.
 */
export function consentFromRecord(
  subjectId: bigint,
  channel: Channel,
  record: { state: string | null; level: string | null; changedAt: Date | null },
): Consent | null {
  const state = readState(record.state);
  if (record.changedAt === null && state === "not_subscribed") return null;
  return {
    subjectId,
    channel,
    state,
    level: readLevel(record.level),
    source: FROM_SHOPIFY,
    changedAt: wholeSecond(record.changedAt ?? UNKNOWN_SINCE),
  };
}

/** Words that Shopify has for never having been asked, or for an address that cannot be written to. */
function readState(text: string | null): ConsentState {
  const word = text?.toLowerCase();
  return word === "subscribed" || word === "pending" || word === "unsubscribed" || word === "redacted"
    ? word
    : "not_subscribed";
}

function readLevel(text: string | null): ConsentLevel | null {
  const word = text?.toLowerCase() as ConsentLevel;
  return LEVELS.includes(word) ? word : null;
}
