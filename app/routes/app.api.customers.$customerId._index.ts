import { data, type LoaderFunctionArgs } from "@remix-run/node";
import { noteAccess } from "#app/features/customers/index.server.ts";
import { readProfile } from "#app/features/reports/index.server.ts";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { parseId } from "#app/shared/ids.ts";
import { textOfJson } from "#app/shared/json.ts";

/** Everything known about a person as JSON: what the page shows. Ids and amounts are decimal strings. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  return openAdmin(request, install, async ({ shopId, staff }) => {
    const customerId = parseId(params["customerId"]);
    const profile = customerId === null ? null : await readProfile(shopId, customerId, new Date());
    if (customerId === null || !profile) throw data({ reason: "customer_unknown" }, { status: 404 });
    if ("customer" in profile)
      await withShop(shopId, (scope) => noteAccess(scope, { customerId, actor: staff, action: "viewed" }));
    return new Response(textOfJson(profile), {
      headers: { "content-type": "application/json", "cache-control": "no-store" },
    });
  });
}
