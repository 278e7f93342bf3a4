import type { ShopScope } from "#app/platform/db/scope.server.ts";
import type { Channel } from "./domain/consent.ts";

/** Which of these customers agree to be written to on a channel today. */
export async function consentedAmong(
  { db, shopId }: ShopScope,
  customerIds: readonly bigint[],
  channel: Channel,
): Promise<Set<bigint>> {
  if (customerIds.length === 0) return new Set();
  const rows = await db.customerConsent.findMany({
    where: { shopId, customerId: { in: [...new Set(customerIds)] }, channel, state: "subscribed" },
    select: { customerId: true },
  });
  return new Set(rows.map((row) => row.customerId));
}
