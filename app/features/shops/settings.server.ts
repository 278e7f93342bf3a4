import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { ShopSettings } from "./domain/shop-settings.ts";

/** What the merchant chose. What was never chosen, or no longer fits, has its default. */
export async function readSettings({ db, shopId }: ShopScope): Promise<ShopSettings> {
  const { settings } = await db.shop.findUniqueOrThrow({ where: { id: shopId }, select: { settings: true } });
  return ShopSettings.parse(settings);
}

/** Changes some settings and leaves the others, also those that somebody else changes at this moment. */
export async function saveSettings({ db }: ShopScope, changed: Partial<ShopSettings>): Promise<void> {
  await db.$executeRaw`
    UPDATE shop SET settings = settings || ${JSON.stringify(changed)}::jsonb WHERE shop_id = current_shop_id()`;
}
