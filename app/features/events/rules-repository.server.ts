import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { type DeliveryRule, likeOf, type RuleAction } from "./domain/delivery-rules.ts";

/** A shop's rules for deliveries that fail, in the order in which they count. */
export async function listRules({ db, shopId }: ShopScope): Promise<DeliveryRule[]> {
  const rows = await db.deliveryRule.findMany({
    where: { shopId },
    orderBy: { id: "asc" },
    omit: { shopId: true, createdAt: true, createdBy: true },
  });
  return rows.map((row) => ({ ...row, action: row.action as RuleAction }));
}

export async function insertRule(
  { db }: ShopScope,
  rule: Omit<DeliveryRule, "id">,
  staff: string | null,
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO delivery_rule (shop_id, rule_id, topic, error_contains, action, retry_after_minutes, max_retries, created_by)
    SELECT current_shop_id(), coalesce(max(rule_id), 0) + 1, ${rule.topic}, ${rule.errorContains}, ${rule.action},
      ${rule.retryAfterMinutes}::int, ${rule.maxRetries}::int, ${staff}
    FROM delivery_rule WHERE shop_id = current_shop_id()`;
}

export async function deleteRule({ db, shopId }: ShopScope, id: number): Promise<void> {
  await db.deliveryRule.deleteMany({ where: { shopId, id } });
}

/** How many deliveries that were set aside a rule concerns. */
export async function countFitting(
  { db }: ShopScope,
  rule: Pick<DeliveryRule, "topic" | "errorContains">,
): Promise<number> {
  const rows = await db.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) AS count FROM webhook_delivery WHERE shop_id = current_shop_id() AND status = 'failed'
      AND topic LIKE ${likeOf(rule.topic)} AND strpos(lower(coalesce(error, '')), lower(${rule.errorContains})) > 0`;
  return Number(rows[0]?.count ?? 0);
}

/** Does with the deliveries that were set aside what a rule says. Returns how many. */
export async function applyToFitting({ db }: ShopScope, rule: Omit<DeliveryRule, "id">): Promise<number> {
  const isRetry = rule.action === "retry";
  return db.$executeRaw`
    UPDATE webhook_delivery SET status = ${isRetry ? "received" : "ignored"},
      not_before = CASE WHEN ${isRetry} THEN now() + ${rule.retryAfterMinutes ?? 0}::int * interval '1 minute' END,
      processed_at = CASE WHEN ${isRetry} THEN NULL ELSE now() END
    WHERE shop_id = current_shop_id() AND status = 'failed'
      AND topic LIKE ${likeOf(rule.topic)} AND strpos(lower(coalesce(error, '')), lower(${rule.errorContains})) > 0`;
}
