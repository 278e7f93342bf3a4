import { type ShopId, type ShopReads, type ShopScope, withShop } from "#app/platform/db/scope.server.ts";
import {
  type AdminApi,
  type AdminClient,
  createAdminClient,
} from "#app/platform/shopify-admin/admin-client.server.ts";
import { ShopDetailsDocument } from "#app/platform/shopify-admin/operations.generated.ts";

/** What the app knows about a shop. */
export interface ShopRecord {
  id: bigint;
  domain: string;
  name: string | null;
  /** null until the details were fetched for the first time. */
  currency: string | null;
  ianaTimezone: string | null;
  countryCode: string | null;
  /** The storefront's own address, without a slash at its end; null until the details were fetched. */
  storefrontUrl: string | null;
  installedAt: Date;
  uninstalledAt: Date | null;
}

/** The shop whose scope is open; null = there is none. */
export async function findShop({ db }: ShopReads): Promise<ShopRecord | null> {
  const [shop] = await db.$queryRaw<ShopRecord[]>`
    /* prepared: read_shop */
    SELECT shop_id AS id, domain, name, currency, iana_timezone AS "ianaTimezone", country_code AS "countryCode",
      storefront_url AS "storefrontUrl", installed_at AS "installedAt", uninstalled_at AS "uninstalledAt"
    FROM shop WHERE shop_id = current_shop_id()`;
  return shop ?? null;
}

/** The shop whose scope is open. */
export async function readShop(scope: ShopReads): Promise<ShopRecord> {
  const shop = await findShop(scope);
  if (!shop) throw new Error("the shop is not there");
  return shop;
}

/** The storefront's address, without a slash at its end. */
export function storefrontOf({
  domain,
  storefrontUrl,
}: {
  domain: string;
  storefrontUrl: string | null;
}): string {
  return storefrontUrl ?? `https://${domain}`;
}

/** Makes this transaction the only one that changes the shop's settings until it ends. */
export async function lockShop({ db }: ShopScope): Promise<void> {
  await db.$queryRaw`SELECT shop_id FROM shop WHERE shop_id = current_shop_id() FOR NO KEY UPDATE`;
}

/** A client of the Admin API for the shop. */
export async function adminClientOf(shopId: ShopId): Promise<AdminClient> {
  const shop = await withShop(shopId, readShop);
  return createAdminClient(shop.domain);
}

/**
 * Fetches name, currency and time zone from Shopify.
 *
 * @param api of the request that is under way; the worker leaves it out
 * @returns the app's own global id at Shopify, which owns app-data metafields
 */
export async function refreshShop(shopId: ShopId, api?: AdminApi): Promise<{ appInstallationGid: string }> {
  const { shop, currentAppInstallation } = await (api ?? (await adminClientOf(shopId))).request(
    ShopDetailsDocument,
    {},
  );
  await withShop(shopId, ({ db }) =>
    db.shop.update({
      where: { id: shopId },
      data: {
        name: shop.name,
        email: shop.email,
        currency: shop.currencyCode,
        ianaTimezone: shop.ianaTimezone,
        countryCode: shop.shopAddress.countryCodeV2 ?? null,
        storefrontUrl: shop.primaryDomain.url.replace(/\/+$/, ""),
      },
    }),
  );
  return { appInstallationGid: currentAppInstallation.id };
}
