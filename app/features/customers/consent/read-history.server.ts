import { openJson } from "#app/platform/crypto/keyring.server.ts";
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { factsOf } from "#app/features/events/index.server.ts";
import { type Channel, type Consent, consentOfFact } from "./domain/consent.ts";
import { type ConsentEvidence, evidencePlace } from "./record-consents.server.ts";

/** One statement of the ledger, with what proves it. */
export interface ProvenConsent extends Consent {
  key: string;
  evidence: ConsentEvidence | null;
}

const SHOWN = 50;

/** What a person said about a channel, newest first, with the evidence opened. Whoever shows it notes the access. */
export async function readConsentHistory(
  scope: ShopScope,
  customerId: bigint,
  channel: Channel,
): Promise<ProvenConsent[]> {
  const { db, shopId } = scope;
  const statements = (await factsOf(scope, [customerId])).flatMap((fact) => {
    const consent = consentOfFact(fact);
    return consent?.channel === channel ? [{ ...consent, key: fact.key }] : [];
  });
  const newest = statements.toReversed().slice(0, SHOWN);
  const rows = await db.consentEvidence.findMany({
    where: { shopId, factKey: { in: newest.map(({ key }) => key) } },
  });
  const proofs = new Map(
    rows.map(({ factKey, sealed }) => [
      factKey,
      openJson<ConsentEvidence>(sealed, evidencePlace(shopId, factKey)),
    ]),
  );
  return newest.map((statement) => ({ ...statement, evidence: proofs.get(statement.key) ?? null }));
}
