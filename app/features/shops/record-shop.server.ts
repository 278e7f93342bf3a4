import { log } from "#app/platform/log/log.server.ts";
import { enqueue } from "#app/platform/queue/queue.server.ts";
import type { ShopScope } from "#app/platform/db/scope.server.ts";

interface ShopDelivery {
  topic: string;
  triggeredAt: Date;
}

/**
 * app/uninstalled: the tokens are worthless now and are forgotten; the data stays until shop/redact. A delivery that
 * comes after the shop was installed again changes nothing.
 */
async function recordUninstall({ db, shopId }: ShopScope, { triggeredAt }: ShopDelivery) {
  const shop = await db.shop.findUniqueOrThrow({ where: { id: shopId } });
  if (triggeredAt >= shop.installedAt && shop.uninstalledAt === null) {
    await db.shop.update({ where: { id: shopId }, data: { uninstalledAt: triggeredAt } });
    await db.session.deleteMany({ where: { shop: shop.domain } });
    log.info({ shopId: shopId.toString() }, "a shop uninstalled the app");
  }
  return { customerId: null };
}

/** shop/update and app/scopes_update: fetch the details anew. */
async function recordUpdate(scope: ShopScope) {
  await enqueue(scope, "refresh-shop");
  return { customerId: null };
}

/** The shop topics of shopify.app.toml. */
export const shopDeliveryHandlers = {
  "app/uninstalled": recordUninstall,
  "app/scopes_update": recordUpdate,
  "shop/update": recordUpdate,
};
