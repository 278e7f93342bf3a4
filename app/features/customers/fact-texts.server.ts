/**
 * What is personal about a fact: what staff or a file wrote, such as why points were adjusted, what a visitor searched for, and
 * the birthday that somebody stated. Sealed, beside the evidence of consents, and erased with the person.
 */
import { openJson, sealJson } from "#app/platform/crypto/keyring.server.ts";
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { evidencePlace } from "./consent/record-consents.server.ts";

interface FactName {
  kind: string;
  key: string;
}

const nameOf = ({ kind, key }: FactName) => `${kind}:${key}`;

/** The text of a fact, and whom it goes with: a customer, or a visitor below zero. */
export interface FactText {
  fact: FactName;
  customerId: bigint;
  text: string;
}

/** Keeps the texts of facts. Of each fact the first one stays. */
export async function keepFactTexts({ db, shopId }: ShopScope, texts: readonly FactText[]): Promise<void> {
  if (texts.length === 0) return;
  await db.consentEvidence.createMany({
    data: texts.map(({ fact, customerId, text }) => {
      const factKey = nameOf(fact);
      return { shopId, factKey, customerId, sealed: sealJson({ text }, evidencePlace(shopId, factKey)) };
    }),
    skipDuplicates: true,
  });
}

/** The texts of some facts, by their keys. Facts without one are left out. */
export async function factTextsOf(
  { db, shopId }: ShopScope,
  facts: readonly FactName[],
): Promise<Map<string, string>> {
  if (facts.length === 0) return new Map();
  const byName = new Map(facts.map((fact) => [nameOf(fact), fact.key]));
  const rows = await db.consentEvidence.findMany({ where: { shopId, factKey: { in: [...byName.keys()] } } });
  return new Map(
    rows.flatMap(({ factKey, sealed }) => {
      const text = openJson<{ text: string }>(sealed, evidencePlace(shopId, factKey))?.text;
      return text === undefined ? [] : [[byName.get(factKey)!, text]];
    }),
  );
}
