import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { retryFailed } from "./repository.server.ts";

/** Sets failed deliveries (some, or all with null) waiting again. Returns how many. */
export async function retryDeliveries(
  scope: ShopScope,
  deliveryIds: readonly bigint[] | null,
): Promise<number> {
  const retried = await retryFailed(scope, deliveryIds);
  if (retried > 0) await enqueue(scope, "process-deliveries");
  return retried;
}
