import { openJson, sealJson } from "#app/platform/crypto/keyring.server.ts";
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import {
  deliveryHandler,
  type DeliveryHandler,
  type Derived,
  derivedTable,
  type Reaction,
  recordFacts,
} from "#app/features/events/index.server.ts";
import { noteChanges } from "#app/features/shops/index.server.ts";
import { redactedAmong, resolveMerges } from "../repository.server.ts";
import {
  CHANNELS,
  channelsToTell,
  type Consent,
  consentFact,
  consentKey,
  type CurrentConsent,
  currentConsents,
  FROM_SHOPIFY,
} from "./domain/consent.ts";
import {
  emailConsentFromWebhook,
  smsConsentFromWebhook,
  whatsAppConsentFromWebhook,
} from "./domain/consent-payload.ts";

/** The outbox's word for a consent that Shopify must know; the key is `<customer>:<channel>`. */
export const CONSENT_CHANGE = "customer.consent";

/** What proves a consent. Never an IP address: what was shown and where says enough. */
export interface ConsentEvidence {
  /** The words that the person agreed to, or refused by. */
  text: string;
  locale: string;
  /** Address of the page, without its query. */
  page: string;
  /** What a file says by what it was collected: free text, which may name somebody. */
  collectedBy?: string;
}

export interface ConsentWithEvidence extends Consent {
  evidence?: ConsentEvidence;
}

export function evidencePlace(shopId: bigint, factKey: string): string {
  return `consent:${shopId}:${factKey}`;
}

/**
 * Adds statements about consents to the ledger. The same statement told twice is one; the order makes no difference. What
 * did not come from Shopify is noted for Shopify. Whoever was erased is passed over.
 */
export async function recordConsents(
  scope: ShopScope,
  consents: readonly ConsentWithEvidence[],
): Promise<void> {
  if (consents.length === 0) return;
  const ids = consents.map(({ subjectId }) => subjectId);
  const merged = await resolveMerges(scope, ids);
  const ownerOf = (id: bigint) => merged.get(id) ?? id;
  const redacted = await redactedAmong(scope, [...ids, ...merged.values()]);
  const kept = consents.filter(
    ({ subjectId }) => !redacted.has(subjectId) && !redacted.has(ownerOf(subjectId)),
  );
  await recordFacts(
    scope,
    kept.map((consent) => consentFact(consent, ownerOf(consent.subjectId))),
  );
  await storeEvidence(scope, kept, ownerOf);
  const told = kept.filter(
    ({ source, channel, subjectId }) =>
      source !== FROM_SHOPIFY && channel !== "push" && ownerOf(subjectId) > 0n,
  );
  await noteChanges(
    scope,
    CONSENT_CHANGE,
    told.map(({ subjectId, channel }) => `${ownerOf(subjectId)}:${channel}`),
  );
}

async function storeEvidence(
  { db, shopId }: ShopScope,
  consents: readonly ConsentWithEvidence[],
  ownerOf: (id: bigint) => bigint,
): Promise<void> {
  const rows = consents.flatMap((consent) => {
    if (!consent.evidence) return [];
    const factKey = consentKey(consent);
    const customerId = ownerOf(consent.subjectId);
    return [
      { shopId, factKey, customerId, sealed: sealJson(consent.evidence, evidencePlace(shopId, factKey)) },
    ];
  });
  if (rows.length > 0) await db.consentEvidence.createMany({ data: rows, skipDuplicates: true });
}

/** What proves a consent; null when nothing was kept. */
export async function readEvidence(
  { db, shopId }: ShopScope,
  factKey: string,
): Promise<ConsentEvidence | null> {
  const row = await db.consentEvidence.findUnique({ where: { shopId_factKey: { shopId, factKey } } });
  return row && openJson<ConsentEvidence>(row.sealed, evidencePlace(shopId, factKey));
}

/**
 * The reaction: makes customers' current consents from their facts. What became a customer's because a guest turned out to
 * be them, or staff joined the two, is noted for Shopify then.
 */
