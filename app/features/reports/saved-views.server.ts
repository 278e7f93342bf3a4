import { openJson, sealJson } from "#app/platform/crypto/keyring.server.ts";
import type { ShopScope } from "#app/platform/db/scope.server.ts";
import { Refusal } from "#app/shared/errors.ts";
import { addressOfView, ViewQuery, viewOfAddress } from "./schema.ts";

/** A list of customers that staff keep. */
export interface SavedViewRow {
  id: number;
  name: string;
  /** The parameters of its address. */
  address: string;
}

const MAX_VIEWS = 50;

function placeOf(shopId: bigint, id: number): string {
  return `saved-view:${shopId}:${id}`;
}

export async function listViews({ db, shopId }: ShopScope): Promise<SavedViewRow[]> {
  const rows = await db.savedView.findMany({ where: { shopId }, orderBy: { id: "asc" } });
  return rows.map(({ id, sealed, query }) => ({
    id,
    name: openJson<string>(sealed, placeOf(shopId, id))!,
    address: addressOfView(
      ViewQuery.parse({ ...(query as object), columns: (query as { columns?: string }).columns }),
    ).toString(),
  }));
}

/**
 * Keeps a list under a name, or gives a kept one another name or content. Text that was searched for is not kept: it
 * mostly is somebody's name; the view's own name is sealed, for it may be one, too.
 *
 * @throws Refusal view_name_taken, too_many_views
 */
export async function saveView(
  { db, shopId }: ShopScope,
  view: { id: number | null; name: string; address: string; staff: string; now: Date },
): Promise<number> {
  // One at a time, so that two cannot take one number or one name.
  await db.$queryRaw`SELECT shop_id FROM shop WHERE shop_id = current_shop_id() FOR NO KEY UPDATE`;
  const rows = await db.savedView.findMany({ where: { shopId }, select: { id: true, sealed: true } });
  const views = rows.map((row) => ({
    id: row.id,
    name: openJson<string>(row.sealed, placeOf(shopId, row.id))!,
  }));
  if (views.some(({ id, name }) => id !== view.id && name.toLowerCase() === view.name.toLowerCase()))
    throw new Refusal("view_name_taken", "there is a view of that name", { field: "name" });
  if (view.id === null && views.length >= MAX_VIEWS)
    throw new Refusal("too_many_views", "there are too many views");
  const { q: _searched, columns, ...rest } = viewOfAddress(view.address);
  const query = { ...rest, columns: columns.join(",") };
  const id = view.id ?? Math.max(0, ...views.map((other) => other.id)) + 1;
  const sealed = sealJson(view.name, placeOf(shopId, id));
  await db.savedView.upsert({
    where: { shopId_id: { shopId, id } },
    create: { shopId, id, sealed, query, createdBy: view.staff, updatedAt: view.now },
    update: { sealed, query, updatedAt: view.now },
  });
  return id;
}

export async function deleteView({ db, shopId }: ShopScope, id: number): Promise<void> {
  await db.savedView.deleteMany({ where: { shopId, id } });
}
