import { prisma } from "#app/platform/db/client.server.ts";
import { type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import { log } from "#app/platform/log/log.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";

/** What else must happen, in the same transaction, when a shop installs the app anew. */
export type InstallHook = (scope: ShopScope) => Promise<void>;

/**
 * Notes that a shop has the app, after its merchant's token was exchanged. The first time, and again after an
 * uninstall, the shop's details are fetched and its past is imported. Safe to repeat.
 */
export async function installShop(domain: string, hooks: readonly InstallHook[]): Promise<bigint> {
  const rows = await prisma.$queryRaw<{ id: bigint; newlyInstalled: boolean }[]>`
    SELECT id, newly_installed AS "newlyInstalled" FROM install_shop(${domain})`;
  const installed = rows[0];
  if (!installed) throw new Error("install_shop answered nothing");
  if (installed.newlyInstalled) {
    await withShop(installed.id, async (scope) => {
      for (const hook of hooks) await hook(scope);
      await enqueue(scope, "refresh-shop");
    });
    log.info({ shopId: installed.id.toString() }, "a shop installed the app");
  }
  return installed.id;
}
