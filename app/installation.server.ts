import { startBackfill } from "#app/features/orders/index.server.ts";
import { installShop } from "#app/features/shops/index.server.ts";
import { onTokenExchanged } from "#app/platform/shopify-admin/shopify.server.ts";
import type { ShopId } from "#app/platform/db/scope.server.ts";

/**
 * What an installation means to this app as a whole: the shop is noted, and its past is imported. Here and not in the
 * shops feature, which knows nothing of orders.
 */
export function install(shopDomain: string): Promise<ShopId> {
  return installShop(shopDomain, [startBackfill]);
}

onTokenExchanged(async (shopDomain) => {
  await install(shopDomain);
});
