import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import type { Fact } from "#app/shared/fact.ts";
import { assignOrderFacts, mergeFacts } from "./repository.server.ts";

/**
 * Adds facts to the log and, in the same transaction, queues the reaction of whoever they concern.
 *
 * @param owners whom the facts of these orders belong to now, when that may have changed
 */
export async function recordFacts(
  scope: ShopScope,
  facts: readonly Fact[],
  owners: readonly { orderId: bigint; customerId: bigint | null }[] = [],
): Promise<void> {
  await mergeFacts(scope, facts);
  await assignOrderFacts(scope, owners);
  await enqueue(scope, "react");
}
