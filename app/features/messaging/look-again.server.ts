/** The last look at messages before they are handed over: what was decided a moment ago may not hold any more. */
import { type ShopId, withShop } from "#app/platform/db/scope.server.ts";
import type { PendingMessage } from "./domain/message.ts";

/** A decision that is older is made again: quiet hours may have begun since. */
export const DECISION_LASTS_MS = 30_000;

/** A message that was let out, and when. */
export interface LetOut {
  message: Pick<PendingMessage, "id" | "customerId">;
  at: Date;
}

/**
 * Says which of these messages may still go, in one read. For the others it is decided anew: their people took their
 * consent back, bought, became somebody else, are being reacted to, or the decision grew old. Those that were taken back
 * are cancelled.
 */
export async function stillLetOut(
  shopId: ShopId,
  messages: readonly LetOut[],
  now: Date,
): Promise<Set<bigint>> {
  if (messages.length === 0) return new Set();
  const given = messages.map(({ message: { id, customerId }, at }) => ({
    id: id.toString(),
    customer: customerId.toString(),
    at,
  }));
  const oldest = new Date(now.getTime() - DECISION_LASTS_MS);
  const rows = await withShop(
    shopId,
    ({ db }) => db.$queryRaw<{ id: bigint }[]>`
      WITH given AS (
        SELECT * FROM jsonb_to_recordset(${JSON.stringify(given)}::jsonb) AS g (id bigint, customer bigint, at timestamptz)
      ), may AS (
        SELECT m.message_id FROM given g JOIN message m ON m.shop_id = current_shop_id() AND m.message_id = g.id
        WHERE m.status = 'sending' AND m.claimed_at = g.at AND m.failure IS NULL AND m.customer_id = g.customer
          AND g.at >= ${oldest}
          AND NOT EXISTS (SELECT FROM shop s WHERE s.shop_id = m.shop_id AND s.uninstalled_at IS NOT NULL)
          AND NOT EXISTS (SELECT FROM suppression s WHERE s.shop_id = m.shop_id AND s.customer_id = m.customer_id
            AND s.channel = m.channel AND s.since >= g.at)
          AND (m.purpose = 'transactional' OR (
            NOT EXISTS (SELECT FROM reaction_due r WHERE r.shop_id = m.shop_id AND r.customer_id = m.customer_id)
            AND EXISTS (SELECT FROM customer_consent c WHERE c.shop_id = m.shop_id AND c.customer_id = m.customer_id
              AND c.channel = m.channel AND c.state = 'subscribed')
            AND NOT EXISTS (SELECT FROM customer_preference p WHERE p.shop_id = m.shop_id AND p.customer_id = m.customer_id
              AND p.updated_at >= date_trunc('second', g.at))))
      ), put_back AS (
        UPDATE message m SET status = CASE WHEN m.failure IS NULL THEN 'waiting' ELSE 'cancelled' END, attempts = m.attempts - 1
        FROM given g WHERE m.shop_id = current_shop_id() AND m.message_id = g.id AND m.status = 'sending' AND m.claimed_at = g.at
          AND NOT EXISTS (SELECT FROM may WHERE may.message_id = g.id)
      )
      SELECT message_id AS id FROM may`,
  );
  return new Set(rows.map(({ id }) => id));
}
