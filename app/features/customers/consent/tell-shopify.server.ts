import { type ShopId, withShop } from "#app/platform/db/scope.server.ts";
import type { AdminClient } from "#app/platform/shopify-admin/admin-client.server.ts";
import {
  SetEmailConsentDocument,
  SetSmsConsentDocument,
  SetWhatsAppConsentDocument,
} from "#app/platform/shopify-admin/operations.generated.ts";
import { gidOf } from "#app/shared/ids.ts";
import { adminClientOf, type ChangeResult, type ChangeSender } from "#app/features/shops/index.server.ts";
import { type CurrentConsent, isChannel, UNKNOWN_SINCE } from "./domain/consent.ts";
import { CONSENT_CHANGE, consentsOf } from "./record-consents.server.ts";

interface UserError {
  field?: string[] | null;
  message: string;
}

/**
 * Tells Shopify what customers agreed to, as it stands now. Shopify keeps the statement with the newest time, so that a
 * change made there meanwhile wins, and its echo is the fact that we have.
 */
async function sendConsents(shopId: ShopId, keys: readonly string[]): Promise<ChangeResult[]> {
  const client = await adminClientOf(shopId);
  const results: ChangeResult[] = [];
  for (const key of keys) results.push(await sendConsent(client, shopId, key));
  return results;
}

async function sendConsent(client: AdminClient, shopId: ShopId, key: string): Promise<ChangeResult> {
  const [id = "0", channel] = key.split(":");
  const consents = await withShop(shopId, (scope) => consentsOf(scope, BigInt(id)));
  const consent = consents.find((candidate) => candidate.channel === channel);
  if (!consent || !isChannel(channel) || !isTellable(consent)) return { key, ok: true };
  const errors = await tell(client, gidOf("Customer", BigInt(id)), consent);
  const [error] = errors;
  if (!error) return { key, ok: true };
  // Our clock may be ahead of Shopify's: a moment later the time is not in the future any more.
  const isClock = error.field?.some((part) => /updatedAt$/i.test(part)) ?? false;
  return { key, ok: false, error: error.message, retry: isClock };
}

/** Shopify takes these three states only; the others are its own to decide. */
function isTellable({ state }: CurrentConsent): boolean {
  return state === "subscribed" || state === "unsubscribed" || state === "pending";
}

async function tell(client: AdminClient, customerId: string, consent: CurrentConsent): Promise<UserError[]> {
  const state = consent.state.toUpperCase() as "SUBSCRIBED" | "UNSUBSCRIBED" | "PENDING";
  // Shopify takes "pending" only as the beginning of a double opt-in.
  const level =
    state === "PENDING"
      ? "CONFIRMED_OPT_IN"
      : (consent.level?.toUpperCase() as "SINGLE_OPT_IN" | "CONFIRMED_OPT_IN" | "UNKNOWN" | undefined);
  const at = consent.changedAt > UNKNOWN_SINCE ? consent.changedAt.toISOString() : undefined;
  const marketing = {
    marketingState: state,
    ...(level ? { marketingOptInLevel: level } : {}),
    ...(at ? { consentUpdatedAt: at } : {}),
  };
  if (consent.channel === "email") {
    const input = { customerId, emailMarketingConsent: marketing };
    const answer = await client.request(SetEmailConsentDocument, { input });
    return answer.customerEmailMarketingConsentUpdate?.userErrors ?? [];
  }
  if (consent.channel === "sms") {
    const input = { customerId, smsMarketingConsent: marketing };
    const answer = await client.request(SetSmsConsentDocument, { input });
    return answer.customerSmsMarketingConsentUpdate?.userErrors ?? [];
  }
  const whatsAppMarketingConsent = {
    state,
    ...(level ? { optInLevel: level } : {}),
    ...(at ? { updatedAt: at } : {}),
  };
  const answer = await client.request(SetWhatsAppConsentDocument, {
    input: { customerId, whatsAppMarketingConsent },
  });
  return answer.customerWhatsAppMarketingConsentUpdate?.userErrors ?? [];
}

export const consentChangeSenders: readonly ChangeSender[] = [
  { kind: CONSENT_CHANGE, batchSize: 10, send: sendConsents },
];
