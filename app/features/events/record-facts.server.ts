import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import type { Fact } from "#app/shared/fact.ts";
import { assignOrderFacts, hasDueReactions, mergeFacts, type OrderOwner } from "./repository.server.ts";

/**
 * Adds facts to the log, which marks whoever they concern as due for a reaction. Who calls it ends the transaction with
 * {@link queueReactions}.
 *
 * @param owners whom the facts of these orders belong to now, when that may have changed
 */
export async function recordFacts(
  scope: ShopScope,
  facts: readonly Fact[],
  owners: readonly OrderOwner[] = [],
): Promise<void> {
  // In this order what is new, and belongs to them already, need not be looked through.
  await assignOrderFacts(scope, owners);
  await mergeFacts(scope, facts);
}

/**
 * Queues the reactions to what this transaction recorded. The last statement of a transaction: all that record facts
 * meet at the job's row, and whoever waits there must hold up nobody who still needs another row.
 */
export async function queueReactions(scope: ShopScope): Promise<void> {
  if (await hasDueReactions(scope)) await enqueue(scope, "react");
}
