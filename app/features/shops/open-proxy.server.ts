import { findShopId, type ShopId, withShopReads } from "#app/platform/db/scope.server.ts";
import { isSignedByProxy } from "#app/platform/shopify-admin/proxy-signature.server.ts";
import { parseId } from "#app/shared/ids.ts";
import { readShop, type ShopRecord } from "./shop-details.server.ts";

/** A shopper's request that came through Shopify's app proxy, its signature checked. */
export interface ProxyVisit {
  shopId: ShopId;
  shop: ShopRecord;
  /** Who is signed in, by Shopify's word; null = nobody. Nothing else in the request says who it is. */
  customerId: bigint | null;
  /** Storefront path of the app; a merchant can change it. */
  path: string;
  locale: string;
}

const SAFE_PATH = /^\/[\w/-]{1,100}$/;

/**
 * Opens a request from the storefront.
 *
 * @throws Response 400 when Shopify did not sign it, 404 when the shop does not have the app
 */
export async function openProxy(request: Request): Promise<ProxyVisit> {
  const { searchParams } = new URL(request.url);
  if (!(await isSignedByProxy(searchParams))) {
    throw new Response("Shopify did not sign this request.\n", { status: 400 });
  }
  const shopId = await findShopId(searchParams.get("shop") ?? "");
  const shop = shopId === null ? null : await withShopReads(shopId, readShop);
  if (shopId === null || !shop || shop.uninstalledAt) {
    throw new Response("This shop does not have the app.\n", { status: 404 });
  }
  const path = searchParams.get("path_prefix") ?? "";
  const locale = searchParams.get("locale") ?? "";
  return {
    shopId,
    shop,
    customerId: parseId(searchParams.get("logged_in_customer_id")),
    path: SAFE_PATH.test(path) ? path : "/apps/perennial",
    locale: /^[a-zA-Z-]{2,10}$/.test(locale) ? locale : "en",
  };
}
