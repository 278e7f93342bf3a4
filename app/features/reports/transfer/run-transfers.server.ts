import { withAdvisoryLock } from "#app/platform/db/advisory-lock.server.ts";
import { type ShopId, withShop } from "#app/platform/db/scope.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import { makeExports } from "./export-runs.server.ts";
import { workOffImports } from "./store-import.server.ts";

const BUSY_RETRY_MS = 5_000;

/** Works off a shop's imports and exports; one process at a time. */
export async function runTransfers(shopId: ShopId): Promise<void> {
  const hadTurn = await withAdvisoryLock(`run-transfers:${shopId}`, async () => {
    // An import that fails again and again holds up no archive.
    await workOffImports(shopId).finally(() => makeExports(shopId));
  });
  if (hadTurn) return;
  const runAt = new Date(Date.now() + BUSY_RETRY_MS);
  await withShop(shopId, (scope) => enqueue(scope, "run-transfers", { runAt }));
}