export const reactToConsents: Reaction = async (scope, customers) => {
  const changed = await writeConsents(
    scope,
    customers.map(({ customerId, facts }) => ({ customerId, consents: currentConsents(facts) })),
  );
  const untold = customers.flatMap(({ customerId, facts }) =>
    channelsToTell(facts, customerId).map((channel) => `${customerId}:${channel}`),
  );
  await noteChanges(
    scope,
    CONSENT_CHANGE,
    untold.filter((key) => changed.has(key)),
  );
};

/** Answers which of them changed, as `<customer>:<channel>`. */
async function writeConsents(
  { db }: ShopScope,
  customers: readonly { customerId: bigint; consents: readonly CurrentConsent[] }[],
): Promise<Set<string>> {
  if (customers.length === 0) return new Set();
  const rows = customers.flatMap(({ customerId, consents }) =>
    consents.map((consent) => ({ ...consent, id: customerId.toString() })),
  );
  const ids = customers.map(({ customerId }) => customerId);
  await db.$executeRaw`
    DELETE FROM customer_consent c WHERE c.shop_id = current_shop_id() AND c.customer_id = ANY(${ids}::bigint[])
      AND c.channel = ANY(${[...CHANNELS]}::text[]) AND NOT EXISTS (
        SELECT FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (id bigint, channel text)
        WHERE g.id = c.customer_id AND g.channel = c.channel)`;
  if (rows.length === 0) return new Set();
  const changed = await db.$queryRaw<{ customerId: bigint; channel: string }[]>`
    INSERT INTO customer_consent AS c (shop_id, customer_id, channel, state, level, source, changed_at)
    SELECT current_shop_id(), id, channel, state, level, source, "changedAt"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS g (id bigint, channel text, state text, level text, source text, "changedAt" timestamptz)
    ORDER BY id, channel
    ON CONFLICT (shop_id, customer_id, channel) DO UPDATE SET
      state = excluded.state, level = excluded.level, source = excluded.source, changed_at = excluded.changed_at
    WHERE (c.state, c.level, c.source, c.changed_at) IS DISTINCT FROM
      (excluded.state, excluded.level, excluded.source, excluded.changed_at)
    RETURNING customer_id AS "customerId", channel`;
  return new Set(changed.map(({ customerId, channel }) => `${customerId}:${channel}`));
}

/**
 * What the reactions make from facts here; a replay empties it. What a browser allows stands in the same table under other
 * channels and does not come from facts.
 */
export const consentDerived: readonly Derived[] = [
  {
    ...derivedTable("customer_consent"),
    clear: async ({ db, shopId }, customerIds) => {
      await db.customerConsent.deleteMany({
        where: { shopId, customerId: { in: [...customerIds] }, channel: { in: [...CHANNELS] } },
      });
    },
  },
  derivedTable("customer_preference"),
];

/** A customer's consents as they stand, by channel. */
export async function consentsOf({ db, shopId }: ShopScope, customerId: bigint): Promise<CurrentConsent[]> {
  const rows = await db.customerConsent.findMany({
    where: { shopId, customerId, channel: { in: [...CHANNELS] } },
    orderBy: { channel: "asc" },
    omit: { shopId: true, customerId: true },
  });
  return rows as CurrentConsent[];
}

const consentHandler = (read: (payload: unknown, triggeredAt: Date) => Consent): DeliveryHandler =>
  deliveryHandler(
    ({ payload, triggeredAt }) => read(payload, triggeredAt),
    async (scope, consents) => {
      await recordConsents(scope, consents);
      const erased = await redactedAmong(
        scope,
        consents.map(({ subjectId }) => subjectId),
      );
      return consents.map(({ subjectId }) => ({ customerId: subjectId, isErased: erased.has(subjectId) }));
    },
  );

/** The consent topics of shopify.app.toml. A checkout's `buyer_accepts_marketing` comes by the same topics. */
export const consentDeliveryHandlers: Readonly<Record<string, DeliveryHandler>> = {
  "customers_email_marketing_consent/update": consentHandler(emailConsentFromWebhook),
  "customers_marketing_consent/update": consentHandler(smsConsentFromWebhook),
  "customers_whats_app_marketing_consent/update": consentHandler(whatsAppConsentFromWebhook),
};
