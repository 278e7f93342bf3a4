import { type ActionFunctionArgs, data } from "@remix-run/node";
import { findCustomer, noteAccess } from "#app/features/customers/index.server.ts";
import { replayDeliveries } from "#app/features/events/index.server.ts";
import { startReplay } from "#app/features/reports/index.server.ts";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";
import { withShop } from "#app/platform/db/scope.server.ts";
import { parseId } from "#app/shared/ids.ts";

/** Has everything that follows from a customer's history made anew by the worker, as `npm run replay` does. */
export async function action({ request, params }: ActionFunctionArgs) {
  return openAdmin(request, install, async ({ shopId, staff }) => {
    const customerId = parseId(params["customerId"]);
    const customer = customerId && (await withShop(shopId, (scope) => findCustomer(scope, customerId)));
    if (!customer || customer.redactedAt) throw data({ reason: "customer_unknown" }, { status: 404 });
    const { id } = customer;
    if ((await request.formData()).get("deliveries") === "on")
      await replayDeliveries(shopId, { customerId: id });
    await withShop(shopId, async (scope) => {
      await startReplay(scope, { customerId: id, staff, now: new Date() });
      await noteAccess(scope, { customerId: id, actor: staff, action: "edited" });
    });
    return data({ ok: true });
  });
}
