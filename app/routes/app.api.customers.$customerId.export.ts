import { data, type LoaderFunctionArgs } from "@remix-run/node";
import { findCustomer, noteAccess } from "#app/features/customers/index.server.ts";
import { exportCustomer } from "#app/features/privacy/index.server.ts";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { parseId } from "#app/shared/ids.ts";
import { textOfJson } from "#app/shared/json.ts";

/** Everything stored about a person, as a file. Who took it is noted. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  return openAdmin(request, install, async ({ shopId, staff }) => {
    const customerId = parseId(params["customerId"]);
    const stored =
      customerId === null
        ? null
        : await withShop(shopId, async (scope) => {
            const customer = await findCustomer(scope, customerId);
            if (!customer || customer.redactedAt) return null;
            await noteAccess(scope, { customerId, actor: staff, action: "exported" });
            return exportCustomer(scope, customerId);
          });
    if (!stored) throw data({ reason: "customer_unknown" }, { status: 404 });
    return new Response(textOfJson(stored, 2), {
      headers: {
        "content-type": "application/json",
        "content-disposition": `attachment; filename="customer-${customerId}.json"`,
        "cache-control": "no-store",
      },
    });
  });
}
