import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { lockShop } from "#app/features/shops/index.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import type { DeliveryRule } from "./domain/delivery-rules.ts";
import { nextAttemptAt } from "./repository.server.ts";
import { applyToFitting, insertRule, listRules } from "./rules-repository.server.ts";

/** More would be read with every failure, and nobody could follow them. */
const MAX_RULES = 50;

/**
 * Adds a rule for deliveries that fail, and applies it to those that were set aside already.
 *
 * @returns how many it was applied to
 * @throws Refusal when there are too many rules
 */
export async function addRule(
  scope: ShopScope,
  rule: Omit<DeliveryRule, "id">,
  staff: string | null,
): Promise<number> {
  await lockShop(scope);
  if ((await listRules(scope)).length >= MAX_RULES)
    throw new Refusal("too_many_rules", `a shop has at most ${MAX_RULES} rules`, {
      details: { count: MAX_RULES },
    });
  await insertRule(scope, rule, staff);
  const applied = await applyToFitting(scope, rule);
  const next = await nextAttemptAt(scope);
  if (applied > 0 && next) await enqueue(scope, "process-deliveries", { runAt: next });
  return applied;
}
