/** What the gate and the templates need to know about people, for many at once. */
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { type CustomerRecord, findCustomers, normaliseEmail } from "#app/features/customers/index.server.ts";
import { blindIndexOf } from "#app/features/shops/index.server.ts";
import type { GateInput } from "./domain/decide.ts";

/** A person as the gate sees one. */
export interface Recipient {
  record: CustomerRecord | null;
  /** Null = there is no address to write to. */
  address: string | null;
  consent: GateInput["consent"];
  preferences: GateInput["preferences"];
  suppression: string | null;
  recentSends: Date[];
}

const RECENT_DAYS = 31;
/** What bounces is the very address, whatever the shop takes for one person. */
const EXACT = { foldsPlusAddresses: false, countryCode: null };

/**
 * Reads recipients of e-mail. Everybody asked for is answered.
 *
 * @param options.except messages that are just being decided about: they are not among the recent ones
 */
export async function readRecipients(
  scope: ShopScope,
  customerIds: readonly bigint[],
  { now, except = [] }: { now: Date; except?: readonly bigint[] },
): Promise<Map<bigint, Recipient>> {
  const { db } = scope;
  const ids = [...new Set(customerIds)];
  const records = await findCustomers(scope, ids);
  const addresses = new Map(ids.map((id) => [id, addressOf(records.get(id))]));
  const [consents, preferences, sends] = [
    await db.$queryRaw<{ id: bigint; state: string; changedAt: Date }[]>`
      SELECT customer_id AS id, state, changed_at AS "changedAt" FROM customer_consent
      WHERE shop_id = current_shop_id() AND channel = 'email' AND customer_id = ANY(${ids}::bigint[])`,
    await db.$queryRaw<({ id: bigint } & GateInput["preferences"])[]>`
      SELECT customer_id AS id, topics_off AS "topicsOff", frequency, paused_until AS "pausedUntil" FROM customer_preference
      WHERE shop_id = current_shop_id() AND customer_id = ANY(${ids}::bigint[])`,
    await db.$queryRaw<{ id: bigint; at: Date }[]>`
      SELECT customer_id AS id, coalesce(sent_at, claimed_at) AS at FROM message
      WHERE shop_id = current_shop_id() AND customer_id = ANY(${ids}::bigint[]) AND channel = 'email'
        AND purpose = 'marketing' AND (status IN ('sent', 'sending') OR may_repeat) AND message_id <> ALL(${[...except]}::bigint[])
        AND coalesce(sent_at, claimed_at) > ${new Date(now.getTime() - RECENT_DAYS * 86_400_000)}`,
  ];
  const suppressed = await suppressedAmong(
    scope,
    [...addresses.values()].flatMap((address) => address ?? []),
  );
  const consentOf = new Map(consents.map((row) => [row.id, row]));
  const preferencesOf = new Map(preferences.map((row) => [row.id, row]));
  const sendsOf = Map.groupBy(sends, ({ id }) => id);
  return new Map(
    ids.map((id) => {
      const address = addresses.get(id) ?? null;
      return [
        id,
        {
          record: records.get(id) ?? null,
          address,
          consent: consentOf.get(id) ?? null,
          preferences: preferencesOf.get(id) ?? { topicsOff: [], frequency: "all", pausedUntil: null },
          suppression: (address !== null && suppressed.get(address)) || null,
          recentSends: (sendsOf.get(id) ?? []).map(({ at }) => at),
        },
      ];
    }),
  );
}

/** One address and nothing that a header or a list could be made of. */
const ADDRESS = /^[^\s<>(),;:"\\@[\]]{1,64}@[^\s<>(),;:"\\@[\]]{1,190}$/;

function addressOf(record: CustomerRecord | undefined): string | null {
  if (!record || record.redactedAt || record.deletedAt || !record.email) return null;
  const address = record.email.trim();
  return ADDRESS.test(address) ? address : null;
}

/** Whether an e-mail that somebody asked for would be sent to them: there is an address, and nothing speaks against it. */
export async function isReachable(scope: ShopScope, customerId: bigint): Promise<boolean> {
  const address = addressOf((await findCustomers(scope, [customerId])).get(customerId));
  return address !== null && (await suppressedAmong(scope, [address])).size === 0;
}

/** Which of these addresses nothing is sent to, and why. */
export async function suppressedAmong(
  scope: ShopScope,
  addresses: readonly string[],
): Promise<Map<string, string>> {
  if (addresses.length === 0) return new Map();
  const tokens = await tokensOf(scope, addresses);
  const rows = await scope.db.suppression.findMany({
    where: { shopId: scope.shopId, channel: "email", token: { in: [...tokens.values()] } },
    select: { token: true, reason: true },
  });
  const reasons = new Map(rows.map(({ token, reason }) => [Buffer.from(token).toString("hex"), reason]));
  return new Map(
    [...tokens].flatMap(([address, token]) => {
      const reason = reasons.get(Buffer.from(token).toString("hex"));
      return reason === undefined ? [] : [[address, reason] as const];
    }),
  );
}

/** Notes that nothing is sent to an address any more. The first reason stays. */
export async function suppress(
  scope: ShopScope,
  suppressions: readonly { address: string; customerId: bigint; reason: string; since: Date }[],
): Promise<void> {
  if (suppressions.length === 0) return;
  const tokens = await tokensOf(
    scope,
    suppressions.map(({ address }) => address),
  );
  await scope.db.suppression.createMany({
    data: suppressions.map(({ address, customerId, reason, since }) => ({
      shopId: scope.shopId,
      channel: "email",
      token: tokens.get(address)!,
      customerId,
      reason,
      since,
    })),
    skipDuplicates: true,
  });
}

async function tokensOf(
  scope: ShopScope,
  addresses: readonly string[],
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const index = await blindIndexOf(scope);
  return new Map(
    addresses.map((address) => [
      address,
      Uint8Array.from(index.token("email", normaliseEmail(address, EXACT) ?? address.toLowerCase())),
    ]),
  );
}
