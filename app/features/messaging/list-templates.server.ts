import { type ShopId, withShop } from "#app/platform/db/scope.server.ts";
import { listTemplates as listRecords } from "./templates.server.ts";

/** The templates as the list shows them, with their English subject. */
export function listTemplates(shopId: ShopId): Promise<{ key: string; version: number; subject: string }[]> {
  return withShop(shopId, async (scope) =>
    (await listRecords(scope)).map(({ key, version, content }) => ({
      key,
      version,
      subject: (content["en"] ?? Object.values(content)[0])?.subject ?? "",
    })),
  );
}
