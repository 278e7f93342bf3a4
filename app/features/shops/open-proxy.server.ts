import { type ShopId, type ShopReads, withShopReads } from "#app/platform/db/scope.server.ts";
import { isSignedByProxy } from "#app/platform/shopify-admin/proxy-signature.server.ts";
import { parseId } from "#app/shared/ids.ts";
import { findShop, type ShopRecord } from "./shop-details.server.ts";

/** What a shopper's request says that came through Shopify's app proxy, its signature checked. */
export interface ProxyRequest {
  domain: string;
  /** Who is signed in, by Shopify's word; null = nobody. Nothing else in the request says who it is. */
  customerId: bigint | null;
  /** Storefront path of the app; a merchant can change it. */
  path: string;
  locale: string;
}

/** Such a request, and its shop. */
export interface ProxyVisit extends ProxyRequest {
  shopId: ShopId;
  shop: ShopRecord;
}

const SAFE_PATH = /^\/[\w/-]{1,100}$/;

/** Reads a request from the storefront. @throws Response 400 when Shopify did not sign it */
export function readProxyRequest(request: Request): ProxyRequest {
  const { searchParams } = new URL(request.url);
  if (!isSignedByProxy(searchParams)) {
    throw new Response("Shopify did not sign this request.\n", { status: 400 });
  }
  const path = searchParams.get("path_prefix") ?? "";
  const locale = searchParams.get("locale") ?? "";
  return {
    domain: searchParams.get("shop") ?? "",
    customerId: parseId(searchParams.get("logged_in_customer_id")),
    path: SAFE_PATH.test(path) ? path : "/apps/perennial",
    locale: /^[a-zA-Z-]{2,10}$/.test(locale) ? locale : "en",
  };
}

/** The shop whose storefront asks. @throws Response 404 when it does not have the app */
export async function readProxyShop(reads: ShopReads): Promise<ShopRecord> {
  const shop = await findShop(reads);
  if (!shop || shop.uninstalledAt) {
    throw new Response("This shop does not have the app.\n", { status: 404 });
  }
  return shop;
}

/**
 * Opens a request from the storefront.
 *
 * @throws Response 400 when Shopify did not sign it, 404 when the shop does not have the app
 */
export async function openProxy(request: Request): Promise<ProxyVisit> {
  const read = readProxyRequest(request);
  const shop = await withShopReads(read.domain, readProxyShop);
  return { ...read, shopId: shop.id, shop };
}
