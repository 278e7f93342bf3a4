import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { readAppToml } from "#app/platform/shopify-admin/app-toml.server.ts";
import { readShop, storefrontOf } from "#app/features/shops/index.server.ts";

/** Where whoever is signed in finds the preference centre on the storefront, for menus and footers. */
export async function preferenceAddress(scope: ShopScope): Promise<string> {
  return `${storefrontOf(await readShop(scope))}${readAppToml().proxyPath}/preferences`;
}
