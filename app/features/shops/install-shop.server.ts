import { openShop, type ShopId, type ShopScope } from "#app/platform/db/scope.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";

/** What else must happen, in the same transaction, when a shop installs the app anew. */
export type InstallHook = (scope: ShopScope) => Promise<void>;

/**
 * Notes that a shop has the app, after its merchant's token was exchanged. The first time, and again after an
 * uninstall, the shop's details are fetched and its past is imported. Safe to repeat. All of it becomes visible at
 * once: a page that knows the shop also finds its import.
 */
export async function installShop(domain: string, hooks: readonly InstallHook[]): Promise<ShopId> {
  const { shopId, isNew } = await openShop(domain, async (scope) => {
    for (const hook of hooks) await hook(scope);
    await enqueue(scope, "refresh-shop");
  });
  if (isNew) log.info({ shopId: shopId.toString() }, "a shop installed the app");
  return shopId;
}
