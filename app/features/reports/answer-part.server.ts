import { data } from "@remix-run/node";
import { noteAccess } from "#app/features/customers/index.server.ts";
import { type ShopId, withShop } from "#app/platform/db/scope.server.ts";
import { parseId } from "#app/shared/ids.ts";
import type { Page } from "./domain/page-place.ts";
import { type PartLines, readPart } from "./read-parts.server.ts";
import { PART_NAMES, type PartName } from "./schema.ts";

/**
 * The page of a profile's list that a request asks for, by the names in its path and its `cursor`; that somebody looked is
 * noted.
 *
 * @throws Response 404 when nobody has the number, or there is no such list
 */
export async function answerPart(
  { shopId, staff }: { shopId: ShopId; staff: string },
  request: Request,
  params: Readonly<Record<string, string | undefined>>,
): Promise<Page<PartLines[PartName]>> {
  const customerId = parseId(params["customerId"]);
  const part = PART_NAMES.find((name) => name === params["part"]);
  const cursor = new URL(request.url).searchParams.get("cursor");
  const page = customerId === null || !part ? null : await readPart(shopId, customerId, { part, cursor });
  if (customerId === null || !page) throw data({ reason: "customer_unknown" }, { status: 404 });
  await withShop(shopId, (scope) => noteAccess(scope, { customerId, actor: staff, action: "viewed" }));
  return page;
}
