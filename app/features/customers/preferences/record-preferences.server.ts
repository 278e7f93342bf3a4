import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { type Reaction, recordFacts } from "#app/features/events/index.server.ts";
import {
  currentPreferences,
  isSameChoice,
  NOTHING_CHOSEN,
  type Preferences,
  preferencesFact,
} from "./domain/preferences.ts";

/** What a shopper chose; what holds without a choice, when there is none. */
export async function preferencesOf({ db, shopId }: ShopScope, customerId: bigint): Promise<Preferences> {
  const row = await db.customerPreference.findUnique({
    where: { shopId_customerId: { shopId, customerId } },
  });
  return row ? (row as unknown as Preferences) : NOTHING_CHOSEN;
}

/** Notes a choice as a fact. Choosing what holds already adds nothing. Returns whether anything changed. */
export async function recordPreferences(
  scope: ShopScope,
  customerId: bigint,
  preferences: Preferences,
  now: Date,
): Promise<boolean> {
  if (isSameChoice(await preferencesOf(scope, customerId), preferences)) return false;
  await recordFacts(scope, [preferencesFact(customerId, preferences, now)]);
  return true;
}

/** The reaction: makes customers' preferences from their facts. */
export const reactToPreferences: Reaction = async ({ db }, customers) => {
  const rows = customers.flatMap(({ customerId, facts }) => {
    const current = currentPreferences(facts);
    return current ? [{ id: customerId.toString(), ...current }] : [];
  });
  const without = customers
    .map(({ customerId }) => customerId)
    .filter((id) => !rows.some((row) => row.id === id.toString()));
  if (without.length > 0) {
    await db.$executeRaw`
      DELETE FROM customer_preference WHERE shop_id = current_shop_id() AND customer_id = ANY(${without}::bigint[])`;
  }
  if (rows.length === 0) return;
  await db.$executeRaw`
    INSERT INTO customer_preference (shop_id, customer_id, topics_off, frequency, paused_until, no_automated_decisions, updated_at)
    SELECT current_shop_id(), id, "topicsOff", frequency, "pausedUntil", "noAutomatedDecisions", "updatedAt"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (id bigint, "topicsOff" text[], frequency text,
      "pausedUntil" timestamptz, "noAutomatedDecisions" boolean, "updatedAt" timestamptz)
    ORDER BY id
    ON CONFLICT (shop_id, customer_id) DO UPDATE SET topics_off = excluded.topics_off, frequency = excluded.frequency,
      paused_until = excluded.paused_until, no_automated_decisions = excluded.no_automated_decisions, updated_at = excluded.updated_at`;
};
