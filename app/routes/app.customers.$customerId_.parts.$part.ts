import { data, type LoaderFunctionArgs } from "@remix-run/node";
import { noteAccess } from "#app/features/customers/index.server.ts";
import { readPart } from "#app/features/reports/index.server.ts";
import { PART_NAMES } from "#app/features/reports/schema.ts";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { parseId } from "#app/shared/ids.ts";

/** A further page of one of the lists on a customer's page. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  return openAdmin(request, install, async ({ shopId, staff }) => {
    const customerId = parseId(params["customerId"]);
    const part = PART_NAMES.find((name) => name === params["part"]);
    const cursor = new URL(request.url).searchParams.get("cursor");
    const page = customerId === null || !part ? null : await readPart(shopId, customerId, { part, cursor });
    if (customerId === null || !page) throw data({ reason: "customer_unknown" }, { status: 404 });
    await withShop(shopId, (scope) => noteAccess(scope, { customerId, actor: staff, action: "viewed" }));
    return page;
  });
}
